//! One file on its own: the fact that binds it, and the proof that the fact is in the log.

use std::io::{self, Read};

use ledger::{
    ParsedLeaf, Policy, Sha256Tree, Sm3Tree, TreeHash, hash_from_base64, hash_to_base64,
    verify_inclusion,
};
use serde::{Deserialize, Serialize};
use terms::{Digests, Timestamp};

use crate::digest::digests_of_reader;
use crate::layout::SM3_CHECKPOINT;
use crate::line::TimeLine;
use crate::report::{DefectCode, Findings, Report, Times};
use crate::verify::{Heads, SHA256_HEAD, SM3_HEAD, Trust, box_facts, demands_sm3, trust};

/// Longest proof file, in bytes.
pub const MAX_PROOF_BYTES: usize = 1024 * 1024;

/// Names used for the two inputs in defects.
pub(crate) const FILE: &str = "被核验文件";
pub(crate) const PROOF: &str = "证明文件";

/// The text is not a proof file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a proof file: {0}")]
pub struct OriginalProofError(String);

/// A proof file: the answer of the trail's proof endpoint. Other members are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalProof {
    /// Index of the fact in the log, from 0.
    pub n: u64,
    /// The stored leaf, exactly.
    pub leaf: String,
    /// Inclusion proof: base64 of each hash, from the leaf's sibling up.
    pub hashes: Vec<String>,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The key claimed for the log; used, with a warning, if the verifier brings no policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_vkey: Option<String>,
    /// The leaf's hash in base64 or hexadecimal, for people to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf_hash: Option<String>,
    /// Leaves in the log, for people to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree_size: Option<u64>,
    /// The root in base64 or hexadecimal, for people to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// The same in the SM3 tree; proof files made before that tree was signed have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sm3: Option<Sm3Part>,
    /// Words of outside clocks, as lines of `times.jsonl`, against this proof's checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Vec<TimeLine>>,
}

/// What a proof file says of the SM3 tree over the same leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sm3Part {
    /// Inclusion proof in that tree, base64.
    pub hashes: Vec<String>,
    /// Its checkpoint, signed with SM2.
    pub checkpoint: String,
    /// Its key as the log claims it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_vkey: Option<String>,
    /// Leaves in it, for people to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree_size: Option<u64>,
    /// Its root in base64 or hexadecimal, for people to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
}

impl OriginalProof {
    /// Reads a proof file.
    ///
    /// # Errors
    /// [`OriginalProofError`] if it is too long or not such a JSON object.
    pub fn parse(text: &str) -> Result<Self, OriginalProofError> {
        if text.len() > MAX_PROOF_BYTES {
            return Err(OriginalProofError("too long".to_owned()));
        }
        if !text.trim_ascii_start().starts_with('{') {
            return Err(OriginalProofError("not an object".to_owned()));
        }
        let read: Self =
            serde_json::from_str(text).map_err(|cause| OriginalProofError(cause.to_string()))?;
        if read.times.iter().flatten().any(|line| line.fact().is_err()) || has_list_for_word(text) {
            return Err(OriginalProofError("not a word of an outside clock".to_owned()));
        }
        Ok(read)
    }
}

/// A list of the same values is no word, though it reads as one.
fn has_list_for_word(text: &str) -> bool {
    let read: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let times = read.as_ref().and_then(|read| read.get("times")?.as_array());
    times.is_some_and(|times| times.iter().any(|one| !one.is_object()))
}

/// Checks that the log has a fact that binds exactly these bytes.
///
/// Reads the file once. Without `trusted` the key is the proof's own claim, with a warning.
///
/// # Errors
/// Those of the reader.
pub fn verify_original(
    reader: impl Read,
    proof: &OriginalProof,
    trusted: Option<&Policy>,
) -> io::Result<Report> {
    let digests = digests_of_reader(reader)?;
    let mut findings = Findings::default();
    let heads = heads_of(proof, trusted, &mut findings);
    check_leaf(proof, &digests, &mut findings);
    check_inclusion(proof, &heads, &mut findings);
    let times = times_of(proof, &heads.sha256, trusted, &mut findings);
    let verdict = findings.verdict(heads.are_witnessed());
    let (defects, more_defects, warnings) = findings.into_parts();
    Ok(Report {
        verdict,
        package: None,
        defects,
        more_defects,
        warnings,
        proven: Vec::new(),
        log: heads.sha256.head(),
        sm3: heads.sm3.head(),
        witnesses: heads.into_witnesses(),
        times,
        facts: 1,
        files: 1,
        bytes: digests.size_bytes,
    })
}

