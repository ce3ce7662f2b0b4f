-- What facts say is stored, gathered from the journal: what the patrol reads again and the replica
-- keeps. None of it is a fact, and all of it can be gathered anew.

CREATE TABLE stored_file (
    n          INTEGER NOT NULL PRIMARY KEY,
    place      TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    stream     TEXT    NOT NULL,
    org        TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    sm3        TEXT    NOT NULL,
    size_bytes INTEGER NOT NULL,
    stored_at  INTEGER NOT NULL,
    found      TEXT    NOT NULL,
    found_at   INTEGER,
    replica_at INTEGER
) STRICT;

CREATE INDEX stored_file_by_place ON stored_file (place);
CREATE INDEX stored_file_by_stream ON stored_file (stream);
CREATE INDEX stored_file_by_found ON stored_file (found, n);
CREATE INDEX stored_file_to_copy ON stored_file (n) WHERE replica_at IS NULL;

-- One row: how many facts were looked through.

CREATE TABLE stored_file_gathered (
    id    INTEGER NOT NULL PRIMARY KEY,
    facts INTEGER NOT NULL
) STRICT;

-- One row: how far the patrol is.

CREATE TABLE patrol (
    id         INTEGER NOT NULL PRIMARY KEY,
    round      INTEGER NOT NULL,
    patrol_id  TEXT    NOT NULL,
    seed       TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    begun_at   INTEGER NOT NULL,
    position   TEXT    NOT NULL,
    files      INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    files_read INTEGER NOT NULL,
    bytes_read INTEGER NOT NULL,
    damaged    INTEGER NOT NULL,
    restored   INTEGER NOT NULL,
    unread     INTEGER NOT NULL,
    untracked  INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;

-- Which process does it.

CREATE TABLE patrol_lease (
    work        TEXT    NOT NULL PRIMARY KEY,
    holder      TEXT    NOT NULL,
    lease_until INTEGER NOT NULL
) STRICT;
