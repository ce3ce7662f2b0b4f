-- Collection stations bring recordings in; no person deposits them.

CREATE TABLE upload_next (
    upload_id       TEXT    NOT NULL PRIMARY KEY,
    officer_id      TEXT,
    station_id      TEXT,
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

INSERT INTO upload_next (upload_id, officer_id, station_id, agency_id, activity_id, file_name,
    size_bytes, offset_bytes, declared_sha256, metadata, state, error, recording_id, created_at,
    updated_at)
SELECT upload_id, officer_id, NULL, agency_id, activity_id, file_name, size_bytes, offset_bytes,
    declared_sha256, metadata, state, error, recording_id, created_at, updated_at FROM upload;

DROP TABLE upload;
ALTER TABLE upload_next RENAME TO upload;

CREATE INDEX upload_by_officer ON upload (officer_id, created_at);
CREATE INDEX upload_by_state ON upload (state, updated_at);
CREATE INDEX upload_by_station ON upload (station_id, created_at);
-- A station brings the same bytes in once, however often it asks.
CREATE UNIQUE INDEX upload_once_by_station ON upload (station_id, declared_sha256)
    WHERE station_id IS NOT NULL AND state <> 'quarantined';

CREATE TABLE recording_row_next (
    recording_id   TEXT    NOT NULL PRIMARY KEY,
    agency_id      TEXT    NOT NULL,
    activity_id    TEXT,
    case_id        TEXT,
    deposited_by   TEXT,
    file_name      TEXT    NOT NULL,
    size_bytes     INTEGER NOT NULL,
    sha256         TEXT    NOT NULL,
    sm3            TEXT    NOT NULL,
    deposited_at   INTEGER NOT NULL,
    started_at     INTEGER,
    ended_at       INTEGER,
    duration_ms    INTEGER,
    video_codec    TEXT,
    probe_state    TEXT    NOT NULL,
    preview_state  TEXT    NOT NULL,
    device_id      TEXT,
    file_no        INTEGER,
    file_day       TEXT,
    device_cleared INTEGER
) STRICT;

INSERT INTO recording_row_next (recording_id, agency_id, activity_id, case_id, deposited_by,
    file_name, size_bytes, sha256, sm3, deposited_at, started_at, ended_at, duration_ms,
    video_codec, probe_state, preview_state, device_id, file_no, file_day, device_cleared)
SELECT recording_id, agency_id, activity_id, case_id, deposited_by, file_name, size_bytes, sha256,
    sm3, deposited_at, started_at, ended_at, duration_ms, video_codec, probe_state, preview_state,
    device_id, file_no, file_day, device_cleared
FROM recording_row;

DROP TABLE recording_row;
ALTER TABLE recording_row_next RENAME TO recording_row;

CREATE INDEX recording_row_by_age ON recording_row (deposited_at, recording_id);
CREATE INDEX recording_row_by_agency ON recording_row (agency_id, deposited_at, recording_id);
CREATE INDEX recording_row_by_case ON recording_row (case_id, deposited_at, recording_id);
CREATE INDEX recording_row_by_activity ON recording_row (activity_id, deposited_at, recording_id);
CREATE INDEX recording_row_by_sha256 ON recording_row (sha256);
CREATE INDEX recording_row_by_device ON recording_row (device_id, deposited_at, recording_id);

CREATE TABLE station_row (
    station_id    TEXT    NOT NULL PRIMARY KEY,
    agency_id     TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    place         TEXT    NOT NULL,
    key           TEXT    NOT NULL,
    key_since     INTEGER NOT NULL,
    registered_at INTEGER NOT NULL,
    closed_at     INTEGER
) STRICT;

CREATE INDEX station_row_by_agency ON station_row (agency_id, station_id);
CREATE INDEX station_row_by_key ON station_row (key);

CREATE TABLE dock_row (
    dock_id           TEXT    NOT NULL PRIMARY KEY,
    station_id        TEXT    NOT NULL,
    agency_id         TEXT    NOT NULL,
    bay               TEXT    NOT NULL,
    serial_no         TEXT,
    at                INTEGER NOT NULL,
    device_offset_ms  INTEGER,
    station_offset_ms INTEGER NOT NULL,
    battery_percent   INTEGER,
    free_bytes        INTEGER,
    files_present     INTEGER NOT NULL,
    first_no          INTEGER,
    last_no           INTEGER,
    missing_numbers   INTEGER NOT NULL
) STRICT;

CREATE INDEX dock_row_by_station ON dock_row (station_id, at, dock_id);

-- What a station says of itself, of no weight: the next word replaces it.
CREATE TABLE station_status (
    station_id TEXT    NOT NULL PRIMARY KEY,
    seen_at    INTEGER NOT NULL,
    status     TEXT    NOT NULL
) STRICT;
