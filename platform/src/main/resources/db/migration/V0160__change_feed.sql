-- What happened to batches and jobs, as clients follow it. A change is written in the transaction that
-- makes it, without a position, for transactions commit in another order than they begin. Positions are
-- given afterwards, by one node at a time, to what is committed: so none is ever given behind one that
-- was read.
CREATE TABLE change_feed (
  number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- From 1 on, without a gap; null until it is given.
  position BIGINT,
  -- Random, given with the position: tells it from the same position of a database that was restored.
  tag      INTEGER,
  -- batch or job
  type     TEXT                     NOT NULL,
  bucket   TEXT,
  prefix   TEXT,
  -- What clients get, as JSON.
  doc      TEXT                     NOT NULL,
  made_at  TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp()
);

CREATE UNIQUE INDEX change_feed_position_idx ON change_feed (position) WHERE position IS NOT NULL;
CREATE INDEX change_feed_waiting_idx ON change_feed (number) WHERE position IS NULL;

-- The last position that was given. Whoever gives positions holds this row.
CREATE TABLE change_feed_head (
  one  BOOLEAN NOT NULL PRIMARY KEY DEFAULT TRUE CHECK (one),
  last BIGINT  NOT NULL
);

INSERT INTO change_feed_head (last) VALUES (0);
