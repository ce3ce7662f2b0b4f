//! What records tell the rules besides that they count, as `law/records` says for each kind.

use std::collections::BTreeMap;

use rules::catalogue::{RecordKind, Tell, Told};
use rules::{Fact, Value};
use terms::{Date, Timestamp};

use super::facts::field_value;
use crate::record::Record;

/// The facts of a record that counts; `case` is the subject of those about its case.
pub(super) fn facts(record: &Record, kind: Option<&RecordKind>, case: &str) -> Vec<Fact> {
    let (Some(kind), Some(at)) = (kind, record.effective_at.filter(|_| record.counts())) else {
        return Vec::new();
    };
    let told = kind.tells.iter().filter(|tell| tell.is_told(&record.fields));
    told.map(|tell| {
        let subject = if tell.of_record { record.id.to_string() } else { case.to_owned() };
        Fact {
            at: tell.at.as_deref().and_then(|field| time_in(record, field)).unwrap_or(at),
            name: tell.fact.clone(),
            subject,
            attrs: attrs(tell, record, at),
        }
    })
    .collect()
}

fn time_in(record: &Record, field: &str) -> Option<Timestamp> {
    let value = field_value(record.fields.get(field)?)?;
    value.as_time().or_else(|| value.as_date().map(Date::start))
}

fn attrs(tell: &Tell, record: &Record, at: Timestamp) -> BTreeMap<String, Value> {
    let value = |told: &Told| match told {
        Told::Field(field) => field_value(record.fields.get(field)?).filter(|v| !v.is_blank()),
        Told::Words(words) => {
            let said = record.fields.get(&words.field)?.as_str()?;
            words.are.get(said).map(|word| Value::from(word.as_str()))
        }
        Told::Is(value) => field_value(value),
        Told::Record => Some(Value::from(record.id.to_string())),
        Told::Activity => Some(Value::from(record.activity?.to_string())),
        Told::Drafter => Some(Value::from(record.drafted_by?.to_string())),
        Told::Day => Some(Value::from(at.date())),
    };
    let attrs = tell.attrs.iter().filter_map(|(name, told)| Some((name.clone(), value(told)?)));
    attrs.collect()
}
