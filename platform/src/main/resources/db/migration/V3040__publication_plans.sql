-- Plans of publications on Data Exchange. A plan is never changed; the journal says which number of
-- a publication counts. One without a summary is not whole.
CREATE TABLE exchange_plan (
  publication_id TEXT                     NOT NULL,
  plan           INTEGER                  NOT NULL,
  summary        TEXT,
  made_at        TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  PRIMARY KEY (publication_id, plan)
);

CREATE INDEX exchange_plan_made_idx ON exchange_plan (made_at);

CREATE TABLE exchange_plan_revision (
  publication_id TEXT    NOT NULL,
  plan           INTEGER NOT NULL,
  revision       BIGINT  NOT NULL,
  jobs           INTEGER NOT NULL,
  -- Above the number of each of its jobs.
  next_job       INTEGER NOT NULL,
  assets         BIGINT  NOT NULL,
  bytes          BIGINT  NOT NULL,
  PRIMARY KEY (publication_id, plan, revision),
  FOREIGN KEY (publication_id, plan) REFERENCES exchange_plan ON DELETE CASCADE
);

CREATE TABLE exchange_plan_job (
  publication_id TEXT    NOT NULL,
  plan           INTEGER NOT NULL,
  revision       BIGINT  NOT NULL,
  job            INTEGER NOT NULL,
  assets         INTEGER NOT NULL,
  bytes          BIGINT  NOT NULL,
  -- Compressed records of the assets.
  packed         BYTEA   NOT NULL,
  PRIMARY KEY (publication_id, plan, revision, job),
  FOREIGN KEY (publication_id, plan) REFERENCES exchange_plan ON DELETE CASCADE
);

-- They are compressed already.
ALTER TABLE exchange_plan_job ALTER COLUMN packed SET STORAGE EXTERNAL;

-- Manifests that came with requests.
CREATE TABLE exchange_manifest (
  id       TEXT                     PRIMARY KEY,
  digest   TEXT                     NOT NULL,
  content  BYTEA                    NOT NULL,
  saved_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);

CREATE INDEX exchange_manifest_saved_idx ON exchange_manifest (saved_at);

-- What is wrong with manifests, as JSON.
CREATE TABLE exchange_refusal (
  publication_id TEXT                     PRIMARY KEY,
  problems       TEXT                     NOT NULL,
  found_at       TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);

CREATE INDEX exchange_refusal_found_idx ON exchange_refusal (found_at);
