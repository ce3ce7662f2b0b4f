//! Whom to ask, and with which proof.

use std::sync::atomic::Ordering;

use ledger::{
    AddCheckpoint, CosignerRole, KeyKind, Policy, PolicyWitness, SignedNote, VerifierKey,
};
use store::WitnessRow;
use terms::Timestamp;

use super::{Ask, COSIGNED, IDLE_MS, Look, REFUSED, ROLLED_BACK, standing_key};
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
        for tree in self.witnessed_trees().await? {
            for witness in policy.witnesses().filter(is_asked) {
                let key = standing_key(tree, witness.key);
                let row = rows.iter().find(|row| row.witness == key);
                if row.is_none_or(|row| is_due(row, size, wanted, now)) {
                    asks.push(self.ask(tree, witness, row.map_or(0, |row| row.size), false).await?);
                }
            }
        }
        Ok(asks)
    }

    /// The trees whose heads are witnessed: the SM3 tree's too, where the policy names its key.
    pub(crate) async fn witnessed_trees(&self) -> Result<Vec<KeyKind>> {
        let Some(policy) = &self.policy else { return Ok(vec![KeyKind::Log]) };
        let keys = self.log_keys().await?;
        let names_sm3 = policy.log(keys.sm3.name()).is_some_and(|key| *key == keys.sm3);
        let mut trees = vec![KeyKind::Log];
        trees.extend(names_sm3.then_some(KeyKind::Sm2Log));
        Ok(trees)
    }

    /// Where the witnesses show the head of ours that they know, before we sign anything anew.
    ///
    /// # Errors
    /// A fault if the signer does not answer.
    pub async fn witness_looks(&self) -> Result<Vec<Look>> {
        if self.policy.is_none() {
            return Ok(Vec::new());
        }
        let keys = self.log_keys().await?;
        let mut looks = Vec::new();
        for tree in self.witnessed_trees().await? {
            let origin = ledger::origin_hash(keys.of(tree).name());
            let witnesses = self.policy.iter().flat_map(Policy::witnesses).filter(is_asked);
            let look = |witness: PolicyWitness<'_>| {
                let url = witness.url?.trim_end_matches('/');
                let (name, url) = (witness.name.to_owned(), format!("{url}/{origin}/checkpoint"));
                Some(Look { name, url, tree, key: witness.key.clone() })
            };
            looks.extend(witnesses.filter_map(look));
        }
        Ok(looks)
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

    /// A question to the witness of that name about a tree, to be carried there; `old` if it is known better.
    /// None if the policy has no such witness.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub async fn witness_ask(
        &self,
        tree: KeyKind,
        name: &str,
        old: Option<u64>,
    ) -> Result<Option<Ask>> {
        let Some(witness) = self.witness_named(name) else { return Ok(None) };
        let row = self.standing_of(tree, witness.key).await?;
        let known = row.map_or(0, |row| row.size);
        self.ask(tree, witness, old.unwrap_or(known), false).await.map(Some)
    }

    /// Asks a witness anew that refused, once somebody looked into it. False if the policy has no
    /// such witness.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn ask_witness_anew(&self, name: &str) -> Result<bool> {
        let Some(witness) = self.witness_named(name) else { return Ok(false) };
        for tree in [KeyKind::Log, KeyKind::Sm2Log] {
            let key = standing_key(tree, witness.key);
            self.store.forget_witness(&key).await.map_err(fault("forgetting a witness"))?;
        }
        Ok(true)
    }

    pub(crate) fn witness_named(&self, name: &str) -> Option<PolicyWitness<'_>> {
        self.policy.as_ref()?.witnesses().find(|witness| witness.name == name)
    }

    pub(crate) async fn standing_of(
        &self,
        tree: KeyKind,
        key: &VerifierKey,
    ) -> Result<Option<WitnessRow>> {
        let key = standing_key(tree, key);
        let rows = self.store.witnesses().await.map_err(fault("reading the witnesses"))?;
        Ok(rows.into_iter().find(|row| row.witness == key))
    }

    pub(crate) async fn ask(
        &self,
        tree: KeyKind,
        witness: PolicyWitness<'_>,
        old: u64,
        is_second: bool,
    ) -> Result<Ask> {
        let signed = self.sign_checkpoints().await?;
        let size = signed.size;
        // What it told may be ahead of what was signed last; then it is asked from nothing, and
        // tells again.
        let old = if old > size { 0 } else { old };
        let (proof, note) = match tree {
            KeyKind::Log | KeyKind::Cosignature => {
                (self.store.consistency_proof(old, size).await, signed.checkpoint)
            }
            KeyKind::Sm2Log => {
                (self.store.sm3_consistency_proof(old, size).await, signed.sm3_checkpoint)
            }
        };
        let proof = proof.map_err(fault("proving"))?;
        let note = SignedNote::parse(&note).map_err(fault("reading a checkpoint"))?;
        let body = AddCheckpoint { old, proof, note: note.clone() }.to_string();
        let url = witness.url.map(|url| url.trim_end_matches('/').to_owned());
        let (name, key) = (witness.name.to_owned(), witness.key.clone());
        Ok(Ask { name, url, body, tree, key, note, size, is_second })
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
