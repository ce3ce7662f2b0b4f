//! The log's side of mirroring: whom to hand leaves to, which, and what came of it.
//!
//! Order of a round, each step of which may be done again: head cosigned by the witness beside the
//! mirror → leaves → the mirror's signature kept → reports → what its auditor told is kept.

mod carried;
mod hand;
mod seen;

use ledger::{CosignerRole, KeyKind, Policy, Recount, RecountResult, SignedNote, VerifierKey};
use store::WitnessRow;

use crate::App;
use crate::error::{Result, fault};
use crate::witnesses::{AWAY, Ask, COSIGNED, IDLE_MS, REFUSED, WAITING, new_row};

pub use carried::{MirrorCarried, MirrorFile};
pub use seen::{ReportFigure, ReportOutcome, ReportSeen, ReportsSeen};

/// Reports that are handed over unasked: those of a month. Older ones are asked for.
const LAST_REPORTS: u32 = 32;

/// So soon it is looked again what came of a report.
const FOLLOW_MS: i64 = 10_000;

/// Why a round ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MirrorTrouble {
    /// Nothing came in time; in Chinese.
    Away(String),
    /// It is not ready for us; in Chinese.
    Waiting(String),
    /// It says that our head or our leaves contradict what it has.
    Refused,
}

impl App {
    /// Whether a policy names a mirror to hand leaves to.
    #[must_use]
    pub fn has_mirrors(&self) -> bool {
        let mut all = self.policy.iter().flat_map(Policy::witnesses);
        all.any(|one| one.role == CosignerRole::Mirror && one.url.is_some())
    }

