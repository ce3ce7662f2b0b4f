//! Holes planted in made-up visits: each one longer than the tolerance is found, at its very
//! millisecond, and nothing else is (Arts. 18, 19). What counts them is naive on purpose: a row of
//! milliseconds, ticked off camera by camera.

use rules::{Fact, Matter};
use terms::{ActKind, Timestamp};

use crate::properties::book;

/// Visits, and with them the seed of the last one.
const VISITS: u64 = 3_000;
/// A break of this many milliseconds is none yet, between two files of a camera.
const TOLERATED_MS: i64 = 2_000;
/// Before the first picture and after the last one.
const AT_THE_ENDS_MS: i64 = 60_000;

/// A small generator of its own, so that a seed means the same visit everywhere (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        i64::try_from(high).unwrap() % sides
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }
}

/// A visit of some minutes and what its cameras recorded, in milliseconds from the arrival.
struct Visit {
    lasts: i64,
    recorded: Vec<(i64, i64)>,
}

/// Up to three holes of half a second to thirty that all cameras have; one to four cameras that run,
/// stop for stretches the others may or may not have, and begin a new file now and then by themselves.
fn visit(dice: &mut Dice) -> Visit {
    let lasts = dice.between(60_000, 240_000);
    let holes: Vec<(i64, i64)> = (0..dice.below(4))
        .map(|_| {
            let from = dice.between(0, lasts - 1);
            (from, from + dice.between(500, 30_000))
        })
        .collect();
    let mut recorded = Vec::new();
    for _ in 0..dice.between(1, 4) {
        let (mut at, mut runs_until) =
            (dice.between(-5_000, 3_000), lasts + dice.between(-3_000, 5_000));
        if dice.below(3) == 0 {
            at += dice.between(0, 90_000);
        }
        if dice.below(3) == 0 {
            runs_until -= dice.between(0, 90_000);
        }
        while at < runs_until {
            let file_ends = (at + dice.between(10_000, 60_000)).min(runs_until);
            // A file is cut wherever a hole was planted.
            let mut from = at;
            let mut cuts: Vec<_> =
                holes.iter().copied().filter(|(a, b)| *b > at && *a < file_ends).collect();
            cuts.sort_unstable();
            for (hole_from, hole_to) in cuts {
                recorded.extend((from < hole_from).then_some((from, hole_from.min(file_ends))));
                from = from.max(hole_to);
            }
            recorded.extend((from < file_ends).then_some((from, file_ends)));
            // Mostly a switch no longer than the tolerance, at times this camera alone pauses.
            let pause = if dice.below(5) == 0 {
                dice.between(2_001, 40_000)
            } else {
                dice.between(0, 2_000)
            };
            at = file_ends + pause;
        }
    }
    Visit { lasts, recorded }
}

/// The holes as a child would find them: tick every recorded millisecond, then look for runs.
fn counted(visit: &Visit) -> Vec<(i64, i64)> {
    let mut ticked = vec![false; usize::try_from(visit.lasts).unwrap()];
    for (from, to) in &visit.recorded {
        let (from, to) = ((*from).clamp(0, visit.lasts), (*to).clamp(0, visit.lasts));
        ticked[usize::try_from(from).unwrap()..usize::try_from(to).unwrap()].fill(true);
    }
    let mut found = Vec::new();
    let mut since = None;
    for (ms, is_ticked) in ticked.iter().copied().chain([true]).enumerate() {
        let ms = i64::try_from(ms).unwrap();
        match (is_ticked, since) {
            (false, None) => since = Some(ms),
            (true, Some(from)) => {
                let tolerated = match (from == 0, ms == visit.lasts) {
                    (true, true) => 0,
                    (false, false) => TOLERATED_MS,
                    (true, false) | (false, true) => AT_THE_ENDS_MS,
                };
                found.extend((ms - from > tolerated).then_some((from, ms)));
                since = None;
            }
            (false, Some(_)) | (true, None) => {}
        }
    }
    found
}

/// The same by the rules of the regulation.
fn told(visit: &Visit, arrived: Timestamp) -> Vec<(i64, i64)> {
    let fact = |name: &str, ms: i64, subject: &str| Fact::new(name, arrived.plus_ms(ms), subject);
    let mut facts = vec![
        fact("activity.planned", 0, "检查").with("continuous", true).with("mode", "continuous"),
        fact("activity.arrived", 0, "检查"),
        fact("activity.departed", visit.lasts, "检查"),
    ];
    for (number, (from, to)) in visit.recorded.iter().enumerate() {
        facts.push(
            fact("recording.span", *from, &format!("录像{number}"))
                .with("activity", "检查")
                .with("from", arrived.plus_ms(*from))
                .with("to", arrived.plus_ms(*to)),
        );
    }
    let matter = Matter::of_case("检查", ActKind::Inspection, None, facts);
    let cover = book().coverage(&matter, "检查").unwrap();
    let ms = |at: Timestamp| at.ms() - arrived.ms();
    cover.gaps.iter().map(|gap| (ms(gap.span.from()), ms(gap.span.to()))).collect()
}

/// Arts. 18, 19: every planted hole over the tolerance, and none besides.
#[test]
fn every_planted_hole_is_found_and_none_besides() {
    let arrived: Timestamp = "2025-03-07T10:00:00+08:00".parse().unwrap();
    let (mut holes, mut whole) = (0_usize, 0_usize);
    for seed in 1..=VISITS {
        let visit = visit(&mut Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let wanted = counted(&visit);
        assert_eq!(told(&visit, arrived), wanted, "seed {seed}: {:?}", visit.recorded);
        holes += wanted.len();
        whole += usize::from(wanted.is_empty());
    }
    // The campaign is worth something only if it plants holes and leaves visits whole.
    assert!(holes > 1_500 && whole > 500, "{holes} holes, {whole} whole visits");
}

/// A switch of exactly the tolerance is no hole; one millisecond more is one.
#[test]
fn the_tolerance_is_a_millisecond_sharp() {
    let arrived: Timestamp = "2025-03-07T10:00:00+08:00".parse().unwrap();
    for (pause, is_hole) in [(TOLERATED_MS, false), (TOLERATED_MS + 1, true)] {
        let recorded = vec![(0, 50_000), (50_000 + pause, 100_000)];
        let visit = Visit { lasts: 100_000, recorded };
        assert_eq!(!told(&visit, arrived).is_empty(), is_hole, "{pause}");
        assert_eq!(told(&visit, arrived), counted(&visit));
    }
}

/// A hole at either end is told as such.
#[test]
fn holes_at_the_ends_are_those_of_a_late_start_and_an_early_end() {
    let arrived: Timestamp = "2025-03-07T10:00:00+08:00".parse().unwrap();
    let visit = Visit { lasts: 300_000, recorded: vec![(60_001, 239_999)] };
    assert_eq!(told(&visit, arrived), [(0, 60_001), (239_999, 300_000)]);
}
