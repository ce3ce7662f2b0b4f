use std::collections::BTreeSet;

use proptest::prelude::*;
use terms::{ActivityId, AvRecordId, DeviceId, OfficerId, Span, Timestamp};

use super::*;
use crate::activity::Spell;
use crate::given::clock;

const LI: OfficerId = OfficerId::from_bits(1);
const WANG: OfficerId = OfficerId::from_bits(2);
const MORNING: ActivityId = ActivityId::from_bits(1);
const NOON: ActivityId = ActivityId::from_bits(2);

fn span(from: &str, to: &str) -> Span {
    Span::new(clock(from), clock(to)).unwrap()
}

/// Li's camera from 9:00 to 9:10, measured to two seconds.
fn clip() -> Clip {
    Clip {
        recording: AvRecordId::from_bits(1),
        device: Some(DeviceId::from_bits(1)),
        holder: Holder::One(LI),
        carried_by: None,
        deposited_by: None,
        deposited_at: clock("18:00"),
        span: Some(span("09:00", "09:10")),
        clock: Clock { basis: ClockBasis::Measured, slack_ms: 2_000 },
        is_examined: true,
        position: None,
        earlier: Vec::new(),
    }
}

fn work(activity: ActivityId, officers: &[OfficerId], from: &str, to: &str) -> Work {
    Work {
        activity,
        officers: officers.iter().copied().collect(),
        spells: Vec::new(),
        planned_at: clock(from),
        arrived_at: Some(clock(from)),
        departed_at: Some(clock(to)),
        position: None,
    }
}

fn doubts(clip: &Clip, works: &[Work]) -> Vec<Doubt> {
    let matched = rank(clip, works);
    assert_eq!(matched.unambiguous().is_some(), matched.doubts.is_empty());
    matched.doubts
}

/// Whoever left the work before, or came after, was not of it; near to the change a person decides.
#[test]
fn whoever_took_part_only_for_a_time_counts_for_that_time() {
    let left = |until: &str| {
        let spell = Spell { officer: LI, from: None, until: Some(clock(until)) };
        let whole = work(MORNING, &[LI, WANG], "08:50", "09:30");
        Work { spells: vec![spell], ..whole }
    };
    assert!(doubts(&clip(), &[left("09:20")]).is_empty());
    assert_eq!(doubts(&clip(), &[left("09:05")]), [Doubt::TeamChanged]);
    let gone = rank(&clip(), &[left("08:55")]);
    assert_eq!(gone.doubts, [Doubt::HolderElsewhere]);
    assert_eq!(gone.candidates[0].reasons[0], Reason::OtherHolder { officer: LI });
    let came = Spell { officer: LI, from: Some(clock("09:15")), until: None };
    let late = Work { spells: vec![came], ..left("09:30") };
    assert_eq!(doubts(&clip(), &[late]), [Doubt::HolderElsewhere]);
}

#[test]
fn the_holder_inside_the_work_is_beyond_doubt() {
    let matched = rank(&clip(), &[work(MORNING, &[LI, WANG], "08:50", "09:30")]);
    let first = matched.unambiguous().unwrap();
    assert_eq!((first.activity, first.score), (MORNING, 850));
    let wanted = [Reason::SameHolder { officer: LI }, Reason::Overlap { percent: 100 }];
    assert_eq!(first.reasons, wanted);
}

#[test]
fn nothing_is_proposed_for_nothing() {
    assert_eq!(doubts(&clip(), &[]), [Doubt::NoCandidate]);
    // Two hours later, and somebody else's.
    assert_eq!(doubts(&clip(), &[work(NOON, &[LI], "11:30", "12:00")]), [Doubt::NoCandidate]);
    let touched = work(NOON, &[WANG], "09:08", "10:00");
    assert_eq!(doubts(&clip(), &[touched]), [Doubt::NoCandidate]);
}

