//! What a party can check later about what was done to them (the slip), without a login.
//!
//! A slip names one fact: the departure from on-site work, or a service. Whoever holds it is told how
//! many recordings there are, whether they were deposited in time, are unchanged and still there;
//! never their content, and no name.

use std::collections::HashMap;
use std::net::IpAddr;

use domain::authority::Action;
use domain::custody::OriginalState;
use domain::dossier::Dossier;
use domain::org::{self, Command, Slips};
use domain::{Event, Refusal, Text, activity, record};
use ledger::{Slip, TreeHash as _};
use rules::Standing;
use rules::catalogue::Effect;
use store::StoredFact;
use terms::{ActKind, ActivityId, CaseId, OfficerId, StreamId, TextRecordId, Timestamp};

use crate::commit::{Call, Done};
use crate::error::{Error, Result, fault};
use crate::load::{Acting, recorded};
use crate::proof::FactProof;
use crate::{App, deposits, project};

/// Questions that one address may ask in [`WINDOW_MS`]: a clerk with a pile of slips asks fewer.
const MOST_ASKED: u32 = 60;
const WINDOW_MS: i64 = 60_000;
/// Addresses that are counted at a time; beyond that all are forgotten and counted anew.
const MOST_ADDRESSES: usize = 10_000;

/// The slip of one fact.
#[derive(Debug, Clone)]
pub struct SlipView {
    /// What is printed.
    pub text: String,
    /// Index of the leaf.
    pub index: u64,
    /// Hash of the leaf, as slips write it.
    pub hash: String,
    /// When the fact was written.
    pub written_at: Timestamp,
}

/// Whether there is a slip to give.
#[derive(Debug, Clone)]
pub struct SlipOffer {
    /// It, once there is something to name.
    pub slip: Option<SlipView>,
    /// The agency gives one here.
    pub is_given: bool,
    /// After which acts the agency gives slips.
    pub slips: Slips,
    /// Whether the reader may choose that.
    pub may_choose: std::result::Result<(), Refusal>,
}

/// How the deposit of recordings stands (Art. 22).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepositStanding {
    /// All were deposited in time.
    InTime,
    /// They were deposited too late.
    Late,
    /// The time still runs.
    Running,
    /// The time is over and they were not deposited.
    Missing,
    /// Nothing had to be deposited.
    NotDue,
}

/// The recordings of on-site work, counted.
#[derive(Debug, Clone)]
pub struct RecordingsTold {
    /// How many.
    pub count: u64,
    /// How long those are together whose length is known, in milliseconds.
    pub lasts_ms: i64,
    /// How many have no known length.
    pub without_length: u64,
    /// The deposit.
    pub deposit: DepositStanding,
    /// Originals found other than they were deposited.
    pub altered: u64,
    /// Originals that were not found.
    pub missing: u64,
    /// Originals that were destroyed.
    pub destroyed: u64,
}

/// What a slip is about.
#[derive(Debug, Clone)]
pub enum SlipSubject {
    /// On-site work.
    Work(RecordingsTold),
    /// A service: how the pages of what was served were found just now; `None`: not printed here.
    Service(Option<OriginalState>),
}

/// What whoever holds a slip is told.
#[derive(Debug, Clone)]
pub struct SlipAnswer {
    /// When the fact was written, by the server's clock.
    pub written_at: Timestamp,
    /// Name of the agency.
    pub agency: String,
    /// What it is about.
    pub about: SlipSubject,
    /// When it was asked.
    pub now: Timestamp,
}

