-- How many leaves a mirror has, and what its auditor told last.

ALTER TABLE witness_standing ADD COLUMN held INTEGER;
ALTER TABLE witness_standing ADD COLUMN told TEXT;
