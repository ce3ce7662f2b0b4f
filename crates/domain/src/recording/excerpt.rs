//! Excerpts: a clip or a still taken from a recording with a reason (Arts. 23, 24). Each is a
//! derivative with bytes of its own; the original stays as it is and is never replaced by one.

use terms::{Digest, Digests, Personal, TextRecordId, Timestamp, words};

use super::event::By;
use super::{Event, Recording};
use crate::{Recorded, Text};

words! {
    /// What is taken.
    ExcerptKind {
        /// A stretch.
        Clip = "clip", "片段";
        /// A moment.
        Still = "still", "画面";
    }

    /// With which arguments the tool made it: a closed form each, told in full by the tool's house.
    Recipe {
        /// Pictures at their own size as H.264, sound as AAC.
        ClipPictures = "clip_h264_aac_1", "重新编码：原画幅 H.264（crf 18）、声音 AAC";
        /// Sound alone, as AAC.
        ClipSound = "clip_aac_1", "重新编码：只有声音，AAC";
        /// One picture at its own size, as JPEG.
        StillPicture = "still_jpeg_1", "该时刻正在显示的一帧，原画幅 JPEG";
    }

    /// Why nothing was made; nothing is left of it.
    ExcerptFailure {
        /// The original is not as it was deposited.
        OriginalDamaged = "original_damaged", "原件缺失或者与入库时不一致，没有截取（第二十四条）。请资料管理员核对原件。";
        /// The tool can make nothing of it.
        Undecodable = "undecodable", "这一段无法解码，没有生成衍生件。请换一个时段，或者把原件整段复制附卷（第二十三条）。";
        /// There is neither picture nor sound there.
        NothingThere = "nothing_there", "这一处没有画面或者声音，没有生成衍生件。请换一个时段重新截取。";
        /// Only a part of the stretch came out.
        Incomplete = "incomplete", "这一段只有一部分能解码，没有生成衍生件。请缩短到能播放的部分，或者把原件整段复制附卷（第二十三条）。";
        /// It took too long or too much.
        OverLimits = "over_limits", "截取超出了时间或者大小的限制，没有生成衍生件。请分成几段较短的片段截取。";
        /// The case was archived meanwhile.
        CaseEnded = "case_ended", "截取完成之前本案已归档或者已决定不予立案，没有生成衍生件（第二十一条）。";
        /// Everything else.
        ToolFailed = "tool_failed", "截取工具没有完成，没有生成衍生件，原件未受影响。请重试；仍失败的，请联系管理员。";
    }
}

/// What somebody wants to take, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct ExcerptWish {
    /// What.
    pub kind: ExcerptKind,
    /// Where it begins, in milliseconds of playing time.
    pub from_ms: i64,
    /// Where it ends; of a still the same moment.
    pub to_ms: i64,
    /// Why it is taken.
    pub reason: Text<300>,
    /// What it is to prove.
    pub purpose: Text<300>,
}

/// What the tool made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The bytes, read back.
    pub digests: Digests,
    /// With which arguments.
    pub recipe: Recipe,
    /// Tool and version.
    pub tool: String,
    /// How long a clip turned out to be.
    pub lasts_ms: Option<i64>,
}

/// How far an excerpt has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It is being made.
    Pending,
    /// It is there, since when.
    Made(Made, Timestamp),
    /// It could not be made.
    Failed(ExcerptFailure),
}

/// Somebody looked at an excerpt or took it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptLook {
    /// Who.
    pub by: By,
    /// When.
    pub at: Timestamp,
    /// It was taken out as a file.
    pub is_copy: bool,
    /// What allowed it.
    pub basis: String,
    /// Until when.
    pub until_at: Timestamp,
}

/// A clip or still taken from a recording.
#[doc(alias = "衍生件")]
#[derive(Debug, Clone, PartialEq)]
pub struct Excerpt {
    /// Running number in its recording.
    pub number: u32,
    /// What it is.
    pub kind: ExcerptKind,
    /// Where it begins.
    pub from_ms: i64,
    /// Where it ends.
    pub to_ms: i64,
    /// SHA-256 of the original it was taken from.
    pub derived_from: Digest,
    /// Why it was taken.
    pub reason: Personal<String>,
    /// What it is to prove.
    pub purpose: Personal<String>,
    /// Who took it.
    pub by: By,
    /// When.
    pub at: Timestamp,
    /// How far it has come.
    pub stage: Stage,
    /// Copies of it in the case file, with the note each belongs to.
    pub evidence: Vec<(TextRecordId, Digests, Timestamp, By)>,
    /// Looks at it.
    pub looks: Vec<ExcerptLook>,
}

