//! The proof centre: log head, patrol, replica, findings, and what outsiders verify with (Art. 24).

use app::{App, PastFact, ProofSeen, StampingSeen, StoredFinding};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::Event;
use domain::custody::{self, OriginalState, StoredKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::pages;
use super::problem::Problem;
use super::wire::time;
use super::words;

/// What goes with the files, for people who never saw this system.
const HOW_TO: &str = include_str!("how_to_verify.txt");

/// What the proof centre shows.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProofCentre {
    size: u64,
    root_sha256: String,
    root_sm3: String,
    /// Size of the head that was signed last.
    signed_size: Option<u64>,
    /// When the last fact was written that it covers.
    signed_until: Option<String>,
    patrol: PatrolView,
    replica: ReplicaView,
    findings: Vec<StoredFindingView>,
    /// How much is amiss with agencies the reader does not see.
    elsewhere: u64,
    rounds: Vec<PatrolRound>,
    repairs: Vec<Repair>,
    time: OutsideTimeView,
    at: String,
}

/// What outside clocks said last.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutsideTimeView {
    /// The policy asks for witnesses, so that beacons are set.
    has_beacons: bool,
    /// Nothing: none was set yet.
    beacon: Option<BeaconView>,
    /// When the next one is due, if witnesses cosign something until then.
    beacon_due_at: Option<String>,
    /// Nothing: no time-stamping authority was set up.
    stamping: Option<StampingView>,
    /// The last time stamp; nothing: none was written yet.
    stamp: Option<StampView>,
}

/// How it goes with the time-stamping authority.
#[derive(Serialize, ToSchema)]
pub(crate) struct StampingView {
    host: String,
    /// Why it did not stamp when it was asked last, and what to do; nothing: it did.
    why: Option<String>,
    /// Asked in vain so often, one after the other.
    failures: u32,
    asked_at: Option<String>,
    /// When it is asked again.
    next_at: Option<String>,
}

/// A time stamp: what its head holds is no younger, whatever is written after it no older.
#[derive(Serialize, ToSchema)]
pub(crate) struct StampView {
    /// Its number.
    n: u64,
    at: String,
    /// Facts under the head that was stamped.
    size: u64,
    /// By the authority's clock.
    stamped_at: String,
    /// By how much that may be off.
    accuracy_ms: u64,
    /// Subject of its certificate.
    authority: String,
}

/// A beacon: whatever is written after it is younger than its witnesses' time.
#[derive(Serialize, ToSchema)]
pub(crate) struct BeaconView {
    /// Its number.
    n: u64,
    at: String,
    /// Facts under the head that was cosigned.
    size: u64,
    /// By the witnesses' clocks.
    cosigned_at: String,
    /// Their names in the policy.
    witnesses: Vec<String>,
}

/// How far the patrol is.
#[derive(Serialize, ToSchema)]
pub(crate) struct PatrolView {
    /// It is switched off.
    is_off: bool,
    /// The round that runs or ended last; 0 before the first.
    round: u64,
    begun_at: Option<String>,
    /// Nothing: it runs.
    ended_at: Option<String>,
    files: u64,
    bytes: u64,
    files_read: u64,
    bytes_read: u64,
    damaged: u64,
    restored: u64,
    unread: u64,
    untracked: u64,
    bytes_per_second: u64,
    /// When the round will have ended at that speed.
    ends_at: Option<String>,
}

/// How much of what is stored has a second copy.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReplicaView {
    is_there: bool,
    files: u64,
    bytes: u64,
    copied_files: u64,
    copied_bytes: u64,
}

/// Stored bytes that are not as their fact says.
#[derive(Serialize, ToSchema)]
pub(crate) struct StoredFindingView {
    /// Number of the fact that names them.
    n: u64,
    place: String,
    #[schema(value_type = words::StoredKind)]
    kind: StoredKind,
    #[schema(value_type = words::OriginalState)]
    found: OriginalState,
    found_at: Option<String>,
    /// Page of the recording or case, where the reader may know of it.
    href: Option<String>,
    /// Name of the recording's file.
    file_name: Option<String>,
}

/// A round that is over.
#[derive(Serialize, ToSchema)]
pub(crate) struct PatrolRound {
    n: u64,
    at: String,
    files: u64,
    bytes: u64,
    damaged: u64,
    restored: u64,
    unread: u64,
    untracked: u64,
    /// The first of those that no fact names.
    names: Vec<String>,
}

/// Bytes that were put right from the replica.
#[derive(Serialize, ToSchema)]
pub(crate) struct Repair {
    n: u64,
    at: String,
    #[schema(value_type = words::StoredKind)]
    kind: StoredKind,
    sha256: String,
}

fn patrol(seen: &ProofSeen) -> PatrolView {
    let row = seen.patrol.as_ref();
    let number = |of: fn(&app::PatrolRow) -> u64| row.map_or(0, of);
    PatrolView {
        is_off: seen.is_off,
        round: number(|row| row.round),
        begun_at: row.map(|row| time(row.begun_at)),
        ended_at: row.and_then(|row| row.ended_at).map(time),
        files: number(|row| row.files),
        bytes: number(|row| row.bytes),
        files_read: number(|row| row.files_read),
        bytes_read: number(|row| row.bytes_read),
        damaged: number(|row| row.damaged),
        restored: number(|row| row.restored),
        unread: number(|row| row.unread),
        untracked: number(|row| row.untracked),
        bytes_per_second: seen.bytes_per_second,
        ends_at: seen.ends_at.map(time),
    }
}

