//! Between which outside clocks facts were written.

use std::collections::BTreeSet;

use archive::{TimeLine, TimeStamp};
use domain::{Event, beacon};
use ledger::{Outside, OutsideTime, OutsideWord, SignedNote, TimeBox};
use store::StoredFact;
use terms::Timestamp;

use super::{COSIGNED, STAMPED, instant};
use crate::App;
use crate::error::{Result, fault};

/// Facts one after the other that lie in one box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxedFacts {
    /// Number of the first.
    pub first: u64,
    /// Number of the last.
    pub last: u64,
    /// How many of them.
    pub facts: u64,
    /// The box.
    pub time: TimeBox,
}

/// A fact whose time lies outside of its box: our clock ran wrong then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockFinding {
    /// Its number.
    pub n: u64,
    /// What our clock said.
    pub at: Timestamp,
    /// How it lies outside.
    pub how: Outside,
}

/// What outside clocks say about facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactTimes {
    /// All of the facts, in boxes.
    pub boxes: Vec<BoxedFacts>,
    /// Facts that our clock dated wrong.
    pub clock: Vec<ClockFinding>,
}

/// A word of an outside clock with all that proves it.
pub(crate) struct KeptWord {
    word: OutsideWord,
    note: String,
    stamp: Option<TimeStamp>,
    fact: Option<StoredFact>,
}

/// What a beacon quotes.
pub(crate) struct Said {
    pub(crate) size: u64,
    note: String,
    /// The token, the authority's time, how far that may be off, and who it is.
    stamped: Option<(TimeStamp, Timestamp, i64, String)>,
}

/// What a beacon quotes; `None` if its body was disposed of.
#[expect(clippy::wildcard_enum_match_arm, reason = "only beacons are read here")]
pub(crate) fn said_by(fact: &StoredFact) -> Result<Option<Said>> {
    let Some(recorded) = crate::load::recorded(fact)? else { return Ok(None) };
    Ok(match recorded.event {
        Event::Beacon(beacon::Event::Cosigned { size, note, .. }) => {
            Some(Said { size, note, stamped: None })
        }
        Event::Beacon(beacon::Event::Stamped {
            size,
            note,
            token,
            certificates,
            stamped_at,
            accuracy_ms,
            authority,
            ..
        }) => {
            let accuracy = i64::try_from(accuracy_ms).unwrap_or(i64::MAX);
            let stamp = TimeStamp { token, certificates };
            Some(Said { size, note, stamped: Some((stamp, stamped_at, accuracy, authority)) })
        }
        _ => None,
    })
}

impl App {
    /// Boxes these facts, given by number and by the time our clock gave them.
    pub(crate) async fn time_of_facts(&self, facts: &[(u64, Timestamp)]) -> Result<FactTimes> {
        let numbers: BTreeSet<u64> = facts.iter().map(|(n, _)| *n).collect();
        let words = self.words_about(&numbers).await?;
        let time = OutsideTime::new(words.into_iter().map(|kept| kept.word));
        let mut times = FactTimes::default();
        for n in numbers {
            let found = time.box_of(n);
            let new = |time| BoxedFacts { first: n, last: n, facts: 1, time };
            match times.boxes.last_mut().filter(|known| known.time == found) {
                Some(known) => (known.last, known.facts) = (n, known.facts.saturating_add(1)),
                None => times.boxes.push(new(found)),
            }
        }
        let clock = facts.iter().filter_map(|(n, at)| {
            let how = time.box_of(*n).excludes(*at)?;
            Some(ClockFinding { n: *n, at: *at, how })
        });
        times.clock = clock.collect();
        times.clock.sort_by_key(|finding| finding.n);
        Ok(times)
    }

