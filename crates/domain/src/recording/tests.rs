mod excerpts;

use std::collections::BTreeSet;

use serde_json::json;
use terms::{
    AccessRequestId, ActivityId, AvRecordId, ClaimedTime, Digest, Digests, OfficerId, Personal,
    Span, StationId, StreamId, TextRecordId, Timestamp, UploadId,
};

use super::*;
use crate::access::{self, AccessRequest, Verb};
use crate::given::{
    AGENCY, HEAD, LI, Story, WANG, at, clock, day, digests, example_with, fact, text,
};
use crate::{Outcome, Recorded, Refusal};

const CLIP: AvRecordId = AvRecordId::from_bits(1);
const VISIT: ActivityId = ActivityId::from_bits(1);

fn deposit(declared: Option<Digest>) -> Command {
    Command::Deposit {
        recording: CLIP,
        agency: AGENCY,
        digests: digests(7),
        states: digests(8).sha256,
        file_name: "DSJ_0001.mp4".to_owned(),
        upload: UploadId::from_bits(1),
        declared,
        claimed_at: Some(ClaimedTime::new(clock("09:00"))),
        collection: None,
    }
}

/// Li's number stands in the name of a file that station 1 brought in.
fn collected() -> Command {
    let mut command = deposit(None);
    if let Command::Deposit { collection, .. } = &mut command {
        *collection = Some(Box::new(Collection {
            station: StationId::from_bits(1),
            dock: None,
            serial_no: Some("DSJ0007".to_owned()),
            person_code: Some(Personal::new("330106012".to_owned())),
            carried_by: Some(LI),
            file_no: Some(17),
            folder: None,
            is_important: true,
            flags: vec![FileFlag::ClockUnset],
        }));
    }
    command
}

fn clear(station: u128) -> Command {
    Command::Clear {
        station: StationId::from_bits(station),
        cleared_at: ClaimedTime::new(clock("09:30")),
        receipt: digests(9).sha256,
    }
}

/// Art. 22: a station's file is the officer's whose number it bears, and the deposit says from where
/// it came.
#[test]
fn what_a_station_brings_in_belongs_to_whoever_carried_the_device() {
    let clip = Clip::none();
    let events = clip.when_at(clip.story.now, None, collected()).unwrap().into_events();
    assert!(matches!(events[..], [Event::Deposited { .. }, Event::Collected { .. }]));
    let mut state: Option<Recording> = None;
    for event in events {
        let fact = Recorded { at: clock("09:00"), by: None, event: event.into() };
        state = match state {
            None => Recording::begin(&fact),
            Some(state) => Some(state.evolve(&fact)),
        };
    }
    let state = state.unwrap();
    assert_eq!((state.deposited_by, state.officer()), (None, Some(LI)));
    assert!(state.is_by(LI) && !state.is_by(WANG));
}

/// Art. 22: only the station that took a file off a device says that it is gone there, and once.
#[test]
fn a_device_is_noted_as_cleared_by_its_own_station_once() {
    let clip = Clip::none().given(collected());
    assert_eq!(clip.when(clear(2)), Err(Refusal::NotFound));
    let clip = clip.given(clear(1));
    assert_eq!(clip.state.as_ref().unwrap().cleared_at, Some(ClaimedTime::new(clock("09:30"))));
    assert_eq!(clip.state.as_ref().unwrap().is_device_cleared, Some(true));
    assert_eq!(clip.when(clear(1)), Ok(Outcome::AlreadyDone));
    assert_eq!(Clip::deposited().when(clear(1)), Err(Refusal::NotFound));
}

fn probe(duration_ms: i64) -> Probe {
    Probe {
        container: "mp4".to_owned(),
        duration_ms: Some(duration_ms),
        claimed_start: None,
        streams: Vec::new(),
        is_truncated: false,
        position: None,
        tool: "probe 1".to_owned(),
    }
}

/// A recording that Li deposited at 9 o'clock, in an open case.
struct Clip {
    story: Story,
    state: Option<Recording>,
    requests: Vec<AccessRequest>,
}

impl Clip {
    fn none() -> Self {
        Self { story: Story::opened(), state: None, requests: Vec::new() }
    }

    fn deposited() -> Self {
        Self::none().given(deposit(None))
    }

    fn when_at(
        &self,
        now: Timestamp,
        actor: Option<OfficerId>,
        command: Command,
    ) -> Result<Outcome<Event>, Refusal> {
        let access: Vec<&AccessRequest> = self.requests.iter().collect();
        let context = Context { actor, case: Some(self.story.case()), access: &access, now };
        decide(self.state.as_ref(), command, &context)
    }

