//! Slow work, as rows written with the facts that caused it. Every job may run twice.

mod contents;
mod examine;
mod excerpt;
mod guessing;
mod lapse;
mod pack;
pub(crate) mod recompute;
mod refresh;
mod render;

use std::net::IpAddr;
use std::time::Duration;

use domain::dossier::Dossier;
use domain::matching::Level;
use domain::org::Directory;
use domain::{Event, activity, case_file, device, org, record, recording};
use serde::{Deserialize, Serialize};
use store::NewJob;
use terms::{
    AgencyId, AvRecordId, CaseId, DeviceId, OfficerId, StreamId, TextRecordId, Timestamp, UploadId,
};
use tokio::sync::{futures::Notified, watch};
use tokio::task::{JoinError, JoinSet};

use crate::App;
use crate::error::{Error, Result, fault};
use crate::matching::told_by;

/// A job whose worker is heard no more is taken over after this long.
const LEASE_MS: i64 = 45_000;
/// How often a worker is heard: a long film keeps its job, a dead node does not.
const HEARD: Duration = Duration::from_secs(15);
/// Waiting time after the first failure; doubled each time.
const RETRY_MS: i64 = 5_000;
/// Waiting time after a full disk, the same each time: soon after somebody made room it goes on.
const RETRY_FULL_MS: i64 = 10_000;
/// The waiting time grows to about three hours and stays there: no job is given up silently.
const MAX_DOUBLINGS: u32 = 11;
/// Files of one round come in one after the other, and in any order: their numbers are compared once
/// they had this long.
pub(crate) const NUMBERS_SETTLE_MS: i64 = 10 * 60_000;
/// Jobs at once, but for deposits: two, so that one long film does not hold up the rest.
const WORKERS: usize = 2;
/// Deposits at once: as many as the widest vector unit hashes side by side. Each has two blocks of
/// its file in memory.
const DEPOSITS: usize = 16;
/// The jobs of which there may be [`DEPOSITS`].
const DEPOSIT: &str = "deposit";

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Job {
    /// Read a complete upload back and deposit it.
    Deposit { upload: UploadId },
    /// Look inside a recording; make poster and preview.
    Examine { recording: AvRecordId },
    /// Make a clip or still.
    Excerpt { recording: AvRecordId, excerpt: u32 },
    /// Make the page image of a record that took effect.
    Render { case: CaseId, record: TextRecordId },
    /// Make the pages around the records, after the contents were fixed.
    Bind { case: CaseId },
    /// Make and check the package.
    Pack { case: CaseId },
    /// Judge matters of an agency anew, after a change of staff.
    Refresh {
        agency: AgencyId,
        /// Archived cases too: the change is dated back.
        #[serde(default)]
        archived: bool,
    },
    /// Note what the law itself did when a time ran out.
    Lapse { case: CaseId },
    /// Note with the recordings of a device whether it was seen empty after their deposit.
    NoteClearance { device: DeviceId, is_cleared: bool, seen_at: Timestamp },
    /// Note with an officer's work which of their devices were seen back.
    SeeBack { officer: OfficerId },
    /// Look for what fixed cameras recorded of the visits a case tells of.
    MatchFootage { case: CaseId },
    /// Enter the rooms that cameras were fixed in before there was a register of them.
    TieRooms,
    /// Compare the numbers of a device's files.
    JudgeNumbers { device: DeviceId },
    /// Link what is beyond doubt since this recording, work, device or agency changed.
    Match { changed: String },
    /// Recompute the whole log from its leaves.
    Recompute { run: u64 },
    /// Write down that somebody kept guessing a password; nothing, if it is nobody's.
    ReportGuessing { officer: OfficerId, failures: u32, known_browser: bool, address: IpAddr },
}

impl Job {
    const KINDS: &'static [&'static str] = &[
        DEPOSIT,
        "examine",
        "excerpt",
        "render",
        "bind",
        "pack",
        "refresh",
        "lapse",
        "note_clearance",
        "see_back",
        "match_footage",
        "tie_rooms",
        "judge_numbers",
        "match",
        "recompute",
        "report_guessing",
    ];

    const fn name(&self) -> &'static str {
        match self {
            Self::Deposit { .. } => DEPOSIT,
            Self::Examine { .. } => "examine",
            Self::Excerpt { .. } => "excerpt",
            Self::Render { .. } => "render",
            Self::Bind { .. } => "bind",
            Self::Pack { .. } => "pack",
            Self::Refresh { .. } => "refresh",
            Self::Lapse { .. } => "lapse",
            Self::NoteClearance { .. } => "note_clearance",
            Self::SeeBack { .. } => "see_back",
            Self::MatchFootage { .. } => "match_footage",
            Self::TieRooms => "tie_rooms",
            Self::JudgeNumbers { .. } => "judge_numbers",
            Self::Match { .. } => "match",
            Self::Recompute { .. } => "recompute",
            Self::ReportGuessing { .. } => "report_guessing",
        }
    }

    fn row(&self, id: u128, run_at: Timestamp) -> NewJob {
        NewJob {
            id: format!("job_{id:032x}"),
            kind: self.name(),
            payload: serde_json::to_string(self).unwrap_or_default(),
            run_at,
        }
    }
}

