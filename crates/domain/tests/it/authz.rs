//! The table of rights, printed and walked.

use std::collections::BTreeMap;
use std::fs;

use domain::authority::{
    Action, Horizon, Place, Role, authorize, horizon, matrix, may_ever, roles_for,
};
use domain::org::{Agency, Appointment, Credential, Directory, Officer};
use domain::{Refusal, RefusalKind};
use terms::{AgencyId, Date, DivisionId, OfficerId, Personal};

const COUNTY: AgencyId = AgencyId::from_bits(1);
const TOWNSHIP: AgencyId = AgencyId::from_bits(2);
const NEIGHBOUR: AgencyId = AgencyId::from_bits(3);
const PROVINCE: AgencyId = AgencyId::from_bits(4);
/// My division, and another one of the county.
const SQUAD: DivisionId = DivisionId::from_bits(1);
const OTHER_SQUAD: DivisionId = DivisionId::from_bits(2);
const ME: OfficerId = OfficerId::from_bits(1);
const SOMEBODY: OfficerId = OfficerId::from_bits(2);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn today() -> Date {
    day("2025-03-07")
}

/// A county under its province and above a township; a neighbour beside it.
fn directory() -> Directory {
    let agency = |id, superior| {
        let agency = Agency {
            id,
            name: "某局".to_owned(),
            short_name: "某".to_owned(),
            region: "999901".to_owned(),
            superior,
            divisions: Vec::new(),
            sectors: Vec::new(),
            chosen: Vec::new(),
            items: Vec::new(),
            matching: Vec::new(),
            slips: Vec::new(),
            rooms: Vec::new(),
            created_at: day("2021-01-01").start(),
        };
        (id, agency)
    };
    let agencies = BTreeMap::from([
        agency(PROVINCE, None),
        agency(COUNTY, Some(PROVINCE)),
        agency(TOWNSHIP, Some(COUNTY)),
        agency(NEIGHBOUR, Some(PROVINCE)),
    ]);
    Directory { agencies, officers: BTreeMap::new() }
}

/// An appointment without a known end.
fn appointed(role: Role, from_on: Date) -> Appointment {
    Appointment { role, from_on, until_on: None }
}

/// Somebody of the county with a credential and these roles.
fn holder(roles: &[Role]) -> Officer {
    Officer {
        id: ME,
        agency: COUNTY,
        division: Some(SQUAD),
        name: Personal::new("李华".to_owned()),
        credentials: vec![Credential {
            number: Personal::new("执法0001".to_owned()),
            from_on: day("2020-01-01"),
            until_on: day("2029-12-31"),
        }],
        appointments: roles.iter().map(|role| appointed(*role, day("2021-01-01"))).collect(),
        is_enabled: true,
    }
}

/// No role, one role, two roles.
fn role_sets() -> Vec<Vec<Role>> {
    let mut sets = vec![Vec::new()];
    for (place, first) in Role::ALL.iter().enumerate() {
        sets.push(vec![*first]);
        sets.extend(Role::ALL.iter().skip(place + 1).map(|second| vec![*first, *second]));
    }
    sets
}

/// Matters of one's own, of colleagues, of divisions, of agencies below, beside and above.
fn places() -> [Place<'static>; 11] {
    let place = |agency, officers| Place { agency: Some(agency), division: None, officers };
    let led = |division, officers| Place { division: Some(division), ..place(COUNTY, officers) };
    [
        led(SQUAD, &[SOMEBODY]),
        led(OTHER_SQUAD, &[SOMEBODY]),
        led(OTHER_SQUAD, &[ME]),
        Place::default(),
        place(COUNTY, &[]),
        place(COUNTY, &[ME, SOMEBODY]),
        place(COUNTY, &[SOMEBODY]),
        place(TOWNSHIP, &[ME]),
        place(NEIGHBOUR, &[ME]),
        place(NEIGHBOUR, &[SOMEBODY]),
        place(PROVINCE, &[SOMEBODY]),
    ]
}

fn may(officer: &Officer, action: Action, place: Place<'_>) -> bool {
    authorize(officer, &directory(), action, place, today()).is_ok()
}

#[test]
fn the_table_of_rights_is_the_one_that_was_reviewed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/authz-matrix.txt");
    let now = matrix();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, &now).unwrap();
    }
    let reviewed = fs::read_to_string(path).unwrap_or_default();
    assert!(reviewed == now, "rights changed; review, then run with UPDATE_GOLDEN=1:\n{now}");
}

#[test]
fn a_role_taken_away_never_adds_a_right() {
    for roles in role_sets() {
        let with_all = holder(&roles);
        for gone in 0..roles.len() {
            let mut fewer = with_all.clone();
            fewer.appointments.remove(gone);
            for action in Action::ALL {
                for place in places() {
                    let before = may(&with_all, *action, place);
                    let after = may(&fewer, *action, place);
                    assert!(before || !after, "{roles:?} - {gone}: {action:?} at {place:?}");
                }
            }
        }
    }
}

