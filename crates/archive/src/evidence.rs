//! A file that says a log signed two histories: does it hold up.

use ledger::{Contradiction, Evidence, NotConvicted, Policy, hash_to_base64};

use crate::checkpoints::{head_of, heads_of, report};
use crate::report::{DefectCode, Findings, Report};
use crate::verify::Trust;

/// Name used for the file in defects.
const EVIDENCE: &str = "证据文件";

/// Checks an evidence file against the key that the policy has for its log.
///
/// *Equivocation* if it convicts; *invalid* if it does not hold up.
#[must_use]
pub fn verify_evidence(text: &str, policy: Option<&Policy>) -> Report {
    let mut findings = Findings::default();
    let mut proven = Vec::new();
    let mut later = Trust::default();
    let Ok(evidence) = Evidence::parse(text) else {
        let what = "不是分叉证据文件,或内容不完整。";
        findings.defect(DefectCode::Form, EVIDENCE, what);
        return report(findings, proven, heads_of(later));
    };
    let Some(policy) = policy else {
        let what = "没有信任策略:证据里没有日志公钥,请用 --policy。";
        findings.defect(DefectCode::MemberMissing, "信任策略", what);
        return report(findings, proven, heads_of(later));
    };
    let Some(key) = evidence.origin().and_then(|origin| policy.log(&origin)) else {
        findings.defect(DefectCode::LogNotTrusted, EVIDENCE, "信任策略中没有这个日志。");
        return report(findings, proven, heads_of(later));
    };
    match evidence.convicts(key) {
        Err(why) => findings.defect(DefectCode::Form, EVIDENCE, freed(why)),
        Ok([first, second]) => {
            let what = match &evidence.contradiction {
                Contradiction::SameSize => format!(
                    "日志 {} 为同样的 {} 条签出了两个不同的根哈希:{} 与 {}。",
                    first.origin,
                    first.size,
                    hash_to_base64(&first.root),
                    hash_to_base64(&second.root)
                ),
                Contradiction::Prefix { root, .. } => format!(
                    "日志 {} 先为前 {} 条签了 {},后为 {} 条签名时,前 {} 条却成了 {}:历史被改过。",
                    first.origin,
                    first.size,
                    hash_to_base64(&first.root),
                    second.size,
                    first.size,
                    hash_to_base64(root)
                ),
            };
            findings.defect(DefectCode::Equivocation, EVIDENCE, what);
            proven.push(format!("两份检查点都由 {} 的私钥签名。", key.name()));
            for (words, note) in [("先", &evidence.first), ("后", &evidence.second)] {
                let seen = policy.witnessed(note).by;
                let names: Vec<_> = seen.into_iter().map(|(name, _)| name).collect();
                if !names.is_empty() {
                    proven.push(format!("{words}一份经 {} 见证。", names.join("、")));
                }
            }
            let mut ignored = Findings::default();
            later = head_of(&evidence.second.to_string(), EVIDENCE, policy, &mut ignored);
        }
    }
    findings.warn("发现时间和发现者是文件自己写的,没有签名。");
    report(findings, proven, heads_of(later))
}

const fn freed(why: NotConvicted) -> &'static str {
    match why {
        NotConvicted::Form => "其中一份不是检查点。",
        NotConvicted::Origin => "两份检查点不都属于这个日志。",
        NotConvicted::Signature => "两份检查点不都由这个日志的公钥签名:不能归咎于它。",
        NotConvicted::Same => "两份检查点说的是同一件事,并不矛盾。",
        NotConvicted::Sizes => "两份检查点的大小与所称的矛盾不符。",
        NotConvicted::Proof => "所附证明不能说明两段历史不同:不能归咎于日志。",
    }
}
