//! Clips and stills (Arts. 23, 24): given facts, when one is wanted, then facts or a refusal.

use super::*;
use crate::secrecy::{Confidentiality, SecrecyMark};

const LASTS_MS: i64 = 60_000;

fn wish(kind: ExcerptKind, from_ms: i64, to_ms: i64) -> ExcerptWish {
    let (reason, purpose) = (text("截取货架全貌的画面"), text("证明货架上有过期食品"));
    ExcerptWish { kind, from_ms, to_ms, reason, purpose }
}

fn take(wish: ExcerptWish) -> Command {
    Command::Excerpt(ExcerptCommand::Take { wish, is_whole: true })
}

fn clip_of(from_ms: i64, to_ms: i64) -> Command {
    take(wish(ExcerptKind::Clip, from_ms, to_ms))
}

fn made(seed: u8) -> Made {
    Made {
        digests: digests(seed),
        recipe: Recipe::ClipPictures,
        tool: "ffmpeg 5".to_owned(),
        lasts_ms: Some(4_000),
    }
}

fn note(result: Result<Made, ExcerptFailure>) -> Command {
    Command::Excerpt(ExcerptCommand::Note { excerpt: 1, result })
}

fn open(is_copy: bool) -> Command {
    Command::Excerpt(ExcerptCommand::Open { excerpt: 1, is_copy })
}

fn tracks(kinds: &[&str]) -> Probe {
    let track = |kind: &&str| StreamFact {
        kind: (*kind).to_owned(),
        codec: String::new(),
        detail: String::new(),
    };
    Probe { streams: kinds.iter().map(track).collect(), ..probe(LASTS_MS) }
}

/// A minute with picture and sound; Wang may look at it and handles the case.
fn seen() -> Clip {
    with_tracks(&["video", "audio"])
}

fn with_tracks(kinds: &[&str]) -> Clip {
    let mut clip = Clip::deposited().given(Command::NoteProbe { result: Ok(tracks(kinds)) });
    grant(&mut clip, &[Verb::View]);
    clip
}

impl Clip {
    fn by_wang(&self, command: Command) -> Result<Outcome<Event>, Refusal> {
        self.when_at(clock("11:00"), Some(WANG), command)
    }

    fn given_by(mut self, who: OfficerId, command: Command) -> Self {
        let events = self.when_at(clock("11:00"), Some(who), command).unwrap().into_events();
        for event in events {
            let fact = fact(clock("11:00"), who, event);
            self.state = self.state.take().map(|state| state.evolve(&fact));
        }
        self
    }

    fn taken(self) -> Self {
        self.given_by(WANG, clip_of(1_000, 5_000))
    }

    fn excerpt(&self) -> &Excerpt {
        self.state().excerpt(1).unwrap()
    }
}

/// Art. 23: the fact holds where, why, by what leave, and of which original.
#[test]
fn a_clip_is_taken_with_its_reason_and_names_its_original() {
    let clip = seen();
    let events = clip.by_wang(clip_of(1_000, 5_000)).unwrap().into_events();
    let [Event::ExcerptTaken { excerpt, from_ms, to_ms, derived_from, reason, basis, .. }] =
        &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((*excerpt, *from_ms, *to_ms), (1, 1_000, 5_000));
    assert_eq!(*derived_from, clip.state().digests.sha256);
    assert_eq!(reason.reveal(), "截取货架全貌的画面");
    assert_eq!(*basis, clip.requests[0].id.to_string());

    let clip = clip.taken();
    assert_eq!(clip.excerpt().stage, Stage::Pending);
    assert_eq!(clip.by_wang(clip_of(1_000, 5_000)), Ok(Outcome::AlreadyDone), "a retry");
    let next = clip.by_wang(clip_of(1_000, 5_001)).unwrap().into_events();
    assert!(matches!(next[..], [Event::ExcerptTaken { excerpt: 2, .. }]));
    let of_all = clip.given_by(WANG, clip_of(0, LASTS_MS));
    assert_eq!(of_all.state().excerpts.len(), 2, "from the first moment to the last");
}

/// Art. 24 para. 2: under a grant to look, and neither for whoever deposited nor for the machine.
#[test]
fn only_whoever_may_look_at_the_original_takes_an_excerpt() {
    let clip = seen();
    for nobody in [Some(LI), Some(HEAD), None] {
        let refused = clip.when_at(clock("11:00"), nobody, clip_of(0, 1_000));
        assert_eq!(refused, Err(Refusal::NoGrant), "{nobody:?}");
    }
    let late = clip.when_at(day("2025-03-10").end(), Some(WANG), clip_of(0, 1_000));
    assert_eq!(late, Err(Refusal::NoGrant));
    let copy_only = {
        let mut clip = seen();
        grant(&mut clip, &[Verb::Copy]);
        clip
    };
    assert_eq!(copy_only.by_wang(clip_of(0, 1_000)), Err(Refusal::NoGrant));
    let mark = SecrecyMark {
        kinds: BTreeSet::from([Confidentiality::Privacy]),
        viewers: BTreeSet::from([LI]),
        reason: "涉及未成年人".to_owned(),
    };
    let restricted = clip.given(Command::MarkSecrecy { mark });
    let refused = restricted.by_wang(clip_of(0, 1_000));
    assert!(matches!(refused, Err(Refusal::Confidential { .. })), "{refused:?}");
}