/// Each thing that is not as it should be is named, and keeps the machine from linking.
#[test]
fn every_weakness_is_a_doubt() {
    let site = || work(MORNING, &[LI], "08:50", "09:30");
    let of = |clip: Clip| doubts(&clip, &[site()]);
    let unmeasured = Clock { basis: ClockBasis::Unmeasured, slack_ms: 2_000 };
    assert_eq!(of(Clip { clock: unmeasured, ..clip() }), [Doubt::ClockWeak]);
    let loose = Clock { basis: ClockBasis::Measured, slack_ms: 120_001 };
    assert_eq!(of(Clip { clock: loose, ..clip() }), [Doubt::ClockWeak]);
    let unknown = Clip { holder: Holder::Unknown, carried_by: Some(LI), ..clip() };
    assert_eq!(of(unknown), [Doubt::HolderUnknown]);
    let either = Holder::AnyOf(BTreeSet::from([LI, WANG]));
    assert_eq!(of(Clip { holder: either, ..clip() }), [Doubt::HolderChanged]);
    assert_eq!(of(Clip { holder: Holder::One(WANG), ..clip() }), [Doubt::HolderElsewhere]);
    assert_eq!(of(Clip { carried_by: Some(WANG), ..clip() }), [Doubt::NamesDisagree]);
    assert_eq!(of(Clip { span: Some(span("09:25", "09:35")), ..clip() }), [Doubt::LittleOverlap]);
    let elsewhere = Earlier { activity: NOON, span: span("09:11", "09:12") };
    assert_eq!(of(Clip { earlier: vec![elsewhere], ..clip() }), [Doubt::DeviceElsewhere]);
    let open = Work { departed_at: None, ..site() };
    assert_eq!(doubts(&clip(), &[open]), [Doubt::WorkOpen]);
    let planned = Work { arrived_at: None, departed_at: None, ..site() };
    assert_eq!(doubts(&clip(), &[planned]), [Doubt::WorkOpen]);
    assert_eq!(of(Clip { is_examined: false, ..clip() }), [Doubt::Unexamined]);
    assert_eq!(of(Clip { span: None, ..clip() }), [Doubt::ClockWeak]);
}

#[test]
fn other_work_of_the_same_person_near_by_is_a_rival() {
    let site = work(MORNING, &[LI], "08:50", "09:30");
    for (other, is_rival) in [
        (work(NOON, &[LI], "09:15", "10:00"), true),
        (work(NOON, &[LI], "09:25", "10:00"), false),
        (work(NOON, &[WANG], "08:50", "09:30"), false),
        (Work { arrived_at: None, departed_at: None, ..work(NOON, &[LI], "11:00", "12:00") }, true),
        (Work { departed_at: None, ..work(NOON, &[LI], "07:00", "12:00") }, true),
    ] {
        let found = doubts(&clip(), &[site.clone(), other.clone()]);
        assert_eq!(found.contains(&Doubt::Rival), is_rival, "{other:?}");
        assert_eq!(rank(&clip(), &[other, site.clone()]).candidates[0].activity, MORNING);
    }
}

/// Two teams at once: who had the device tells them apart, and nothing else does.
#[test]
fn of_two_teams_at_once_the_holder_tells() {
    let teams = [work(MORNING, &[LI], "08:50", "09:30"), work(NOON, &[WANG], "08:50", "09:30")];
    let matched = rank(&Clip { holder: Holder::One(WANG), ..clip() }, &teams);
    assert_eq!(matched.unambiguous().unwrap().activity, NOON);
    let blind = rank(&Clip { holder: Holder::Unknown, ..clip() }, &teams);
    assert!(blind.doubts.contains(&Doubt::CloseSecond));
}

#[test]
fn places_far_apart_speak_against_it() {
    let here = Position::new(30_274_100, 120_155_100);
    let near = Position::new(30_275_000, 120_155_100);
    let far = Position::new(30_374_100, 120_155_100);
    let at = |position| Work { position, ..work(MORNING, &[LI], "08:50", "09:30") };
    let clip = Clip { position: here, ..clip() };
    let matched = rank(&clip, &[at(near)]);
    assert_eq!(matched.candidates[0].reasons[2], Reason::Distance { metres: 99 });
    assert_eq!((matched.candidates[0].score, matched.doubts.len()), (900, 0));
    assert_eq!(doubts(&clip, &[at(far)]), [Doubt::FarAway]);
    assert_eq!(Position::new(0, 0), None);
    assert_eq!(Position::new(91_000_000, 0), None);
}

/// Hangzhou to Ningbo is 141 km by the sphere.
#[test]
fn distances_are_right_within_one_in_a_hundred() {
    let hangzhou = Position::new(30_274_100, 120_155_100).unwrap();
    let ningbo = Position::new(29_868_300, 121_544_000).unwrap();
    let metres = hangzhou.metres_to(ningbo);
    assert!((139_700..142_600).contains(&metres), "{metres}");
    assert_eq!(metres, ningbo.metres_to(hangzhou));
    assert_eq!(hangzhou.metres_to(hangzhou), 0);
}

