//! Oversight (Arts. 26, 27): violations and their life, the year's plans, and what both say of an
//! agency.

mod plans;
mod read;
mod write;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::authority::{self, Action, Place};
use domain::dossier::Dossier;
use domain::oversight::Violation;
use domain::{Refusal, authority::Permit};
use terms::{CaseId, OfficerId, StreamId, ViolationId};

use crate::App;
use crate::error::{Error, Result, fault};
use crate::load::{Acting, recorded};

pub use plans::PlansSeen;
pub use read::{ViolationView, ViolationsSeen};
pub use write::{NewViolation, is_violated};

/// Every violation and plan there is, and what is known of originals and private copies, folded.
pub(crate) type Overseen = Dossier;

/// A violation with the case it is about, as far as a decision looks at them.
pub(crate) struct Loaded {
    pub(crate) dossier: Dossier,
    pub(crate) case: Option<Dossier>,
}

impl Loaded {
    pub(crate) fn violation(&self, id: ViolationId) -> Result<&Violation, Refusal> {
        self.dossier.violations.get(&id).ok_or(Refusal::NotFound)
    }

    /// Who handles, or ever handled, what it is about.
    fn handlers(&self, named: &BTreeSet<OfficerId>) -> BTreeSet<OfficerId> {
        let mut handlers = named.clone();
        if let Some(dossier) = &self.case {
            handlers.extend(dossier.officers());
            handlers.extend(dossier.case.iter().flat_map(|case| &case.handlers));
        }
        handlers
    }
}

/// The case a violation is about must still be as it was looked at when it is decided on.
fn reads_case(dossier: &mut Dossier, case: Option<&Dossier>) {
    let known = case.and_then(|dossier| Some((dossier, dossier.case.as_ref()?.id)));
    if let Some((of_case, id)) = known {
        let stream = StreamId::from(id);
        let version = of_case.version(&stream);
        dossier.versions.insert(stream, version);
    }
}

impl Acting {
    /// Whether the person may do this about a violation.
    pub(crate) fn may_about(
        &self,
        action: Action,
        violation: &Violation,
        case: Option<&Dossier>,
        handlers: &BTreeSet<OfficerId>,
    ) -> Result<Permit, Refusal> {
        let officers: Vec<OfficerId> = handlers.iter().copied().collect();
        let case = case.and_then(|dossier| dossier.case.as_ref());
        let place = Place {
            agency: Some(violation.agency),
            division: case.and_then(|case| case.division),
            officers: &officers,
        };
        authority::authorize(&self.officer, &self.directory, action, place, self.now.date())
    }
}

impl App {
    /// Every violation and plan as their facts add up. Kept in memory until a fact of any is added,
    /// by whichever node.
    pub(crate) async fn overseen(&self) -> Result<Arc<Overseen>> {
        const FAMILIES: [&str; 2] = ["oversight.", "custody."];
        let mut newest = None;
        for family in FAMILIES {
            let last = self.store.last_of_family(family).await;
            newest = newest.max(last.map_err(fault("looking for changes in oversight"))?);
        }
        {
            let known = self.overseen.read().await;
            if let Some((at, overseen)) = &*known
                && *at == newest
            {
                return Ok(overseen.clone());
            }
        }
        let mut overseen = Overseen::default();
        for family in FAMILIES {
            let facts = self.store.facts_of_family(family).await;
            for fact in &facts.map_err(fault("reading oversight"))? {
                if let Some(recorded) = recorded(fact)? {
                    overseen.apply(&fact.stream, &recorded);
                }
            }
        }
        let overseen = Arc::new(overseen);
        *self.overseen.write().await = Some((newest, overseen.clone()));
        Ok(overseen)
    }

    /// A violation and its case.
    pub(crate) async fn loaded_violation(&self, id: ViolationId) -> Result<Loaded> {
        let mut dossier = self.dossier(id).await?;
        let case = dossier.violations.get(&id).ok_or(Refusal::NotFound)?.case;
        let case = self.case_behind(case).await?;
        reads_case(&mut dossier, case.as_ref());
        Ok(Loaded { dossier, case })
    }

    async fn case_behind(&self, case: Option<CaseId>) -> Result<Option<Dossier>> {
        match case {
            None => Ok(None),
            Some(id) => match self.dossier(id).await {
                Ok(dossier) => Ok(Some(dossier)),
                Err(Error::Refused(Refusal::NotFound)) => Ok(None),
                Err(error) => Err(error),
            },
        }
    }
}
