//! The checkpoint: signed by which log, cosigned by whom.

use ledger::{
    Checkpoint, CheckpointError, KeyKind, Policy, SignatureError, SignedNote, VerifierKey,
    Witnessed, hash_to_base64, open_checkpoint,
};
use terms::Timestamp;

use crate::layout::{CHECKPOINT, LOG_KEY};
use crate::report::{DefectCode, Findings, LogHead, WitnessSeen};

/// What the checkpoint is worth.
#[derive(Default)]
pub(crate) struct Trust {
    /// The log's head, if its signature holds.
    pub(crate) checkpoint: Option<Checkpoint>,
    /// The verifier's quorum is reached.
    pub(crate) witnessed: bool,
    pub(crate) witnesses: Vec<WitnessSeen>,
    /// The key that signed it.
    pub(crate) key: Option<VerifierKey>,
    /// Who of the policy cosigned it.
    pub(crate) witnessed_by: Option<Witnessed>,
}

impl Trust {
    pub(crate) fn head(&self) -> Option<LogHead> {
        self.checkpoint.as_ref().map(|checkpoint| LogHead {
            origin: checkpoint.origin.to_string(),
            size: checkpoint.size,
            root: hash_to_base64(&checkpoint.root),
        })
    }
}

/// Checks signature and cosignatures of a checkpoint. Defects name the places of a package.
pub(crate) fn trust(
    note: &str,
    claimed_key: Option<&str>,
    policy: Option<&Policy>,
    findings: &mut Findings,
) -> Trust {
    let claimed = claimed_key.and_then(|text| read_claimed(text, findings));
    let parsed = SignedNote::parse(note).ok();
    let Some(stated) = parsed.and_then(|note| Checkpoint::parse(note.text()).ok()) else {
        findings.defect(DefectCode::Form, CHECKPOINT, "不是检查点。");
        return Trust::default();
    };
    let Some(key) = choose_key(&stated, claimed, policy, findings) else {
        return Trust::default();
    };
    match open_checkpoint(note, &key) {
        Ok((checkpoint, note)) => {
            let counted = count_witnesses(checkpoint, &note, policy, findings);
            Trust { key: Some(key), ..counted }
        }
        Err(cause) => {
            let from_package = policy.is_none();
            let files = if from_package { &[CHECKPOINT, LOG_KEY][..] } else { &[CHECKPOINT] };
            let file = findings.blame(files);
            findings.defect(DefectCode::Signature, file, why(cause));
            Trust::default()
        }
    }
}

/// The file holds the key and a line break.
fn read_claimed(text: &str, findings: &mut Findings) -> Option<VerifierKey> {
    let key = text.strip_suffix('\n').and_then(|line| VerifierKey::parse(line).ok());
    // The proofs of a package are of the SHA-256 tree.
    let key = key.filter(|key| key.kind() != KeyKind::Sm2Log);
    if key.is_none() {
        findings.defect(DefectCode::Form, LOG_KEY, "不是日志公钥。");
    }
    key
}

fn choose_key(
    stated: &Checkpoint,
    claimed: Option<VerifierKey>,
    policy: Option<&Policy>,
    findings: &mut Findings,
) -> Option<VerifierKey> {
    let Some(policy) = policy else {
        findings.warn("没有提供信任策略:日志公钥取自包内,只能证明前后一致,不能证明出自哪个机关。");
        return claimed;
    };
    let known = policy.log(&stated.origin);
    let Some(key) = known.filter(|key| key.kind() == KeyKind::Log) else {
        let file = findings.blame(&[CHECKPOINT]);
        findings.defect(DefectCode::LogNotTrusted, file, "信任策略中没有这个日志。");
        return None;
    };
    if claimed.is_some_and(|claimed| claimed != *key) {
        findings.warn("包内声称的日志公钥与信任策略不同,以信任策略为准。");
    }
    Some(key.clone())
}

fn count_witnesses(
    checkpoint: Checkpoint,
    note: &SignedNote,
    policy: Option<&Policy>,
    findings: &mut Findings,
) -> Trust {
    let Some(policy) = policy else {
        return Trust { checkpoint: Some(checkpoint), ..Trust::default() };
    };
    let witnessed = policy.witnessed(note);
    for name in &witnessed.wrong {
        let what = format!("见证方 {name} 名下的签名不正确。");
        findings.defect(DefectCode::Signature, CHECKPOINT, what);
    }
    if !policy.needs_witnesses() {
        findings.warn("信任策略不要求见证方签名。");
    }
    let seen = |(name, seconds): &(String, u64)| WitnessSeen {
        name: name.clone(),
        at: from_seconds(*seconds),
    };
    Trust {
        checkpoint: Some(checkpoint),
        witnessed: witnessed.quorum_reached,
        witnesses: witnessed.by.iter().map(seen).collect(),
        key: None,
        witnessed_by: Some(witnessed),
    }
}

/// What a cosignature says, as an instant.
pub(super) fn from_seconds(seconds: u64) -> Timestamp {
    Timestamp::from_ms(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000))
}

const fn why(cause: CheckpointError) -> &'static str {
    match cause {
        CheckpointError::Note(_) | CheckpointError::Form => "不是检查点。",
        CheckpointError::Origin => "检查点与日志公钥不属于同一个日志。",
        CheckpointError::Signature(SignatureError::Absent) => "检查点上没有日志的签名。",
        CheckpointError::Signature(SignatureError::Wrong | SignatureError::Kind) => {
            "检查点上的日志签名不正确。"
        }
    }
}
