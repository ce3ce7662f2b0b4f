//! The trail of a matter, and proofs that its facts are in the log.

use domain::Recorded;
use domain::authority::Action;
use ledger::KeyKind;
use store::StoredFact;
use terms::{CaseId, OfficerId, StreamId, Timestamp};

use crate::App;
use crate::error::{Result, fault};
use crate::load::recorded;

/// A fact as a trail shows it.
#[derive(Debug, Clone)]
pub struct TrailFact {
    /// Place in the log.
    pub n: u64,
    /// Its stream.
    pub stream: StreamId,
    /// Its kind.
    pub kind: String,
    /// What happened; `None` if its body was lawfully disposed of.
    pub recorded: Option<Recorded>,
    /// When it was written.
    pub at: Timestamp,
    /// Hash of its leaf, hexadecimal.
    pub leaf_hash: String,
}

/// A fact with everything needed to check it offline.
#[derive(Debug, Clone)]
pub struct FactProof {
    /// Place in the log.
    pub n: u64,
    /// The exact leaf line.
    pub leaf: String,
    /// Hash of the leaf, hexadecimal.
    pub leaf_hash: String,
    /// Size of the tree proven against.
    pub tree_size: u64,
    /// Its root, hexadecimal.
    pub root: String,
    /// The path from leaf to root, base64.
    pub hashes: Vec<String>,
    /// The log's key as it claims it; a verifier brings its own.
    pub log_vkey: String,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The same in the SM3 tree over the same leaves.
    pub sm3: Sm3FactProof,
    /// Words of outside clocks that box the fact, against the same checkpoint.
    pub times: Vec<archive::TimeLine>,
}

/// What the SM3 tree has to add to a [`FactProof`].
#[derive(Debug, Clone)]
pub struct Sm3FactProof {
    /// Size of the tree proven against; it need not be that of the other tree.
    pub tree_size: u64,
    /// Its root, hexadecimal.
    pub root: String,
    /// The path from leaf to root, base64.
    pub hashes: Vec<String>,
    /// Its SM2 key as the log claims it.
    pub log_vkey: String,
    /// The checkpoint signed with SM2.
    pub checkpoint: String,
}

impl App {
    /// The facts of a case and all that hangs on it, oldest first.
    ///
    /// # Errors
    /// *Not found* for a case of another agency.
    pub async fn trail(&self, reader: OfficerId, id: CaseId) -> Result<Vec<TrailFact>> {
        self.trail_of(reader, id, Action::CaseRead).await
    }

    /// The facts of whatever hangs together with a stream, oldest first.
    ///
    /// # Errors
    /// *Not found* for a matter of another agency.
    pub async fn trail_of(
        &self,
        reader: OfficerId,
        start: impl Into<StreamId>,
        action: Action,
    ) -> Result<Vec<TrailFact>> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(start).await?;
        acting.may(action, &dossier)?;
        let mut trail = Vec::new();
        for stream in dossier.versions.keys() {
            let facts = self.store.stream(stream).await.map_err(fault("reading facts"))?;
            for fact in facts {
                trail.push(TrailFact {
                    n: fact.n,
                    stream: fact.stream.clone(),
                    kind: fact.kind.clone(),
                    recorded: recorded(&fact)?,
                    at: fact.at,
                    leaf_hash: leaf_hash(&fact.leaf),
                });
            }
        }
        trail.sort_by_key(|fact| fact.n);
        Ok(trail)
    }

    /// A proof that a fact of a case is in the log.
    ///
    /// # Errors
    /// *Not found* if the fact is of another matter.
    pub async fn prove(&self, reader: OfficerId, case: CaseId, n: u64) -> Result<FactProof> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(case).await?;
        acting.may(Action::CaseRead, &dossier)?;
        let facts = self.store.facts(n, 1).await.map_err(fault("reading a fact"))?;
        let fact = facts
            .into_iter()
            .find(|fact| fact.n == n)
            .filter(|fact| dossier.versions.contains_key(&fact.stream));
        self.prove_fact(fact.ok_or(domain::Refusal::NotFound)?).await
    }

    /// A proof that a fact is in the log.
    pub(crate) async fn prove_fact(&self, fact: StoredFact) -> Result<FactProof> {
        let n = fact.n;
        let heads = self.shown_heads(n.saturating_add(1)).await?;
        let (head, sm3_head) = (heads.of(KeyKind::Log), heads.of(KeyKind::Sm2Log));
        let hashes = self.store.inclusion_proof(n, head.size).await.map_err(fault("proving"))?;
        let root = self.store.root_at(head.size).await.map_err(fault("reading the root"))?;
        let sm3 = self.store.sm3_inclusion_proof(n, sm3_head.size).await;
        let sm3 = sm3.map_err(fault("proving"))?;
        let sm3_root = self.store.sm3_root_at(sm3_head.size).await;
        let sm3_root = sm3_root.map_err(fault("reading the root"))?;
        let times = self.time_lines(&std::iter::once(n).collect(), head.size).await?;
        Ok(FactProof {
            n,
            leaf_hash: leaf_hash(&fact.leaf),
            leaf: fact.leaf,
            tree_size: head.size,
            root: root.to_string(),
            hashes: hashes.iter().map(ledger::hash_to_base64).collect(),
            log_vkey: head.key.to_string(),
            checkpoint: head.note.clone(),
            sm3: Sm3FactProof {
                tree_size: sm3_head.size,
                root: sm3_root.to_string(),
                hashes: sm3.iter().map(ledger::hash_to_base64).collect(),
                log_vkey: sm3_head.key.to_string(),
                checkpoint: sm3_head.note.clone(),
            },
            times,
        })
    }

    /// Size and roots of the log, for the footer of every page.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn log_head(&self) -> Result<store::Head> {
        self.store.head().await.map_err(fault("reading the log's head"))
    }
}

/// Hash of a leaf line, hexadecimal.
pub(crate) fn leaf_hash(line: &str) -> String {
    use ledger::TreeHash as _;
    hex::encode(ledger::Sha256Tree::leaf_hash(line.as_bytes()))
}
