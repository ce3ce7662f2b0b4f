//! Recordings as their facts add up.

use terms::{
    ActivityId, AgencyId, AvRecordId, ClaimedTime, Date, DeviceId, Digest, Digests, OfficerId,
    Personal, Span, TextRecordId, Timestamp,
};

use super::event::By;
use super::excerpt::Excerpt;
use super::{
    Collection, Derivative, Description, DeviceBasis, Event, MarkKind, NonEnforcementKind, Probe,
    Seen, Stretch,
};
use crate::Recorded;
use crate::matching::Grounds;
use crate::secrecy::{self, Secrecy};

/// How far the look inside has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Examination {
    /// Not yet.
    Pending,
    /// It worked.
    Done(Probe),
    /// It did not; code and sentence.
    Failed {
        /// Stable code.
        code: String,
        /// In Chinese.
        detail: String,
    },
}

/// How far the look at pictures and sound has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation {
    /// Not yet.
    Pending,
    /// It worked: what seems to be where, in order.
    Done(Vec<Stretch>),
    /// It did not; why, in Chinese.
    Failed(String),
}

/// A marked point.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Running number.
    pub number: u32,
    /// Where.
    pub at_ms: i64,
    /// What.
    pub kind: MarkKind,
    /// A note.
    pub text: Option<Personal<String>>,
    /// Who.
    pub by: By,
    /// When.
    pub at: Timestamp,
}

/// A look at the content.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Who.
    pub by: By,
    /// When.
    pub at: Timestamp,
    /// The original, not the preview.
    pub is_original: bool,
    /// What allowed it.
    pub basis: String,
    /// Until when.
    pub until_at: Timestamp,
}

/// The device a recording came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Which.
    pub device: DeviceId,
    /// Its number on the device.
    pub file_no: Option<u64>,
    /// The day in its name.
    pub file_day: Option<Date>,
    /// How that is known.
    pub basis: DeviceBasis,
}

impl Origin {
    /// The fact that a recording came from there.
    #[must_use]
    pub const fn event_for(self, recording: AvRecordId) -> Event {
        let Self { device, file_no, file_day, basis } = self;
        Event::DeviceNamed { recording, device, file_no, file_day, basis }
    }
}

/// How a recording came to hang on its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// On what.
    pub activity: ActivityId,
    /// When.
    pub at: Timestamp,
    /// Who; `None` is the system.
    pub by: By,
    /// On what it rested, where the machine had an opinion.
    pub grounds: Option<Grounds>,
}

/// A link that a person took back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// From what.
    pub activity: ActivityId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: By,
    /// Why.
    pub reason: String,
}

/// What somebody says a recording shows instead of enforcement.
#[doc(alias = "非执法活动")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonEnforcement {
    /// What.
    pub kind: NonEnforcementKind,
    /// Why.
    pub text: String,
    /// Who says so.
    pub by: By,
    /// When.
    pub at: Timestamp,
    /// The second person who agreed, and when.
    pub confirmed: Option<(By, Timestamp)>,
}

/// On what the place of a recording in time rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// The device's own claim, unmeasured.
    Claimed,
    /// A person's correction.
    Corrected,
}

/// An audio-visual record.
#[doc(alias = "音像记录")]
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Its id.
    pub id: AvRecordId,
    /// The agency.
    pub agency: AgencyId,
    /// The original's bytes.
    #[doc(alias = "原始音视频资料")]
    pub digests: Digests,
    /// Name the file had.
    pub file_name: Personal<String>,
    /// What the browser computed.
    pub declared: Option<Digest>,
    /// Who brought it in.
    pub deposited_by: By,
    /// What whoever brought it in said of it.
    pub description: Option<Description>,
    /// From where a station took it.
    pub collection: Option<Collection>,
    /// When its station deleted it from its device, by the station's clock.
    pub cleared_at: Option<ClaimedTime>,
    /// When.
    pub deposited_at: Timestamp,
    /// Kept aside.
    pub is_quarantined: bool,
    /// When the file's name or the browser says it was recorded.
    pub claimed_at: Option<ClaimedTime>,
    /// The look inside.
    pub examination: Examination,
    /// The look at pictures and sound.
    pub observation: Observation,
    /// Poster, if made.
    pub poster: Option<Digests>,
    /// Preview, if made.
    pub preview: Option<Digests>,
    /// The device it came from.
    pub origin: Option<Origin>,
    /// Whether its device was seen without files that were not deposited, or its station deleted it
    /// there; `None`: nobody looked.
    pub is_device_cleared: Option<bool>,
    /// What it hangs on.
    pub activity: Option<ActivityId>,
    /// How it came to hang there.
    pub link: Option<Link>,
    /// Links that people took back, oldest first.
    pub partings: Vec<Parting>,
    /// What it is said to show instead of enforcement.
    pub non_enforcement: Option<NonEnforcement>,
    /// Marks.
    pub marks: Vec<Mark>,
    /// A corrected start.
    pub corrected_start: Option<(Timestamp, String)>,
    /// Evidence copies.
    #[doc(alias = "复制附卷")]
    pub evidence: Vec<(TextRecordId, Digests, Timestamp, By)>,
    /// Clips and stills taken from it, oldest first.
    pub excerpts: Vec<Excerpt>,
    /// What makes it confidential.
    pub secrecy: Option<Secrecy>,
    /// Looks at the content.
    pub views: Vec<View>,
}

