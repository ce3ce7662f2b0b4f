//! What lies where in a case file, and what its own pages say about it.

use domain::case::Case;
use domain::case_file::{Composition, Entry, EntrySource, Volume};
use domain::dossier::Dossier;
use domain::recording::ExcerptKind;
use rules::catalogue::{self, RecordKind};
use serde_json::{Map, Value, json};

/// Kinds of files a package may hold; what a camera calls otherwise is kept as `bin`.
const MEDIA: &[&str] = &[
    "3gp", "aac", "amr", "avi", "jpeg", "jpg", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "mpg",
    "mts", "png", "ts", "wav", "wmv",
];

/// Whether the name says what is inside, so that whoever unpacks can open it.
pub(super) fn is_known_type(path: &str) -> bool {
    let ours = ["pdf", "json", "jsonl", "txt", "vkey"];
    let kind = path.rsplit_once('.').map_or("", |(_, kind)| kind);
    ours.contains(&kind) || MEDIA.contains(&kind)
}

/// The type a file's name claims, if it is one of [`MEDIA`]; never the person's text itself.
fn media_type(file_name: &str) -> &'static str {
    let claimed = file_name.rsplit_once('.').map_or("", |(_, kind)| kind).to_ascii_lowercase();
    MEDIA.iter().copied().find(|kind| *kind == claimed).unwrap_or("bin")
}

/// `main/003_WS02.pdf`, `recordings/041_….mp4`: made by us, never from a person's file name.
pub(super) fn path_of(dossier: &Dossier, case: &Case, entry: &Entry) -> String {
    let folder = match entry.volume {
        Volume::Front => "front",
        Volume::Main => "main",
        Volume::Annex => "annex",
        Volume::Recordings => "recordings",
        Volume::Back => "back",
    };
    let name = match entry.source {
        EntrySource::Record(id) => {
            let kind = case.records.get(&id).map_or("", |record| record.kind.as_str());
            format!("{kind}.pdf")
        }
        EntrySource::Recording(id, _) => {
            let recording = dossier.recordings.get(&id);
            let kind = recording.map_or("bin", |found| media_type(found.file_name.reveal()));
            format!("{id}.{kind}")
        }
        EntrySource::Excerpt(id, _, number) => {
            let recording = dossier.recordings.get(&id);
            let excerpt = recording.and_then(|found| found.excerpt(number));
            let kind = excerpt.map_or("bin", |one| match one.kind {
                ExcerptKind::Clip => "mp4",
                ExcerptKind::Still => "jpg",
            });
            format!("{id}_excerpt{number}.{kind}")
        }
    };
    format!("{folder}/{:03}_{name}", entry.order)
}

/// The contents in machine form.
pub(super) fn contents(dossier: &Dossier, case: &Case, composition: &Composition) -> Value {
    let entries: Vec<_> = composition
        .entries
        .iter()
        .map(|entry| {
            json!({
                "order": entry.order,
                "volume": entry.volume.zh(),
                "title": entry.title,
                "doc_no": entry.doc_no,
                "responsible": entry.responsible,
                "made_on": entry.made_on,
                "page_from": entry.page_from,
                "page_to": entry.page_to,
                "path": format!("data/{}", path_of(dossier, case, entry)),
                "sha256": entry.digest,
                "derived_from": derived_from(dossier, entry),
            })
        })
        .collect();
    json!({
        "case": case.id,
        "case_no": case.case_no,
        "title": case.title,
        "retention": composition.retention.zh(),
        "entries": entries,
    })
}

/// SHA-256 of the original of which an entry is a derivative; nothing for all else.
fn derived_from(dossier: &Dossier, entry: &Entry) -> Option<terms::Digest> {
    let EntrySource::Excerpt(id, _, number) = entry.source else { return None };
    Some(dossier.recordings.get(&id)?.excerpt(number)?.derived_from)
}

/// What only the file itself knows: its contents, counts and retention.
pub(super) fn file_fields(
    kind: &RecordKind,
    case: &Case,
    composition: &Composition,
    fields: &mut Map<String, Value>,
) {
    let pages: u32 = composition
        .entries
        .iter()
        .filter_map(|entry| entry.page_from.zip(entry.page_to))
        .map(|(from, to)| to + 1 - from)
        .sum();
    for field in &kind.fields {
        let value = match field.prefill.as_deref() {
            Some("case_file.contents") => {
                Value::Array(composition.entries.iter().map(|entry| row_of(field, entry)).collect())
            }
            Some("case_file.retention") => json!(composition.retention.zh()),
            Some("case_file.items") => json!(composition.entries.len()),
            Some("case_file.pages") => json!(pages),
            Some("case_file.archive_no") => {
                json!(case.file.archived.as_ref().map(|(_, no)| no.clone()).unwrap_or_default())
            }
            _ => continue,
        };
        fields.insert(field.name.clone(), value);
    }
    let of = |wanted: fn(&EntrySource) -> bool| {
        composition.entries.iter().filter(|entry| wanted(&entry.source)).count()
    };
    let copies = of(|source| matches!(source, EntrySource::Recording(..)));
    let excerpts = match of(|source| matches!(source, EntrySource::Excerpt(..))) {
        0 => String::new(),
        count => format!("另有衍生件{count}件（不是原件，各注明其原件）。"),
    };
    let texts = [
        ("condition", composition.note.clone().unwrap_or_else(|| "材料齐全。".to_owned())),
        (
            "recordings",
            format!("音像证据复制件{copies}件，随案卷包保存；原件存于本系统原始库。{excerpts}"),
        ),
    ];
    for (name, text) in texts {
        if kind.field(name).is_some() {
            fields.insert(name.to_owned(), json!(text));
        }
    }
}

/// One line of the printed contents, by the columns its schema names.
fn row_of(field: &catalogue::Field, entry: &Entry) -> Value {
    let mut row = Map::new();
    for column in &field.columns {
        let value = match column.name.as_str() {
            "seq" => json!(entry.order),
            "doc_no" => json!(entry.doc_no.clone().unwrap_or_default()),
            "responsible" => json!(entry.responsible.clone().unwrap_or_default()),
            "title" => json!(entry.title),
            "dated_on" => json!(entry.made_on.map(|day| day.to_string()).unwrap_or_default()),
            "pages" => json!(match (entry.page_from, entry.page_to) {
                (Some(from), Some(to)) if from == to => from.to_string(),
                (Some(from), Some(to)) => format!("{from}-{to}"),
                _ => "音像".to_owned(),
            }),
            "remark" => json!(entry.volume.zh()),
            _ => continue,
        };
        row.insert(column.name.clone(), value);
    }
    Value::Object(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_name_gives_its_type_and_nothing_else() {
        assert_eq!(media_type("DSJ_0001.MP4"), "mp4");
        for odd in ["", "mp4", "x.", "x.exe", "x.mp4/../y", "x.mp4\n"] {
            assert_eq!(media_type(odd), "bin", "{odd:?}");
        }
        assert!(is_known_type("data/main/001_WS02.pdf") && !is_known_type("a/x.bin"));
    }
}
