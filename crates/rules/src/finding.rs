//! What comes out: one finding for each rule and subject, with its due time.

use std::sync::Arc;

use serde::Serialize;
use terms::{Date, Timestamp, words};

use crate::rule::Rule;

use crate::internal::Internal;

words! {
    /// How well the wording of a rule was compared with the law it cites.
    Verification {
        /// Compared with the text of the law.
        Checked = "checked", "已对照原文";
        /// Known only through another text that cites it.
        SecondHand = "second_hand", "转引";
        /// From memory; a lawyer must check it before anyone relies on it.
        Unverified = "unverified", "未核对";
    }
}

words! {
    /// What the law itself does when a clock runs out unmet, whoever failed to act.
    Lapse {
        /// The case counts as opened, e.g. an application as accepted, from the start of the clock.
        OpensCase = "opens_case", "逾期视为受理（立案）";
    }
}

/// What one rule says about one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule: its id, pack, article, title, severity and what it blocks.
    pub rule: Arc<Rule>,
    /// What the finding is about: the matter, or a record, activity or recording of it.
    pub subject: String,
    /// Whether the duty is met.
    pub standing: Standing,
    /// Until when, if the rule is a clock that has started.
    pub due: Option<Due>,
    /// What is missing and what to do, in Chinese, while the duty is open.
    pub missing: Option<String>,
}

impl Finding {
    /// One Chinese sentence: what is missing and what to do, or how it was met.
    ///
    /// Made when somebody reads it: most findings are counted and never read.
    #[must_use]
    pub fn message(&self) -> String {
        let title = &self.rule.title;
        match (&self.missing, &self.standing) {
            (Some(missing), _) => missing.clone(),
            (None, Standing::Open) => format!("{title}：尚未完成。"),
            (None, Standing::Met { at, .. }) => {
                let late = self.due.as_ref().is_some_and(|due| due.late == Some(true));
                let late = if late { "，已超过期限" } else { "" };
                format!("{title}：{}已完成{late}。", at.to_chinese_minute())
            }
            (None, Standing::NotApplicable { reason }) => format!("{title}：不适用，{reason}。"),
            (None, Standing::Explained { .. }) => format!("{title}：未记录部分已说明原因。"),
        }
    }

    /// Nobody has to do anything any more: met, explained or not applicable.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        match self.standing {
            Standing::Met { .. } | Standing::NotApplicable { .. } | Standing::Explained { .. } => {
                true
            }
            Standing::Open => false,
        }
    }

    /// What the law has done by itself at `now`, because the clock ran out before it was met.
    #[must_use]
    pub fn lapsed(&self, now: Timestamp) -> Option<Lapse> {
        self.rule.lapse().filter(|_| self.is_late(now))
    }

    /// Past the agency's own limit and in time by the law: done, or still open. Computed, never
    /// stored, and no breach of anything.
    #[must_use]
    pub fn is_past_internal(&self, now: Timestamp) -> bool {
        let Some(due) = &self.due else { return false };
        let Some(internal) = &due.internal else { return false };
        let is_past = match &self.standing {
            Standing::Open => due.binding && internal.is_past(now),
            Standing::Met { at, .. } => internal.is_past(*at),
            Standing::NotApplicable { .. } | Standing::Explained { .. } => false,
        };
        is_past && !self.is_late(now)
    }

    /// Done too late, or still open after its due time. Computed, never stored.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        let Some(due) = &self.due else { return false };
        match &self.standing {
            Standing::Open => due.binding && due.is_past(now),
            Standing::Met { .. } => due.late == Some(true),
            Standing::NotApplicable { .. } | Standing::Explained { .. } => false,
        }
    }
}

/// Whether a duty is met. "Overdue" is never stored; it follows from the due time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Standing {
    /// What the rule wants is there; a clock may still have been missed, see [`Due::late`].
    Met {
        /// Subjects of the facts that meet it.
        by: Vec<String>,
        /// When it was met.
        at: Timestamp,
    },
    /// Missing, or done wrongly.
    Open,
    /// The rule wants nothing here.
    NotApplicable {
        /// Why, in Chinese.
        reason: String,
    },
    /// Missing, but the reason the law accepts is on record (e.g. Art. 19).
    Explained {
        /// Subjects of the facts that explain it.
        by: Vec<String>,
    },
}

impl Standing {
    /// The word used in scenarios and on the wire.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Met { .. } => "met",
            Self::Open => "open",
            Self::NotApplicable { .. } => "not_applicable",
            Self::Explained { .. } => "explained",
        }
    }
}

/// A last day and the first instant after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// Last civil day; `None` for clocks in hours.
    pub due_on: Option<Date>,
    /// The first instant that is too late.
    pub due_at: Timestamp,
}

/// When a clock runs out.
///
/// Where the law is doubtful about a limit that restricts the agency (e.g. whether the last
/// day of a seizure moves behind a holiday) the earlier reading binds and the later one is
/// told beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// Last civil day by the binding (earlier) reading; `None` for clocks in hours.
    pub due_on: Option<Date>,
    /// The first instant that is too late by the binding reading.
    pub due_at: Timestamp,
    /// The later reading, if the law leaves two.
    pub lenient: Option<Limit>,
    /// The day the clock started; it is not counted itself.
    pub from_on: Date,
    /// The limit by the law's own length, where pauses or extensions have moved it.
    pub statutory: Option<Limit>,
    /// The agency's own, stricter limit, where it chose one; it only reminds.
    pub internal: Option<Internal>,
    /// A year without a calendar was crossed: only weekends are known, the date may move.
    pub estimated: bool,
    /// How the date came about, one Chinese line a step.
    pub trace: Vec<String>,
    /// Once met: whether too late. `None` while open.
    pub late: Option<bool>,
    /// `false` if passing the time harms nobody: a waiting period, a party's own term, or the
    /// day on which something takes effect by itself.
    pub binding: bool,
}

impl Due {
    /// What a reminder goes by: the agency's own limit where it chose one, else the law's.
    #[must_use]
    pub fn remind_at(&self) -> Timestamp {
        self.internal.as_ref().map_or(self.due_at, |internal| internal.due_at)
    }

    /// Whether something done at `at` would be too late.
    ///
    /// A limit in days ends at 24:00 of its last day; a limit in hours includes its last
    /// instant.
    #[must_use]
    pub fn is_past(&self, at: Timestamp) -> bool {
        match self.due_on {
            Some(_) => at >= self.due_at,
            None => at > self.due_at,
        }
    }
}
