-- Where an event that a source took belongs in a trace: its description goes on with it.
ALTER TABLE source_event
  -- as W3C's Trace Context writes it; none without a trace
  ADD COLUMN traceparent TEXT;
