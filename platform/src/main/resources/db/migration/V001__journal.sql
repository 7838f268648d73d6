-- The journal and snapshots of Akka Persistence R2DBC 1.1, in the layout that the plugin expects.

CREATE TABLE event_journal (
  slice              INT                      NOT NULL,
  entity_type        VARCHAR(255)             NOT NULL,
  persistence_id     VARCHAR(255)             NOT NULL,
  seq_nr             BIGINT                   NOT NULL,
  db_timestamp       TIMESTAMP WITH TIME ZONE NOT NULL,
  event_ser_id       INTEGER                  NOT NULL,
  event_ser_manifest VARCHAR(255)             NOT NULL,
  event_payload      BYTEA                    NOT NULL,
  deleted            BOOLEAN DEFAULT FALSE    NOT NULL,
  writer             VARCHAR(255)             NOT NULL,
  adapter_manifest   VARCHAR(255),
  tags               TEXT ARRAY,
  meta_ser_id        INTEGER,
  meta_ser_manifest  VARCHAR(255),
  meta_payload       BYTEA,
  PRIMARY KEY (persistence_id, seq_nr)
);

-- The projections read the journal by slice, in the order of time.
CREATE INDEX event_journal_slice_idx ON event_journal (slice, entity_type, db_timestamp, seq_nr);

CREATE TABLE snapshot (
  slice             INT          NOT NULL,
  entity_type       VARCHAR(255) NOT NULL,
  persistence_id    VARCHAR(255) NOT NULL,
  seq_nr            BIGINT       NOT NULL,
  db_timestamp      TIMESTAMP WITH TIME ZONE,
  write_timestamp   BIGINT       NOT NULL,
  ser_id            INTEGER      NOT NULL,
  ser_manifest      VARCHAR(255) NOT NULL,
  snapshot          BYTEA        NOT NULL,
  tags              TEXT ARRAY,
  meta_ser_id       INTEGER,
  meta_ser_manifest VARCHAR(255),
  meta_payload      BYTEA,
  PRIMARY KEY (persistence_id)
);

CREATE INDEX snapshot_slice_idx ON snapshot (slice, entity_type, db_timestamp);
