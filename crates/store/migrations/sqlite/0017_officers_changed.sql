-- Officers of on-site work may come and go; whose rows say so are read whole when recordings are
-- matched.

ALTER TABLE activity_row ADD COLUMN officers_changed INTEGER NOT NULL DEFAULT 0;
