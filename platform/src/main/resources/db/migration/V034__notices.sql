-- What became of the notice of a job's end.

ALTER TABLE package_job
  ADD COLUMN notice_sent_at  TIMESTAMP WITH TIME ZONE,
  -- why SNS did not accept it the last time
  ADD COLUMN notice_error    TEXT;