fn finding(one: StoredFinding) -> StoredFindingView {
    let recording = one.recording.as_ref().map(|(id, _)| format!("/av/{id}?tab=proof"));
    StoredFindingView {
        n: one.n,
        place: one.place,
        kind: one.kind,
        found: one.found,
        found_at: one.found_at.map(time),
        href: recording.or_else(|| one.case.map(|id| format!("/cases/{id}"))),
        file_name: one.recording.map(|(_, name)| name),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "asked for by kind")]
fn round(fact: PastFact) -> Option<PatrolRound> {
    let (n, at) = (fact.n, time(fact.at));
    match fact.event {
        Event::Custody(custody::Event::Patrolled {
            files,
            bytes,
            damaged,
            restored,
            unread,
            untracked,
            names,
            ..
        }) => {
            Some(PatrolRound { n, at, files, bytes, damaged, restored, unread, untracked, names })
        }
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "asked for by kind")]
fn repair(fact: PastFact) -> Option<Repair> {
    match fact.event {
        Event::Custody(custody::Event::BytesRestored { kind, digests }) => {
            let sha256 = digests.sha256.to_string();
            Some(Repair { n: fact.n, at: time(fact.at), kind, sha256 })
        }
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "asked for by kind")]
fn beacon(fact: PastFact) -> Option<BeaconView> {
    let (n, at) = (fact.n, time(fact.at));
    match fact.event {
        Event::Beacon(domain::beacon::Event::Cosigned { size, cosigned_at, witnesses, .. }) => {
            Some(BeaconView { n, at, size, cosigned_at: time(cosigned_at), witnesses })
        }
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "asked for by kind")]
fn stamp(fact: PastFact) -> Option<StampView> {
    let (n, at) = (fact.n, time(fact.at));
    match fact.event {
        Event::Beacon(domain::beacon::Event::Stamped {
            size,
            stamped_at,
            accuracy_ms,
            authority,
            ..
        }) => Some(StampView { n, at, size, stamped_at: time(stamped_at), accuracy_ms, authority }),
        _ => None,
    }
}

fn stamping(seen: StampingSeen) -> StampingView {
    let StampingSeen { host, why, failures, asked_at, next_at } = seen;
    let (asked_at, next_at) = (asked_at.map(time), next_at.map(time));
    StampingView { host, why, failures, asked_at, next_at }
}

/// The log's head, the patrol over all stored bytes, the replica, and what they found.
#[utoipa::path(get, path = "/proof", tag = "存证", responses((status = 200, body = ProofCentre), (status = 403, body = Problem)))]
pub(crate) async fn proof_centre(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<ProofCentre>, Problem> {
    let seen = app.proof_seen(caller.officer()).await?;
    Ok(Json(ProofCentre {
        size: seen.head.size,
        root_sha256: seen.head.root_sha256.to_string(),
        root_sm3: seen.head.root_sm3.to_string(),
        signed_size: seen.signed_size,
        signed_until: seen.signed_until.map(time),
        patrol: patrol(&seen),
        replica: ReplicaView {
            is_there: seen.has_replica,
            files: seen.totals.files,
            bytes: seen.totals.bytes,
            copied_files: seen.totals.copied_files,
            copied_bytes: seen.totals.copied_bytes,
        },
        elsewhere: seen.elsewhere,
        findings: seen.findings.into_iter().map(finding).collect(),
        rounds: seen.rounds.into_iter().filter_map(round).collect(),
        repairs: seen.repairs.into_iter().filter_map(repair).collect(),
        time: OutsideTimeView {
            has_beacons: seen.has_beacons,
            beacon: seen.beacon.and_then(beacon),
            beacon_due_at: seen.beacon_due_at.map(time),
            stamping: seen.stamping.map(stamping),
            stamp: seen.stamp.and_then(stamp),
        },
        at: time(app.now()),
    }))
}

/// What outsiders verify with, as one file: the log's key, its head signed just now, the page that
/// verifies without a network, and how to.
#[utoipa::path(get, path = "/proof/bundle", tag = "存证", responses((status = 200, content_type = "application/zip"), (status = 403, body = Problem)))]
pub(crate) async fn proof_bundle(
    State(app): State<App>,
    caller: Caller,
) -> Result<Response, Problem> {
    let (key, checkpoint) = app.verification_parts(caller.officer()).await?;
    let key = format!("{key}\n");
    let page = pages::verifier();
    let mut files: Vec<(&str, &[u8])> = vec![
        ("核验说明.txt", HOW_TO.as_bytes()),
        ("log.vkey", key.as_bytes()),
        ("checkpoint.txt", checkpoint.as_bytes()),
    ];
    files.extend(page.as_deref().map(|page| ("VERIFY.html", page)));
    let zip = app::sheets::write_zip(&files)
        .map_err(|error| app::Error::Fault { doing: "making the bundle", cause: error.into() })?;
    let mut response = zip.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    let name = HeaderValue::from_static("attachment; filename=\"liuhen-verify.zip\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