    fn when(&self, command: Command) -> Result<Outcome<Event>, Refusal> {
        self.when_at(self.story.now, Some(LI), command)
    }

    fn given(mut self, command: Command) -> Self {
        for event in self.when(command).unwrap().into_events() {
            let fact = fact(clock("09:00"), LI, event);
            self.state = match self.state.take() {
                None => Recording::begin(&fact),
                Some(state) => Some(state.evolve(&fact)),
            };
        }
        self
    }

    fn state(&self) -> &Recording {
        self.state.as_ref().unwrap()
    }

    fn view_at(
        &self,
        now: Timestamp,
        who: OfficerId,
        is_original: bool,
    ) -> Result<(String, Timestamp), Refusal> {
        let outcome = self.when_at(now, Some(who), Command::View { is_original })?;
        let [Event::Viewed { basis, until_at, .. }] = &outcome.into_events()[..] else {
            panic!("one look")
        };
        Ok((basis.clone(), *until_at))
    }
}

/// Art. 22: read back, and as declared.
#[test]
fn a_deposit_binds_the_bytes_that_were_read_back() {
    use crate::event::Named as _;
    for declared in [None, Some(digests(7).sha256)] {
        let Ok(Outcome::Record(events)) = Clip::none().when(deposit(declared)) else { panic!() };
        assert!(matches!(events[..], [Event::Deposited { .. }]));
        assert_eq!(events[0].binds(), Some(digests(7)));
    }
    assert_eq!(Clip::deposited().when(deposit(None)), Ok(Outcome::AlreadyDone));
}

/// Art. 24: kept aside, never dropped and never used.
#[test]
fn a_digest_that_differs_from_what_was_declared_quarantines() {
    let clip = Clip::none().given(deposit(Some(digests(9).sha256)));
    assert!(clip.state().is_quarantined);
    assert_eq!(clip.state().digests, digests(7), "the bytes as received");
    let wanted = [
        Command::NoteProbe { result: Ok(probe(1000)) },
        Command::NoteDerivative { derivative: Derivative::Poster, digests: digests(1) },
        Command::Link { activity: VISIT, grounds: None },
        Command::Mark { at_ms: 0, kind: MarkKind::Notice, text: None },
        Command::CorrectTime { started_at: clock("08:00"), reason: text("对时") },
        Command::AttachEvidence { note: TextRecordId::from_bits(1), digests: digests(7) },
        Command::View { is_original: false },
    ];
    for command in wanted {
        assert_eq!(clip.when(command.clone()), Err(Refusal::Quarantined), "{command:?}");
    }
}

#[test]
fn nothing_is_done_to_a_recording_that_is_not_there() {
    for command in
        [Command::Link { activity: VISIT, grounds: None }, Command::View { is_original: false }]
    {
        assert_eq!(Clip::none().when(command), Err(Refusal::NotFound));
    }
}

#[test]
fn a_recording_hangs_on_one_piece_of_work() {
    let clip = Clip::deposited().given(Command::Link { activity: VISIT, grounds: None });
    assert_eq!(
        clip.when(Command::Link { activity: VISIT, grounds: None }),
        Ok(Outcome::AlreadyDone)
    );
    let other = Command::Link { activity: ActivityId::from_bits(2), grounds: None };
    assert_eq!(clip.when(other), Err(Refusal::LinkedElsewhere));
}

