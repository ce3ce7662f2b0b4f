//! What the records of the sample say: the catalogue's examples, told of the people and places of
//! the sample county, and for each case its own words.

use anyhow::Context as _;
use serde_json::{Map, Value};

/// Names of the examples and who stands in their place here.
const HERE: &[(&str, &str)] = &[
    ("青禾县", "清河县"),
    ("\"方既明\",\"post\":\"副局长\"", "\"陈军\",\"post\":\"综合执法大队大队长\""),
    ("林知行", "李华"),
    ("苏望舒", "王强"),
    ("江疏影", "李华"),
    ("沈怀远", "周伟"),
    ("韩秋白", "林海"),
    ("方既明", "陈军"),
    ("顾平川（执法二科科长）", "赵敏（综合执法大队）"),
    ("秦明达（法规科）", "刘芳（法制审核人员）"),
    ("执法二科", "综合执法大队"),
    ("92999900", "92330199"),
    ("9999001988", "3301991988"),
    ("0999-", "0571-"),
    ("QJ2025-0412", "QJ-0412"),
];

/// By the title of a case, then the code of a record.
const OWN: &str = include_str!("own_words.json");

/// An example of the catalogue, told here.
pub(super) fn told_here(example: &Map<String, Value>) -> anyhow::Result<Map<String, Value>> {
    let mut text = serde_json::to_string(example)?;
    for (there, here) in HERE {
        text = text.replace(there, here);
    }
    Ok(serde_json::from_str(&text)?)
}

/// What a case says in its own words in a record.
pub(super) fn own_words(title: &str, code: &str) -> anyhow::Result<Map<String, Value>> {
    let own: Value = serde_json::from_str(OWN).context("样例文字")?;
    let words = own.get(title).and_then(|records| records.get(code)).and_then(Value::as_object);
    Ok(words.cloned().unwrap_or_default())
}