    /// The mirrors to hand something to now, and the head for the witness beside each.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub async fn mirror_asks(&self) -> Result<Vec<Ask>> {
        let Some(policy) = &self.policy else { return Ok(Vec::new()) };
        let rows = self.store.witnesses().await.map_err(fault("reading the witnesses"))?;
        let size = self.store.head().await.map_err(fault("reading the log's head"))?.size;
        let now = self.context.now();
        let is_due = |row: &WitnessRow| {
            let last = row.cosigned_at.unwrap_or(row.next_at);
            let is_idle = now.ms().saturating_sub(last.ms()) >= IDLE_MS;
            let waits = row.state != COSIGNED || size > row.size || is_idle || !is_settled(row);
            row.state != REFUSED && now >= row.next_at && waits
        };
        let mut asks = Vec::new();
        for one in policy.witnesses().filter(|one| one.role == CosignerRole::Mirror) {
            let row = rows.iter().find(|row| row.witness == one.key.to_string());
            if one.url.is_some() && row.is_none_or(is_due) {
                asks.push(self.ask(KeyKind::Log, one, row.map_or(0, |row| row.size), false).await?);
            }
        }
        Ok(asks)
    }

    /// The same question from the size that the witness beside the mirror told; none if it told a
    /// larger one than ours.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub async fn mirror_ask_again(&self, ask: &Ask, told: u64) -> Result<Option<Ask>> {
        let head = self.store.head().await.map_err(fault("reading the log's head"))?.size;
        match self.witness_named(&ask.name).filter(|_| told <= head) {
            Some(mirror) => self.ask(KeyKind::Log, mirror, told, true).await.map(Some),
            None => Ok(None),
        }
    }

    /// Notes how many leaves a mirror has.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn mirror_holds(&self, ask: &Ask, held: u64) -> Result<()> {
        self.keep_held(&ask.key, held).await
    }

    /// Takes the mirror's signature of the head of that size. False if it is none.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn mirror_kept(&self, ask: &Ask, size: u64, lines: &str) -> Result<bool> {
        self.keep_whole(&ask.key, size, lines).await
    }

    async fn keep_whole(&self, key: &VerifierKey, size: u64, lines: &str) -> Result<bool> {
        let Some(note) = self.signed_at(size).await? else { return Ok(false) };
        let is_kept = self.keep_lines((KeyKind::Log, key), &note, size, lines).await?;
        if is_kept {
            self.keep_held(key, size).await?;
        }
        Ok(is_kept)
    }

    async fn keep_held(&self, key: &VerifierKey, held: u64) -> Result<()> {
        let known = self.known(key).await?;
        self.keep_mirror(WitnessRow { held: Some(held), ..known }).await
    }

    /// A round ended early: it is tried again later, or never until somebody looked into it.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn mirror_failed(&self, ask: &Ask, trouble: &MirrorTrouble) -> Result<()> {
        let known = self.known(&ask.key).await?;
        match trouble {
            MirrorTrouble::Away(why) => self.put_off(known, AWAY, why).await.map(|_| ()),
            MirrorTrouble::Waiting(why) => self.put_off(known, WAITING, why).await.map(|_| ()),
            MirrorTrouble::Refused => {
                tracing::error!(mirror = ask.name, "a mirror says that the log forked");
                let why = "镜像认为本日志的检查点或叶子与其所存不一致，已停止送交，须查明原因";
                let (state, why) = (REFUSED.to_owned(), why.to_owned());
                self.keep_mirror(WitnessRow { state, why, ..known }).await
            }
        }
    }

    /// Takes what the mirror's auditor told. Answers the reports to hand over, by number of the fact.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn mirror_told(&self, ask: &Ask, told: Option<&str>) -> Result<Vec<u64>> {
        self.keep_told(&ask.key, told).await
    }

    async fn keep_told(&self, key: &VerifierKey, told: Option<&str>) -> Result<Vec<u64>> {
        let known = self.known(key).await?;
        let recount = told.and_then(Recount::parse);
        let told = told.filter(|_| recount.is_some()).map(str::to_owned).or(known.told.clone());
        let (size, mut row) = (known.size, WitnessRow { told, ..known });
        if !is_settled(&row) {
            row.next_at = self.context.now().plus_ms(FOLLOW_MS);
        }
        self.keep_mirror(row).await?;
        self.wanted_reports(size, recount.as_ref()).await
    }

    /// The reports below a size that a recount does not know, and those that it asks for.
    async fn wanted_reports(&self, size: u64, recount: Option<&Recount>) -> Result<Vec<u64>> {
        let ours = self.last_reports(LAST_REPORTS).await?;
        let is_known = |n: u64| {
            let mut all = recount.iter().flat_map(|recount| &recount.reports);
            all.any(|one| one.leaf == n && one.result != RecountResult::Waiting)
        };
        let ours = ours.iter().map(|report| report.n).filter(|n| *n < size && !is_known(*n));
        let mut wanted: Vec<u64> = ours.collect();
        wanted.extend(recount.iter().flat_map(|recount| &recount.wants));
        wanted.sort_unstable();
        wanted.dedup();
        Ok(wanted)
    }

    /// Takes the head that an auditor signed; one that no auditor of the policy did says nothing.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn mirror_audited(&self, note: &str) -> Result<()> {
        let Ok(note) = SignedNote::parse(note) else { return Ok(()) };
        let Ok(head) = ledger::Checkpoint::parse(note.text()) else { return Ok(()) };
        let Some(ours) = self.signed_at(head.size).await? else { return Ok(()) };
        let auditors = self.policy.iter().flat_map(Policy::witnesses);
        for auditor in auditors.filter(|one| one.role == CosignerRole::Auditor) {
            let lines = carried::lines_of(&note);
            self.keep_lines((KeyKind::Log, auditor.key), &ours, head.size, &lines).await?;
        }
        Ok(())
    }

    /// The name under which others keep what they know of our log.
    ///
    /// # Errors
    /// A fault if the signer does not answer.
    pub async fn log_origin(&self) -> Result<String> {
        Ok(ledger::origin_hash(self.log_keys().await?.log.name()))
    }

    async fn signed_at(&self, size: u64) -> Result<Option<SignedNote>> {
        let note = self.store.checkpoint_at(size).await.map_err(fault("reading a checkpoint"))?;
        Ok(note.and_then(|note| SignedNote::parse(&note).ok()))
    }

    async fn known(&self, key: &VerifierKey) -> Result<WitnessRow> {
        let known = self.standing_of(KeyKind::Log, key).await?;
        Ok(known.unwrap_or_else(|| new_row(KeyKind::Log, key)))
    }

    async fn keep_mirror(&self, row: WitnessRow) -> Result<()> {
        self.store.save_witness(&row).await.map_err(fault("keeping a mirror"))
    }
}

/// Whether its auditor counted all that the mirror has.
fn is_settled(row: &WitnessRow) -> bool {
    let recount = row.told.as_deref().and_then(Recount::parse);
    recount.is_some_and(|recount| recount.size >= row.size && recount.wants.is_empty())
}
