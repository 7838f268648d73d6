-- What is told of each publication: written in the transaction of its events.
CREATE TABLE exchange_told (
  publication_id TEXT                     PRIMARY KEY REFERENCES publication ON DELETE CASCADE,
  -- The manifest object beside which it is written; null if there is none.
  bucket         TEXT,
  key            TEXT,
  received_at    TIMESTAMP WITH TIME ZONE NOT NULL,
  -- The state after the last event.
  state          TEXT                     NOT NULL,
  -- How many changes there were, and how many the files tell.
  change         BIGINT                   NOT NULL DEFAULT 1,
  written        BIGINT                   NOT NULL DEFAULT 0,
  -- Whether there is a file of errors beside the manifest.
  error_file     BOOLEAN                  NOT NULL DEFAULT FALSE,
  -- When files are to be written; null if nothing is owed.
  due_at         TIMESTAMP WITH TIME ZONE,
  attempts       INTEGER                  NOT NULL DEFAULT 0,
  error          TEXT
);

CREATE INDEX exchange_told_due_idx ON exchange_told (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX exchange_told_manifest_idx ON exchange_told (md5(key), bucket, received_at);

-- Notices of outcomes that are owed to the topic; a row goes when SNS has taken it.
CREATE TABLE exchange_notice (
  id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  publication_id TEXT                     NOT NULL REFERENCES publication ON DELETE CASCADE,
  state          TEXT                     NOT NULL,
  -- What the publication was then, as JSON.
  facts          TEXT                     NOT NULL,
  due_at         TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  attempts       INTEGER                  NOT NULL DEFAULT 0,
  error          TEXT
);

CREATE INDEX exchange_notice_due_idx ON exchange_notice (due_at);
CREATE INDEX exchange_notice_publication_idx ON exchange_notice (publication_id);
