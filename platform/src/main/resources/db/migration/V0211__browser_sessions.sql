-- Browsers that signed in to the console. There are never more than bindery.http.sessions.most: each
-- sign-in ends those that expired, and the oldest of those that are too many.
CREATE TABLE browser_session (
  -- SHA-256 of the cookie, which nobody else has.
  id           BYTEA       NOT NULL PRIMARY KEY,
  name         TEXT        NOT NULL,
  role         TEXT        NOT NULL,
  -- Of the token that was shown; null if it was one of an issuer. A token that is taken back ends its
  -- sessions.
  token_sha256 TEXT,
  signed_in_at TIMESTAMPTZ NOT NULL,
  seen_at      TIMESTAMPTZ NOT NULL,
  expires_at   TIMESTAMPTZ NOT NULL
);

CREATE INDEX browser_session_signed_in_idx ON browser_session (signed_in_at);
