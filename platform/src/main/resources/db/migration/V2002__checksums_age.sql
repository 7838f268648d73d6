-- When a checksum was asked for the last time, to within a few days: what is not used for long goes.
ALTER TABLE object_checksum ADD COLUMN used_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now();

CREATE INDEX object_checksum_used_idx ON object_checksum (used_at);
