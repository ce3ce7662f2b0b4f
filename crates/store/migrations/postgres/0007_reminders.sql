-- What a desk reminds of comes in the order of the agency's own limits, where it set any. So far
-- nobody could, and each reminder was for the limit of the law.

ALTER TABLE duty_row ADD COLUMN remind_at BIGINT;
UPDATE duty_row SET remind_at = due_at;

DROP INDEX duty_row_by_agency;
CREATE INDEX duty_row_by_agency ON duty_row (agency_id, standing, remind_at, key);
