-- Records of one kind, which may be few among many.
CREATE INDEX audit_trail_kind_idx ON audit_trail (kind, seq);

-- What is set at run time is listed by name, in the order of code points.
CREATE INDEX bucket_policy_name_idx ON bucket_policy (bucket COLLATE "C", version);
CREATE INDEX package_policy_name_idx ON package_policy (bucket COLLATE "C", version);
CREATE INDEX event_source_name_idx ON event_source (name COLLATE "C", version);