impl App {
    /// The slip of some on-site work.
    ///
    /// # Errors
    /// *Not found* for work of another agency.
    pub async fn slip_of_work(&self, reader: OfficerId, id: ActivityId) -> Result<SlipOffer> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::ActivityRead, &dossier)?;
        let is_it =
            |event: &Event| matches!(event, Event::Activity(activity::Event::Departed { .. }));
        let slip = self.slip_in(&id.into(), is_it).await?;
        Ok(self.offer(&acting, &dossier, slip))
    }

    /// The slip of the last service of a record.
    ///
    /// # Errors
    /// *Not found* for a record of another matter.
    pub async fn slip_of_record(
        &self,
        reader: OfficerId,
        case: CaseId,
        id: TextRecordId,
    ) -> Result<SlipOffer> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(case).await?;
        acting.may(Action::CaseRead, &dossier)?;
        let known = dossier.case.as_ref().and_then(|case| case.records.get(&id));
        known.ok_or(Refusal::NotFound)?.may_read(reader)?;
        let is_it = |event: &Event| matches!(event, Event::Record(record::Event::Served { record, .. }) if *record == id);
        let slip = self.slip_in(&case.into(), is_it).await?;
        Ok(self.offer(&acting, &dossier, slip))
    }

    /// Chooses after which acts one's own agency gives slips.
    ///
    /// # Errors
    /// A refusal for whoever does not head it.
    pub async fn choose_slips(&self, call: &Call, slips: Slips, basis: Text<300>) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        acting.may_at_home(Action::SlipsChoose)?;
        let agency = acting.officer.agency;
        let state = acting.directory.agencies.get(&agency);
        let outcome = org::decide_agency(state, Command::ChooseSlips { slips, basis })?;
        self.write_org(call, agency.into(), outcome, None).await
    }

    /// What became of what a slip names. Whoever knows the leaf's hash may ask.
    ///
    /// # Errors
    /// *Not found* if there is no such leaf there, or it is of a kind that has no slips; a wait
    /// for an address that asks without end.
    pub async fn check_slip(&self, from: IpAddr, index: u64, hash: &str) -> Result<SlipAnswer> {
        let fact = self.slip_fact(from, index, hash).await?;
        let event = recorded(&fact)?.map(|recorded| recorded.event);
        let dossier = self.dossier(fact.stream.clone()).await?;
        let about = if let Some(Event::Activity(activity::Event::Departed { activity, .. })) = event
        {
            SlipSubject::Work(self.recordings_told(&dossier, activity).await?)
        } else if let Some(Event::Record(record::Event::Served { record, .. })) = event {
            SlipSubject::Service(self.served_pages(&dossier, record).await?)
        } else {
            return Err(Refusal::NotFound.into());
        };
        let directory = self.directory().await?;
        let agency = dossier.agency().and_then(|id| directory.agencies.get(&id));
        Ok(SlipAnswer {
            written_at: fact.at,
            agency: agency.map(|agency| agency.name.clone()).unwrap_or_default(),
            about,
            now: self.context.now(),
        })
    }

    /// The proof of the leaf that a slip names.
    ///
    /// # Errors
    /// As for [`Self::check_slip`].
    pub async fn prove_slip(&self, from: IpAddr, index: u64, hash: &str) -> Result<FactProof> {
        let fact = self.slip_fact(from, index, hash).await?;
        self.prove_fact(fact).await
    }

    async fn slip_fact(&self, from: IpAddr, index: u64, hash: &str) -> Result<StoredFact> {
        let wait_ms = self.asked.lock().await.count(from, self.context.now());
        if let Some(wait_ms) = wait_ms {
            return Err(Error::AskedTooOften { retry_after_s: wait_ms.div_ceil(1_000) });
        }
        let leaf_hash = ledger::hash_from_base64url(hash).map_err(|_| Refusal::NotFound)?;
        let facts = self.store.facts(index, 1).await.map_err(fault("reading a fact"))?;
        let is_it = |fact: &StoredFact| {
            fact.n == index
                && matches!(fact.kind.as_str(), "activity.departed" | "record.served")
                && ledger::Sha256Tree::leaf_hash(fact.leaf.as_bytes()) == leaf_hash
        };
        Ok(facts.into_iter().find(is_it).ok_or(Refusal::NotFound)?)
    }

    /// The slip of the last fact of a stream that is of that kind.
    async fn slip_in(
        &self,
        stream: &StreamId,
        is_it: impl Fn(&Event) -> bool,
    ) -> Result<Option<SlipView>> {
        let facts = self.store.stream(stream).await.map_err(fault("reading facts"))?;
        for fact in facts.iter().rev() {
            if recorded(fact)?.is_some_and(|recorded| is_it(&recorded.event)) {
                let leaf_hash = ledger::Sha256Tree::leaf_hash(fact.leaf.as_bytes());
                let origin = self.log_keys().await?.log.name().clone();
                return Ok(Some(SlipView {
                    text: Slip { origin, index: fact.n, leaf_hash }.to_string(),
                    index: fact.n,
                    hash: ledger::hash_to_base64url(&leaf_hash),
                    written_at: fact.at,
                }));
            }
        }
        Ok(None)
    }

    fn offer(&self, acting: &Acting, dossier: &Dossier, slip: Option<SlipView>) -> SlipOffer {
        let agency = dossier.agency().and_then(|id| acting.directory.agencies.get(&id));
        let slips = agency.map_or(Slips::Off, org::Agency::given_slips);
        SlipOffer {
            slip,
            is_given: slips.are_given(self.is_compulsion(dossier)),
            slips,
            may_choose: acting.may_at_home(Action::SlipsChoose).map(|_| ()),
        }
    }

    /// Somebody was compelled: by the kind of act, or by a decision to compel in another one.
    fn is_compulsion(&self, dossier: &Dossier) -> bool {
        let Some(case) = &dossier.case else { return false };
        let compels = |code: &str| {
            let kind = self.law.catalogue.kind(code);
            kind.is_some_and(|kind| {
                kind.acts.contains(&ActKind::Compulsion)
                    && kind.may_do(Effect::Decides, ActKind::Compulsion)
            })
        };
        let mut effective = case.records.values().filter(|one| one.effective_at.is_some());
        case.act == ActKind::Compulsion || effective.any(|one| compels(&one.kind))
    }

    async fn recordings_told(&self, dossier: &Dossier, id: ActivityId) -> Result<RecordingsTold> {
        let work = dossier.activities.get(&id).ok_or(Refusal::NotFound)?;
        let directory = self.directory().await?;
        let findings = project::findings(&self.law, dossier, &directory);
        let law = deposits::by_law(&self.law, dossier, &directory, &findings);
        let now = self.context.now();
        let mut told = RecordingsTold {
            count: 0,
            lasts_ms: 0,
            without_length: 0,
            deposit: standing(deposits::clock_of(&law, work.id), now),
            altered: 0,
            missing: 0,
            destroyed: 0,
        };
        for one in dossier.recordings_of(id) {
            told.count += 1;
            match one.duration_ms() {
                Some(lasts) => told.lasts_ms = told.lasts_ms.saturating_add(lasts),
                None => told.without_length += 1,
            }
            let Some(original) = dossier.originals.get(&one.id) else { continue };
            told.destroyed += u64::from(original.disposed.is_some());
            match original.checks.last().map(|check| check.found) {
                Some(OriginalState::Altered) => told.altered += 1,
                Some(OriginalState::Missing) => told.missing += 1,
                Some(OriginalState::Intact) | None => {}
            }
        }
        Ok(told)
    }

    async fn served_pages(
        &self,
        dossier: &Dossier,
        id: TextRecordId,
    ) -> Result<Option<OriginalState>> {
        let record = dossier.case.as_ref().and_then(|case| case.records.get(&id));
        match record.and_then(|record| record.rendered) {
            Some((digests, _)) => self.look_at_original(digests).await.map(Some),
            None => Ok(None),
        }
    }
}

