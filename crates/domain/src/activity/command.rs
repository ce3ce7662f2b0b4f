//! Decisions about on-site work.

use terms::{ActivityId, AvRecordId, OfficerId, Personal, RecordingListId, Span, Timestamp};

use super::{
    Activity, Cause, DeviceBack, Element, Event, Interruption, Manner, RemoteGround, Rests,
    Resumption, change, remote,
};
use crate::case::check_officers;
use crate::matching::Position;
use crate::org::Directory;
use crate::recording_list::ListRow;
use crate::{Outcome, Refusal, Text};

/// A phone's clock may run this much ahead of ours before its times are refused.
const CLOCK_TOLERANCE_MS: i64 = 120_000;

/// What may be wanted of on-site work.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one is alive at a time, and not for long")]
pub enum Command {
    /// Plan it.
    Plan {
        /// Its new id.
        activity: ActivityId,
        /// The agency.
        agency: terms::AgencyId,
        /// Its case.
        case: Option<terms::CaseId>,
        /// What is to be done.
        title: Text<200>,
        /// Where.
        place: Text<200>,
        /// Its row of the list in force.
        row: ListRow,
        /// That list, and which version it is.
        list: (RecordingListId, u32),
        /// Who goes.
        officers: Vec<OfficerId>,
        /// When.
        planned_at: Timestamp,
        /// What for.
        purpose: Option<Text<500>>,
        /// The agency holds that it must be recorded.
        is_needed: bool,
    },
    /// Register arrival.
    Arrive {
        /// When.
        at: Timestamp,
        /// Where, if not as planned.
        place: Option<Text<200>>,
        /// Where the phone was, if it told.
        position: Option<Position>,
    },
    /// Register that credentials were shown.
    ShowCredentials {
        /// When.
        at: Timestamp,
        /// By whom.
        officers: Vec<OfficerId>,
    },
    /// Register the recording notice.
    Announce {
        /// When.
        at: Timestamp,
        /// Whether somebody was there.
        is_told: bool,
        /// A note.
        note: Option<Text<200>>,
    },
    /// Register a voice statement.
    StateByVoice {
        /// When.
        at: Timestamp,
        /// What it told.
        elements: Vec<Element>,
    },
    /// Mark a focus point.
    MarkFocus {
        /// 1 to 6.
        point: u8,
        /// When.
        at: Timestamp,
        /// A note.
        note: Option<Text<200>>,
    },
    /// Note that recording broke off.
    Interrupt {
        /// When.
        at: Timestamp,
        /// Why.
        cause: Cause,
        /// A note.
        note: Option<Text<200>>,
    },
    /// Note that recording went on.
    Resume {
        /// When.
        at: Timestamp,
        /// Whether the cause was then told by voice.
        is_stated: bool,
    },
    /// Register departure.
    Depart {
        /// When.
        at: Timestamp,
    },
    /// Register return to the agency.
    Return {
        /// When.
        at: Timestamp,
    },
    /// Declare a ground of Art. 22, paragraph 2.
    DeclareRemote {
        /// Which.
        ground: RemoteGround,
        /// Why truly impossible.
        reason: Text<500>,
    },
    /// Agree or disagree with that.
    DecideRemote {
        /// Agree.
        is_approved: bool,
        /// Why not, or a word to it.
        reason: Option<Text<500>>,
        /// Who decides.
        by: Option<OfficerId>,
    },
    /// Note that a device of the work was seen back.
    SeeBack {
        /// Which, how and when.
        back: DeviceBack,
    },
    /// Say why nothing was recorded.
    ExplainUnrecorded {
        /// Why writing alone is enough.
        reason: Text<500>,
    },
    /// Explain a gap.
    ExplainGap {
        /// Which.
        gap: Span,
        /// Why.
        cause: Cause,
        /// How.
        manner: Manner,
        /// The words.
        text: Text<1000>,
        /// Where the voice statement is.
        voice: Option<(AvRecordId, i64)>,
        /// The gaps there are, from the coverage of this activity.
        open_gaps: Vec<Span>,
    },
    /// Others take part from some moment on.
    ChangeOfficers {
        /// Everybody who takes part from then on.
        officers: Vec<OfficerId>,
        /// From when on.
        since: Timestamp,
        /// Why.
        reason: Text<300>,
    },
    /// Say that it is not done after all.
    Cancel {
        /// Why.
        reason: Text<300>,
        /// What rests on it.
        rests: Option<Rests>,
    },
    /// Hang a recording on it.
    JoinRecording {
        /// Which.
        recording: AvRecordId,
    },
}

