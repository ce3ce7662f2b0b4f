-- Devices as lists show them, the numbers they go by, who had them when, and what came from them
-- (Arts. 7, 14, 20, 22).

CREATE TABLE device_row (
    device_id       TEXT    NOT NULL PRIMARY KEY,
    agency_id       TEXT    NOT NULL,
    division_id     TEXT,
    kind            TEXT    NOT NULL,
    asset_no        TEXT    NOT NULL,
    serial_no       TEXT    NOT NULL,
    maker           TEXT    NOT NULL,
    model           TEXT    NOT NULL,
    capacity_bytes  INTEGER,
    naming          TEXT,
    status          TEXT    NOT NULL,
    holder_id       TEXT,
    held_since      INTEGER NOT NULL,
    holders         TEXT    NOT NULL,
    battery_percent INTEGER,
    free_bytes      INTEGER,
    offset_ms       INTEGER,
    measured_at     INTEGER,
    open_faults     INTEGER NOT NULL,
    open_gaps       INTEGER NOT NULL,
    registered_at   INTEGER NOT NULL,
    gone_at         INTEGER,
    updated_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX device_row_by_age ON device_row (registered_at, device_id);
CREATE INDEX device_row_by_agency ON device_row (agency_id, registered_at, device_id);
CREATE INDEX device_row_by_holder ON device_row (holder_id, registered_at, device_id);

CREATE TABLE device_code_row (
    key       TEXT NOT NULL PRIMARY KEY,
    device_id TEXT NOT NULL,
    agency_id TEXT NOT NULL,
    code      TEXT NOT NULL
) STRICT;

CREATE INDEX device_code_row_by_code ON device_code_row (code, key);

CREATE TABLE device_custody_row (
    key        TEXT    NOT NULL PRIMARY KEY,
    device_id  TEXT    NOT NULL,
    officer_id TEXT    NOT NULL,
    from_at    INTEGER NOT NULL,
    until_at   INTEGER
) STRICT;

CREATE INDEX device_custody_row_by_officer ON device_custody_row (officer_id, from_at);

ALTER TABLE recording_row ADD COLUMN device_id TEXT;
ALTER TABLE recording_row ADD COLUMN file_no INTEGER;
ALTER TABLE recording_row ADD COLUMN file_day TEXT;
ALTER TABLE recording_row ADD COLUMN device_cleared INTEGER;

CREATE INDEX recording_row_by_device ON recording_row (device_id, deposited_at, recording_id);
