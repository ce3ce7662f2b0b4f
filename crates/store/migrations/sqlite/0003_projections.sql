-- What screens read. Every row can be made again from the journal.

CREATE TABLE agency_row (
    agency_id  TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    short_name TEXT    NOT NULL,
    region     TEXT    NOT NULL,
    superior   TEXT,
    path       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX agency_row_by_path ON agency_row (path);

CREATE TABLE division_row (
    division_id TEXT NOT NULL PRIMARY KEY,
    agency_id   TEXT NOT NULL,
    name        TEXT NOT NULL
) STRICT;

CREATE INDEX division_row_by_agency ON division_row (agency_id, division_id);

CREATE TABLE officer_row (
    officer_id          TEXT    NOT NULL PRIMARY KEY,
    agency_id           TEXT    NOT NULL,
    division_id         TEXT,
    name                TEXT    NOT NULL,
    credential_no       TEXT,
    credential_from_on  TEXT,
    credential_until_on TEXT,
    enabled             INTEGER NOT NULL
) STRICT;

CREATE INDEX officer_row_by_agency ON officer_row (agency_id, officer_id);

CREATE TABLE appointment_row (
    key        TEXT NOT NULL PRIMARY KEY,
    officer_id TEXT NOT NULL,
    agency_id  TEXT NOT NULL,
    role       TEXT NOT NULL,
    from_on    TEXT NOT NULL,
    until_on   TEXT
) STRICT;

CREATE INDEX appointment_row_by_officer ON appointment_row (officer_id, key);
CREATE INDEX appointment_row_by_agency ON appointment_row (agency_id, role, key);

CREATE TABLE case_row (
    case_id        TEXT    NOT NULL PRIMARY KEY,
    agency_id      TEXT    NOT NULL,
    division_id    TEXT,
    title          TEXT    NOT NULL,
    party_label    TEXT    NOT NULL,
    act_kind       TEXT    NOT NULL,
    procedure      TEXT    NOT NULL,
    stage          TEXT    NOT NULL,
    status         TEXT    NOT NULL,
    case_no        TEXT,
    source_kind    TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    opened_at      INTEGER,
    decided_at     INTEGER,
    closed_at      INTEGER,
    act_ended_on   TEXT,
    archived_at    INTEGER,
    officers       TEXT    NOT NULL,
    duties_met     INTEGER NOT NULL,
    duties_total   INTEGER NOT NULL,
    next_due_at    INTEGER,
    next_due_rule  TEXT,
    coverage_met   INTEGER NOT NULL,
    coverage_total INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    search         TEXT    NOT NULL
) STRICT;

CREATE INDEX case_row_by_age ON case_row (created_at, case_id);
CREATE INDEX case_row_by_agency ON case_row (agency_id, created_at, case_id);
CREATE INDEX case_row_by_stage ON case_row (agency_id, stage, created_at, case_id);
CREATE INDEX case_row_by_status ON case_row (agency_id, status, created_at, case_id);
CREATE INDEX case_row_by_due ON case_row (agency_id, next_due_at);

-- Two-character pieces of `search` and the officers of the case: what cases are found by.
CREATE TABLE case_term (
    term       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    case_id    TEXT    NOT NULL,
    PRIMARY KEY (term, created_at, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_term_by_case ON case_term (case_id);

CREATE TABLE record_row (
    record_id    TEXT    NOT NULL PRIMARY KEY,
    case_id      TEXT    NOT NULL,
    agency_id    TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    stage        TEXT    NOT NULL,
    status       TEXT    NOT NULL,
    doc_no       TEXT,
    created_at   INTEGER NOT NULL,
    effective_at INTEGER,
    pages        INTEGER,
    sha256       TEXT,
    drafted_by   TEXT    NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX record_row_by_case ON record_row (case_id, created_at, record_id);

CREATE TABLE activity_row (
    activity_id  TEXT    NOT NULL PRIMARY KEY,
    agency_id    TEXT    NOT NULL,
    case_id      TEXT,
    title        TEXT    NOT NULL,
    place        TEXT    NOT NULL,
    list_row     TEXT    NOT NULL,
    continuous   INTEGER NOT NULL,
    officers     TEXT    NOT NULL,
    status       TEXT    NOT NULL,
    planned_at   INTEGER NOT NULL,
    arrived_at   INTEGER,
    departed_at  INTEGER,
    returned_at  INTEGER,
    coverage_ppm INTEGER,
    open_gaps    INTEGER NOT NULL,
    recordings   INTEGER NOT NULL
) STRICT;

CREATE INDEX activity_row_by_age ON activity_row (planned_at, activity_id);
CREATE INDEX activity_row_by_agency ON activity_row (agency_id, planned_at, activity_id);
CREATE INDEX activity_row_by_case ON activity_row (case_id, planned_at, activity_id);

CREATE TABLE recording_row (
    recording_id  TEXT    NOT NULL PRIMARY KEY,
    agency_id     TEXT    NOT NULL,
    activity_id   TEXT,
    case_id       TEXT,
    deposited_by  TEXT    NOT NULL,
    file_name     TEXT    NOT NULL,
    size_bytes    INTEGER NOT NULL,
    sha256        TEXT    NOT NULL,
    sm3           TEXT    NOT NULL,
    deposited_at  INTEGER NOT NULL,
    started_at    INTEGER,
    ended_at      INTEGER,
    duration_ms   INTEGER,
    video_codec   TEXT,
    probe_state   TEXT    NOT NULL,
    preview_state TEXT    NOT NULL
) STRICT;

CREATE INDEX recording_row_by_age ON recording_row (deposited_at, recording_id);
CREATE INDEX recording_row_by_agency ON recording_row (agency_id, deposited_at, recording_id);
CREATE INDEX recording_row_by_case ON recording_row (case_id, deposited_at, recording_id);
CREATE INDEX recording_row_by_activity ON recording_row (activity_id, deposited_at, recording_id);
CREATE INDEX recording_row_by_sha256 ON recording_row (sha256);

CREATE TABLE duty_row (
    key           TEXT    NOT NULL PRIMARY KEY,
    case_id       TEXT,
    activity_id   TEXT,
    agency_id     TEXT    NOT NULL,
    rule          TEXT    NOT NULL,
    pack          TEXT    NOT NULL,
    title         TEXT    NOT NULL,
    subject       TEXT    NOT NULL,
    article       TEXT    NOT NULL,
    severity      TEXT    NOT NULL,
    standing      TEXT    NOT NULL,
    due_at        INTEGER,
    strict_due_at INTEGER,
    estimated     INTEGER NOT NULL,
    message       TEXT    NOT NULL,
    met_at        INTEGER
) STRICT;

CREATE INDEX duty_row_by_case ON duty_row (case_id, key);
CREATE INDEX duty_row_by_activity ON duty_row (activity_id, key);
CREATE INDEX duty_row_by_agency ON duty_row (agency_id, standing, due_at, key);

CREATE TABLE approval_row (
    key        TEXT    NOT NULL PRIMARY KEY,
    agency_id  TEXT    NOT NULL,
    case_id    TEXT    NOT NULL,
    record_id  TEXT,
    request_id TEXT,
    kind       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    slot       TEXT    NOT NULL,
    officer_id TEXT,
    asked_at   INTEGER NOT NULL,
    due_at     INTEGER
) STRICT;

CREATE INDEX approval_row_by_slot ON approval_row (agency_id, slot, asked_at, key);
CREATE INDEX approval_row_by_officer ON approval_row (officer_id, asked_at, key);
CREATE INDEX approval_row_by_case ON approval_row (case_id, asked_at, key);

CREATE TABLE access_row (
    request_id TEXT    NOT NULL PRIMARY KEY,
    agency_id  TEXT    NOT NULL,
    case_id    TEXT    NOT NULL,
    asked_by   TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    asked_at   INTEGER NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    until_at   INTEGER
) STRICT;

CREATE INDEX access_row_by_agency ON access_row (agency_id, status, asked_at, request_id);
CREATE INDEX access_row_by_case ON access_row (case_id, asked_at, request_id);
CREATE INDEX access_row_by_asker ON access_row (asked_by, asked_at, request_id);

CREATE TABLE list_row (
    row_id            TEXT    NOT NULL PRIMARY KEY,
    list_id           TEXT    NOT NULL,
    agency_id         TEXT    NOT NULL,
    version           INTEGER NOT NULL,
    act               TEXT    NOT NULL,
    item              TEXT    NOT NULL,
    stage_text        TEXT    NOT NULL,
    scene             TEXT    NOT NULL,
    devices           TEXT    NOT NULL,
    mode              TEXT    NOT NULL,
    content           TEXT    NOT NULL,
    start_point       TEXT    NOT NULL,
    end_point         TEXT    NOT NULL,
    retention         TEXT    NOT NULL,
    effective_from_on TEXT    NOT NULL
) STRICT;

CREATE INDEX list_row_by_agency ON list_row (agency_id, list_id, row_id);
CREATE INDEX list_row_by_list ON list_row (list_id, row_id);

CREATE TABLE doc_number_row (
    key       TEXT    NOT NULL PRIMARY KEY,
    agency_id TEXT    NOT NULL,
    series    TEXT    NOT NULL,
    year      INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    record_id TEXT    NOT NULL,
    case_id   TEXT    NOT NULL
) STRICT;

CREATE INDEX doc_number_row_by_series ON doc_number_row (agency_id, series, year, seq);
