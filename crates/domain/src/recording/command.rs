//! Decisions about recordings.

use terms::{
    ActivityId, AgencyId, AvRecordId, ClaimedTime, DeviceId, Digest, Digests, OfficerId, Personal,
    StationId, TextRecordId, Timestamp, UploadId,
};

use super::{
    Collection, Derivative, Event, ExcerptCommand, MarkKind, NonEnforcementKind, Observation,
    Origin, Probe, Recording, Stretch, classify, decide_excerpt,
};
use crate::access::AccessRequest;
use crate::case::Case;
use crate::matching::Grounds;
use crate::secrecy::SecrecyMark;
use crate::{Outcome, Refusal, Text};

/// Whoever deposited a recording may check it this long, low-rate, counted separately: the written
/// internal rule that Art. 24 needs for checking at deposit.
const DEPOSIT_CHECK_MS: i64 = 24 * 3_600_000;
/// A look lasts this long before it has to be asked for again.
const VIEW_LASTS_MS: i64 = 30 * 60_000;

/// What may be wanted of a recording.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Note that every byte of an upload is on disk.
    Receive {
        /// The id it will have.
        recording: AvRecordId,
        /// The agency.
        agency: AgencyId,
        /// The upload.
        upload: UploadId,
        /// SHA-256 of what came.
        sha256: Digest,
        /// How many bytes.
        size_bytes: u64,
    },
    /// Take a verified original in, or keep it aside if it differs from what was declared.
    Deposit {
        /// Its new id.
        recording: AvRecordId,
        /// The agency.
        agency: AgencyId,
        /// The bytes read back.
        digests: Digests,
        /// Digest of the chunk list.
        states: Digest,
        /// Name the file had.
        file_name: String,
        /// The upload.
        upload: UploadId,
        /// What the browser computed.
        declared: Option<Digest>,
        /// When the file says it was recorded.
        claimed_at: Option<ClaimedTime>,
        /// From where a station took it.
        collection: Option<Box<Collection>>,
    },
    /// Note that its station deleted it from its device.
    Clear {
        /// The station.
        station: StationId,
        /// When, by its clock.
        cleared_at: ClaimedTime,
        /// SHA-256 of the receipt it relied on.
        receipt: Digest,
    },
    /// Note a look inside.
    NoteProbe {
        /// What was found, or code and sentence of the failure.
        result: Result<Probe, (String, String)>,
    },
    /// Note what seems to be where.
    NoteContent {
        /// What was found, or why nothing could be, in Chinese.
        result: Result<Vec<Stretch>, String>,
    },
    /// Note something made for the eye.
    NoteDerivative {
        /// What.
        derivative: Derivative,
        /// Its bytes.
        digests: Digests,
    },
    /// Note the device it came from.
    NameDevice {
        /// Which, with its number there.
        origin: Origin,
    },
    /// Note what was left on its device.
    NoteClearance {
        /// The device.
        device: DeviceId,
        /// Nothing was.
        is_cleared: bool,
        /// When somebody looked.
        seen_at: Timestamp,
    },
    /// Hang it on on-site work.
    Link {
        /// On what.
        activity: ActivityId,
        /// What the machine sees in that.
        grounds: Option<Grounds>,
    },
    /// Take a link back.
    Unlink {
        /// Why.
        reason: Text<300>,
        /// The work holds a voice statement in it to be an explanation (Art. 19).
        explains: bool,
    },
    /// What the machine's link rested on is gone: the recording hangs on nothing again.
    Release {
        /// Why.
        reason: Text<300>,
    },
    /// Say that it shows no enforcement.
    ProposeNonEnforcement {
        /// What it shows instead.
        kind: NonEnforcementKind,
        /// Why.
        text: Text<300>,
    },
    /// Agree, as a second person.
    ConfirmNonEnforcement {
        /// Whoever had the device, as far as the register tells.
        holder: Option<OfficerId>,
    },
    /// Disagree, or take the mark back.
    RevokeNonEnforcement {
        /// Why.
        text: Text<300>,
    },
    /// Mark a point.
    Mark {
        /// Where.
        at_ms: i64,
        /// What.
        kind: MarkKind,
        /// A note.
        text: Option<Text<200>>,
    },
    /// Correct its place in time.
    CorrectTime {
        /// When it truly started.
        started_at: Timestamp,
        /// How that is known.
        reason: Text<500>,
    },
    /// Note the evidence copy.
    AttachEvidence {
        /// The evidence note.
        note: TextRecordId,
        /// The copy, read back.
        digests: Digests,
    },
    /// Mark it as confidential, or no longer.
    MarkSecrecy {
        /// The mark.
        mark: SecrecyMark,
    },
    /// Take, note, open or attach a clip or still.
    Excerpt(ExcerptCommand),
    /// Look at the content.
    View {
        /// The original, not the preview.
        is_original: bool,
    },
}

