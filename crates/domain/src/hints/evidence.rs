//! Evidence that a report names and that was never recorded.

use rules::catalogue::{Catalogue, Effect};

use super::{Hint, HintKind, Known};
use crate::dossier::Dossier;

/// The list of evidence in a report or decision, and the name of one.
const LIST: &str = "evidence";
const NAME: &str = "name";
/// Words by which a piece of evidence says that it is a recording.
const FILMED: [&str; 4] = ["录像", "音像", "视频", "录音"];

/// Kinds of record and recordings named as evidence by whatever ends the investigation, of which
/// none is there.
pub(super) fn unrecorded(
    records: &[Known<'_>],
    dossier: &Dossier,
    catalogue: &Catalogue,
) -> Vec<Hint> {
    let Some(case) = &dossier.case else { return Vec::new() };
    let is_report = |known: &&Known<'_>| {
        known.kind.may_do(Effect::ConcludesInvestigation, case.act) && known.has_field(LIST)
    };
    let is_there = |code: &str| records.iter().any(|one| one.kind.code == code);
    let mut found = Vec::new();
    for report in records.iter().filter(is_report) {
        for name in named(report) {
            // The longest title that fits is the one that is meant.
            let kinds = catalogue.iter().filter(|kind| name.contains(&short(&kind.title)));
            let kind = kinds.max_by_key(|kind| short(&kind.title).chars().count());
            let is_film = FILMED.iter().any(|word| name.contains(word));
            let what = match kind {
                Some(kind) if !is_there(&kind.code) => format!("《{}》", kind.title),
                Some(_) => continue,
                None if is_film && dossier.recordings.is_empty() => "入库的音像记录".to_owned(),
                None => continue,
            };
            found.push(Hint {
                kind: HintKind::EvidenceUnrecorded,
                article: report.article(LIST),
                sentence: format!(
                    "《{}》把“{name}”列为证据，但本案没有{what}。",
                    report.kind.title
                ),
                subjects: vec![report.id()],
                elsewhere: None,
            });
        }
    }
    found
}

fn named<'a>(report: &Known<'a>) -> Vec<&'a str> {
    let rows = report.record.fields.get(LIST).and_then(|list| list.as_array());
    let name = |row: &'a serde_json::Value| row.get(NAME)?.as_str();
    let names = rows.into_iter().flatten().filter_map(name);
    // One row often names several things.
    names.flat_map(|name| name.split(['、', '，', '；', ','])).map(str::trim).collect()
}

/// A title as people write it: without what stands in brackets.
fn short(title: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for letter in title.chars() {
        match letter {
            '（' => depth = depth.saturating_add(1),
            '）' => depth = depth.saturating_sub(1),
            other if depth == 0 => kept.push(other),
            _ => {}
        }
    }
    kept
}
