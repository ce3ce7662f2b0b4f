//! Reports of days: once for each leaf, whoever counts, and again after a restart (Art. 26).

use app::{App, Database};
use domain::authority::Role;
use ledger::{Report, Tally};

use crate::county::County;

const DAY: i64 = 24 * 3_600_000;

/// Everything that was reported, oldest first, and the leaf that binds each.
async fn reports(county: &County, app: &App) -> Vec<(u64, Report)> {
    let seen = app.reports_seen(county.id("keeper")).await.unwrap();
    let mut reports = Vec::new();
    for one in seen.reports.iter().rev() {
        let text = app.report_text(one.n).await.unwrap().unwrap();
        reports.push((one.n, Report::parse(&text).unwrap()));
    }
    reports
}

async fn found(postgres: Option<String>) -> County {
    let mut county = County::found_with(|config| {
        if let Some(url) = postgres {
            config.database = Database::Postgres { url };
        }
    })
    .await;
    county.enrol("keeper", Role::RecordsCustodian).await;
    county
}

fn sum(reports: &[(u64, Report)], code: &str) -> u64 {
    reports.iter().map(|(_, report)| report.figure(code)).sum()
}

async fn every_leaf_is_reported_once(postgres: Option<String>) {
    let county = found(postgres).await;
    let app = &county.app;
    county.registered().await;
    assert_eq!(app.report_days().await.unwrap(), 0, "the day runs");
    county.clock.advance_ms(DAY);
    assert_eq!(app.report_days().await.unwrap(), 1);
    assert_eq!(app.report_days().await.unwrap(), 0);
    county.registered().await;
    county.registered().await;
    // Three days on, with two nodes that wake at the same moment, one of them for the first time.
    county.clock.advance_ms(3 * DAY);
    let another = county.another().await;
    let (one, other) = tokio::join!(app.report_days(), another.report_days());
    assert!(one.unwrap() + other.unwrap() >= 1);
    county.registered().await;
    county.clock.advance_ms(DAY);
    // A node that counted no further than its own last look, and one that never did.
    for node in [app, &another, &county.another().await] {
        node.report_days().await.unwrap();
    }
    let all = reports(&county, app).await;
    let days: Vec<&str> = all.iter().map(|(_, report)| report.day.as_str()).collect();
    assert_eq!(days, ["2025-03-07", "2025-03-08", "2025-03-11"]);
    let mut next = 0;
    for (n, report) in &all {
        assert_eq!(report.from, next, "{report:?}");
        assert!(report.to <= *n);
        next = report.to;
    }
    assert_eq!(sum(&all, "cases_registered"), 4);
    // Every report is what the leaves say, and its leaf says which they are.
    let head = app.log_head().await.unwrap().size;
    let mut tally = Tally::new();
    let lines = county.leaves().await;
    assert_eq!(u64::try_from(lines.len()).unwrap(), head);
    lines.iter().for_each(|line| tally.count(line));
    for (n, report) in &all {
        assert_eq!(tally.report(report.to), *report);
        let line = &lines[usize::try_from(*n).unwrap()];
        let text = report.to_text().unwrap();
        let sha256 = hex::encode(<ledger::Sha256Tree as ledger::TreeHash>::of(&[text.as_bytes()]));
        let (day, from, to) = (&report.day, report.from, report.to);
        for said in [
            format!("\"day\":\"{day}\""),
            format!("\"from\":{from},"),
            format!("\"to\":{to},"),
            format!("\"sha256\":\"{sha256}\""),
            "\"set\":1,".to_owned(),
        ] {
            assert!(line.contains(&said), "{line} does not say {said}");
        }
    }
    let checked = app.check().await.unwrap();
    assert_eq!(checked.differences, []);
}

#[tokio::test]
async fn every_leaf_is_reported_once_on_sqlite() {
    every_leaf_is_reported_once(None).await;
}

#[tokio::test]
async fn every_leaf_is_reported_once_on_postgres() {
    let database = testkit::postgres::Database::create().unwrap();
    every_leaf_is_reported_once(Some(database.url())).await;
}

#[tokio::test]
async fn a_report_before_the_days_end_leaves_the_rest_to_another() {
    let county = found(None).await;
    county.registered().await;
    assert_eq!(county.app.report_now().await.unwrap(), 1);
    county.registered().await;
    county.clock.advance_ms(DAY);
    assert_eq!(county.app.report_days().await.unwrap(), 1);
    let all = reports(&county, &county.app).await;
    let days: Vec<_> = all.iter().map(|(_, report)| (report.day.as_str(), report.from)).collect();
    assert_eq!(days, [("2025-03-07", 0), ("2025-03-07", all[0].1.to)]);
    assert_eq!(sum(&all, "cases_registered"), 2);
    // Whoever may not see the log sees no report.
    assert!(county.app.reports_seen(county.id("li")).await.is_err());
    assert!(county.app.report_for(county.id("li"), all[0].0).await.is_err());
    assert_eq!(county.app.report_text(0).await.unwrap(), None);
}