/// How often each address asked in the window that runs.
#[derive(Debug, Default)]
pub(crate) struct Asked(HashMap<IpAddr, (Timestamp, u32)>);

impl Asked {
    /// Counts a question; the milliseconds to wait if there were too many.
    fn count(&mut self, from: IpAddr, now: Timestamp) -> Option<u64> {
        let is_over = |since: Timestamp| !(0..WINDOW_MS).contains(&(now.ms() - since.ms()));
        if self.0.len() >= MOST_ADDRESSES && !self.0.contains_key(&from) {
            self.0.retain(|_, (since, _)| !is_over(*since));
            if self.0.len() >= MOST_ADDRESSES {
                self.0.clear();
            }
        }
        let (since, count) = self.0.entry(from).or_insert((now, 0));
        if is_over(*since) {
            (*since, *count) = (now, 0);
        }
        if *count >= MOST_ASKED {
            return u64::try_from(WINDOW_MS - (now.ms() - since.ms())).ok();
        }
        *count += 1;
        None
    }
}

fn standing(clock: Option<&rules::Finding>, now: Timestamp) -> DepositStanding {
    let Some(finding) = clock else { return DepositStanding::NotDue };
    let due = finding.due.as_ref();
    match &finding.standing {
        Standing::Met { .. } if due.is_some_and(|due| due.late == Some(true)) => {
            DepositStanding::Late
        }
        Standing::Met { .. } | Standing::Explained { .. } => DepositStanding::InTime,
        Standing::Open if due.is_some_and(|due| due.due_at <= now) => DepositStanding::Missing,
        Standing::Open => DepositStanding::Running,
        Standing::NotApplicable { .. } => DepositStanding::NotDue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(ms)
    }

    #[test]
    fn an_address_that_asks_without_end_waits_and_others_do_not() {
        let mut asked = Asked::default();
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        for _ in 0..MOST_ASKED {
            assert_eq!(asked.count(one, at(5_000)), None);
        }
        assert_eq!(asked.count(one, at(15_000)), Some(50_000));
        assert_eq!(asked.count(other, at(15_000)), None);
        assert_eq!(asked.count(one, at(64_999)), Some(1));
        assert_eq!(asked.count(one, at(65_000)), None);
    }

    #[test]
    fn a_clock_put_back_shuts_nobody_out_and_many_addresses_take_no_more_room() {
        let mut asked = Asked::default();
        let one = IpAddr::from([10, 0, 0, 1]);
        for _ in 0..MOST_ASKED {
            assert_eq!(asked.count(one, at(1_000_000)), None);
        }
        assert_eq!(asked.count(one, at(1)), None);
        for n in 0..30_000u32 {
            asked.count(IpAddr::from(n.to_be_bytes()), at(2));
            assert!(asked.0.len() <= MOST_ADDRESSES);
        }
    }
}
