-- Work in hand: none of it is a fact, losing all of it loses nothing that was acknowledged as recorded.

CREATE TABLE outbox (
    seq     INTEGER NOT NULL PRIMARY KEY,
    kind    TEXT    NOT NULL,
    payload TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    sent_at INTEGER
) STRICT;

CREATE INDEX outbox_unsent ON outbox (seq) WHERE sent_at IS NULL;

CREATE TABLE job (
    id          TEXT    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    payload     TEXT    NOT NULL,
    run_at      INTEGER NOT NULL,
    lease_until INTEGER,
    attempts    INTEGER NOT NULL,
    last_error  TEXT,
    done_at     INTEGER
) STRICT;

CREATE INDEX job_due ON job (run_at, id) WHERE done_at IS NULL;

CREATE TABLE idempotency (
    actor          TEXT    NOT NULL,
    key            TEXT    NOT NULL,
    request_digest TEXT    NOT NULL,
    response       TEXT    NOT NULL,
    at             INTEGER NOT NULL,
    PRIMARY KEY (actor, key)
) STRICT;

CREATE INDEX idempotency_by_age ON idempotency (at);

CREATE TABLE session (
    token_hash TEXT    NOT NULL PRIMARY KEY,
    session_id TEXT    NOT NULL UNIQUE,
    officer_id TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    agent      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX session_by_officer ON session (officer_id);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE login (
    officer_id    TEXT    NOT NULL PRIMARY KEY,
    login_name    TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    changed_at    INTEGER NOT NULL,
    enabled       INTEGER NOT NULL
) STRICT;

CREATE TABLE login_attempt (
    who TEXT    NOT NULL,
    at  INTEGER NOT NULL
) STRICT;

CREATE INDEX login_attempt_by_who ON login_attempt (who, at);
CREATE INDEX login_attempt_by_age ON login_attempt (at);

CREATE TABLE upload (
    upload_id       TEXT    NOT NULL PRIMARY KEY,
    officer_id      TEXT    NOT NULL,
    agency_id       TEXT    NOT NULL,
    activity_id     TEXT,
    file_name       TEXT    NOT NULL,
    size_bytes      INTEGER NOT NULL,
    offset_bytes    INTEGER NOT NULL,
    declared_sha256 TEXT,
    metadata        TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    error           TEXT,
    recording_id    TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX upload_by_officer ON upload (officer_id, created_at);
CREATE INDEX upload_by_state ON upload (state, updated_at);