/// What a decision about recordings may look at.
pub struct Context<'a> {
    /// Whoever acts; `None` is the system.
    pub actor: Option<OfficerId>,
    /// The case, where there is one.
    pub case: Option<&'a Case>,
    /// Requests for access in that case.
    pub access: &'a [&'a AccessRequest],
    /// Our clock.
    pub now: Timestamp,
}

/// Decides about a recording (`None`: not deposited yet).
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn decide(
    state: Option<&Recording>,
    command: Command,
    context: &Context<'_>,
) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (None, Command::Receive { recording, agency, upload, sha256, size_bytes }) => {
            let received = Event::Received { recording, agency, upload, sha256, size_bytes };
            Ok(Outcome::one(received))
        }
        (
            None,
            Command::Deposit {
                recording,
                agency,
                digests,
                states,
                file_name,
                upload,
                declared,
                claimed_at,
                collection,
            },
        ) => {
            let file_name = Personal::new(file_name);
            let first = match declared.filter(|declared| *declared != digests.sha256) {
                Some(declared) => {
                    Event::Quarantined { recording, agency, digests, declared, file_name, upload }
                }
                None => Event::Deposited {
                    recording,
                    agency,
                    digests,
                    chunks: None,
                    states: Some(states),
                    file_name,
                    upload,
                    declared,
                    claimed_at,
                },
            };
            let collected =
                collection.map(|from| Event::Collected { recording, collection: *from });
            Ok(Outcome::Record([first].into_iter().chain(collected).collect()))
        }
        (Some(state), command) => decide_known(state, command, context),
        (None, _) => Err(Refusal::NotFound),
    }
}

fn decide_known(
    state: &Recording,
    command: Command,
    context: &Context<'_>,
) -> Result<Outcome<Event>, Refusal> {
    if state.is_quarantined {
        return Err(Refusal::Quarantined);
    }
    let recording = state.id;
    match command {
        Command::Receive { .. } | Command::Deposit { .. } => Ok(Outcome::AlreadyDone),
        Command::Clear { station, cleared_at, receipt } => {
            let is_its_own = state.collection.as_ref().is_some_and(|from| from.station == station);
            match state.cleared_at {
                _ if !is_its_own => Err(Refusal::NotFound),
                Some(_) => Ok(Outcome::AlreadyDone),
                None => {
                    Ok(Outcome::one(Event::Cleared { recording, station, cleared_at, receipt }))
                }
            }
        }
        Command::NoteProbe { result } => Ok(Outcome::one(match result {
            Ok(probe) => Event::Examined { recording, probe },
            Err((code, detail)) => Event::NotExaminable { recording, code, detail },
        })),
        Command::NoteContent { result } => {
            if state.observation != Observation::Pending {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(match result {
                Ok(stretches) => Event::Observed { recording, stretches },
                Err(detail) => Event::NotObservable { recording, detail },
            }))
        }
        Command::NoteDerivative { derivative, digests } => {
            let known = match derivative {
                Derivative::Poster => state.poster,
                Derivative::Preview => state.preview,
            };
            if known == Some(digests) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::Derived { recording, derivative, digests }))
        }
        Command::NameDevice { origin } => match state.origin {
            Some(known) if known.device == origin.device => Ok(Outcome::AlreadyDone),
            Some(_) => Err(Refusal::DeviceNamed),
            None => Ok(Outcome::one(origin.event_for(recording))),
        },
        Command::NoteClearance { device, is_cleared, seen_at } => {
            let is_its_own = state.origin.is_some_and(|origin| origin.device == device);
            // Once it was seen empty, what is on it later is something else.
            let is_known = state.is_device_cleared == Some(true)
                || state.is_device_cleared == Some(is_cleared);
            if !is_its_own || is_known || seen_at < state.deposited_at {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::ClearanceNoted { recording, device, is_cleared, seen_at }))
        }
        Command::Link { .. }
        | Command::Unlink { .. }
        | Command::Release { .. }
        | Command::ProposeNonEnforcement { .. }
        | Command::ConfirmNonEnforcement { .. }
        | Command::RevokeNonEnforcement { .. } => classify::decide(state, command, context.actor),
        Command::Mark { at_ms, kind, text } => {
            if at_ms < 0 || state.duration_ms().is_some_and(|lasts| at_ms > lasts) {
                return Err(Refusal::MarkOutside);
            }
            let same =
                |m: &super::Mark| m.at_ms == at_ms && m.kind == kind && m.by == context.actor;
            if state.marks.iter().any(same) {
                return Ok(Outcome::AlreadyDone);
            }
            let mark = u32::try_from(state.marks.len()).unwrap_or(u32::MAX).saturating_add(1);
            let text = text.map(|text| Personal::new(text.as_str().to_owned()));
            Ok(Outcome::one(Event::Marked { recording, mark, at_ms, kind, text }))
        }
        Command::CorrectTime { started_at, reason } => {
            if started_at > state.deposited_at {
                return Err(Refusal::TimeOutOfOrder { what: "录制起始时间".to_owned() });
            }
            let reason = reason.as_str().to_owned();
            Ok(Outcome::one(Event::TimeCorrected { recording, started_at, reason }))
        }
        Command::AttachEvidence { note, digests } => attach(state, note, digests, context),
        Command::MarkSecrecy { mark } => {
            let known = state.secrecy.as_ref().map(|secrecy| &secrecy.mark);
            if known == Some(&mark) || (known.is_none() && mark.kinds.is_empty()) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::SecrecyMarked { recording, mark }))
        }
        Command::Excerpt(command) => decide_excerpt::decide(state, command, context),
        Command::View { is_original } => view(state, is_original, context),
    }
}

