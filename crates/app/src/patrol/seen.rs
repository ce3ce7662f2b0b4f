//! What the page of the proof centre shows: head, patrol, replica, findings.

use domain::authority::{self, Action, Horizon};
use domain::custody::{OriginalState, StoredKind};
use ledger::KeyKind;
use store::{Head, PatrolRow, RecordingRow, StoredFileRow, StoredTotals};
use terms::{AgencyId, AvRecordId, CaseId, OfficerId, Timestamp};

use super::order::bytes_per_second;
use crate::App;
use crate::error::{Result, fault};

/// Findings shown at once; the others are counted.
const MAX_FINDINGS: u32 = 200;
/// Rounds and repairs shown, the newest first.
const MAX_PAST: u32 = 10;

/// Stored bytes that are not as their fact says.
#[derive(Debug, Clone)]
pub struct StoredFinding {
    /// Number of the fact that names them.
    pub n: u64,
    /// Their name in the vault.
    pub place: String,
    /// What they are.
    pub kind: StoredKind,
    /// What was found last.
    pub found: OriginalState,
    /// When.
    pub found_at: Option<Timestamp>,
    /// The recording they belong to and its file name, if the reader may know of it.
    pub recording: Option<(AvRecordId, String)>,
    /// The case they belong to, if the reader may know of it.
    pub case: Option<CaseId>,
}

/// A round, or a repair, that is over.
#[derive(Debug, Clone)]
pub struct PastFact {
    /// Number of the fact.
    pub n: u64,
    /// When it was written.
    pub at: Timestamp,
    /// The event.
    pub event: domain::Event,
}

/// What the proof centre shows.
#[derive(Debug, Clone)]
pub struct ProofSeen {
    /// The log's head.
    pub head: Head,
    /// Size of the head that was signed last.
    pub signed_size: Option<u64>,
    /// When the last fact was written that it covers.
    pub signed_until: Option<Timestamp>,
    /// How far the patrol is.
    pub patrol: Option<PatrolRow>,
    /// The patrol is switched off.
    pub is_off: bool,
    /// How fast it reads.
    pub bytes_per_second: u64,
    /// When the round will have ended at that speed.
    pub ends_at: Option<Timestamp>,
    /// How much is stored and copied.
    pub totals: StoredTotals,
    /// There is a replica.
    pub has_replica: bool,
    /// What is amiss with the reader's agencies.
    pub findings: Vec<StoredFinding>,
    /// How much is amiss with others.
    pub elsewhere: u64,
    /// Rounds that ended.
    pub rounds: Vec<PastFact>,
    /// Files that were put right.
    pub repairs: Vec<PastFact>,
    /// The policy asks for witnesses, so beacons are set.
    pub has_beacons: bool,
    /// The last beacon.
    pub beacon: Option<PastFact>,
    /// When the next one is due, if something is cosigned until then.
    pub beacon_due_at: Option<Timestamp>,
    /// How it goes with the time-stamping authority, if one was set up.
    pub stamping: Option<crate::StampingSeen>,
    /// The last time stamp.
    pub stamp: Option<PastFact>,
}

