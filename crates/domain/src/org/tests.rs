use terms::{AgencyId, OfficerId, Personal};

use super::*;
use crate::authority::Role;
use crate::{Outcome, Refusal, Text};

fn enrolled() -> Officer {
    Officer::fold([&Event::OfficerEnrolled {
        officer: OfficerId::from_bits(1),
        agency: AgencyId::from_bits(2),
        division: None,
        name: Personal::new("张三".into()),
    }])
    .unwrap()
}

#[test]
fn a_role_given_twice_is_already_done_and_a_missing_one_cannot_end() {
    let from_on = "2025-01-01".parse().unwrap();
    let appoint = Command::AppointRole { role: Role::AgencyHead, from_on };
    let Ok(Outcome::Record(events)) = decide_officer(Some(&enrolled()), appoint.clone()) else {
        panic!("appointed")
    };
    let head = enrolled().evolve(&events[0]);
    assert_eq!(decide_officer(Some(&head), appoint), Ok(Outcome::AlreadyDone));
    let end = Command::EndRole { role: Role::Officer, until_on: from_on };
    assert_eq!(decide_officer(Some(&head), end), Err(Refusal::RoleUnchanged));
}

/// Art. 10(一): a credential counts only on its days.
#[test]
fn the_credential_of_the_day_is_found() {
    let day = |text: &str| text.parse().unwrap();
    let issue = |from: &str, until: &str| Event::CredentialIssued {
        officer: OfficerId::from_bits(1),
        number: Personal::new("粤A0001".into()),
        from_on: day(from),
        until_on: day(until),
    };
    let officer = enrolled()
        .evolve(&issue("2020-01-01", "2024-12-31"))
        .evolve(&issue("2025-01-01", "2029-12-31"));
    assert!(officer.credential_on(day("2019-12-31")).is_none());
    assert!(officer.credential_on(day("2024-12-31")).is_some());
    assert!(officer.credential_on(day("2029-12-31")).is_some());
    assert!(officer.credential_on(day("2030-01-01")).is_none());
    let number = Text::parse("x").unwrap();
    let backwards = Command::IssueCredential {
        number,
        from_on: day("2025-01-02"),
        until_on: day("2025-01-01"),
    };
    assert!(matches!(
        decide_officer(Some(&officer), backwards),
        Err(Refusal::RangeBackwards { .. })
    ));
}
