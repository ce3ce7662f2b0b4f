-- A collection station is also a device of the register. So far nobody could say which.

ALTER TABLE station_row ADD COLUMN device_id TEXT;

CREATE INDEX station_row_by_device ON station_row (device_id);
