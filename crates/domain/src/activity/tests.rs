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

fn interrupt(time: &str) -> Command {
    Command::Interrupt { at: clock(time), cause: Cause::Battery, note: None }
}

fn resume(time: &str, is_stated: bool) -> Command {
    Command::Resume { at: clock(time), is_stated }
}

/// A visit whose recording broke off at 10:00.
fn interrupted() -> Visit {
    let mut visit = Visit::arrived();
    visit.done(interrupt("10:00"));
    visit
}

/// As interrupted, and went on at 10:10.
fn resumed(is_stated: bool) -> Visit {
    let mut visit = interrupted();
    visit.done(resume("10:10", is_stated));
    visit
}

/// Art. 19.
#[test]
fn interruptions_are_kept_in_order_with_what_was_told() {
    let mut visit = resumed(true);
    let note = Some(text("镜头被雨水遮挡"));
    visit.done(Command::Interrupt { at: clock("10:20"), cause: Cause::Other, note });
    let [first, second] = visit.state().interruptions.as_slice() else { panic!("two of them") };
    assert_eq!(
        (first.interrupted_at, first.cause, first.by),
        (clock("10:00"), Cause::Battery, Some(LI))
    );
    assert_eq!(first.resumed, Some(Resumption { resumed_at: clock("10:10"), is_stated: true }));
    assert_eq!(second.note.as_ref().unwrap().reveal(), "镜头被雨水遮挡");
    assert_eq!(visit.state().open_interruption(), Some(second));
    assert_eq!(visit.state().span_of(first), Some(span("10:00", "10:10")));
    assert_eq!(visit.state().span_of(second), None, "it lasts");
}

/// Art. 19: what is broken off already cannot break off, what runs cannot go on.
#[test]
fn an_interruption_ends_before_the_next_begins() {
    let since = clock("10:00").to_chinese_minute();
    let twice = interrupted().when(interrupt("10:05"));
    assert_eq!(twice, Err(Refusal::AlreadyInterrupted { since }));
    assert_eq!(Visit::arrived().when(resume("10:05", true)), Err(Refusal::NotInterrupted));
    assert_eq!(resumed(true).when(resume("10:12", true)), Err(Refusal::NotInterrupted));
    assert!(resumed(true).when(interrupt("10:10")).is_ok());
}

/// A phone with a bad line sends again what it sent, also after more has happened.
#[test]
fn an_interruption_told_again_changes_nothing() {
    assert_eq!(interrupted().when(interrupt("10:00")), Ok(Outcome::AlreadyDone));
    let visit = resumed(false);
    assert_eq!(visit.when(interrupt("10:00")), Ok(Outcome::AlreadyDone));
    assert_eq!(visit.when(resume("10:10", false)), Ok(Outcome::AlreadyDone));
    assert_eq!(visit.when(resume("10:10", true)), Err(Refusal::NotInterrupted), "another word");
    let other = Command::Interrupt { at: clock("10:00"), cause: Cause::Fault, note: None };
    assert!(interrupted().when(other).is_err(), "another cause");
}

/// Arts. 5, 18.
#[test]
fn recording_goes_on_after_it_broke_off_and_on_site() {
    assert!(out_of_order(&interrupted().when(resume("09:59", true))));
    assert!(interrupted().when(resume("10:00", true)).is_ok());
    assert!(out_of_order(&resumed(true).when(interrupt("10:09"))), "inside the one before");
    let too_early = Err(Refusal::StepTooEarly { first: "到达现场".to_owned() });
    assert_eq!(Visit::planned().when(resume("10:00", true)), too_early);
    let future = Command::Resume { at: at("2025-03-07T12:02:00.001+08:00"), is_stated: true };
    assert!(out_of_order(&interrupted().when(future)));
}

/// Art. 19: they may leave while recording is interrupted; then it never went on.
#[test]
fn a_departure_while_interrupted_leaves_the_interruption_open() {
    let mut visit = interrupted();
    assert!(out_of_order(&visit.when(Command::Depart { at: clock("09:59") })));
    visit.done(Command::Depart { at: clock("11:00") });
    let open = visit.state().open_interruption().unwrap();
    assert_eq!(visit.state().span_of(open), Some(span("10:00", "11:00")));
    assert_eq!(visit.state().manner_of(open), None);
    assert!(out_of_order(&visit.when(resume("11:01", true))), "they were gone");
    assert!(visit.when(resume("10:30", true)).is_ok(), "told afterwards, done in time");
}