#[test]
fn whoever_may_not_even_in_general_may_not_in_particular() {
    for roles in role_sets() {
        let officer = holder(&roles);
        for action in Action::ALL {
            let somewhere = places().into_iter().any(|place| may(&officer, *action, place));
            let ever = may_ever(&officer, *action, today());
            assert!(ever || !somewhere, "{roles:?}: {action:?}");
        }
    }
}

#[test]
fn nobody_without_a_role_may_do_anything() {
    for action in Action::ALL {
        for place in places() {
            assert!(!may(&holder(&[]), *action, place), "{action:?} at {place:?}");
        }
    }
}

/// Hidden, not forbidden: an answer must not tell that the matter exists.
#[test]
fn a_stranger_of_another_agency_finds_nothing() {
    for roles in role_sets() {
        let officer = holder(&roles);
        for action in Action::ALL {
            for agency in [NEIGHBOUR, PROVINCE] {
                for officers in [&[ME][..], &[SOMEBODY]] {
                    let place = Place { agency: Some(agency), division: None, officers };
                    let outcome = authorize(&officer, &directory(), *action, place, today());
                    assert_eq!(outcome, Err(Refusal::NotFound), "{roles:?}: {action:?}");
                }
            }
        }
    }
}

/// Art. 26: supervision reaches down, never up or aside, and changes nothing.
#[test]
fn a_supervisor_reads_below_and_writes_nowhere() {
    let supervisor = holder(&[Role::Supervisor]);
    let below = Place { agency: Some(TOWNSHIP), division: None, officers: &[] };
    for action in [Action::CaseRead, Action::ActivityRead, Action::RecordingRead] {
        assert!(may(&supervisor, action, below));
    }
    for action in [Action::AccessRequest, Action::RecordingView] {
        assert!(may(&supervisor, action, below), "under a grant of that agency's head, as anybody");
    }
    for action in [Action::RecordWrite, Action::RecordSign, Action::AccessDecide, Action::FileWrite]
    {
        let refusal = authorize(&supervisor, &directory(), action, below, today()).unwrap_err();
        assert_eq!(refusal.kind(), RefusalKind::Forbidden, "they may know that it exists");
        assert!(!may(&supervisor, action, Place::default()));
    }
}

#[test]
fn a_supervisor_to_be_finds_nothing_below_yet() {
    let mut officer = holder(&[]);
    officer.appointments = vec![appointed(Role::Supervisor, today().plus_days(1))];
    let below = Place { agency: Some(TOWNSHIP), division: None, officers: &[] };
    for action in [Action::CaseRead, Action::RecordWrite] {
        let outcome = authorize(&officer, &directory(), action, below, today());
        assert_eq!(outcome, Err(Refusal::NotFound));
    }
}

#[test]
fn a_role_counts_from_its_first_day_through_its_last() {
    let tomorrow = today().plus_days(1);
    let yesterday = today().plus_days(-1);
    for (from_on, until_on, holds) in [
        (today(), None, true),
        (tomorrow, None, false),
        (yesterday, Some(yesterday), false),
        (yesterday, Some(today()), true),
        (yesterday, Some(tomorrow), true),
    ] {
        let mut head = holder(&[]);
        head.appointments = vec![Appointment { role: Role::AgencyHead, from_on, until_on }];
        let case = format!("{from_on} to {until_on:?}");
        assert_eq!(may(&head, Action::AccessDecide, Place::default()), holds, "{case}");
        assert_eq!(may_ever(&head, Action::AccessDecide, today()), holds, "{case}");
    }
}

#[test]
fn a_supervisor_who_was_finds_nothing_below_any_more() {
    let mut officer = holder(&[Role::Supervisor]);
    let below = Place { agency: Some(TOWNSHIP), division: None, officers: &[] };
    officer.appointments[0].until_on = Some(today());
    assert!(may(&officer, Action::CaseRead, below));
    officer.appointments[0].until_on = Some(today().plus_days(-1));
    let outcome = authorize(&officer, &directory(), Action::CaseRead, below, today());
    assert_eq!(outcome, Err(Refusal::NotFound));
}

/// Art. 10(一).
#[test]
fn an_officer_without_a_valid_credential_writes_nothing() {
    let mut officer = holder(&[Role::Officer]);
    let own = Place { agency: Some(COUNTY), division: None, officers: &[ME] };
    for action in [Action::CaseRegister, Action::RecordWrite, Action::ActivityWrite] {
        assert!(may(&officer, action, own));
    }
    officer.credentials.clear();
    for action in [Action::CaseRegister, Action::RecordWrite, Action::ActivityWrite] {
        let refusal = authorize(&officer, &directory(), action, own, today()).unwrap_err();
        assert_eq!(refusal.code(), "officer.credential_invalid");
    }
    assert!(may(&officer, Action::CaseRead, own), "reading needs none");
}

