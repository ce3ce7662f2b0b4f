//! What a verification found, in words for people and in codes for machines.

use std::collections::BTreeSet;

use serde::Serialize;
use terms::Timestamp;

/// Most defects listed; the rest is counted. A ruined package must not ruin the report.
pub const MAX_DEFECTS: usize = 1000;

/// The outcome of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All holds, and the witnesses the verifier asks for have cosigned.
    Proven,
    /// All holds, but only the log itself vouches for it so far.
    NotWitnessed,
    /// Something is missing; what is there holds.
    Incomplete,
    /// Something is wrong.
    Invalid,
    /// One server signed two words that contradict each other.
    Equivocation,
}

impl Verdict {
    /// The Chinese sentence for it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Proven => "验证通过:内容完整、未被改动,且已由要求的见证方共同签名。",
            Self::NotWitnessed => "内容完整、未被改动;尚未取得验证方所要求的见证签名。",
            Self::Incomplete => "材料不完整或无法读取,不能得出结论。",
            Self::Invalid => "验证不通过:内容与证明不符。",
            Self::Equivocation => "服务器签过互相矛盾的两种说法,其中至少一种不真实。",
        }
    }
}

impl Verdict {
    /// The Chinese sentence for it where an acceptance was verified: a word, not the bytes themselves.
    #[must_use]
    pub const fn zh_of_word(self) -> &'static str {
        match self {
            Self::Proven => "验证通过:签名无误,日志记着同一件事,且已由要求的见证方共同签名。",
            Self::NotWitnessed => "签名无误;尚无要求的见证签名,只是服务器一方的话。",
            Self::Incomplete | Self::Invalid | Self::Equivocation => self.zh(),
        }
    }

    /// The Chinese sentence for it where heads of a log were compared.
    #[must_use]
    pub const fn zh_of_heads(self) -> &'static str {
        match self {
            Self::Proven => "验证通过:是同一段历史,且较新的检查点已由要求的见证方共同签名。",
            Self::NotWitnessed => "是同一段历史;较新的检查点尚未取得所要求的见证签名。",
            Self::Invalid => "验证不通过:所给材料不成立。",
            Self::Equivocation => "日志签过两段互相矛盾的历史,其中至少一段不真实。",
            Self::Incomplete => self.zh(),
        }
    }
}

/// What kind of defect it is. The words are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DefectCode {
    /// The input ended before its end.
    Truncated,
    /// The input could not be opened or read.
    Unreadable,
    /// A file the manifests or the format name is not there.
    MemberMissing,
    /// A fact without its proof, or no fact at all.
    ProofMissing,
    /// Not a tar of this format, or a limit is exceeded.
    TarForm,
    /// A path that could leave the folder, or is outside the one top folder.
    MemberPath,
    /// A link, device or other member that is not a plain file.
    MemberKind,
    /// Two members of one name.
    MemberRepeated,
    /// The bytes differ from what the manifests say.
    MemberAltered,
    /// No manifest names the file.
    MemberUnlisted,
    /// A manifest differs from what the other manifests and the bytes say.
    ManifestAltered,
    /// A file is not written in the form of this format.
    Form,
    /// Parts of a fact contradict each other.
    FactDisagrees,
    /// The body does not open the commitment in its leaf.
    BodyAltered,
    /// Facts are out of order or repeated.
    FactOrder,
    /// A version of a stream is left out.
    StreamGap,
    /// The proof does not lead from the fact to the checkpoint.
    ProofWrong,
    /// The checkpoint is not signed by the log, or a cosignature is wrong.
    Signature,
    /// The policy does not trust this log.
    LogNotTrusted,
    /// No fact names the file's digests.
    NotInFacts,
    /// Two outside clocks that cannot both be right.
    TimeContradicts,
    /// A time stamp that is none of its head, or whose signature does not hold.
    StampWrong,
    /// Two words of one key that cannot both be true: a receipt and the log, or two heads.
    Equivocation,
}

impl DefectCode {
    /// Whether something is merely absent.
    const fn is_absence(self) -> bool {
        matches!(
            self,
            Self::Truncated | Self::Unreadable | Self::MemberMissing | Self::ProofMissing
        )
    }
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Defect {
    /// Path inside the package; empty for the package as a whole.
    pub file: String,
    /// One Chinese sentence.
    pub what: String,
    /// What kind it is.
    pub code: DefectCode,
}

/// The log's signed head that everything was checked against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogHead {
    /// Name of the log.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Base64 of the root.
    pub root: String,
}

/// A witness whose cosignature holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WitnessSeen {
    /// Its name in the policy.
    pub name: String,
    /// When it saw the checkpoint, by its own clock; milliseconds in JSON.
    pub at: Timestamp,
}

/// One side of a time box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoundSeen {
    /// When, by an outside clock; milliseconds in JSON.
    pub at: Timestamp,
    /// Whose clock: names in the policy.
    pub by: String,
}

