-- What sources made of events is looked up by the folder that they are about.
CREATE INDEX source_event_folder_idx ON source_event (bucket, folder, recorded_at) WHERE folder IS NOT NULL;
