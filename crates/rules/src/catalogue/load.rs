//! Reading the catalogue from its files.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use terms::{ActKind, Procedure, Stage};

use super::check::check;
use super::field::{parse_article, read_conditions, read_fields};
use super::kind::{Consequence, OnlyIf, RecordKind, SignerSlot};
use super::process::{Process, read_processes};
use super::tell::{RawTell, Tell};
use super::wording::{Place, Wording};
use super::words::{Effect, Gate, Layout, Slot, Volume};

/// All record kinds, in the order of the case file, and the processes in which they are made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    kinds: Vec<RecordKind>, // INVARIANT: sorted by order, then code; codes are unique
    processes: Vec<Process>, // INVARIANT: sorted by order; ids are unique
}

/// What is wrong with a file of the catalogue, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CatalogueDefect {
    /// The file.
    pub file: String,
    /// Chinese: what is wrong.
    pub what: String,
    /// Chinese: what to do.
    pub fix: String,
}

impl CatalogueDefect {
    pub(super) fn new(file: &str, what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { file: file.to_owned(), what: what.into(), fix: fix.into() }
    }
}

impl Catalogue {
    /// Reads every `…/<CODE>/record.toml` with the `schema.json` beside it, and every
    /// `processes/….toml`; other files are left alone. `files` holds path (with `/`) and text.
    ///
    /// # Errors
    /// All defects of all files at once, sorted by file.
    pub fn load(files: &[(String, String)]) -> Result<Self, Vec<CatalogueDefect>> {
        let by_path: BTreeMap<&str, &str> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut kinds: Vec<RecordKind> = Vec::new();
        let mut defects = Vec::new();
        for (path, text) in &by_path {
            let Some(folder) = path.strip_suffix("/record.toml") else { continue };
            let schema_path = format!("{folder}/schema.json");
            let Some(schema) = by_path.get(schema_path.as_str()) else {
                let fix = "在 record.toml 旁补上 schema.json";
                defects.push(CatalogueDefect::new(&schema_path, "没有这个文件", fix));
                continue;
            };
            match read_kind((path, text), (&schema_path, schema)) {
                Ok(kind) => {
                    defects.extend(check(&kind, folder, &by_path));
                    kinds.push(kind);
                }
                Err(found) => defects.extend(found),
            }
        }
        kinds.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
        for (first, second) in kinds.iter().zip(kinds.iter().skip(1)) {
            if first.order == second.order {
                let what =
                    format!("{} 与 {} 的 order 同为 {}", first.code, second.code, first.order);
                defects.push(CatalogueDefect::new(&second.code, what, "给其中一个换一个序号"));
            }
        }
        let processes = read_processes(&by_path, &kinds, &mut defects);
        if defects.is_empty() {
            Ok(Self { kinds, processes })
        } else {
            defects.sort();
            Err(defects)
        }
    }

    /// The kind with this code; `None` if there is none.
    #[must_use]
    pub fn kind(&self, code: &str) -> Option<&RecordKind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }

    /// All processes, in the order in which they are offered.
    #[must_use]
    pub fn processes(&self) -> &[Process] {
        &self.processes
    }

    /// The process with this id.
    #[must_use]
    pub fn process(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == id)
    }

    /// All kinds in the order of the case file.
    pub fn iter(&self) -> std::slice::Iter<'_, RecordKind> {
        self.kinds.iter()
    }

    /// How many kinds there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// No kind at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}

