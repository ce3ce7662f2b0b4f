//! Work by the book, from plan to return; its interruptions stand beside.

mod interruptions;

use terms::{
    ActivityId, AvRecordId, CaseId, ListRowId, OfficerId, RecordingListId, Span, Timestamp,
};

use super::*;
use crate::given::{AGENCY, CHEN, EXPIRED, FOREIGN, LI, WANG, at, clock, directory, fact, text};
use crate::recording_list::{ListRow, Mode};
use crate::{Outcome, Refusal};

const ACTIVITY: ActivityId = ActivityId::from_bits(1);

fn row(mode: Mode) -> ListRow {
    let words = String::from;
    ListRow {
        id: ListRowId::from_bits(3),
        act: words("行政强制"),
        item: words("现场检查"),
        stage: words("调查取证"),
        scene: words("经营场所"),
        devices: words("执法记录仪"),
        mode,
        content: words("检查全过程"),
        start_point: words("到达现场"),
        end_point: words("离开现场"),
        other_focus: String::new(),
        retention: words("长期"),
        remarks: Vec::new(),
    }
}

fn plan(officers: &[OfficerId]) -> Command {
    Command::Plan {
        activity: ACTIVITY,
        agency: AGENCY,
        case: Some(CaseId::from_bits(1)),
        title: text("现场检查"),
        place: text("灯市路18号"),
        row: row(Mode::Continuous),
        list: (RecordingListId::from_bits(1), 2),
        officers: officers.to_vec(),
        planned_at: clock("09:00"),
        purpose: None,
        is_needed: false,
    }
}

/// The facts of work that was done by the book so far; decided at 12 o'clock.
struct Visit(Option<Activity>);

impl Visit {
    fn planned() -> Self {
        let mut visit = Self(None);
        visit.done(plan(&[LI, WANG]));
        visit
    }

    fn arrived() -> Self {
        let mut visit = Self::planned();
        visit.done(Command::Arrive { at: clock("09:30"), place: None, position: None });
        visit
    }

    fn departed() -> Self {
        let mut visit = Self::arrived();
        visit.done(Command::Depart { at: clock("11:00") });
        visit
    }

    fn state(&self) -> &Activity {
        self.0.as_ref().unwrap()
    }

    fn when(&self, command: Command) -> Result<Outcome<Event>, Refusal> {
        decide(self.0.as_ref(), command, &directory(), clock("12:00"))
    }

    fn done(&mut self, command: Command) {
        for event in self.when(command).unwrap().into_events() {
            let fact = fact(clock("12:00"), LI, event);
            self.0 = match self.0.take() {
                None => Activity::begin(&fact),
                Some(state) => Some(state.evolve(&fact)),
            };
        }
    }
}

/// Every step that lies between arrival and departure, at a time.
fn on_site(at: Timestamp) -> [Command; 5] {
    [
        Command::ShowCredentials { at, officers: vec![LI, WANG] },
        Command::Announce { at, is_told: true, note: None },
        Command::StateByVoice { at, elements: Element::ALL.to_vec() },
        Command::MarkFocus { point: 3, at, note: None },
        Command::Interrupt { at, cause: Cause::Battery, note: None },
    ]
}

fn out_of_order(outcome: &Result<Outcome<Event>, Refusal>) -> bool {
    matches!(outcome, Err(Refusal::TimeOutOfOrder { .. }))
}

/// Art. 10(一).
#[test]
fn work_is_planned_with_two_officers_who_may_act() {
    let visit = Visit(None);
    assert!(visit.when(plan(&[LI, WANG])).is_ok());
    assert_eq!(visit.when(plan(&[LI])), Err(Refusal::TooFewOfficers));
    assert_eq!(visit.when(plan(&[LI, FOREIGN])), Err(Refusal::NotOurOfficer));
    let expired = Refusal::CredentialInvalid { name: "钱过".to_owned() };
    assert_eq!(visit.when(plan(&[LI, EXPIRED])), Err(expired));
    assert_eq!(Visit::planned().when(plan(&[LI, WANG])), Err(Refusal::NotFound));
    let arrive = Command::Arrive { at: clock("09:30"), place: None, position: None };
    assert_eq!(visit.when(arrive), Err(Refusal::NotFound), "nothing was planned");
}

