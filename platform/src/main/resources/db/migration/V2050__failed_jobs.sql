-- Of what kind the failure of a job is, and by which job it was done again.

ALTER TABLE package_job
  -- a word of FailureReason, of the last attempt that failed; none for failures of earlier builds that nobody can tell
  ADD COLUMN reason     TEXT,
  -- the last job that does this one again
  ADD COLUMN retried_by TEXT;

UPDATE package_job SET reason = CASE
    WHEN errors IS NOT NULL THEN 'rules'
    WHEN error LIKE '%AWS answered % KMS%' THEN 'no-key'
    WHEN error ~ 'AWS answered [0-9]+ (ExpiredToken|InvalidToken|TokenRefreshRequired|InvalidAccessKeyId|SignatureDoesNotMatch)'
      THEN 'no-credentials'
    WHEN error ~ 'AWS answered [0-9]+ Request(TimeTooSkewed|Expired)' THEN 'wrong-clock'
    WHEN error ~ 'AWS answered 403' AND error NOT LIKE '%InvalidObjectState%' THEN 'no-right'
    WHEN error LIKE '%AWS answered 404%' THEN 'not-found'
    WHEN error ~ 'AWS answered 5[0-9][0-9]' THEN 'unavailable'
  END
  WHERE state IN ('failed', 'quarantined', 'retrying');

-- What ended and is not done again, as it is looked for to be done again.
CREATE INDEX package_job_ended_idx ON package_job (finished_at)
  WHERE state IN ('failed', 'quarantined', 'cancelled') AND retried_by IS NULL;
CREATE INDEX package_job_retried_idx ON package_job (retried_by) WHERE retried_by IS NOT NULL;
