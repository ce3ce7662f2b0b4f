//! Tests on what was written.

use super::{Context, Verdict};
use crate::fact::{Fact, Value};
use crate::rule::{Check, Test, ValueCheck};
use crate::selector::{Pick, Selector};

pub(super) fn value_check(shape: &ValueCheck, context: &Context<'_>, anchor: &Fact) -> Verdict {
    let looked_at: Vec<&Fact> = match shape.when {
        Some(_) => shape.on.find(&context.facts, Some(anchor)),
        None if shape.on.pick == Pick::All => shape.on.find_of(&context.facts, &anchor.subject),
        None => {
            let mut found = shape.on.find(&context.facts, None);
            found.retain(|fact| fact.subject == anchor.subject);
            found
        }
    };
    if looked_at.is_empty() {
        return Verdict::open().word("problems", format!("没有{}", shape.on.label));
    }
    let judged: Vec<(&Fact, Vec<String>)> = looked_at
        .into_iter()
        .map(|fact| (fact, shape.checks.iter().filter_map(|c| problem(c, context, fact)).collect()))
        .collect();
    let good: Vec<&Fact> =
        judged.iter().filter(|(_, problems)| problems.is_empty()).map(|(fact, _)| *fact).collect();
    let passed = if shape.any { !good.is_empty() } else { good.len() == judged.len() };
    if passed && let Some(met) = Verdict::met_by(&good) {
        return met;
    }
    let mut problems: Vec<String> = judged.into_iter().flat_map(|(_, found)| found).collect();
    problems.dedup();
    Verdict::open().word("problems", problems.join("；"))
}

/// What is wrong with one attribute of a fact, in Chinese.
fn problem(check: &Check, context: &Context<'_>, fact: &Fact) -> Option<String> {
    let label = &check.label;
    let attr = context.vocabulary.fact(&fact.name).and_then(|kind| kind.attr(&check.attr));
    let chinese =
        |value: &Value| attr.map_or_else(|| value.to_chinese(), |attr| attr.to_chinese(value));
    let Some(value) = fact.attrs.get(&check.attr).filter(|value| !value.is_blank()) else {
        return Some(format!("没有填写{label}"));
    };
    match &check.test {
        Test::Present => None,
        Test::Equals(wanted) => (value != wanted).then(|| match (wanted, value) {
            (Value::Bool(true), Value::Bool(false)) => format!("{label}为“否”"),
            _ => format!("{label}应为{}，现为{}", chinese(wanted), chinese(value)),
        }),
        Test::OneOf(wanted) => value
            .members()
            .iter()
            .find(|member| !wanted.contains(member))
            .map(|member| format!("{label}“{}”不在规定范围内", chinese(member))),
        Test::Contains(wanted) => {
            let missing: Vec<String> =
                wanted.iter().filter(|one| !value.members().contains(one)).map(chinese).collect();
            (!missing.is_empty()).then(|| format!("{label}缺少{}", missing.join("、")))
        }
        Test::MinCount(least) => {
            let count = distinct(value);
            (count < usize::try_from(*least).unwrap_or(usize::MAX))
                .then(|| format!("{label}只有{count}个，至少{least}个"))
        }
        Test::Min(least) => {
            number(value).is_none_or(|n| n < *least).then(|| format!("{label}不得小于{least}"))
        }
        Test::Max(most) => {
            number(value).is_none_or(|n| n > *most).then(|| format!("{label}不得大于{most}"))
        }
        Test::NotAfter(other) => {
            let (own, other) = (value.as_time(), fact.attrs.get(other).and_then(Value::as_time));
            (own.is_none() || other.is_none() || own > other)
                .then(|| format!("{label}缺少止点或者晚于止点"))
        }
        Test::ValidOn { holds, person, from, until } => {
            let valid = Validity { holds, person, from, until };
            let without: Vec<String> = value
                .members()
                .iter()
                .filter(|who| !valid.is_given(who, fact, context))
                .map(Value::to_chinese)
                .collect();
            (!without.is_empty()).then(|| {
                let day = fact.at.date().to_chinese();
                format!("{}在{day}没有有效的{}", without.join("、"), holds.label)
            })
        }
    }
}

fn distinct(value: &Value) -> usize {
    let mut members: Vec<&Value> = value.members().iter().filter(|v| !v.is_blank()).collect();
    members.sort_unstable();
    members.dedup();
    members.len()
}

const fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Text(_) | Value::Bool(_) | Value::Time(_) | Value::Date(_) | Value::List(_) => None,
    }
}

struct Validity<'a> {
    holds: &'a Selector,
    person: &'a str,
    from: &'a str,
    until: &'a str,
}

impl Validity<'_> {
    fn is_given(&self, who: &Value, on: &Fact, context: &Context<'_>) -> bool {
        let day = on.at.date();
        self.holds.find(&context.facts, Some(on)).into_iter().any(|held| {
            let date = |attr: &str| held.attrs.get(attr).and_then(Value::as_date);
            held.attrs.get(self.person) == Some(who)
                && date(self.from).is_some_and(|from| from <= day)
                && date(self.until).is_none_or(|until| day <= until)
        })
    }
}
