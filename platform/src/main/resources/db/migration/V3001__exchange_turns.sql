-- What publications on Data Exchange share: who may create anything in a data set, which of the few jobs
-- at once each has, what was learned of quotas, and which content is public.

-- Who waits for the turn of a data set, in order.
CREATE TABLE exchange_queue (
  publication_id TEXT                     NOT NULL PRIMARY KEY,
  data_set_id    TEXT                     NOT NULL,
  prepared_at    TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX exchange_queue_order_idx ON exchange_queue (data_set_id, prepared_at, publication_id);

-- Who has the turn.
CREATE TABLE exchange_turn (
  data_set_id    TEXT                     NOT NULL PRIMARY KEY,
  publication_id TEXT                     NOT NULL UNIQUE,
  taken_at       TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);

-- The jobs that may be in progress. The numbers of slots bound them, whoever takes one; the journal's
-- transaction that says how a job ended deletes its row, and nothing else does.
CREATE TABLE exchange_slot (
  kind           TEXT                     NOT NULL,
  slot           INTEGER                  NOT NULL,
  publication_id TEXT                     NOT NULL,
  revision       BIGINT                   NOT NULL,
  job            INTEGER                  NOT NULL,
  taken_at       TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, slot),
  UNIQUE (publication_id, revision, job)
);

-- Who wants a slot and got none: a row that is not renewed does not count any more.
CREATE TABLE exchange_slot_wanted (
  kind           TEXT                     NOT NULL,
  publication_id TEXT                     NOT NULL,
  since          TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  renewed_at     TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, publication_id)
);

-- Quotas of which Data Exchange said that they are lower than the settings say.
CREATE TABLE exchange_limit (
  name      TEXT                     NOT NULL PRIMARY KEY,
  value     INTEGER                  NOT NULL,
  seen_at   TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);

-- What is public, by its content.
CREATE TABLE exchange_published (
  data_set_id    TEXT                     NOT NULL,
  digest         TEXT                     NOT NULL,
  publication_id TEXT                     NOT NULL UNIQUE,
  published_at   TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (data_set_id, digest, publication_id)
);
