//! Reports of days: once for each leaf, whoever counts, and again after a restart (Art. 26).

use app::{App, Call, Database};
use domain::Text;
use domain::authority::Role;
use domain::report::{Event, WrongReport};
use ledger::{Report, Step, Tally, Value};
use store::{Append, NewFact};
use terms::ReportId;

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

/// Writes the report of the leaves there are as somebody did who wanted other figures.
async fn tell_wrongly(county: &County) -> u64 {
    let leaves = county.leaves().await;
    let to = u64::try_from(leaves.len()).unwrap();
    let mut tally = Tally::new();
    leaves.iter().for_each(|line| tally.count(line));
    let mut report = tally.report(to);
    report.add("cases_archived", Step { leaf: to - 1, amount: 98 });
    let text = report.to_text().unwrap();
    let id = ReportId::from_bits(0);
    let digests = archive::digests_of(text.as_bytes());
    let (day, log_from) = (report.day.parse().unwrap(), 0);
    let event =
        Event::Daily { report: id, day, indicators: 1, log_from, log_to: to, digests, text };
    let value = |text: &str| Value::Enum(ledger::Token::parse(text).unwrap());
    let binds = vec![
        ("day", value(&report.day)),
        ("from", Value::Count(0)),
        ("set", Value::Count(1)),
        ("to", Value::Count(to)),
        ("sha256", Value::Digest(digests.sha256)),
        ("size", Value::Count(digests.size_bytes)),
        ("sm3", Value::Sm3(digests.sm3)),
    ];
    let event = domain::Event::from(event);
    let fact = NewFact {
        stream: id.into(),
        kind: event.kind(),
        case: None,
        by: "system".to_owned(),
        org: "system".to_owned(),
        binds,
        body: event.to_body().unwrap(),
        salt: [7; 32],
    };
    let append = Append { facts: vec![fact], ..Append::new(county.clock.now()) };
    county.beside().await.append(append).await.unwrap().first_n
}

/// Art. 26: a wrong report is taken back by two, counted anew by nobody's hand, and never lost.
async fn a_wrong_report_is_superseded_by_two(postgres: Option<String>) {
    let mut county = found(postgres).await;
    county.enrol("other", Role::AgencyHead).await;
    county.registered().await;
    let wrong = tell_wrongly(&county).await;
    let app = &county.app;
    let call = |login: &str| Call::by(county.id(login));
    let said = |text: &str| Text::parse(text).unwrap();
    let refused = |error: app::Error| {
        let app::Error::Refused(refusal) = &error else { panic!("{error:?}") };
        refusal.code()
    };
    let doubt = async |login: &str| {
        let text = said("归档数是后填的");
        app.doubt_report(&call(login), wrong, WrongReport::Tampering, text).await
    };
    assert_eq!(refused(doubt("li").await.unwrap_err()), "authority.not_allowed");
    let early = app.supersede_report(&call("head"), wrong).await.unwrap_err();
    assert_eq!(refused(early), "report.no_doubt");
    assert_eq!(
        app.doubt_report(&call("head"), 0, WrongReport::Other, said("x"))
            .await
            .map_err(refused)
            .unwrap_err(),
        "not_found"
    );
    assert!(!doubt("head").await.unwrap().already_done);
    assert!(doubt("head").await.unwrap().already_done, "a retry");
    assert_eq!(refused(doubt("keeper").await.unwrap_err()), "report.not_open");
    let own = app.supersede_report(&call("head"), wrong).await.unwrap_err();
    assert_eq!(refused(own), "report.own_doubt");
    let not_theirs = app.supersede_report(&call("keeper"), wrong).await.unwrap_err();
    assert_eq!(refused(not_theirs), "authority.not_allowed");
    app.supersede_report(&call("other"), wrong).await.unwrap();
    let again = app.supersede_report(&call("other"), wrong).await.unwrap_err();
    assert_eq!(refused(again), "report.not_open");
    // Both are there; the new one is what the leaves say, over the very same leaves.
    let seen = app.reports_seen(county.id("keeper")).await.unwrap().reports;
    let [new, old] = seen.as_slice() else { panic!("{} reports", seen.len()) };
    assert_eq!((old.n, old.standing.superseded_by), (wrong, Some(new.n)));
    let supersedes = new.standing.supersedes.as_ref().unwrap();
    assert_eq!((supersedes.old, supersedes.why), (wrong, WrongReport::Tampering));
    assert_eq!(supersedes.doubted_by, county.id("head"));
    assert_eq!((new.from, new.to, &new.day), (old.from, old.to, &old.day));
    let leaves = county.leaves().await;
    let mut tally = Tally::new();
    leaves.iter().for_each(|line| tally.count(line));
    let text = app.report_text(new.n).await.unwrap().unwrap();
    assert_eq!(Report::parse(&text).unwrap(), tally.report(new.to));
    let line = &leaves[usize::try_from(new.n).unwrap()];
    for told in [format!("\"old\":{wrong},"), "\"why\":\"tampering\"".to_owned()] {
        assert!(line.contains(&told), "{line}");
    }
    assert!(!line.contains("后填"), "what was said is in no leaf");
    // The next day goes on behind it, and the one that was counted anew has nothing to take back.
    county.clock.advance_ms(DAY);
    assert_eq!(app.report_days().await.unwrap(), 1);
    let all = reports(&county, app).await;
    assert_eq!(all.last().unwrap().1.from, new.to);
    let fresh = all.last().unwrap().0;
    app.doubt_report(&call("keeper"), fresh, WrongReport::Program, said("试试")).await.unwrap();
    let same = app.supersede_report(&call("head"), fresh).await.unwrap_err();
    assert_eq!(refused(same), "report.recounts");
    app.uphold_report(&call("head"), fresh, said("重新统计相同")).await.unwrap();
    let seen = app.reports_seen(county.id("head")).await.unwrap().reports;
    assert!(seen[0].standing.doubt.is_none() && seen[0].standing.may_doubt.is_ok());
    assert_eq!(app.check().await.unwrap().differences, []);
}

#[tokio::test]
async fn a_wrong_report_is_superseded_by_two_on_sqlite() {
    a_wrong_report_is_superseded_by_two(None).await;
}

#[tokio::test]
async fn a_wrong_report_is_superseded_by_two_on_postgres() {
    let database = testkit::postgres::Database::create().unwrap();
    a_wrong_report_is_superseded_by_two(Some(database.url())).await;
}
