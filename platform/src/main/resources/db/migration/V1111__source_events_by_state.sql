-- Events of a source in one state, which may be few among many.
CREATE INDEX source_event_state_idx ON source_event (source, state, recorded_at, event_key);