impl Excerpt {
    /// What was made, if it is there.
    #[must_use]
    pub const fn made(&self) -> Option<&Made> {
        match &self.stage {
            Stage::Made(made, _) => Some(made),
            Stage::Pending | Stage::Failed(_) => None,
        }
    }

    /// Where in its recording it was taken, for people.
    #[must_use]
    pub fn place_zh(&self) -> String {
        match self.kind {
            ExcerptKind::Clip => format!("{}至{}", clock(self.from_ms), clock(self.to_ms)),
            ExcerptKind::Still => format!("{}处", clock(self.from_ms)),
        }
    }

    /// Whether the very same is wanted again; what failed may be tried again.
    pub(super) fn is_same(&self, wish: &ExcerptWish, by: By) -> bool {
        !matches!(self.stage, Stage::Failed(_))
            && (self.kind, self.from_ms, self.to_ms, self.by)
                == (wish.kind, wish.from_ms, wish.to_ms, by)
            && self.reason.reveal() == wish.reason.as_str()
            && self.purpose.reveal() == wish.purpose.as_str()
    }
}

/// `1:02:03.450`, for a sentence.
#[must_use]
pub fn clock(ms: i64) -> String {
    let (s, ms) = (ms.div_euclid(1000), ms.rem_euclid(1000));
    format!("{}:{:02}:{:02}.{ms:03}", s / 3600, s / 60 % 60, s % 60)
}

impl Recording {
    /// An excerpt by its number.
    #[must_use]
    pub fn excerpt(&self, number: u32) -> Option<&Excerpt> {
        self.excerpts.iter().find(|excerpt| excerpt.number == number)
    }

    /// The number of the excerpt that a wish asked for.
    #[must_use]
    pub fn excerpt_like(&self, wish: &ExcerptWish, by: By) -> Option<u32> {
        let found = self.excerpts.iter().rev().find(|known| known.is_same(wish, by));
        found.map(|excerpt| excerpt.number)
    }

    /// Whether there is something to be seen in it.
    #[must_use]
    pub fn has_picture(&self) -> bool {
        self.probe().is_some_and(|probe| probe.streams.iter().any(|one| one.kind == "video"))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only facts of excerpts come here")]
    pub(super) fn excerpted(&mut self, event: &Event, fact: &Recorded) {
        match event {
            Event::ExcerptTaken {
                excerpt,
                kind,
                from_ms,
                to_ms,
                derived_from,
                reason,
                purpose,
                ..
            } => self.excerpts.push(Excerpt {
                number: *excerpt,
                kind: *kind,
                from_ms: *from_ms,
                to_ms: *to_ms,
                derived_from: *derived_from,
                reason: reason.clone(),
                purpose: purpose.clone(),
                by: fact.by,
                at: fact.at,
                stage: Stage::Pending,
                evidence: Vec::new(),
                looks: Vec::new(),
            }),
            Event::ExcerptMade { excerpt, digests, recipe, tool, lasts_ms, .. } => {
                let (digests, recipe, lasts_ms) = (*digests, *recipe, *lasts_ms);
                let made = Made { digests, recipe, tool: tool.clone(), lasts_ms };
                self.with_excerpt(*excerpt, |known| known.stage = Stage::Made(made, fact.at));
            }
            Event::ExcerptFailed { excerpt, failure, .. } => {
                self.with_excerpt(*excerpt, |known| known.stage = Stage::Failed(*failure));
            }
            Event::ExcerptOpened { excerpt, is_copy, basis, until_at, .. } => {
                let (by, at, is_copy, until_at) = (fact.by, fact.at, *is_copy, *until_at);
                let look = ExcerptLook { by, at, is_copy, basis: basis.clone(), until_at };
                self.with_excerpt(*excerpt, |known| known.looks.push(look));
            }
            Event::ExcerptAttached { excerpt, note, digests, .. } => {
                let copy = (*note, *digests, fact.at, fact.by);
                self.with_excerpt(*excerpt, |known| known.evidence.push(copy));
            }
            _ => {}
        }
    }

    fn with_excerpt(&mut self, number: u32, change: impl FnOnce(&mut Excerpt)) {
        if let Some(known) = self.excerpts.iter_mut().find(|one| one.number == number) {
            change(known);
        }
    }
}
