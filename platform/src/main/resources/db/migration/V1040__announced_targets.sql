-- Which target has confirmed a batch when: an object of times by the words of pending_targets. What was
-- announced by an earlier version has none.
ALTER TABLE closed_batch ADD COLUMN announced_to JSONB NOT NULL DEFAULT '{}';
