use std::collections::BTreeSet;

use rules::Standing;
use terms::{Date, OfficerId, OversightPlanId, Severity, StreamId, ViolationId};

use super::*;
use crate::dossier::{Dossier, matter_of_agency};
use crate::given::{
    AGENCY, CASE, FOREIGN, FOREIGN_HEAD, HEAD, LAW, LI, OTHER_AGENCY, REVIEWER, WANG, at, day,
    directory, fact, text,
};
use crate::org::Directory;
use crate::{Outcome, Refusal};

const IT: ViolationId = ViolationId::from_bits(1);
const PLAN: OversightPlanId = OversightPlanId::from_bits(1);
/// Of the agency above.
const ABOVE: OfficerId = FOREIGN;

/// A violation about a case that Li and Wang handle, and the agency above.
struct Tale {
    overseen: Dossier,
    directory: Directory,
    now: terms::Timestamp,
}

impl Tale {
    fn new() -> Self {
        let mut directory = directory();
        directory.agencies.get_mut(&AGENCY).unwrap().superior = Some(OTHER_AGENCY);
        let now = at("2025-03-10T09:00:00+08:00");
        Self { overseen: Dossier::default(), directory, now }
    }

    fn raised(by: OfficerId) -> Self {
        let mut tale = Self::new();
        tale.done(by, Command::Raise(raise()));
        tale
    }

    fn it(&self) -> Option<&Violation> {
        self.overseen.violations.get(&IT)
    }

    fn when(&self, who: OfficerId, command: Command) -> Result<Outcome<Event>, Refusal> {
        let handlers = BTreeSet::from([LI, WANG]);
        let by = self.directory.officer(who).unwrap();
        let around = Around { by, directory: &self.directory, handlers: &handlers, now: self.now };
        decide(self.it(), command, &around)
    }

    fn done(&mut self, who: OfficerId, command: Command) {
        let outcome = self.when(who, command).unwrap();
        let events = outcome.into_events();
        assert!(!events.is_empty(), "something was recorded");
        for event in events {
            self.overseen.apply(&StreamId::from(IT), &fact(self.now, who, event));
            self.now = self.now.plus_ms(3_600_000);
        }
    }

    fn status(&self) -> Status {
        self.it().unwrap().status()
    }

    fn on(&mut self, day: &str) {
        self.now = at(&format!("{day}T09:00:00+08:00"));
    }

    /// How a rule stands for the agency, for each thing it judges.
    fn standings(&self, rule: &str, today: Date) -> Vec<Standing> {
        let agency = &self.directory.agencies[&AGENCY];
        let matter = matter_of_agency(agency, &self.directory, None, &[], &self.overseen, today);
        let findings = LAW.book.evaluate(&matter);
        findings.into_iter().filter(|one| one.rule.id == rule).map(|one| one.standing).collect()
    }

    fn is_open(&self, rule: &str) -> bool {
        self.standings(rule, self.now.date()).contains(&Standing::Open)
    }
}

fn raise() -> Raise {
    Raise {
        violation: IT,
        agency: AGENCY,
        case: Some(CASE),
        rule: Some("QGC-17-01".to_owned()),
        pack: Some("qgc-28@1".to_owned()),
        article: Some("本办法第17条".to_owned()),
        subject: Some(CASE.to_string()),
        severity: Severity::S2,
        title: text("没有标注摄录重点"),
        seen: text("录像中没有标注"),
        evidence: vec![text("现场录像一段")],
    }
}

fn defend() -> Command {
    Command::Defend { text: text("现场只有一人，已在笔录写明") }
}

fn verify() -> Command {
    Command::Verify { grounds: text("看过录像和笔录"), is_serious: false }
}

fn order(due_on: &str) -> Command {
    Command::Order { due_on: day(due_on), is_criticised: true, demand: text("补做说明") }
}

fn rectify() -> Command {
    Command::Rectify { report: text("已补做说明") }
}

fn recheck(is_passed: bool) -> Command {
    let opinion = if is_passed { "已改正" } else { "说明不全" };
    Command::Recheck { is_passed, opinion: text(opinion) }
}

fn refused(answer: Result<Outcome<Event>, Refusal>) -> &'static str {
    answer.unwrap_err().code()
}