/// Art. 23: a copy in the case file, with a note that names this recording and took effect.
fn attach(
    state: &Recording,
    note: TextRecordId,
    digests: Digests,
    context: &Context<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let record = context.case.and_then(|case| case.records.get(&note));
    let names_it = record.is_some_and(|record| {
        let named = record.fields.get("recording").and_then(serde_json::Value::as_str);
        record.counts() && named == Some(state.id.to_string().as_str())
    });
    if !names_it || digests.sha256 != state.digests.sha256 {
        return Err(Refusal::EvidenceNoteMissing);
    }
    if state.evidence.iter().any(|(known, ..)| *known == note) {
        return Ok(Outcome::AlreadyDone);
    }
    Ok(Outcome::one(Event::EvidenceAttached { recording: state.id, note, digests }))
}

/// Art. 24 para. 2: a live grant of the agency head, or the check at deposit.
fn view(
    state: &Recording,
    is_original: bool,
    context: &Context<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let Some(officer) = context.actor else { return Err(Refusal::NoGrant) };
    if let Some(secrecy) = &state.secrecy {
        secrecy.admits(officer)?;
    }
    let basis = viewing_basis(state, is_original, officer, context).ok_or(Refusal::NoGrant)?;
    Ok(Outcome::one(Event::Viewed {
        recording: state.id,
        is_original,
        basis: basis.0,
        until_at: basis.1.min(context.now.plus_ms(VIEW_LASTS_MS)),
    }))
}

/// What would allow a look now, and until when.
#[must_use]
pub fn viewing_basis(
    state: &Recording,
    is_original: bool,
    officer: OfficerId,
    context: &Context<'_>,
) -> Option<(String, Timestamp)> {
    if state.secrecy.as_ref().is_some_and(|secrecy| secrecy.admits(officer).is_err()) {
        return None;
    }
    let grant = context.access.iter().find_map(|request| {
        let until = request.covers(state.id, officer, context.case, context.now)?;
        Some((request.id.to_string(), until))
    });
    grant.or_else(|| {
        let until = state.deposited_at.plus_ms(DEPOSIT_CHECK_MS);
        let may = state.is_by(officer) && !is_original && context.now < until;
        may.then(|| ("deposit_check".to_owned(), until))
    })
}