/// Decides about on-site work (`None`: not planned yet).
///
/// # Errors
/// [`Refusal`] naming the step that must come first, or the time that cannot be.
pub fn decide(
    state: Option<&Activity>,
    command: Command,
    directory: &Directory,
    now: Timestamp,
) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (
            None,
            Command::Plan {
                activity,
                agency,
                case,
                title,
                place,
                row,
                list,
                officers,
                planned_at,
                purpose,
                is_needed,
            },
        ) => {
            check_officers(agency, &officers, directory, now.date())?;
            Ok(Outcome::one(Event::Planned {
                activity,
                agency,
                case,
                title: title.as_str().to_owned(),
                place: Personal::new(place.as_str().to_owned()),
                list_row: row.id,
                list: Some(list.0),
                list_version: Some(list.1),
                list_item: format!("{}（{}）", row.item, row.mode.zh()),
                is_continuous: row.mode == crate::recording_list::Mode::Continuous,
                mode: row.mode.as_str().to_owned(),
                officers,
                planned_at,
                purpose: purpose.map(|text| text.as_str().to_owned()),
                is_needed,
                other_focus: Some(row.other_focus).filter(|text| !text.is_empty()),
            }))
        }
        (Some(state), Command::Cancel { reason, rests }) => change::cancel(state, &reason, rests),
        // A device comes back whatever became of the work.
        (Some(state), Command::SeeBack { .. }) if state.cancelled.is_some() => {
            Ok(Outcome::AlreadyDone)
        }
        (Some(Activity { cancelled: Some(known), .. }), _) => {
            Err(Refusal::ActivityCancelled { reason: known.reason.clone() })
        }
        (Some(state), Command::ChangeOfficers { officers, since, reason }) => {
            in_order(None, since, now, "更换执法人员")?;
            change::change_officers(state, officers, since, &reason, directory)
        }
        (Some(state), command) => decide_step(state, command, now),
        (None, _) => Err(Refusal::NotFound),
    }
}