/// Art. 27: from the first sight to the look again; the rules of the agency follow each step.
#[test]
fn a_violation_is_heard_verified_ordered_set_right_and_looked_at_again() {
    let mut tale = Tale::raised(ABOVE);
    assert_eq!(tale.status(), Status::Raised);
    assert!(!tale.is_open("QGC-27-01"), "nothing is true yet");
    tale.done(LI, defend());
    assert_eq!(tale.when(LI, defend()), Ok(Outcome::AlreadyDone));
    tale.done(ABOVE, verify());
    assert_eq!(tale.status(), Status::Verified);
    assert!(tale.is_open("QGC-27-01"), "no order yet");
    tale.done(ABOVE, order("2025-03-20"));
    assert!(!tale.is_open("QGC-27-01"));
    assert!(tale.is_open("QGC-27-01c"), "not set right yet");
    assert_eq!(tale.it().unwrap().due_on(), Some(day("2025-03-20")));
    tale.done(HEAD, rectify());
    assert!(!tale.is_open("QGC-27-01c"));
    assert!(tale.is_open("QGC-27-01d"), "nobody looked again yet");
    tale.done(ABOVE, recheck(true));
    assert_eq!(tale.status(), Status::Closed);
    for rule in ["QGC-27-01", "QGC-27-01b", "QGC-27-01c", "QGC-27-01d", "QGC-27-02"] {
        assert!(!tale.is_open(rule), "{rule}");
    }
    assert_eq!(tale.it().unwrap().due_on(), None);
}

/// Art. 27: a look in vain begins anew; the old order stays met, the new one is open.
#[test]
fn what_is_not_set_right_is_ordered_again() {
    let mut tale = Tale::raised(ABOVE);
    tale.done(ABOVE, verify());
    tale.done(ABOVE, order("2025-03-20"));
    tale.done(LI, rectify());
    tale.done(ABOVE, recheck(false));
    assert_eq!(tale.status(), Status::Verified);
    assert!(tale.is_open("QGC-27-01"), "a new order is wanted");
    tale.done(ABOVE, order("2025-04-01"));
    let standings = tale.standings("QGC-27-01c", tale.now.date());
    let open = standings.iter().filter(|one| **one == Standing::Open).count();
    assert_eq!((standings.len(), open), (2, 1), "the first order was met, the second is open");
    tale.done(LI, rectify());
    tale.done(ABOVE, recheck(true));
    assert_eq!(tale.status(), Status::Closed);
}

/// Art. 27: the time is the one the order names.
#[test]
fn an_order_is_late_after_its_day() {
    let mut tale = Tale::raised(ABOVE);
    tale.done(ABOVE, verify());
    tale.done(ABOVE, order("2025-03-20"));
    let agency = &tale.directory.agencies[&AGENCY];
    let today = day("2025-03-21");
    let matter = matter_of_agency(agency, &tale.directory, None, &[], &tale.overseen, today);
    let findings = LAW.book.evaluate(&matter);
    let clock = findings.iter().find(|one| one.rule.id == "QGC-27-01c").unwrap();
    assert!(!clock.is_late(at("2025-03-20T23:59:59+08:00")));
    assert!(clock.is_late(at("2025-03-21T00:00:00+08:00")));
    assert_eq!(
        refused(Tale::raised(ABOVE).when(ABOVE, order("2025-03-20"))),
        "violation.out_of_turn"
    );
}

/// Art. 27: nobody judges what they handled, nor what was raised from above about their own house.
#[test]
fn who_judges_took_no_part_and_stands_with_whoever_raised_it() {
    let tale = Tale::raised(REVIEWER);
    assert_eq!(refused(tale.when(LI, verify())), "violation.handled_case");
    assert!(tale.when(REVIEWER, verify()).is_ok(), "self-check");
    assert!(tale.when(FOREIGN_HEAD, verify()).is_ok(), "or from above");
    let tale = Tale::raised(ABOVE);
    for own in [REVIEWER, HEAD] {
        assert_eq!(refused(tale.when(own, verify())), "violation.of_superior");
    }
    assert_eq!(refused(tale.when(ABOVE, defend())), "violation.not_yours");
}

/// Whoever reported it right does not look again.
#[test]
fn the_look_again_is_somebody_elses() {
    let mut tale = Tale::raised(REVIEWER);
    tale.done(REVIEWER, verify());
    tale.done(HEAD, order("2025-03-20"));
    tale.done(HEAD, rectify());
    assert_eq!(refused(tale.when(HEAD, recheck(true))), "violation.own_rectification");
    tale.done(REVIEWER, recheck(true));
}

#[test]
fn a_false_alarm_ends_it() {
    let mut tale = Tale::raised(ABOVE);
    tale.done(ABOVE, Command::Dismiss { reason: text("已有书面说明") });
    assert_eq!(tale.status(), Status::Dismissed);
    for command in [verify(), order("2025-03-20"), recheck(true)] {
        assert_eq!(refused(tale.when(ABOVE, command)), "violation.out_of_turn");
    }
    assert_eq!(refused(tale.when(LI, defend())), "violation.out_of_turn");
    assert!(!tale.is_open("QGC-27-01"), "a false alarm asks for nothing");
}

