-- What witnesses said of the log's heads, and how each is doing. Not facts: the latest word of a
-- witness about a size replaces the one before.

CREATE TABLE cosignature (
    size    BIGINT  NOT NULL,
    witness TEXT COLLATE "C" NOT NULL,
    line    TEXT COLLATE "C" NOT NULL,
    at      BIGINT  NOT NULL,
    PRIMARY KEY (size, witness)
);

CREATE TABLE witness_standing (
    witness     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    size        BIGINT  NOT NULL,
    cosigned_at BIGINT,
    state       TEXT COLLATE "C" NOT NULL,
    why         TEXT COLLATE "C" NOT NULL,
    failures    BIGINT  NOT NULL,
    next_at     BIGINT  NOT NULL,
    kept        TEXT COLLATE "C"
);
