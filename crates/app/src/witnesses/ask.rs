//! Whom to ask, and with which proof.

use std::sync::atomic::Ordering;

use ledger::{AddCheckpoint, CosignerRole, Policy, PolicyWitness, SignedNote, VerifierKey};
use store::WitnessRow;
use terms::Timestamp;

use super::{Ask, COSIGNED, IDLE_MS, Look, REFUSED, ROLLED_BACK};
use crate::App;
use crate::error::{Result, fault};

impl App {
    /// Whether a policy names anybody to ask over the network.
    #[must_use]
    pub fn has_witnesses(&self) -> bool {
        let mut all = self.policy.iter().flat_map(Policy::witnesses);
        all.any(|witness| is_asked(&witness))
    }

    /// Whom to ask now. The first call says that somebody asks: packages wait for the answers.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub async fn witness_asks(&self) -> Result<Vec<Ask>> {
        let Some(policy) = &self.policy else { return Ok(Vec::new()) };
        self.witnessing.running.store(true, Ordering::Relaxed);
        let rows = self.store.witnesses().await.map_err(fault("reading the witnesses"))?;
        let size = self.store.head().await.map_err(fault("reading the log's head"))?.size;
        let (now, wanted) = (self.context.now(), self.witnessing.wanted.load(Ordering::Relaxed));
        let mut asks = Vec::new();
        for witness in policy.witnesses().filter(is_asked) {
            let vkey = witness.key.to_string();
            let row = rows.iter().find(|row| row.witness == vkey);
            if row.is_none_or(|row| is_due(row, size, wanted, now)) {
                asks.push(self.ask(witness, row.map_or(0, |row| row.size), false).await?);
            }
        }
        Ok(asks)
    }

    /// Where the witnesses show the head of ours that they know, before we sign anything anew.
    ///
    /// # Errors
    /// A fault if the signer does not answer.
    pub async fn witness_looks(&self) -> Result<Vec<Look>> {
        if self.policy.is_none() {
            return Ok(Vec::new());
        }
        let origin = ledger::origin_hash(self.log_keys().await?.log.name());
        let witnesses = self.policy.iter().flat_map(Policy::witnesses).filter(is_asked);
        let look = |witness: PolicyWitness<'_>| {
            let url = witness.url?.trim_end_matches('/');
            let url = format!("{url}/{origin}/checkpoint");
            Some(Look { name: witness.name.to_owned(), url, key: witness.key.clone() })
        };
        Ok(witnesses.filter_map(look).collect())
    }

    /// Signs nothing as long as the answer is held: a database that was put back must not sign a
    /// fork before the witnesses were looked at.
    pub async fn hold_signing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.sign_one.lock().await
    }

    /// Waits until somebody needs a cosignature at once.
    pub async fn witness_wanted(&self) {
        self.witnessing.woken.notified().await;
    }

    /// A question to the witness of that name, to be carried there; `old` if it is known better.
    /// None if the policy has no such witness.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub async fn witness_ask(&self, name: &str, old: Option<u64>) -> Result<Option<Ask>> {
        let Some(witness) = self.witness_named(name) else { return Ok(None) };
        let row = self.standing_of(witness.key).await?;
        let known = row.map_or(0, |row| row.size);
        self.ask(witness, old.unwrap_or(known), false).await.map(Some)
    }

    /// Asks a witness anew that refused, once somebody looked into it. False if the policy has no
    /// such witness.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn ask_witness_anew(&self, name: &str) -> Result<bool> {
        let Some(witness) = self.witness_named(name) else { return Ok(false) };
        let vkey = witness.key.to_string();
        self.store.forget_witness(&vkey).await.map_err(fault("forgetting a witness"))?;
        Ok(true)
    }

    pub(crate) fn witness_named(&self, name: &str) -> Option<PolicyWitness<'_>> {
        self.policy.as_ref()?.witnesses().find(|witness| witness.name == name)
    }

    pub(crate) async fn standing_of(&self, key: &VerifierKey) -> Result<Option<WitnessRow>> {
        let vkey = key.to_string();
        let rows = self.store.witnesses().await.map_err(fault("reading the witnesses"))?;
        Ok(rows.into_iter().find(|row| row.witness == vkey))
    }

    pub(crate) async fn ask(
        &self,
        witness: PolicyWitness<'_>,
        old: u64,
        is_second: bool,
    ) -> Result<Ask> {
        let (size, note) = self.sign_checkpoint().await?;
        // What it told may be ahead of what was signed last; then it is asked from nothing, and
        // tells again.
        let old = if old > size { 0 } else { old };
        let proof = self.store.consistency_proof(old, size).await.map_err(fault("proving"))?;
        let note = SignedNote::parse(&note).map_err(fault("reading a checkpoint"))?;
        let body = AddCheckpoint { old, proof, note: note.clone() }.to_string();
        let url = witness.url.map(|url| url.trim_end_matches('/').to_owned());
        let (name, key) = (witness.name.to_owned(), witness.key.clone());
        Ok(Ask { name, url, body, key, note, size, is_second })
    }
}

/// Mirrors and auditors are spoken with by themselves.
fn is_asked(witness: &PolicyWitness<'_>) -> bool {
    witness.role == CosignerRole::Witness && witness.url.is_some()
}

fn is_due(row: &WitnessRow, size: u64, wanted: u64, now: Timestamp) -> bool {
    match row.state.as_str() {
        REFUSED => false,
        // What was lost came back: the log is as long as the witness knows it.
        ROLLED_BACK => size >= row.size,
        COSIGNED => {
            let is_wanted = wanted > row.size && size > row.size;
            let is_grown = size > row.size && now >= row.next_at;
            let last = row.cosigned_at.unwrap_or(row.next_at);
            let is_idle = now >= row.next_at && now.ms().saturating_sub(last.ms()) >= IDLE_MS;
            is_wanted || is_grown || is_idle
        }
        _ => now >= row.next_at,
    }
}