#[test]
fn steps_come_in_their_order_and_an_order_leaves_time() {
    let mut tale = Tale::raised(ABOVE);
    assert_eq!(refused(tale.when(LI, rectify())), "violation.out_of_turn");
    tale.done(ABOVE, verify());
    assert_eq!(tale.when(ABOVE, verify()), Ok(Outcome::AlreadyDone));
    assert_eq!(refused(tale.when(LI, defend())), "violation.out_of_turn");
    assert_eq!(refused(tale.when(ABOVE, order("2025-03-09"))), "violation.order_day_past");
    assert_eq!(refused(tale.when(ABOVE, recheck(true))), "violation.out_of_turn");
}

/// Art. 27: what should hold somebody to account stays open until it is handed over.
#[test]
fn a_serious_violation_is_handed_over() {
    let refer = || Command::Refer { to: text("县纪委监委"), grounds: text("多次不改") };
    let mut tale = Tale::raised(ABOVE);
    assert_eq!(refused(tale.when(ABOVE, refer())), "violation.out_of_turn");
    let serious = Command::Verify { grounds: text("删改原始录像"), is_serious: true };
    tale.done(ABOVE, serious);
    assert!(tale.is_open("QGC-27-02"));
    tale.done(ABOVE, refer());
    assert!(!tale.is_open("QGC-27-02"));
    assert_eq!(tale.when(ABOVE, refer()), Ok(Outcome::AlreadyDone));
}

#[test]
fn the_same_finding_is_raised_once_while_it_is_open() {
    let mut tale = Tale::raised(ABOVE);
    let known = |tale: &Tale| check_new(&raise(), tale.overseen.violations.values());
    assert_eq!(known(&tale), Err(Refusal::ViolationRaised));
    let by_hand = Raise { rule: None, subject: None, ..raise() };
    assert_eq!(check_new(&by_hand, tale.overseen.violations.values()), Ok(()));
    tale.done(ABOVE, Command::Dismiss { reason: text("误报") });
    assert_eq!(known(&tale), Ok(()));
    let down = Command::Raise(Raise { agency: OTHER_AGENCY, ..raise() });
    assert_eq!(Tale::new().when(HEAD, down), Err(Refusal::NotFound), "nobody looks upwards");
}

/// Art. 26: planned, reported, published; each year an agency that oversees has been here.
#[test]
fn a_year_of_inspection_is_planned_reported_and_published() {
    let mut tale = Tale::new();
    let head = tale.directory.officers[&HEAD].clone();
    let plan = |year| PlanCommand::Plan {
        plan: PLAN,
        year,
        title: text("年度监督检查计划"),
        scope: text("抽查案卷二十份"),
    };
    let report = |rectified| PlanCommand::Report {
        sampled: 20,
        found: 3,
        rectified,
        summary: text("随机抽取"),
    };
    let publish = || PlanCommand::Publish { source: text("县政府网站") };
    for year in [2023, 2027] {
        let answer = decide_plan(None, plan(year), &head, tale.now);
        assert_eq!(refused(answer), "oversight.year_out_of_range");
    }
    let tell = |tale: &mut Tale, command: PlanCommand| {
        let known = tale.overseen.plans.get(&PLAN);
        for event in decide_plan(known, command, &head, tale.now).unwrap().into_events() {
            tale.overseen.apply(&StreamId::from(PLAN), &fact(tale.now, HEAD, event));
        }
    };
    tell(&mut tale, plan(2025));
    let known = tale.overseen.plans.get(&PLAN);
    assert_eq!(refused(decide_plan(known, publish(), &head, tale.now)), "oversight.too_early");
    assert_eq!(refused(decide_plan(known, report(4), &head, tale.now)), "oversight.counts");
    assert!(tale.is_open("QGC-26-01b"), "planned and not reported");
    tale.on("2025-12-01");
    tell(&mut tale, report(2));
    assert!(!tale.is_open("QGC-26-01b"));
    assert!(tale.is_open("QGC-26-01c"), "reported and not published");
    tell(&mut tale, publish());
    assert!(!tale.is_open("QGC-26-01c"));
    let known = tale.overseen.plans.get(&PLAN);
    assert_eq!(decide_plan(known, publish(), &head, tale.now), Ok(Outcome::AlreadyDone));
}

/// Art. 26: the agency's years are counted up to the day that is asked about.
#[test]
fn each_year_since_the_agency_joined_wants_a_plan() {
    let mut tale = Tale::new();
    let supervisor = tale.directory.officers.get_mut(&REVIEWER).unwrap();
    supervisor
        .appointments
        .iter_mut()
        .for_each(|held| held.role = crate::authority::Role::Supervisor);
    let open = |tale: &Tale, today: &str| {
        let standings = tale.standings("QGC-26-01", day(today));
        standings.iter().filter(|one| **one == Standing::Open).count()
    };
    assert_eq!((open(&tale, "2021-06-01"), open(&tale, "2025-03-10")), (1, 5));
}
