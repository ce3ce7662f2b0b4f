//! Who was where, as records and visits tell it: in this case and, as far as somebody looked, in
//! others.

use std::collections::BTreeSet;

use rules::catalogue::{Catalogue, RecordKind};
use terms::{ActivityId, CaseId, OfficerId, Timestamp};

use super::{Hint, HintKind, Known, article, known};
use crate::activity::Activity;
use crate::case::Case;
use crate::dossier::Dossier;
use crate::org::Directory;

/// Fields by which a record tells of a time and place, and who was there.
const FROM: &str = "started_at";
const TO: &str = "ended_at";
const PLACE: &str = "place";
const OFFICERS: &str = "officers";

/// Somebody was somewhere for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Who.
    pub officers: BTreeSet<OfficerId>,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// Where; blank if it is not told.
    pub place: String,
    /// What tells it, for a sentence.
    pub title: String,
    /// Id of the record or visit that tells it.
    pub subject: String,
    /// The visit it belongs to: it is no other place than that.
    pub visit: Option<ActivityId>,
}

/// The same in another matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The case; `None` for on-site work that belongs to none.
    pub case: Option<CaseId>,
    /// Number and title of the case, or title of the work; `None` if the reader may not see it.
    pub label: Option<String>,
    /// Who was there, and when.
    pub presence: Presence,
}

/// Everything by which a case says where its officers were. What was recorded on a visit and lies
/// inside it tells nothing new.
#[must_use]
pub fn presences(dossier: &Dossier, catalogue: &Catalogue) -> Vec<Presence> {
    let mut all: Vec<Presence> = dossier.activities.values().filter_map(of_visit).collect();
    let case = dossier.case.iter();
    all.extend(case.flat_map(|case| recorded_presences(case, catalogue)));
    distinct(all)
}

/// The same by the records of a case alone.
#[must_use]
pub fn recorded_presences(case: &Case, catalogue: &Catalogue) -> Vec<Presence> {
    known(case, catalogue).iter().filter_map(of_record).collect()
}

/// Whether records of a kind say who was somewhere, from when until when.
#[must_use]
pub fn tells_presence(kind: &RecordKind) -> bool {
    [FROM, TO, OFFICERS].into_iter().all(|field| kind.field(field).is_some())
}

/// Leaves out what lies inside the visit it belongs to.
#[must_use]
pub fn distinct(all: Vec<Presence>) -> Vec<Presence> {
    let is_inside = |it: &Presence, visit: &Presence| {
        visit.visit == it.visit && visit.from <= it.from && it.to <= visit.to
    };
    let visits: Vec<Presence> = all.iter().filter(|it| it.is_visit()).cloned().collect();
    let is_told = |it: &Presence| visits.iter().any(|visit| is_inside(it, visit));
    all.into_iter().filter(|it| it.is_visit() || !is_told(it)).collect()
}

/// Pairs of records or visits that have somebody in two places at once (Art. 10).
pub(super) fn two_places(own: &[Presence], directory: &Directory) -> Vec<Hint> {
    let mut found = Vec::new();
    for (number, one) in own.iter().enumerate() {
        for other in own.iter().skip(number.saturating_add(1)) {
            let Some(both) = one.clashes(other) else { continue };
            let sentence = format!(
                "{}同时出现在{}和{}，请核对时间和人员。",
                names(&both, directory),
                spoken(one),
                spoken(other)
            );
            let subjects = vec![one.subject.clone(), other.subject.clone()];
            found.push(hint(sentence, subjects, None));
        }
    }
    found
}

/// The same against other matters; the reader learns of them what they may see.
pub(super) fn two_matters(
    own: &[Presence],
    elsewhere: &[Elsewhere],
    directory: &Directory,
) -> Vec<Hint> {
    let mut found = Vec::new();
    for one in own {
        for other in elsewhere {
            let Some(both) = one.clashes(&other.presence) else { continue };
            let (from, to) = (one.from.max(other.presence.from), one.to.min(other.presence.to));
            let there = match (&other.label, other.case) {
                (Some(label), Some(_)) => format!("案件“{label}”的{}", named(&other.presence)),
                (Some(label), None) => format!("不属于案件的现场工作“{label}”"),
                (None, Some(_)) => "另一案件".to_owned(),
                (None, None) => "另一项现场工作".to_owned(),
            };
            let sentence = format!(
                "{}在{}既出现在本案的{}，又出现在{there}，请核对时间和人员。",
                names(&both, directory),
                span(from, to),
                named(one)
            );
            let seen = other.label.is_some().then(|| other.clone());
            found.push(hint(sentence, vec![one.subject.clone()], seen));
        }
    }
    found
}

fn hint(sentence: String, subjects: Vec<String>, elsewhere: Option<Elsewhere>) -> Hint {
    let (kind, article) = (HintKind::TwoPlaces, article("10(一)"));
    Hint { kind, article, sentence, subjects, elsewhere }
}

fn of_visit(activity: &Activity) -> Option<Presence> {
    Some(Presence {
        officers: activity.people().into_iter().collect(),
        from: activity.arrived_at.filter(|_| activity.cancelled.is_none())?,
        to: activity.departed_at?,
        place: activity.place.reveal().clone(),
        title: activity.title.clone(),
        subject: activity.id.to_string(),
        visit: Some(activity.id),
    })
}

fn of_record(known: &Known<'_>) -> Option<Presence> {
    let officers = known.record.fields.get(OFFICERS)?.as_array()?;
    let officers = officers.iter().filter_map(|id| id.as_str()?.parse().ok());
    Some(Presence {
        officers: officers.collect(),
        from: known.time(FROM)?,
        to: known.time(TO)?,
        place: known.text(PLACE).unwrap_or_default().to_owned(),
        title: format!("《{}》", known.kind.title),
        subject: known.id(),
        visit: known.record.activity,
    })
}

impl Presence {
    /// Whether a visit tells it, and no record.
    #[must_use]
    pub fn is_visit(&self) -> bool {
        self.visit.is_some_and(|visit| self.subject == visit.to_string())
    }

    /// Who is here and there at once; `None` if nobody, or if both are one place.
    #[must_use]
    pub fn clashes(&self, other: &Self) -> Option<BTreeSet<OfficerId>> {
        let is_same_visit = self.visit.is_some() && self.visit == other.visit;
        let is_same_place = !self.place.is_empty() && self.place == other.place;
        let overlaps = self.from < other.to && other.from < self.to;
        if is_same_visit || is_same_place || !overlaps {
            return None;
        }
        let both: BTreeSet<OfficerId> =
            self.officers.intersection(&other.officers).copied().collect();
        (!both.is_empty()).then_some(both)
    }
}

fn names(officers: &BTreeSet<OfficerId>, directory: &Directory) -> String {
    let names: Vec<String> = officers.iter().map(|id| directory.name_of(*id)).collect();
    names.join("、")
}

fn spoken(it: &Presence) -> String {
    format!("{}（{}）", named(it), span(it.from, it.to))
}

fn named(it: &Presence) -> String {
    if it.is_visit() { format!("现场工作“{}”", it.title) } else { it.title.clone() }
}

/// From when until when; the day is said once.
fn span(from: Timestamp, to: Timestamp) -> String {
    let until = to.to_chinese_minute();
    let day = from.date().to_chinese();
    format!("{}至{}", from.to_chinese_minute(), until.strip_prefix(&day).unwrap_or(&until))
}
