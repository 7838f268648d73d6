-- How far the journal of batches was cleaned up.
CREATE TABLE journal_cleanup (
  only_row      BOOLEAN NOT NULL DEFAULT TRUE PRIMARY KEY CHECK (only_row),
  -- Events written before this may be gone; null: none are.
  cleaned_until TIMESTAMP WITH TIME ZONE
);

INSERT INTO journal_cleanup (cleaned_until) VALUES (NULL);
