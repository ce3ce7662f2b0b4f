-- The SM3 tree over the same facts: every hash a proof needs, the leaves' included, and its signed heads.

CREATE TABLE sm3_tile (
    level BIGINT  NOT NULL CHECK (level >= 0),
    idx   BIGINT  NOT NULL CHECK (idx >= 0),
    hash  BYTEA   NOT NULL,
    PRIMARY KEY (level, idx)
);

CREATE TABLE sm3_checkpoint (
    size BIGINT  NOT NULL PRIMARY KEY,
    note TEXT COLLATE "C" NOT NULL
);

CREATE TRIGGER sm3_tile_no_update BEFORE UPDATE ON sm3_tile FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sm3_tile_no_delete BEFORE DELETE ON sm3_tile FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sm3_checkpoint_no_update BEFORE UPDATE ON sm3_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sm3_checkpoint_no_delete BEFORE DELETE ON sm3_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- TRUNCATE exists only here; it passes row triggers by.
CREATE TRIGGER sm3_tile_no_truncate BEFORE TRUNCATE ON sm3_tile EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sm3_checkpoint_no_truncate BEFORE TRUNCATE ON sm3_checkpoint EXECUTE FUNCTION refuse_change();
