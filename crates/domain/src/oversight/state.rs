//! A violation as its facts add up.

use std::collections::BTreeSet;

use terms::{AgencyId, CaseId, Date, OfficerId, Severity, Timestamp, ViolationId, words};

use super::Event;
use crate::Recorded;

words! {
    /// Where a violation stands. "Overdue" is not stored: an order has its day.
    Status {
        /// Nobody has looked into it yet.
        Raised = "raised", "待核实";
        /// There is nothing to it.
        Dismissed = "dismissed", "误报";
        /// It is true, and is to be ordered right.
        Verified = "verified", "属实待责令";
        /// It is to be set right by a day.
        Ordered = "ordered", "责令改正中";
        /// The agency says it is set right.
        Rectified = "rectified", "已改正待复核";
        /// It is set right.
        Closed = "closed", "复核通过";
    }
}

/// An order to set something right (Art. 27).
#[doc(alias = "责令改正 / 通报批评")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// When it was given.
    pub at: Timestamp,
    /// Last day.
    pub due_on: Date,
    /// It was criticised in a circular too.
    pub is_criticised: bool,
    /// What is to be done.
    pub demand: String,
}

/// From one finding of the truth to the look again; a second one begins if that look was in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// When it was found true, or found not set right.
    pub begun_at: Timestamp,
    /// The order.
    pub order: Option<Order>,
    /// When it was reported right, by whom, and what was done.
    pub rectified: Option<(Timestamp, Option<OfficerId>, String)>,
    /// When somebody looked again, whether it was right, and what was found.
    pub rechecked: Option<(Timestamp, bool, String)>,
}

/// Something that was not recorded as it should have been (违规实例).
#[doc(alias = "问题（违规实例）")]
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// Its id.
    pub id: ViolationId,
    /// The agency it is about.
    pub agency: AgencyId,
    /// The agency that raised it.
    pub overseer: AgencyId,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// Id of the rule.
    pub rule: Option<String>,
    /// The pack the rule stood in.
    pub pack: Option<String>,
    /// Where the duty stands in the law.
    pub article: Option<String>,
    /// What the rule judged.
    pub subject: Option<String>,
    /// How grave it is.
    pub severity: Severity,
    /// Short title.
    pub title: String,
    /// What was seen.
    pub seen: String,
    /// What shows it.
    pub evidence: Vec<String>,
    /// Who handled what it is about.
    pub officers: BTreeSet<OfficerId>,
    /// Who raised it.
    pub raised_by: Option<OfficerId>,
    /// When.
    pub raised_at: Timestamp,
    /// When a defence was given, by whom, and the words.
    pub defences: Vec<(Timestamp, Option<OfficerId>, String)>,
    /// When it was judged, by whom, and on what grounds.
    pub judged: Option<(Timestamp, Option<OfficerId>, String)>,
    /// There is nothing to it.
    pub is_dismissed: bool,
    /// When it was found that somebody should be held to account.
    pub serious_at: Option<Timestamp>,
    /// When it was handed over, to whom, and on what grounds.
    pub referred: Option<(Timestamp, String, String)>,
    /// Orders and what became of them.
    pub rounds: Vec<Round>,
    /// When something happened last.
    pub updated_at: Timestamp,
}

impl Violation {
    /// The state after the first fact; `None` if that raises nothing.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::Oversight(Event::Raised {
            violation,
            agency,
            overseer,
            case,
            rule,
            pack,
            article,
            subject,
            severity,
            title,
            seen,
            evidence,
            officers,
        }) = &first.event
        else {
            return None;
        };
        Some(Self {
            id: *violation,
            agency: *agency,
            overseer: *overseer,
            case: *case,
            rule: rule.clone(),
            pack: pack.clone(),
            article: article.clone(),
            subject: subject.clone(),
            severity: *severity,
            title: title.clone(),
            seen: seen.clone(),
            evidence: evidence.clone(),
            officers: officers.clone(),
            raised_by: first.by,
            raised_at: first.at,
            defences: Vec::new(),
            judged: None,
            is_dismissed: false,
            serious_at: None,
            referred: None,
            rounds: Vec::new(),
            updated_at: first.at,
        })
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        let crate::Event::Oversight(event) = &fact.event else { return self };
        let at = fact.at;
        self.updated_at = at;
        match event {
            Event::Raised { .. }
            | Event::Planned { .. }
            | Event::Reported { .. }
            | Event::IndicatorPublished { .. } => {}
            Event::Defended { text, .. } => self.defences.push((at, fact.by, text.clone())),
            Event::Verified { grounds, is_serious, .. } => {
                self.judged = Some((at, fact.by, grounds.clone()));
                self.serious_at = is_serious.then_some(at);
                self.rounds.push(Round::begun(at));
            }
            Event::Dismissed { reason, .. } => {
                self.judged = Some((at, fact.by, reason.clone()));
                self.is_dismissed = true;
            }
            Event::Ordered { due_on, is_criticised, demand, .. } => {
                if let Some(round) = self.rounds.last_mut() {
                    round.order = Some(Order {
                        at,
                        due_on: *due_on,
                        is_criticised: *is_criticised,
                        demand: demand.clone(),
                    });
                }
            }
            Event::Rectified { report, .. } => {
                if let Some(round) = self.rounds.last_mut() {
                    round.rectified = Some((at, fact.by, report.clone()));
                }
            }
            Event::Rechecked { is_passed, opinion, .. } => {
                if let Some(round) = self.rounds.last_mut() {
                    round.rechecked = Some((at, *is_passed, opinion.clone()));
                }
                if !is_passed {
                    self.rounds.push(Round::begun(at));
                }
            }
            Event::Referred { to, grounds, .. } => {
                self.serious_at = self.serious_at.or(Some(at));
                self.referred = Some((at, to.clone(), grounds.clone()));
            }
        }
        self
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        let Some(round) = self.rounds.last() else {
            return if self.is_dismissed { Status::Dismissed } else { Status::Raised };
        };
        if round.rechecked.is_some() {
            Status::Closed
        } else if round.rectified.is_some() {
            Status::Rectified
        } else if round.order.is_some() {
            Status::Ordered
        } else {
            Status::Verified
        }
    }

    /// The day by which the agency has to set it right, while that is so.
    #[must_use]
    pub fn due_on(&self) -> Option<Date> {
        let open = self.rounds.last().filter(|_| self.status() == Status::Ordered)?;
        open.order.as_ref().map(|order| order.due_on)
    }
}

impl Round {
    const fn begun(at: Timestamp) -> Self {
        Self { begun_at: at, order: None, rectified: None, rechecked: None }
    }
}
