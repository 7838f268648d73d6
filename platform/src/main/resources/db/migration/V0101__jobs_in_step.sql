-- From now on the table of package jobs is written with the journal. This has the first node of this
-- version write what the projection of an earlier one had not come to, and then drop the table.
INSERT INTO akka_projection_timestamp_offset_store (projection_name, projection_key, slice,
  persistence_id, seq_nr, timestamp_offset, timestamp_consumed)
VALUES ('package-job', 'catch-up', 0, '', 0, 'epoch', 'epoch');
