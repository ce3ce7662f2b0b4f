//! What single facts say must stand in rows, read from the facts' bodies as data.
//!
//! Not a second copy of the system's rules: only columns that repeat what one fact says.
//! `docs/formats/log-folder.md` lists them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ledger::ParsedLeaf;
use serde_json::Value;

use crate::line::FactLine;

/// Where a fact says it.
enum Said {
    /// Under this path of the body.
    Body(&'static [&'static str]),
    /// The instant at which it was written.
    At,
    /// Who wrote it.
    By,
    /// The stream it stands in.
    Stream,
}

use Said::{At, Body, By, Stream};

/// What a kind of fact says of a row.
struct Saying {
    kind: &'static str,
    table: &'static str,
    key: Said,
    /// The row is there since this fact, and never without it.
    makes: bool,
    columns: &'static [(&'static str, Said)],
}

/// The key column of each table that is compared.
const KEYS: [(&str, &str); 8] = [
    ("access_row", "request_id"),
    ("activity_row", "activity_id"),
    ("agency_row", "agency_id"),
    ("case_row", "case_id"),
    ("device_row", "device_id"),
    ("record_row", "record_id"),
    ("recording_row", "recording_id"),
    ("violation_row", "violation_id"),
];

const SAYINGS: [Saying; 14] = [
    Saying {
        kind: "case.registered",
        table: "case_row",
        key: Body(&["case"]),
        makes: true,
        columns: &[
            ("agency_id", Body(&["agency"])),
            ("division_id", Body(&["division"])),
            ("title", Body(&["title"])),
            ("party_label", Body(&["party", "name"])),
            ("act_kind", Body(&["act"])),
            ("procedure", Body(&["procedure"])),
            ("source_kind", Body(&["source", "kind"])),
            ("created_at", At),
        ],
    },
    Saying {
        kind: "case.opened",
        table: "case_row",
        key: Stream,
        makes: false,
        columns: &[("opened_at", At), ("case_no", Body(&["case_no"]))],
    },
    Saying {
        kind: "case.closed",
        table: "case_row",
        key: Stream,
        makes: false,
        columns: &[("closed_at", At), ("act_ended_on", Body(&["act_ended_on"]))],
    },
    Saying {
        kind: "record.drafted",
        table: "record_row",
        key: Body(&["record"]),
        makes: true,
        columns: &[("kind", Body(&["kind"])), ("created_at", At), ("drafted_by", By)],
    },
    Saying {
        kind: "record.rendered",
        table: "record_row",
        key: Body(&["record"]),
        makes: false,
        columns: &[("sha256", Body(&["digests", "sha256"])), ("pages", Body(&["pages"]))],
    },
    Saying {
        kind: "recording.quarantined",
        table: "recording_row",
        key: Body(&["recording"]),
        makes: true,
        columns: &[("agency_id", Body(&["agency"])), ("file_name", Body(&["file_name"]))],
    },
    Saying {
        kind: "recording.deposited",
        table: "recording_row",
        key: Body(&["recording"]),
        makes: true,
        columns: &[
            ("agency_id", Body(&["agency"])),
            ("file_name", Body(&["file_name"])),
            ("size_bytes", Body(&["digests", "size_bytes"])),
            ("sha256", Body(&["digests", "sha256"])),
            ("sm3", Body(&["digests", "sm3"])),
            ("deposited_at", At),
        ],
    },
    Saying {
        kind: "activity.planned",
        table: "activity_row",
        key: Body(&["activity"]),
        makes: true,
        columns: &[
            ("agency_id", Body(&["agency"])),
            ("title", Body(&["title"])),
            ("planned_at", Body(&["planned_at"])),
            ("continuous", Body(&["is_continuous"])),
        ],
    },
    Saying {
        kind: "activity.arrived",
        table: "activity_row",
        key: Body(&["activity"]),
        makes: false,
        columns: &[("arrived_at", Body(&["arrived_at"]))],
    },
    Saying {
        kind: "activity.departed",
        table: "activity_row",
        key: Body(&["activity"]),
        makes: false,
        columns: &[("departed_at", Body(&["departed_at"]))],
    },
    Saying {
        kind: "access.requested",
        table: "access_row",
        key: Body(&["request"]),
        makes: true,
        columns: &[
            ("agency_id", Body(&["agency"])),
            ("case_id", Body(&["case"])),
            ("asked_by", By),
            ("asked_at", At),
            ("reason", Body(&["reason"])),
        ],
    },
    Saying {
        kind: "oversight.raised",
        table: "violation_row",
        key: Body(&["violation"]),
        makes: true,
        columns: &[
            ("agency_id", Body(&["agency"])),
            ("overseer_id", Body(&["overseer"])),
            ("case_id", Body(&["case"])),
            ("rule", Body(&["rule"])),
            ("article", Body(&["article"])),
            ("severity", Body(&["severity"])),
            ("title", Body(&["title"])),
            ("raised_at", At),
        ],
    },
    Saying {
        kind: "device.registered",
        table: "device_row",
        key: Body(&["device"]),
        makes: true,
        columns: &[("agency_id", Body(&["agency"]))],
    },
    Saying {
        kind: "org.agency_registered",
        table: "agency_row",
        key: Body(&["agency"]),
        makes: true,
        columns: &[
            ("name", Body(&["name"])),
            ("short_name", Body(&["short_name"])),
            ("region", Body(&["region"])),
            ("superior", Body(&["superior"])),
            ("created_at", At),
        ],
    },
];

