-- The targets that a closed batch is still to be announced to: event-bus, topic, packager-queue,
-- shadow-bus. Before there were several, it was the EventBridge bus.
ALTER TABLE closed_batch ADD COLUMN pending_targets TEXT[] NOT NULL DEFAULT '{event-bus}';
UPDATE closed_batch SET pending_targets = '{}' WHERE announced_at IS NOT NULL;

COMMENT ON COLUMN closed_batch.announced_at IS 'null until the last target has confirmed';
