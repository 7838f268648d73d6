-- What is sent again to lineage, in the order of time.
CREATE INDEX lineage_event_again_idx ON lineage_event (due_at, id)
  WHERE set_aside_at IS NULL AND attempts > 0;