/// Facts one after the other that were logged between the same outside clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimeBoxSeen {
    /// Index of the first.
    pub first: u64,
    /// Index of the last.
    pub last: u64,
    /// How many of them.
    pub facts: u64,
    /// They were not logged before this; none: not boxed on this side.
    pub not_before: Option<BoundSeen>,
    /// They were not logged after this; none: not boxed on this side.
    pub not_after: Option<BoundSeen>,
}

/// What outside clocks that the verifier trusts say of the facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Times {
    /// All facts, in boxes.
    pub boxes: Vec<TimeBoxSeen>,
    /// Facts that lack a side, or both.
    pub not_boxed: u64,
    /// Facts that the server's clock dated outside of their box.
    pub wrong_clock: Vec<u64>,
}

/// All that a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The outcome.
    pub verdict: Verdict,
    /// Name of the package's top folder, if one was read.
    pub package: Option<String>,
    /// What is wrong, by file; at most [`MAX_DEFECTS`].
    pub defects: Vec<Defect>,
    /// Defects beyond those listed.
    pub more_defects: u64,
    /// What is not wrong but should be known, in Chinese.
    pub warnings: Vec<String>,
    /// What is proven and by whom, in Chinese, where the verdict alone does not say it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proven: Vec<String>,
    /// The checkpoint, if its signature holds.
    pub log: Option<LogHead>,
    /// The checkpoint of the SM3 tree, if there is one and its signature holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sm3: Option<LogHead>,
    /// Witnesses of the policy that cosigned it.
    pub witnesses: Vec<WitnessSeen>,
    /// Between which outside clocks the facts of a package were logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<Times>,
    /// Facts read.
    pub facts: u64,
    /// Files read.
    pub files: u64,
    /// Bytes of these files.
    pub bytes: u64,
}

impl Report {
    /// The report when there was nothing to verify: `file` could not be opened or read.
    #[must_use]
    pub fn unreadable(file: &str, what: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Incomplete,
            package: None,
            defects: vec![Defect {
                file: file.to_owned(),
                what: what.into(),
                code: DefectCode::Unreadable,
            }],
            more_defects: 0,
            warnings: Vec::new(),
            proven: Vec::new(),
            log: None,
            sm3: None,
            witnesses: Vec::new(),
            times: None,
            facts: 0,
            files: 0,
            bytes: 0,
        }
    }
}

/// Collects findings; each only once.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    defects: Vec<Defect>,
    more_defects: u64,
    warnings: Vec<String>,
    /// Files that any defect names, listed or only counted.
    named: BTreeSet<String>,
    /// Files whose bytes differ from the manifests.
    altered: BTreeSet<String>,
}

impl Findings {
    pub(crate) fn defect(&mut self, code: DefectCode, file: &str, what: impl Into<String>) {
        self.named.insert(file.to_owned());
        if code == DefectCode::MemberAltered {
            self.altered.insert(file.to_owned());
        }
        let defect = Defect { file: file.to_owned(), what: what.into(), code };
        if self.defects.contains(&defect) {
            return;
        }
        if self.defects.len() < MAX_DEFECTS {
            self.defects.push(defect);
        } else {
            self.more_defects += 1;
        }
    }

    pub(crate) fn warn(&mut self, what: impl Into<String>) {
        let what = what.into();
        if self.warnings.len() < MAX_DEFECTS && !self.warnings.contains(&what) {
            self.warnings.push(what);
        }
    }

    /// Whether a defect names this file.
    pub(crate) fn names(&self, file: &str) -> bool {
        self.named.contains(file)
    }

    /// Whether a defect names a file in this folder.
    pub(crate) fn names_any_in(&self, folder: &str) -> bool {
        self.named.iter().any(|file| file.starts_with(folder))
    }

    /// The file to name for a contradiction between `files`: one whose bytes are known to be
    /// altered if there is one, else the first.
    pub(crate) fn blame<'a>(&self, files: &[&'a str]) -> &'a str {
        let altered = files.iter().find(|file| self.altered.contains(**file));
        altered.or(files.first()).copied().unwrap_or_default()
    }

    pub(crate) fn verdict(&self, witnessed: bool) -> Verdict {
        if self.defects.iter().any(|defect| defect.code == DefectCode::Equivocation) {
            Verdict::Equivocation
        } else if self.defects.iter().any(|defect| !defect.code.is_absence()) {
            Verdict::Invalid
        } else if !self.defects.is_empty() {
            Verdict::Incomplete
        } else if witnessed {
            Verdict::Proven
        } else {
            Verdict::NotWitnessed
        }
    }

    pub(crate) fn into_parts(mut self) -> (Vec<Defect>, u64, Vec<String>) {
        self.defects.sort();
        (self.defects, self.more_defects, self.warnings)
    }
}
