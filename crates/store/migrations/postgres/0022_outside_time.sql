-- A witness's first word about a head says by when its facts were there; the latest, that the log
-- still stands. Both are kept.

ALTER TABLE cosignature ADD COLUMN first_line TEXT COLLATE "C";
ALTER TABLE cosignature ADD COLUMN first_at BIGINT;
UPDATE cosignature SET first_line = line, first_at = at;
