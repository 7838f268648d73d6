-- The entries of packages that are not made of a folder, named one by one in a request.

CREATE TABLE package_entries (
  -- follows from the content
  id       TEXT                     NOT NULL PRIMARY KEY,
  -- JSON lines
  content  BYTEA                    NOT NULL,
  saved_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX package_entries_saved_idx ON package_entries (saved_at);
