//! What the rules are told about oversight (Arts. 26, 27).

use rules::Fact;
use terms::{Date, Timestamp};

use crate::org::Agency;
use crate::oversight::{Plan, Violation};

/// The years an agency has been here: one fact each, from the day it joined.
pub(super) fn years(agency: &Agency, today: Date) -> Vec<Fact> {
    let (joined, _, _) = agency.created_at.date().ymd();
    let year = |year: i16| {
        let begun = Date::new(year, 1, 1).map_or(agency.created_at, Date::start);
        Fact::new(
            "agency.year_begun",
            begun.max(agency.created_at),
            format!("{}#{year}", agency.id),
        )
        .with("year", i64::from(year))
    };
    (joined..=today.ymd().0).map(year).collect()
}

/// A plan, its report and its indicators.
pub(super) fn plan_facts(plan: &Plan) -> Vec<Fact> {
    let subject = plan.id.to_string();
    let fact = |name: &str, at: Timestamp| {
        Fact::new(name, at, &*subject).with("year", i64::from(plan.year))
    };
    let mut facts = vec![fact("oversight.planned", plan.planned_at)];
    facts.extend(plan.report.as_ref().map(|report| fact("oversight.reported", report.at)));
    facts.extend(plan.published.as_ref().map(|(at, _)| fact("indicator.published", *at)));
    facts
}

/// What became of a violation that was found true. Each further order, after a look that was in
/// vain, is a matter of its own.
pub(super) fn violation_facts(violation: &Violation) -> Vec<Fact> {
    let id = violation.id.to_string();
    let mut facts = Vec::new();
    for (number, round) in (1_usize..).zip(&violation.rounds) {
        let subject = if number == 1 { id.clone() } else { format!("{id}#{number}") };
        let fact = |name: &str, at: Timestamp| Fact::new(name, at, &*subject);
        facts.push(fact("finding.confirmed", round.begun_at));
        facts.extend(round.order.as_ref().map(|order| {
            fact("finding.ordered", order.at)
                .with("criticised", order.is_criticised)
                .with("due_on", order.due_on)
        }));
        facts.extend(round.rectified.as_ref().map(|(at, ..)| fact("finding.rectified", *at)));
        facts.extend(round.rechecked.as_ref().map(|(at, ..)| fact("finding.rechecked", *at)));
    }
    facts.extend(violation.serious_at.map(|at| Fact::new("finding.serious", at, &*id)));
    let referred = violation.referred.as_ref();
    facts.extend(referred.map(|(at, ..)| Fact::new("finding.referred", *at, &*id)));
    facts
}
