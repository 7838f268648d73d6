-- Canaries: synthetic uploads that go the whole way to a revision. All times are the database's.
CREATE TABLE canary_run (
  run_id         TEXT                     NOT NULL PRIMARY KEY,
  -- The begin of the span of time that it is for; one span has one canary. Null if it was ordered.
  slot           TIMESTAMP WITH TIME ZONE UNIQUE,
  asked_by       TEXT,
  bucket         TEXT                     NOT NULL,
  object_key     TEXT                     NOT NULL,
  registry       TEXT                     NOT NULL,
  package_name   TEXT                     NOT NULL,
  version_id     TEXT,
  started_at     TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  put_at         TIMESTAMP WITH TIME ZONE,
  -- Where it is: upload, notice, batch, announcement, job, package, registry.
  step           TEXT                     NOT NULL DEFAULT 'upload',
  step_at        TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  words          TEXT,
  way_out        TEXT,
  job_id         TEXT,
  top_hash       TEXT,
  pointer        TEXT,
  ended_at       TIMESTAMP WITH TIME ZONE,
  -- passed, failed, or lost: the next one began before it had passed.
  outcome        TEXT,
  -- When what it made was removed.
  cleaned_at     TIMESTAMP WITH TIME ZONE,
  cleaning_error TEXT
);

-- One is under way at a time.
CREATE UNIQUE INDEX canary_run_open_idx ON canary_run ((TRUE)) WHERE ended_at IS NULL;
CREATE INDEX canary_run_started_idx ON canary_run (started_at, run_id);
