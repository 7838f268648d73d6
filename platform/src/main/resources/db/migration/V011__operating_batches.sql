-- What operators see and do.

-- For all open batches of a bucket, page by page.
CREATE INDEX open_batch_bucket_idx ON open_batch (bucket, entity_id);

-- How things stood when the batch was closed, as JSON; null for one closed by an older version.
ALTER TABLE closed_batch ADD COLUMN evidence TEXT;

-- For the last batches of a prefix.
CREATE INDEX closed_batch_entity_idx ON closed_batch (entity_id, closed_at);

-- Prefixes that record but do not close by themselves, with an open batch or without.
CREATE TABLE paused_batch (
  entity_id VARCHAR(32)              NOT NULL PRIMARY KEY,
  bucket    TEXT                     NOT NULL,
  prefix    TEXT                     NOT NULL,
  paused_by TEXT                     NOT NULL,
  paused_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX paused_batch_bucket_idx ON paused_batch (bucket, entity_id);

-- Who did what to a batch, and when.
CREATE TABLE batch_audit (
  entity_id VARCHAR(32)              NOT NULL,
  -- The journal's number of the event.
  seq_nr    BIGINT                   NOT NULL,
  bucket    TEXT                     NOT NULL,
  prefix    TEXT                     NOT NULL,
  -- flush, pause, resume or discard.
  action    VARCHAR(32)              NOT NULL,
  done_by   TEXT                     NOT NULL,
  done_at   TIMESTAMP WITH TIME ZONE NOT NULL,
  -- Of a flush: the batch that it closed.
  batch_id  VARCHAR(32),
  -- Of a flush or discard: what was open.
  files     BIGINT,
  bytes     BIGINT,
  PRIMARY KEY (entity_id, seq_nr)
);

CREATE INDEX batch_audit_time_idx ON batch_audit (done_at);