/// Arts. 15, 16: the row of the list says how strongly recording is demanded.
#[test]
fn the_row_of_the_list_is_kept_as_it_stood() {
    let visit = Visit::planned();
    assert!(visit.state().is_continuous);
    assert_eq!(visit.state().list_item, "现场检查（全程音像记录）");
    for (mode, is_continuous) in [(Mode::Situational, false), (Mode::Optional, false)] {
        let Command::Plan { activity, agency, case, title, place, officers, planned_at, .. } =
            plan(&[LI, WANG])
        else {
            panic!("a plan")
        };
        let row = row(mode);
        let command = Command::Plan {
            activity,
            agency,
            case,
            title,
            place,
            row,
            list: (RecordingListId::from_bits(1), 2),
            officers,
            planned_at,
            purpose: None,
            is_needed: false,
        };
        let mut visit = Visit(None);
        visit.done(command);
        assert_eq!(
            (visit.state().is_continuous, visit.state().mode.as_str()),
            (is_continuous, mode.as_str())
        );
    }
}

/// Art. 18.
#[test]
fn nothing_on_site_happens_before_arrival() {
    let visit = Visit::planned();
    let too_early = |first: &str| Err(Refusal::StepTooEarly { first: first.to_owned() });
    for command in on_site(clock("10:00")) {
        assert_eq!(visit.when(command.clone()), too_early("到达现场"), "{command:?}");
    }
    assert_eq!(visit.when(Command::Depart { at: clock("11:00") }), too_early("到达现场"));
    let home = Command::Return { at: clock("11:30") };
    assert_eq!(visit.when(home.clone()), too_early("离开现场"));
    assert_eq!(Visit::arrived().when(home), too_early("离开现场"));
}

/// Arts. 18, 22.
#[test]
fn work_goes_from_plan_to_return() {
    let mut visit = Visit::planned();
    assert_eq!(visit.state().status(), Status::Planned);
    visit.done(Command::Arrive {
        at: clock("09:30"),
        place: Some(text("灯市路20号")),
        position: None,
    });
    assert_eq!(visit.state().status(), Status::OnSite);
    assert_eq!(visit.state().place.reveal(), "灯市路20号");
    for command in on_site(clock("09:31")) {
        visit.done(command);
    }
    visit.done(Command::Depart { at: clock("11:00") });
    assert_eq!(visit.state().status(), Status::Departed);
    assert_eq!(visit.state().on_site(), Span::new(clock("09:30"), clock("11:00")));
    visit.done(Command::Return { at: clock("11:30") });
    assert_eq!(visit.state().status(), Status::Returned);
}

/// A command about one moment.
type Step = fn(Timestamp) -> Command;

/// Art. 18: arrival, departure and return are told once; the same word again changes nothing.
#[test]
fn arrival_departure_and_return_are_registered_once() {
    let mut visit = Visit::departed();
    visit.done(Command::Return { at: clock("11:30") });
    let steps: [(Step, &str, &str); 3] = [
        (|at| Command::Arrive { at, place: None, position: None }, "09:30", "到达现场"),
        (|at| Command::Depart { at }, "11:00", "离开现场"),
        (|at| Command::Return { at }, "11:30", "返回单位"),
    ];
    for (step, known, name) in steps {
        assert_eq!(visit.when(step(clock(known))), Ok(Outcome::AlreadyDone));
        let done = Refusal::StepDone { step: name.to_owned() };
        assert_eq!(visit.when(step(clock("11:45"))), Err(done));
    }
}

#[test]
fn the_same_step_told_again_changes_nothing() {
    let mut visit = Visit::arrived();
    let [credentials, notice, _, focus, interruption] = on_site(clock("09:31"));
    for command in [credentials, notice, focus, interruption] {
        visit.done(command.clone());
        assert_eq!(visit.when(command), Ok(Outcome::AlreadyDone));
    }
    assert_eq!(visit.state().focus.len(), 1);
}

/// Art. 5: what is registered happened, and in its order.
#[test]
fn a_step_before_the_one_it_follows_is_refused() {
    let arrived = Visit::arrived();
    for command in on_site(clock("09:29")) {
        assert!(out_of_order(&arrived.when(command)));
    }
    assert!(out_of_order(&arrived.when(Command::Depart { at: clock("09:29") })));
    assert!(arrived.when(Command::Depart { at: clock("09:30") }).is_ok());
    let departed = Visit::departed();
    assert!(out_of_order(&departed.when(Command::Return { at: clock("10:59") })));
    for command in on_site(clock("11:01")) {
        assert!(out_of_order(&departed.when(command)), "after they left");
    }
    for command in on_site(clock("11:00")) {
        assert!(departed.when(command).is_ok(), "told afterwards, done in time");
    }
}

