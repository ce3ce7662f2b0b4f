//! The law as the program carries it: packs, calendars, catalogue and templates, built in.

use std::collections::BTreeMap;

use domain::record;
use rules::RuleBook;
use rules::catalogue::{Catalogue, RecordKind};
use rust_embed::RustEmbed;
use serde_json::{Map, Value};

use crate::error::FieldError;
use crate::law_drafts::DraftDefect;

/// Most errors told of one draft: whoever has so many wrong rows learns no more from the rest.
const MAX_FIELD_ERRORS: usize = 50;

#[derive(RustEmbed)]
#[folder = "../../law/"]
struct Files;

/// A defect in the law data, as told to whoever keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawDefect {
    /// File, and line where known.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub fix: String,
}

/// Rules, kinds of records, and the schemas that check them.
pub struct Law {
    /// The rule packs with their calendars.
    pub book: RuleBook,
    /// The kinds of text record.
    pub catalogue: Catalogue,
    /// Templates of instruments, by path.
    pub templates: Vec<(String, String)>,
    /// Scenario files, by path.
    pub scenarios: Vec<(String, String)>,
    examples: BTreeMap<String, Map<String, Value>>,
    drafts: BTreeMap<String, jsonschema::Validator>,
}

impl Law {
    /// Reads what is built in.
    ///
    /// # Errors
    /// Every defect found; the program does not start with one.
    pub fn built_in() -> Result<Self, Vec<LawDefect>> {
        Self::load(&built_in_files())
    }

    /// Reads law data from `(path, text)` pairs, paths relative to the law folder.
    ///
    /// # Errors
    /// Every defect found.
    pub fn load(files: &[(String, String)]) -> Result<Self, Vec<LawDefect>> {
        let under = |folder: &str| -> Vec<(String, String)> {
            files.iter().filter(|(path, _)| path.starts_with(folder)).cloned().collect()
        };
        let (book, catalogue) = read(files).map_err(told)?;
        let drafts = compile(&catalogue)?;
        let mut templates = under("templates/");
        templates.extend(under("records/").into_iter().filter(|(path, _)| path.ends_with(".typ")));
        let scenarios = under("scenarios/").into_iter().filter(|(path, _)| path.ends_with(".toml"));
        let examples = examples(&under("records/"));
        Ok(Self { book, catalogue, templates, scenarios: scenarios.collect(), examples, drafts })
    }

    /// Checks the fields of a draft: types, lengths and patterns; nothing is required yet.
    #[must_use]
    pub fn check_draft(&self, kind: &RecordKind, fields: &Map<String, Value>) -> Vec<FieldError> {
        let Some(validator) = self.drafts.get(&kind.code) else { return Vec::new() };
        let value = Value::Object(fields.clone());
        let unfit = validator.iter_errors(&value).map(|error| {
            let path = error.instance_path().to_string();
            FieldError { title: title_at(kind, &path), message: sentence(&error), path }
        });
        let unseen = unseen_at(&value, String::new()).into_iter().map(|path| FieldError {
            title: title_at(kind, &path),
            message: "含有不可见的控制字符，请删除后重填。".to_owned(),
            path,
        });
        let mut errors: Vec<_> = unfit.chain(unseen).take(MAX_FIELD_ERRORS).collect();
        errors.dedup();
        errors
    }

    /// A filled example of a kind, with fictitious people; empty if it has none.
    #[must_use]
    pub fn example(&self, code: &str) -> Map<String, Value> {
        self.examples.get(code).cloned().unwrap_or_default()
    }

    /// The rule packs in force, as `id@version`.
    #[must_use]
    pub fn packs(&self) -> Vec<String> {
        self.book.packs().iter().map(rules::Pack::tag).collect()
    }

    /// The kind a record is of.
    #[must_use]
    pub fn kind_of(&self, record: &record::Record) -> Option<&RecordKind> {
        self.catalogue.kind(&record.kind)
    }
}

/// Every file of the law that is built in, by its path below the law folder, in order.
pub(crate) fn built_in_files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Files::iter()
        .filter_map(|path| {
            let text = String::from_utf8(Files::get(&path)?.data.into_owned()).ok()?;
            Some((path.into_owned(), text))
        })
        .collect();
    files.sort();
    files
}

/// Reads rules and kinds of records; both are read to their end before a defect is told.
pub(crate) fn read(files: &[(String, String)]) -> Result<(RuleBook, Catalogue), Vec<DraftDefect>> {
    let is_rules = |path: &str| {
        matches!(path, "facts.toml" | "choices.toml")
            || path.starts_with("packs/")
            || path.starts_with("calendars/")
    };
    let is_described = |path: &str| path.starts_with("records/") || path.starts_with("processes/");
    let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<(String, String)> {
        files.iter().filter(|(path, _)| wanted(path)).cloned().collect()
    };
    let mut defects = Vec::new();
    let book = RuleBook::load(&of(&is_rules)).map_err(|found| {
        defects.extend(found.into_iter().map(|d| DraftDefect {
            file: d.file,
            line: Some(d.line).filter(|line| *line > 0),
            what: d.what,
            fix: d.fix,
        }));
    });
    let catalogue = Catalogue::load(&of(&is_described)).map_err(|found| {
        defects.extend(found.into_iter().map(|d| DraftDefect {
            file: d.file,
            line: None,
            what: d.what,
            fix: d.fix,
        }));
    });
    match (book, catalogue) {
        (Ok(book), Ok(catalogue)) => {
            let unknown = unknown_facts(&book, &catalogue);
            if unknown.is_empty() { Ok((book, catalogue)) } else { Err(unknown) }
        }
        (Err(()), _) | (_, Err(())) => Err(defects),
    }
}

