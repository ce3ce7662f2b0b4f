//! Between which outside clocks the facts were logged (`docs/formats/time.md`).

use ledger::{
    Checkpoint, OutsideTime, OutsideWord, ParsedLeaf, Policy, Sha256Tree, SignedNote,
    TreeHash as _, Witnessed, hash_from_base64, open_checkpoint, verify_consistency,
    verify_inclusion,
};
use terms::Timestamp;

use super::stamps::{NotCounted, Told, told};
use super::trust::{Trust, from_seconds};
use crate::digest::digests_of;
use crate::layout::TIMES;
use crate::line::{TimeFact, TimeLine, read_line};
use crate::report::{BoundSeen, DefectCode, Findings, TimeBoxSeen, Times};

/// Most words in a package: an hour each, for more than a year of work on one case.
pub const MAX_TIME_LINES: usize = 10_000;
/// Facts with a wrong time that are named one by one.
const MAX_NAMED: usize = 10;

/// What the package brings of outside clocks.
#[derive(Default)]
pub(crate) struct TimeLines {
    lines: Vec<(u64, TimeLine)>,
}

impl TimeLines {
    /// Takes one line of `times.jsonl`.
    pub(super) fn line(&mut self, number: u64, line: &[u8], findings: &mut Findings) {
        if self.lines.len() >= MAX_TIME_LINES {
            findings.defect(DefectCode::TarForm, TIMES, "外部时间条数超过格式允许的上限。");
            return;
        }
        match read_line::<TimeLine>(line).filter(|read| read.fact().is_ok()) {
            Some(read) => self.lines.push((number, read)),
            None => {
                let what = format!("第 {number} 行不是一条外部时间。");
                findings.defect(DefectCode::Form, TIMES, what);
            }
        }
    }

    /// The lines with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &TimeLine)> {
        self.lines.iter().map(|(number, line)| (*number, line))
    }
}

/// Boxes the facts (index, and what the server's clock said) by the clocks that the policy trusts.
/// Defects name the `place` that the lines are from.
pub(crate) fn box_facts<'a>(
    place: &str,
    lines: impl Iterator<Item = (u64, &'a TimeLine)>,
    facts: &[(u64, Option<Timestamp>)],
    trust: &Trust,
    policy: Option<&Policy>,
    findings: &mut Findings,
) -> Option<Times> {
    let (checkpoint, key) = trust.checkpoint.as_ref().zip(trust.key.as_ref())?;
    let mut words = Vec::new();
    words.extend(
        policy
            .zip(trust.witnessed_by.as_ref())
            .and_then(|(policy, witnessed)| word(policy, witnessed, checkpoint.size, None)),
    );
    let mut not_counted = NotCounted::default();
    for (number, line) in lines {
        let Ok((head, note)) = open_checkpoint(&line.note, key) else {
            let what = format!("第 {number} 行的检查点不是这个日志签的。");
            findings.defect(DefectCode::Signature, place, what);
            continue;
        };
        let beacon = Beacon { place, number, line, head: &head };
        if beacon.is_of(checkpoint, findings) {
            words.extend(beacon.word(&note, policy, findings));
            words.extend(beacon.stamped(policy, &mut not_counted, findings));
        }
    }
    not_counted.tell(findings);
    let time = OutsideTime::new(words);
    for found in time.contradictions() {
        let what = format!(
            "信标 {} 载有 {}({}),而包含它的前 {} 条在 {} 就有人见过({}):两个时间不可能都对。",
            found.beacon,
            found.said.at.to_china_rfc3339(),
            found.said.by,
            found.size,
            found.cover.at.to_china_rfc3339(),
            found.cover.by
        );
        findings.defect(DefectCode::TimeContradicts, place, what);
    }
    Some(boxes(&time, facts, findings))
}

/// What witnesses' clocks say of a head, if they are enough.
fn word(
    policy: &Policy,
    witnessed: &Witnessed,
    size: u64,
    fact: Option<u64>,
) -> Option<OutsideWord> {
    let time = policy.time_of(witnessed)?;
    let (not_before, not_after) = (from_seconds(time.not_before), from_seconds(time.not_after));
    Some(OutsideWord { size, fact, not_before, not_after, by: time.by.join("、") })
}

/// One line, and the head that its note signs.
struct Beacon<'a> {
    place: &'a str,
    number: u64,
    line: &'a TimeLine,
    head: &'a Checkpoint,
}