fn decide_step(
    state: &Activity,
    command: Command,
    now: Timestamp,
) -> Result<Outcome<Event>, Refusal> {
    let activity = state.id;
    match command {
        Command::Plan { .. } | Command::Cancel { .. } | Command::ChangeOfficers { .. } => {
            Err(Refusal::NotFound)
        }
        Command::Arrive { at, place, position } => {
            once(state.arrived_at, at, "到达现场")?.map_or(Ok(Outcome::AlreadyDone), |()| {
                in_order(None, at, now, "到达现场")?;
                let place = place.map(|text| Personal::new(text.as_str().to_owned()));
                let position = position.map(Personal::new);
                Ok(Outcome::one(Event::Arrived { activity, arrived_at: at, place, position }))
            })
        }
        Command::ShowCredentials { at, officers } => {
            on_site(state, at, now, "出示证件")?;
            let there = state.officers_at(at);
            if officers.is_empty() || officers.iter().any(|o| !there.contains(o)) {
                return Err(Refusal::NotOurOfficer);
            }
            if state.credentials_shown.as_ref() == Some(&(at, officers.clone())) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::CredentialsShown { activity, shown_at: at, officers }))
        }
        Command::Announce { at, is_told, note } => {
            on_site(state, at, now, "告知正在录音录像")?;
            let note = note.map(|text| Personal::new(text.as_str().to_owned()));
            if state.announced.as_ref() == Some(&(at, is_told, note.clone())) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::Announced { activity, announced_at: at, is_told, note }))
        }
        Command::StateByVoice { at, elements } => {
            on_site(state, at, now, "语音说明")?;
            Ok(Outcome::one(Event::VoiceStated { activity, stated_at: at, elements }))
        }
        Command::MarkFocus { point, at, note } => {
            on_site(state, at, now, "摄录重点")?;
            if !(1..=6).contains(&point) {
                return Err(Refusal::NoSuchFocusPoint);
            }
            if state.focus.iter().any(|(known, when, _)| (*known, *when) == (point, at)) {
                return Ok(Outcome::AlreadyDone);
            }
            let note = note.map(|text| Personal::new(text.as_str().to_owned()));
            Ok(Outcome::one(Event::FocusMarked { activity, point, marked_at: at, note }))
        }
        Command::Interrupt { at, cause, note } => interrupt(state, at, now, cause, note),
        Command::Resume { at, is_stated } => resume(state, at, now, is_stated),
        Command::Depart { at } => {
            let arrived = arrived(state)?;
            once(state.departed_at, at, "离开现场")?.map_or(Ok(Outcome::AlreadyDone), |()| {
                in_order(Some(last_step(state).max(arrived)), at, now, "离开现场")?;
                Ok(Outcome::one(Event::Departed { activity, departed_at: at }))
            })
        }
        Command::Return { at } => {
            let Some(departed) = state.departed_at else {
                return Err(Refusal::StepTooEarly { first: "离开现场".to_owned() });
            };
            once(state.returned_at, at, "返回单位")?.map_or(Ok(Outcome::AlreadyDone), |()| {
                in_order(Some(departed), at, now, "返回单位")?;
                Ok(Outcome::one(Event::Returned { activity, returned_at: at }))
            })
        }
        Command::DeclareRemote { ground, reason } => remote::declare(state, ground, &reason),
        Command::DecideRemote { is_approved, reason, by } => {
            remote::decide_remote(state, is_approved, reason.as_ref(), by)
        }
        Command::SeeBack { back } => Ok(remote::see_back(state, back)),
        Command::ExplainUnrecorded { reason } => explain_unrecorded(state, &reason),
        Command::ExplainGap { gap, cause, manner, text, voice, open_gaps } => {
            let is_gap =
                open_gaps.iter().any(|open| gap.from() < open.to() && open.from() < gap.to());
            let is_noted = state.interruptions.iter().any(|one| state.touches(one, gap));
            if !is_gap && !is_noted {
                return Err(Refusal::NotAGap);
            }
            Ok(Outcome::one(Event::GapExplained {
                activity,
                gap,
                cause,
                manner,
                text: Personal::new(text.as_str().to_owned()),
                recording: voice.map(|(recording, _)| recording),
                mark_ms: voice.map(|(_, ms)| ms),
            }))
        }
        Command::JoinRecording { recording } => {
            if state.recordings.contains(&recording) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::RecordingJoined { activity, recording }))
        }
    }
}

/// Arts. 4, 15: writing alone may be enough, but never where recording must be continuous.
fn explain_unrecorded(state: &Activity, reason: &Text<500>) -> Result<Outcome<Event>, Refusal> {
    if state.is_continuous {
        return Err(Refusal::MustBeRecorded);
    }
    if !state.recordings.is_empty() {
        return Err(Refusal::WasRecorded);
    }
    if state.unrecorded.as_deref() == Some(reason.as_str()) {
        return Ok(Outcome::AlreadyDone);
    }
    let (activity, reason) = (state.id, reason.as_str().to_owned());
    Ok(Outcome::one(Event::Unrecorded { activity, reason }))
}

