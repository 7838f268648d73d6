-- In which trace the spans of a batch are: for whoever looks it up in a tool that shows traces.
ALTER TABLE open_batch
  -- 32 hexadecimal digits; none without a trace
  ADD COLUMN trace_id TEXT;
ALTER TABLE closed_batch
  ADD COLUMN trace_id TEXT;