/// One job for one upload, however often it is asked for.
pub(crate) fn deposit(upload: UploadId, now: Timestamp) -> NewJob {
    NewJob { id: format!("job_{upload}"), ..Job::Deposit { upload }.row(0, now) }
}

/// The id of the job that makes an excerpt: one, however often it is asked for.
pub(crate) fn excerpt_job((recording, excerpt): (AvRecordId, u32)) -> String {
    format!("job_excerpt_{recording}_{excerpt}")
}

fn excerpt(event: &Event, now: Timestamp) -> Option<NewJob> {
    let Event::Recording(recording::Event::ExcerptTaken { recording, excerpt, .. }) = event else {
        return None;
    };
    let (recording, excerpt) = (*recording, *excerpt);
    let job = Job::Excerpt { recording, excerpt }.row(0, now);
    Some(NewJob { id: excerpt_job((recording, excerpt)), ..job })
}

pub(crate) fn report_guessing(
    officer: OfficerId,
    failures: u32,
    known_browser: bool,
    address: IpAddr,
    id: u128,
    now: Timestamp,
) -> NewJob {
    Job::ReportGuessing { officer, failures, known_browser, address }.row(id, now)
}

/// The jobs that follow from events of a dossier.
#[expect(clippy::wildcard_enum_match_arm, reason = "most events cause no slow work")]
pub(crate) fn caused_by(
    app: &App,
    directory: &Directory,
    after: &Dossier,
    events: &[(StreamId, Event)],
) -> Vec<NewJob> {
    let case = after.case.as_ref().map(|case| case.id);
    let now = app.context.now();
    let jobs = events.iter().filter_map(|(_, event)| match event {
        Event::Device(
            device::Event::Docked { device, docking: device::Docking { files_left, .. } }
            | device::Event::Returned { device, files_left, .. },
        ) => {
            let (device, is_cleared) = (*device, (*files_left)? == 0);
            Some(Job::NoteClearance { device, is_cleared, seen_at: now })
        }
        Event::Recording(recording::Event::Deposited { recording, .. }) => {
            Some(Job::Examine { recording: *recording })
        }
        Event::Record(record::Event::TookEffect { record, .. }) => {
            Some(Job::Render { case: case?, record: *record })
        }
        Event::CaseFile(case_file::Event::Composed { .. }) => Some(Job::Bind { case: case? }),
        Event::CaseFile(case_file::Event::PackStarted {}) => Some(Job::Pack { case: case? }),
        _ => None,
    });
    let follows = jobs.map(|job| job.row(app.context.id(), now));
    let numbers = events.iter().filter_map(|(_, event)| numbers(event, now));
    let deposits = events.iter().filter_map(|(_, event)| match event {
        Event::Recording(recording::Event::Received { upload, .. }) => Some(deposit(*upload, now)),
        _ => None,
    });
    let returns = events.iter().flat_map(|(_, event)| returned(after, event));
    let returns = returns.map(|officer| Job::SeeBack { officer }.row(app.context.id(), now));
    let is_effective = events
        .iter()
        .any(|(_, event)| matches!(event, Event::Record(record::Event::TookEffect { .. })));
    let rooms = case.filter(|_| is_effective);
    let rooms = rooms.map(|case| Job::MatchFootage { case }.row(app.context.id(), now));
    let agency = after.agency().and_then(|id| directory.agencies.get(&id));
    // Where people link, there is nothing to do: proposals are made when somebody asks.
    let links = agency.is_some_and(|agency| agency.matching_level() == Level::Link);
    let matching = events.iter().filter(|_| links).filter_map(|(_, event)| matching(app, event));
    let lapses = lapse::awaited(app, directory, after);
    let excerpts = events.iter().filter_map(|(_, event)| excerpt(event, now));
    let follows =
        follows.chain(excerpts).chain(deposits).chain(numbers).chain(returns).chain(rooms);
    follows.chain(matching).chain(lapses).collect()
}

fn matching(app: &App, event: &Event) -> Option<NewJob> {
    let changed = told_by(event)?.to_string();
    Some(Job::Match { changed }.row(app.context.id(), app.context.now()))
}

