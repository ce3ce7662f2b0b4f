-- By which row of the recording list work was planned: what must be recorded is counted by it (Art. 16).

ALTER TABLE activity_row ADD COLUMN list_row_id TEXT;
UPDATE activity_row SET list_row_id = (
    SELECT json_extract(body.text, '$.list_row')
    FROM journal JOIN body ON body.n = journal.n
    WHERE journal.stream = activity_row.activity_id AND journal.version = 1
);

-- What a person made of a recording while looking at it. No fact: the look itself is one.
CREATE TABLE viewing (
    key          TEXT    NOT NULL PRIMARY KEY,
    recording_id TEXT    NOT NULL,
    officer_id   TEXT    NOT NULL,
    watched      TEXT    NOT NULL,
    verdict      TEXT,
    note         TEXT,
    updated_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX viewing_by_recording ON viewing (recording_id, officer_id);
