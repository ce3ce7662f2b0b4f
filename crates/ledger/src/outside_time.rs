//! Between which outside clocks a record was logged (`docs/formats/time.md`).
//!
//! A word of an outside clock is about a head. Every leaf under the head was logged before it was
//! said; every leaf after the one that binds it, after it was said.

use terms::Timestamp;

/// Clocks that are further apart than this contradict each other; nearer ones are merely not in
/// step (5 minutes).
pub const CLOCK_TOLERANCE_MS: i64 = 300_000;

/// What an outside clock said of a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideWord {
    /// Leaves under the head.
    pub size: u64,
    /// Index of the leaf that binds the word, if one does.
    pub fact: Option<u64>,
    /// What binds the word was logged no earlier.
    pub not_before: Timestamp,
    /// What the head holds was logged no later.
    pub not_after: Timestamp,
    /// Who said it.
    pub by: String,
}

/// One side of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// When.
    pub at: Timestamp,
    /// By whose clock.
    pub by: String,
}

/// Between which outside clocks a leaf was logged. A side that is absent was not boxed.
#[doc(alias = "时间盒")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeBox {
    /// It was not logged before this.
    pub not_before: Option<Bound>,
    /// It was not logged after this.
    pub not_after: Option<Bound>,
}

/// Where a clock of our own stands to a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// It ran behind: it says earlier than the box begins.
    Early,
    /// It ran ahead: it says later than the box ends.
    Late,
}

impl TimeBox {
    /// How an instant lies outside of the box by more than [`CLOCK_TOLERANCE_MS`]; `None` if not.
    #[must_use]
    pub fn excludes(&self, at: Timestamp) -> Option<Outside> {
        let is_early = |bound: &Bound| at < bound.at.plus_ms(-CLOCK_TOLERANCE_MS);
        let is_late = |bound: &Bound| at > bound.at.plus_ms(CLOCK_TOLERANCE_MS);
        if self.not_before.as_ref().is_some_and(is_early) {
            Some(Outside::Early)
        } else if self.not_after.as_ref().is_some_and(is_late) {
            Some(Outside::Late)
        } else {
            None
        }
    }
}

/// Two words that cannot both be true: the head of `cover` holds the leaf that binds `beacon`, so it
/// was seen later, and yet it says an earlier time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockContradiction {
    /// Index of the leaf that binds the later time.
    pub beacon: u64,
    /// What it binds.
    pub said: Bound,
    /// Leaves under the head with the earlier time.
    pub size: u64,
    /// What was said of that head.
    pub cover: Bound,
}

/// All words about one log.
#[derive(Debug, Clone, Default)]
pub struct OutsideTime {
    /// By the leaf that binds them; each with the latest word up to there.
    beacons: Vec<(u64, Bound)>,
    /// By size; each with the earliest word from there on.
    covers: Vec<(u64, Bound)>,
    /// By size, as they are.
    heads: Vec<(u64, Bound)>,
    /// By the leaf that binds them, as they are.
    bound: Vec<(u64, Bound)>,
}

impl OutsideTime {
    /// Puts words in order.
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = OutsideWord>) -> Self {
        let (mut heads, mut bound) = (Vec::new(), Vec::new());
        for word in words {
            if let Some(fact) = word.fact {
                bound.push((fact, Bound { at: word.not_before, by: word.by.clone() }));
            }
            heads.push((word.size, Bound { at: word.not_after, by: word.by }));
        }
        heads.sort_by_key(|(size, bound)| (*size, bound.at));
        bound.sort_by_key(|(fact, bound)| (*fact, bound.at));
        let beacons = running(bound.iter(), |new, known| new.at > known.at);
        let mut covers = running(heads.iter().rev(), |new, known| new.at < known.at);
        covers.reverse();
        Self { beacons, covers, heads, bound }
    }

    /// Between which clocks the leaf of that index was logged.
    #[must_use]
    pub fn box_of(&self, n: u64) -> TimeBox {
        let before = self.beacons.partition_point(|(fact, _)| *fact < n);
        let after = self.covers.partition_point(|(size, _)| *size <= n);
        TimeBox {
            not_before: before.checked_sub(1).and_then(|at| self.beacons.get(at)).map(second),
            not_after: self.covers.get(after).map(second),
        }
    }

    /// Heads that were seen earlier, by their clocks, than what they hold; by size.
    #[must_use]
    pub fn contradictions(&self) -> Vec<ClockContradiction> {
        let contradiction = |(size, cover): &(u64, Bound)| {
            let held = self.beacons.partition_point(|(fact, _)| fact < size);
            let (_, latest) = self.beacons.get(held.checked_sub(1)?)?;
            if latest.at <= cover.at.plus_ms(CLOCK_TOLERANCE_MS) {
                return None;
            }
            let (beacon, said) = self.bound.iter().find(|(_, bound)| bound == latest)?;
            let (beacon, said) = (*beacon, said.clone());
            Some(ClockContradiction { beacon, said, size: *size, cover: cover.clone() })
        };
        self.heads.iter().filter_map(contradiction).collect()
    }
}

