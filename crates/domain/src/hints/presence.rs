//! Who was where, as records and visits tell it.

use std::collections::BTreeSet;

use terms::{OfficerId, Timestamp};

use super::{Hint, HintKind, Known, article};
use crate::dossier::Dossier;

/// Fields by which a record tells of a time and place, and who was there.
const FROM: &str = "started_at";
const TO: &str = "ended_at";
const PLACE: &str = "place";
const OFFICERS: &str = "officers";

/// Somebody was somewhere for a while.
struct Presence {
    officers: BTreeSet<OfficerId>,
    from: Timestamp,
    to: Timestamp,
    place: String,
    title: String,
    /// The record or visit.
    subject: String,
    /// The visit it belongs to: it is no other place than that.
    visit: Option<String>,
}

/// Pairs of records or visits that have somebody in two places at once (Art. 10).
pub(super) fn two_places(records: &[Known<'_>], dossier: &Dossier) -> Vec<Hint> {
    let mut all: Vec<Presence> = records.iter().filter_map(of_record).collect();
    all.extend(dossier.activities.values().filter_map(|activity| {
        Some(Presence {
            officers: activity.officers.iter().copied().collect(),
            from: activity.arrived_at?,
            to: activity.departed_at?,
            place: activity.place.reveal().clone(),
            title: activity.title.clone(),
            subject: activity.id.to_string(),
            visit: Some(activity.id.to_string()),
        })
    }));
    let mut found = Vec::new();
    for (number, one) in all.iter().enumerate() {
        for other in all.iter().skip(number.saturating_add(1)) {
            found.extend(clash(one, other));
        }
    }
    found
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
        visit: known.record.activity.map(|id| id.to_string()),
    })
}

fn clash(one: &Presence, other: &Presence) -> Option<Hint> {
    let is_same_visit = one.visit.is_some() && one.visit == other.visit;
    let is_same_place = !one.place.is_empty() && one.place == other.place;
    let overlaps = one.from < other.to && other.from < one.to;
    let both = one.officers.intersection(&other.officers).count();
    if is_same_visit || is_same_place || !overlaps || both == 0 {
        return None;
    }
    let span = |it: &Presence| {
        format!("{}（{}至{}）", it.title, it.from.to_chinese_minute(), it.to.to_chinese_minute())
    };
    Some(Hint {
        kind: HintKind::TwoPlaces,
        article: article("10(一)"),
        sentence: format!(
            "有{both}名执法人员同时出现在{}和{}，请核对时间和人员。",
            span(one),
            span(other)
        ),
        subjects: vec![one.subject.clone(), other.subject.clone()],
    })
}
