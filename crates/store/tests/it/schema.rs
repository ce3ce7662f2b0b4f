//! Both migration folders make the same tables.

use std::collections::BTreeSet;
use std::path::Path;

use crate::fixture::Place;

/// `table.column kind null/not-null` of every column.
async fn columns(place: &Place) -> BTreeSet<String> {
    drop(place.open().await);
    let sql = if place.is_postgres() {
        "SELECT c.table_name || '.' || c.column_name || ' ' || CASE c.data_type \
           WHEN 'bigint' THEN 'INTEGER' WHEN 'text' THEN 'TEXT' WHEN 'bytea' THEN 'BLOB' \
           ELSE c.data_type END || ' ' || CASE c.is_nullable WHEN 'YES' THEN 'null' ELSE 'not null' \
           END || CASE WHEN c.data_type = 'text' AND c.collation_name <> 'C' THEN ' collation' \
           ELSE '' END \
         FROM information_schema.columns AS c WHERE c.table_schema = 'public'"
    } else {
        "SELECT m.name || '.' || p.name || ' ' || p.type || ' ' || \
           CASE p.\"notnull\" WHEN 0 THEN 'null' ELSE 'not null' END \
         FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS p WHERE m.type = 'table'"
    };
    let all = place.raw().await.texts(sql).await;
    all.into_iter().filter(|column| !column.starts_with("_sqlx")).collect()
}

/// `table (columns)` of every index, those behind primary keys and UNIQUE included; a `+` if it
/// allows no repetition.
async fn indexes(place: &Place) -> BTreeSet<String> {
    let sql = if place.is_postgres() {
        "SELECT t.relname || ' (' || (SELECT string_agg(a.attname, ', ' ORDER BY k.place) \
           FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (number, place) \
           JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.number) || ')' \
           || CASE WHEN i.indisunique THEN '+' ELSE '' END \
         FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid \
         JOIN pg_namespace AS s ON s.oid = t.relnamespace AND s.nspname = 'public'"
    } else {
        "SELECT m.name || ' (' || (SELECT group_concat(name, ', ') FROM \
           (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) || ')' || \
           CASE l.\"unique\" WHEN 1 THEN '+' ELSE '' END \
         FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS l WHERE m.type = 'table' \
         UNION ALL SELECT m.name || ' (' || p.name || ')+' FROM sqlite_schema AS m \
           JOIN pragma_table_info(m.name) AS p ON p.pk = 1 AND p.type = 'INTEGER' \
           WHERE m.type = 'table' AND NOT EXISTS \
             (SELECT 1 FROM pragma_table_info(m.name) AS q WHERE q.pk = 2)"
    };
    let all = place.raw().await.texts(sql).await;
    all.into_iter().filter(|index| !index.starts_with("_sqlx")).collect()
}

async fn triggers(place: &Place) -> BTreeSet<String> {
    let sql = if place.is_postgres() {
        // TRUNCATE exists on PostgreSQL only.
        "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal \
           AND tgname NOT LIKE '%no_truncate'"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
    };
    place.raw().await.texts(sql).await.into_iter().collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_indexes_and_triggers() {
    let (sqlite, postgres) = (Place::sqlite(), Place::postgres());
    let both = (columns(&sqlite).await, columns(&postgres).await);
    assert!(both.0.len() > 150, "{}", both.0.len());
    assert_eq!(both.0, both.1);
    let both = (indexes(&sqlite).await, indexes(&postgres).await);
    assert!(both.0.len() > 50, "{}", both.0.len());
    assert_eq!(both.0, both.1);
    assert_eq!(triggers(&sqlite).await, triggers(&postgres).await);
}

#[test]
fn both_folders_have_the_same_versions_and_every_file_is_used() {
    let names = |folder: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    assert_eq!(sqlite, postgres);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db/migrate.rs");
    let source = std::fs::read_to_string(source).unwrap();
    for name in sqlite {
        assert!(source.contains(&format!("sqlite/{name}")), "{name}");
        assert!(source.contains(&format!("postgres/{name}")), "{name}");
    }
}

#[tokio::test]
async fn opening_twice_at_once_migrates_once() {
    for place in [Place::sqlite(), Place::postgres()] {
        let (one, two) = tokio::join!(place.open(), place.open());
        assert_eq!(one.head().await.unwrap(), two.head().await.unwrap());
        let applied = place.raw().await.number("SELECT COUNT(*) FROM _sqlx_migrations").await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
        let there = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(usize::try_from(applied).unwrap(), there);
    }
}

#[tokio::test]
async fn what_is_no_database_of_ours_is_refused() {
    for url in ["", "mysql://x", "/tmp/x", "postgres://[", "sqlite://x"] {
        assert!(store::Store::connect(url).await.is_err(), "{url}");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("liuhen.db"), "not a database, but long enough".repeat(99))
        .unwrap();
    assert!(store::Store::open_folder(folder.path()).await.is_err());
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let fault = store::Store::open_folder(&file).await.unwrap_err();
    assert!(matches!(fault, store::StoreFault::Folder { .. }), "{fault:?}");
}
