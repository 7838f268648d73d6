-- Packages that wait for somebody to decide. A row is written in the transaction of the journal that
-- ends the job which made the draft, and changed by orders afterwards, each in one statement.
CREATE TABLE suggestion (
  suggestion_id  TEXT                     NOT NULL PRIMARY KEY,
  -- 1 at first, and 1 more with each change.
  version        BIGINT                   NOT NULL,
  -- open; and at the end accepted, dismissed or expired
  state          TEXT                     NOT NULL,
  -- why the package is not made by itself: policy, or owned
  reason         TEXT                     NOT NULL,
  -- top hash of the newest revision, if that is somebody else's
  owned          TEXT,
  registry       TEXT                     NOT NULL,
  package_name   TEXT                     NOT NULL,
  source         TEXT                     NOT NULL,
  source_bucket  TEXT,
  source_prefix  TEXT,
  -- The name that was asked for; empty if a batch asked, whose folder has one open suggestion
  -- whatever its name is.
  asked_name     TEXT                     NOT NULL,
  -- As the last job was asked for.
  description    TEXT                     NOT NULL,
  -- Fields of the description that people set instead, as JSON.
  edited         TEXT                     NOT NULL DEFAULT '{}',
  edits          INT                      NOT NULL DEFAULT 0,
  -- What the package would be, as JSON, and how many edits that knows of.
  draft          TEXT                     NOT NULL,
  drafted_edits  INT                      NOT NULL,
  -- The job that made the draft, and the job of the package once it is accepted.
  draft_job_id   TEXT                     NOT NULL,
  job_id         TEXT,
  -- The last thousand that asked for it.
  batches        TEXT[]                   NOT NULL,
  -- How many later batches or messages it stands for.
  renewals       INT                      NOT NULL DEFAULT 0,
  opened_at      TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at     TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at     TIMESTAMP WITH TIME ZONE,
  ended_at       TIMESTAMP WITH TIME ZONE,
  ended_by       TEXT,
  ended_for      TEXT,
  -- when its package is to be told of it, of an edit or of its acceptance; none if it has heard
  due_at         TIMESTAMP WITH TIME ZONE
);

-- A folder that is looked at again renews its open suggestion.
CREATE UNIQUE INDEX suggestion_open_idx ON suggestion (registry, md5(source), asked_name)
  WHERE state = 'open';
CREATE INDEX suggestion_list_idx ON suggestion (opened_at, suggestion_id);
CREATE INDEX suggestion_expires_idx ON suggestion (expires_at) WHERE state = 'open';
CREATE INDEX suggestion_due_idx ON suggestion (due_at) WHERE due_at IS NOT NULL;

-- Who gave orders to suggestions.
CREATE TABLE suggestion_order (
  suggestion_id TEXT                     NOT NULL REFERENCES suggestion ON DELETE CASCADE,
  -- Of the suggestion after it.
  version       BIGINT                   NOT NULL,
  -- edit, accept or dismiss
  what          TEXT                     NOT NULL,
  ordered_by    TEXT                     NOT NULL,
  ordered_at    TIMESTAMP WITH TIME ZONE NOT NULL,
  -- The fields that an edit set, as JSON; the reason of a dismissal.
  detail        TEXT,
  PRIMARY KEY (suggestion_id, version)
);

ALTER TABLE package_job
  -- suggestion, automatic or order; null for jobs of earlier versions, which were automatic
  ADD COLUMN intent TEXT;
