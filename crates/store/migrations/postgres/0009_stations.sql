-- Collection stations bring recordings in; no person deposits them.

ALTER TABLE upload ALTER COLUMN officer_id DROP NOT NULL;
ALTER TABLE upload ADD COLUMN station_id TEXT COLLATE "C";

CREATE INDEX upload_by_station ON upload (station_id, created_at);
-- A station brings the same bytes in once, however often it asks.
CREATE UNIQUE INDEX upload_once_by_station ON upload (station_id, declared_sha256)
    WHERE station_id IS NOT NULL AND state <> 'quarantined';

ALTER TABLE recording_row ALTER COLUMN deposited_by DROP NOT NULL;

CREATE TABLE station_row (
    station_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id     TEXT COLLATE "C" NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    place         TEXT COLLATE "C" NOT NULL,
    key           TEXT COLLATE "C" NOT NULL,
    key_since     BIGINT  NOT NULL,
    registered_at BIGINT  NOT NULL,
    closed_at     BIGINT
);

CREATE INDEX station_row_by_agency ON station_row (agency_id, station_id);
CREATE INDEX station_row_by_key ON station_row (key);

CREATE TABLE dock_row (
    dock_id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    station_id        TEXT COLLATE "C" NOT NULL,
    agency_id         TEXT COLLATE "C" NOT NULL,
    bay               TEXT COLLATE "C" NOT NULL,
    serial_no         TEXT COLLATE "C",
    at                BIGINT  NOT NULL,
    device_offset_ms  BIGINT,
    station_offset_ms BIGINT  NOT NULL,
    battery_percent   BIGINT,
    free_bytes        BIGINT,
    files_present     BIGINT  NOT NULL,
    first_no          BIGINT,
    last_no           BIGINT,
    missing_numbers   BIGINT  NOT NULL
);

CREATE INDEX dock_row_by_station ON dock_row (station_id, at, dock_id);

-- What a station says of itself, of no weight: the next word replaces it.
CREATE TABLE station_status (
    station_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    seen_at    BIGINT  NOT NULL,
    status     TEXT COLLATE "C" NOT NULL
);