/// The tables that are compared, each with the columns that are.
#[must_use]
pub fn checked_tables() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut tables: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for saying in &SAYINGS {
        let columns = saying.columns.iter().map(|(column, _)| *column);
        tables.entry(saying.table).or_default().extend(columns);
    }
    tables
}

/// The key column of a table, if its rows are compared.
pub(super) fn key_of(table: &str) -> Option<(&'static str, &'static str)> {
    KEYS.into_iter().find(|(known, _)| *known == table)
}

/// What must stand in one row; a column whose body was destroyed is not known.
#[derive(Default)]
pub(super) struct Row {
    pub(super) is_made: bool,
    pub(super) columns: BTreeMap<&'static str, Option<Value>>,
}

/// What must stand in all rows, by table and key.
#[derive(Default)]
pub(super) struct Expected {
    until: u64,
    pub(super) rows: HashMap<(&'static str, String), Row>,
}

impl Expected {
    /// Of the facts below a number.
    pub(super) fn until(until: u64) -> Self {
        Self { until, rows: HashMap::new() }
    }

    /// Takes what a fact says. The last one to say something counts.
    pub(super) fn take(&mut self, fact: &FactLine, leaf: &ParsedLeaf) {
        let Some(kind) = leaf.get_text("t").filter(|_| fact.n < self.until) else { return };
        let mut sayings = SAYINGS.iter().filter(|saying| saying.kind == kind).peekable();
        if sayings.peek().is_none() {
            return;
        }
        let body: Option<Value> =
            fact.body.as_deref().and_then(|body| serde_json::from_str(body).ok());
        for saying in sayings {
            // Of a fact without its body nobody knows which row it is about, but by its stream.
            let key = read(&saying.key, leaf, body.as_ref());
            let key = key.as_ref().and_then(Value::as_str).or_else(|| leaf.get_text("stream"));
            let Some(key) = key else { continue };
            let row = self.rows.entry((saying.table, key.to_owned())).or_default();
            row.is_made |= saying.makes;
            for (column, said) in saying.columns {
                row.columns.insert(column, read(said, leaf, body.as_ref()));
            }
        }
    }
}

/// What stands there; none if the body is not there any more.
fn read(said: &Said, leaf: &ParsedLeaf, body: Option<&Value>) -> Option<Value> {
    match said {
        At => leaf.get_int("at").map(Value::from),
        By => leaf.get_text("by").map(Value::from),
        Stream => leaf.get_text("stream").map(Value::from),
        Body(path) => {
            let mut at = body?;
            for key in *path {
                at = at.get(key).unwrap_or(&Value::Null);
            }
            Some(at.clone())
        }
    }
}
