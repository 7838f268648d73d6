-- Package policies that were set at run time, the whole list of a bucket at a time. Each change is a
-- row and stays; of a bucket, the row with the highest version is in force.
CREATE TABLE package_policy (
  bucket     TEXT                     NOT NULL,
  -- 1 for the first change of the bucket, and so on.
  version    BIGINT                   NOT NULL,
  -- As JSON, {"policies": [...]}, worded as in the configuration. Null: taken away, the
  -- configuration's are in force again.
  policies   TEXT,
  changed_by TEXT                     NOT NULL,
  changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (bucket, version)
);

-- One row, counted up with each change and in its transaction, as policy_revision.
CREATE TABLE package_policy_revision (
  only_row BOOLEAN NOT NULL DEFAULT TRUE PRIMARY KEY CHECK (only_row),
  revision BIGINT  NOT NULL
);

INSERT INTO package_policy_revision (revision) VALUES (0);
