-- Orders to all batches that match a filter: those asked for, under way, and ended.
CREATE TABLE batch_order (
  order_id   TEXT                     NOT NULL PRIMARY KEY,
  -- In the order in which they were given.
  number     BIGINT                   GENERATED ALWAYS AS IDENTITY,
  -- flush, pause, resume or discard
  verb       TEXT                     NOT NULL,
  -- The filter; null: any.
  bucket     TEXT,
  prefix     TEXT,
  text       TEXT,
  state      TEXT,
  -- waiting, running; and at the end done, cancelled or failed
  stage      TEXT                     NOT NULL,
  -- How many matched when it was given, as whoever gave it confirmed.
  expected   BIGINT                   NOT NULL,
  -- By the router's clock; batches that were opened later are left alone.
  asked_at   TIMESTAMP WITH TIME ZONE NOT NULL,
  asked_by   TEXT                     NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE,
  -- Whoever took it last; another one's writes have no effect.
  runner     TEXT,
  -- It goes on behind this batch.
  at_bucket  TEXT,
  at_prefix  TEXT,
  at_entity  TEXT,
  found      BIGINT                   NOT NULL DEFAULT 0,
  changed    BIGINT                   NOT NULL DEFAULT 0,
  failed     BIGINT                   NOT NULL DEFAULT 0,
  -- The first of those that failed, in words.
  failures   TEXT[]                   NOT NULL DEFAULT '{}',
  ended_at   TIMESTAMP WITH TIME ZONE,
  ended_by   TEXT,
  error      TEXT
);

CREATE INDEX batch_order_number_idx ON batch_order (number);
CREATE INDEX batch_order_active_idx ON batch_order (number) WHERE stage IN ('waiting', 'running');
