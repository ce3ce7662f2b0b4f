//! What must hold inside one kind beyond well-formed files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::PREFILLS;
use super::field::Field;
use super::kind::RecordKind;
use super::load::CatalogueDefect;
use super::wording::{OUTER_NAMES, Place};
use super::words::{Layout, Print, Slot, Widget};

/// Every defect of `kind`, which was read from `folder`.
pub(super) fn check(
    kind: &RecordKind,
    folder: &str,
    files: &BTreeMap<&str, &str>,
) -> Vec<CatalogueDefect> {
    let record = format!("{folder}/record.toml");
    let schema = format!("{folder}/schema.json");
    let mut defects = Vec::new();
    let mut flaw = |file: &str, what: String, fix: &str| {
        defects.push(CatalogueDefect::new(file, what, fix));
    };
    if !is_code(&kind.code) || folder.rsplit('/').next() != Some(kind.code.as_str()) {
        let what = format!("代码“{}”不是 WS 加两位数字，或者与文件夹名不一致", kind.code);
        flaw(&record, what, "代码与文件夹同名，如 WS08");
    }
    for (what, words) in [("title", &kind.title), ("occasion", &kind.occasion)] {
        if words.trim().is_empty() {
            flaw(&record, format!("{what} 为空"), "写上中文");
        }
    }
    if kind.articles.is_empty() || kind.acts.is_empty() {
        flaw(&record, "没有写条款或者执法行为种类".to_owned(), "补上 articles 和 acts");
    }
    let own = format!("{folder}/template.typ");
    if (kind.layout == Layout::Own) != files.contains_key(own.as_str()) {
        let fix = "layout = \"own\" 必须有 template.typ，其他版式不得有";
        flaw(&record, "版式与 template.typ 不一致".to_owned(), fix);
    }
    let flaws =
        [signer_flaws(kind), consequence_flaws(kind), tell_flaws(kind), wording_flaws(kind)];
    for what in flaws.into_iter().flatten() {
        flaw(&record, what, "改正 record.toml 或者 schema.json，使两者一致");
    }
    for what in schema_flaws(kind) {
        flaw(&schema, what, "改正该字段");
    }
    defects
}

fn is_code(code: &str) -> bool {
    code.strip_prefix("WS")
        .is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()))
}

fn signer_flaws(kind: &RecordKind) -> Vec<String> {
    let mut flaws = Vec::new();
    let mut seen = BTreeSet::new();
    for signer in &kind.signers {
        let title = &signer.title;
        let may_be_none = signer.slot == Slot::Witness;
        if (signer.min == 0 && !may_be_none) || !seen.insert(signer.slot) {
            flaws.push(format!("签署栏“{title}”的人数为 0，或者同一身份出现两次"));
        }
        let is_list = |list: &String| kind.field(list).is_some_and(|f| f.widget == Widget::Items);
        if signer.each_of.as_ref().is_some_and(|list| !is_list(list)) {
            flaws.push(format!("签署栏“{title}”的 each_of 不是本文书的清单字段"));
        }
        let is_people =
            |name: &String| kind.field(name).is_some_and(|f| f.widget == Widget::Officers);
        if signer.named_in.as_ref().is_some_and(|name| !is_people(name)) {
            flaws.push(format!("签署栏“{title}”的 named_in 不是本文书的人员字段"));
        }
        if let Some(only_if) = &signer.only_if
            && (kind.field(&only_if.field).is_none() || only_if.values.is_empty())
        {
            flaws.push(format!("签署栏“{title}”的 only_if 没有对应的字段或者值"));
        }
        if signer.refusable && !matches!(signer.slot, Slot::Party | Slot::Witness) {
            flaws.push(format!("签署栏“{title}”不是当事人一方，不能拒签"));
        }
    }
    flaws
}

fn consequence_flaws(kind: &RecordKind) -> Vec<String> {
    let mut flaws = Vec::new();
    for one in &kind.effects {
        let word = one.does.zh();
        if one.acts.iter().any(|act| !kind.acts.contains(act)) {
            flaws.push(format!("效果“{word}”的 acts 不在本文书的 acts 之中"));
        }
        if let Some(only_if) = &one.only_if
            && (kind.field(&only_if.field).is_none() || only_if.values.is_empty())
        {
            flaws.push(format!("效果“{word}”的 only_if 没有对应的字段或者值"));
        }
    }
    flaws
}