impl Beacon<'_> {
    fn fact(&self) -> Option<TimeFact<'_>> {
        self.line.fact().ok().flatten()
    }

    /// Whether head and fact are of the tree that the package's checkpoint signs.
    fn is_of(&self, checkpoint: &Checkpoint, findings: &mut Findings) -> bool {
        let (head, number) = (self.head, self.number);
        let hashes = |texts: &[String]| -> Option<Vec<_>> {
            texts.iter().map(|text| hash_from_base64(text).ok()).collect()
        };
        let holds = hashes(&self.line.consistency).is_some_and(|proof| {
            let (sizes, roots) = ((head.size, checkpoint.size), (&head.root, &checkpoint.root));
            verify_consistency::<Sha256Tree>(sizes.0, sizes.1, roots.0, roots.1, &proof).is_ok()
        });
        if !holds {
            let what = format!("第 {number} 行的检查点({} 条)不是这个日志在该处的树。", head.size);
            findings.defect(DefectCode::ProofWrong, self.place, what);
            return false;
        }
        let Some(fact) = self.fact() else { return true };
        let leaf_hash = Sha256Tree::leaf_hash(fact.leaf.as_bytes());
        let included = hashes(fact.proof).is_some_and(|proof| {
            let (size, root) = (checkpoint.size, &checkpoint.root);
            verify_inclusion::<Sha256Tree>(fact.n, size, &leaf_hash, &proof, root).is_ok()
        });
        if !included {
            let what = format!("信标 {} 不在检查点所签的日志中。", fact.n);
            findings.defect(DefectCode::ProofWrong, self.place, what);
            return false;
        }
        self.binds(&fact, findings)
    }

    /// The leaf says its index, and binds exactly what was said: the note, or the token over it. That
    /// the head does not hold the leaf follows: its root would be part of itself.
    fn binds(&self, fact: &TimeFact<'_>, findings: &mut Findings) -> bool {
        let leaf = ParsedLeaf::parse(fact.leaf).ok();
        let said = match &self.line.stamp {
            None => Some(self.line.note.as_bytes().to_vec()),
            Some(stamp) => stamp.token(),
        };
        let binds = leaf.zip(said).is_some_and(|(leaf, said)| {
            leaf.get_count("n") == Some(fact.n)
                && leaf.bound_bytes().is_some_and(|bytes| bytes.are(&digests_of(&said)))
        });
        if !binds {
            let what = format!("信标 {} 与它所附的检查点或时间戳不符。", fact.n);
            findings.defect(DefectCode::FactDisagrees, self.place, what);
            return false;
        }
        true
    }

    /// What the witnesses under the note say; under a stamped one the stamp speaks.
    fn word(
        &self,
        note: &SignedNote,
        policy: Option<&Policy>,
        findings: &mut Findings,
    ) -> Option<OutsideWord> {
        let policy = policy?;
        let witnessed = policy.witnessed(note);
        for name in &witnessed.wrong {
            let what = format!("第 {} 行里见证方 {name} 名下的签名不正确。", self.number);
            findings.defect(DefectCode::Signature, self.place, what);
        }
        if self.line.stamp.is_some() {
            return None;
        }
        word(policy, &witnessed, self.head.size, self.fact().map(|fact| fact.n))
    }

    /// What an authority says, if the policy names it.
    fn stamped(
        &self,
        policy: Option<&Policy>,
        not_counted: &mut NotCounted,
        findings: &mut Findings,
    ) -> Option<OutsideWord> {
        let stamp = self.line.stamp.as_ref()?;
        match told(stamp, &self.line.note, policy) {
            Told::Counted { at, accuracy_ms, by } => {
                let accuracy = i64::try_from(accuracy_ms).unwrap_or(i64::MAX);
                let (not_before, not_after) = (at.plus_ms(-accuracy), at.plus_ms(accuracy));
                let (size, fact) = (self.head.size, self.fact().map(|fact| fact.n));
                Some(OutsideWord { size, fact, not_before, not_after, by })
            }
            Told::NotCounted(why) => {
                not_counted.add(why);
                None
            }
            Told::Wrong(why) => {
                let what = format!("第 {} 行的时间戳不正确:{why}。", self.number);
                findings.defect(DefectCode::StampWrong, self.place, what);
                None
            }
        }
    }
}

fn boxes(time: &OutsideTime, facts: &[(u64, Option<Timestamp>)], findings: &mut Findings) -> Times {
    let mut times = Times::default();
    let mut wrong = Vec::new();
    for (n, at) in facts {
        let found = time.box_of(*n);
        if at.is_some_and(|at| found.excludes(at).is_some()) {
            wrong.push(*n);
        }
        let seen = |bound: &ledger::Bound| BoundSeen { at: bound.at, by: bound.by.clone() };
        let not_before = found.not_before.as_ref().map(seen);
        let not_after = found.not_after.as_ref().map(seen);
        let unboxed = not_before.is_none() || not_after.is_none();
        times.not_boxed = times.not_boxed.saturating_add(u64::from(unboxed));
        let known = times.boxes.last_mut();
        match known.filter(|one| one.not_before == not_before && one.not_after == not_after) {
            Some(one) => (one.last, one.facts) = (*n, one.facts.saturating_add(1)),
            None => times.boxes.push(TimeBoxSeen {
                first: *n,
                last: *n,
                facts: 1,
                not_before,
                not_after,
            }),
        }
    }
    if times.not_boxed > 0 {
        let what = format!(
            "{} 条事实没有被外部时钟从前后两面框定,这些事实的写入时间只有服务器自己的说法。",
            times.not_boxed
        );
        findings.warn(what);
    }
    if !wrong.is_empty() {
        let named: Vec<String> = wrong.iter().take(MAX_NAMED).map(u64::to_string).collect();
        let more = if wrong.len() > MAX_NAMED { "等" } else { "" };
        let what = format!(
            "服务器时钟不准:事实 {}{more} 共 {} 条自称的写入时间在外部时钟框定的范围之外,以外部时间为准。",
            named.join("、"),
            wrong.len()
        );
        findings.warn(what);
    }
    times.wrong_clock = wrong;
    times
}
