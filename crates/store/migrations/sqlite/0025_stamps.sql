-- How asking the time-stamping authority goes. There is one row; what it stamped is a fact.

CREATE TABLE stamp_standing (
    id       INTEGER NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    next_at  INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    why      TEXT    NOT NULL
) STRICT;
