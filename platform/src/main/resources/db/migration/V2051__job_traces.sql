-- In which trace the spans of a job are: for whoever looks it up in a tool that shows traces.
ALTER TABLE package_job
  -- 32 hexadecimal digits; none without a trace
  ADD COLUMN trace_id TEXT;