#[test]
fn other_recordings_of_the_device_speak_for_it() {
    let there = Earlier { activity: MORNING, span: span("08:55", "08:59") };
    let works = [work(MORNING, &[WANG], "08:50", "09:30")];
    let clip = Clip { holder: Holder::Unknown, earlier: vec![there; 2], ..clip() };
    let matched = rank(&clip, &works);
    assert!(matched.candidates[0].reasons.contains(&Reason::SameDevice { recordings: 2 }));
}

fn moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..600).prop_map(|minutes| clock("06:00").plus_ms(minutes * 60_000))
}

fn any_work() -> impl Strategy<Value = Work> {
    let people = prop::collection::btree_set((1_u128..5).prop_map(OfficerId::from_bits), 1..3);
    let ends = (prop::option::of(moment()), 0_i64..180, any::<bool>());
    (1_u128..12, people, moment(), ends).prop_map(|(id, officers, planned_at, ends)| {
        let (arrived_at, minutes, has_left) = ends;
        let left = |arrived: Timestamp| arrived.plus_ms(minutes * 60_000);
        Work {
            activity: ActivityId::from_bits(id),
            officers,
            spells: Vec::new(),
            planned_at,
            arrived_at,
            departed_at: arrived_at.map(left).filter(|_| has_left),
            position: None,
        }
    })
}

fn any_clip() -> impl Strategy<Value = Clip> {
    let holder = prop_oneof![
        Just(Holder::Unknown),
        (1_u128..5).prop_map(|id| Holder::One(OfficerId::from_bits(id))),
        Just(Holder::AnyOf(BTreeSet::from([LI, WANG]))),
    ];
    (holder, moment(), 0_i64..60, 0_i64..300_000, any::<bool>()).prop_map(
        |(holder, from, minutes, slack_ms, is_measured)| {
            let basis = if is_measured { ClockBasis::Measured } else { ClockBasis::Unmeasured };
            let clock = Clock { basis, slack_ms };
            let span = Span::new(from, from.plus_ms(minutes * 60_000));
            Clip { holder, span, clock, ..clip() }
        },
    )
}

proptest! {
    /// The order in which work is told does not matter; nor does telling it twice.
    #[test]
    fn the_order_of_work_does_not_matter(
        clip in any_clip(),
        works in prop::collection::vec(any_work(), 0..10),
        turn in 0_usize..10,
    ) {
        let mut once: Vec<Work> = Vec::new();
        for work in works {
            if once.iter().all(|known| known.activity != work.activity) {
                once.push(work);
            }
        }
        let mut turned = once.clone();
        turned.rotate_left(turn.min(once.len()));
        turned.extend(once.clone());
        prop_assert_eq!(rank(&clip, &once), rank(&clip, &turned));
    }

    /// What is linked unseen is of the holder, was finished, and has no rival of the same person.
    #[test]
    fn what_is_beyond_doubt_has_every_hard_reason(
        clip in any_clip(),
        works in prop::collection::vec(any_work(), 0..10),
    ) {
        let matched = rank(&clip, &works);
        if let Some(first) = matched.unambiguous() {
            let work = works.iter().find(|work| work.activity == first.activity).unwrap();
            let Holder::One(holder) = clip.holder else { panic!("{:?}", clip.holder) };
            prop_assert!(work.officers.contains(&holder));
            prop_assert!(work.departed_at.is_some());
            prop_assert_eq!(clip.clock.basis, ClockBasis::Measured);
        }
    }

    /// One more piece of work never makes a link that was in doubt because of a rival.
    #[test]
    fn more_work_of_the_holder_never_removes_a_rival(
        clip in any_clip(),
        works in prop::collection::vec(any_work(), 1..6),
        more in any_work(),
    ) {
        let more = Work { activity: ActivityId::from_bits(99), ..more };
        let before = rank(&clip, &works);
        let same_first = |after: &Matched| {
            after.candidates.first().map(|one| one.activity)
                == before.candidates.first().map(|one| one.activity)
        };
        let mut all = works.clone();
        all.push(more);
        let after = rank(&clip, &all);
        if same_first(&after) && before.doubts.contains(&Doubt::Rival) {
            prop_assert!(after.doubts.contains(&Doubt::Rival));
        }
    }
}
