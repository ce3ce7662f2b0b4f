//! Facts and their proofs: read line by line, checked when all is there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ledger::{
    BoundBytes, Checkpoint, Hash, ParsedLeaf, Sha256Tree, Sm3Tree, TreeHash, commit,
    verify_inclusion,
};
use terms::{Digest, Digests, Timestamp};

use crate::layout::{CHECKPOINT, FACTS, LOG_KEY, PROOFS, SM3_CHECKPOINT, SM3_LOG_KEY, SM3_PROOFS};
use crate::line::{FactLine, ProofLine, read_line};
use crate::report::{DefectCode, Findings};

/// Most facts in a package. A case has hundreds; the limit bounds a verifier's memory.
pub const MAX_FACTS: usize = 50_000;

/// What is kept of each fact.
struct Fact {
    n: u64,
    leaf_hash: Hash,
    sm3_leaf_hash: Hash,
    /// When the server's clock says it was written.
    at: Option<Timestamp>,
}

/// Where the parts of one tree stand in a package.
struct TreeFiles {
    proofs: &'static str,
    checkpoint: &'static str,
    key: &'static str,
}

const SHA256: TreeFiles = TreeFiles { proofs: PROOFS, checkpoint: CHECKPOINT, key: LOG_KEY };
const SM3: TreeFiles =
    TreeFiles { proofs: SM3_PROOFS, checkpoint: SM3_CHECKPOINT, key: SM3_LOG_KEY };

/// What is checked of every fact by itself, and of its stream.
#[derive(Default)]
pub(crate) struct Lines {
    /// Version read last, by stream.
    versions: HashMap<String, u64>,
    without_body: u64,
}

impl Lines {
    /// Checks a fact against its leaf; `place` is named in defects.
    pub(crate) fn check(
        &mut self,
        fact: &FactLine,
        leaf: &ParsedLeaf,
        place: &str,
        findings: &mut Findings,
    ) {
        // What stands beside the leaf must repeat what stands in it.
        let same = leaf.get_count("n") == Some(fact.n)
            && leaf.get_text("stream") == Some(fact.stream.as_str())
            && leaf.get_count("sv") == Some(fact.version);
        if !same {
            let what = format!("事实 {} 的序号、所属流或版本与它的叶不一致。", fact.n);
            findings.defect(DefectCode::FactDisagrees, place, what);
        }
        self.stream(leaf, place, findings);
        self.body(fact, leaf, place, findings);
    }

    /// A stream begins with version 1 and leaves none out.
    pub(crate) fn stream(&mut self, leaf: &ParsedLeaf, place: &str, findings: &mut Findings) {
        let (Some(stream), Some(version)) = (leaf.get_text("stream"), leaf.get_count("sv")) else {
            return;
        };
        let last = match self.versions.get_mut(stream) {
            Some(known) => std::mem::replace(known, version),
            None => self.versions.insert(stream.to_owned(), version).unwrap_or(0),
        };
        if last.checked_add(1) != Some(version) {
            let what = format!("流 {stream} 的第 {last} 版之后是第 {version} 版,次序不连续。");
            findings.defect(DefectCode::StreamGap, place, what);
        }
    }

    fn body(&mut self, fact: &FactLine, leaf: &ParsedLeaf, place: &str, findings: &mut Findings) {
        let holds = match (leaf.get_commit("body"), fact.opening()) {
            (Some(commitment), Ok(Some((salt, body)))) => {
                commit(&salt, body.as_bytes()) == commitment
            }
            (Some(_), Ok(None)) => {
                self.without_body += 1;
                true
            }
            (None, Ok(None)) => true,
            (None, Ok(Some(_))) | (_, Err(())) => false,
        };
        if !holds {
            let what = format!("事实 {} 的正文与叶中的承诺值不符,正文已被改动。", fact.n);
            findings.defect(DefectCode::BodyAltered, place, what);
        }
    }

    pub(crate) fn warn_of_bodies(&self, findings: &mut Findings) {
        if self.without_body > 0 {
            let what =
                format!("{} 条事实不含正文(可能已依法销毁);其叶仍可验证。", self.without_body);
            findings.warn(what);
        }
    }

    pub(crate) fn streams(&self) -> usize {
        self.versions.len()
    }
}

/// The facts of a package.
#[derive(Default)]
pub(crate) struct Facts {
    facts: Vec<Fact>,
    count: u64,
    lines: Lines,
    bindings: BTreeMap<Digest, Vec<BoundBytes>>,
    /// Cases that leaves name.
    cases: BTreeSet<String>,
}

impl Facts {
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The index of each, and when the server's clock says it was written.
    pub(super) fn dated(&self) -> Vec<(u64, Option<Timestamp>)> {
        self.facts.iter().map(|fact| (fact.n, fact.at)).collect()
    }

