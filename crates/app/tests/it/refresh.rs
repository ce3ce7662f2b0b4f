//! After a change of staff the rows follow, and a check finds nothing.

use domain::authority::Role;
use store::{DutyFilter, DutyRow, Scope};
use terms::{ActivityId, CaseId, Severity};

use crate::county::{County, day};

fn stale(county: &County, case: Option<CaseId>, activity: Option<ActivityId>) -> DutyRow {
    let owner = case.map_or_else(String::new, |id| id.to_string());
    DutyRow {
        key: format!("{owner}|QGC-00-00|gone"),
        case_id: case,
        activity_id: activity,
        agency_id: county.agency,
        rule: "QGC-00-00".to_owned(),
        pack: "qgc-28@0".to_owned(),
        title: "已经没有的义务".to_owned(),
        subject: "gone".to_owned(),
        article: "第00条".to_owned(),
        severity: Severity::S2,
        standing: "open".to_owned(),
        due_at: None,
        strict_due_at: None,
        remind_at: None,
        estimated: false,
        message: "没有事实依据".to_owned(),
        met_at: None,
    }
}

impl County {
    async fn appoint(&self, role: Role, from_on: &str) {
        let (call, officer) = (self.call("admin"), self.id("chief"));
        self.app.appoint_role(&call, officer, role, day(from_on)).await.unwrap();
    }

    async fn standing(&self, rule: &str, case: Option<CaseId>) -> String {
        let filter = DutyFilter {
            scope: Scope::All,
            case,
            activity: None,
            standings: Vec::new(),
            remind_before: None,
        };
        let rows = self.beside().await.duties(&filter, 500).await.unwrap();
        rows.into_iter().find(|row| row.rule == rule).unwrap().standing
    }
}

#[tokio::test]
async fn a_duty_that_is_no_longer_one_is_named_by_a_check_and_leaves_with_the_next_judgement() {
    let county = County::found().await;
    county.app.run_pending_jobs().await.unwrap();
    let case = county.registered().await;
    let activity = county.planned().await;
    assert_eq!(county.differences().await, []);
    let rows = [stale(&county, Some(case), None), stale(&county, None, Some(activity))];
    let mut keys = rows.each_ref().map(|row| ("duty_row".to_owned(), row.key.clone()));
    keys.sort();
    for row in rows {
        county.put_row(row).await;
    }
    let mut named = county.differences().await;
    named.sort();
    assert_eq!(named, keys);
    county.appoint(Role::RecordsCustodian, "2025-03-07").await;
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(county.differences().await, []);
}

/// Art. 20 para. 1: who keeps the devices matters to work without a case too.
#[tokio::test]
async fn a_change_of_staff_is_seen_in_cases_and_in_work_without_one() {
    let county = County::found().await;
    county.app.run_pending_jobs().await.unwrap();
    let case = county.registered().await;
    county.planned().await;
    assert_eq!(county.standing("QGC-20-02", Some(case)).await, "open");
    county.appoint(Role::DeviceCustodian, "2025-03-07").await;
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(county.standing("QGC-20-02", Some(case)).await, "met");
    assert_eq!(county.differences().await, []);
    let (call, officer) = (county.call("admin"), county.id("chief"));
    let last_day = Some(day("2025-03-31"));
    county.app.end_role(&call, officer, Role::DeviceCustodian, last_day).await.unwrap();
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(county.standing("QGC-20-02", Some(case)).await, "open");
    assert_eq!(county.differences().await, []);
}

/// Arts. 20, 21: what is true of the day of archiving stays true; what is found out later counts.
#[tokio::test]
async fn an_archived_case_is_judged_anew_only_by_a_change_that_is_dated_back() {
    let county = County::found().await;
    county.app.run_pending_jobs().await.unwrap();
    let case = county.registered().await;
    let archived = domain::case_file::Event::Archived { archive_no: "2025-0001".to_owned() };
    county.tell(case, archived).await;
    county.appoint(Role::DeviceCustodian, "2025-03-07").await;
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(county.differences().await, []);

    county.clock.advance_ms(3 * 86_400_000);
    let (call, officer) = (county.call("admin"), county.id("chief"));
    let end = |last_day| county.app.end_role(&call, officer, Role::DeviceCustodian, Some(last_day));
    end(day("2025-03-10")).await.unwrap();
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(county.standing("QGC-20-02", Some(case)).await, "met");
    assert_eq!(county.differences().await, []);

    end(day("2025-03-06")).await.unwrap();
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(county.standing("QGC-20-02", Some(case)).await, "open");
    assert_eq!(county.differences().await, []);
}
