-- One row: the recomputation of the whole log that runs or was asked for last, and what the last one
-- found that came to its end. No fact: it may be dropped, and is asked for again.

CREATE TABLE recompute (
    id           INTEGER NOT NULL PRIMARY KEY,
    run          INTEGER NOT NULL,
    asked_by     TEXT    NOT NULL,
    asked_at     INTEGER NOT NULL,
    done         INTEGER NOT NULL,
    total        INTEGER NOT NULL,
    cancelled_at INTEGER,
    last         TEXT   
) STRICT;
