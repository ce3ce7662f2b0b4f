-- The clock of the deposit stands in the list of on-site work, and a declaration that the same day
-- was impossible waits for a head (Art. 22). Work may belong to no case.

ALTER TABLE activity_row ADD COLUMN exception TEXT;
ALTER TABLE activity_row ADD COLUMN deposit_due_at INTEGER;
ALTER TABLE activity_row ADD COLUMN deposit_own_due_at INTEGER;
ALTER TABLE activity_row ADD COLUMN deposited_at INTEGER;
ALTER TABLE activity_row ADD COLUMN return_doubted INTEGER NOT NULL DEFAULT 0;

CREATE TABLE approval_row_next (
    key         TEXT    NOT NULL PRIMARY KEY,
    agency_id   TEXT    NOT NULL,
    case_id     TEXT,
    activity_id TEXT,
    record_id   TEXT,
    request_id  TEXT,
    kind        TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    slot        TEXT    NOT NULL,
    officer_id  TEXT,
    asked_at    INTEGER NOT NULL,
    due_at      INTEGER
) STRICT;

INSERT INTO approval_row_next (key, agency_id, case_id, record_id, request_id, kind, title, slot,
    officer_id, asked_at, due_at)
SELECT key, agency_id, case_id, record_id, request_id, kind, title, slot, officer_id, asked_at,
    due_at
FROM approval_row;

DROP TABLE approval_row;
ALTER TABLE approval_row_next RENAME TO approval_row;

CREATE INDEX approval_row_by_slot ON approval_row (agency_id, slot, asked_at, key);
CREATE INDEX approval_row_by_officer ON approval_row (officer_id, asked_at, key);
CREATE INDEX approval_row_by_case ON approval_row (case_id, asked_at, key);