    /// The words that box these facts, each once: the last beacon and the last stamp before each,
    /// and the first head over it that was cosigned, and that was stamped.
    async fn words_about(&self, facts: &BTreeSet<u64>) -> Result<Vec<KeptWord>> {
        let mut words: Vec<KeptWord> = Vec::new();
        for kind in [COSIGNED, STAMPED] {
            let mut next = facts.last().copied();
            while let Some(n) = next {
                let found = self.store.last_fact_before(kind, n).await;
                let Some(fact) = found.map_err(fault("reading beacons"))? else { break };
                next = facts.range(..=fact.n).next_back().copied();
                words.extend(self.word_of(fact)?);
            }
        }
        for kind in [COSIGNED, STAMPED] {
            let mut next = facts.first().copied();
            while let Some(n) = next {
                let Some(over) = self.first_over(kind, n).await? else { break };
                next = facts.range(over.word.size..).next().copied();
                if !words.iter().any(|known| known.word == over.word) {
                    words.push(over);
                }
            }
        }
        Ok(words)
    }

    /// The words that box these facts, as a package carries them, against the head of that size.
    pub(crate) async fn time_lines(
        &self,
        facts: &BTreeSet<u64>,
        size: u64,
    ) -> Result<Vec<TimeLine>> {
        let mut lines = Vec::new();
        // What was seen later than that head cannot be proven against it.
        for kept in self.words_about(facts).await?.into_iter().filter(|kept| kept.word.size <= size)
        {
            let fact = kept.fact.filter(|fact| fact.n < size);
            if kept.stamp.is_some() && fact.is_none() {
                continue; // a stamp is nothing without the fact that binds it
            }
            let consistency = self.store.consistency_proof(kept.word.size, size).await;
            let consistency = consistency.map_err(fault("proving"))?;
            let line = TimeLine::new(&kept.note, &consistency, kept.stamp);
            lines.push(match fact {
                None => line,
                Some(fact) => {
                    let proof = self.store.inclusion_proof(fact.n, size).await;
                    line.bound_by(fact.n, &fact.leaf, &proof.map_err(fault("proving"))?)
                }
            });
        }
        Ok(lines)
    }

    /// The first head over a fact that a quorum cosigned, or that was stamped; where the former is
    /// far off, the first that a beacon quotes.
    async fn first_over(&self, kind: &str, n: u64) -> Result<Option<KeptWord>> {
        if kind == COSIGNED
            && let Some((size, note)) = self.first_cosigned_after(n).await?
        {
            let word = self.cosigned_word(size, &note, None);
            let (note, stamp, fact) = (note.to_string(), None, None);
            return Ok(word.map(|word| KeptWord { word, note, stamp, fact }));
        }
        // The beacon right after a fact may quote a head before it; the next one does not.
        let beacons = self.store.facts_of_kind_from(kind, n.saturating_add(1), 2).await;
        for fact in beacons.map_err(fault("reading beacons"))? {
            let over = self.word_of(fact)?.filter(|kept| kept.word.size > n);
            if over.is_some() {
                return Ok(over);
            }
        }
        Ok(None)
    }

    /// What a beacon says: witnesses by the policy as it is now, so that a head whose witnesses do not
    /// count any more says nothing; an authority as it was checked when it stamped.
    fn word_of(&self, fact: StoredFact) -> Result<Option<KeptWord>> {
        let Some(Said { size, note, stamped }) = said_by(&fact)? else { return Ok(None) };
        let (word, stamp) = match stamped {
            Some((stamp, at, accuracy, by)) => {
                let (not_before, not_after) = (at.plus_ms(-accuracy), at.plus_ms(accuracy));
                let word = OutsideWord { size, fact: Some(fact.n), not_before, not_after, by };
                (Some(word), Some(stamp))
            }
            None => {
                let read = SignedNote::parse(&note).map_err(fault("reading a beacon"))?;
                (self.cosigned_word(size, &read, Some(fact.n)), None)
            }
        };
        Ok(word.map(|word| KeptWord { word, note, stamp, fact: Some(fact) }))
    }

    fn cosigned_word(
        &self,
        size: u64,
        note: &SignedNote,
        fact: Option<u64>,
    ) -> Option<OutsideWord> {
        let policy = self.policy.as_ref()?;
        let time = policy.time_of(&policy.witnessed(note))?;
        let (not_before, not_after) = (instant(time.not_before), instant(time.not_after));
        Some(OutsideWord { size, fact, not_before, not_after, by: time.by.join("、") })
    }
}
