-- What screens read. Every row can be made again from the journal.

CREATE TABLE agency_row (
    agency_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    short_name TEXT COLLATE "C" NOT NULL,
    region     TEXT COLLATE "C" NOT NULL,
    superior   TEXT COLLATE "C",
    path       TEXT COLLATE "C" NOT NULL,
    created_at BIGINT  NOT NULL
);

CREATE INDEX agency_row_by_path ON agency_row (path);

CREATE TABLE division_row (
    division_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id   TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL
);

CREATE INDEX division_row_by_agency ON division_row (agency_id, division_id);

CREATE TABLE officer_row (
    officer_id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id           TEXT COLLATE "C" NOT NULL,
    division_id         TEXT COLLATE "C",
    name                TEXT COLLATE "C" NOT NULL,
    credential_no       TEXT COLLATE "C",
    credential_from_on  TEXT COLLATE "C",
    credential_until_on TEXT COLLATE "C",
    enabled             BIGINT  NOT NULL
);

CREATE INDEX officer_row_by_agency ON officer_row (agency_id, officer_id);

CREATE TABLE appointment_row (
    key        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    officer_id TEXT COLLATE "C" NOT NULL,
    agency_id  TEXT COLLATE "C" NOT NULL,
    role       TEXT COLLATE "C" NOT NULL,
    from_on    TEXT COLLATE "C" NOT NULL,
    until_on   TEXT COLLATE "C"
);

CREATE INDEX appointment_row_by_officer ON appointment_row (officer_id, key);
CREATE INDEX appointment_row_by_agency ON appointment_row (agency_id, role, key);

CREATE TABLE case_row (
    case_id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id      TEXT COLLATE "C" NOT NULL,
    division_id    TEXT COLLATE "C",
    title          TEXT COLLATE "C" NOT NULL,
    party_label    TEXT COLLATE "C" NOT NULL,
    act_kind       TEXT COLLATE "C" NOT NULL,
    procedure      TEXT COLLATE "C" NOT NULL,
    stage          TEXT COLLATE "C" NOT NULL,
    status         TEXT COLLATE "C" NOT NULL,
    case_no        TEXT COLLATE "C",
    source_kind    TEXT COLLATE "C" NOT NULL,
    created_at     BIGINT  NOT NULL,
    opened_at      BIGINT,
    decided_at     BIGINT,
    closed_at      BIGINT,
    act_ended_on   TEXT COLLATE "C",
    archived_at    BIGINT,
    officers       TEXT COLLATE "C" NOT NULL,
    duties_met     BIGINT  NOT NULL,
    duties_total   BIGINT  NOT NULL,
    next_due_at    BIGINT,
    next_due_rule  TEXT COLLATE "C",
    coverage_met   BIGINT  NOT NULL,
    coverage_total BIGINT  NOT NULL,
    updated_at     BIGINT  NOT NULL,
    search         TEXT COLLATE "C" NOT NULL
);

CREATE INDEX case_row_by_age ON case_row (created_at, case_id);
CREATE INDEX case_row_by_agency ON case_row (agency_id, created_at, case_id);
CREATE INDEX case_row_by_stage ON case_row (agency_id, stage, created_at, case_id);
CREATE INDEX case_row_by_status ON case_row (agency_id, status, created_at, case_id);
CREATE INDEX case_row_by_due ON case_row (agency_id, next_due_at);

-- Two-character pieces of `search` and the officers of the case: what cases are found by.
CREATE TABLE case_term (
    term       TEXT COLLATE "C" NOT NULL,
    created_at BIGINT  NOT NULL,
    case_id    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (term, created_at, case_id)
);

CREATE INDEX case_term_by_case ON case_term (case_id);

CREATE TABLE record_row (
    record_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    case_id      TEXT COLLATE "C" NOT NULL,
    agency_id    TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    title        TEXT COLLATE "C" NOT NULL,
    stage        TEXT COLLATE "C" NOT NULL,
    status       TEXT COLLATE "C" NOT NULL,
    doc_no       TEXT COLLATE "C",
    created_at   BIGINT  NOT NULL,
    effective_at BIGINT,
    pages        BIGINT,
    sha256       TEXT COLLATE "C",
    drafted_by   TEXT COLLATE "C" NOT NULL,
    updated_at   BIGINT  NOT NULL
);

CREATE INDEX record_row_by_case ON record_row (case_id, created_at, record_id);

CREATE TABLE activity_row (
    activity_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id    TEXT COLLATE "C" NOT NULL,
    case_id      TEXT COLLATE "C",
    title        TEXT COLLATE "C" NOT NULL,
    place        TEXT COLLATE "C" NOT NULL,
    list_row     TEXT COLLATE "C" NOT NULL,
    continuous   BIGINT  NOT NULL,
    officers     TEXT COLLATE "C" NOT NULL,
    status       TEXT COLLATE "C" NOT NULL,
    planned_at   BIGINT  NOT NULL,
    arrived_at   BIGINT,
    departed_at  BIGINT,
    returned_at  BIGINT,
    coverage_ppm BIGINT,
    open_gaps    BIGINT  NOT NULL,
    recordings   BIGINT  NOT NULL
);

CREATE INDEX activity_row_by_age ON activity_row (planned_at, activity_id);
CREATE INDEX activity_row_by_agency ON activity_row (agency_id, planned_at, activity_id);
CREATE INDEX activity_row_by_case ON activity_row (case_id, planned_at, activity_id);

