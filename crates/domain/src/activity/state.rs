//! On-site work as its facts add up.

use std::collections::{BTreeMap, BTreeSet};

use terms::{
    ActivityId, AgencyId, AvRecordId, CaseId, ListRowId, OfficerId, Personal, RecordingListId,
    Span, Timestamp, words,
};

use super::{
    Cancellation, Cause, DeviceBack, Element, Event, Manner, RemoteDecision, RemoteException,
    TeamChange,
};
use crate::Recorded;
use crate::matching::Position;

words! {
    /// How far the work has come.
    Status {
        /// Not begun.
        Planned = "planned", "待出发";
        /// On site.
        OnSite = "on_site", "现场执法中";
        /// Left the site.
        Departed = "departed", "已离开现场";
        /// Back at the agency.
        Returned = "returned", "已返回单位";
        /// Not done, or noted by mistake.
        Cancelled = "cancelled", "已取消";
    }
}

/// How far apart the clocks of a phone and a camera may be: an interruption as noted belongs to
/// what is at most this far from it in the recordings.
const NOTE_SLACK_MS: i64 = 60_000;

/// Recording broke off, as somebody noted on site. It explains nothing by itself (Art. 19).
#[doc(alias = "中止记录")]
#[derive(Debug, Clone, PartialEq)]
pub struct Interruption {
    /// When it broke off.
    pub interrupted_at: Timestamp,
    /// Why.
    pub cause: Cause,
    /// A note.
    pub note: Option<Personal<String>>,
    /// How it went on; `None` while it has not.
    pub resumed: Option<Resumption>,
    /// Who noted it.
    pub by: Option<OfficerId>,
}

/// Recording went on.
#[doc(alias = "恢复记录")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resumption {
    /// When.
    pub resumed_at: Timestamp,
    /// Whether the cause was then told by voice.
    pub is_stated: bool,
}

/// An explained gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// From when to when.
    pub gap: Span,
    /// Why.
    pub cause: Cause,
    /// How it was told.
    pub manner: Manner,
    /// The words.
    pub text: Personal<String>,
    /// Where the voice statement is.
    pub voice: Option<(AvRecordId, i64)>,
    /// Who explained.
    pub by: Option<OfficerId>,
    /// When it was written.
    pub at: Timestamp,
}

/// On-site work.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// The agency.
    pub agency: AgencyId,
    /// Its case.
    pub case: Option<CaseId>,
    /// What is to be done.
    pub title: String,
    /// Where.
    pub place: Personal<String>,
    /// Its row of the recording list.
    pub list_row: ListRowId,
    /// The list and version that row stands in; the first activities did not say.
    pub list: Option<(RecordingListId, u32)>,
    /// What the row says.
    pub list_item: String,
    /// Must be recorded without a break.
    #[doc(alias = "全程音像记录")]
    pub is_continuous: bool,
    /// Mode of the row.
    pub mode: String,
    /// Who takes part now, or did when it ended.
    pub officers: Vec<OfficerId>,
    /// Who was to take part at first.
    pub planned_officers: Vec<OfficerId>,
    /// How that changed, in order.
    pub team_changes: Vec<TeamChange>,
    /// It is not done.
    pub cancelled: Option<Cancellation>,
    /// Planned for.
    pub planned_at: Timestamp,
    /// When the plan was written.
    pub written_at: Timestamp,
    /// What for.
    pub purpose: Option<String>,
    /// The agency holds that it must be recorded though its list does not say so.
    pub is_needed: bool,
    /// Other points the row says to focus on.
    pub other_focus: Option<String>,
    /// Arrival.
    pub arrived_at: Option<Timestamp>,
    /// Where the phone was then, if it told.
    pub position: Option<Personal<Position>>,
    /// Credentials shown.
    #[doc(alias = "出示证件")]
    pub credentials_shown: Option<(Timestamp, Vec<OfficerId>)>,
    /// The recording notice: when, told or nobody there, note.
    #[doc(alias = "告知正在录音录像")]
    pub announced: Option<(Timestamp, bool, Option<Personal<String>>)>,
    /// Voice statements.
    pub voice_stated: Option<(Timestamp, BTreeSet<Element>)>,
    /// Focus points: point, when, note.
    pub focus: Vec<(u8, Timestamp, Option<Personal<String>>)>,
    /// What interrupted the recording, in order of time.
    pub interruptions: Vec<Interruption>,
    /// Departure.
    pub departed_at: Option<Timestamp>,
    /// Return.
    pub returned_at: Option<Timestamp>,
    /// What was declared by Art. 22, paragraph 2, last.
    pub remote: Option<RemoteException>,
    /// Devices of the work that were seen back after it.
    pub seen_back: Vec<DeviceBack>,
    /// Why nothing was recorded, where the list left that to the situation (Art. 4).
    pub unrecorded: Option<String>,
    /// Explained gaps.
    pub explanations: Vec<Explanation>,
    /// Its recordings.
    pub recordings: BTreeSet<AvRecordId>,
}