impl Recording {
    /// The state after the first fact; `None` if that is neither deposit nor quarantine.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::Recording(event) = &first.event else { return None };
        let (id, agency, digests, name, declared, claimed_at) = match event {
            Event::Deposited {
                recording,
                agency,
                digests,
                file_name,
                declared,
                claimed_at,
                ..
            } => (recording, agency, digests, file_name, *declared, *claimed_at),
            Event::Quarantined { recording, agency, digests, declared, file_name, .. } => {
                (recording, agency, digests, file_name, Some(*declared), None)
            }
            Event::Described { .. }
            // What is not read back yet is no recording.
            | Event::Received { .. }
            | Event::Collected { .. }
            | Event::Cleared { .. }
            | Event::Examined { .. }
            | Event::NotExaminable { .. }
            | Event::Observed { .. }
            | Event::NotObservable { .. }
            | Event::Derived { .. }
            | Event::DeviceNamed { .. }
            | Event::ClearanceNoted { .. }
            | Event::Linked { .. }
            | Event::Unlinked { .. }
            | Event::NonEnforcementProposed { .. }
            | Event::NonEnforcementConfirmed { .. }
            | Event::NonEnforcementRevoked { .. }
            | Event::Marked { .. }
            | Event::TimeCorrected { .. }
            | Event::EvidenceAttached { .. }
            | Event::ExcerptTaken { .. }
            | Event::ExcerptMade { .. }
            | Event::ExcerptFailed { .. }
            | Event::ExcerptOpened { .. }
            | Event::ExcerptAttached { .. }
            | Event::SecrecyMarked { .. }
            | Event::Viewed { .. } => return None,
        };
        Some(Self {
            id: *id,
            agency: *agency,
            digests: *digests,
            file_name: name.clone(),
            declared,
            deposited_by: first.by,
            description: None,
            collection: None,
            cleared_at: None,
            deposited_at: first.at,
            is_quarantined: matches!(event, Event::Quarantined { .. }),
            claimed_at,
            examination: Examination::Pending,
            observation: Observation::Pending,
            poster: None,
            preview: None,
            origin: None,
            is_device_cleared: None,
            activity: None,
            link: None,
            partings: Vec::new(),
            non_enforcement: None,
            marks: Vec::new(),
            corrected_start: None,
            evidence: Vec::new(),
            excerpts: Vec::new(),
            secrecy: None,
            views: Vec::new(),
        })
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        let crate::Event::Recording(event) = &fact.event else { return self };
        match event {
            Event::Received { .. } | Event::Deposited { .. } | Event::Quarantined { .. } => {}
            Event::Described { taken_by, note, .. } => {
                self.description = Some(Description { taken_by: *taken_by, note: note.clone() });
            }
            Event::Collected { collection, .. } => self.collection = Some(collection.clone()),
            Event::Cleared { cleared_at, .. } => {
                self.cleared_at = Some(*cleared_at);
                self.is_device_cleared = Some(true);
            }
            Event::Examined { probe, .. } => self.examination = Examination::Done(probe.clone()),
            Event::NotExaminable { code, detail, .. } => {
                self.examination =
                    Examination::Failed { code: code.clone(), detail: detail.clone() };
            }
            Event::Observed { stretches, .. } => {
                self.observation = Observation::Done(stretches.clone());
            }
            Event::NotObservable { detail, .. } => {
                self.observation = Observation::Failed(detail.clone());
            }
            Event::Derived { derivative, digests, .. } => match derivative {
                Derivative::Poster => self.poster = Some(*digests),
                Derivative::Preview => self.preview = Some(*digests),
            },
            Event::DeviceNamed { device, file_no, file_day, basis, .. } => {
                let (device, file_no, file_day, basis) = (*device, *file_no, *file_day, *basis);
                self.origin = Some(Origin { device, file_no, file_day, basis });
            }
            Event::ClearanceNoted { is_cleared, .. } => self.is_device_cleared = Some(*is_cleared),
            Event::Linked { .. }
            | Event::Unlinked { .. }
            | Event::NonEnforcementProposed { .. }
            | Event::NonEnforcementConfirmed { .. }
            | Event::NonEnforcementRevoked { .. } => self.classify(event, fact),
            Event::Marked { mark, at_ms, kind, text, .. } => self.marks.push(Mark {
                number: *mark,
                at_ms: *at_ms,
                kind: *kind,
                text: text.clone(),
                by: fact.by,
                at: fact.at,
            }),
            Event::TimeCorrected { started_at, reason, .. } => {
                self.corrected_start = Some((*started_at, reason.clone()));
            }
            Event::EvidenceAttached { note, digests, .. } => {
                self.evidence.push((*note, *digests, fact.at, fact.by));
            }
            Event::ExcerptTaken { .. }
            | Event::ExcerptMade { .. }
            | Event::ExcerptFailed { .. }
            | Event::ExcerptOpened { .. }
            | Event::ExcerptAttached { .. } => self.excerpted(event, fact),
            Event::SecrecyMarked { mark, .. } => self.secrecy = secrecy::marked(mark, fact.at),
            Event::Viewed { is_original, basis, until_at, .. } => self.views.push(View {
                by: fact.by,
                at: fact.at,
                is_original: *is_original,
                basis: basis.clone(),
                until_at: *until_at,
            }),
        }
        self
    }

    /// What the look inside found.
    #[must_use]
    pub fn probe(&self) -> Option<&Probe> {
        match &self.examination {
            Examination::Done(probe) => Some(probe),
            Examination::Pending | Examination::Failed { .. } => None,
        }
    }

    /// Length, if known.
    #[must_use]
    pub fn duration_ms(&self) -> Option<i64> {
        self.probe().and_then(|probe| probe.duration_ms)
    }

    /// What the device, or else the file, claims as its start.
    #[must_use]
    pub fn claimed_start(&self) -> Option<ClaimedTime> {
        self.probe().and_then(|probe| probe.claimed_start).or(self.claimed_at)
    }

    /// Where it lies in time, and on what that rests. Unmeasured claims are taken at their word
    /// here and nowhere else; the screens say which it is.
    #[must_use]
    pub fn placed(&self) -> Option<(Span, Placement)> {
        let (from, basis) = match (&self.corrected_start, self.claimed_start()) {
            (Some((started_at, _)), _) => (*started_at, Placement::Corrected),
            (None, Some(claim)) => (claim.as_said(), Placement::Claimed),
            (None, None) => return None,
        };
        Some((Span::new(from, from.plus_ms(self.duration_ms()?))?, basis))
    }

    /// Where a machine first heard somebody speak, in milliseconds of playing time.
    #[must_use]
    pub fn speaks_from_ms(&self) -> Option<i64> {
        let Observation::Done(stretches) = &self.observation else { return None };
        let speech = stretches.iter().find(|one| one.seen == Seen::Speech);
        speech.map(|one| one.from_ms)
    }

    /// The officer whose recording it is: who brought it in, or whose number is in the name of a
    /// file that a station brought in.
    #[must_use]
    pub fn officer(&self) -> Option<OfficerId> {
        let carried_by = || self.collection.as_ref().and_then(|collection| collection.carried_by);
        self.deposited_by.or_else(carried_by)
    }

    /// Whether it is `officer`'s.
    #[must_use]
    pub fn is_by(&self, officer: OfficerId) -> bool {
        self.officer() == Some(officer)
    }
}
