-- Packages that break the rules of their registry.

ALTER TABLE package_job
  -- what is wrong, as a JSON list of objects with rule, path and message
  ADD COLUMN errors       TEXT,
  -- the bucket where the package is because of that; none if it is nowhere
  ADD COLUMN quarantine   TEXT,
  -- when the package came to follow the rules, and the job that made it do so
  ADD COLUMN resolved_at  TIMESTAMP WITH TIME ZONE,
  ADD COLUMN resolved_by  TEXT;