/// A list shows what may be opened, and nothing else.
#[test]
fn whoever_sees_a_matter_in_a_list_may_open_it_and_the_other_way_round() {
    let reads = [Action::CaseRead, Action::ActivityRead, Action::RecordingRead, Action::OrgRead];
    for roles in role_sets() {
        let reader = holder(&roles);
        for action in reads {
            let seen = horizon(&reader, &directory(), action, today());
            for place in places().into_iter().filter(|place| place.agency.is_some()) {
                let agency = place.agency.unwrap();
                let is_listed = match &seen {
                    Err(_) => false,
                    Ok(Horizon::Agencies(agencies)) => agencies.contains(&agency),
                    Ok(Horizon::Part { agency: home, own, division }) => {
                        let is_led = |mine: &Option<DivisionId>| {
                            place.division.is_none() || place.division == *mine
                        };
                        agency == *home
                            && (own.is_some_and(|own| place.officers.contains(&own))
                                || division.as_ref().is_some_and(is_led))
                    }
                };
                let may_open = may(&reader, action, place);
                assert_eq!(is_listed, may_open, "{roles:?}: {action:?} at {place:?}");
            }
        }
    }
}

/// An officer reads own cases, the head of a division those of the division.
#[test]
fn cases_are_read_by_duty() {
    let matter = |division, officers| Place { agency: Some(COUNTY), division, officers };
    let (own, others) = (matter(Some(SQUAD), &[ME][..]), matter(Some(SQUAD), &[SOMEBODY][..]));
    let elsewhere = matter(Some(OTHER_SQUAD), &[SOMEBODY][..]);
    let undivided = matter(None, &[SOMEBODY][..]);
    let reads = |role, place| may(&holder(&[role]), Action::CaseRead, place);
    for (role, expected) in [
        (Role::Officer, [true, false, false, false]),
        (Role::DivisionHead, [true, true, false, true]),
        (Role::LegalReviewer, [true; 4]),
        (Role::AgencyHead, [true; 4]),
        (Role::RecordsCustodian, [true; 4]),
        (Role::DeviceCustodian, [false; 4]),
        (Role::Administrator, [false; 4]),
    ] {
        let seen = [own, others, elsewhere, undivided].map(|place| reads(role, place));
        assert_eq!(seen, expected, "{role:?}");
    }
    let head = holder(&[Role::DivisionHead]);
    assert!(may(&head, Action::CaseAssign, others) && !may(&head, Action::CaseAssign, elsewhere));
}

/// Art. 20: whoever keeps the records did not make them.
#[test]
fn a_custodian_does_not_bind_the_file_of_an_own_case() {
    let custodian = holder(&[Role::Officer, Role::RecordsCustodian]);
    let of = |officers| Place { agency: Some(COUNTY), division: None, officers };
    assert!(may(&custodian, Action::FileWrite, of(&[SOMEBODY])));
    let own = authorize(&custodian, &directory(), Action::FileWrite, of(&[ME]), today());
    assert_eq!(own, Err(Refusal::KeeperHandledCase));
}

/// Art. 20: whoever keeps the devices empties them, and looks at nothing.
#[test]
fn a_device_custodian_deposits_and_does_not_look() {
    let keeper = holder(&[Role::DeviceCustodian]);
    let here = Place { agency: Some(COUNTY), division: None, officers: &[ME] };
    assert!(may(&keeper, Action::RecordingDeposit, here));
    for action in [
        Action::RecordingView,
        Action::RecordingWrite,
        Action::AccessRequest,
        Action::CaseRead,
        Action::ActivityRead,
    ] {
        assert!(!may(&keeper, action, here), "{action:?}");
    }
}

#[test]
fn every_role_that_reaches_is_told_the_permit_names_the_first() {
    for roles in role_sets() {
        let officer = holder(&roles);
        for (action, place) in
            Action::ALL.iter().flat_map(|action| places().map(|place| (*action, place)))
        {
            let reaching = roles_for(&officer, &directory(), action, place, today());
            let permit = authorize(&officer, &directory(), action, place, today());
            assert_eq!(permit.ok().map(|permit| permit.role()), reaching.first().copied());
        }
    }
}

#[test]
fn a_disabled_person_may_do_nothing() {
    for roles in role_sets() {
        let mut officer = holder(&roles);
        officer.is_enabled = false;
        for action in Action::ALL {
            let outcome = authorize(&officer, &directory(), *action, Place::default(), today());
            assert_eq!(outcome, Err(Refusal::Disabled));
            assert!(!may_ever(&officer, *action, today()));
        }
    }
}

/// The permit names what it rests on.
#[test]
fn a_permit_names_a_role_that_is_held() {
    for roles in role_sets() {
        let officer = holder(&roles);
        for action in Action::ALL {
            for place in places() {
                if let Ok(permit) = authorize(&officer, &directory(), *action, place, today()) {
                    assert!(roles.contains(&permit.role()));
                    assert_eq!((permit.officer(), permit.action()), (ME, *action));
                }
            }
        }
    }
}

/// A loop in the tree of agencies, which no command makes, ends the walk.
#[test]
fn a_loop_among_agencies_is_no_endless_walk() {
    let mut directory = directory();
    if let Some(province) = directory.agencies.get_mut(&PROVINCE) {
        province.superior = Some(TOWNSHIP);
    }
    assert!(directory.is_above(PROVINCE, TOWNSHIP));
    assert!(!directory.is_above(NEIGHBOUR, TOWNSHIP));
}
