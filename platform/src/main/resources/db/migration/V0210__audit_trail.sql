-- Who did what by the API, and what became of it. It is only ever added to. Each record has the hash of
-- the one before it, so that whoever changes, removes or adds one afterwards has to change all that
-- follow, and the head.
CREATE TABLE audit_trail (
  -- From 1 on, without a gap.
  seq       BIGINT NOT NULL PRIMARY KEY,
  -- The record as JSON on one line. Its bytes, as they are here in UTF-8, are what is hashed.
  record    TEXT   NOT NULL,
  hash      BYTEA  NOT NULL,
  -- What lists ask for. It is taken from the record, and so cannot say anything else.
  at        TEXT COLLATE "C" GENERATED ALWAYS AS (record::jsonb ->> 'at') STORED,
  kind      TEXT COLLATE "C" GENERATED ALWAYS AS (record::jsonb ->> 'kind') STORED,
  request   TEXT COLLATE "C" GENERATED ALWAYS AS (record::jsonb ->> 'request') STORED,
  actor     TEXT COLLATE "C" GENERATED ALWAYS AS (record::jsonb ->> 'actor') STORED,
  path      TEXT COLLATE "C" GENERATED ALWAYS AS (record::jsonb ->> 'path') STORED,
  order_seq BIGINT GENERATED ALWAYS AS ((record::jsonb ->> 'order')::bigint) STORED,
  CONSTRAINT audit_trail_hashed CHECK (hash = sha256(convert_to(record, 'UTF8'))),
  CONSTRAINT audit_trail_numbered CHECK (seq = (record::jsonb ->> 'seq')::bigint)
);

CREATE INDEX audit_trail_at_idx ON audit_trail (at);
CREATE INDEX audit_trail_actor_idx ON audit_trail (actor, seq);
CREATE INDEX audit_trail_path_idx ON audit_trail (path, seq);
CREATE INDEX audit_trail_request_idx ON audit_trail (request);
CREATE INDEX audit_trail_order_idx ON audit_trail (order_seq) WHERE order_seq IS NOT NULL;

-- The last record. Whoever adds to the trail holds this row, so that all nodes write in one order.
CREATE TABLE audit_head (
  one  BOOLEAN NOT NULL PRIMARY KEY DEFAULT TRUE CHECK (one),
  seq  BIGINT  NOT NULL,
  hash BYTEA   NOT NULL
);

INSERT INTO audit_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit trail is only ever added to: nothing in it is changed or removed.';
END
$$;

CREATE TRIGGER audit_trail_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_trail
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_is_kept BEFORE DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head
  FOR EACH ROW WHEN (NEW.seq <= OLD.seq) EXECUTE FUNCTION audit_refuse();

-- Adds records, in their order, each an object of JSON without seq, at and prev; answers their numbers.
-- A writer that waits for another one for too long fails, so that no request hangs on it.
CREATE FUNCTION audit_append(parts TEXT[]) RETURNS SETOF BIGINT LANGUAGE plpgsql
  SET lock_timeout = '4s' AS $$
DECLARE
  head audit_head%ROWTYPE;
  part TEXT;
  line TEXT;
BEGIN
  SELECT * INTO STRICT head FROM audit_head FOR UPDATE;
  FOREACH part IN ARRAY parts LOOP
    head.seq := head.seq + 1;
    line := '{"seq":' || head.seq
      || ',"at":"' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      || '","prev":"' || encode(head.hash, 'hex') || '",' || substr(part, 2);
    head.hash := sha256(convert_to(line, 'UTF8'));
    INSERT INTO audit_trail (seq, record, hash) VALUES (head.seq, line, head.hash);
    RETURN NEXT head.seq;
  END LOOP;
  UPDATE audit_head SET seq = head.seq, hash = head.hash;
END
$$;