/// Art. 23: written words, not a row of dots.
#[test]
fn a_reason_and_a_purpose_are_sentences() {
    let clip = seen();
    for (reason, purpose, what) in [
        ("……………………", "证明货架上有过期食品", "截取理由"),
        ("evidence of the shelf", "证明货架上有过期食品", "截取理由"),
        ("货架全貌画面", "证明", "证明目的"),
    ] {
        let (reason, purpose) = (text(reason), text(purpose));
        let wish = ExcerptWish { reason, purpose, ..wish(ExcerptKind::Clip, 0, 1_000) };
        let refused = Refusal::ExcerptUnreasoned { what: what.to_owned(), least: MIN_HAN };
        assert_eq!(clip.by_wang(take(wish)), Err(refused));
    }
}

#[test]
fn an_excerpt_lies_inside_and_has_a_length() {
    let clip = seen();
    let still = |from, to| take(wish(ExcerptKind::Still, from, to));
    let outside = || Err(Refusal::ExcerptOutside { lasts: "0:01:00.000".to_owned() });
    for command in [
        clip_of(-1, 1_000),
        clip_of(59_000, 60_001),
        clip_of(60_001, i64::MAX),
        still(60_001, 60_001),
        still(-1, -1),
    ] {
        assert_eq!(clip.by_wang(command.clone()), outside(), "{command:?}");
    }
    for (from, to) in [(1_000, 1_000), (1_000, 1_099), (5_000, 1_000)] {
        assert_eq!(clip.by_wang(clip_of(from, to)), Err(Refusal::ExcerptEmpty), "{from}-{to}");
    }
    assert!(clip.by_wang(clip_of(1_000, 1_100)).is_ok());
    assert_eq!(clip.by_wang(still(0, 1)), Err(Refusal::ExcerptStillIsOneMoment));
    assert!(clip.by_wang(still(60_000, 60_000)).is_ok());

    let mut long = Clip::deposited();
    let probe = Probe { duration_ms: Some(MAX_CLIP_MS + 1), ..tracks(&["video"]) };
    long = long.given(Command::NoteProbe { result: Ok(probe) });
    grant(&mut long, &[Verb::View]);
    assert!(long.by_wang(clip_of(0, MAX_CLIP_MS)).is_ok());
    let refused = long.by_wang(clip_of(0, MAX_CLIP_MS + 1));
    assert_eq!(refused, Err(Refusal::ExcerptTooLong { minutes: 30 }));
}

#[test]
fn nothing_is_taken_from_what_shows_nothing() {
    let still = || take(wish(ExcerptKind::Still, 0, 0));
    let sound = with_tracks(&["audio"]);
    assert_eq!(sound.by_wang(still()), Err(Refusal::ExcerptNoPicture));
    assert!(sound.by_wang(clip_of(0, 1_000)).is_ok(), "a voice is heard");
    let mut clip = Clip::deposited();
    grant(&mut clip, &[Verb::View]);
    assert_eq!(clip.by_wang(still()), Err(Refusal::ExcerptTooEarly));
    let failed = Err(("container".to_owned(), "无法识别".to_owned()));
    let clip = clip.given(Command::NoteProbe { result: failed });
    assert_eq!(clip.by_wang(still()), Err(Refusal::ExcerptUndecodable));
    let photo = Probe { duration_ms: None, ..tracks(&["video"]) };
    let clip = clip.given(Command::NoteProbe { result: Ok(photo) });
    assert_eq!(clip.by_wang(still()), Err(Refusal::ExcerptNoLength));
}

/// Art. 24 para. 1: what is not as it was deposited gives no derivative.
#[test]
fn a_damaged_original_gives_nothing() {
    let wish = wish(ExcerptKind::Clip, 0, 1_000);
    let damaged = Command::Excerpt(ExcerptCommand::Take { wish, is_whole: false });
    assert_eq!(seen().by_wang(damaged), Err(Refusal::ExcerptOriginalDamaged));
}

#[test]
fn one_recording_gives_so_many_excerpts_and_no_more() {
    let mut clip = seen();
    for n in 0..100 {
        clip = clip.given_by(WANG, clip_of(n, 1_000 + n));
    }
    assert_eq!(clip.by_wang(clip_of(500, 2_000)), Err(Refusal::TooManyExcerpts { most: 100 }));
    assert_eq!(clip.by_wang(clip_of(7, 1_007)), Ok(Outcome::AlreadyDone));
}

