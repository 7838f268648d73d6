-- Where a job stands in its trace, so that a job that does it again goes on with the trace.
ALTER TABLE package_job
  -- as W3C's traceparent writes it; none without a trace, and of jobs of builds before
  ADD COLUMN trace_parent TEXT;
