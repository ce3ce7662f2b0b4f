//! Signed heads: the newest of each tree, those the log kept, and those somebody else kept of it.

use std::collections::BTreeMap;
use std::io::BufRead as _;

use ledger::{Checkpoint, Hash, KeyKind, Policy, SignedNote, hash_to_base64};
use serde::Deserialize;

use super::folder::{Folder, unreadable};
use crate::line::read_line;
use crate::report::{DefectCode, Findings};
use crate::verify::{HeadOf, Heads, Trust, demands_sm3, trust};

const NEWEST: HeadOf<'static> = HeadOf { kind: KeyKind::Log, note: "checkpoint", key: "log.vkey" };
const NEWEST_SM3: HeadOf<'static> =
    HeadOf { kind: KeyKind::Sm2Log, note: "sm3/checkpoint", key: "sm3/log.vkey" };
/// Every head the log kept, one a line.
const KEPT: [(&str, HeadOf<'static>); 2] =
    [("checkpoints.jsonl", NEWEST), ("sm3/checkpoints.jsonl", NEWEST_SM3)];

/// The newest heads. A folder without one of the SHA-256 tree is not complete.
pub(super) fn newest(
    folder: &mut Folder<'_>,
    policy: Option<&Policy>,
    findings: &mut Findings,
) -> Heads {
    let mut heads = Heads::default();
    let sha256 = folder.text(NEWEST.note, findings);
    match &sha256 {
        Some(note) => heads.sha256 = one(note, NEWEST, folder, policy, findings),
        None => findings.defect(DefectCode::MemberMissing, NEWEST.note, "缺少检查点。"),
    }
    match folder.text(NEWEST_SM3.note, findings) {
        Some(note) => heads.sm3 = one(&note, NEWEST_SM3, folder, policy, findings),
        None if demands_sm3(sha256.as_deref(), policy) => {
            let what = "信任策略要求 SM3 树,文件夹里没有它的检查点。";
            findings.defect(DefectCode::MemberMissing, NEWEST_SM3.note, what);
        }
        None => findings.warn("没有 SM3 树的检查点,只核对了 SHA-256 树。"),
    }
    heads.compare(NEWEST_SM3.note, findings);
    heads
}

fn one(
    note: &str,
    of: HeadOf<'_>,
    folder: &mut Folder<'_>,
    policy: Option<&Policy>,
    findings: &mut Findings,
) -> Trust {
    let claimed = folder.text(of.key, findings);
    if claimed.is_none() && policy.is_none() {
        let what = "没有日志公钥:请用 --policy 提供信任策略。";
        findings.defect(DefectCode::MemberMissing, of.key, what);
    }
    trust(note, of, claimed.as_deref(), policy, findings)
}

/// A root that the log signed for a size.
struct Signed {
    place: String,
    root: Hash,
}

/// Every root that was signed, by tree and size.
#[derive(Default)]
pub(super) struct SignedRoots {
    sha256: BTreeMap<u64, Vec<Signed>>,
    sm3: BTreeMap<u64, Vec<Signed>>,
    /// Keys come from a policy, so what contradicts convicts.
    is_trusted: bool,
    /// The largest size that the policy's quorum cosigned.
    witnessed: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptLine {
    size: u64,
    note: String,
}

impl SignedRoots {
    pub(super) fn read(
        folder: &mut Folder<'_>,
        policy: Option<&Policy>,
        kept: &[(String, String)],
        findings: &mut Findings,
    ) -> Self {
        let mut roots = Self { is_trusted: policy.is_some(), ..Self::default() };
        for (path, of) in KEPT {
            roots.lines(path, of, folder, policy, findings);
        }
        for (place, note) in kept {
            let stated = SignedNote::parse(note).ok();
            let stated = stated.and_then(|note| Checkpoint::parse(note.text()).ok());
            let is_sm3 = stated.is_some_and(|head| head.origin.without_sm3().is_some());
            let of = if is_sm3 { NEWEST_SM3 } else { NEWEST };
            let claimed = folder.text(of.key, findings);
            let of = HeadOf { note: place, ..of };
            let head = trust(note, of, claimed.as_deref(), policy, findings);
            roots.take(of.kind, place, head);
        }
        roots
    }

    fn lines(
        &mut self,
        path: &str,
        of: HeadOf<'static>,
        folder: &mut Folder<'_>,
        policy: Option<&Policy>,
        findings: &mut Findings,
    ) {
        let Some(file) = folder.open(path, findings) else { return };
        let claimed = folder.text(of.key, findings);
        let of = HeadOf { note: path, ..of };
        for (number, line) in (1_u64..).zip(file.split(b'\n')) {
            let line = match line {
                Ok(line) => line,
                Err(cause) => return unreadable(path, &cause, findings),
            };
            folder.count(line.len() + 1);
            let Some(line) = read_line::<KeptLine>(&line) else {
                let what = format!("第 {number} 行不是检查点。");
                findings.defect(DefectCode::Form, path, what);
                continue;
            };
            let head = trust(&line.note, of, claimed.as_deref(), policy, findings);
            if head.checkpoint.as_ref().is_some_and(|head| head.size != line.size) {
                let what = format!("第 {number} 行的条数与检查点不一致。");
                findings.defect(DefectCode::FactDisagrees, path, what);
            }
            self.take(of.kind, path, head);
        }
    }

    fn take(&mut self, kind: KeyKind, place: &str, head: Trust) {
        let Some(checkpoint) = head.checkpoint else { return };
        if head.witnessed && kind == KeyKind::Log {
            self.witnessed = self.witnessed.max(Some(checkpoint.size));
        }
        let signed = Signed { place: place.to_owned(), root: checkpoint.root };
        let (sha256, sm3) = (&mut self.sha256, &mut self.sm3);
        let of_tree = if kind == KeyKind::Sm2Log { sm3 } else { sha256 };
        of_tree.entry(checkpoint.size).or_default().push(signed);
    }

    const fn of(&self, kind: KeyKind) -> &BTreeMap<u64, Vec<Signed>> {
        match kind {
            KeyKind::Log | KeyKind::Cosignature => &self.sha256,
            KeyKind::Sm2Log => &self.sm3,
        }
    }

    /// The sizes at which roots are to be remembered.
    pub(super) fn sizes(&self, kind: KeyKind) -> Vec<u64> {
        self.of(kind).keys().copied().collect()
    }

    /// Compares what was signed with what the tree was at each size.
    pub(super) fn compare(
        &self,
        kind: KeyKind,
        size: u64,
        roots: &BTreeMap<u64, Hash>,
        findings: &mut Findings,
    ) -> Option<String> {
        let mut agreed = 0_u64;
        for (at, signed) in self.of(kind) {
            for Signed { place, root } in signed {
                match roots.get(at) {
                    Some(found) if found == root => agreed += 1,
                    Some(found) => {
                        let (signed, found) = (hash_to_base64(root), hash_to_base64(found));
                        let what = format!(
                            "日志曾为前 {at} 条签出根哈希 {signed},现在的前 {at} 条却是 {found}:历史被改过。"
                        );
                        let code = match self.is_trusted {
                            true => DefectCode::Equivocation,
                            false => DefectCode::ProofWrong,
                        };
                        findings.defect(code, place, what);
                    }
                    None if *at > size => {
                        let what = format!(
                            "日志曾签到第 {at} 条,这里只有 {size} 条:其后的部分缺失,或日志被退回。"
                        );
                        findings.defect(DefectCode::ProofMissing, place, what);
                    }
                    None => {}
                }
            }
        }
        let tree = if kind == KeyKind::Sm2Log { "SM3" } else { "SHA-256" };
        (agreed > 0).then(|| {
            format!(
                "{tree} 树:先后签出的 {agreed} 个检查点都是它的开头,只有追加,没有改动、删除或换序。"
            )
        })
    }

    /// Says how far the witnesses came where they have not seen the newest head yet.
    pub(super) fn warn_of_witnessed(&self, heads: &Heads, findings: &mut Findings) {
        if let Some(size) = self.witnessed.filter(|_| !heads.sha256.witnessed) {
            findings.warn(format!("前 {size} 条已由所要求的见证方签名,其后的还没有。"));
        }
    }
}
