-- Recording lists are read from their facts: a row keeps its id through the versions of a list, so
-- a table with one line a row says less than they do, and no screen ever read it.
DROP TABLE list_row;
