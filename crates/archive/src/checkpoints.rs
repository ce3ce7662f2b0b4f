//! Two heads of one log, kept at two times: one history or two.

use ledger::{
    AddCheckpoint, Checkpoint, Hash, KeyKind, MAX_CONSISTENCY_HASHES, Policy, SignedNote,
    hash_from_base64, hash_to_base64,
};

use crate::report::{DefectCode, Findings, Report};
use crate::verify::{HeadOf, Heads, Trust, trust};

/// Longest checkpoint or proof file, in bytes: a note.
pub const MAX_CHECKPOINT_BYTES: usize = 128 * 1024;

/// Names used for the inputs in defects.
const OLD: &str = "检查点";
const NEW: &str = "另一个检查点";
const CONSISTENCY: &str = "一致性证明";

/// Checks that both heads are signed by the same log and tell one history, in whichever order.
///
/// `consistency` is the proof from the smaller to the larger size: one hash a line, or a request to
/// a witness that carries it. Two roots for one size are equivocation; a proof that fails is not,
/// because anyone can write one.
#[must_use]
pub fn verify_checkpoints(
    old: &str,
    new: &str,
    consistency: Option<&str>,
    policy: Option<&Policy>,
) -> Report {
    let mut findings = Findings::default();
    let mut proven = Vec::new();
    if policy.is_none() {
        let what = "没有信任策略:检查点里没有公钥,请用 --policy。";
        findings.defect(DefectCode::MemberMissing, "信任策略", what);
    }
    let one = policy.map(|policy| head_of(old, OLD, policy, &mut findings)).unwrap_or_default();
    let other = policy.map(|policy| head_of(new, NEW, policy, &mut findings)).unwrap_or_default();
    let newer = match (&one.checkpoint, &other.checkpoint) {
        (Some(a), Some(b)) => {
            proven.extend(compare(a, b, consistency, &mut findings));
            if a.size <= b.size { other } else { one }
        }
        (Some(_) | None, Some(_) | None) => Trust::default(),
    };
    report(findings, proven, heads_of(newer))
}

/// A head is of the tree that its name says.
pub(crate) fn heads_of(head: Trust) -> Heads {
    let is_sm3 = head.checkpoint.as_ref().is_some_and(is_sm3);
    let (sha256, sm3) = if is_sm3 { (Trust::default(), head) } else { (head, Trust::default()) };
    Heads { sha256, sm3 }
}

fn is_sm3(head: &Checkpoint) -> bool {
    head.origin.without_sm3().is_some()
}

/// A report about heads alone.
pub(crate) fn report(findings: Findings, proven: Vec<String>, heads: Heads) -> Report {
    let verdict = findings.verdict(heads.are_witnessed());
    let (defects, more_defects, warnings) = findings.into_parts();
    Report {
        verdict,
        package: None,
        defects,
        more_defects,
        warnings,
        proven,
        log: heads.sha256.head(),
        sm3: heads.sm3.head(),
        witnesses: heads.into_witnesses(),
        times: None,
        facts: 0,
        files: 0,
        bytes: 0,
    }
}

/// What a head of either tree is worth; its defects are named after the input.
pub(crate) fn head_of(note: &str, place: &str, policy: &Policy, findings: &mut Findings) -> Trust {
    let stated = SignedNote::parse(note).ok();
    let stated = stated.and_then(|note| Checkpoint::parse(note.text()).ok());
    let kind = if stated.as_ref().is_some_and(is_sm3) { KeyKind::Sm2Log } else { KeyKind::Log };
    trust(note, HeadOf { kind, note: place, key: place }, None, Some(policy), findings)
}

/// What the two say together, if it is one history.
fn compare(
    a: &Checkpoint,
    b: &Checkpoint,
    consistency: Option<&str>,
    findings: &mut Findings,
) -> Option<String> {
    if a.origin != b.origin {
        let what = "两个检查点属于不同的日志,不能比较。";
        findings.defect(DefectCode::FactDisagrees, NEW, what);
        return None;
    }
    if a == b {
        return Some("两个检查点说的是同一段历史,大小和根哈希都相同。".to_owned());
    }
    if a.size == b.size {
        let what = format!(
            "同一日志为同样的 {} 条签出了两个不同的根哈希:{} 与 {}。",
            a.size,
            hash_to_base64(&a.root),
            hash_to_base64(&b.root)
        );
        findings.defect(DefectCode::Equivocation, NEW, what);
        return None;
    }
    let (old, new) = if a.size < b.size { (a, b) } else { (b, a) };
    let text = consistency.unwrap_or_default();
    if text.trim().is_empty() && old.size > 0 {
        let what = format!(
            "没有提供从 {} 条到 {} 条的一致性证明,不能断定是不是同一段历史;请用 --proof。",
            old.size, new.size
        );
        findings.defect(DefectCode::ProofMissing, CONSISTENCY, what);
        return None;
    }
    let Some(proof) = hashes_of(text) else {
        let what = "不是一致性证明:应为一行一个哈希,或向见证方提交的请求。";
        findings.defect(DefectCode::Form, CONSISTENCY, what);
        return None;
    };
    let kind = if is_sm3(old) { KeyKind::Sm2Log } else { KeyKind::Log };
    let heads = ((old.size, &old.root), (new.size, &new.root));
    if kind.verify_consistency(heads.0, heads.1, &proof).is_ok() {
        let (old, new) = (old.size, new.size);
        return Some(format!("前 {old} 条在 {new} 条时原样都在:没有改动、删除或换序,只有追加。"));
    }
    let what = "这份证明不能说明后一个检查点包含前一个的全部历史。请向日志另取证明;取不到的,保留两个检查点。";
    findings.defect(DefectCode::ProofWrong, CONSISTENCY, what);
    None
}

fn hashes_of(text: &str) -> Option<Vec<Hash>> {
    let text = text.replace("\r\n", "\n");
    if let Ok(request) = AddCheckpoint::parse(&text) {
        return Some(request.proof);
    }
    let lines = text.split('\n').filter(|line| !line.is_empty());
    let hashes: Vec<Hash> = lines.map(hash_from_base64).collect::<Result<_, _>>().ok()?;
    (hashes.len() <= MAX_CONSISTENCY_HASHES).then_some(hashes)
}