/// What kinds of records tell the rules, but the vocabulary does not know.
fn unknown_facts(book: &RuleBook, catalogue: &Catalogue) -> Vec<DraftDefect> {
    let mut defects = Vec::new();
    for kind in catalogue {
        let misfits = kind.tells.iter().flat_map(|tell| tell.misfits(book.vocabulary()));
        defects.extend(misfits.map(|what| DraftDefect {
            file: format!("records/{}/record.toml", kind.code),
            line: None,
            what,
            fix: "对照 law/facts.toml 改正 tells".to_owned(),
        }));
    }
    defects
}

/// Defects as a program that starts tells them.
fn told(defects: Vec<DraftDefect>) -> Vec<LawDefect> {
    let place = |file: String, line: Option<u32>| match line {
        Some(line) => format!("{file}:{line}"),
        None => file,
    };
    let told = defects.into_iter().map(|d| LawDefect {
        place: place(d.file, d.line),
        what: d.what,
        fix: d.fix,
    });
    told.collect()
}

/// Places of texts, as JSON pointers, that hold what nobody sees: it would be printed and signed.
fn unseen_at(value: &Value, path: String) -> Vec<String> {
    let is_odd = |c: char| domain::is_unseen(c) && !matches!(c, '\n' | '\t');
    match value {
        Value::String(text) if text.chars().any(is_odd) => vec![path],
        Value::Array(items) => {
            let each = items.iter().enumerate();
            each.flat_map(|(row, item)| unseen_at(item, format!("{path}/{row}"))).collect()
        }
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, field)| unseen_at(field, format!("{path}/{name}")))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// `records/<CODE>/example.json` by code.
fn examples(files: &[(String, String)]) -> BTreeMap<String, Map<String, Value>> {
    let example = |(path, text): &(String, String)| {
        let code = path.strip_prefix("records/")?.strip_suffix("/example.json")?;
        Some((code.to_owned(), serde_json::from_str(text).ok()?))
    };
    files.iter().filter_map(example).collect()
}

fn compile(
    catalogue: &Catalogue,
) -> Result<BTreeMap<String, jsonschema::Validator>, Vec<LawDefect>> {
    let mut drafts = BTreeMap::new();
    let mut defects = Vec::new();
    for kind in catalogue.iter() {
        let compiled =
            jsonschema::options().should_validate_formats(true).build(&kind.draft_schema());
        match compiled {
            Ok(validator) => {
                drafts.insert(kind.code.clone(), validator);
            }
            Err(error) => defects.push(LawDefect {
                place: format!("records/{}/schema.json", kind.code),
                what: error.to_string(),
                fix: "按 JSON Schema 2020-12 改正该字段定义".to_owned(),
            }),
        }
    }
    if defects.is_empty() { Ok(drafts) } else { Err(defects) }
}

/// The Chinese title of the field at a JSON pointer, with the row where it is in a list.
fn title_at(kind: &RecordKind, path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    let Some(field) = parts.next().and_then(|name| kind.field(name)) else {
        return "字段".to_owned();
    };
    let row = parts.next().and_then(|row| row.parse::<usize>().ok());
    let column = parts.next().and_then(|name| field.columns.iter().find(|c| c.name == name));
    match (row, column) {
        (Some(row), Some(column)) => format!("{}第{}行：{}", field.title, row + 1, column.title),
        (Some(row), None) => format!("{}第{}行", field.title, row + 1),
        _ => field.title.clone(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library has kinds no schema here uses")]
fn sentence(error: &jsonschema::ValidationError<'_>) -> String {
    use jsonschema::error::ValidationErrorKind as Kind;
    match error.kind() {
        Kind::MaxLength { limit } => format!("最多{limit}个字，请压缩或移入附件。"),
        Kind::MaxItems { limit } => format!("最多{limit}行，请另附清单。"),
        Kind::Enum { .. } | Kind::Constant { .. } => "不在可选范围内，请从列表选择。".to_owned(),
        Kind::Format { .. } => "日期或时间的格式不对，请重新选择。".to_owned(),
        Kind::Pattern { .. } => "格式不对，请按字段说明填写。".to_owned(),
        Kind::Minimum { limit } | Kind::ExclusiveMinimum { limit } => format!("不得小于{limit}。"),
        Kind::Maximum { limit } | Kind::ExclusiveMaximum { limit } => format!("不得大于{limit}。"),
        Kind::AdditionalProperties { .. } => "没有这个字段，请按文书目录填写。".to_owned(),
        Kind::Type { .. } => "填写的类型不对，请按字段说明填写。".to_owned(),
        _ => "填写不符合要求，请按字段说明填写。".to_owned(),
    }
}
