//! How guessing of passwords is slowed: a delay that doubles, and never a lock.
//!
//! Failed tries are counted for whoever is guessed at or guesses: an account, an address, a known
//! browser. A lock would let any outsider shut the agency head out; a delay lets nobody guess
//! often, and whoever comes from a known browser is counted apart from strangers. The reasons and
//! the figures stand in `docs/decisions/0010-guessing.md`.

use terms::Timestamp;

/// One failed try is forgiven for each quarter of an hour without another; nobody waits longer.
pub const QUARTER_MS: i64 = 15 * 60_000;
/// The first wait; each further failure doubles it.
const FIRST_WAIT_MS: i64 = 5_000;
/// So many failures at one account are guessing, and somebody should hear of it. It is also the
/// most that are looked at within [`QUARTER_MS`]: the waits before an eleventh add up to more.
const REPORTED_FAILURES: u32 = 10;

/// What is counted, and how soon it is slowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Strangers at one account, or one known browser of it: two tries without a wait.
    Account,
    /// One address, whichever accounts it tries. A whole office may sit behind one.
    Address,
}

impl Counted {
    /// Failures after which there is no wait yet.
    const fn free(self) -> u32 {
        match self {
            Self::Account => 2,
            Self::Address => 20,
        }
    }
}

/// The failed tries of one account, address or browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many are not forgiven yet.
    pub count: u32,
    /// When the last one was.
    pub last_at: Timestamp,
}

/// Whether a try is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is. It counts as failed from now on, until it turns out to be right: whoever tries many
    /// times at once finds the others counted already.
    Look(Failures),
    /// Not yet.
    Wait {
        /// Until then, in milliseconds, at least 1.
        ms: i64,
    },
}

/// Decides whether a try at `now` is looked at, after these failures.
///
/// A clock that was set back makes nobody's wait shorter.
#[must_use]
pub fn ask(counted: Counted, before: Option<Failures>, now: Timestamp) -> Verdict {
    let Some(Failures { count, last_at }) = before else {
        return Verdict::Look(Failures { count: 1, last_at: now });
    };
    let quiet_ms = now.ms().saturating_sub(last_at.ms()).max(0);
    let left_ms = wait_ms(counted, count).saturating_sub(quiet_ms);
    if left_ms > 0 {
        return Verdict::Wait { ms: left_ms };
    }
    let forgiven = u32::try_from(quiet_ms / QUARTER_MS).unwrap_or(u32::MAX);
    let count = count.saturating_sub(forgiven).saturating_add(1);
    Verdict::Look(Failures { count, last_at: now.max(last_at) })
}

/// Whether a failure is the one that makes it guessing. Whoever goes on is not told of again.
#[must_use]
pub fn is_news(counted: Counted, before: Option<Failures>, after: Failures) -> bool {
    let count = before.map_or(0, |before| before.count);
    counted == Counted::Account && count < REPORTED_FAILURES && after.count >= REPORTED_FAILURES
}

