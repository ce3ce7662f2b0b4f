-- The clock of the deposit stands in the list of on-site work, and a declaration that the same day
-- was impossible waits for a head (Art. 22). Work may belong to no case.

ALTER TABLE activity_row ADD COLUMN exception TEXT COLLATE "C";
ALTER TABLE activity_row ADD COLUMN deposit_due_at BIGINT;
ALTER TABLE activity_row ADD COLUMN deposit_own_due_at BIGINT;
ALTER TABLE activity_row ADD COLUMN deposited_at BIGINT;
ALTER TABLE activity_row ADD COLUMN return_doubted BIGINT NOT NULL DEFAULT 0;

ALTER TABLE approval_row ALTER COLUMN case_id DROP NOT NULL;
ALTER TABLE approval_row ADD COLUMN activity_id TEXT COLLATE "C";
