-- Which batches asked for a job, and what is to be known of its package.

ALTER TABLE package_job
  -- the batches whose announcements asked for it, the last thousand; empty if no description said one
  ADD COLUMN batches  TEXT[] NOT NULL DEFAULT '{}',
  -- what whoever uses the package should know, one a line
  ADD COLUMN warnings TEXT;

CREATE INDEX package_job_batches_idx ON package_job USING GIN (batches);