/// Art. 17: a mark points into the recording.
#[test]
fn a_mark_lies_inside_the_recording() {
    let clip = Clip::deposited().given(Command::NoteProbe { result: Ok(probe(60_000)) });
    let mark = |at_ms| Command::Mark { at_ms, kind: MarkKind::Objects, text: None };
    for outside in [-1, 60_001, i64::MAX, i64::MIN] {
        assert_eq!(clip.when(mark(outside)), Err(Refusal::MarkOutside));
    }
    let clip = clip.given(mark(0)).given(mark(60_000));
    assert_eq!(clip.state().marks.iter().map(|m| m.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(clip.when(mark(0)), Ok(Outcome::AlreadyDone));
    assert!(Clip::deposited().when(mark(60_001)).is_ok(), "its length is not known yet");
}

#[test]
fn a_look_inside_that_failed_is_kept_until_one_succeeds() {
    let failed = Err(("container".to_owned(), "无法识别".to_owned()));
    let clip = Clip::deposited().given(Command::NoteProbe { result: failed });
    assert!(matches!(clip.state().examination, Examination::Failed { .. }));
    assert_eq!(clip.state().placed(), None);
    let clip = clip.given(Command::NoteProbe { result: Ok(probe(60_000)) });
    assert_eq!(clip.state().duration_ms(), Some(60_000));
}

#[test]
fn what_is_made_for_the_eye_is_noted_once() {
    let poster =
        |seed| Command::NoteDerivative { derivative: Derivative::Poster, digests: digests(seed) };
    let clip = Clip::deposited().given(poster(1));
    assert_eq!(clip.when(poster(1)), Ok(Outcome::AlreadyDone));
    assert_eq!(clip.given(poster(2)).state().poster, Some(digests(2)));
}

/// Art. 5: a start is corrected with its reason, the claim stays, and it lies before the deposit.
#[test]
fn a_corrected_start_is_before_the_deposit_and_leaves_the_claim() {
    let clip = Clip::deposited().given(Command::NoteProbe { result: Ok(probe(60_000)) });
    let claimed = (Span::new(clock("09:00"), clock("09:01")).unwrap(), Placement::Claimed);
    assert_eq!(clip.state().placed(), Some(claimed));
    let correct = |started_at| Command::CorrectTime { started_at, reason: text("与电台对时") };
    let future = clip.when(correct(at("2025-03-07T09:00:00.001+08:00")));
    assert!(matches!(future, Err(Refusal::TimeOutOfOrder { .. })));
    let clip = clip.given(correct(clock("08:30")));
    let corrected = (Span::new(clock("08:30"), clock("08:31")).unwrap(), Placement::Corrected);
    assert_eq!(clip.state().placed(), Some(corrected));
    assert_eq!(clip.state().claimed_start(), Some(ClaimedTime::new(clock("09:00"))));
}

/// Art. 23: as evidence only by copy, with a note that took effect and names this recording.
#[test]
fn evidence_needs_an_effective_note_that_names_the_recording() {
    let mut clip = Clip::deposited();
    let attach = |note, digests: Digests| Command::AttachEvidence { note, digests };
    let naming = |id: AvRecordId| example_with("WS16", json!({ "recording": id.to_string() }));
    let missing = Err(Refusal::EvidenceNoteMissing);
    let draft = clip.story.submitted("WS16", naming(CLIP));
    let elsewhere = clip.story.effective("WS16", naming(AvRecordId::from_bits(2)));
    for note in [draft, elsewhere, TextRecordId::from_bits(999)] {
        assert_eq!(clip.when(attach(note, digests(7))), missing);
    }
    clip.story.signed_by_all(draft);
    assert_eq!(clip.when(attach(draft, digests(6))), missing, "a copy of other bytes");
    let clip = clip.given(attach(draft, digests(7)));
    assert_eq!(clip.state().evidence.len(), 1);
    assert_eq!(clip.when(attach(draft, digests(7))), Ok(Outcome::AlreadyDone));
}

/// Art. 23: a note that was corrected carries nothing any more.
#[test]
fn a_corrected_note_attaches_no_evidence() {
    let mut clip = Clip::deposited();
    let fields = example_with("WS16", json!({ "recording": CLIP.to_string() }));
    let wrong = clip.story.effective("WS16", fields.clone());
    let right = clip.story.drafted_instead_of(Some(wrong), "WS16", fields);
    clip.story.done(LI, crate::record::Command::Submit { record: right });
    clip.story.signed_by_all(right);
    let attach = |note| Command::AttachEvidence { note, digests: digests(7) };
    assert_eq!(clip.when(attach(wrong)), Err(Refusal::EvidenceNoteMissing));
    assert!(clip.when(attach(right)).is_ok());
}

fn grant(clip: &mut Clip, verbs: &[Verb]) {
    let mut facts: Vec<Recorded> = Vec::new();
    let request = AccessRequestId::from_bits(1);
    let asked = access::Event::Requested {
        request,
        agency: AGENCY,
        case: clip.story.case().id,
        recordings: Some(BTreeSet::from([CLIP])),
        subjects: BTreeSet::from([WANG]),
        verbs: verbs.iter().copied().collect(),
        purpose: "核对".to_owned(),
        reason: "核对笔录".to_owned(),
        until_at: day("2025-03-10").end(),
    };
    facts.push(fact(clock("10:00"), WANG, asked));
    let until_at = day("2025-03-10").end();
    facts.push(fact(
        clock("10:05"),
        HEAD,
        access::Event::Approved { request, until_at, opinion: None },
    ));
    let state = AccessRequest::begin(&facts[0]).unwrap().evolve(&facts[1]);
    clip.requests = vec![state];
}

/// Art. 24 para. 2, and the written rule for checking at deposit.
#[test]
fn whoever_deposited_checks_the_preview_for_a_day() {
    let clip = Clip::deposited();
    let soon = clock("09:10");
    let (basis, until) = clip.view_at(soon, LI, false).unwrap();
    assert_eq!((basis.as_str(), until), ("deposit_check", soon.plus_ms(30 * 60_000)));
    let last = at("2025-03-08T08:59:59.999+08:00");
    let ends = at("2025-03-08T09:00:00+08:00");
    assert_eq!(clip.view_at(last, LI, false), Ok((basis, ends)), "the look ends with the day");
    assert_eq!(clip.view_at(ends, LI, false), Err(Refusal::NoGrant));
    assert_eq!(clip.view_at(soon, LI, true), Err(Refusal::NoGrant), "not the original");
    for other in [WANG, HEAD] {
        assert_eq!(clip.view_at(soon, other, false), Err(Refusal::NoGrant));
    }
    let system = clip.when_at(soon, None, Command::View { is_original: false });
    assert_eq!(system, Err(Refusal::NoGrant), "the system itself looks at nothing");
}

/// Art. 24 para. 2.
#[test]
fn a_live_grant_of_the_head_lets_its_subject_look() {
    let mut clip = Clip::deposited();
    grant(&mut clip, &[Verb::View]);
    let end = day("2025-03-10").end();
    for is_original in [false, true] {
        let (basis, until) = clip.view_at(clock("11:00"), WANG, is_original).unwrap();
        assert_eq!(
            (basis.as_str(), until),
            (clip.requests[0].id.to_string().as_str(), clock("11:30"))
        );
    }
    assert_eq!(clip.view_at(end.plus_ms(-1), WANG, true).unwrap().1, end);
    assert_eq!(clip.view_at(end, WANG, true), Err(Refusal::NoGrant));
    assert_eq!(
        clip.view_at(clock("11:00"), HEAD, true),
        Err(Refusal::NoGrant),
        "who grants has none"
    );
    grant(&mut clip, &[Verb::Copy]);
    assert_eq!(clip.view_at(clock("11:00"), WANG, true), Err(Refusal::NoGrant));
}

/// Art. 24 para. 2.
#[test]
fn a_revoked_grant_ends_every_look() {
    let mut clip = Clip::deposited();
    grant(&mut clip, &[Verb::View]);
    let revoked =
        access::Event::Revoked { request: clip.requests[0].id, reason: "已核对".to_owned() };
    let state = clip.requests.remove(0).evolve(&fact(clock("10:30"), HEAD, revoked));
    clip.requests = vec![state];
    assert_eq!(clip.view_at(clock("11:00"), WANG, false), Err(Refusal::NoGrant));
}

/// Every look is a fact.
#[test]
fn a_look_is_remembered() {
    let clip = Clip::deposited().given(Command::View { is_original: false });
    assert_eq!(clip.state().views.len(), 1);
    assert_eq!(clip.state().views[0].by, Some(LI));
    let mut story = Story::opened();
    let stream = StreamId::from(CLIP);
    for event in Clip::none().when(deposit(None)).unwrap().into_events() {
        story.tell_of(stream.clone(), LI, event);
    }
    assert!(story.dossier.recordings.contains_key(&CLIP));
}

/// Art. 24: what was played is counted once, and never beyond the recording.
#[test]
fn parts_played_grow_together_and_stay_inside() {
    let watched =
        Watched::default().with(&[(5_000, 8_000), (-50, 2_000), (7_000, 99_000)], Some(9_000));
    assert_eq!(watched.parts(), [(0, 2_000), (5_000, 9_000)]);
    assert_eq!(watched.lasted_ms(), 6_000);
    let more = watched.with(&[(2_100, 4_900), (3, 3), (8, 2)], Some(9_000));
    assert_eq!(more.parts(), [(0, 9_000)], "jumps too short to be any");
    let many: Vec<(i64, i64)> = (0..1_000).map(|n| (n * 1_000, n * 1_000 + 400)).collect();
    let kept = Watched::default().with(&many, None);
    assert!(kept.parts().len() <= 200, "{}", kept.parts().len());
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Watched>(&text).unwrap(), kept);
    assert_eq!(serde_json::from_str::<Watched>("[[9,1],[0,4]]").unwrap().parts(), [(0, 4)]);
}

/// What the machine linked says so, with its reasons; what a person undid it never does again.
#[test]
fn a_link_that_a_person_took_back_is_not_made_again_by_the_machine() {
    let grounds = Some(crate::matching::Grounds {
        score: 850,
        reasons: vec![crate::matching::Reason::Overlap { percent: 100 }],
    });
    let link = || Command::Link { activity: VISIT, grounds: grounds.clone() };
    let unlink = |explains| Command::Unlink { reason: text("录的是别处"), explains };
    let clip = Clip::deposited();
    assert_eq!(clip.when(unlink(false)), Err(Refusal::NotLinked));
    assert!(clip.when_at(clip.story.now, None, link()).is_ok());
    let clip = clip.given(link());
    assert_eq!(clip.state().link.as_ref().unwrap().grounds, grounds);
    assert!(!clip.state().is_linked_by_machine(), "Li did it");
    assert!(matches!(clip.when(unlink(true)), Err(Refusal::LinkCarries { .. })));
    let clip = clip.given(unlink(false));
    assert_eq!((clip.state().activity, clip.state().partings.len()), (None, 1));
    assert!(clip.state().is_unclassified());
    let by_machine = clip.when_at(clip.story.now, None, link());
    assert_eq!(by_machine, Err(Refusal::PartedByPerson));
    let elsewhere = Command::Link { activity: ActivityId::from_bits(2), grounds: None };
    let by_machine = clip.when_at(clip.story.now, None, elsewhere);
    assert_eq!(by_machine, Err(Refusal::PartedByPerson), "not to anything else either");
    assert!(clip.when(link()).is_ok(), "a person may");
}

/// Art. 23: what was attached as evidence hangs where it hangs.
#[test]
fn evidence_is_not_taken_from_its_work() {
    let mut clip = Clip::deposited().given(Command::Link { activity: VISIT, grounds: None });
    let fields = example_with("WS16", json!({ "recording": CLIP.to_string() }));
    let note = clip.story.effective("WS16", fields);
    let clip = clip.given(Command::AttachEvidence { note, digests: digests(7) });
    let unlink = Command::Unlink { reason: text("看错了"), explains: false };
    assert!(matches!(clip.when(unlink), Err(Refusal::LinkCarries { .. })));
}

/// It takes two: neither who said so nor whose recording it is nor who had the device.
#[test]
fn no_enforcement_takes_a_second_person() {
    let propose = || Command::ProposeNonEnforcement {
        kind: NonEnforcementKind::Trial,
        text: text("出发前试机"),
    };
    let confirm = |holder| Command::ConfirmNonEnforcement { holder };
    let clip = Clip::deposited();
    assert_eq!(clip.when(confirm(None)), Err(Refusal::NotMarkedNonEnforcement));
    let now = clip.story.now;
    let said = clip.when_at(now, Some(WANG), propose()).unwrap().into_events();
    let mut clip = clip;
    let fact = fact(now, WANG, said[0].clone());
    clip.state = clip.state.take().map(|state| state.evolve(&fact));
    assert_eq!(clip.when_at(now, Some(WANG), propose()), Ok(Outcome::AlreadyDone));
    let alone = Err(Refusal::NonEnforcementSecondPerson);
    assert_eq!(clip.when_at(now, Some(WANG), confirm(None)), alone, "who said so");
    assert_eq!(clip.when_at(now, Some(LI), confirm(None)), alone, "whose it is");
    assert_eq!(clip.when_at(now, Some(HEAD), confirm(Some(HEAD))), alone, "who had the device");
    assert_eq!(clip.when_at(now, None, confirm(None)), alone, "the machine is nobody");
    assert!(clip.when_at(now, Some(HEAD), confirm(None)).is_ok());
    let link = Command::Link { activity: VISIT, grounds: None };
    assert_eq!(clip.when(link.clone()), Err(Refusal::MarkedNonEnforcement));
    let clip = clip.given(Command::RevokeNonEnforcement { text: text("有检查") });
    assert!(clip.state().is_unclassified());
    let clip = clip.given(link);
    assert_eq!(clip.when(propose()), Err(Refusal::LinkedIsEnforcement));
}
