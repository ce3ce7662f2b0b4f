-- Violations as lists show them (Arts. 26, 27).

CREATE TABLE violation_row (
    violation_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id    TEXT COLLATE "C" NOT NULL,
    overseer_id  TEXT COLLATE "C" NOT NULL,
    case_id      TEXT COLLATE "C",
    rule         TEXT COLLATE "C",
    article      TEXT COLLATE "C",
    severity     TEXT COLLATE "C" NOT NULL,
    title        TEXT COLLATE "C" NOT NULL,
    status       TEXT COLLATE "C" NOT NULL,
    officers     TEXT COLLATE "C" NOT NULL,
    raised_at    BIGINT  NOT NULL,
    due_at       BIGINT,
    updated_at   BIGINT  NOT NULL
);

CREATE INDEX violation_row_by_age ON violation_row (raised_at, violation_id);
CREATE INDEX violation_row_by_agency ON violation_row (agency_id, status, raised_at, violation_id);
CREATE INDEX violation_row_by_due ON violation_row (agency_id, due_at);
CREATE INDEX violation_row_by_case ON violation_row (case_id, raised_at, violation_id);
