-- What witnesses said of the SM3 tree's heads. How each is doing stands in witness_standing, under
-- its key with 'sm3 ' before it.

CREATE TABLE sm3_cosignature (
    size    BIGINT  NOT NULL,
    witness TEXT COLLATE "C" NOT NULL,
    line    TEXT COLLATE "C" NOT NULL,
    at      BIGINT  NOT NULL,
    PRIMARY KEY (size, witness)
);
