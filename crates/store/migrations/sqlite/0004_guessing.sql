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

-- What a password is compared with when nobody has the name: found, read and hashed like any other. Random digits, of no
-- password; it belongs to nobody.
INSERT INTO login (officer_id, login_name, password_hash, changed_at, enabled) VALUES
    ('off_00000000000000000000000000', '', '$argon2id$v=19$m=19456,t=2,p=1$QhVwik0hy3tuhDvisVu0ww$rNK26hSdAb/oO9d2LZUkXFTdrzUcWvXoAn0NRuInDJs', 0, 0);