CREATE TABLE recording_row (
    recording_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id     TEXT COLLATE "C" NOT NULL,
    activity_id   TEXT COLLATE "C",
    case_id       TEXT COLLATE "C",
    deposited_by  TEXT COLLATE "C" NOT NULL,
    file_name     TEXT COLLATE "C" NOT NULL,
    size_bytes    BIGINT  NOT NULL,
    sha256        TEXT COLLATE "C" NOT NULL,
    sm3           TEXT COLLATE "C" NOT NULL,
    deposited_at  BIGINT  NOT NULL,
    started_at    BIGINT,
    ended_at      BIGINT,
    duration_ms   BIGINT,
    video_codec   TEXT COLLATE "C",
    probe_state   TEXT COLLATE "C" NOT NULL,
    preview_state TEXT COLLATE "C" NOT NULL
);

CREATE INDEX recording_row_by_age ON recording_row (deposited_at, recording_id);
CREATE INDEX recording_row_by_agency ON recording_row (agency_id, deposited_at, recording_id);
CREATE INDEX recording_row_by_case ON recording_row (case_id, deposited_at, recording_id);
CREATE INDEX recording_row_by_activity ON recording_row (activity_id, deposited_at, recording_id);
CREATE INDEX recording_row_by_sha256 ON recording_row (sha256);

CREATE TABLE duty_row (
    key           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    case_id       TEXT COLLATE "C",
    activity_id   TEXT COLLATE "C",
    agency_id     TEXT COLLATE "C" NOT NULL,
    rule          TEXT COLLATE "C" NOT NULL,
    pack          TEXT COLLATE "C" NOT NULL,
    title         TEXT COLLATE "C" NOT NULL,
    subject       TEXT COLLATE "C" NOT NULL,
    article       TEXT COLLATE "C" NOT NULL,
    severity      TEXT COLLATE "C" NOT NULL,
    standing      TEXT COLLATE "C" NOT NULL,
    due_at        BIGINT,
    strict_due_at BIGINT,
    estimated     BIGINT  NOT NULL,
    message       TEXT COLLATE "C" NOT NULL,
    met_at        BIGINT
);

CREATE INDEX duty_row_by_case ON duty_row (case_id, key);
CREATE INDEX duty_row_by_activity ON duty_row (activity_id, key);
CREATE INDEX duty_row_by_agency ON duty_row (agency_id, standing, due_at, key);

CREATE TABLE approval_row (
    key        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id  TEXT COLLATE "C" NOT NULL,
    case_id    TEXT COLLATE "C" NOT NULL,
    record_id  TEXT COLLATE "C",
    request_id TEXT COLLATE "C",
    kind       TEXT COLLATE "C" NOT NULL,
    title      TEXT COLLATE "C" NOT NULL,
    slot       TEXT COLLATE "C" NOT NULL,
    officer_id TEXT COLLATE "C",
    asked_at   BIGINT  NOT NULL,
    due_at     BIGINT
);

CREATE INDEX approval_row_by_slot ON approval_row (agency_id, slot, asked_at, key);
CREATE INDEX approval_row_by_officer ON approval_row (officer_id, asked_at, key);
CREATE INDEX approval_row_by_case ON approval_row (case_id, asked_at, key);

CREATE TABLE access_row (
    request_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id  TEXT COLLATE "C" NOT NULL,
    case_id    TEXT COLLATE "C" NOT NULL,
    asked_by   TEXT COLLATE "C" NOT NULL,
    purpose    TEXT COLLATE "C" NOT NULL,
    reason     TEXT COLLATE "C" NOT NULL,
    status     TEXT COLLATE "C" NOT NULL,
    asked_at   BIGINT  NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at BIGINT,
    until_at   BIGINT
);

CREATE INDEX access_row_by_agency ON access_row (agency_id, status, asked_at, request_id);
CREATE INDEX access_row_by_case ON access_row (case_id, asked_at, request_id);
CREATE INDEX access_row_by_asker ON access_row (asked_by, asked_at, request_id);

CREATE TABLE list_row (
    row_id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    list_id           TEXT COLLATE "C" NOT NULL,
    agency_id         TEXT COLLATE "C" NOT NULL,
    version           BIGINT  NOT NULL,
    act               TEXT COLLATE "C" NOT NULL,
    item              TEXT COLLATE "C" NOT NULL,
    stage_text        TEXT COLLATE "C" NOT NULL,
    scene             TEXT COLLATE "C" NOT NULL,
    devices           TEXT COLLATE "C" NOT NULL,
    mode              TEXT COLLATE "C" NOT NULL,
    content           TEXT COLLATE "C" NOT NULL,
    start_point       TEXT COLLATE "C" NOT NULL,
    end_point         TEXT COLLATE "C" NOT NULL,
    retention         TEXT COLLATE "C" NOT NULL,
    effective_from_on TEXT COLLATE "C" NOT NULL
);

CREATE INDEX list_row_by_agency ON list_row (agency_id, list_id, row_id);
CREATE INDEX list_row_by_list ON list_row (list_id, row_id);

CREATE TABLE doc_number_row (
    key       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id TEXT COLLATE "C" NOT NULL,
    series    TEXT COLLATE "C" NOT NULL,
    year      BIGINT  NOT NULL,
    seq       BIGINT  NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    case_id   TEXT COLLATE "C" NOT NULL
);

CREATE INDEX doc_number_row_by_series ON doc_number_row (agency_id, series, year, seq);
