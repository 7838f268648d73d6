-- What the lists of batches are read by: each filter and each order has an index. Prefixes are ordered
-- by their bytes, so that those that begin alike lie together.
ALTER TABLE open_batch ALTER COLUMN prefix TYPE TEXT COLLATE "C";
ALTER TABLE closed_batch ALTER COLUMN prefix TYPE TEXT COLLATE "C";
ALTER TABLE paused_batch ALTER COLUMN prefix TYPE TEXT COLLATE "C";

CREATE INDEX open_batch_prefix_idx ON open_batch (bucket, prefix, entity_id);
-- All that it was for, the index above does.
DROP INDEX open_batch_bucket_idx;

-- Next to close first; those that time alone does not close come last.
CREATE INDEX open_batch_due_idx ON open_batch ((COALESCE(due_at, 'infinity'::timestamptz)), entity_id);

CREATE INDEX paused_batch_prefix_idx ON paused_batch (bucket, prefix, entity_id);
DROP INDEX paused_batch_bucket_idx;

-- The batches of a folder, or below one; whether they are announced is counted without the rows.
CREATE INDEX closed_batch_prefix_idx ON closed_batch (bucket, prefix, closed_at, batch_id)
  INCLUDE (announced_at);

CREATE INDEX closed_batch_unannounced_idx ON closed_batch (closed_at, batch_id)
  WHERE announced_at IS NULL;
