//! The word a sender was given for an upload: signed by which key, for these bytes, and still what
//! the log holds.

use std::io::{self, Read};

use ledger::{
    Acceptance, AcceptanceError, NoteError, ParsedLeaf, Policy, SignatureError, VerifierKey,
    open_acceptance,
};

use crate::digest::digests_of_reader;
use crate::original::{FILE, OriginalProof, PROOF, check_inclusion, heads_of};
use crate::report::{DefectCode, Findings, Report};
use crate::verify::Heads;

/// Longest acceptance file, in bytes: a text of a dozen short lines.
pub const MAX_ACCEPTANCE_BYTES: usize = 16 * 1024;

/// Name used for the acceptance in defects.
const ACCEPTANCE: &str = "接收回执";
/// The fact that an acceptance speaks of.
const RECEIVED: &str = "recording.received";

/// What somebody holds in their hands.
pub struct AcceptanceInput<'a> {
    /// The acceptance file's text.
    pub note: &'a str,
    /// The server's key, as the verifier knows it.
    pub key: &'a VerifierKey,
    /// The file that is said to have been sent.
    pub original: Option<&'a mut dyn Read>,
    /// The proof that the fact is in the log.
    pub proof: Option<&'a OriginalProof>,
    /// Which log and which witnesses are trusted.
    pub policy: Option<&'a Policy>,
}

/// Checks an acceptance. Without a proof it is the server's word alone: at best *not witnessed*.
///
/// # Errors
/// Those of the original's reader.
pub fn verify_acceptance(input: AcceptanceInput<'_>) -> io::Result<Report> {
    let mut findings = Findings::default();
    let mut proven = Vec::new();
    let digests = input.original.map(digests_of_reader).transpose()?;
    let accepted = read(input.note, input.key, &mut findings);
    if let Some((accepted, _)) = accepted.as_ref().filter(|(_, is_signed)| *is_signed) {
        proven.push(statement(accepted, input.key));
    }
    let bytes = digests.map_or(0, |digests| digests.size_bytes);
    match (&accepted, digests) {
        (Some((accepted, is_signed)), Some(found)) => {
            if found.sha256 == accepted.sha256 && found.size_bytes == accepted.size_bytes {
                proven.extend(is_signed.then(|| "所给文件正是这些字节。".to_owned()));
            } else {
                let what =
                    "文件内容与接收回执所写的摘要或大小不一致:不是当时传来的那个文件,或已被改动。";
                findings.defect(DefectCode::MemberAltered, FILE, what);
            }
        }
        (_, None) => findings.warn("没有给出原文件:没有核对任何文件的内容,请用 --original。"),
        (None, Some(_)) => {}
    }
    let heads = match (input.proof, &accepted) {
        (Some(proof), Some((accepted, is_signed))) => {
            let said = Said { accepted, is_signed: *is_signed, key: input.key };
            let (heads, is_same) = against_log(proof, input.policy, &said, &mut findings);
            proven.extend(
                is_same
                    .then(|| format!("日志第 {} 条记着同一件事,已由检查点固定。", accepted.leaf)),
            );
            heads
        }
        (None, _) => {
            findings.warn("没有给出存在性证明:不能说明这条事实仍在日志中,请用 --proof。");
            Heads::default()
        }
        (Some(_), None) => Heads::default(),
    };
    findings.warn("不证明已经入库:读回核对和 SM3 以入库的事实为准,清空设备只认入库回执。");
    findings.warn("不证明内容在何时何地录制、由谁发送;公钥属于哪个机关,由提供公钥的人负责。");
    let verdict = findings.verdict(heads.are_witnessed());
    let (defects, more_defects, warnings) = findings.into_parts();
    Ok(Report {
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
        facts: u64::from(input.proof.is_some()),
        files: u64::from(digests.is_some()),
        bytes,
    })
}

fn statement(accepted: &Acceptance, key: &VerifierKey) -> String {
    format!(
        "持有公钥 {} 的服务器签名承认:{} 收齐上传 {} 的全部 {} 字节,SHA-256 为 {}。",
        key.name(),
        accepted.received_at.to_china_rfc3339(),
        accepted.upload,
        accepted.size_bytes,
        accepted.sha256,
    )
}

