//! Writing events down: one place that turns decided events into facts, rows and jobs.

use domain::dossier::Dossier;
use domain::{Event, Recorded};
use serde::{Deserialize, Serialize};
use store::{Append, AppendError, NewFact, NewIdempotency, NewJob};
use terms::{CaseId, Digest, OfficerId, StationId, StreamId};

use crate::error::{Error, Result, fault};
use crate::reports::leaf_values;
use crate::{App, jobs, project};

/// How often a command is decided anew when somebody else was faster.
const MAX_TRIES: u32 = 8;

/// What makes a retried request the same request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Chosen by the caller.
    pub key: String,
    /// SHA-256 of what was asked.
    pub request: Digest,
}

/// Who asks, and under which idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The person; `None` is a station, or the system itself (jobs).
    pub officer: Option<OfficerId>,
    /// The station, if it is one.
    pub station: Option<StationId>,
    /// The key, where the caller sent one.
    pub key: Option<Key>,
}

impl Call {
    /// A call of the system itself.
    #[must_use]
    pub const fn system() -> Self {
        Self { officer: None, station: None, key: None }
    }

    /// A call of a person without a key, e.g. a query.
    #[must_use]
    pub const fn by(officer: OfficerId) -> Self {
        Self { officer: Some(officer), station: None, key: None }
    }

    /// A call of a station.
    #[must_use]
    pub const fn of_station(station: StationId, key: Option<Key>) -> Self {
        Self { officer: None, station: Some(station), key }
    }

    /// Who it is, as the journal names them; `None` is the system itself.
    fn actor(&self) -> Option<String> {
        let station = || self.station.map(|station| station.to_string());
        self.officer.map(|officer| officer.to_string()).or_else(station)
    }
}

/// What a command answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The stream written to.
    pub stream: String,
    /// Its version now.
    pub version: u64,
    /// The id of what was made, if something was.
    pub id: Option<String>,
    /// The very same was done before.
    pub already_done: bool,
}

/// Events decided for some streams, on the state they were decided from.
pub(crate) struct Decided {
    /// The state that was looked at: its versions must still hold.
    pub before: Dossier,
    /// What is to be written, in order.
    pub events: Vec<(StreamId, Event)>,
    /// The stream the caller is told about.
    pub stream: StreamId,
    /// The id of what is made, if something is.
    pub id: Option<String>,
}

impl Decided {
    /// Events for one stream.
    pub(crate) fn on(
        before: Dossier,
        stream: impl Into<StreamId>,
        outcome: domain::Outcome<impl Into<Event>>,
    ) -> Self {
        let stream = stream.into();
        let events = outcome.into_events();
        let events = events.into_iter().map(|event| (stream.clone(), event.into())).collect();
        Self { before, events, stream, id: None }
    }

    /// Names what is made.
    pub(crate) fn making(mut self, id: impl ToString) -> Self {
        self.id = Some(id.to_string());
        self
    }

    /// One more event, for another stream.
    pub(crate) fn and(mut self, stream: impl Into<StreamId>, event: impl Into<Event>) -> Self {
        if !self.events.is_empty() {
            self.events.push((stream.into(), event.into()));
        }
        self
    }
}

impl App {
    /// Decides and writes; decides anew from what is there now if somebody else was faster.
    ///
    /// What a crash leaves behind: before the commit nothing, after it everything. A request that
    /// carries a key and is sent again gets the first answer.
    pub(crate) async fn execute<D, F>(&self, call: &Call, decide: D) -> Result<Done>
    where
        D: Fn() -> F + Send,
        F: Future<Output = Result<Decided>> + Send,
    {
        if let Some(done) = self.answered(call).await? {
            return Ok(done);
        }
        for _ in 0..MAX_TRIES {
            let decided = decide().await?;
            match self.write(call, decided).await {
                Err(Error::Conflict) => {}
                answer => return answer,
            }
        }
        Err(Error::Conflict)
    }

    /// The first answer to the same request, if there was one.
    async fn answered(&self, call: &Call) -> Result<Option<Done>> {
        let (Some(actor), Some(key)) = (call.actor(), &call.key) else { return Ok(None) };
        let known = self.store.idempotent_answer(&actor, &key.key).await;
        match known.map_err(fault("looking for an old answer"))? {
            None => Ok(None),
            Some(old) if old.request_digest != key.request => Err(Error::KeyReused),
            Some(old) => serde_json::from_str(&old.response)
                .map(Some)
                .map_err(fault("reading an old answer")),
        }
    }

