-- What says where a recording belongs, and where work was begun. So far nothing was linked by the
-- machine, nobody could say that a recording shows no enforcement, and no phone told a place.

ALTER TABLE recording_row ADD COLUMN non_enforcement TEXT;
ALTER TABLE recording_row ADD COLUMN machine_linked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE activity_row ADD COLUMN lat_e6 INTEGER;
ALTER TABLE activity_row ADD COLUMN lon_e6 INTEGER;

CREATE INDEX recording_row_unlinked ON recording_row (agency_id, activity_id, deposited_at, recording_id);
