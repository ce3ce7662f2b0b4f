//! Somebody with power over the database: first the triggers refuse, then the check names it.

use ledger::{LogSigner, Sm2LogSigner};
use store::{Append, AppendError, Flaw, RowChange, StoreFault, Table};

use crate::fixture::{Place, Raw, at, fact, on_both, one, stream};
use crate::lists::case_row;

on_both! {
    facts_and_log_can_be_neither_changed_nor_removed
    every_change_behind_our_back_is_named
    nothing_is_appended_to_a_damaged_log
    a_forged_projection_row_is_named_by_its_column
    a_forged_search_term_is_named
}

async fn facts_and_log_can_be_neither_changed_nor_removed(place: Place) {
    let store = place.open().await;
    let facts = (0..300).map(|i| fact(i % 7, &format!("{i}"))).collect();
    store.append(Append { facts, ..Append::new(at(0)) }).await.unwrap();
    store.save_checkpoints(300, "note", "note").await.unwrap();
    let head = store.head().await.unwrap();
    let mut raw = place.raw().await;
    let mut attempts = vec![
        "UPDATE journal SET leaf = leaf",
        "UPDATE journal SET at = at + 1 WHERE n = 5",
        "DELETE FROM journal WHERE n = 299",
        "UPDATE body SET text = 'x' WHERE n = 5",
        "DELETE FROM body WHERE n = 5",
        "UPDATE tile SET hash = hash",
        "DELETE FROM tile",
        "UPDATE log_head SET size = size - 1",
        "DELETE FROM log_head",
        "UPDATE checkpoint SET note = 'x'",
        "DELETE FROM checkpoint",
        "UPDATE sm3_tile SET hash = hash",
        "DELETE FROM sm3_tile",
        "UPDATE sm3_checkpoint SET note = 'x'",
        "DELETE FROM sm3_checkpoint",
    ];
    if place.is_postgres() {
        attempts.extend([
            "TRUNCATE sm3_checkpoint",
            "TRUNCATE journal CASCADE",
            "TRUNCATE tile",
            "TRUNCATE log_head",
            "TRUNCATE sm3_tile",
        ]);
    } else {
        raw.run("PRAGMA recursive_triggers = ON").await;
        attempts.push("REPLACE INTO tile SELECT * FROM tile");
    }
    for attempt in attempts {
        assert!(raw.try_run(attempt).await.is_err(), "{attempt}");
    }
    assert_eq!(store.head().await.unwrap(), head);
    assert_eq!(store.facts(0, 999).await.unwrap().len(), 300);
}