impl<'a> IntoIterator for &'a Catalogue {
    type Item = &'a RecordKind;
    type IntoIter = std::slice::Iter<'a, RecordKind>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKind {
    code: String,
    title: String,
    gloss: String,
    occasion: String,
    stage: Stage,
    acts: Vec<ActKind>,
    #[serde(default)]
    procedures: Vec<Procedure>,
    articles: Vec<String>,
    volume: Volume,
    order: u32,
    outward: bool,
    #[serde(default)]
    sealed: bool,
    numbering: Option<String>,
    gate: Option<Gate>,
    #[serde(default)]
    effect: Vec<RawConsequence>,
    layout: Layout,
    addressee: Option<String>,
    #[serde(default)]
    signers: Vec<RawSigner>,
    #[serde(default)]
    tells: Vec<RawTell>,
    #[serde(default)]
    wording: Vec<RawWording>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSigner {
    slot: Slot,
    title: String,
    min: u32,
    #[serde(default)]
    opinion: bool,
    each_of: Option<String>,
    named_in: Option<String>,
    #[serde(default)]
    refusable: bool,
    only_if: Option<RawOnlyIf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConsequence {
    does: Effect,
    #[serde(default)]
    acts: Vec<ActKind>,
    only_if: Option<RawOnlyIf>,
    gate: Option<Gate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOnlyIf {
    field: String,
    values: Vec<Value>,
}

impl From<RawOnlyIf> for OnlyIf {
    fn from(raw: RawOnlyIf) -> Self {
        Self { field: raw.field, values: raw.values }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWording {
    id: String,
    version: u32,
    before: Option<String>,
    after: Option<String>,
    only_if: Option<RawOnlyIf>,
    text: String,
}

fn read_kind(
    record: (&str, &str),
    schema_file: (&str, &str),
) -> Result<RecordKind, Vec<CatalogueDefect>> {
    let fix = "对照 law/records/README.md 和同类文书的写法改正";
    let raw: RawKind = toml::from_str(record.1)
        .map_err(|error| vec![CatalogueDefect::new(record.0, error.to_string(), fix)])?;
    let schema: Value = serde_json::from_str(schema_file.1)
        .map_err(|error| vec![CatalogueDefect::new(schema_file.0, error.to_string(), fix)])?;
    let mut flaws = Vec::new();
    let fields = read_fields(&schema, "", &mut flaws);
    let conditions = read_conditions(&schema, &mut flaws);
    if !flaws.is_empty() {
        let defect = |flaw| CatalogueDefect::new(schema_file.0, flaw, fix);
        return Err(flaws.into_iter().map(defect).collect());
    }
    let signer = |raw: RawSigner| SignerSlot {
        slot: raw.slot,
        title: raw.title,
        min: raw.min,
        opinion: raw.opinion,
        each_of: raw.each_of,
        named_in: raw.named_in,
        refusable: raw.refusable,
        only_if: raw.only_if.map(OnlyIf::from),
    };
    let consequence = |raw: RawConsequence| Consequence {
        does: raw.does,
        acts: raw.acts,
        only_if: raw.only_if.map(OnlyIf::from),
        gate: raw.gate,
    };
    Ok(RecordKind {
        code: raw.code,
        title: raw.title,
        gloss: raw.gloss,
        occasion: raw.occasion,
        stage: raw.stage,
        acts: raw.acts,
        procedures: raw.procedures,
        articles: raw.articles.iter().map(|words| parse_article(words)).collect(),
        volume: raw.volume,
        order: raw.order,
        outward: raw.outward,
        sealed: raw.sealed,
        numbering: raw.numbering,
        gate: raw.gate,
        effects: raw.effect.into_iter().map(consequence).collect(),
        layout: raw.layout,
        addressee: raw.addressee,
        signers: raw.signers.into_iter().map(signer).collect(),
        tells: raw.tells.into_iter().map(Tell::from).collect(),
        wording: raw.wording.into_iter().map(read_wording).collect(),
        fields,
        conditions,
        schema,
    })
}

fn read_wording(raw: RawWording) -> Wording {
    let place = match (raw.before, raw.after) {
        (Some(field), _) => Place::Before(field),
        (None, Some(field)) => Place::After(field),
        (None, None) => Place::End,
    };
    let only_if = raw.only_if.map(OnlyIf::from);
    Wording { id: raw.id, version: raw.version, text: raw.text.trim().to_owned(), place, only_if }
}
