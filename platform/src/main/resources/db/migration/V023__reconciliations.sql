-- Listings of buckets that look for what no notice told of: those asked for, under way, and ended.
CREATE TABLE reconciliation (
  id             VARCHAR(32)              NOT NULL PRIMARY KEY,
  -- In the order in which they were asked for.
  number         BIGINT                   GENERATED ALWAYS AS IDENTITY,
  bucket         TEXT                     NOT NULL,
  prefix         TEXT                     NOT NULL,
  -- waiting, running; and at the end done, cancelled or failed
  state          VARCHAR(16)              NOT NULL,
  asked_by       TEXT                     NOT NULL,
  asked_at       TIMESTAMP WITH TIME ZONE NOT NULL,
  -- Older objects were to be left alone.
  since          TIMESTAMP WITH TIME ZONE,
  -- Whether to compare also what an earlier one found complete.
  everything     BOOLEAN                  NOT NULL,
  started_at     TIMESTAMP WITH TIME ZONE,
  -- Objects last modified before this are not compared.
  settled_before TIMESTAMP WITH TIME ZONE,
  -- Those before this count as recorded where the journal that would tell is cleaned up.
  assumed_before TIMESTAMP WITH TIME ZONE,
  -- When it is done, all objects last modified before this are known to be recorded.
  complete_until TIMESTAMP WITH TIME ZONE,
  -- Whoever took it last; another one's writes have no effect.
  runner         VARCHAR(64),
  -- The listing goes on behind it; percent-encoded.
  cursor_key     TEXT,
  cursor_version TEXT,
  listed         BIGINT                   NOT NULL DEFAULT 0,
  ignored        BIGINT                   NOT NULL DEFAULT 0,
  recent         BIGINT                   NOT NULL DEFAULT 0,
  settled        BIGINT                   NOT NULL DEFAULT 0,
  known          BIGINT                   NOT NULL DEFAULT 0,
  missing        BIGINT                   NOT NULL DEFAULT 0,
  ended_at       TIMESTAMP WITH TIME ZONE,
  ended_by       TEXT,
  error          TEXT
);

CREATE UNIQUE INDEX reconciliation_active_idx ON reconciliation (bucket, prefix)
  WHERE state IN ('waiting', 'running');
CREATE INDEX reconciliation_number_idx ON reconciliation (number);
CREATE INDEX reconciliation_bucket_idx ON reconciliation (bucket, number);
