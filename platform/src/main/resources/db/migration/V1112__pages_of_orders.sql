-- The batches of an order that are being told, and the last of them: if the node ends meanwhile, the one
-- that goes on knows what these are, and counts each once.
ALTER TABLE batch_order
  ADD COLUMN telling   TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN to_bucket TEXT,
  ADD COLUMN to_prefix TEXT,
  ADD COLUMN to_entity TEXT;
