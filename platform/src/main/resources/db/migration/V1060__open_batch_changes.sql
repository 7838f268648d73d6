-- The counters of open batches change more often than anybody wants to be told: it is noted that they
-- did, and told from time to time.
ALTER TABLE open_batch
  ADD COLUMN untold  BOOLEAN NOT NULL DEFAULT FALSE,
  ADD COLUMN told_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now();

-- Who was told of longest ago comes first.
CREATE INDEX open_batch_untold_idx ON open_batch (told_at) WHERE untold;
