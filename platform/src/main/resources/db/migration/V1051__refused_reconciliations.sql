-- What AWS refuses for a while is tried again from time to time, and holds up no other bucket.
ALTER TABLE reconciliation
  -- since when AWS refuses the listing; none while it allows it
  ADD COLUMN refused_since TIMESTAMP WITH TIME ZONE,
  -- not taken before; none: at once
  ADD COLUMN next_try_at   TIMESTAMP WITH TIME ZONE;
