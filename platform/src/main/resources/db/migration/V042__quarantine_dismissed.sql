-- Packages in quarantine about which somebody decided that nothing more is to be done.

ALTER TABLE package_job
  ADD COLUMN dismissed_by   TEXT,
  ADD COLUMN dismissed_for  TEXT;

-- Few are in quarantine, of many jobs.
CREATE INDEX package_job_quarantine_idx ON package_job (finished_at)
  WHERE state = 'quarantined' AND resolved_at IS NULL;

-- By its digest: a source may be longer than an index holds.
CREATE INDEX package_job_source_idx ON package_job (md5(source));
