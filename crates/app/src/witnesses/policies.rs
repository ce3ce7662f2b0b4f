//! Which trust policies this log had, as facts of the log itself.
//!
//! The policy is a file, and whoever may write it may name other witnesses. Each start compares it
//! with what the log says last and writes a change down, so that heads cosigned by others later do
//! not look as if they had always been the ones to ask.

use std::time::Duration;

use domain::dossier::Dossier;
use domain::policy::{self, Event, PolicyText};
use store::StoredFact;
use terms::{Digest, Timestamp};
use tokio::sync::watch;

use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Result, fault};
use crate::jobs::report;

/// After a fault it is tried again.
const REST: Duration = Duration::from_secs(60);

/// A policy that came into force, or the end of one.
#[derive(Debug, Clone, Copy)]
pub struct PolicySeen {
    /// Number of its fact.
    pub n: u64,
    /// When the server was started with it.
    pub at: Timestamp,
    /// SHA-256 of its file; `None` where it was taken away.
    pub sha256: Option<Digest>,
}

impl App {
    /// Writes the policy down, and tries until that is done or it is told to stop.
    pub(crate) async fn note_policy(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.adopt_policy().await {
                Ok(_) => return,
                Err(error) => report("writing down the policy", &error),
            }
            tokio::select! {
                _ = stop.changed() => {}
                () = tokio::time::sleep(REST) => {}
            }
        }
    }

    /// Writes the policy down, if the log names another one or none. Whether it was written.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn adopt_policy(&self) -> Result<bool> {
        let found = self.policy_text.as_ref().map(|text| PolicyText {
            text: text.clone(),
            digests: archive::digests_of(text.as_bytes()),
        });
        let call = Call::system();
        let done = self.execute(&call, || async {
            let facts = self.policy_facts().await?;
            let mut before = Dossier::default();
            let version = facts.last().map_or(0, |(fact, _)| fact.version);
            before.versions.insert(policy::stream(), version);
            let in_force = policy::in_force(facts.iter().map(|(_, event)| event));
            let outcome = policy::decide_policy(in_force, found.clone());
            Ok(Decided::on(before, policy::stream(), outcome))
        });
        Ok(!done.await?.already_done)
    }

    /// Which policies there were, the newest first.
    pub(super) async fn policies(&self) -> Result<Vec<PolicySeen>> {
        let facts = self.policy_facts().await?;
        let seen = |(fact, event): (StoredFact, Event)| PolicySeen {
            n: fact.n,
            at: fact.at,
            sha256: policy::in_force([&event]),
        };
        Ok(facts.into_iter().rev().map(seen).collect())
    }

    async fn policy_facts(&self) -> Result<Vec<(StoredFact, Event)>> {
        let facts = self.store.facts_of_family("policy.").await;
        let mut read = Vec::new();
        for fact in facts.map_err(fault("reading the policies"))? {
            let event = crate::load::recorded(&fact)?.map(|recorded| recorded.event);
            if let Some(domain::Event::Policy(event)) = event {
                read.push((fact, event));
            }
        }
        Ok(read)
    }
}
