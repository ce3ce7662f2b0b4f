//! What happens in oversight.

use std::collections::BTreeSet;

use terms::{AgencyId, CaseId, Date, OfficerId, OversightPlanId, Severity, ViolationId};

use crate::event::events;

events! {
    /// A violation was raised (Art. 26): something was not recorded as it should have been.
    Raised = "oversight.raised" {
        /// Its id.
        violation: ViolationId,
        /// The agency it is about.
        agency: AgencyId,
        /// The agency that raised it: the same one, or one above.
        overseer: AgencyId,
        /// The case it is about.
        case: Option<CaseId>,
        /// Id of the rule, if it was made from one.
        rule: Option<String>,
        /// The pack the rule stood in, `id@version`.
        pack: Option<String>,
        /// Where the duty stands in the law.
        article: Option<String>,
        /// What the rule judged: the case or a thing of it.
        subject: Option<String>,
        /// How grave it is.
        severity: Severity,
        /// Short title.
        title: String,
        /// What was seen.
        seen: String,
        /// What shows it, as ids of things or in words.
        evidence: Vec<String>,
        /// Who handled what it is about: they answer, and never verify.
        officers: BTreeSet<OfficerId>,
    };
    /// The agency it is about gave its defence.
    Defended = "oversight.defended" {
        /// Which.
        violation: ViolationId,
        /// The words.
        text: String,
    };
    /// It was found true (Art. 27).
    Verified = "oversight.verified" {
        /// Which.
        violation: ViolationId,
        /// On what grounds.
        grounds: String,
        /// Somebody should be held to account for it.
        is_serious: bool,
    };
    /// It was found to be a false alarm.
    Dismissed = "oversight.dismissed" {
        /// Which.
        violation: ViolationId,
        /// Why.
        reason: String,
    };
    /// It is to be set right (Art. 27).
    Ordered = "oversight.ordered" {
        /// Which.
        violation: ViolationId,
        /// Last day.
        due_on: Date,
        /// It was criticised in a circular too.
        is_criticised: bool,
        /// What is to be done.
        demand: String,
    };
    /// The agency reported that it was set right.
    Rectified = "oversight.rectified" {
        /// Which.
        violation: ViolationId,
        /// What was done.
        report: String,
    };
    /// Somebody looked again.
    Rechecked = "oversight.rechecked" {
        /// Which.
        violation: ViolationId,
        /// It is set right.
        is_passed: bool,
        /// What was found.
        opinion: String,
    };
    /// What may hold somebody to account was handed over (Art. 27).
    Referred = "oversight.referred" {
        /// Which.
        violation: ViolationId,
        /// To whom.
        to: String,
        /// On what grounds.
        grounds: String,
    };
    /// A year's inspection was planned (Art. 26).
    Planned = "oversight.planned" {
        /// Its id.
        plan: OversightPlanId,
        /// The agency that oversees.
        agency: AgencyId,
        /// For which year.
        year: u32,
        /// What it is called.
        title: String,
        /// Whom and what it covers.
        scope: String,
    };
    /// The inspection was reported.
    Reported = "oversight.reported" {
        /// Which.
        plan: OversightPlanId,
        /// For which year.
        year: u32,
        /// Files that were drawn and looked at.
        sampled: u32,
        /// Problems found.
        found: u32,
        /// Of them set right.
        rectified: u32,
        /// How it was drawn, what was found, what became of it.
        summary: String,
    };
    /// The year's indicators were published (Art. 26).
    IndicatorPublished = "oversight.indicator_published" {
        /// Which.
        plan: OversightPlanId,
        /// For which year.
        year: u32,
        /// Where it was published.
        source: String,
    };
}