/// What the acceptance says, and whether it is signed.
fn read(note: &str, key: &VerifierKey, findings: &mut Findings) -> Option<(Acceptance, bool)> {
    match open_acceptance(note, key) {
        Ok((accepted, signed)) => {
            if let Err(cause) = signed {
                findings.defect(DefectCode::Signature, ACCEPTANCE, unsigned(cause));
            }
            Some((accepted, signed.is_ok()))
        }
        Err(cause) => {
            findings.defect(DefectCode::Form, ACCEPTANCE, malformed(cause));
            None
        }
    }
}

const fn unsigned(cause: SignatureError) -> &'static str {
    match cause {
        SignatureError::Absent => "不是这把公钥签的:签名行的名称或编号与公钥不同。",
        SignatureError::Wrong => "签名不正确:内容或签名在签发后被改动过。",
        SignatureError::Kind => "这把公钥不是服务器的公钥,是见证方的。",
    }
}

fn malformed(cause: AcceptanceError) -> String {
    match cause {
        AcceptanceError::Note(NoteError::TooLong) => "文件过长,不是接收回执。".to_owned(),
        AcceptanceError::Note(NoteError::Control) => "含有控制字符。".to_owned(),
        AcceptanceError::Note(NoteError::Form) => {
            "不是签名文本:应为正文、空行和签名行,文件可能被截断。".to_owned()
        }
        AcceptanceError::Note(NoteError::SignatureLine) => "签名行不合格式。".to_owned(),
        AcceptanceError::Header => "第一行不是 liuhen-acceptance/v1。".to_owned(),
        AcceptanceError::Line(name) => format!("{name} 一行缺失或不合格式。"),
        AcceptanceError::More => "正文中有不应有的内容。".to_owned(),
    }
}

struct Said<'a> {
    accepted: &'a Acceptance,
    is_signed: bool,
    key: &'a VerifierKey,
}

impl Said<'_> {
    /// A server signs acceptances under its log's name with `/station` added.
    fn is_by_the_server_of(&self, heads: &Heads) -> bool {
        let log = heads
            .sha256
            .checkpoint
            .as_ref()
            .map(|checkpoint| format!("{}/station", checkpoint.origin));
        log.is_none_or(|name| name == self.key.name().as_str())
    }
}

/// Whether the log holds in that place what was signed for the sender. Where both are signed by keys
/// that the verifier brought, and say different things, the server told two stories.
fn against_log(
    proof: &OriginalProof,
    policy: Option<&Policy>,
    said: &Said<'_>,
    findings: &mut Findings,
) -> (Heads, bool) {
    let heads = heads_of(proof, policy, findings);
    let included = check_inclusion(proof, &heads, findings);
    let Ok(leaf) = ParsedLeaf::parse(&proof.leaf) else {
        findings.defect(DefectCode::Form, PROOF, "证明中的叶不合格式。");
        return (heads, false);
    };
    let accepted = said.accepted;
    if !said.is_by_the_server_of(&heads) {
        findings.defect(DefectCode::FactDisagrees, PROOF, "证明出自另一个服务器的日志。");
        return (heads, false);
    }
    if leaf.get_count("n") != Some(proof.n) || proof.n != accepted.leaf {
        findings.defect(DefectCode::FactDisagrees, PROOF, "不是接收回执所指那一条事实的证明。");
        return (heads, false);
    }
    let is_same = leaf.get_text("t") == Some(RECEIVED)
        && leaf.get_text("stream") == Some(accepted.recording.as_str())
        && leaf.get_int("at") == Some(accepted.received_at.ms())
        && leaf.get_digest("sha256").is_none_or(|sha256| sha256 == accepted.sha256);
    if !is_same {
        let code = match included && said.is_signed && policy.is_some() {
            true => DefectCode::Equivocation,
            false => DefectCode::FactDisagrees,
        };
        let what = format!("接收回执说日志第 {} 条是这次接收,日志那一条却是另一件事。", proof.n);
        findings.defect(code, ACCEPTANCE, what);
    }
    (heads, included && is_same && said.is_signed)
}
