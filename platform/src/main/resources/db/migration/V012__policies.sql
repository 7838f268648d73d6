-- Policies that were set at run time. Each change is a row and stays; of a bucket, the row with the
-- highest version is in force.
CREATE TABLE bucket_policy (
  bucket     TEXT                     NOT NULL,
  -- 1 for the first change of the bucket, and so on.
  version    BIGINT                   NOT NULL,
  -- As JSON, worded as in the configuration. Null: taken away, the configuration's is in force again.
  policy     TEXT,
  changed_by TEXT                     NOT NULL,
  changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (bucket, version)
);

-- One row, counted up with each change and in its transaction: every node looks at it and reads the
-- policies again when it has moved. Its lock puts the changes in an order.
CREATE TABLE policy_revision (
  only_row BOOLEAN NOT NULL DEFAULT TRUE PRIMARY KEY CHECK (only_row),
  revision BIGINT  NOT NULL
);

INSERT INTO policy_revision (revision) VALUES (0);

-- For the list of closed batches, the latest first.
CREATE INDEX closed_batch_time_idx ON closed_batch (closed_at, batch_id);
