-- Guessing is slowed for an account, an address, a known browser; a session that was ended says why.

DROP TABLE login_attempt;

CREATE TABLE login_failure (
    who     TEXT    NOT NULL PRIMARY KEY,
    count   INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;

CREATE INDEX login_failure_by_age ON login_failure (last_at);

CREATE TABLE known_browser (
    key        TEXT    NOT NULL PRIMARY KEY,
    token_hash TEXT    NOT NULL,
    officer_id TEXT    NOT NULL,
    agent      TEXT    NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX known_browser_by_token ON known_browser (token_hash);
CREATE INDEX known_browser_by_officer ON known_browser (officer_id, seen_at);
CREATE INDEX known_browser_by_expiry ON known_browser (expires_at);

ALTER TABLE session ADD COLUMN ended TEXT;
