ALTER TABLE publication
  -- The URI of its object; null if the manifest came with a request.
  ADD COLUMN manifest TEXT,
  -- What whoever publishes should know, a line each.
  ADD COLUMN notices  TEXT;