impl Activity {
    /// The state after the first fact; `None` if that is not a plan.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::Activity(Event::Planned {
            activity,
            agency,
            case,
            title,
            place,
            list_row,
            list,
            list_version,
            list_item,
            is_continuous,
            mode,
            officers,
            planned_at,
            purpose,
            is_needed,
            other_focus,
        }) = &first.event
        else {
            return None;
        };
        Some(Self {
            id: *activity,
            agency: *agency,
            case: *case,
            title: title.clone(),
            place: place.clone(),
            list_row: *list_row,
            list: list.zip(*list_version),
            list_item: list_item.clone(),
            is_continuous: *is_continuous,
            mode: mode.clone(),
            officers: officers.clone(),
            planned_officers: officers.clone(),
            team_changes: Vec::new(),
            cancelled: None,
            planned_at: *planned_at,
            written_at: first.at,
            purpose: purpose.clone(),
            is_needed: *is_needed,
            other_focus: other_focus.clone(),
            arrived_at: None,
            position: None,
            credentials_shown: None,
            announced: None,
            voice_stated: None,
            focus: Vec::new(),
            interruptions: Vec::new(),
            departed_at: None,
            returned_at: None,
            remote: None,
            seen_back: Vec::new(),
            unrecorded: None,
            explanations: Vec::new(),
            recordings: BTreeSet::new(),
        })
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        let crate::Event::Activity(event) = &fact.event else { return self };
        match event {
            Event::Planned { .. } => {}
            Event::Arrived { arrived_at, place, position, .. } => {
                self.arrived_at = Some(*arrived_at);
                self.position = position.clone();
                if let Some(place) = place {
                    self.place = place.clone();
                }
            }
            Event::CredentialsShown { shown_at, officers, .. } => {
                self.credentials_shown = Some((*shown_at, officers.clone()));
            }
            Event::Announced { announced_at, is_told, note, .. } => {
                self.announced = Some((*announced_at, *is_told, note.clone()));
            }
            Event::VoiceStated { stated_at, elements, .. } => {
                let stated = self.voice_stated.take();
                let (at, mut told) = stated.unwrap_or((*stated_at, BTreeSet::new()));
                told.extend(elements);
                self.voice_stated = Some((at, told));
            }
            Event::FocusMarked { point, marked_at, note, .. } => {
                self.focus.push((*point, *marked_at, note.clone()));
            }
            Event::Interrupted { interrupted_at, cause, note, .. } => {
                self.interruptions.push(Interruption {
                    interrupted_at: *interrupted_at,
                    cause: *cause,
                    note: note.clone(),
                    resumed: None,
                    by: fact.by,
                });
            }
            Event::Resumed { resumed_at, is_stated, .. } => {
                let open = self.interruptions.iter_mut().rfind(|one| one.resumed.is_none());
                if let Some(open) = open {
                    open.resumed =
                        Some(Resumption { resumed_at: *resumed_at, is_stated: *is_stated });
                }
            }
            Event::OfficersChanged { officers, since, reason, .. } => {
                self.officers.clone_from(officers);
                self.team_changes.push(TeamChange {
                    officers: officers.clone(),
                    since: *since,
                    reason: reason.clone(),
                    by: fact.by,
                    at: fact.at,
                });
            }
            Event::Cancelled { reason, .. } => {
                let (reason, by, at) = (reason.clone(), fact.by, fact.at);
                self.cancelled = Some(Cancellation { reason, by, at });
            }
            Event::Departed { departed_at, .. } => self.departed_at = Some(*departed_at),
            Event::Returned { returned_at, .. } => self.returned_at = Some(*returned_at),
            Event::RemoteDeclared { ground, reason, .. } => {
                self.remote = Some(RemoteException {
                    ground: *ground,
                    reason: reason.clone(),
                    declared_by: fact.by,
                    declared_at: fact.at,
                    decided: None,
                });
            }
            Event::RemoteDecided { is_approved, reason, .. } => {
                if let Some(declared) = &mut self.remote {
                    let (is_approved, reason) = (*is_approved, reason.clone());
                    let (by, at) = (fact.by, fact.at);
                    declared.decided = Some(RemoteDecision { is_approved, reason, by, at });
                }
            }
            Event::DeviceSeenBack { device, how, seen_at, .. } => {
                let (device, how, seen_at) = (*device, *how, *seen_at);
                self.seen_back.push(DeviceBack { device, how, seen_at });
            }
            Event::Unrecorded { reason, .. } => self.unrecorded = Some(reason.clone()),
            Event::GapExplained { gap, cause, manner, text, recording, mark_ms, .. } => {
                self.explanations.push(Explanation {
                    gap: *gap,
                    cause: *cause,
                    manner: *manner,
                    text: text.clone(),
                    voice: recording.zip(*mark_ms),
                    by: fact.by,
                    at: fact.at,
                });
            }
            Event::RecordingJoined { recording, .. } => {
                self.recordings.insert(*recording);
            }
            Event::RecordingParted { recording, .. } => {
                self.recordings.remove(recording);
            }
        }
        self
    }

    /// How far it has come.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.cancelled.is_some() {
            Status::Cancelled
        } else if self.back_at().is_some() {
            Status::Returned
        } else if self.departed_at.is_some() {
            Status::Departed
        } else if self.arrived_at.is_some() {
            Status::OnSite
        } else {
            Status::Planned
        }
    }

    /// From arrival to departure, once both are known.
    #[must_use]
    pub fn on_site(&self) -> Option<Span> {
        Span::new(self.arrived_at?, self.departed_at?)
    }

    /// Whether a gap is held to be explained by a voice statement in that recording (Art. 19).
    #[must_use]
    pub fn is_explained_by(&self, recording: AvRecordId) -> bool {
        let named = |one: &&Explanation| one.voice.is_some_and(|(voice, _)| voice == recording);
        self.explanation_of().values().any(named)
    }

    /// Explanations by the start of their gap.
    #[must_use]
    pub fn explanation_of(&self) -> BTreeMap<Timestamp, &Explanation> {
        self.explanations.iter().map(|one| (one.gap.from(), one)).collect()
    }

    /// The interruption that lasts, or lasted when they left: recording never went on.
    #[must_use]
    pub fn open_interruption(&self) -> Option<&Interruption> {
        self.interruptions.iter().rfind(|one| one.resumed.is_none())
    }

    /// From when to when recording was interrupted, as noted; `None` while it still is.
    #[must_use]
    pub fn span_of(&self, interruption: &Interruption) -> Option<Span> {
        let until = interruption.resumed.map(|resumed| resumed.resumed_at).or(self.departed_at)?;
        Span::new(interruption.interrupted_at, until)
    }

    /// Whether an interruption, as noted, belongs to this stretch of time.
    #[must_use]
    pub fn touches(&self, interruption: &Interruption, stretch: Span) -> bool {
        self.overlap_ms(interruption, stretch).is_some()
    }

    /// The interruption that was noted for a gap: of several the one after which recording never
    /// went on, else the one that fills most of it.
    #[must_use]
    pub fn interruption_in(&self, gap: Span) -> Option<&Interruption> {
        let inside = self.interruptions.iter().filter(|one| self.touches(one, gap));
        inside.max_by_key(|one| (one.resumed.is_none(), self.overlap_ms(one, gap)))
    }

    /// How an interruption was explained (Art. 19): as told on site, or as explained afterwards.
    #[must_use]
    pub fn manner_of(&self, interruption: &Interruption) -> Option<Manner> {
        if interruption.resumed.is_some_and(|resumed| resumed.is_stated) {
            return Some(Manner::Voice);
        }
        let said = self.explanations.iter().find(|said| self.touches(interruption, said.gap))?;
        Some(said.manner)
    }

    /// How long they overlap, with the slack between two clocks; `None` if they lie apart.
    fn overlap_ms(&self, interruption: &Interruption, stretch: Span) -> Option<i64> {
        let noted = self.span_of(interruption)?;
        let from = noted.from().max(stretch.from().plus_ms(-NOTE_SLACK_MS));
        let to = noted.to().min(stretch.to().plus_ms(NOTE_SLACK_MS));
        Span::new(from, to).map(Span::lasted_ms)
    }
}