impl App {
    /// The log's head, the patrol, the replica, and what they found, for whoever keeps or oversees
    /// records.
    ///
    /// # Errors
    /// A refusal where the role sees none of it.
    pub async fn proof_seen(&self, reader: OfficerId) -> Result<ProofSeen> {
        let acting = self.acting(Some(reader)).await?;
        let (officer, today) = (&acting.officer, acting.now.date());
        let seen = authority::horizon(officer, &acting.directory, Action::ProofRead, today)?;
        let opens = authority::horizon(officer, &acting.directory, Action::RecordingRead, today);
        let reads = authority::horizon(officer, &acting.directory, Action::CaseRead, today);
        let patrol = self.store.patrol().await.map_err(fault("reading the patrol"))?;
        let left = patrol.as_ref().map(|row| (row.bytes.saturating_sub(row.bytes_read), row));
        let running = left.filter(|(_, row)| row.ended_at.is_none());
        let fitting =
            running.map_or(0, |(left, row)| bytes_per_second(left, row.begun_at, acting.now));
        let speed = self.keeper.bytes_per_second.unwrap_or(fitting);
        let ends_at = running.filter(|_| speed > 0).map(|(left, _)| {
            let ms = left.div_ceil(speed.max(1)).saturating_mul(1000);
            acting.now.plus_ms(i64::try_from(ms).unwrap_or(i64::MAX))
        });
        let amiss = self.store.files_amiss(0, MAX_FINDINGS).await;
        let amiss = amiss.map_err(fault("reading what is amiss"))?;
        let (ours, others): (Vec<_>, Vec<_>) =
            amiss.into_iter().partition(|row| is_within(&seen, &row.org));
        let mut findings = Vec::new();
        for row in ours {
            let may_open = opens.as_ref().is_ok_and(|seen| is_within(seen, &row.org));
            let may_read = reads.as_ref().is_ok_and(|seen| is_within(seen, &row.org));
            findings.push(self.stored_finding(row, may_open, may_read).await?);
        }
        let signed = self.store.latest_checkpoint().await;
        let signed_size = signed.map_err(fault("reading a checkpoint"))?.map(|(size, _)| size);
        let signed_until = match signed_size.and_then(|size| size.checked_sub(1)) {
            None => None,
            Some(n) => {
                let facts = self.store.facts(n, 1).await.map_err(fault("reading a fact"))?;
                facts.first().filter(|fact| fact.n == n).map(|fact| fact.at)
            }
        };
        let totals = self.store.stored_totals().await;
        let repairs = self.past("custody.bytes_restored", MAX_PAST).await?;
        let beacon = self.past(crate::beacons::COSIGNED, 1).await?.pop();
        let next = |last: &PastFact| last.at.plus_ms(domain::beacon::BEACON_EVERY_MS);
        Ok(ProofSeen {
            head: self.log_head().await?,
            signed_size,
            signed_until,
            is_off: self.keeper.bytes_per_second == Some(0),
            bytes_per_second: speed,
            ends_at,
            totals: totals.map_err(fault("counting what is stored"))?,
            has_replica: self.keeper.replica.is_some(),
            findings,
            elsewhere: u64::try_from(others.len()).unwrap_or(u64::MAX),
            rounds: self.past("custody.patrolled", MAX_PAST).await?,
            repairs,
            has_beacons: self.policy.as_ref().is_some_and(ledger::Policy::needs_witnesses),
            beacon_due_at: beacon.as_ref().map(next),
            beacon,
            stamping: self.stamping_seen().await?,
            stamp: self.past(crate::beacons::STAMPED, 1).await?.pop(),
            patrol,
        })
    }

    async fn stored_finding(
        &self,
        row: StoredFileRow,
        may_open: bool,
        may_read: bool,
    ) -> Result<StoredFinding> {
        let recording = row.stream.parse::<AvRecordId>().ok().filter(|_| may_open);
        let recording = match recording {
            None => None,
            Some(id) => {
                let named = self.store.row::<RecordingRow>(id).await;
                let named = named.map_err(fault("reading a recording"))?;
                Some((id, named.map(|row| row.file_name).unwrap_or_default()))
            }
        };
        Ok(StoredFinding {
            n: row.n,
            kind: StoredKind::parse(&row.kind).unwrap_or(StoredKind::Original),
            found: OriginalState::parse(&row.found).unwrap_or(OriginalState::Altered),
            found_at: row.found_at,
            recording,
            case: row.stream.parse().ok().filter(|_| may_read),
            place: row.place,
        })
    }

    async fn past(&self, kind: &str, most: u32) -> Result<Vec<PastFact>> {
        let facts = self.store.last_facts(kind, Timestamp::from_ms(0), most).await;
        let mut past = Vec::new();
        for fact in facts.map_err(fault("reading facts"))? {
            if let Some(recorded) = crate::load::recorded(&fact)? {
                past.push(PastFact { n: fact.n, at: fact.at, event: recorded.event });
            }
        }
        Ok(past)
    }

    /// What whoever checks this log from outside is given: the key, and the head that most witnesses
    /// cosigned, or the newest.
    ///
    /// # Errors
    /// A refusal where the role sees none of it; a fault if the log does not extend what was signed.
    pub async fn verification_parts(&self, reader: OfficerId) -> Result<(String, String)> {
        let acting = self.acting(Some(reader)).await?;
        acting.may_at_home(Action::ProofRead)?;
        let (_, checkpoint) = self.witnessed_checkpoint(KeyKind::Log, 0).await?;
        Ok((self.log_keys().await?.log.to_string(), checkpoint))
    }
}

fn is_within(seen: &Horizon, org: &str) -> bool {
    let agency = org.parse::<AgencyId>();
    match (seen, agency) {
        (_, Err(_)) => false,
        (Horizon::Agencies(agencies), Ok(agency)) => agencies.contains(&agency),
        // Part of an agency: the page itself decides.
        (Horizon::Part { agency: own, .. }, Ok(agency)) => *own == agency,
    }
}