/// What the proof's checkpoints are worth.
pub(crate) fn heads_of(
    proof: &OriginalProof,
    trusted: Option<&Policy>,
    findings: &mut Findings,
) -> Heads {
    let line = |key: &Option<String>| key.as_ref().map(|key| format!("{}\n", key.trim_end()));
    let claimed = line(&proof.log_vkey);
    if claimed.is_none() && trusted.is_none() {
        findings.defect(
            DefectCode::MemberMissing,
            PROOF,
            "没有日志公钥:请用 --policy 提供信任策略。",
        );
    }
    let sha256 = trust(&proof.checkpoint, SHA256_HEAD, claimed.as_deref(), trusted, findings);
    let sm3 = match &proof.sm3 {
        Some(part) => {
            let claimed = line(&part.log_vkey);
            trust(&part.checkpoint, SM3_HEAD, claimed.as_deref(), trusted, findings)
        }
        None if demands_sm3(Some(&proof.checkpoint), trusted) => {
            let what = "信任策略要求 SM3 树的证明,证明文件里没有。";
            findings.defect(DefectCode::MemberMissing, PROOF, what);
            Trust::default()
        }
        None => Trust::default(),
    };
    let heads = Heads { sha256, sm3 };
    heads.compare(SM3_CHECKPOINT, findings);
    heads
}

/// Between which outside clocks the fact was logged; `None` where the proof brings no such word.
pub(crate) fn times_of(
    proof: &OriginalProof,
    trust: &Trust,
    trusted: Option<&Policy>,
    findings: &mut Findings,
) -> Option<Times> {
    let lines = proof.times.as_ref()?.iter();
    let leaf = ParsedLeaf::parse(&proof.leaf).ok();
    let at = leaf.and_then(|leaf| leaf.get_int("at")).map(Timestamp::from_ms);
    box_facts(PROOF, (1..).zip(lines), &[(proof.n, at)], trust, trusted, findings)
}

fn check_leaf(proof: &OriginalProof, digests: &Digests, findings: &mut Findings) {
    let Ok(leaf) = ParsedLeaf::parse(&proof.leaf) else {
        findings.defect(DefectCode::Form, PROOF, "证明中的叶不合格式。");
        return;
    };
    if leaf.get_count("n") != Some(proof.n) {
        findings.defect(DefectCode::FactDisagrees, PROOF, "证明的序号与叶不一致。");
    }
    if leaf.get_digest("sha256").is_none() {
        findings.defect(DefectCode::NotInFacts, PROOF, "这条事实没有记载任何文件的摘要。");
        return;
    }
    if !leaf.bound_bytes().is_some_and(|bytes| bytes.are(digests)) {
        let what = "文件内容与事实记载的摘要不一致:不是当时存证的那个文件,或已被改动。";
        findings.defect(DefectCode::MemberAltered, FILE, what);
    }
}

/// Whether the proofs lead from the leaf to the checkpoints whose signatures hold.
pub(crate) fn check_inclusion(
    proof: &OriginalProof,
    heads: &Heads,
    findings: &mut Findings,
) -> bool {
    let one = Path {
        n: proof.n,
        leaf: &proof.leaf,
        hashes: &proof.hashes,
        leaf_hash: proof.leaf_hash.as_ref(),
        tree_size: proof.tree_size,
        root: proof.root.as_ref(),
    };
    let included = one.check::<Sha256Tree>(&heads.sha256, findings);
    let Some(part) = &proof.sm3 else { return included };
    let other = Path {
        hashes: &part.hashes,
        leaf_hash: None,
        tree_size: part.tree_size,
        root: part.root.as_ref(),
        ..one
    };
    let is_in_other = other.check::<Sm3Tree>(&heads.sm3, findings);
    match (heads.sha256.demanded, heads.sm3.demanded) {
        (true | false, false) => included,
        (false, true) => is_in_other,
        (true, true) => included && is_in_other,
    }
}

/// One inclusion proof, and what stands beside it for people.
#[derive(Clone, Copy)]
struct Path<'a> {
    n: u64,
    leaf: &'a str,
    hashes: &'a [String],
    leaf_hash: Option<&'a String>,
    tree_size: Option<u64>,
    root: Option<&'a String>,
}

impl Path<'_> {
    fn check<H: TreeHash>(&self, trust: &Trust, findings: &mut Findings) -> bool {
        let leaf_hash = H::leaf_hash(self.leaf.as_bytes());
        let hashes: Result<Vec<_>, _> =
            self.hashes.iter().map(|hash| hash_from_base64(hash)).collect();
        let Ok(hashes) = hashes else {
            findings.defect(DefectCode::Form, PROOF, "存在性证明不合格式。");
            return false;
        };
        let Some(checkpoint) = &trust.checkpoint else { return false };
        let (size, root) = (checkpoint.size, &checkpoint.root);
        let included = verify_inclusion::<H>(self.n, size, &leaf_hash, &hashes, root).is_ok();
        if !included {
            findings.defect(DefectCode::ProofWrong, PROOF, "这条事实不在检查点所签的日志中。");
        }
        let stated = |text: Option<&String>, hash| {
            let is_it = |text: &String| *text == hash_to_base64(hash) || *text == hex::encode(hash);
            text.is_none_or(is_it)
        };
        let repeated = stated(self.leaf_hash, &leaf_hash)
            && stated(self.root, root)
            && self.tree_size.is_none_or(|tree_size| tree_size == size);
        if !repeated {
            let what = "证明中供人核对的哈希或日志大小与检查点不一致。";
            findings.defect(DefectCode::FactDisagrees, PROOF, what);
        }
        included
    }
}
