//! What a list would have demanded of work that was done under another.

use terms::words;

use super::compare::fellow;
use super::{ListRow, Mode};

words! {
    /// What a draft would have demanded of a piece of work, beside what was demanded.
    Demand {
        /// As much.
        Same = "same", "要求不变";
        /// From arrival to departure, which was not demanded then.
        NewlyContinuous = "newly_continuous", "改为全程记录";
        /// No longer from arrival to departure.
        NoLongerContinuous = "no_longer_continuous", "不再要求全程记录";
        /// Otherwise more or less, on neither side continuous.
        Otherwise = "otherwise", "强度有变";
        /// Nothing: it has no row for it.
        WithoutRow = "without_row", "没有对应事项";
    }
}

/// What `draft` demands of work done under `row`, and under which of its rows.
#[must_use]
pub fn demand<'a>(row: &'a ListRow, draft: &'a [ListRow]) -> (Demand, Option<&'a ListRow>) {
    let Some(now) = fellow(row, draft) else { return (Demand::WithoutRow, None) };
    let demand = match (row.mode, now.mode) {
        (Mode::Continuous, Mode::Continuous) => Demand::Same,
        (_, Mode::Continuous) => Demand::NewlyContinuous,
        (Mode::Continuous, _) => Demand::NoLongerContinuous,
        (then, now) if then == now => Demand::Same,
        _ => Demand::Otherwise,
    };
    (demand, Some(now))
}
