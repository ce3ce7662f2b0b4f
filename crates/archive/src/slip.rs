//! A party's slip: that the leaf it names is in the log, signed and witnessed.

use ledger::{ParsedLeaf, Policy, Sha256Tree, Slip, SlipError, TreeHash as _};

use crate::checkpoints::report;
use crate::original::{OriginalProof, PROOF, check_inclusion, heads_of, times_of};
use crate::report::{DefectCode, Findings, Report};

/// Name used for the slip in defects.
const SLIP: &str = "查验单";

/// Checks a slip against a proof file. Without `trusted` the key is the proof's own claim, with a
/// warning. `docs/formats/slip.md` has the steps.
#[must_use]
pub fn verify_slip(text: &str, proof: &OriginalProof, trusted: Option<&Policy>) -> Report {
    let mut findings = Findings::default();
    let mut proven = Vec::new();
    let slip = match text.parse::<Slip>() {
        Ok(slip) => Some(slip),
        Err(cause) => {
            findings.defect(DefectCode::Form, SLIP, malformed(cause));
            None
        }
    };
    let heads = heads_of(proof, trusted, &mut findings);
    let is_named = slip.as_ref().is_some_and(|slip| check_leaf(slip, proof, &mut findings));
    let included = check_inclusion(proof, &heads, &mut findings);
    let origin = heads.sha256.checkpoint.as_ref().map(|checkpoint| &checkpoint.origin);
    let is_same_log = match (&slip, origin) {
        (Some(slip), Some(origin)) if *origin != slip.origin => {
            findings.defect(
                DefectCode::FactDisagrees,
                PROOF,
                "证明出自另一个日志,不是查验单所写的那一个。",
            );
            false
        }
        (Some(_), Some(_)) => true,
        _ => false,
    };
    if let Some(slip) = slip.filter(|_| is_named && included && is_same_log) {
        proven
            .push(format!("查验单所指的第 {} 条事实在日志中,与发给当事人时是同一条。", slip.index));
        proven.extend(written_at(proof));
    }
    let times = times_of(proof, &heads.sha256, trusted, &mut findings);
    findings.warn("不证明现场做了什么、音像里有什么:查验单只固定这一条记载,不含内容。");
    Report { facts: 1, times, ..report(findings, proven, heads) }
}

/// The proof is of exactly the leaf that the slip names.
fn check_leaf(slip: &Slip, proof: &OriginalProof, findings: &mut Findings) -> bool {
    if proof.n != slip.index {
        findings.defect(DefectCode::FactDisagrees, PROOF, "不是查验单所指那一条事实的证明。");
        return false;
    }
    if Sha256Tree::leaf_hash(proof.leaf.as_bytes()) != slip.leaf_hash {
        let what = "日志这一条与查验单不一致:查验单抄错了,或者记载被改动过。";
        findings.defect(DefectCode::FactDisagrees, SLIP, what);
        return false;
    }
    match ParsedLeaf::parse(&proof.leaf) {
        Ok(leaf) if leaf.get_count("n") == Some(proof.n) => true,
        Ok(_) => {
            findings.defect(DefectCode::FactDisagrees, PROOF, "证明的序号与叶不一致。");
            false
        }
        Err(_) => {
            findings.defect(DefectCode::Form, PROOF, "证明中的叶不合格式。");
            false
        }
    }
}

fn written_at(proof: &OriginalProof) -> Option<String> {
    let leaf = ParsedLeaf::parse(&proof.leaf).ok()?;
    let at = terms::Timestamp::from_ms(leaf.get_int("at")?);
    Some(format!("记载时间(服务器时钟):{}。", at.to_china_rfc3339()))
}

const fn malformed(cause: SlipError) -> &'static str {
    match cause {
        SlipError::Form => "不是查验单:应为用竖线隔开的四段。",
        SlipError::Mark => "不是查验单:应以 LH1 开头。",
        SlipError::Origin => "日志名称不合格式。",
        SlipError::Index => "序号不合格式。",
        SlipError::Hash => "叶的哈希不合格式:应为 43 个字符。",
    }
}
