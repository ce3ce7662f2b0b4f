-- What facts say is stored, gathered from the journal: what the patrol reads again and the replica
-- keeps. None of it is a fact, and all of it can be gathered anew.

CREATE TABLE stored_file (
    n          BIGINT NOT NULL PRIMARY KEY,
    place      TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    stream     TEXT COLLATE "C" NOT NULL,
    org        TEXT COLLATE "C" NOT NULL,
    sha256     TEXT COLLATE "C" NOT NULL,
    sm3        TEXT COLLATE "C" NOT NULL,
    size_bytes BIGINT NOT NULL,
    stored_at  BIGINT NOT NULL,
    found      TEXT COLLATE "C" NOT NULL,
    found_at   BIGINT,
    replica_at BIGINT
);

CREATE INDEX stored_file_by_place ON stored_file (place);
CREATE INDEX stored_file_by_stream ON stored_file (stream);
CREATE INDEX stored_file_by_found ON stored_file (found, n);
CREATE INDEX stored_file_to_copy ON stored_file (n) WHERE replica_at IS NULL;

-- One row: how many facts were looked through.

CREATE TABLE stored_file_gathered (
    id    BIGINT NOT NULL PRIMARY KEY,
    facts BIGINT NOT NULL
);

-- One row: how far the patrol is.

CREATE TABLE patrol (
    id         BIGINT NOT NULL PRIMARY KEY,
    round      BIGINT NOT NULL,
    patrol_id  TEXT COLLATE "C" NOT NULL,
    seed       TEXT COLLATE "C" NOT NULL,
    size       BIGINT NOT NULL,
    begun_at   BIGINT NOT NULL,
    position   TEXT COLLATE "C" NOT NULL,
    files      BIGINT NOT NULL,
    bytes      BIGINT NOT NULL,
    files_read BIGINT NOT NULL,
    bytes_read BIGINT NOT NULL,
    damaged    BIGINT NOT NULL,
    restored   BIGINT NOT NULL,
    unread     BIGINT NOT NULL,
    untracked  BIGINT NOT NULL,
    ended_at   BIGINT
);

-- Which process does it.

CREATE TABLE patrol_lease (
    work        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    holder      TEXT COLLATE "C" NOT NULL,
    lease_until BIGINT NOT NULL
);
