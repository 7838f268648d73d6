-- How far a job is, told by the node that works on it, and the notice that a failed one is owed.

ALTER TABLE package_job
  -- as it was accepted, so that a job can be done again; none for jobs before this version
  ADD COLUMN description    TEXT,
  ADD COLUMN listed         BIGINT,
  ADD COLUMN listed_bytes   BIGINT,
  ADD COLUMN listing_done   BOOLEAN,
  -- objects whose hash was computed, and those whose hash was known to the cache or to S3
  ADD COLUMN hashed         BIGINT,
  ADD COLUMN reused         BIGINT,
  -- of the objects that are done, and of those the ones that were computed
  ADD COLUMN done_bytes     BIGINT,
  ADD COLUMN hashed_bytes   BIGINT,
  -- bytes per second, from the beginning of the attempt
  ADD COLUMN rate           BIGINT,
  -- objects that cannot be in a package and were left out, and the first of their keys, one a line
  ADD COLUMN skipped        BIGINT,
  ADD COLUMN skipped_keys   TEXT,
  -- when the notice of the failure is to be sent; none if it was, or none is owed
  ADD COLUMN notice_due_at  TIMESTAMP WITH TIME ZONE;

CREATE INDEX package_job_notice_idx ON package_job (notice_due_at) WHERE notice_due_at IS NOT NULL;
CREATE INDEX package_job_state_idx ON package_job (state, accepted_at);
