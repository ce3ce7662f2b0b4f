-- Guessing is slowed for an account, an address, a known browser; a session that was ended says why.

DROP TABLE login_attempt;

CREATE TABLE login_failure (
    who     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    count   BIGINT  NOT NULL,
    last_at BIGINT  NOT NULL
);

CREATE INDEX login_failure_by_age ON login_failure (last_at);

CREATE TABLE known_browser (
    key        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    token_hash TEXT COLLATE "C" NOT NULL,
    officer_id TEXT COLLATE "C" NOT NULL,
    agent      TEXT COLLATE "C" NOT NULL,
    seen_at    BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL
);

CREATE INDEX known_browser_by_token ON known_browser (token_hash);
CREATE INDEX known_browser_by_officer ON known_browser (officer_id, seen_at);
CREATE INDEX known_browser_by_expiry ON known_browser (expires_at);

ALTER TABLE session ADD COLUMN ended TEXT COLLATE "C";