/// Table, key, column and flaw.
type Named = (&'static str, &'static str, &'static str, Flaw);

/// A change, the change that takes it back, and what the check must name first.
const CHANGES: &[(&str, &str, Named)] = &[
    (
        "UPDATE journal SET leaf = replace(leaf, '\"v\":1', '\"v\":2') WHERE n = 5",
        "UPDATE journal SET leaf = replace(leaf, '\"v\":2', '\"v\":1') WHERE n = 5",
        ("journal", "5", "leaf_hash", Flaw::Differs),
    ),
    (
        "UPDATE journal SET at = at + 1 WHERE n = 6",
        "UPDATE journal SET at = at - 1 WHERE n = 6",
        ("journal", "6", "at", Flaw::Differs),
    ),
    (
        "UPDATE journal SET kind = 'case.closed' WHERE n = 7",
        "UPDATE journal SET kind = 'case.noted' WHERE n = 7",
        ("journal", "7", "kind", Flaw::Differs),
    ),
    (
        "UPDATE journal SET version = 99 WHERE n = 8",
        "UPDATE journal SET version = 2 WHERE n = 8",
        ("journal", "8", "version", Flaw::Differs),
    ),
    (
        "UPDATE journal SET stream = 'case_x' WHERE n = 9",
        "UPDATE journal SET stream = (SELECT stream FROM journal WHERE n = 2) WHERE n = 9",
        ("journal", "9", "stream", Flaw::Differs),
    ),
    (
        "UPDATE body SET text = 'forged' WHERE n = 10",
        "UPDATE body SET text = '10' WHERE n = 10",
        ("body", "10", "text", Flaw::Differs),
    ),
    (
        "UPDATE log_head SET size = 299",
        "UPDATE log_head SET size = 300",
        ("log_head", "1", "size", Flaw::Differs),
    ),
    ("UPDATE tile SET idx = 1", "UPDATE tile SET idx = 0", ("tile", "1/1", "", Flaw::Unexpected)),
    (
        "UPDATE sm3_tile SET idx = 9 WHERE level = 1",
        "UPDATE sm3_tile SET idx = 0 WHERE level = 1",
        ("sm3_tile", "1/9", "", Flaw::Unexpected),
    ),
    (
        "UPDATE sm3_tile SET idx = 900 WHERE level = 0 AND idx = 30",
        "UPDATE sm3_tile SET idx = 30 WHERE level = 0 AND idx = 900",
        ("sm3_tile", "0/30", "", Flaw::Missing),
    ),
];

async fn every_change_behind_our_back_is_named(place: Place) {
    let store = place.open().await;
    let facts = (0..300).map(|i| fact(i % 7, &format!("{i}"))).collect();
    store.append(Append { facts, ..Append::new(at(0)) }).await.unwrap();
    let head = store.head().await.unwrap();
    let signer = LogSigner::from_seed("liuhen.example/log", [3; 32]).unwrap();
    let note = signer.sign(head.size, *head.root_sha256.as_bytes()).to_string();
    let sm3 = Sm2LogSigner::from_secret("liuhen.example/log", [3; 32]).unwrap();
    let sm3_note = sm3.sign(head.size, *head.root_sm3.as_bytes()).unwrap().to_string();
    store.save_checkpoints(300, &note, &sm3_note).await.unwrap();
    let mut raw = place.raw().await;
    raw.drop_triggers().await;
    for (change, back, (table, key, column, flaw)) in CHANGES {
        assert_eq!(raw.run(change).await, 1, "{change}");
        let defects = store.verify_journal().await.unwrap();
        let first = defects.first().unwrap_or_else(|| panic!("unseen: {change}"));
        assert_eq!((first.table, first.key.as_str(), first.column), (*table, *key, *column));
        assert_eq!(first.flaw, *flaw, "{change}");
        raw.run(back).await;
        assert_eq!(store.verify_journal().await.unwrap(), [], "{back}");
    }
    check_hashes(&store, &mut raw).await;
    // The last: facts gone altogether. Head, tile and the signed root give it away.
    raw.run("DELETE FROM body WHERE n >= 250").await;
    raw.run("DELETE FROM journal WHERE n >= 250").await;
    let defects = store.verify_journal().await.unwrap();
    let places: Vec<_> = defects.iter().map(|d| (d.table, d.column)).collect();
    for place in [
        ("log_head", "size"),
        ("log_head", "root_sm3"),
        ("checkpoint", "size"),
        ("sm3_checkpoint", "size"),
        ("tile", ""),
        ("sm3_tile", ""),
    ] {
        assert!(places.contains(&place), "{place:?} in {defects:?}");
    }
    // And one out of the middle.
    raw.run("DELETE FROM body WHERE n = 100").await;
    raw.run("DELETE FROM journal WHERE n = 100").await;
    let defects = store.verify_journal().await.unwrap();
    assert_eq!(defects[0].to_string(), "journal 100: missing");
}

/// Hash columns hold bytes, which the two databases write differently.
async fn check_hashes(store: &store::Store, raw: &mut Raw) {
    let zeros = match raw {
        Raw::Sqlite(_) => "zeroblob(32)",
        Raw::Postgres(_) => "decode(repeat('00', 32), 'hex')",
    };
    let columns = [
        ("journal", "leaf_hash", "n = 20", "20"),
        ("body", "salt", "n = 21", "21"),
        ("tile", "hash", "level = 1", "1/0"),
        ("sm3_tile", "hash", "level = 0 AND idx = 22", "0/22"),
        ("sm3_tile", "hash", "level = 1", "1/0"),
        ("log_head", "root_sm3", "id = 1", "1"),
        ("log_head", "frontier_sha256", "id = 1", "1"),
    ];
    for (table, column, row, key) in columns {
        raw.run(&format!("CREATE TABLE kept AS SELECT {column} AS kept FROM {table} WHERE {row}"))
            .await;
        raw.run(&format!("UPDATE {table} SET {column} = {zeros} WHERE {row}")).await;
        let defects = store.verify_journal().await.unwrap();
        assert_eq!(defects.len(), 1, "{defects:?}");
        let named = if column == "salt" { "text" } else { column };
        let first = &defects[0];
        assert_eq!((first.table, first.key.as_str(), first.column), (table, key, named));
        raw.run(&format!("UPDATE {table} SET {column} = (SELECT kept FROM kept) WHERE {row}"))
            .await;
        raw.run("DROP TABLE kept").await;
        assert_eq!(store.verify_journal().await.unwrap(), []);
    }
}

async fn nothing_is_appended_to_a_damaged_log(place: Place) {
    let store = place.open().await;
    store.append(one(1, 0, "a")).await.unwrap();
    store.append(one(1, 1, "b")).await.unwrap();
    let mut raw = place.raw().await;
    raw.drop_triggers().await;
    raw.run("UPDATE log_head SET size = 1").await;
    for _ in 0..2 {
        let refused = store.append(one(1, 2, "c")).await.unwrap_err();
        assert!(matches!(refused, AppendError::Fault(StoreFault::Damaged(_))), "{refused:?}");
    }
    raw.run("UPDATE log_head SET size = 2").await;
    // Cut off, with a head that is whole in itself: a fresh start compares it with the journal.
    raw.run("CREATE TABLE kept AS SELECT * FROM journal WHERE n = 1").await;
    raw.run("CREATE TABLE kept_body AS SELECT * FROM body WHERE n = 1").await;
    raw.run("DELETE FROM body WHERE n = 1").await;
    raw.run("DELETE FROM journal WHERE n = 1").await;
    let again = place.open().await;
    let refused = again.append(one(2, 0, "c")).await.unwrap_err();
    assert!(matches!(refused, AppendError::Fault(StoreFault::Damaged(_))), "{refused:?}");
    raw.run("INSERT INTO journal SELECT * FROM kept").await;
    raw.run("INSERT INTO body SELECT * FROM kept_body").await;
    // Healed: both go on, and the history is whole.
    again.append(one(2, 0, "c")).await.unwrap();
    store.append(one(1, 2, "d")).await.unwrap();
    assert_eq!(store.verify_journal().await.unwrap(), []);
    assert_eq!(store.version(&stream(1)).await.unwrap(), 3);
}

async fn a_forged_projection_row_is_named_by_its_column(place: Place) {
    let store = place.open().await;
    let row = case_row(1, "占道经营", "欧阳某");
    let append = Append { rows: vec![RowChange::put(row.clone())], ..one(1, 0, "a") };
    store.append(append).await.unwrap();
    let rebuilt: store::Row = row.into();
    let stored = store.rows(Table::Case).await.unwrap();
    assert_eq!(stored, std::slice::from_ref(&rebuilt));
    place.raw().await.run("UPDATE case_row SET title = '无事', duties_met = 9").await;
    let stored = store.rows(Table::Case).await.unwrap();
    assert_eq!(stored[0].diff(&rebuilt), ["title", "duties_met"]);
    assert_eq!(stored[0].key(), rebuilt.key());
}

async fn a_forged_search_term_is_named(place: Place) {
    let store = place.open().await;
    for number in 1..4 {
        let rows = vec![RowChange::put(case_row(number, "占道经营", "欧阳某"))];
        store.append(Append { rows, ..one(number, 0, "a") }).await.unwrap();
    }
    assert_eq!(store.verify_case_terms().await.unwrap(), []);
    let mut raw = place.raw().await;
    let (one, two, three) = (stream(1), stream(2), stream(3));
    raw.run(&format!("DELETE FROM case_term WHERE term = 't:欧阳' AND case_id = '{one}'")).await;
    raw.run(&format!("INSERT INTO case_term VALUES ('t:无事', 1, '{two}')")).await;
    raw.run(&format!("DELETE FROM case_row WHERE case_id = '{three}'")).await;
    let defects = store.verify_case_terms().await.unwrap();
    let named: Vec<_> = defects.iter().map(|d| (d.key.clone(), d.flaw)).collect();
    let wanted = [
        (three.to_string(), Flaw::Unexpected),
        (one.to_string(), Flaw::Missing),
        (two.to_string(), Flaw::Unexpected),
    ];
    assert_eq!(named, wanted);
}