fn second((_, bound): &(u64, Bound)) -> Bound {
    bound.clone()
}

/// Each with the best seen so far.
fn running<'a>(
    each: impl Iterator<Item = &'a (u64, Bound)>,
    is_better: impl Fn(&Bound, &Bound) -> bool,
) -> Vec<(u64, Bound)> {
    let mut best: Option<Bound> = None;
    each.map(|(place, bound)| {
        if best.as_ref().is_none_or(|known| is_better(bound, known)) {
            best = Some(bound.clone());
        }
        (*place, best.clone().unwrap_or_else(|| bound.clone()))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_ms(minutes * MINUTE)
    }

    fn word(size: u64, fact: Option<u64>, minutes: i64) -> OutsideWord {
        let by = format!("w{size}");
        OutsideWord { size, fact, not_before: at(minutes), not_after: at(minutes), by }
    }

    fn sides(of: &TimeBox) -> (Option<i64>, Option<i64>) {
        let minutes = |bound: &Option<Bound>| bound.as_ref().map(|bound| bound.at.ms() / MINUTE);
        (minutes(&of.not_before), minutes(&of.not_after))
    }

    #[test]
    fn a_leaf_lies_between_the_beacon_before_it_and_the_head_over_it() {
        let time =
            OutsideTime::new([word(3, Some(4), 10), word(7, Some(8), 70), word(12, None, 130)]);
        let of = |n| sides(&time.box_of(n));
        assert_eq!(of(2), (None, Some(10)));
        assert_eq!(of(3), (None, Some(70)), "the head of 3 leaves ends before index 3");
        assert_eq!(of(4), (None, Some(70)), "the beacon itself does not follow itself");
        assert_eq!(of(5), (Some(10), Some(70)));
        assert_eq!(of(9), (Some(70), Some(130)));
        assert_eq!(of(12), (Some(70), None));
        assert!(time.contradictions().is_empty());
        assert_eq!(OutsideTime::default().box_of(0), TimeBox::default());
    }

    #[test]
    fn a_head_that_holds_a_beacon_cannot_be_older_than_it() {
        let time = OutsideTime::new([word(3, Some(4), 100), word(9, None, 94)]);
        let found = time.contradictions();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].beacon, found[0].size), (4, 9));
        // Clocks that are merely not in step accuse nobody, and a head below the beacon never does.
        assert!(
            OutsideTime::new([word(3, Some(4), 100), word(9, None, 95)])
                .contradictions()
                .is_empty()
        );
        assert!(
            OutsideTime::new([word(3, Some(4), 100), word(4, None, 1)]).contradictions().is_empty()
        );
    }

    #[test]
    fn a_clock_beyond_its_box_is_found() {
        let time = OutsideTime::new([word(3, Some(4), 100), word(9, None, 160)]);
        let of = time.box_of(6);
        assert_eq!(of.excludes(at(94)), Some(Outside::Early));
        assert_eq!(of.excludes(at(95)), None);
        assert_eq!(of.excludes(at(165)), None);
        assert_eq!(of.excludes(at(166)), Some(Outside::Late));
        assert_eq!(TimeBox::default().excludes(at(0)), None);
    }

    proptest! {
        /// The answer is that of the plain definition, for any words in any order.
        #[test]
        fn boxes_are_the_narrowest(
            words in prop::collection::vec((0_u64..20, prop::option::of(0_u64..20), 0_i64..50), 0..12),
            n in 0_u64..22,
        ) {
            let words: Vec<OutsideWord> =
                words.into_iter().map(|(size, fact, minutes)| word(size, fact, minutes)).collect();
            let before = words.iter().filter(|word| word.fact.is_some_and(|fact| fact < n));
            let after = words.iter().filter(|word| word.size > n);
            let time = OutsideTime::new(words.clone());
            let found = time.box_of(n);
            prop_assert_eq!(found.not_before.map(|b| b.at), before.map(|word| word.not_before).max());
            prop_assert_eq!(found.not_after.map(|b| b.at), after.map(|word| word.not_after).min());
            let contradicts = |cover: &OutsideWord| {
                let held = words.iter().filter(|one| one.fact.is_some_and(|fact| fact < cover.size));
                let latest = held.map(|one| one.not_before).max();
                latest.is_some_and(|latest| latest > cover.not_after.plus_ms(CLOCK_TOLERANCE_MS))
            };
            let wanted = words.iter().filter(|word| contradicts(word)).count();
            prop_assert_eq!(time.contradictions().len(), wanted);
        }
    }
}
