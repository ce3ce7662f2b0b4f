//! Something must exist, or come first.

use super::{Context, Verdict};
use crate::fact::Fact;
use crate::rule::{Order, Required};

pub(super) fn required(shape: &Required, context: &Context<'_>, anchor: Option<&Fact>) -> Verdict {
    let found: Vec<Option<&Fact>> =
        shape.needs.iter().map(|need| need.first(&context.facts, anchor)).collect();
    if shape.any {
        let first = found.iter().flatten().copied().min();
        if let Some(met) = first.and_then(|first| Verdict::met_by(&[first])) {
            return met;
        }
    }
    let mut missing: Vec<&str> = shape
        .needs
        .iter()
        .zip(&found)
        .filter(|(_, found)| found.is_none())
        .map(|(need, _)| need.label.as_str())
        .collect();
    missing.dedup();
    if missing.is_empty() && !shape.any {
        let found: Vec<&Fact> = found.into_iter().flatten().collect();
        if let Some(met) = Verdict::met_by(&found) {
            return met;
        }
    }
    let joiner = if shape.any { "或者" } else { "、" };
    Verdict::open().word("missing", missing.join(joiner))
}

/// `anchor` is what may not come first; without one the question is whether it could come now.
pub(super) fn order(shape: &Order, context: &Context<'_>, anchor: Option<&Fact>) -> Verdict {
    let until = anchor.map(|anchor| anchor.at);
    let first =
        shape.first.iter().flat_map(|first| first.find_until(&context.facts, anchor, until)).min();
    if let Some(met) = first.and_then(|first| Verdict::met_by(&[first])) {
        return met;
    }
    let labels: Vec<&str> = shape.first.iter().map(|first| first.label.as_str()).collect();
    Verdict::open().word("missing", labels.join("或者"))
}
