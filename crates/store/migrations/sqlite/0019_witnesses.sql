-- What witnesses said of the log's heads, and how each is doing. Not facts: the latest word of a
-- witness about a size replaces the one before.

CREATE TABLE cosignature (
    size    INTEGER NOT NULL,
    witness TEXT    NOT NULL,
    line    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (size, witness)
) STRICT;

CREATE TABLE witness_standing (
    witness     TEXT    NOT NULL PRIMARY KEY,
    size        INTEGER NOT NULL,
    cosigned_at INTEGER,
    state       TEXT    NOT NULL,
    why         TEXT    NOT NULL,
    failures    INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    kept        TEXT
) STRICT;
