//! Process templates: in which steps an act is done, which of them fall away, and with what the
//! act ends (Arts. 3, 21).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use terms::{ActKind, Procedure, Stage};

use super::kind::{OnlyIf, RecordKind};
use super::load::{CatalogueDefect, RawOnlyIf};

/// How an act is done from start to end, e.g. a licence or a compulsory measure.
///
/// A case keeps the id and version it was registered under, and the rule of its end.
#[doc(alias = "程序模板")]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Process {
    /// Unique id, e.g. `licensing`; also the name of its file.
    pub id: String,
    /// Counted up with every change.
    pub version: u32,
    /// Chinese title.
    pub title: String,
    /// The kind of act.
    pub act: ActKind,
    /// The procedure.
    pub procedure: Procedure,
    /// Its place where processes are offered; the first of an act is the usual one.
    pub order: u32,
    /// Chinese: what to know before choosing it.
    pub note: String,
    /// Its steps, in order.
    pub steps: Vec<ProcessStep>,
    /// The rules an agency may choose for the day on which the act ended; the first is the default.
    pub ends: Vec<EndOfAct>,
}

/// One step of a process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessStep {
    /// The stage it belongs to (Art. 3).
    pub stage: Stage,
    /// Chinese title.
    pub title: String,
    /// Codes of the records that show it was done; any of them is enough.
    pub records: Vec<String>,
    /// Chinese: when it is done, if not always.
    pub occasion: Option<String>,
    /// Chinese: why it falls away in this process.
    pub struck: Option<String>,
}

/// A written rule for the day on which an act ended (Art. 21).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EndOfAct {
    /// Unique in its process; kept in the case.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// Ended when one of these was served.
    pub served: Vec<String>,
    /// Ended when one of these took effect.
    pub effective: Vec<String>,
    /// Only records of which a field has one of some values.
    pub only_if: Option<OnlyIf>,
    /// Not ended while one of the first took effect and none of the second after it.
    pub pending: Option<Pending>,
}

/// Something begun that must be finished first, e.g. an order to rectify and its re-check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// Code of the record that begins it.
    pub after: String,
    /// Code of the record that finishes it.
    pub until: String,
}

impl Process {
    /// `id@version`, as a case keeps it.
    #[must_use]
    pub fn tag(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// The rule of the end with this id, or the default.
    #[must_use]
    pub fn end(&self, id: Option<&str>) -> Option<&EndOfAct> {
        let named = id.and_then(|id| self.ends.iter().find(|end| end.id == id));
        named.or(self.ends.first())
    }
}

impl EndOfAct {
    /// The day is that on which the closing is approved: nothing before it tells.
    #[must_use]
    pub const fn is_closing(&self) -> bool {
        self.served.is_empty() && self.effective.is_empty()
    }

    /// Whether it speaks of a record with these fields.
    #[must_use]
    pub fn speaks_of(&self, fields: &Map<String, Value>) -> bool {
        self.only_if.as_ref().is_none_or(|only_if| only_if.holds(fields))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProcess {
    id: String,
    version: u32,
    title: String,
    act: ActKind,
    procedure: Procedure,
    order: u32,
    note: String,
    #[serde(default)]
    step: Vec<RawStep>,
    #[serde(default)]
    end: Vec<RawEnd>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    stage: Stage,
    title: String,
    #[serde(default)]
    records: Vec<String>,
    occasion: Option<String>,
    struck: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEnd {
    id: String,
    title: String,
    #[serde(default)]
    served: Vec<String>,
    #[serde(default)]
    effective: Vec<String>,
    only_if: Option<RawOnlyIf>,
    pending: Option<Pending>,
}

/// Reads every `processes/….toml`; what is wrong goes to `defects`.
pub(super) fn read_processes(
    files: &BTreeMap<&str, &str>,
    kinds: &[RecordKind],
    defects: &mut Vec<CatalogueDefect>,
) -> Vec<Process> {
    let mut processes: Vec<Process> = Vec::new();
    for (path, text) in files {
        let name = path.strip_prefix("processes/").and_then(|name| name.strip_suffix(".toml"));
        let Some(name) = name else { continue };
        match toml::from_str::<RawProcess>(text) {
            Ok(raw) => {
                let process = Process::from(raw);
                let found = flaws(&process, name, kinds);
                let fix = "对照 law/processes/README.md 改正";
                defects.extend(found.into_iter().map(|what| CatalogueDefect::new(path, what, fix)));
                processes.push(process);
            }
            Err(error) => {
                let fix = "对照 law/processes/README.md 和同类程序的写法改正";
                defects.push(CatalogueDefect::new(path, error.to_string(), fix));
            }
        }
    }
    processes.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    for (first, second) in processes.iter().zip(processes.iter().skip(1)) {
        if first.order == second.order {
            let what = format!("{} 与 {} 的 order 同为 {}", first.id, second.id, first.order);
            let path = format!("processes/{}.toml", second.id);
            defects.push(CatalogueDefect::new(&path, what, "给其中一个换一个序号"));
        }
    }
    processes
}

impl From<RawProcess> for Process {
    fn from(raw: RawProcess) -> Self {
        let step = |raw: RawStep| ProcessStep {
            stage: raw.stage,
            title: raw.title,
            records: raw.records,
            occasion: raw.occasion,
            struck: raw.struck,
        };
        let end = |raw: RawEnd| EndOfAct {
            id: raw.id,
            title: raw.title,
            served: raw.served,
            effective: raw.effective,
            only_if: raw.only_if.map(OnlyIf::from),
            pending: raw.pending,
        };
        Self {
            id: raw.id,
            version: raw.version,
            title: raw.title,
            act: raw.act,
            procedure: raw.procedure,
            order: raw.order,
            note: raw.note,
            steps: raw.step.into_iter().map(step).collect(),
            ends: raw.end.into_iter().map(end).collect(),
        }
    }
}

fn flaws(process: &Process, name: &str, kinds: &[RecordKind]) -> Vec<String> {
    let mut flaws = Vec::new();
    if process.id != name || process.version == 0 {
        flaws.push(format!("编号“{}”与文件名不一致，或者版本为 0", process.id));
    }
    if process.steps.is_empty() || process.ends.is_empty() {
        flaws.push("没有步骤 [[step]]，或者没有终结规则 [[end]]".to_owned());
    }
    let in_steps = process.steps.iter().flat_map(|step| &step.records);
    let in_ends = process.ends.iter().flat_map(|end| end.served.iter().chain(&end.effective));
    let pending = process.ends.iter().filter_map(|end| end.pending.as_ref());
    let pending = pending.flat_map(|pending| [&pending.after, &pending.until]);
    for code in in_steps.chain(in_ends).chain(pending) {
        match kinds.iter().find(|kind| kind.code == *code) {
            None => flaws.push(format!("没有文书“{code}”")),
            Some(kind) if !kind.is_made_in(process.act, process.procedure) => {
                flaws.push(format!("文书 {code} 不用于这种行为或者程序"));
            }
            Some(_) => {}
        }
    }
    for step in &process.steps {
        let is_blank = |text: &Option<String>| text.as_ref().is_some_and(|t| t.trim().is_empty());
        if is_blank(&step.struck) || is_blank(&step.occasion) {
            flaws.push(format!("步骤“{}”的理由或者情形为空", step.title));
        }
    }
    let mut ids = BTreeSet::new();
    for end in &process.ends {
        if !ids.insert(&end.id) {
            flaws.push(format!("终结规则“{}”重名", end.id));
        }
    }
    flaws
}