    async fn write(&self, call: &Call, decided: Decided) -> Result<Done> {
        let Decided { before, events, stream, id } = decided;
        let now = self.context.now();
        if events.is_empty() {
            let version = before.version(&stream);
            return Ok(Done { stream: stream.to_string(), version, id, already_done: true });
        }
        let mut after = before.clone();
        for (stream, event) in &events {
            after.apply(stream, &Recorded { at: now, by: call.officer, event: event.clone() });
        }
        let done = Done {
            stream: stream.to_string(),
            version: after.version(&stream),
            id,
            already_done: false,
        };
        let case = after.case.as_ref().map(|case| case.id);
        let org = after.agency().map(|agency| agency.to_string());
        let directory = self.directory().await?;
        let rows = project::changes(self, &directory, &before, &after);
        let append = Append {
            at: now,
            reads: reads(&before, &events),
            facts: self.facts(call, case, org.as_deref(), &events)?,
            rows,
            outbox: Vec::new(),
            jobs: jobs::caused_by(self, &directory, &after, &events),
            idempotency: idempotency(call, &done)?,
        };
        self.append(append).await?;
        Ok(done)
    }

    /// Notes a job that follows from no fact.
    pub(crate) async fn enqueue(&self, job: NewJob) -> Result<()> {
        let append = Append {
            at: self.context.now(),
            reads: Vec::new(),
            facts: Vec::new(),
            rows: Vec::new(),
            outbox: Vec::new(),
            jobs: vec![job],
            idempotency: None,
        };
        self.append(append).await
    }

    /// Hands an append to the store and translates its refusals.
    pub(crate) async fn append(&self, append: Append) -> Result<()> {
        match self.store.append(append).await {
            Ok(_) => {
                self.wake_jobs();
                Ok(())
            }
            Err(error) => Err(append_error(error)),
        }
    }

    /// Events as facts: body, salt, and the digests their leaves bind.
    pub(crate) fn facts(
        &self,
        call: &Call,
        case: Option<CaseId>,
        org: Option<&str>,
        events: &[(StreamId, Event)],
    ) -> Result<Vec<NewFact>> {
        let by = call.actor().unwrap_or_else(|| "system".to_owned());
        let fact = |(stream, event): &(StreamId, Event)| {
            let bound = event.binds().map(|bound| {
                [
                    ("sha256", ledger::Value::Digest(bound.sha256)),
                    ("size", ledger::Value::Count(bound.size_bytes)),
                    ("sm3", ledger::Value::Sm3(bound.sm3)),
                ]
            });
            let mut binds = leaf_values(event)?;
            binds.extend(bound.into_iter().flatten());
            Ok(NewFact {
                stream: stream.clone(),
                kind: event.kind(),
                case,
                by: by.clone(),
                org: org.unwrap_or("system").to_owned(),
                binds,
                body: event.to_body().map_err(fault("writing an event down"))?,
                salt: self.context.secret(),
            })
        };
        events.iter().map(fact).collect()
    }
}

/// Every stream that was looked at must still be as it was; new streams must still be empty.
fn reads(before: &Dossier, events: &[(StreamId, Event)]) -> Vec<(StreamId, u64)> {
    let mut reads = before.versions.clone();
    for (stream, _) in events {
        reads.entry(stream.clone()).or_insert(0);
    }
    reads.into_iter().collect()
}

fn idempotency(call: &Call, done: &Done) -> Result<Option<NewIdempotency>> {
    let (Some(actor), Some(key)) = (call.actor(), &call.key) else { return Ok(None) };
    Ok(Some(NewIdempotency {
        actor,
        key: key.key.clone(),
        request_digest: key.request,
        response: serde_json::to_string(done).map_err(fault("writing an answer down"))?,
    }))
}

/// A taken unique row (a document number) is a race like any other: decide anew.
pub(crate) fn append_error(error: AppendError) -> Error {
    match error {
        AppendError::Conflict { .. }
        | AppendError::UniqueTaken { .. }
        | AppendError::Repeated { .. } => Error::Conflict,
        AppendError::KeyReused => Error::KeyReused,
        AppendError::Fault(cause) if cause.is_no_space() => Error::NoSpace,
        AppendError::Fault(cause) => Error::Fault { doing: "appending facts", cause: cause.into() },
    }
}
