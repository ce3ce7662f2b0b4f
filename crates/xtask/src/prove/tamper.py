"""Changes one row of a SQLite file, chosen by a seed, and prints which: {table, how, column}."""
import json
import random
import sqlite3
import sys

# Work in hand and logins: no facts, and nothing that a screen shows as one.
WORK = {
    "_sqlx_migrations", "idempotency", "job", "known_browser", "login", "login_failure", "outbox",
    "patrol", "patrol_lease", "session", "station_status", "stored_file_gathered", "upload",
    "viewing",
    # What others signed or said: a line that was changed counts for nothing.
    "cosignature", "witness_standing",
    # How asking the authority goes; what it stamped is a fact.
    "stamp_standing",
}
# What the patrol found last, which it looks at again.
WORK_COLUMNS = {("stored_file", "found"), ("stored_file", "found_at"), ("stored_file", "replica_at")}


def changed(value, chance):
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1000])
    if value is None:
        return "x"
    at = chance.randrange(len(value)) if value else 0
    if isinstance(value, bytes):
        return value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :] if value else b"x"
    other = "y" if value[at : at + 1] == "x" else "x"
    return value[:at] + other + value[at + 1 :]


def main(path, seed):
    chance = random.Random(seed)
    db = sqlite3.connect(path)
    master = "SELECT name, sql FROM sqlite_master WHERE type = ?"
    triggers = db.execute(master, ("trigger",)).fetchall()
    for name, _ in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    names = sorted(name for name, _ in db.execute(master, ("table",)))
    tables = [
        name
        for name in names
        if name not in WORK and db.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]
    ]
    while True:
        table = chance.choice(tables)
        rows = db.execute(f'SELECT * FROM "{table}"')
        columns = [column[0] for column in rows.description]
        row = chance.choice(rows.fetchall())
        where = " AND ".join(f'"{column}" IS ?' for column in columns)
        how, column = chance.choice(["change", "change", "change", "delete"]), chance.choice(columns)
        if how == "change" and (table, column) in WORK_COLUMNS:
            continue
        try:
            if how == "delete":
                db.execute(f'DELETE FROM "{table}" WHERE {where}', row)
            else:
                new = changed(row[columns.index(column)], chance)
                db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {where}', (new, *row))
            break
        except (sqlite3.IntegrityError, OverflowError):
            continue  # the database itself would not have it
    for _, sql in triggers:
        db.execute(sql)
    db.commit()
    print(json.dumps({"table": table, "how": how, "column": column, "row": str(row)[:120]}))


main(sys.argv[1], int(sys.argv[2]))
