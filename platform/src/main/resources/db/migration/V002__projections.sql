-- Where each projection of the journal stands, in the layout of Akka Projection R2DBC 1.4.

CREATE TABLE akka_projection_timestamp_offset_store (
  projection_name    VARCHAR(255)             NOT NULL,
  projection_key     VARCHAR(255)             NOT NULL,
  slice              INT                      NOT NULL,
  persistence_id     VARCHAR(255)             NOT NULL,
  seq_nr             BIGINT                   NOT NULL,
  timestamp_offset   TIMESTAMP WITH TIME ZONE NOT NULL,
  timestamp_consumed TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (slice, projection_name, timestamp_offset, persistence_id, seq_nr)
);

CREATE TABLE akka_projection_management (
  projection_name VARCHAR(255) NOT NULL,
  projection_key  VARCHAR(255) NOT NULL,
  paused          BOOLEAN      NOT NULL,
  last_updated    BIGINT       NOT NULL,
  PRIMARY KEY (projection_name, projection_key)
);