/// What a job made is noted once; what failed may be asked for again.
#[test]
fn what_became_of_it_is_noted_once() {
    use crate::event::Named as _;
    let clip = seen().taken();
    let now = clip.story.now;
    let events = clip.when_at(now, None, note(Ok(made(5)))).unwrap().into_events();
    assert_eq!(events[0].binds(), Some(digests(5)));
    let clip = clip.given(note(Ok(made(5))));
    assert_eq!(clip.excerpt().made(), Some(&made(5)));
    assert_eq!(clip.state().digests, digests(7), "the original is as it was");
    assert_eq!(clip.when(note(Ok(made(6)))), Ok(Outcome::AlreadyDone));
    assert_eq!(clip.when(note(Err(ExcerptFailure::ToolFailed))), Ok(Outcome::AlreadyDone));

    let clip = seen().taken().given(note(Err(ExcerptFailure::Incomplete)));
    assert_eq!(clip.excerpt().stage, Stage::Failed(ExcerptFailure::Incomplete));
    let again = clip.by_wang(clip_of(1_000, 5_000)).unwrap().into_events();
    assert!(matches!(again[..], [Event::ExcerptTaken { excerpt: 2, .. }]));
    let unknown = ExcerptCommand::Note { excerpt: 9, result: Ok(made(5)) };
    assert_eq!(clip.when(Command::Excerpt(unknown)), Err(Refusal::NotFound));
}

/// Art. 24 para. 2: each look and each copy is a fact under its own grant.
#[test]
fn a_look_needs_a_grant_to_look_and_a_copy_one_to_copy() {
    let clip = seen().taken();
    assert_eq!(clip.by_wang(open(false)), Err(Refusal::ExcerptNotMade));
    let clip = clip.given(note(Ok(made(5))));
    assert_eq!(clip.when_at(clock("11:00"), Some(LI), open(false)), Err(Refusal::NoGrant));
    assert_eq!(clip.by_wang(open(true)), Err(Refusal::NoExcerptCopyGrant));
    let events = clip.by_wang(open(false)).unwrap().into_events();
    let [Event::ExcerptOpened { is_copy: false, until_at, .. }] = &events[..] else { panic!() };
    assert_eq!(*until_at, clock("11:30"));

    let look = |clip: &Clip, who, is_copy, now| {
        let access: Vec<&AccessRequest> = clip.requests.iter().collect();
        let context =
            Context { actor: Some(who), case: Some(clip.story.case()), access: &access, now };
        live_look(clip.state(), 1, is_copy, &context).map(|(_, until)| until)
    };
    assert_eq!(look(&clip, WANG, false, clock("11:01")), None, "not asked for yet");
    let mut clip = clip.given_by(WANG, open(false));
    assert_eq!(look(&clip, WANG, false, clock("11:29")), Some(clock("11:30")));
    assert_eq!(look(&clip, WANG, false, clock("11:30")), None);
    assert_eq!(look(&clip, WANG, true, clock("11:01")), None, "a look is no copy");
    grant(&mut clip, &[Verb::View, Verb::Copy]);
    assert!(clip.by_wang(open(true)).is_ok());
    clip.requests.clear();
    assert_eq!(look(&clip, WANG, false, clock("11:01")), None, "the grant was taken back");
    assert!(clip.state().views.is_empty(), "a look at an excerpt is none at the original");
}

/// Art. 23: the copy of the whole original comes first; an excerpt only joins it.
#[test]
fn an_excerpt_joins_the_copy_of_the_original_and_never_replaces_it() {
    let mut clip = seen().taken();
    let attach = |note, seed| {
        let digests = digests(seed);
        Command::Excerpt(ExcerptCommand::Attach { excerpt: 1, note, digests })
    };
    let fields = example_with("WS16", json!({ "recording": CLIP.to_string() }));
    let paper = clip.story.effective("WS16", fields);
    assert_eq!(clip.when(attach(paper, 5)), Err(Refusal::ExcerptNotMade));
    let clip = clip.given(note(Ok(made(5))));
    assert_eq!(clip.when(attach(paper, 5)), Err(Refusal::ExcerptOriginalFirst));
    let clip = clip.given(Command::AttachEvidence { note: paper, digests: digests(7) });
    assert_eq!(clip.when(attach(paper, 6)), Err(Refusal::ExcerptOriginalFirst), "other bytes");
    let elsewhere = attach(TextRecordId::from_bits(999), 5);
    assert_eq!(clip.when(elsewhere), Err(Refusal::ExcerptOriginalFirst));
    let clip = clip.given(attach(paper, 5));
    assert_eq!(clip.excerpt().evidence.len(), 1);
    assert_eq!(clip.when(attach(paper, 5)), Ok(Outcome::AlreadyDone));
    assert_eq!(clip.state().evidence.len(), 1, "the original's own copy stays");
}

/// Art. 24: what was set aside at its deposit gives nothing either.
#[test]
fn a_quarantined_recording_gives_nothing() {
    let clip = Clip::none().given(deposit(Some(digests(9).sha256)));
    assert_eq!(clip.when(clip_of(0, 1_000)), Err(Refusal::Quarantined));
}
