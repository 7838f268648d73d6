-- Who gave orders to jobs, and which package has a bad name.

ALTER TABLE package_job
  -- who ordered that a job be done again, as this one
  ADD COLUMN asked_by     TEXT,
  ADD COLUMN cancelled_by TEXT,
  -- whether a rule of its name is broken: that a new revision of the package cannot mend
  ADD COLUMN name_broken  BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE package_job SET name_broken = TRUE WHERE errors LIKE '%{"rule": "name"%';

ALTER TABLE gateway_refresh
  -- who ordered it, or joined it, the last time; none if only packages asked for it
  ADD COLUMN asked_by TEXT;

-- All jobs of one package.
CREATE INDEX package_job_entity_idx ON package_job (entity_id);
