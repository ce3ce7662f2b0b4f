//! Hints before legal review (Art. 11(三)): contradictions and gaps that a reviewer would look for.
//! A hint never holds anything up; what does is a rule.

mod evidence;
mod presence;
mod sums;
#[cfg(test)]
mod tests;
mod times;

use rules::catalogue::{Catalogue, Effect, RecordKind, missing_elements};
use terms::{Article, Stage, Timestamp, words};

use crate::case::Case;
use crate::dossier::Dossier;
use crate::org::Directory;
use crate::record::{Record, Status};

pub use presence::{Elsewhere, Presence, distinct, presences, recorded_presences, tells_presence};

words! {
    /// What a hint is about.
    HintKind {
        /// A legal element of a record is blank that is in effect, or that the investigation ended
        /// without.
        ElementsMissing = "elements_missing", "要素缺失";
        /// The investigation has ended and a record of it was never signed.
        Unfinished = "unfinished", "尚未生效";
        /// Evidence is named and no record of it is there.
        EvidenceUnrecorded = "evidence_unrecorded", "证据没有记录";
        /// A fine is proposed without a discretion tier, or by one that knows no fine.
        TierMissing = "tier_missing", "没有裁量档次";
        /// Somebody was in two places at once.
        TwoPlaces = "two_places", "同时在两处";
        /// Something was done before the case was opened.
        BeforeOpening = "before_opening", "立案之前";
        /// A record and what it tells are in the wrong order, or in the future.
        TimesContradict = "times_contradict", "时间矛盾";
        /// A record is dated well before the day it was made.
        Backdated = "backdated", "倒签嫌疑";
        /// The decision came before the notice.
        DecisionBeforeNotice = "decision_before_notice", "先决定后告知";
        /// The amounts of two records differ.
        SumsDiffer = "sums_differ", "金额不一致";
    }
}

/// One thing to look at.
#[doc(alias = "审前提示")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What it is about.
    pub kind: HintKind,
    /// Where the law speaks of it.
    pub article: Article,
    /// One Chinese sentence.
    pub sentence: String,
    /// Ids of the records or work it is about.
    pub subjects: Vec<String>,
    /// What it is about in another matter, as far as the reader may see it.
    pub elsewhere: Option<Elsewhere>,
}

/// What hints about a case are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Drawn<'a> {
    /// The case and what hangs on it.
    pub dossier: &'a Dossier,
    /// The kinds of record.
    pub catalogue: &'a Catalogue,
    /// The people, for their names.
    pub directory: &'a Directory,
    /// Where the officers were in other matters at the times of this one.
    pub elsewhere: &'a [Elsewhere],
    /// When.
    pub now: Timestamp,
}

/// Everything worth a look before the review of a case, in a stable order.
#[must_use]
pub fn hints(from: Drawn<'_>) -> Vec<Hint> {
    let Drawn { dossier, catalogue, directory, elsewhere, now } = from;
    let Some(case) = &dossier.case else { return Vec::new() };
    let records: Vec<Known<'_>> = known(case, catalogue);
    let own = presences(dossier, catalogue);
    let mut found = elements(&records, case);
    found.extend(evidence::unrecorded(&records, dossier, catalogue));
    found.extend(sums::tiers(&records));
    found.extend(presence::two_places(&own, directory));
    found.extend(presence::two_matters(&own, elsewhere, directory));
    found.extend(times::before_opening(&records, case));
    found.extend(times::contradictions(&records, now));
    found.extend(times::backdated(&records));
    found.extend(times::decision_before_notice(&records, case));
    found.extend(sums::differing(&records, case));
    found
}

/// A record that was neither voided nor corrected, with its kind.
#[derive(Clone, Copy)]
struct Known<'a> {
    record: &'a Record,
    kind: &'a RecordKind,
}

impl Known<'_> {
    fn id(&self) -> String {
        self.record.id.to_string()
    }

    fn text(&self, field: &str) -> Option<&str> {
        let text = self.record.fields.get(field)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn time(&self, field: &str) -> Option<Timestamp> {
        self.text(field)?.parse().ok()
    }

    fn fen(&self, field: &str) -> Option<i64> {
        self.record.fields.get(field)?.as_i64()
    }

    fn has_field(&self, field: &str) -> bool {
        self.kind.field(field).is_some()
    }

    /// Where the law asks for a field, or else for the record.
    fn article(&self, field: &str) -> Article {
        let own = self.kind.field(field).and_then(|field| field.article.clone());
        own.or_else(|| self.kind.articles.first().cloned()).unwrap_or_else(|| article("8"))
    }
}

fn article(clause: &str) -> Article {
    Article::new("本办法", clause)
}

fn known<'a>(case: &'a Case, catalogue: &'a Catalogue) -> Vec<Known<'a>> {
    let standing = case
        .records
        .values()
        .filter(|record| !matches!(record.status, Status::Voided | Status::Corrected));
    standing
        .filter_map(|record| Some(Known { record, kind: catalogue.kind(&record.kind)? }))
        .collect()
}

/// Art. 8: a record may have taken effect before an element became one, or its kind was changed;
/// and once the investigation has ended, what it left unsigned will hardly be signed any more.
fn elements(records: &[Known<'_>], case: &Case) -> Vec<Hint> {
    let concludes = |known: &Known<'_>| known.kind.may_do(Effect::ConcludesInvestigation, case.act);
    let has_ended = records.iter().any(|known| known.record.counts() && concludes(known));
    let hint = |known: &Known<'_>| {
        let is_left = has_ended && known.kind.stage == Stage::Investigation;
        if !known.record.counts() && !is_left {
            return None;
        }
        let missing = missing_elements(known.kind, &known.record.fields);
        let titles: Vec<_> = missing.iter().map(|element| element.title.as_str()).collect();
        let (title, listed) = (&known.kind.title, titles.join("、"));
        let (kind, field, sentence) = match missing.first() {
            None if known.record.counts() => return None,
            None => {
                let ask = "请核对是补签还是作废";
                let sentence = format!("调查已经终结，《{title}》仍没有签完，{ask}。");
                (HintKind::Unfinished, "", sentence)
            }
            Some(first) => {
                let sentence = if known.record.counts() {
                    format!("已生效的《{title}》缺少必备要素：{listed}。")
                } else {
                    format!("调查已经终结，《{title}》仍未生效，还缺少必备要素：{listed}。")
                };
                (HintKind::ElementsMissing, first.field.as_str(), sentence)
            }
        };
        let (article, subjects) = (known.article(field), vec![known.id()]);
        Some(Hint { kind, article, sentence, subjects, elsewhere: None })
    };
    records.iter().filter_map(hint).collect()
}
