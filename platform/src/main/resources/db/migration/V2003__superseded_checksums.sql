-- When another version of the object was hashed; none while it is the newest, or was used since.
ALTER TABLE object_checksum ADD COLUMN superseded_at TIMESTAMP WITH TIME ZONE;

CREATE INDEX object_checksum_superseded_idx ON object_checksum (superseded_at)
  WHERE superseded_at IS NOT NULL;
