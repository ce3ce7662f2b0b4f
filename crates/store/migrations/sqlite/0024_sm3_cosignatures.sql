-- What witnesses said of the SM3 tree's heads. How each is doing stands in witness_standing, under
-- its key with 'sm3 ' before it.

CREATE TABLE sm3_cosignature (
    size    INTEGER NOT NULL,
    witness TEXT    NOT NULL,
    line    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (size, witness)
) STRICT;
