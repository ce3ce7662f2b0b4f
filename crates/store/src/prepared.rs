//! Every statement is prepared on both databases: a misspelt column cannot wait for its first use.

use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _, SqlStr};

use crate::db::{Db, Sql, values};
use crate::rows::Table;
use crate::rows::table::{TableText, Typed};
use crate::work::{
    KnownBrowserRow, LoginRow, PatrolRow, RecomputeRow, SessionRow, StampRow, StationStatusRow,
    StoredFileRow, UploadRow, ViewingRow, WitnessRow,
};
use crate::{journal, rows, work};

fn texts_of(text: &'static TableText) -> Vec<SqlStr> {
    let width = text.columns.len();
    let keys = |head: &'static str| AssertSqlSafe(format!("{head}($1, $2)")).into_sql_str();
    vec![
        text.select.into_sql_str(),
        values(text.insert, width, 1, ""),
        values(text.insert, width, 3, text.or_replace),
        keys(text.select_keys),
        keys(text.delete),
    ]
}

fn all(is_postgres: bool) -> Vec<SqlStr> {
    let fixed = [journal::statements(is_postgres), rows::statements(), work::statements()].concat();
    let tables = Table::ALL.iter().map(|table| table.text());
    let tables = tables.chain([
        KnownBrowserRow::TEXT,
        LoginRow::TEXT,
        PatrolRow::TEXT,
        RecomputeRow::TEXT,
        StoredFileRow::TEXT,
        SessionRow::TEXT,
        StampRow::TEXT,
        StationStatusRow::TEXT,
        UploadRow::TEXT,
        ViewingRow::TEXT,
        WitnessRow::TEXT,
    ]);
    let grown = [
        rows::every_case_filter(),
        rows::every_coverage(),
        rows::every_list_filter(),
        rows::every_number_list(),
        rows::every_elsewhere_filter(),
        rows::every_device_list(),
        rows::every_matching_list(),
        rows::every_owner(),
        rows::every_station_list(),
        rows::every_tally(),
        work::every_job_statement(is_postgres),
        work::every_upload_list(),
        work::every_viewing_list(),
    ];
    let grown = grown.into_iter().flatten().map(|sql: Sql| sql.into_parts().0);
    let mut all: Vec<SqlStr> = fixed.into_iter().map(|text| text.into_sql_str()).collect();
    all.extend(tables.flat_map(texts_of));
    all.extend(grown);
    all.extend(journal::every_commit_list().into_iter().map(|(sql, _)| sql));
    all
}

#[tokio::test]
async fn every_statement_is_understood_by_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_folder(folder.path()).await.unwrap();
    let Db::Sqlite { rw, .. } = &db else { unreachable!() };
    for sql in all(false) {
        let text = sql.as_str().to_owned();
        rw.prepare(sql).await.map(drop).map_err(|e| panic!("{text}: {e}")).unwrap();
    }
    db.close().await;
}

#[tokio::test]
async fn every_statement_is_understood_by_postgres() {
    let database = testkit::postgres::Database::create().unwrap();
    let db = Db::connect(&database.url()).await.unwrap();
    let Db::Postgres { all: pool, .. } = &db else { unreachable!() };
    let statements = all(true);
    assert!(statements.len() > 150, "{}", statements.len());
    for sql in statements {
        let text = sql.as_str().to_owned();
        pool.prepare(sql).await.map(drop).map_err(|e| panic!("{text}: {e}")).unwrap();
    }
    db.close().await;
}
