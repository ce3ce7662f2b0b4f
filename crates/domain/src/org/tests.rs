use terms::{AgencyId, Date, OfficerId, Personal, RoomId};

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

/// Who administers.
const KEEPER: OfficerId = OfficerId::from_bits(9);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn appoint(role: Role, from_on: &str) -> Command {
    Command::AppointRole { role, from_on: day(from_on) }
}

fn end(role: Role, until_on: &str) -> Command {
    Command::EndRole { role, until_on: day(until_on) }
}

fn decided(officer: &Officer, command: Command) -> Result<Outcome<Event>, Refusal> {
    decide_officer(Some(officer), command, Some(KEEPER), day("2025-03-07"))
}

/// The person after these commands, each of which is recorded.
fn after(commands: impl IntoIterator<Item = Command>) -> Officer {
    commands.into_iter().fold(enrolled(), |officer, command| {
        let events = decided(&officer, command).unwrap().into_events();
        assert_eq!(events.len(), 1);
        events.iter().fold(officer, Officer::evolve)
    })
}

#[test]
fn a_role_given_twice_is_already_done_and_a_missing_one_cannot_end() {
    let head = after([appoint(Role::AgencyHead, "2025-01-01")]);
    let again = decided(&head, appoint(Role::AgencyHead, "2025-01-01"));
    assert_eq!(again, Ok(Outcome::AlreadyDone));
    let otherwise = decided(&head, appoint(Role::AgencyHead, "2025-02-01")).unwrap_err();
    assert_eq!(otherwise.code(), "org.role_held");
    let ended = decided(&head, end(Role::Officer, "2025-01-01"));
    assert_eq!(ended, Err(Refusal::RoleUnchanged));
}

#[test]
fn a_role_holds_from_its_first_day_through_its_last() {
    let head = after([
        appoint(Role::AgencyHead, "2025-01-01"),
        appoint(Role::Officer, "2020-01-01"),
        end(Role::AgencyHead, "2025-03-31"),
    ]);
    for (on, holds) in [
        ("2024-12-31", false),
        ("2025-01-01", true),
        ("2025-03-30", true),
        ("2025-03-31", true),
        ("2025-04-01", false),
    ] {
        assert_eq!(head.holds(Role::AgencyHead, day(on)), holds, "{on}");
        let expected: &[Role] =
            if holds { &[Role::Officer, Role::AgencyHead] } else { &[Role::Officer] };
        assert_eq!(head.roles_on(day(on)).collect::<Vec<_>>(), expected, "{on}");
    }
}

#[test]
fn an_end_is_brought_forward_but_never_put_off() {
    let ending = [appoint(Role::AgencyHead, "2025-01-01"), end(Role::AgencyHead, "2025-03-31")];
    let head = after(ending.clone());
    let again = decided(&head, end(Role::AgencyHead, "2025-03-31"));
    assert_eq!(again, Ok(Outcome::AlreadyDone));
    let later = decided(&head, end(Role::AgencyHead, "2025-04-01"));
    assert_eq!(later, Err(Refusal::RoleUnchanged));
    let [appointed, ended] = ending;
    let sooner = after([appointed, ended, end(Role::AgencyHead, "2025-03-30")]);
    assert!(sooner.holds(Role::AgencyHead, day("2025-03-30")));
    assert!(!sooner.holds(Role::AgencyHead, day("2025-03-31")));
}

#[test]
fn a_role_is_given_again_after_its_last_day() {
    let ending = [appoint(Role::AgencyHead, "2025-01-01"), end(Role::AgencyHead, "2025-03-31")];
    let overlapping = decided(&after(ending.clone()), appoint(Role::AgencyHead, "2025-03-31"));
    assert_eq!(overlapping.unwrap_err().code(), "org.role_held");
    let [appointed, ended] = ending;
    let head = after([appointed, ended, appoint(Role::AgencyHead, "2025-05-01")]);
    for (on, holds) in [("2025-03-31", true), ("2025-04-30", false), ("2025-05-01", true)] {
        assert_eq!(head.holds(Role::AgencyHead, day(on)), holds, "{on}");
    }
}

#[test]
fn an_appointment_taken_back_before_it_began_never_holds() {
    let nobody =
        after([appoint(Role::AgencyHead, "2025-05-01"), end(Role::AgencyHead, "2025-03-07")]);
    for on in ["2025-03-07", "2025-05-01", "2026-01-01"] {
        assert!(!nobody.holds(Role::AgencyHead, day(on)), "{on}");
    }
}

/// Who keeps people sees no case, and nobody gives themselves an office.
#[test]
fn an_administrator_holds_no_other_role_and_nobody_changes_their_own() {
    let keeper = after([appoint(Role::Administrator, "2025-01-01")]);
    let officer =
        after([appoint(Role::AgencyHead, "2025-01-01"), end(Role::AgencyHead, "2025-03-31")]);
    let clash = |role: Role| Err(Refusal::RolesClash { role: role.zh().to_owned() });
    let head = appoint(Role::AgencyHead, "2025-03-07");
    assert_eq!(decided(&keeper, head.clone()), clash(Role::AgencyHead));
    let administer = |from_on| decided(&officer, appoint(Role::Administrator, from_on));
    assert_eq!(administer("2025-03-31"), clash(Role::Administrator));
    assert!(administer("2025-04-01").is_ok(), "after the last day in the other office");
    for command in [head, end(Role::AgencyHead, "2025-03-08")] {
        let own = decide_officer(Some(&officer), command, Some(officer.id), day("2025-03-07"));
        assert_eq!(own, Err(Refusal::OwnRoles));
    }
}

