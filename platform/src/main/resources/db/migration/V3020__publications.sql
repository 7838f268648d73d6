-- Publications on AWS Data Exchange, as lists have them: written in the transaction of the journal that
-- writes their events.
CREATE TABLE publication (
  publication_id   TEXT                     NOT NULL PRIMARY KEY,
  -- received, preparing, queued, importing, finalizing, publishing, held; and at the end published,
  -- unchanged, refused, failed, cancelled or revoked
  state            TEXT                     NOT NULL,
  -- The object; null if the manifest came with a request.
  manifest_bucket  TEXT,
  manifest_key     TEXT,
  manifest_version TEXT,
  -- Who ordered it; null if a notice of S3 did.
  asked_by         TEXT,
  -- Whether it is published also if the same content was published before.
  again            BOOLEAN                  NOT NULL,
  product_id       TEXT,
  data_set_id      TEXT,
  mode             TEXT,
  comment          TEXT,
  digest           TEXT,
  -- What the plan has; null until there is one.
  assets           BIGINT,
  bytes            BIGINT,
  revisions        BIGINT,
  jobs             BIGINT,
  assets_done      BIGINT                   NOT NULL DEFAULT 0,
  jobs_done        BIGINT                   NOT NULL DEFAULT 0,
  revisions_filled BIGINT                   NOT NULL DEFAULT 0,
  revisions_final  BIGINT                   NOT NULL DEFAULT 0,
  -- The number of the revision at work, from 1 on.
  revision         BIGINT                   NOT NULL DEFAULT 0,
  error            TEXT,
  -- Of what kind the error is.
  reason           TEXT,
  problems         BIGINT                   NOT NULL DEFAULT 0,
  -- The publication that published the same content.
  unchanged_since  TEXT,
  -- What passes, and since when it is waited for; told beside the journal.
  waiting_for      TEXT,
  waiting_since    TIMESTAMP WITH TIME ZONE,
  received_at      TIMESTAMP WITH TIME ZONE NOT NULL,
  prepared_at      TIMESTAMP WITH TIME ZONE,
  updated_at       TIMESTAMP WITH TIME ZONE NOT NULL,
  finished_at      TIMESTAMP WITH TIME ZONE,
  -- When it is to be woken, should it not be in memory; null at the end.
  due_at           TIMESTAMP WITH TIME ZONE,
  trace_id         TEXT,
  trace_parent     TEXT
);

CREATE INDEX publication_list_idx ON publication (received_at, publication_id);
CREATE INDEX publication_state_idx ON publication (state, received_at, publication_id);
CREATE INDEX publication_data_set_idx ON publication (data_set_id, received_at);
CREATE INDEX publication_manifest_idx ON publication (md5(manifest_key), manifest_bucket);
CREATE INDEX publication_digest_idx ON publication (data_set_id, digest) WHERE state = 'published';
CREATE INDEX publication_due_idx ON publication (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE publication_revision (
  publication_id TEXT                     NOT NULL REFERENCES publication ON DELETE CASCADE,
  -- From 1 on, in the order in which they are finalized.
  number         BIGINT                   NOT NULL,
  -- intended, filling, filled, final, revoked or removed
  state          TEXT                     NOT NULL,
  -- The id that AWS gave.
  revision_id    TEXT,
  assets         BIGINT                   NOT NULL,
  bytes          BIGINT                   NOT NULL,
  jobs           BIGINT                   NOT NULL,
  assets_done    BIGINT                   NOT NULL DEFAULT 0,
  jobs_done      BIGINT                   NOT NULL DEFAULT 0,
  error          TEXT,
  created_at     TIMESTAMP WITH TIME ZONE NOT NULL,
  finalized_at   TIMESTAMP WITH TIME ZONE,
  updated_at     TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (publication_id, number)
);

-- The jobs that are open: a row goes when its job has done its work.
CREATE TABLE publication_job (
  publication_id TEXT                     NOT NULL REFERENCES publication ON DELETE CASCADE,
  revision       BIGINT                   NOT NULL,
  -- Within the revision, from 1 on.
  number         INT                      NOT NULL,
  attempt        INT                      NOT NULL,
  -- The id that AWS gave.
  job_id         TEXT,
  -- Of the attempt before.
  error          TEXT,
  since          TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (publication_id, revision, number)
);

-- Who gave orders to publications.
CREATE TABLE publication_order (
  publication_id TEXT                     NOT NULL REFERENCES publication ON DELETE CASCADE,
  -- The number of its event.
  number         BIGINT                   NOT NULL,
  -- cancel, go-on or revoke
  what           TEXT                     NOT NULL,
  ordered_by     TEXT                     NOT NULL,
  ordered_at     TIMESTAMP WITH TIME ZONE NOT NULL,
  -- The comment of a revocation.
  detail         TEXT,
  PRIMARY KEY (publication_id, number)
);
