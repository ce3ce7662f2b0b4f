//! A check beside a server that works.

use app::Database;

use crate::county::County;

/// Facts that come between two questions of a check are no difference.
async fn nothing_is_named_beside_work(database: Database) {
    let county = County::found_with(|config| config.database = database).await;
    let work = async {
        for _ in 0..30 {
            county.registered().await;
        }
    };
    let looks = async {
        for _ in 0..12 {
            assert_eq!(county.app.check().await.unwrap().differences, []);
        }
    };
    tokio::join!(work, looks);
}

#[tokio::test]
async fn nothing_is_named_beside_work_on_sqlite() {
    nothing_is_named_beside_work(Database::Embedded).await;
}

#[tokio::test]
async fn nothing_is_named_beside_work_on_postgres() {
    let database = testkit::postgres::Database::create().unwrap();
    nothing_is_named_beside_work(Database::Postgres { url: database.url() }).await;
}
