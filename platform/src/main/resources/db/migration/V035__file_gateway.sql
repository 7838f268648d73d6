-- Refreshes of file shares. Of a share one waits at most: whoever asks meanwhile joins it.
CREATE TABLE gateway_refresh (
  id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  share           TEXT                     NOT NULL,
  -- From the root of the share on, such as /runs/1.
  folders         TEXT[]                   NOT NULL,
  -- waiting, running, done, unconfirmed: taken, but its end was not heard; failed: refused too often.
  state           TEXT                     NOT NULL DEFAULT 'waiting',
  packages        INTEGER                  NOT NULL DEFAULT 1,
  attempts        INTEGER                  NOT NULL DEFAULT 0,
  words           TEXT,
  asked_at        TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  due_at          TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  started_at      TIMESTAMP WITH TIME ZONE,
  ended_at        TIMESTAMP WITH TIME ZONE,
  notification_id TEXT
);

CREATE UNIQUE INDEX gateway_refresh_waiting_idx ON gateway_refresh (share) WHERE state = 'waiting';
CREATE INDEX gateway_refresh_share_idx ON gateway_refresh (share, started_at);
CREATE INDEX gateway_refresh_state_idx ON gateway_refresh (state) WHERE state IN ('waiting', 'running', 'unconfirmed');

-- Refreshes that a gateway has told the end of; also those that others ordered, and those whose call
-- is not noted yet.
CREATE TABLE gateway_heard (
  notification_id TEXT                     NOT NULL PRIMARY KEY,
  heard_at        TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);
