-- Devices as lists show them, the numbers they go by, who had them when, and what came from them
-- (Arts. 7, 14, 20, 22).

CREATE TABLE device_row (
    device_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id       TEXT COLLATE "C" NOT NULL,
    division_id     TEXT COLLATE "C",
    kind            TEXT COLLATE "C" NOT NULL,
    asset_no        TEXT COLLATE "C" NOT NULL,
    serial_no       TEXT COLLATE "C" NOT NULL,
    maker           TEXT COLLATE "C" NOT NULL,
    model           TEXT COLLATE "C" NOT NULL,
    capacity_bytes  BIGINT,
    naming          TEXT COLLATE "C",
    status          TEXT COLLATE "C" NOT NULL,
    holder_id       TEXT COLLATE "C",
    held_since      BIGINT NOT NULL,
    holders         TEXT COLLATE "C" NOT NULL,
    battery_percent BIGINT,
    free_bytes      BIGINT,
    offset_ms       BIGINT,
    measured_at     BIGINT,
    open_faults     BIGINT NOT NULL,
    open_gaps       BIGINT NOT NULL,
    registered_at   BIGINT NOT NULL,
    gone_at         BIGINT,
    updated_at      BIGINT NOT NULL
);

CREATE INDEX device_row_by_age ON device_row (registered_at, device_id);
CREATE INDEX device_row_by_agency ON device_row (agency_id, registered_at, device_id);
CREATE INDEX device_row_by_holder ON device_row (holder_id, registered_at, device_id);

CREATE TABLE device_code_row (
    key       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    device_id TEXT COLLATE "C" NOT NULL,
    agency_id TEXT COLLATE "C" NOT NULL,
    code      TEXT COLLATE "C" NOT NULL
);

CREATE INDEX device_code_row_by_code ON device_code_row (code, key);

CREATE TABLE device_custody_row (
    key        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    device_id  TEXT COLLATE "C" NOT NULL,
    officer_id TEXT COLLATE "C" NOT NULL,
    from_at    BIGINT NOT NULL,
    until_at   BIGINT
);

CREATE INDEX device_custody_row_by_officer ON device_custody_row (officer_id, from_at);

ALTER TABLE recording_row ADD COLUMN device_id TEXT COLLATE "C";
ALTER TABLE recording_row ADD COLUMN file_no BIGINT;
ALTER TABLE recording_row ADD COLUMN file_day TEXT COLLATE "C";
ALTER TABLE recording_row ADD COLUMN device_cleared BIGINT;

CREATE INDEX recording_row_by_device ON recording_row (device_id, deposited_at, recording_id);
