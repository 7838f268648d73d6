-- When what a publication waits for is tried again; told beside the journal.
ALTER TABLE publication ADD COLUMN wake_at TIMESTAMP WITH TIME ZONE;

CREATE INDEX publication_wake_idx ON publication (wake_at, publication_id) WHERE wake_at IS NOT NULL;