/// Art. 18: nobody announces anything where they no longer are.
#[test]
fn departure_follows_every_step_on_site() {
    for command in on_site(clock("10:00")) {
        let mut visit = Visit::arrived();
        visit.done(command.clone());
        let early = visit.when(Command::Depart { at: clock("09:59") });
        assert!(out_of_order(&early), "{command:?}");
        assert!(visit.when(Command::Depart { at: clock("10:00") }).is_ok());
    }
}

/// Art. 5: the clock of a phone may be two minutes fast, no more.
#[test]
fn a_time_in_the_future_is_refused() {
    let future = at("2025-03-07T12:02:00.001+08:00");
    assert!(out_of_order(&Visit::planned().when(Command::Arrive {
        at: future,
        place: None,
        position: None
    })));
    let tolerated = Command::Arrive { at: clock("12:02"), place: None, position: None };
    assert!(Visit::planned().when(tolerated).is_ok());
    for command in on_site(future) {
        assert!(out_of_order(&Visit::arrived().when(command)));
    }
    assert!(out_of_order(&Visit::arrived().when(Command::Depart { at: future })));
    assert!(out_of_order(&Visit::departed().when(Command::Return { at: future })));
}

/// Art. 10(一).
#[test]
fn credentials_are_shown_by_those_who_went() {
    let visit = Visit::arrived();
    for officers in [vec![], vec![LI, CHEN]] {
        let command = Command::ShowCredentials { at: clock("09:31"), officers };
        assert_eq!(visit.when(command), Err(Refusal::NotOurOfficer));
    }
}

/// Art. 17.
#[test]
fn a_focus_point_is_one_of_the_six() {
    let visit = Visit::arrived();
    let mark = |point| visit.when(Command::MarkFocus { point, at: clock("09:40"), note: None });
    for point in [0, 7, 255] {
        assert_eq!(mark(point), Err(Refusal::NoSuchFocusPoint));
    }
    for point in 1..=6 {
        assert!(mark(point).is_ok());
    }
    assert_eq!(focus_zh(1), "现场环境");
    assert_eq!([focus_zh(0), focus_zh(7)], ["其他事项"; 2]);
}

/// Art. 18: elements told in several statements add up.
#[test]
fn voice_statements_add_up() {
    let mut visit = Visit::arrived();
    for (time, elements) in
        [("09:31", vec![Element::Time, Element::Place]), ("09:33", vec![Element::Officers])]
    {
        visit.done(Command::StateByVoice { at: clock(time), elements });
    }
    let (first, told) = visit.state().voice_stated.clone().unwrap();
    assert_eq!((first, told.len()), (clock("09:31"), 3));
}

/// Art. 22 para. 2.
#[test]
fn a_ground_for_a_later_deposit_is_declared() {
    let mut visit = Visit::planned();
    let reason = text("海上执法，次日返航");
    visit.done(Command::DeclareRemote { ground: RemoteGround::Water, reason });
    assert_eq!(visit.state().remote.as_ref().unwrap().ground, RemoteGround::Water);
}

#[test]
fn a_recording_joins_once() {
    let mut visit = Visit::arrived();
    let join = Command::JoinRecording { recording: AvRecordId::from_bits(4) };
    visit.done(join.clone());
    assert_eq!(visit.when(join), Ok(Outcome::AlreadyDone));
}

/// Art. 22 para. 2: whoever took part or declared it does not agree; what a head said stands.
#[test]
fn a_declaration_is_decided_once_and_by_somebody_else() {
    let head = Some(OfficerId::from_bits(99));
    let decide = |is_approved: bool, by: Option<OfficerId>| {
        let reason = Some(text("情况属实"));
        Command::DecideRemote { is_approved, reason, by }
    };
    let mut visit = Visit::planned();
    assert_eq!(visit.when(decide(true, head)), Err(Refusal::RemoteNotDeclared));
    let reason = || text("海上执法，次日返航");
    let declare = || Command::DeclareRemote { ground: RemoteGround::Water, reason: reason() };
    visit.done(declare());
    let own = visit.state().officers[0];
    assert_eq!(visit.when(decide(true, Some(own))), Err(Refusal::OwnRemote));
    visit.done(decide(false, head));
    let refused = Refusal::RemoteDecided { how: "不予批准".to_owned() };
    assert_eq!(visit.when(decide(true, head)), Err(refused));
    visit.done(declare());
    visit.done(decide(true, head));
    let approved = Refusal::RemoteDecided { how: "已批准".to_owned() };
    assert_eq!(visit.when(decide(false, head)), Err(approved.clone()));
    let other = Command::DeclareRemote { ground: RemoteGround::Remote, reason: reason() };
    assert_eq!(visit.when(other), Err(approved));
}
