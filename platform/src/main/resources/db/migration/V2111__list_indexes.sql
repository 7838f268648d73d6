-- Each filter of the lists of jobs, quarantine and suggestions has an index in the order of its list.
CREATE INDEX package_job_registry_idx ON package_job (registry, accepted_at, job_id);
CREATE INDEX package_job_name_idx ON package_job (package_name, accepted_at, job_id);
CREATE INDEX package_job_reason_idx ON package_job (reason, accepted_at, job_id)
  WHERE reason IS NOT NULL;
CREATE INDEX package_job_retry_idx ON package_job (due_at, job_id) WHERE state = 'retrying';

CREATE INDEX package_job_held_idx ON package_job (finished_at, job_id)
  WHERE state = 'quarantined' AND resolved_at IS NULL;
CREATE INDEX package_job_released_idx ON package_job (finished_at, job_id)
  WHERE state = 'quarantined' AND resolved_at IS NOT NULL;
-- Of each package the newest one counts.
CREATE INDEX package_job_newest_held_idx ON package_job (entity_id, finished_at, job_id)
  WHERE state = 'quarantined';
-- All that it was for, the one above does.
DROP INDEX package_job_quarantine_idx;

CREATE INDEX suggestion_state_idx ON suggestion (state, opened_at, suggestion_id);
CREATE INDEX suggestion_registry_idx ON suggestion (registry, opened_at, suggestion_id);
CREATE INDEX suggestion_name_idx ON suggestion (package_name, opened_at, suggestion_id);
CREATE INDEX suggestion_source_idx ON suggestion (md5(source));
CREATE INDEX suggestion_batches_idx ON suggestion USING GIN (batches);

CREATE INDEX suggestion_expiry_idx ON suggestion (expires_at, suggestion_id) WHERE state = 'open';
DROP INDEX suggestion_expires_idx;

CREATE INDEX gateway_refresh_list_idx ON gateway_refresh (share, id);
CREATE INDEX gateway_refresh_state_list_idx ON gateway_refresh (state, id);