/// How long one waits after so many failures.
fn wait_ms(counted: Counted, count: u32) -> i64 {
    match count.checked_sub(counted.free()) {
        None | Some(0) => 0,
        Some(over) => {
            let doublings = 2_i64.saturating_pow(over.saturating_sub(1));
            FIRST_WAIT_MS.saturating_mul(doublings).min(QUARTER_MS)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: i64 = 1_741_309_200_000;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(START + ms)
    }

    /// The instants, of those asked for, at which a try was looked at; all of them fail.
    fn looked_at(counted: Counted, asked: impl IntoIterator<Item = i64>) -> Vec<i64> {
        let mut failures = None;
        let mut looked = Vec::new();
        for ms in asked {
            if let Verdict::Look(after) = ask(counted, failures, at(ms)) {
                failures = Some(after);
                looked.push(ms);
            }
        }
        looked
    }

    /// T-01: the longest any `QUARTER_MS` holds.
    fn most_in_a_quarter(looked: &[i64]) -> usize {
        let from = |from: i64| looked.iter().filter(move |t| (from..from + QUARTER_MS).contains(t));
        looked.iter().map(|first| from(*first).count()).max().unwrap_or(0)
    }

    #[test]
    fn the_wait_doubles_after_two_free_tries_and_is_told_to_the_millisecond() {
        let mut failures = None;
        let mut waits = Vec::new();
        let mut now = 0;
        for _ in 0..13 {
            if let Verdict::Wait { ms } = ask(Counted::Account, failures, at(now)) {
                waits.push(ms / 1000);
                assert_eq!(
                    ask(Counted::Account, failures, at(now + ms - 1)),
                    Verdict::Wait { ms: 1 }
                );
                now += ms;
            }
            let Verdict::Look(after) = ask(Counted::Account, failures, at(now)) else {
                panic!("the wait is over")
            };
            failures = Some(after);
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    }

    /// T-01: no more than ten guesses of an account are looked at within a quarter of an hour.
    #[test]
    fn whoever_guesses_without_pause_is_looked_at_ten_times_at_first_and_then_once_a_quarter() {
        let looked = looked_at(Counted::Account, (0..4 * 3_600).map(|second| second * 1000));
        assert_eq!(looked.iter().filter(|ms| **ms < QUARTER_MS).count(), 10);
        assert_eq!(most_in_a_quarter(&looked), 10);
        let last_hour = looked.iter().filter(|ms| **ms >= 3 * 3_600_000);
        assert_eq!(last_hour.count(), 4);
    }

    #[test]
    fn an_office_behind_one_address_mistypes_twenty_times_before_anybody_waits() {
        let looked = looked_at(Counted::Address, (0..60).map(|n| n * 10));
        assert_eq!(looked.len(), 21, "after the twenty-first there is a wait");
    }

    #[test]
    fn failures_are_forgiven_one_for_each_quiet_quarter_of_an_hour() {
        let before = Failures { count: 10, last_at: at(0) };
        let count =
            |quarters: i64| match ask(Counted::Account, Some(before), at(quarters * QUARTER_MS)) {
                Verdict::Look(after) => after.count,
                Verdict::Wait { .. } => panic!("nobody waits longer than a quarter"),
            };
        assert_eq!((count(1), count(4), count(10), count(4_000)), (10, 7, 1, 1));
    }

    #[test]
    fn guessing_is_news_once_until_the_guesser_has_rested() {
        let failures = |count| Failures { count, last_at: at(0) };
        let news = |before: u32, after: u32| {
            is_news(Counted::Account, Some(failures(before)), failures(after))
        };
        assert_eq!(
            (news(8, 9), news(9, 10), news(10, 10), news(10, 11)),
            (false, true, false, false)
        );
        assert!(!is_news(Counted::Address, Some(failures(9)), failures(10)), "of nobody's account");
        assert!(!is_news(Counted::Account, None, failures(1)));
    }

    #[test]
    fn a_clock_set_back_shortens_no_wait() {
        let before = Some(Failures { count: 5, last_at: at(3_600_000) });
        assert_eq!(ask(Counted::Account, before, at(0)), Verdict::Wait { ms: 20_000 });
        let few = Some(Failures { count: 1, last_at: at(3_600_000) });
        let after = Failures { count: 2, last_at: at(3_600_000) };
        assert_eq!(ask(Counted::Account, few, at(0)), Verdict::Look(after));
    }

    proptest! {
        /// T-01, whenever the tries come.
        #[test]
        fn never_more_than_ten_within_a_quarter(gaps in prop::collection::vec(0_i64..1_200_000, 0..400), hurry in 1_i64..200) {
            let mut now = 0;
            let asked = gaps.iter().map(|gap| { now += gap / hurry; now }).collect::<Vec<_>>();
            let looked = looked_at(Counted::Account, asked);
            prop_assert!(most_in_a_quarter(&looked) <= 10);
        }

        #[test]
        fn nobody_waits_longer_than_a_quarter(count in any::<u32>(), quiet in -9_000_000_i64..9_000_000) {
            let before = Some(Failures { count, last_at: at(0) });
            for counted in [Counted::Account, Counted::Address] {
                if let Verdict::Wait { ms } = ask(counted, before, at(quiet)) {
                    prop_assert!((1..=QUARTER_MS).contains(&ms));
                }
            }
        }
    }
}
