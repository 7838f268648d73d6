-- The folder that a job packages, by bucket and prefix, as batches have them; null for a job that
-- packages no folder.
ALTER TABLE package_job
  ADD COLUMN source_bucket TEXT,
  ADD COLUMN source_prefix TEXT;

-- Of those that ended nothing more is told.
UPDATE package_job
  SET source_bucket = substring(source FROM '^s3://([^/]+)/'),
    source_prefix = substring(source FROM '^s3://[^/]+/(.*)$')
  WHERE finished_at IS NULL AND source ~ '^s3://[^/]+/([^?#%]*/)?$';
