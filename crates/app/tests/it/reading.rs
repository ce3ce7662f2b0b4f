//! What a list shows is what may be opened.

use app::{CaseFilter, Error, Paging, Scope};
use domain::authority::Role;
use terms::CaseId;

use crate::county::{County, day, text};

impl County {
    async fn listed(&self, who: &str) -> Option<Vec<CaseId>> {
        let filter = CaseFilter::of(Scope::Agencies(Vec::new()));
        match self.app.cases(self.id(who), filter, Paging::default()).await {
            Ok(page) => Some(page.rows.into_iter().map(|row| row.case_id).collect()),
            Err(Error::Refused(_)) => None,
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn opens(&self, who: &str, case: CaseId) -> bool {
        match self.app.case(self.id(who), case).await {
            Ok(_) => true,
            Err(Error::Refused(_)) => false,
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// Art. 25: cases are read by duty, in lists as on pages.
#[tokio::test]
async fn everybody_is_listed_the_cases_they_may_open() {
    let mut county = County::found().await;
    let call = county.call("admin");
    let other = county.app.add_division(&call, county.agency, text("执法二队")).await.unwrap();
    let other = other.id.unwrap().parse().unwrap();
    for (name, role) in [
        ("colleague", Role::Officer),
        ("reviewer", Role::LegalReviewer),
        ("keeper", Role::RecordsCustodian),
        ("devices", Role::DeviceCustodian),
        ("supervisor", Role::Supervisor),
    ] {
        county.enrol(name, role).await;
    }
    county.enrol_in("other_chief", Role::DivisionHead, Some(other)).await;
    county.app.run_pending_jobs().await.unwrap();
    let led = county.registered().await;
    let elsewhere = county.registered_in(Some(other), ["li", "colleague"]).await;
    for (who, cases) in [
        ("li", vec![elsewhere, led]),
        ("wang", vec![led]),
        ("colleague", vec![elsewhere]),
        ("chief", vec![led]),
        ("other_chief", vec![elsewhere]),
        ("reviewer", vec![elsewhere, led]),
        ("head", vec![elsewhere, led]),
        ("keeper", vec![elsewhere, led]),
        ("supervisor", vec![elsewhere, led]),
    ] {
        let listed = county.listed(who).await.unwrap();
        assert_eq!(listed, cases, "{who}");
        for case in [led, elsewhere] {
            assert_eq!(county.opens(who, case).await, cases.contains(&case), "{who}");
        }
        assert!(county.app.desk(county.id(who)).await.is_ok(), "{who}");
    }
    for who in ["devices", "admin"] {
        assert_eq!(county.listed(who).await, None, "{who}");
        assert!(!county.opens(who, led).await, "{who}");
    }
}

/// The office is held through its last day, on the desk and in lists too.
#[tokio::test]
async fn a_desk_is_that_of_the_roles_held_today() {
    let county = County::found().await;
    county.registered().await;
    let (call, chief) = (county.call("admin"), county.id("chief"));
    let last_day = Some(day("2025-03-07"));
    county.app.end_role(&call, chief, Role::DivisionHead, last_day).await.unwrap();
    let sections = |desk: app::Desk| desk.sections.len();
    let seen = sections(county.app.desk(chief).await.unwrap());
    assert!(seen > 0 && county.listed("chief").await.is_some());
    county.clock.set("2025-03-08T00:00:00+08:00".parse().unwrap());
    assert_eq!(sections(county.app.desk(chief).await.unwrap()), 0);
    assert_eq!(county.listed("chief").await, None);
}
