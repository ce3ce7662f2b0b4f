-- Facts and the log over them. Nothing here is ever changed or removed, except the one head row, which only grows.

CREATE TABLE journal (
    n         BIGINT  NOT NULL PRIMARY KEY,
    stream    TEXT COLLATE "C" NOT NULL,
    version   BIGINT  NOT NULL CHECK (version >= 1),
    kind      TEXT COLLATE "C" NOT NULL,
    case_id   TEXT COLLATE "C",
    at        BIGINT  NOT NULL,
    leaf      TEXT COLLATE "C" NOT NULL,
    leaf_hash BYTEA   NOT NULL,
    UNIQUE (stream, version)
);

CREATE INDEX journal_by_case ON journal (case_id, n);
CREATE INDEX journal_by_kind ON journal (kind, n);

CREATE TABLE body (
    n    BIGINT  NOT NULL PRIMARY KEY REFERENCES journal (n),
    salt BYTEA   NOT NULL,
    text TEXT COLLATE "C" NOT NULL
);

CREATE TABLE tile (
    level BIGINT  NOT NULL CHECK (level >= 1),
    idx   BIGINT  NOT NULL,
    hash  BYTEA   NOT NULL,
    PRIMARY KEY (level, idx)
);

CREATE TABLE log_head (
    id              BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    size            BIGINT  NOT NULL CHECK (size >= 0),
    frontier_sha256 BYTEA   NOT NULL,
    frontier_sm3    BYTEA   NOT NULL,
    root_sha256     BYTEA   NOT NULL,
    root_sm3        BYTEA   NOT NULL
);

CREATE TABLE checkpoint (
    size BIGINT  NOT NULL PRIMARY KEY,
    note TEXT COLLATE "C" NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: facts and the log are never changed or removed', TG_TABLE_NAME;
END $$;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER body_no_update BEFORE UPDATE ON body FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER body_no_delete BEFORE DELETE ON body FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tile_no_update BEFORE UPDATE ON tile FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tile_no_delete BEFORE DELETE ON tile FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_head_no_shrink BEFORE UPDATE ON log_head FOR EACH ROW WHEN (NEW.size < OLD.size) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- TRUNCATE exists only here; it passes row triggers by.
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal EXECUTE FUNCTION refuse_change();
CREATE TRIGGER body_no_truncate BEFORE TRUNCATE ON body EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tile_no_truncate BEFORE TRUNCATE ON tile EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_head_no_truncate BEFORE TRUNCATE ON log_head EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint EXECUTE FUNCTION refuse_change();
