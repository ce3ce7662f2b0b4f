//! Who may not be whom, and who cannot be in two places.

use std::collections::BTreeSet;

use terms::Span;

use super::{Context, Verdict};
use crate::fact::{Fact, Value};
use crate::rule::{NoOverlap, Persons, Separation};

/// Facts and the persons they name.
fn named<'m>(persons: &[Persons], context: &Context<'m>) -> (Vec<&'m Fact>, BTreeSet<&'m str>) {
    let mut facts = Vec::new();
    let mut names = BTreeSet::new();
    for group in persons {
        for fact in group.who.find(&context.facts, None) {
            let members = fact.attrs.get(&group.attr).map(Value::members).unwrap_or_default();
            names.extend(members.iter().filter_map(Value::as_text));
            facts.push(fact);
        }
    }
    (facts, names)
}

pub(super) fn separation(shape: &Separation, context: &Context<'_>) -> Verdict {
    let (facts, of) = named(&shape.of, context);
    let (_, from) = named(&shape.from, context);
    let both: Vec<&str> = of.intersection(&from).copied().collect();
    if !both.is_empty() {
        return Verdict::open().word("persons", both.join("、"));
    }
    Verdict::met_by(&facts).unwrap_or_else(|| {
        let labels: Vec<&str> = shape.of.iter().map(|group| group.who.label.as_str()).collect();
        Verdict::not_applicable(format!("尚无{}", labels.join("、")))
    })
}

pub(super) fn no_overlap(shape: &NoOverlap, context: &Context<'_>) -> Verdict {
    let facts = shape.on.find(&context.facts, None);
    let timed: Vec<(&Fact, Span)> = facts
        .iter()
        .filter_map(|fact| {
            let time = |attr: &str| fact.attrs.get(attr).and_then(Value::as_time);
            Some((*fact, Span::new(time(&shape.from_attr)?, time(&shape.to_attr)?)?))
        })
        .collect();
    let persons = |fact: &Fact| -> BTreeSet<String> {
        let members = fact.attrs.get(&shape.persons).map(Value::members).unwrap_or_default();
        members.iter().filter_map(Value::as_text).map(str::to_owned).collect()
    };
    let mut busy: BTreeSet<String> = BTreeSet::new();
    for (place, (one, one_span)) in timed.iter().enumerate() {
        for (other, other_span) in timed.iter().skip(place + 1) {
            let overlap = one_span.from() < other_span.to() && other_span.from() < one_span.to();
            if overlap && one.subject != other.subject {
                busy.extend(persons(one).intersection(&persons(other)).cloned());
            }
        }
    }
    if !busy.is_empty() {
        let busy: Vec<String> = busy.into_iter().collect();
        return Verdict::open().word("persons", busy.join("、"));
    }
    Verdict::met_by(&facts)
        .unwrap_or_else(|| Verdict::not_applicable(format!("没有{}", shape.on.label)))
}
