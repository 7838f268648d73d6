-- When a call for a refresh was refused the last time.
ALTER TABLE gateway_refresh ADD COLUMN refused_at TIMESTAMP WITH TIME ZONE;