#[test]
fn whoever_is_disabled_leaves_every_office_that_would_go_on() {
    let leaver = after([
        appoint(Role::RecordsCustodian, "2021-01-01"),
        appoint(Role::AgencyHead, "2021-01-01"),
        end(Role::AgencyHead, "2025-03-01"),
        appoint(Role::Officer, "2021-01-01"),
        end(Role::Officer, "2025-12-31"),
    ]);
    let disable = || Command::DisableOfficer { reason: Text::parse("调离").unwrap() };
    let events = decided(&leaver, disable()).unwrap().into_events();
    let kinds: Vec<_> = events.iter().map(crate::event::Named::kind).collect();
    assert_eq!(kinds, ["org.role_ended", "org.role_ended", "org.officer_disabled"]);
    let gone = events.iter().fold(leaver, Officer::evolve);
    assert_eq!(gone.roles_on(day("2025-03-08")).count(), 0);
    assert_eq!(gone.last_appointment(Role::AgencyHead).unwrap().until_on, Some(day("2025-03-01")));
    assert_eq!(decided(&gone, disable()), Ok(Outcome::AlreadyDone));
}

#[test]
fn a_password_is_reset_by_somebody_else_while_its_owner_is_there() {
    let officer = enrolled();
    let reset = || Command::ResetPassword { reason: Text::parse("本人忘记密码").unwrap() };
    let by = |by: u128| {
        decide_officer(Some(&officer), reset(), Some(OfficerId::from_bits(by)), day("2025-03-07"))
    };
    assert!(matches!(by(99).unwrap().into_events()[..], [Event::PasswordReset { .. }]));
    assert_eq!(by(1), Err(Refusal::OwnPassword));
    let gone = Command::DisableOfficer { reason: Text::parse("调离").unwrap() };
    assert_eq!(decided(&after([gone]), reset()), Err(Refusal::PersonDisabled));
}

/// Art. 10(一): a credential counts only on its days.
#[test]
fn the_credential_of_the_day_is_found() {
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
    assert!(matches!(decided(&officer, backwards), Err(Refusal::RangeBackwards { .. })));
}

/// An agency after what was decided about its rooms.
fn housed(commands: impl IntoIterator<Item = Command>) -> Agency {
    let first = Event::AgencyRegistered {
        agency: AgencyId::from_bits(2),
        name: "某局".to_owned(),
        short_name: "某".to_owned(),
        region: "330199".to_owned(),
        superior: None,
    };
    let at = terms::Timestamp::from_ms(1);
    let mut facts = vec![(at, first)];
    let fold = |facts: &[(terms::Timestamp, Event)]| {
        Agency::fold(facts.iter().map(|(at, event)| (*at, event))).unwrap()
    };
    for command in commands {
        let events = decide_agency(Some(&fold(&facts)), command).unwrap().into_events();
        facts.extend(events.into_iter().map(|event| (at, event)));
    }
    fold(&facts)
}

fn named(room: u128, name: &str) -> Command {
    Command::NameRoom { room: RoomId::from_bits(room), name: Text::parse(name).unwrap() }
}

fn closed(room: u128) -> Command {
    Command::CloseRoom { room: RoomId::from_bits(room), reason: Text::parse("搬迁").unwrap() }
}

/// Art. 15: records tell of a room by what it was called then.
#[test]
fn a_room_is_found_by_what_it_is_called_or_was() {
    let agency = housed([named(1, "询问室一"), named(1, "东询问室")]);
    let found = |agency: &Agency, name: &str| agency.room_called(name).map(|room| room.id);
    assert_eq!(found(&agency, " 东询问室 "), Some(RoomId::from_bits(1)));
    assert_eq!(found(&agency, "询问室一"), Some(RoomId::from_bits(1)));
    assert_eq!(found(&agency, "询问室"), None, "nothing like it");
    let taken = Refusal::RoomNameTaken { name: "询问室一".to_owned() };
    assert_eq!(decide_agency(Some(&agency), named(2, "询问室一")), Err(taken));
    let again = decide_agency(Some(&agency), named(1, "东询问室"));
    assert_eq!(again, Ok(Outcome::AlreadyDone));

    // Of a room that is used no more the name may be given again; the one in use goes first.
    let agency = housed([named(1, "询问室一"), closed(1), named(2, "询问室一")]);
    assert_eq!(found(&agency, "询问室一"), Some(RoomId::from_bits(2)));
    assert_eq!(decide_agency(Some(&agency), named(1, "旧询问室")), Err(Refusal::RoomClosed));
    assert_eq!(decide_agency(Some(&agency), closed(1)), Ok(Outcome::AlreadyDone));
    assert_eq!(decide_agency(Some(&agency), closed(3)), Err(Refusal::NotFound));
}
