-- Who sent which dead letter back, or discarded it, and why: written before it is done.
CREATE TABLE dead_letter_order (
  number     BIGINT                   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- whose dead-letter queue: router or packager
  queue      TEXT                     NOT NULL,
  -- redrive or discard
  verb       TEXT                     NOT NULL,
  message_id TEXT                     NOT NULL,
  moved_by   TEXT                     NOT NULL,
  -- why it was a dead letter; empty if nobody said
  reason     TEXT                     NOT NULL,
  -- its beginning
  body       TEXT                     NOT NULL,
  ordered_by TEXT                     NOT NULL,
  ordered_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  -- why it was discarded; empty for others
  why        TEXT                     NOT NULL
);
