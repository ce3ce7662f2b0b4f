//! The checkpoint of a tree: signed by which log, cosigned by whom.

use ledger::{
    Checkpoint, CheckpointError, KeyKind, KeyName, Policy, SignatureError, SignedNote, VerifierKey,
    Witnessed, hash_to_base64, open_checkpoint,
};
use terms::Timestamp;

use crate::layout::{CHECKPOINT, LOG_KEY, SM3_CHECKPOINT, SM3_LOG_KEY};
use crate::report::{DefectCode, Findings, LogHead, WitnessSeen};

/// Which tree a head is of, and under which names its defects are told.
#[derive(Clone, Copy)]
pub(crate) struct HeadOf<'a> {
    /// Of the key that signs it: of the SHA-256 tree or of the SM3 tree.
    pub(crate) kind: KeyKind,
    /// Where the checkpoint stands.
    pub(crate) note: &'a str,
    /// Where the key stands that is claimed beside it.
    pub(crate) key: &'a str,
}

/// The head of the SHA-256 tree in a package or a proof file.
pub(crate) const SHA256_HEAD: HeadOf<'static> =
    HeadOf { kind: KeyKind::Log, note: CHECKPOINT, key: LOG_KEY };
/// The head of the SM3 tree there.
pub(crate) const SM3_HEAD: HeadOf<'static> =
    HeadOf { kind: KeyKind::Sm2Log, note: SM3_CHECKPOINT, key: SM3_LOG_KEY };

/// What the checkpoint is worth.
#[derive(Default)]
pub(crate) struct Trust {
    /// The log's head, if its signature holds.
    pub(crate) checkpoint: Option<Checkpoint>,
    /// The verifier's policy names this tree's key: then it must hold.
    pub(crate) demanded: bool,
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

/// What the heads of both trees are worth.
#[derive(Default)]
pub(crate) struct Heads {
    pub(crate) sha256: Trust,
    pub(crate) sm3: Trust,
}

impl Heads {
    /// Whether the policy names a tree, and every tree that it names is witnessed.
    pub(crate) fn are_witnessed(&self) -> bool {
        let mut demanded = [&self.sha256, &self.sm3].into_iter().filter(|trust| trust.demanded);
        (self.sha256.demanded || self.sm3.demanded) && demanded.all(|trust| trust.witnessed)
    }

    /// The two must be of one log; a quorum that one tree alone has is told. `place` is where the
    /// head of the SM3 tree stands.
    pub(crate) fn compare(&self, place: &str, findings: &mut Findings) {
        if self.sha256.demanded && self.sm3.demanded && self.sha256.witnessed != self.sm3.witnessed
        {
            let lacking = if self.sha256.witnessed { "SM3" } else { "SHA-256" };
            findings.warn(format!("{lacking} 树的检查点尚未取得所要求的见证签名。"));
        }
        let (Some(sha256), Some(sm3)) = (&self.sha256.checkpoint, &self.sm3.checkpoint) else {
            return;
        };
        if sm3.origin.without_sm3().as_ref() != Some(&sha256.origin) {
            let file = findings.blame(&[place]);
            findings.defect(DefectCode::FactDisagrees, file, "SM3 树的检查点属于另一个日志。");
        }
    }