fn tell_flaws(kind: &RecordKind) -> Vec<String> {
    let mut flaws = Vec::new();
    for tell in &kind.tells {
        for field in tell.fields().filter(|field| kind.field(field).is_none()) {
            flaws.push(format!("tells“{}”提到不存在的字段“{field}”", tell.fact));
        }
        if tell.only_if.as_ref().is_some_and(|only_if| only_if.values.is_empty()) {
            flaws.push(format!("tells“{}”的 only_if 没有值", tell.fact));
        }
    }
    flaws
}

fn wording_flaws(kind: &RecordKind) -> Vec<String> {
    let mut flaws = Vec::new();
    let mut named: BTreeSet<String> = kind.addressee.iter().cloned().collect();
    let mut ids = BTreeSet::new();
    for wording in &kind.wording {
        let id = &wording.id;
        if wording.text.is_empty() || wording.version == 0 || !ids.insert(id) {
            flaws.push(format!("规范用语“{id}”为空、版本为 0 或者重名"));
        }
        if let Place::Before(field) | Place::After(field) = &wording.place
            && kind.field(field).is_none()
        {
            flaws.push(format!("规范用语“{id}”要放在字段“{field}”旁，但没有这个字段"));
        }
        if let Some(only_if) = &wording.only_if
            && (kind.field(&only_if.field).is_none() || only_if.values.is_empty())
        {
            flaws.push(format!("规范用语“{id}”的 only_if 没有对应的字段或者值"));
        }
        for name in wording.names() {
            if kind.field(&name).is_none() && !OUTER_NAMES.contains(&name.as_str()) {
                flaws.push(format!("规范用语“{id}”引用了不存在的字段“{name}”"));
            }
            named.insert(name);
        }
    }
    for field in kind.fields.iter().filter(|field| field.print == Print::Inline) {
        if !named.contains(&field.name) {
            flaws.push(format!("字段“{}”只嵌入用语打印，但没有用语引用它", field.name));
        }
    }
    if let Some(field) = kind.addressee.as_ref().filter(|field| kind.field(field).is_none()) {
        flaws.push(format!("addressee 字段“{field}”不存在"));
    }
    flaws
}

fn schema_flaws(kind: &RecordKind) -> Vec<String> {
    let mut flaws = Vec::new();
    object_flaws(&kind.schema, &kind.fields, "", &mut flaws);
    for condition in &kind.conditions {
        let names = std::iter::once(&condition.field);
        for name in names.chain(&condition.required).chain(&condition.any_of) {
            if kind.field(name).is_none() {
                flaws.push(format!("allOf 提到不存在的字段“{name}”"));
            }
        }
    }
    flaws
}

fn object_flaws(schema: &Value, fields: &[Field], at: &str, flaws: &mut Vec<String>) {
    let is = |key: &str, wanted: &Value| schema.get(key) == Some(wanted);
    if !is("type", &Value::from("object")) || !is("additionalProperties", &Value::Bool(false)) {
        flaws.push(format!("{at}对象没有写 type: object 和 additionalProperties: false"));
    }
    for field in fields {
        let at = format!("{at}字段“{}”", field.name);
        if !field.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            flaws.push(format!("{at}的名称不是英文 snake_case"));
        }
        if let Some(source) = &field.prefill
            && !PREFILLS.iter().any(|(known, _)| known == source)
        {
            flaws.push(format!("{at}的 x-prefill“{source}”不在词表中"));
        }
        let property = schema.get("properties").and_then(|all| all.get(&field.name));
        let Some(property) = property else { continue };
        if let Some(what) = type_flaw(property, field) {
            flaws.push(format!("{at}{what}"));
        }
        if field.widget == Widget::Items {
            let items = property.get("items").unwrap_or(&Value::Null);
            object_flaws(items, &field.columns, &format!("{at}的"), flaws);
        }
    }
}

/// The type must fit the widget, and everything must have a limit.
fn type_flaw(property: &Value, field: &Field) -> Option<&'static str> {
    let has = |key: &str| property.get(key).is_some();
    let is = |key: &str, wanted: &str| property.get(key).and_then(Value::as_str) == Some(wanted);
    let fits = match field.widget {
        Widget::Text | Widget::Textarea => is("type", "string") && has("maxLength"),
        Widget::Record | Widget::Recording => is("type", "string") && has("pattern"),
        Widget::Date => is("type", "string") && is("format", "date"),
        Widget::Datetime => is("type", "string") && is("format", "date-time"),
        Widget::Choice => is("type", "string") && has("enum"),
        Widget::Checkbox => is("type", "boolean"),
        Widget::Money | Widget::Number => is("type", "integer") && has("minimum") && has("maximum"),
        Widget::Officers | Widget::Items => is("type", "array") && has("maxItems"),
    };
    (!fits).then_some("的类型或者上限与 x-widget 不符")
}