/// Art. 18: nobody leaves before recording went on again.
#[test]
fn departure_follows_the_resumption() {
    let visit = resumed(true);
    assert!(out_of_order(&visit.when(Command::Depart { at: clock("10:09") })));
    assert!(visit.when(Command::Depart { at: clock("10:10") }).is_ok());
}

/// Art. 19: of several interruptions the one that fills most of a gap speaks for it.
#[test]
fn an_interruption_belongs_to_the_gap_it_fills() {
    let mut visit = resumed(true);
    visit.done(interrupt("10:20"));
    visit.done(resume("10:21", false));
    let state = visit.state();
    let noted = |from, to| state.interruption_in(span(from, to)).map(|one| one.interrupted_at);
    assert_eq!(noted("10:01", "10:12"), Some(clock("10:00")));
    assert_eq!(noted("10:08", "10:30"), Some(clock("10:00")), "three minutes against two");
    assert_eq!(noted("10:15", "10:30"), Some(clock("10:20")));
    assert_eq!(noted("10:22", "10:23"), Some(clock("10:20")), "a minute between two clocks");
    assert_eq!(noted("10:30", "10:40"), None);
    assert_eq!(interrupted().state().interruption_in(span("10:00", "10:10")), None, "it lasts");
    visit.done(interrupt("10:58"));
    visit.done(Command::Depart { at: clock("11:00") });
    let last = visit.state().interruption_in(span("09:30", "11:00")).unwrap();
    assert_eq!(last.interrupted_at, clock("10:58"), "after it recording never went on");
}

fn span(from: &str, to: &str) -> Span {
    Span::new(clock(from), clock(to)).unwrap()
}

fn explain(gap: Span, open_gaps: &[Span]) -> Command {
    Command::ExplainGap {
        gap,
        cause: Cause::Battery,
        manner: Manner::Voice,
        text: text("电池耗尽，更换后恢复"),
        voice: Some((AvRecordId::from_bits(4), 1500)),
        open_gaps: open_gaps.to_vec(),
    }
}

/// Art. 19: only a gap is explained.
#[test]
fn an_explanation_needs_a_gap_to_explain() {
    let mut visit = Visit::departed();
    let open = [span("10:00", "10:10"), span("10:30", "10:40")];
    for covered in [span("10:10", "10:30"), span("09:30", "10:00"), span("10:41", "10:50")] {
        assert_eq!(visit.when(explain(covered, &open)), Err(Refusal::NotAGap), "{covered:?}");
    }
    assert_eq!(visit.when(explain(open[0], &[])), Err(Refusal::NotAGap));
    visit.done(explain(open[0], &open));
    let explanation = &visit.state().explanations[0];
    assert_eq!(explanation.voice, Some((AvRecordId::from_bits(4), 1500)));
    assert_eq!(
        visit.state().explanation_of().keys().copied().collect::<Vec<_>>(),
        [clock("10:00")]
    );
}

/// Art. 19: what was noted may be explained where no recording shows it as a gap.
#[test]
fn a_noted_interruption_may_be_explained() {
    let mut visit = resumed(false);
    visit.done(Command::Depart { at: clock("11:00") });
    assert_eq!(visit.when(explain(span("10:12", "10:20"), &[])), Err(Refusal::NotAGap));
    let noted = visit.state().interruptions[0].clone();
    assert_eq!(visit.state().manner_of(&noted), None);
    visit.done(explain(span("10:00", "10:10"), &[]));
    assert_eq!(visit.state().manner_of(&noted), Some(Manner::Voice));
}

/// Art. 19: the word given when recording went on is the voice statement, until it is shown.
#[test]
fn a_resumption_tells_whether_the_cause_was_stated() {
    for (is_stated, manner) in [(true, Some(Manner::Voice)), (false, None)] {
        let visit = resumed(is_stated);
        assert_eq!(visit.state().manner_of(&visit.state().interruptions[0]), manner);
    }
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