    /// Witnesses of the SHA-256 tree, or of the other where the policy names only that.
    pub(crate) fn into_witnesses(self) -> Vec<WitnessSeen> {
        if self.sm3.demanded && !self.sha256.demanded {
            self.sm3.witnesses
        } else {
            self.sha256.witnesses
        }
    }
}

/// Whether the policy names the key of a log's SM3 tree.
pub(crate) fn demands_sm3(sha256_note: Option<&str>, policy: Option<&Policy>) -> bool {
    let origin = sha256_note.and_then(|note| SignedNote::parse(note).ok());
    let origin = origin.and_then(|note| Checkpoint::parse(note.text()).ok());
    let name = origin.and_then(|head| head.origin.sm3().ok());
    name.zip(policy).is_some_and(|(name, policy)| named(policy, &name, KeyKind::Sm2Log).is_some())
}

/// Checks signature and cosignatures of a checkpoint.
pub(crate) fn trust(
    note: &str,
    of: HeadOf<'_>,
    claimed_key: Option<&str>,
    policy: Option<&Policy>,
    findings: &mut Findings,
) -> Trust {
    let claimed = claimed_key.and_then(|text| read_claimed(text, of, findings));
    let parsed = SignedNote::parse(note).ok();
    let Some(stated) = parsed.and_then(|note| Checkpoint::parse(note.text()).ok()) else {
        findings.defect(DefectCode::Form, of.note, "不是检查点。");
        return Trust::default();
    };
    let Some(chosen) = choose_key(&stated, of, claimed, policy, findings) else {
        return Trust::default();
    };
    match open_checkpoint(note, &chosen.key) {
        Ok((checkpoint, note)) if chosen.is_demanded => {
            let counted = count_witnesses(checkpoint, &note, of, policy, findings);
            Trust { key: Some(chosen.key), ..counted }
        }
        Ok((checkpoint, _)) => {
            Trust { checkpoint: Some(checkpoint), key: Some(chosen.key), ..Trust::default() }
        }
        Err(cause) => {
            let files = if chosen.is_demanded { &[of.note][..] } else { &[of.note, of.key] };
            let file = findings.blame(files);
            findings.defect(DefectCode::Signature, file, why(cause));
            Trust { demanded: chosen.is_demanded, ..Trust::default() }
        }
    }
}

/// The file holds the key and a line break.
fn read_claimed(text: &str, of: HeadOf<'_>, findings: &mut Findings) -> Option<VerifierKey> {
    let key = text.strip_suffix('\n').and_then(|line| VerifierKey::parse(line).ok());
    // Each tree has a key of its own.
    let key = key.filter(|key| (key.kind() == KeyKind::Sm2Log) == (of.kind == KeyKind::Sm2Log));
    if key.is_none() {
        findings.defect(DefectCode::Form, of.key, "不是日志公钥。");
    }
    key
}

struct Chosen {
    key: VerifierKey,
    is_demanded: bool,
}

fn named<'a>(policy: &'a Policy, origin: &KeyName, kind: KeyKind) -> Option<&'a VerifierKey> {
    policy.log(origin).filter(|key| key.kind() == kind)
}

/// The name under which the other tree of the same log is signed.
fn other_tree(origin: &KeyName, kind: KeyKind) -> Option<(KeyName, KeyKind)> {
    match kind {
        KeyKind::Sm2Log => origin.without_sm3().map(|name| (name, KeyKind::Log)),
        KeyKind::Log | KeyKind::Cosignature => {
            origin.sm3().ok().map(|name| (name, KeyKind::Sm2Log))
        }
    }
}

fn choose_key(
    stated: &Checkpoint,
    of: HeadOf<'_>,
    claimed: Option<VerifierKey>,
    policy: Option<&Policy>,
    findings: &mut Findings,
) -> Option<Chosen> {
    let by_claim = |key| Chosen { key, is_demanded: false };
    let Some(policy) = policy else {
        findings.warn("没有提供信任策略:日志公钥取自包内,只能证明前后一致,不能证明出自哪个机关。");
        return claimed.map(by_claim);
    };
    if let Some(key) = named(policy, &stated.origin, of.kind) {
        if claimed.is_some_and(|claimed| claimed != *key) {
            findings.warn("包内声称的日志公钥与信任策略不同,以信任策略为准。");
        }
        return Some(Chosen { key: key.clone(), is_demanded: true });
    }
    let other = other_tree(&stated.origin, of.kind);
    if other.is_some_and(|(name, kind)| named(policy, &name, kind).is_some()) {
        findings.warn(match of.kind {
            KeyKind::Sm2Log => "信任策略没有列出 SM3 树的公钥:这棵树只核对了前后一致。",
            KeyKind::Log | KeyKind::Cosignature => {
                "信任策略没有列出 SHA-256 树的公钥:这棵树只核对了前后一致。"
            }
        });
        return claimed.map(by_claim);
    }
    let file = findings.blame(&[of.note]);
    findings.defect(DefectCode::LogNotTrusted, file, "信任策略中没有这个日志。");
    None
}

fn count_witnesses(
    checkpoint: Checkpoint,
    note: &SignedNote,
    of: HeadOf<'_>,
    policy: Option<&Policy>,
    findings: &mut Findings,
) -> Trust {
    let Some(policy) = policy else {
        return Trust { checkpoint: Some(checkpoint), ..Trust::default() };
    };
    let witnessed = policy.witnessed(note);
    for name in &witnessed.wrong {
        let what = format!("见证方 {name} 名下的签名不正确。");
        findings.defect(DefectCode::Signature, of.note, what);
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
        demanded: true,
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
