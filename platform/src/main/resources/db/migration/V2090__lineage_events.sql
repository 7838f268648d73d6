-- Run events of OpenLineage that are owed: written with the event of the job, deleted once sent.
CREATE TABLE lineage_event (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- http or topic.
  target       TEXT                     NOT NULL,
  job_id       TEXT                     NOT NULL,
  -- START, COMPLETE, FAIL, ABORT.
  event_type   TEXT                     NOT NULL,
  happened_at  TIMESTAMP WITH TIME ZONE NOT NULL,
  -- What the job was then, as JSON.
  facts        TEXT                     NOT NULL,
  written_at   TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  attempts     INTEGER                  NOT NULL DEFAULT 0,
  due_at       TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  error        TEXT,
  -- When it was refused for good; it is sent again by order only.
  set_aside_at TIMESTAMP WITH TIME ZONE
);

CREATE INDEX lineage_event_due_idx ON lineage_event (target, id) WHERE set_aside_at IS NULL;
CREATE INDEX lineage_event_job_idx ON lineage_event (job_id, target, id);
CREATE INDEX lineage_event_aside_idx ON lineage_event (set_aside_at, id) WHERE set_aside_at IS NOT NULL;
CREATE INDEX lineage_event_written_idx ON lineage_event (written_at);
