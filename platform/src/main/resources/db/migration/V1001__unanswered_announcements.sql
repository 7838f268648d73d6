-- How often a batch was announced without an answer before each of its targets confirmed it: each
-- time it may have arrived, so that a target may have it twice.
ALTER TABLE closed_batch ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0;
