-- The jobs of all packages, projected from the journal. The journal is the truth, a row is a hint.

CREATE TABLE package_job (
  job_id         TEXT                     NOT NULL PRIMARY KEY,
  entity_id      TEXT                     NOT NULL,
  registry       TEXT                     NOT NULL,
  package_name   TEXT                     NOT NULL,
  source         TEXT                     NOT NULL,
  -- waiting, assembling, retrying, pushing, announcing; and at the end done, unchanged or failed
  state          TEXT                     NOT NULL,
  -- how many descriptions asked for this job
  requests       INT                      NOT NULL,
  attempt        INT                      NOT NULL,
  files          BIGINT,
  bytes          BIGINT,
  top_hash       TEXT,
  manifest       TEXT,
  pointer        TEXT,
  -- of the last attempt that failed
  error          TEXT,
  accepted_at    TIMESTAMP WITH TIME ZONE NOT NULL,
  started_at     TIMESTAMP WITH TIME ZONE,
  updated_at     TIMESTAMP WITH TIME ZONE NOT NULL,
  finished_at    TIMESTAMP WITH TIME ZONE,
  -- when the package is to be woken, should it not be in memory; none once the job has ended
  due_at         TIMESTAMP WITH TIME ZONE
);

CREATE INDEX package_job_due_idx ON package_job (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX package_job_package_idx ON package_job (registry, package_name, accepted_at);
CREATE INDEX package_job_recent_idx ON package_job (accepted_at);
