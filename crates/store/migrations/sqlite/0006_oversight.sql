-- Violations as lists show them (Arts. 26, 27).

CREATE TABLE violation_row (
    violation_id TEXT    NOT NULL PRIMARY KEY,
    agency_id    TEXT    NOT NULL,
    overseer_id  TEXT    NOT NULL,
    case_id      TEXT,
    rule         TEXT,
    article      TEXT,
    severity     TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    status       TEXT    NOT NULL,
    officers     TEXT    NOT NULL,
    raised_at    INTEGER NOT NULL,
    due_at       INTEGER,
    updated_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX violation_row_by_age ON violation_row (raised_at, violation_id);
CREATE INDEX violation_row_by_agency ON violation_row (agency_id, status, raised_at, violation_id);
CREATE INDEX violation_row_by_due ON violation_row (agency_id, due_at);
CREATE INDEX violation_row_by_case ON violation_row (case_id, raised_at, violation_id);
