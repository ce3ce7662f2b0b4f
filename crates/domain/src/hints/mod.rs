//! Hints before legal review (Art. 11(三)): contradictions and gaps that a reviewer would look for.
//! A hint never holds anything up; what does is a rule.

mod evidence;
mod presence;
mod sums;
#[cfg(test)]
mod tests;
mod times;

use rules::catalogue::{Catalogue, RecordKind, missing_elements};
use terms::{Article, Timestamp, words};

use crate::case::Case;
use crate::dossier::Dossier;
use crate::record::{Record, Status};

words! {
    /// What a hint is about.
    HintKind {
        /// A legal element of a record in effect is blank.
        ElementsMissing = "elements_missing", "要素缺失";
        /// Evidence is named and no record of it is there.
        EvidenceUnrecorded = "evidence_unrecorded", "证据没有记录";
        /// A fine is proposed without a discretion tier.
        TierMissing = "tier_missing", "没有裁量档次";
        /// Somebody was in two places at once.
        TwoPlaces = "two_places", "同时在两处";
        /// Something was done before the case was opened.
        BeforeOpening = "before_opening", "立案之前";
        /// A record and what it tells are in the wrong order, or in the future.
        TimesContradict = "times_contradict", "时间矛盾";
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
}

/// Everything worth a look before the review of a case, in a stable order.
#[must_use]
pub fn hints(dossier: &Dossier, catalogue: &Catalogue, now: Timestamp) -> Vec<Hint> {
    let Some(case) = &dossier.case else { return Vec::new() };
    let records: Vec<Known<'_>> = known(case, catalogue);
    let mut found = elements(&records);
    found.extend(evidence::unrecorded(&records, dossier, catalogue));
    found.extend(sums::tiers(&records));
    found.extend(presence::two_places(&records, dossier));
    found.extend(times::before_opening(&records, case));
    found.extend(times::contradictions(&records, now));
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

/// Art. 8: a record may have taken effect before an element became one, or its kind was changed.
fn elements(records: &[Known<'_>]) -> Vec<Hint> {
    let hint = |known: &Known<'_>| {
        let missing = missing_elements(known.kind, &known.record.fields);
        let first = missing.first()?;
        let titles: Vec<_> = missing.iter().map(|element| element.title.as_str()).collect();
        Some(Hint {
            kind: HintKind::ElementsMissing,
            article: known.article(&first.field),
            sentence: format!(
                "已生效的《{}》缺少必备要素：{}。",
                known.kind.title,
                titles.join("、")
            ),
            subjects: vec![known.id()],
        })
    };
    records.iter().filter(|known| known.record.counts()).filter_map(hint).collect()
}
