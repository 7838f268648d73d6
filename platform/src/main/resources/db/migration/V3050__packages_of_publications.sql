-- The package revision whose entries a publication takes for its assets, as a URI, and the parts by which
-- it is found; null for a manifest that lists its assets.
ALTER TABLE publication
  ADD COLUMN package          TEXT,
  ADD COLUMN package_registry TEXT,
  ADD COLUMN package_hash     TEXT;

CREATE INDEX publication_package_idx ON publication (package_hash, received_at, publication_id)
  WHERE package_hash IS NOT NULL;
