-- The nodes that work on this database: two of different clusters must not, for each would take
-- itself for the only writer of every entity.
CREATE TABLE cluster_node (
    -- The node's address and the number of its incarnation, as its cluster knows it.
    node        TEXT        NOT NULL PRIMARY KEY,
    -- When it took its place, and when it last said that it runs; both by the database's clock.
    joined_at   TIMESTAMPTZ NOT NULL,
    seen_at     TIMESTAMPTZ NOT NULL,
    -- The session that says so. While it lives, so does the node, even if it says nothing.
    session_pid INTEGER     NOT NULL,
    session_at  TIMESTAMPTZ NOT NULL
);