    /// Takes one line of `facts.jsonl`.
    pub(super) fn line(&mut self, number: u64, line: &[u8], findings: &mut Findings) {
        self.count = number;
        if self.facts.len() >= MAX_FACTS {
            findings.defect(DefectCode::TarForm, FACTS, "事实条数超过格式允许的上限。");
            return;
        }
        let Some(fact) = read_line::<FactLine>(line) else {
            findings.defect(DefectCode::Form, FACTS, format!("第 {number} 行不是一条事实。"));
            return;
        };
        let n = fact.n;
        if self.facts.last().is_some_and(|last| last.n >= n) {
            findings.defect(DefectCode::FactOrder, FACTS, format!("事实 {n} 的次序颠倒或重复。"));
        }
        let leaf_hash = Sha256Tree::leaf_hash(fact.leaf.as_bytes());
        let sm3_leaf_hash = Sm3Tree::leaf_hash(fact.leaf.as_bytes());
        let leaf = ParsedLeaf::parse(&fact.leaf);
        let at = leaf.as_ref().ok().and_then(|leaf| leaf.get_int("at")).map(Timestamp::from_ms);
        self.facts.push(Fact { n, leaf_hash, sm3_leaf_hash, at });
        let Ok(leaf) = leaf else {
            findings.defect(DefectCode::Form, FACTS, format!("事实 {n} 的叶不合格式。"));
            return;
        };
        self.lines.check(&fact, &leaf, FACTS, findings);
        if let Some(case) = leaf.get_text("case") {
            self.cases.insert(case.to_owned());
        }
        if let Some(bound) = leaf.bound_bytes() {
            self.bindings.entry(bound.sha256).or_default().push(bound);
        }
    }

    /// Whether a fact names exactly these bytes.
    pub(crate) fn bind(&self, digests: &Digests) -> bool {
        let bound = self.bindings.get(&digests.sha256);
        bound.is_some_and(|bound| bound.iter().any(|bytes| bytes.are(digests)))
    }

    /// What can be said of all of them together.
    pub(super) fn check(&self, findings: &mut Findings) {
        if self.count == 0 {
            findings.defect(DefectCode::ProofMissing, FACTS, "包内没有任何事实。");
        }
        self.lines.warn_of_bodies(findings);
        if self.cases.len() > 1 {
            findings.warn(format!("事实涉及 {} 个案件标识。", self.cases.len()));
        }
    }

    /// Every fact must be proven against the checkpoint, and every proof must be a fact's.
    pub(super) fn check_sha256(
        &self,
        proofs: &Proofs,
        head: Option<&Checkpoint>,
        to: &mut Findings,
    ) {
        self.check_tree::<Sha256Tree>(&SHA256, |fact| &fact.leaf_hash, proofs, head, to);
    }

    /// The same in the SM3 tree.
    pub(super) fn check_sm3(&self, proofs: &Proofs, head: Option<&Checkpoint>, to: &mut Findings) {
        self.check_tree::<Sm3Tree>(&SM3, |fact| &fact.sm3_leaf_hash, proofs, head, to);
    }

    fn check_tree<H: TreeHash>(
        &self,
        files: &TreeFiles,
        hash_of: fn(&Fact) -> &Hash,
        proofs: &Proofs,
        checkpoint: Option<&Checkpoint>,
        findings: &mut Findings,
    ) {
        // Facts may be out of order, which a defect has told; that accuses no proof.
        let known: BTreeSet<u64> = self.facts.iter().map(|fact| fact.n).collect();
        for n in proofs.proofs.keys().filter(|n| !known.contains(n)) {
            let file = findings.blame(&[files.proofs, FACTS]);
            findings.defect(DefectCode::ProofWrong, file, format!("证明 {n} 没有对应的事实。"));
        }
        for fact in &self.facts {
            let Some(proof) = proofs.proofs.get(&fact.n) else {
                let file = findings.blame(&[files.proofs, FACTS]);
                let what = format!("事实 {} 没有存在性证明。", fact.n);
                findings.defect(DefectCode::ProofMissing, file, what);
                continue;
            };
            let Some(checkpoint) = checkpoint else { continue };
            let (size, root) = (checkpoint.size, &checkpoint.root);
            if verify_inclusion::<H>(fact.n, size, hash_of(fact), proof, root).is_err() {
                let file = findings.blame(&[FACTS, files.proofs, files.checkpoint, files.key]);
                let what = format!("事实 {} 不在检查点所签的日志中。", fact.n);
                findings.defect(DefectCode::ProofWrong, file, what);
            }
        }
    }
}

/// The inclusion proofs of a package in one tree, by index.
pub(crate) struct Proofs {
    place: &'static str,
    proofs: BTreeMap<u64, Vec<Hash>>,
}

impl Proofs {
    /// None yet; `place` is the file they come from.
    pub(super) const fn new(place: &'static str) -> Self {
        Self { place, proofs: BTreeMap::new() }
    }

    /// Takes one line of `proofs.jsonl`.
    pub(super) fn line(&mut self, number: u64, line: &[u8], findings: &mut Findings) {
        if self.proofs.len() >= MAX_FACTS {
            findings.defect(DefectCode::TarForm, self.place, "证明条数超过格式允许的上限。");
            return;
        }
        let read = read_line::<ProofLine>(line);
        let hashes = read.as_ref().and_then(ProofLine::hashes);
        let Some((n, hashes)) = read.map(|read| read.n).zip(hashes) else {
            findings.defect(DefectCode::Form, self.place, format!("第 {number} 行不是一条证明。"));
            return;
        };
        // What is too long is not kept: the limit on lines alone would allow gigabytes.
        let too_long = hashes.len() > ledger::MAX_PROOF_HASHES;
        if too_long || self.proofs.insert(n, hashes).is_some() {
            findings.defect(DefectCode::Form, self.place, format!("证明 {n} 重复或过长。"));
        }
    }
}
