-- What was once hashed is not read again: neither for the next revision nor after a crash.

CREATE TABLE object_checksum (
  bucket         TEXT                     NOT NULL,
  key            TEXT                     NOT NULL,
  -- S3's version id; 'null' for an object without versions, whose content the ETag tells apart
  version        TEXT                     NOT NULL,
  algorithm      TEXT                     NOT NULL,
  etag           TEXT                     NOT NULL,
  size           BIGINT                   NOT NULL,
  value          TEXT                     NOT NULL,
  computed_at    TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (bucket, key, version, algorithm)
);
