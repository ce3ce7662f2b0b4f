-- Officers of on-site work may come and go; whose rows say so are read whole when recordings are
-- matched.

ALTER TABLE activity_row ADD COLUMN officers_changed BIGINT NOT NULL DEFAULT 0;

-- A camera used to be of a room whose name its place happened to equal. Rooms are in a register now;
-- one job enters those that cameras are fixed in, and ties the cameras to them.

INSERT INTO job (id, kind, payload, run_at, attempts)
SELECT 'job_tie_rooms', 'tie_rooms', '{"kind":"tie_rooms"}', 0, 0
WHERE EXISTS (SELECT 1 FROM device_row WHERE kind = 'fixed_camera');
