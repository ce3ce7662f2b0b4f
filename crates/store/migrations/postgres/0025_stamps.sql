-- How asking the time-stamping authority goes. There is one row; what it stamped is a fact.

CREATE TABLE stamp_standing (
    id       BIGINT  NOT NULL PRIMARY KEY,
    failures BIGINT  NOT NULL,
    next_at  BIGINT  NOT NULL,
    asked_at BIGINT  NOT NULL,
    why      TEXT COLLATE "C" NOT NULL
);
