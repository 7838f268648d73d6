-- Verifications of revisions that were ordered. A node writes how far its own are about once a
-- second; one that was not written for a while was lost with its node. The newest thousand are kept.
CREATE TABLE verification (
  verification_id TEXT                     NOT NULL PRIMARY KEY,
  registry        TEXT                     NOT NULL,
  package_name    TEXT                     NOT NULL,
  top_hash        TEXT                     NOT NULL,
  -- waiting, running; and at the end good, bad, failed or cancelled
  state           TEXT                     NOT NULL,
  asked_by        TEXT                     NOT NULL,
  asked_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  seen_at         TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at        TIMESTAMP WITH TIME ZONE,
  -- Who gave the order to end it.
  cancelled_by    TEXT,
  -- Done so far, and of the whole revision once its manifest was read.
  files           BIGINT                   NOT NULL DEFAULT 0,
  bytes           BIGINT                   NOT NULL DEFAULT 0,
  all_files       BIGINT,
  all_bytes       BIGINT,
  problems        BIGINT                   NOT NULL DEFAULT 0,
  -- The first problems, as JSON.
  found           TEXT                     NOT NULL DEFAULT '[]',
  -- Why it could not be done.
  error           TEXT
);

CREATE INDEX verification_by_age ON verification (asked_at DESC, verification_id DESC);
