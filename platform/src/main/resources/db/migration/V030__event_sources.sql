-- Event sources that were set at run time. Each change is a row and stays; of a source, the row with
-- the highest version is in force.
CREATE TABLE event_source (
  name       TEXT                     NOT NULL,
  -- 1 for the first change of the source, and so on.
  version    BIGINT                   NOT NULL,
  -- As JSON, worded as in the API. Null: taken away, the configuration's is in force again.
  definition TEXT,
  changed_by TEXT                     NOT NULL,
  changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (name, version)
);

-- One row, counted up with each change and in its transaction, as policy_revision.
CREATE TABLE event_source_revision (
  only_row BOOLEAN NOT NULL DEFAULT TRUE PRIMARY KEY CHECK (only_row),
  revision BIGINT  NOT NULL
);

INSERT INTO event_source_revision (revision) VALUES (0);

-- What sources made of events: the outbox to the packager's queue, and the memory that keeps an
-- event that comes again from asking twice.
CREATE TABLE source_event (
  source      TEXT                     NOT NULL,
  -- The same each time the event comes.
  event_key   TEXT                     NOT NULL,
  -- waiting: to be sent; sent; merged: into one of the same folder that waited; noted: seen, asks for
  -- nothing; failed: the queue will not have it, it is in the dead-letter queue.
  state       TEXT                     NOT NULL,
  description TEXT,
  -- What was noted, or why the last attempt to send failed.
  words       TEXT,
  -- The folder that must come to rest first, if it must.
  bucket      TEXT,
  folder      TEXT,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  due_at      TIMESTAMP WITH TIME ZONE NOT NULL,
  -- However restless the folder is.
  latest_at   TIMESTAMP WITH TIME ZONE,
  attempts    INTEGER                  NOT NULL DEFAULT 0,
  sent_at     TIMESTAMP WITH TIME ZONE,
  message_id  TEXT,
  PRIMARY KEY (source, event_key)
);

CREATE INDEX source_event_due_idx ON source_event (due_at) WHERE state = 'waiting';
CREATE INDEX source_event_time_idx ON source_event (source, recorded_at, event_key);
