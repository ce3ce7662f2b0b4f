//! Between which outside clocks facts were written.

use std::collections::BTreeSet;

use archive::TimeLine;
use domain::{Event, beacon};
use ledger::{Outside, OutsideTime, OutsideWord, SignedNote, TimeBox};
use store::StoredFact;
use terms::Timestamp;

use super::{COSIGNED, instant};
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

/// A word of witnesses with all that proves it.
pub(crate) struct KeptWord {
    word: OutsideWord,
    note: String,
    fact: Option<StoredFact>,
}

/// Size of the head that a beacon quotes, and the text; `None` if its body was disposed of.
#[expect(clippy::wildcard_enum_match_arm, reason = "only beacons are read here")]
pub(crate) fn quoted_by(fact: &StoredFact) -> Result<Option<(u64, String)>> {
    let Some(recorded) = crate::load::recorded(fact)? else { return Ok(None) };
    Ok(match recorded.event {
        Event::Beacon(beacon::Event::Cosigned { size, note, .. }) => Some((size, note)),
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

    /// The words that box these facts, each once: the last beacon before each, and the first head
    /// over it.
    async fn words_about(&self, facts: &BTreeSet<u64>) -> Result<Vec<KeptWord>> {
        let mut words: Vec<KeptWord> = Vec::new();
        let mut next = facts.last().copied();
        while let Some(n) = next {
            let found = self.store.last_fact_before(COSIGNED, n).await;
            let Some(fact) = found.map_err(fault("reading beacons"))? else { break };
            next = facts.range(..=fact.n).next_back().copied();
            words.extend(self.word_of(fact)?);
        }
        let mut next = facts.first().copied();
        while let Some(n) = next {
            let Some(over) = self.first_over(n).await? else { break };
            next = facts.range(over.word.size..).next().copied();
            if !words.iter().any(|known| known.word == over.word) {
                words.push(over);
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
            let consistency = self.store.consistency_proof(kept.word.size, size).await;
            let consistency = consistency.map_err(fault("proving"))?;
            let line = TimeLine::new(&kept.note, &consistency);
            lines.push(match kept.fact.filter(|fact| fact.n < size) {
                None => line,
                Some(fact) => {
                    let proof = self.store.inclusion_proof(fact.n, size).await;
                    line.bound_by(fact.n, &fact.leaf, &proof.map_err(fault("proving"))?)
                }
            });
        }
        Ok(lines)
    }

    /// The first head over a fact that a quorum cosigned; where that is far off, the first that a
    /// beacon quotes.
    async fn first_over(&self, n: u64) -> Result<Option<KeptWord>> {
        if let Some((size, note)) = self.first_cosigned_after(n).await? {
            let word = self.cosigned_word(size, &note, None);
            return Ok(word.map(|word| KeptWord { word, note: note.to_string(), fact: None }));
        }
        // The beacon right after a fact may quote a head before it; the next one does not.
        let beacons = self.store.facts_of_kind_from(COSIGNED, n.saturating_add(1), 2).await;
        for fact in beacons.map_err(fault("reading beacons"))? {
            let over = self.word_of(fact)?.filter(|kept| kept.word.size > n);
            if over.is_some() {
                return Ok(over);
            }
        }
        Ok(None)
    }

    /// What a beacon says by the policy as it is now; a head whose witnesses do not count any more
    /// says nothing.
    fn word_of(&self, fact: StoredFact) -> Result<Option<KeptWord>> {
        let Some((size, text)) = quoted_by(&fact)? else { return Ok(None) };
        let note = SignedNote::parse(&text).map_err(fault("reading a beacon"))?;
        let word = self.cosigned_word(size, &note, Some(fact.n));
        Ok(word.map(|word| KeptWord { word, note: text, fact: Some(fact) }))
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
