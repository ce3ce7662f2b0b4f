-- The SM3 tree over the same facts: every hash a proof needs, the leaves' included, and its signed heads.

CREATE TABLE sm3_tile (
    level INTEGER NOT NULL CHECK (level >= 0),
    idx   INTEGER NOT NULL CHECK (idx >= 0),
    hash  BLOB    NOT NULL,
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE sm3_checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    note TEXT    NOT NULL
) STRICT;

CREATE TRIGGER sm3_tile_no_update BEFORE UPDATE ON sm3_tile
BEGIN SELECT RAISE(ABORT, 'sm3_tile: the log is never changed'); END;
CREATE TRIGGER sm3_tile_no_delete BEFORE DELETE ON sm3_tile
BEGIN SELECT RAISE(ABORT, 'sm3_tile: the log is never shortened'); END;
CREATE TRIGGER sm3_checkpoint_no_update BEFORE UPDATE ON sm3_checkpoint
BEGIN SELECT RAISE(ABORT, 'sm3_checkpoint: what was signed is never changed'); END;
CREATE TRIGGER sm3_checkpoint_no_delete BEFORE DELETE ON sm3_checkpoint
BEGIN SELECT RAISE(ABORT, 'sm3_checkpoint: what was signed is never removed'); END;