/// Art. 19: recording broke off. What happened before it went on again is over first.
fn interrupt(
    state: &Activity,
    at: Timestamp,
    now: Timestamp,
    cause: Cause,
    note: Option<Text<200>>,
) -> Result<Outcome<Event>, Refusal> {
    on_site(state, at, now, "中止记录")?;
    let note = note.map(|text| Personal::new(text.as_str().to_owned()));
    let is_known =
        |one: &Interruption| (one.interrupted_at, one.cause, &one.note) == (at, cause, &note);
    if state.interruptions.iter().any(is_known) {
        return Ok(Outcome::AlreadyDone);
    }
    if let Some(open) = state.open_interruption() {
        let since = open.interrupted_at.to_chinese_minute();
        return Err(Refusal::AlreadyInterrupted { since });
    }
    in_order(last_resumed(state), at, now, "中止记录")?;
    let activity = state.id;
    Ok(Outcome::one(Event::Interrupted { activity, interrupted_at: at, cause, note }))
}

/// Art. 19: recording went on, with a word on why it had stopped or without.
fn resume(
    state: &Activity,
    at: Timestamp,
    now: Timestamp,
    is_stated: bool,
) -> Result<Outcome<Event>, Refusal> {
    on_site(state, at, now, "恢复记录")?;
    let told = Resumption { resumed_at: at, is_stated };
    if state.interruptions.iter().any(|one| one.resumed == Some(told)) {
        return Ok(Outcome::AlreadyDone);
    }
    let Some(open) = state.open_interruption() else { return Err(Refusal::NotInterrupted) };
    in_order(Some(open.interrupted_at), at, now, "恢复记录")?;
    let activity = state.id;
    Ok(Outcome::one(Event::Resumed { activity, resumed_at: at, is_stated }))
}

fn last_resumed(state: &Activity) -> Option<Timestamp> {
    state.interruptions.iter().filter_map(|one| one.resumed).map(|one| one.resumed_at).max()
}

fn arrived(state: &Activity) -> Result<Timestamp, Refusal> {
    state.arrived_at.ok_or_else(|| Refusal::StepTooEarly { first: "到达现场".to_owned() })
}

/// Art. 18: these steps lie between arrival and departure.
fn on_site(state: &Activity, at: Timestamp, now: Timestamp, what: &str) -> Result<(), Refusal> {
    in_order(Some(arrived(state)?), at, now, what)?;
    if state.departed_at.is_some_and(|departed| at > departed) {
        return Err(Refusal::TimeOutOfOrder { what: what.to_owned() });
    }
    Ok(())
}

/// The last step that is registered on site; the officers were still there.
fn last_step(state: &Activity) -> Timestamp {
    let steps = [
        state.arrived_at,
        state.credentials_shown.as_ref().map(|(at, _)| *at),
        state.announced.as_ref().map(|(at, ..)| *at),
        state.voice_stated.as_ref().map(|(at, _)| *at),
        state.focus.iter().map(|(_, at, _)| *at).max(),
        state.interruptions.iter().map(|one| one.interrupted_at).max(),
        last_resumed(state),
    ];
    steps.into_iter().flatten().max().unwrap_or(state.planned_at)
}

/// `None` if the same was registered before, a refusal if something else was.
fn once(known: Option<Timestamp>, at: Timestamp, step: &str) -> Result<Option<()>, Refusal> {
    match known {
        None => Ok(Some(())),
        Some(known) if known == at => Ok(None),
        Some(_) => Err(Refusal::StepDone { step: step.to_owned() }),
    }
}

fn in_order(
    after: Option<Timestamp>,
    at: Timestamp,
    now: Timestamp,
    what: &str,
) -> Result<(), Refusal> {
    if after.is_some_and(|after| at < after) || at > now.plus_ms(CLOCK_TOLERANCE_MS) {
        return Err(Refusal::TimeOutOfOrder { what: what.to_owned() });
    }
    Ok(())
}
