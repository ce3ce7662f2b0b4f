-- Facts and the log over them. Nothing here is ever changed or removed, except the one head row, which only grows.

CREATE TABLE journal (
    n         INTEGER NOT NULL PRIMARY KEY,
    stream    TEXT    NOT NULL,
    version   INTEGER NOT NULL CHECK (version >= 1),
    kind      TEXT    NOT NULL,
    case_id   TEXT,
    at        INTEGER NOT NULL,
    leaf      TEXT    NOT NULL,
    leaf_hash BLOB    NOT NULL,
    UNIQUE (stream, version)
) STRICT;

CREATE INDEX journal_by_case ON journal (case_id, n);
CREATE INDEX journal_by_kind ON journal (kind, n);

CREATE TABLE body (
    n    INTEGER NOT NULL PRIMARY KEY REFERENCES journal (n),
    salt BLOB    NOT NULL,
    text TEXT    NOT NULL
) STRICT;

CREATE TABLE tile (
    level INTEGER NOT NULL CHECK (level >= 1),
    idx   INTEGER NOT NULL,
    hash  BLOB    NOT NULL,
    PRIMARY KEY (level, idx)
) STRICT;

CREATE TABLE log_head (
    id              INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    size            INTEGER NOT NULL CHECK (size >= 0),
    frontier_sha256 BLOB    NOT NULL,
    frontier_sm3    BLOB    NOT NULL,
    root_sha256     BLOB    NOT NULL,
    root_sm3        BLOB    NOT NULL
) STRICT;

CREATE TABLE checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    note TEXT    NOT NULL
) STRICT;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: facts are never changed'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: facts are never removed'); END;
CREATE TRIGGER body_no_update BEFORE UPDATE ON body
BEGIN SELECT RAISE(ABORT, 'body: facts are never changed'); END;
CREATE TRIGGER body_no_delete BEFORE DELETE ON body
BEGIN SELECT RAISE(ABORT, 'body: facts are never removed'); END;
CREATE TRIGGER tile_no_update BEFORE UPDATE ON tile
BEGIN SELECT RAISE(ABORT, 'tile: the log is never changed'); END;
CREATE TRIGGER tile_no_delete BEFORE DELETE ON tile
BEGIN SELECT RAISE(ABORT, 'tile: the log is never shortened'); END;
CREATE TRIGGER log_head_no_shrink BEFORE UPDATE ON log_head WHEN NEW.size < OLD.size
BEGIN SELECT RAISE(ABORT, 'log_head: the log never shrinks'); END;
CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head
BEGIN SELECT RAISE(ABORT, 'log_head: the log is never removed'); END;
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoint: what was signed is never changed'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoint: what was signed is never removed'); END;
