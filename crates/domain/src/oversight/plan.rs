//! The year's inspection: planned, reported, and its indicators published (Art. 26).

use terms::{AgencyId, OversightPlanId, Timestamp};

use super::Event;
use crate::org::Officer;
use crate::{Outcome, Recorded, Refusal, Text};

/// How an inspection went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// When it was reported.
    pub at: Timestamp,
    /// Files that were drawn and looked at.
    pub sampled: u32,
    /// Problems found.
    pub found: u32,
    /// Of them set right.
    pub rectified: u32,
    /// How it was drawn, what was found, what became of it.
    pub summary: String,
}

/// A plan of inspection and what became of it.
#[doc(alias = "监督检查")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: OversightPlanId,
    /// The agency that oversees.
    pub agency: AgencyId,
    /// For which year.
    pub year: u32,
    /// What it is called.
    pub title: String,
    /// Whom and what it covers.
    pub scope: String,
    /// When it was made.
    pub planned_at: Timestamp,
    /// Its report.
    pub report: Option<Report>,
    /// When the year's indicators were published, and where.
    pub published: Option<(Timestamp, String)>,
}

impl Plan {
    /// The state after the first fact; `None` if that is no plan.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::Oversight(Event::Planned { plan, agency, year, title, scope }) =
            &first.event
        else {
            return None;
        };
        Some(Self {
            id: *plan,
            agency: *agency,
            year: *year,
            title: title.clone(),
            scope: scope.clone(),
            planned_at: first.at,
            report: None,
            published: None,
        })
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        let crate::Event::Oversight(event) = &fact.event else { return self };
        match event {
            Event::Reported { sampled, found, rectified, summary, .. } => {
                self.report = Some(Report {
                    at: fact.at,
                    sampled: *sampled,
                    found: *found,
                    rectified: *rectified,
                    summary: summary.clone(),
                });
            }
            Event::IndicatorPublished { source, .. } => {
                self.published = Some((fact.at, source.clone()));
            }
            Event::Raised { .. }
            | Event::Defended { .. }
            | Event::Verified { .. }
            | Event::Dismissed { .. }
            | Event::Ordered { .. }
            | Event::Rectified { .. }
            | Event::Rechecked { .. }
            | Event::Referred { .. }
            | Event::Planned { .. } => {}
        }
        self
    }
}

/// What may be wanted of a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanCommand {
    /// Make it.
    Plan {
        /// Its new id.
        plan: OversightPlanId,
        /// For which year.
        year: u32,
        /// What it is called.
        title: Text<100>,
        /// Whom and what it covers.
        scope: Text<500>,
    },
    /// Report on it.
    Report {
        /// Files that were drawn and looked at.
        sampled: u32,
        /// Problems found.
        found: u32,
        /// Of them set right.
        rectified: u32,
        /// How it was drawn, what was found, what became of it.
        summary: Text<2000>,
    },
    /// Note that the year's indicators were published.
    Publish {
        /// Where.
        source: Text<200>,
    },
}

/// Decides about a plan (`None`: not made yet).
///
/// # Errors
/// [`Refusal`] if the year does not fit, or a step comes too early or twice.
pub fn decide_plan(
    state: Option<&Plan>,
    command: PlanCommand,
    by: &Officer,
    now: Timestamp,
) -> Result<Outcome<Event>, Refusal> {
    let this_year = u32::try_from(now.date().ymd().0).unwrap_or_default();
    match (state, command) {
        (None, PlanCommand::Plan { plan, year, title, scope }) => {
            // Last year's may be entered late, next year's is made ahead.
            if !(this_year.saturating_sub(1)..=this_year.saturating_add(1)).contains(&year) {
                return Err(Refusal::PlanYearOutOfRange { year: this_year });
            }
            Ok(Outcome::one(Event::Planned {
                plan,
                agency: by.agency,
                year,
                title: title.as_str().to_owned(),
                scope: scope.as_str().to_owned(),
            }))
        }
        (None, _) => Err(Refusal::NotFound),
        (Some(state), _) if state.agency != by.agency => Err(Refusal::NotFound),
        (Some(_), PlanCommand::Plan { .. }) => Ok(Outcome::AlreadyDone),
        (Some(state), PlanCommand::Report { sampled, found, rectified, summary }) => {
            match &state.report {
                Some(known) if known.summary == summary.as_str() => Ok(Outcome::AlreadyDone),
                Some(_) => Err(Refusal::PlanStepDone { step: "监督检查报告".to_owned() }),
                None if state.year > this_year => {
                    Err(Refusal::PlanTooEarly { first: format!("{}年到来", state.year) })
                }
                None if rectified > found => Err(Refusal::PlanCounts),
                None => Ok(Outcome::one(Event::Reported {
                    plan: state.id,
                    year: state.year,
                    sampled,
                    found,
                    rectified,
                    summary: summary.as_str().to_owned(),
                })),
            }
        }
        (Some(state), PlanCommand::Publish { source }) => match (&state.report, &state.published) {
            (_, Some((_, known))) if known == source.as_str() => Ok(Outcome::AlreadyDone),
            (_, Some(_)) => Err(Refusal::PlanStepDone { step: "考评指标结果".to_owned() }),
            (None, None) => Err(Refusal::PlanTooEarly { first: "监督检查报告".to_owned() }),
            (Some(_), None) => Ok(Outcome::one(Event::IndicatorPublished {
                plan: state.id,
                year: state.year,
                source: source.as_str().to_owned(),
            })),
        },
    }
}
