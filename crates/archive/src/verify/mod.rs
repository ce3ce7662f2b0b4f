//! Verifies a package, each byte read once: bytes, manifests, facts, proofs, signatures.
//!
//! The input is hostile until proven otherwise: nothing is unpacked, everything has a limit, and
//! what is kept in memory grows with the number of files and facts, not with their bytes.

mod facts;
mod fixity;
mod intake;
mod later;
mod member;
mod stamps;
mod times;
mod trust;

use std::io::{Read, Seek};

use ledger::Policy;

use crate::layout::{
    CONTENTS, FACTS, PAYLOAD, REQUIRED, SM3_CHECKPOINT, SM3_FILES, TIMES, must_be_bound,
};
use crate::report::{DefectCode, Findings, Report};

pub(crate) use facts::Lines;
pub use facts::MAX_FACTS;
pub use member::MAX_MANIFEST_BYTES;
pub use times::MAX_TIME_LINES;
pub(crate) use times::box_facts;
pub(crate) use trust::{HeadOf, Heads, SHA256_HEAD, SM3_HEAD, Trust, demands_sm3, trust};

/// Verifies a package, read from its beginning, long members several at a time.
///
/// `trusted` is the verifier's own policy. Without one, the log's key is taken from the package
/// with a warning, and the verdict is at best [`Verdict::NotWitnessed`](crate::Verdict).
#[must_use]
pub fn verify(reader: impl Read + Seek, trusted: Option<&Policy>) -> Report {
    let mut findings = Findings::default();
    let taken = intake::take(reader, &mut findings);
    fixity::check(&taken, &mut findings);
    let heads = heads(&taken, trusted, &mut findings);
    if let Some(facts) = &taken.facts {
        facts.check(&mut findings);
        if let Some(proofs) = &taken.proofs {
            facts.check_sha256(proofs, heads.sha256.checkpoint.as_ref(), &mut findings);
        }
        if let Some(proofs) = &taken.sm3_proofs {
            facts.check_sm3(proofs, heads.sm3.checkpoint.as_ref(), &mut findings);
        }
        check_bindings(&taken, facts, &mut findings);
    }
    let dated = taken.facts.as_ref().map(facts::Facts::dated).unwrap_or_default();
    let times = {
        let lines = taken.times.iter().flat_map(times::TimeLines::iter);
        times::box_facts(TIMES, lines, &dated, &heads.sha256, trusted, &mut findings)
    };
    let complete = taken.facts.is_some()
        && taken.proofs.is_some()
        && heads.sha256.checkpoint.is_some()
        && (!heads.sm3.demanded || taken.sm3_proofs.is_some());
    let verdict = findings.verdict(heads.are_witnessed() && complete);
    let (defects, more_defects, warnings) = findings.into_parts();
    Report {
        verdict,
        package: taken.package.clone(),
        defects,
        more_defects,
        warnings,
        proven: Vec::new(),
        log: heads.sha256.head(),
        sm3: heads.sm3.head(),
        witnesses: heads.into_witnesses(),
        times,
        facts: taken.facts.as_ref().map_or(0, facts::Facts::count),
        files: taken.files,
        bytes: taken.bytes,
    }
}

/// The heads of both trees. The SM3 tree's three files come together, or not at all unless the
/// policy wants them.
fn heads(taken: &intake::Taken, trusted: Option<&Policy>, findings: &mut Findings) -> Heads {
    let mut heads = Heads::default();
    if let Some(note) = taken.checkpoint() {
        heads.sha256 = trust(note, SHA256_HEAD, taken.log_key(), trusted, findings);
    }
    let is_there = |path: &&str| taken.members.contains_key(*path);
    let wanted = demands_sm3(taken.checkpoint(), trusted) || SM3_FILES.iter().any(is_there);
    if wanted && !taken.broken_off {
        for path in SM3_FILES.iter().filter(|path| !is_there(path)) {
            findings.defect(DefectCode::MemberMissing, path, "缺少 SM3 树的这个文件。");
        }
    }
    if let Some(note) = taken.sm3_checkpoint() {
        heads.sm3 = trust(note, SM3_HEAD, taken.sm3_log_key(), trusted, findings);
    }
    heads.compare(SM3_CHECKPOINT, findings);
    heads
}

fn is_of_the_format(path: &str) -> bool {
    REQUIRED.contains(&path) || SM3_FILES.contains(&path) || path == TIMES
}

/// Every document and recording must be named by a fact.
fn check_bindings(taken: &intake::Taken, facts: &facts::Facts, findings: &mut Findings) {
    let mut elsewhere = 0_u64;
    for (path, digests) in &taken.members {
        let Some(digests) = digests else { continue };
        if must_be_bound(path) {
            if !facts.bind(digests) {
                // Facts that were altered may have named it.
                let file = findings.blame(&[path, FACTS]);
                let what = format!("没有任何事实记载 {path} 的摘要,无法证明它属于本案。");
                findings.defect(DefectCode::NotInFacts, file, what);
            }
        } else if path == CONTENTS {
            if !facts.bind(digests) {
                findings.warn("案卷目录 contents.json 没有被事实绑定,只受清单保护。");
            }
        } else if path.starts_with(PAYLOAD) && !is_of_the_format(path) {
            elsewhere += 1;
        }
    }
    if elsewhere > 0 {
        findings.warn(format!("另有 {elsewhere} 个文件不在文书和录像目录内,只受清单保护。"));
    }
}
