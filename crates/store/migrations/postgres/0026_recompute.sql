-- One row: the recomputation of the whole log that runs or was asked for last, and what the last one
-- found that came to its end. No fact: it may be dropped, and is asked for again.

CREATE TABLE recompute (
    id           BIGINT NOT NULL PRIMARY KEY,
    run          BIGINT NOT NULL,
    asked_by     TEXT COLLATE "C" NOT NULL,
    asked_at     BIGINT NOT NULL,
    done         BIGINT NOT NULL,
    total        BIGINT NOT NULL,
    cancelled_at BIGINT,
    last         TEXT COLLATE "C"
);
