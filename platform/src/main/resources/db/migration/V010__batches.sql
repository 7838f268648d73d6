-- What the journal says about batches, as tables. They are projected from the journal and lag a
-- second or two behind it; the journal is the truth.

-- Batches with object events since their prior trigger.
CREATE TABLE open_batch (
  entity_id        VARCHAR(32)              NOT NULL PRIMARY KEY,
  bucket           TEXT                     NOT NULL,
  -- A NUL in a prefix, which Postgres cannot hold, is written as U+FFFD here.
  prefix           TEXT                     NOT NULL,
  files            BIGINT                   NOT NULL,
  bytes            BIGINT                   NOT NULL,
  first_event_time TIMESTAMP WITH TIME ZONE NOT NULL,
  last_event_time  TIMESTAMP WITH TIME ZONE NOT NULL,
  -- When it closes unless more comes; null if only more object events can close it.
  due_at           TIMESTAMP WITH TIME ZONE,
  -- When the sweeper wakes it: at first as due_at, later than it once it was woken, so that
  -- entities which do not get on cannot keep the sweeper from the others.
  wake_at          TIMESTAMP WITH TIME ZONE
);

CREATE INDEX open_batch_wake_idx ON open_batch (wake_at) WHERE wake_at IS NOT NULL;

-- The audit of closed batches.
CREATE TABLE closed_batch (
  batch_id         VARCHAR(32)              NOT NULL PRIMARY KEY,
  entity_id        VARCHAR(32)              NOT NULL,
  bucket           TEXT                     NOT NULL,
  prefix           TEXT                     NOT NULL,
  files            BIGINT                   NOT NULL,
  bytes            BIGINT                   NOT NULL,
  reason           VARCHAR(32)              NOT NULL,
  first_event_time TIMESTAMP WITH TIME ZONE NOT NULL,
  last_event_time  TIMESTAMP WITH TIME ZONE NOT NULL,
  closed_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  -- Null until EventBridge confirmed the announcement.
  announced_at     TIMESTAMP WITH TIME ZONE,
  -- When the sweeper wakes its entity to announce it; null once it is announced.
  wake_at          TIMESTAMP WITH TIME ZONE
);

CREATE INDEX closed_batch_wake_idx ON closed_batch (wake_at) WHERE wake_at IS NOT NULL;
