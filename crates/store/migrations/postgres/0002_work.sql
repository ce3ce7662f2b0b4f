-- Work in hand: none of it is a fact, losing all of it loses nothing that was acknowledged as recorded.

CREATE TABLE outbox (
    seq     BIGINT  NOT NULL PRIMARY KEY,
    kind    TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    at      BIGINT  NOT NULL,
    sent_at BIGINT
);

CREATE INDEX outbox_unsent ON outbox (seq) WHERE sent_at IS NULL;

CREATE TABLE job (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind        TEXT COLLATE "C" NOT NULL,
    payload     TEXT COLLATE "C" NOT NULL,
    run_at      BIGINT  NOT NULL,
    lease_until BIGINT,
    attempts    BIGINT  NOT NULL,
    last_error  TEXT COLLATE "C",
    done_at     BIGINT
);

CREATE INDEX job_due ON job (run_at, id) WHERE done_at IS NULL;

CREATE TABLE idempotency (
    actor          TEXT COLLATE "C" NOT NULL,
    key            TEXT COLLATE "C" NOT NULL,
    request_digest TEXT COLLATE "C" NOT NULL,
    response       TEXT COLLATE "C" NOT NULL,
    at             BIGINT  NOT NULL,
    PRIMARY KEY (actor, key)
);

CREATE INDEX idempotency_by_age ON idempotency (at);

CREATE TABLE session (
    token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    session_id TEXT COLLATE "C" NOT NULL UNIQUE,
    officer_id TEXT COLLATE "C" NOT NULL,
    address    TEXT COLLATE "C" NOT NULL,
    agent      TEXT COLLATE "C" NOT NULL,
    created_at BIGINT  NOT NULL,
    seen_at    BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL
);

CREATE INDEX session_by_officer ON session (officer_id);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE login (
    officer_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    login_name    TEXT COLLATE "C" NOT NULL UNIQUE,
    password_hash TEXT COLLATE "C" NOT NULL,
    changed_at    BIGINT  NOT NULL,
    enabled       BIGINT  NOT NULL
);

CREATE TABLE login_attempt (
    who TEXT COLLATE "C" NOT NULL,
    at  BIGINT  NOT NULL
);

CREATE INDEX login_attempt_by_who ON login_attempt (who, at);
CREATE INDEX login_attempt_by_age ON login_attempt (at);

CREATE TABLE upload (
    upload_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    officer_id      TEXT COLLATE "C" NOT NULL,
    agency_id       TEXT COLLATE "C" NOT NULL,
    activity_id     TEXT COLLATE "C",
    file_name       TEXT COLLATE "C" NOT NULL,
    size_bytes      BIGINT  NOT NULL,
    offset_bytes    BIGINT  NOT NULL,
    declared_sha256 TEXT COLLATE "C",
    metadata        TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    error           TEXT COLLATE "C",
    recording_id    TEXT COLLATE "C",
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL
);

CREATE INDEX upload_by_officer ON upload (officer_id, created_at);
CREATE INDEX upload_by_state ON upload (state, updated_at);
