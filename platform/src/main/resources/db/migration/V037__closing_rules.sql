-- What closes the batches of each bucket, by the policies of the node that started or was told last:
-- a node that starts with other rules has the open batches look at their deadline.
CREATE TABLE closing_rule (
  -- Empty: for all that have no policy of their own.
  bucket     TEXT                     NOT NULL PRIMARY KEY,
  rule       TEXT                     NOT NULL,
  changed_at TIMESTAMP WITH TIME ZONE NOT NULL
);