/// Whose work may have come to its end: a device was seen back, or they say when they left.
#[expect(clippy::wildcard_enum_match_arm, reason = "most events tell of no return")]
fn returned(after: &Dossier, event: &Event) -> Vec<OfficerId> {
    match event {
        Event::Device(device::Event::Returned { from, .. }) => vec![*from],
        Event::Device(device::Event::Docked { device, .. }) => {
            after.devices.get(device).and_then(device::Device::holder).into_iter().collect()
        }
        Event::Activity(activity::Event::Departed { activity, .. }) => {
            let work = after.activities.get(activity);
            work.map(activity::Activity::people).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// One comparison for all files of a device that come in within some minutes.
#[expect(clippy::wildcard_enum_match_arm, reason = "most events bring no number")]
fn numbers(event: &Event, now: Timestamp) -> Option<NewJob> {
    let device = match event {
        Event::Recording(recording::Event::DeviceNamed { device, file_no: Some(_), .. }) => *device,
        Event::Device(device::Event::Docked { device, docking }) if docking.first_no.is_some() => {
            *device
        }
        _ => return None,
    };
    Some(numbers_later(device, now))
}

/// The next comparison but one: those that are asked for within some minutes are one.
pub(crate) fn numbers_later(device: DeviceId, now: Timestamp) -> NewJob {
    let slot = now.ms().div_euclid(NUMBERS_SETTLE_MS).saturating_add(2);
    let job = Job::JudgeNumbers { device };
    let run_at = Timestamp::from_ms(slot.saturating_mul(NUMBERS_SETTLE_MS));
    NewJob { id: format!("job_numbers_{device}_{slot}"), ..job.row(0, run_at) }
}

/// A change of staff may change what the rules say about open matters, and one that is dated back
/// what they say about archived ones.
#[expect(clippy::wildcard_enum_match_arm, reason = "only what the rules look at matters")]
pub(crate) fn after_staff_change(
    app: &App,
    directory: &Directory,
    events: &[(StreamId, Event)],
) -> Vec<NewJob> {
    let now = app.context.now();
    let changes = events.iter().filter_map(|(_, event)| match event {
        Event::Org(
            org::Event::CredentialIssued { officer, from_on: since, .. }
            | org::Event::RoleAppointed { officer, from_on: since, .. }
            | org::Event::RoleEnded { officer, until_on: since, .. },
        ) => Some((*officer, *since)),
        _ => None,
    });
    let jobs = changes.filter_map(|(officer, since)| {
        let agency = directory.officer(officer)?.agency;
        let archived = since < now.date();
        Some(Job::Refresh { agency, archived }.row(app.context.id(), now))
    });
    jobs.chain(events.iter().filter_map(|(_, event)| matching(app, event))).collect()
}

impl App {
    /// Tells the workers that there may be work.
    pub(crate) fn wake_jobs(&self) {
        self.work.notify_waiters();
    }

    /// Works on jobs until told to stop.
    pub async fn run_workers(&self, mut stop: watch::Receiver<bool>) {
        let mut workers = JoinSet::new();
        for _ in 0..WORKERS {
            workers.spawn(self.clone().work(stop.clone()));
        }
        workers.spawn(self.clone().take_deposits(stop.clone()));
        workers.spawn(self.clone().keep_patrolling(stop.clone()));
        workers.spawn(self.clone().keep_copying(stop.clone()));
        workers.spawn(self.clone().keep_reporting(stop.clone()));
        workers.spawn(self.clone().keep_beacons(stop.clone()));
        workers.spawn(self.clone().note_policy(stop.clone()));
        while !*stop.borrow() && stop.changed().await.is_ok() {}
        self.work.notify_waiters();
        while let Some(ended) = workers.join_next().await {
            report_panic(ended);
        }
    }

    /// Does one job after the other, but no deposits.
    async fn work(self, mut stop: watch::Receiver<bool>) {
        let kinds: Vec<&str> = Job::KINDS.iter().copied().filter(|k| *k != DEPOSIT).collect();
        while !*stop.borrow() {
            // Made before the look, so that what is noted in between wakes us too.
            let woken = self.work.notified();
            match self.claim(&kinds).await {
                Ok(Some(job)) => self.carry_out(&job, &mut stop).await,
                Ok(None) => rest(woken, &mut stop).await,
                Err(error) => {
                    report("looking for work", &error);
                    rest(woken, &mut stop).await;
                }
            }
        }
    }

    /// Takes deposits in, many at a time: the vault hashes them side by side.
    async fn take_deposits(self, mut stop: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        while !*stop.borrow() {
            let woken = self.work.notified();
            let claimed = self.claim(&[DEPOSIT]).await;
            if let Ok(Some(job)) = claimed {
                let (app, mut stop) = (self.clone(), stop.clone());
                running.spawn(async move { app.carry_out(&job, &mut stop).await });
                if running.len() >= DEPOSITS
                    && let Some(ended) = running.join_next().await
                {
                    report_panic(ended);
                }
            } else {
                if let Err(error) = &claimed {
                    report("looking for deposits", error);
                }
                rest(woken, &mut stop).await;
            }
            while let Some(ended) = running.try_join_next() {
                report_panic(ended);
            }
        }
        while let Some(ended) = running.join_next().await {
            report_panic(ended);
        }
    }

    /// Does everything that is due, one after the other; for tests and the command line.
    ///
    /// # Errors
    /// The first failure of a job.
    pub async fn run_pending_jobs(&self) -> Result<()> {
        while let Some(job) = self.claim(Job::KINDS).await? {
            let done = self.hold(&job).await;
            self.settle(&job, &done).await?;
            done?;
        }
        Ok(())
    }

    async fn claim(&self, kinds: &[&str]) -> Result<Option<store::Job>> {
        let claimed = self.store.claim_job(kinds, self.context.now(), LEASE_MS).await;
        claimed.map_err(fault("claiming a job"))
    }

    /// Does a job. A failure is noted on its row and tried again later.
    async fn carry_out(&self, job: &store::Job, stop: &mut watch::Receiver<bool>) {
        let done = self.hold(job).await;
        if let Err(error) = &done {
            report("doing a job", error);
        }
        // How it went must be noted, e.g. once the disk has room again: else the lease would keep
        // the job from everybody for long.
        while let Err(error) = self.settle(job, &done).await {
            report("noting how a job went", &error);
            if *stop.borrow() {
                break;
            }
            rest(self.work.notified(), stop).await;
        }
    }

    async fn settle(&self, job: &store::Job, done: &Result<()>) -> Result<()> {
        let now = self.context.now();
        match done {
            Ok(()) => {
                self.store.finish_job(job, now).await.map_err(fault("finishing a job"))?;
                Ok(())
            }
            Err(error) => {
                let doublings = job.attempts.min(MAX_DOUBLINGS);
                let pause = if matches!(error, Error::NoSpace) {
                    RETRY_FULL_MS
                } else {
                    RETRY_MS.saturating_mul(1 << doublings)
                };
                let again = now.plus_ms(pause);
                let told = self.store.fail_job(job, &chain(error), again).await;
                told.map_err(fault("noting a failed job"))?;
                Ok(())
            }
        }
    }

    /// Does a job and is heard while it lasts. One that another worker has by now is let go.
    async fn hold(&self, job: &store::Job) -> Result<()> {
        let work = self.perform(job);
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(HEARD) => {}
            }
            let until = self.context.now().plus_ms(LEASE_MS);
            match self.store.extend_job(job, until).await.map_err(fault("holding a job")) {
                Ok(true) => {}
                Ok(false) => return Err(fault("holding a job")("another worker has it")),
                // The work itself goes on; done twice is no harm.
                Err(error) => report("holding a job", &error),
            }
        }
    }

    async fn perform(&self, job: &store::Job) -> Result<()> {
        let job = serde_json::from_str(&job.payload).map_err(fault("reading a job"))?;
        match job {
            Job::Deposit { upload } => self.deposit_upload(upload).await,
            Job::Examine { recording } => self.examine(recording).await,
            Job::Excerpt { recording, excerpt } => self.make_excerpt(recording, excerpt).await,
            Job::Render { case, record } => self.render_record(case, record).await,
            Job::Bind { case } => self.bind(case).await,
            Job::Pack { case } => self.pack(case).await,
            Job::Refresh { agency, archived } => self.refresh(agency, archived).await,
            Job::Lapse { case } => self.lapse(case).await,
            Job::NoteClearance { device, is_cleared, seen_at } => {
                self.note_clearance(device, is_cleared, seen_at).await
            }
            Job::MatchFootage { case } => self.match_footage_unasked(case).await,
            Job::TieRooms => self.tie_rooms().await,
            Job::SeeBack { officer } => self.see_back(officer).await,
            Job::JudgeNumbers { device } => self.judge_numbers(device).await,
            Job::Match { changed } => self.match_changed(&changed).await,
            Job::Recompute { run } => self.do_recompute(run).await,
            Job::ReportGuessing { officer, failures, known_browser, address } => {
                self.report_guessing(officer, failures, known_browser, address).await
            }
        }
    }
}

/// Waits until there may be work.
pub(crate) async fn rest(woken: Notified<'_>, stop: &mut watch::Receiver<bool>) {
    let pause = tokio::time::Duration::from_secs(2);
    tokio::select! {
        () = woken => {}
        _ = stop.changed() => {}
        () = tokio::time::sleep(pause) => {}
    }
}

fn report_panic(ended: std::result::Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a worker panicked");
    }
}

/// An error with all its causes, for the operator.
pub(crate) fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}

pub(crate) fn report(doing: &str, error: &Error) {
    tracing::error!(cause = chain(error), "failed while {doing}");
}
