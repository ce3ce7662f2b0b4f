//! Recording that breaks off and goes on, and the gaps that are explained (Art. 19).

use super::*;

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
