//! What happens to a recording.

use serde::{Deserialize, Serialize};
use terms::{
    ActivityId, AgencyId, AvRecordId, ClaimedTime, Date, DeviceId, Digest, Digests, DockId,
    OfficerId, Personal, StationId, TextRecordId, Timestamp, UploadId,
};

use super::excerpt::{ExcerptFailure, ExcerptKind, Recipe};
use super::words::{Derivative, DeviceBasis, FileFlag, MarkKind, NonEnforcementKind, Seen};
use crate::event::events;
use crate::matching::{Grounds, Position};
use crate::secrecy::SecrecyMark;

/// One track of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamFact {
    /// `video`, `audio`, `data` …
    pub kind: String,
    /// Codec name as the tool says.
    pub codec: String,
    /// Size, rate or channels, for people.
    pub detail: String,
}

/// A stretch of a recording, in milliseconds of playing time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// What it seems to be.
    pub seen: Seen,
    /// Where it begins.
    pub from_ms: i64,
    /// Where it ends.
    pub to_ms: i64,
}

/// What a look inside found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Container.
    pub container: String,
    /// Length.
    pub duration_ms: Option<i64>,
    /// When the device says it started.
    pub claimed_start: Option<ClaimedTime>,
    /// Tracks.
    pub streams: Vec<StreamFact>,
    /// Ends before its own index says.
    pub is_truncated: bool,
    /// Where it was recorded, as the file says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Tool and version.
    pub tool: String,
}

/// Where a station took a file from, and what its name says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// The station.
    pub station: StationId,
    /// When the device was put in.
    pub dock: Option<DockId>,
    /// The maker's number of the device, as the device or the name tells it.
    pub serial_no: Option<String>,
    /// Whose number is in the name.
    pub person_code: Option<Personal<String>>,
    /// The officer with that number.
    pub carried_by: Option<OfficerId>,
    /// Its number on the device.
    pub file_no: Option<u64>,
    /// The folder it lay in; data only, never a path of ours.
    pub folder: Option<Personal<String>>,
    /// Marked as important on the device.
    pub is_important: bool,
    /// What was seen about it.
    pub flags: Vec<FileFlag>,
}

/// What whoever brought it in said of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Description {
    /// Who recorded it, if that was somebody else.
    pub taken_by: Option<OfficerId>,
    /// In own words.
    pub note: Option<Personal<String>>,
}

impl Description {
    /// The fact that this was said, if anything was.
    #[must_use]
    pub fn event_for(self, recording: AvRecordId) -> Option<Event> {
        let Self { taken_by, note } = self;
        let is_said = taken_by.is_some() || note.is_some();
        is_said.then_some(Event::Described { recording, taken_by, note })
    }
}

events! {
    /// Every byte of an upload is on disk, and its SHA-256 is that of what came: from now on nobody
    /// can say it was something else (Art. 22).
    #[doc(alias = "接收")]
    Received = "recording.received" {
        /// Its id.
        recording: AvRecordId,
        /// The agency.
        agency: AgencyId,
        /// The upload it came by.
        upload: UploadId,
        /// SHA-256 of the bytes as they came.
        sha256: Digest,
        /// How many they are.
        size_bytes: u64,
    };
    /// The original is in the vault: read back, both digests computed (Art. 22).
    #[doc(alias = "储存")]
    Deposited = "recording.deposited" {
        /// Its id.
        recording: AvRecordId,
        /// The agency.
        agency: AgencyId,
        /// The bytes.
        digests: Digests,
        /// Of facts before decision 0029: SHA-256 of the list of 4 MiB chunk digests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chunks: Option<Digest>,
        /// SHA-256 of the list of SHA-256's states after each 4 MiB, for locating rot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        states: Option<Digest>,
        /// The name the file had; data only, never a path.
        file_name: Personal<String>,
        /// The upload it came by.
        upload: UploadId,
        /// What the browser computed by itself.
        declared: Option<Digest>,
        /// When the file says it was recorded, if its name or the browser told.
        claimed_at: Option<ClaimedTime>,
    } binds digests;
    /// The bytes differ from what was declared: kept aside, never dropped (Art. 24).
    Quarantined = "recording.quarantined" {
        /// Its id.
        recording: AvRecordId,
        /// The agency.
        agency: AgencyId,
        /// The bytes as received.
        digests: Digests,
        /// What was declared.
        declared: Digest,
        /// The name the file had.
        file_name: Personal<String>,
        /// The upload it came by.
        upload: UploadId,
    } binds digests;
    /// Whoever brought it in said of it (Art. 22).
    Described = "recording.described" {
        /// Which.
        recording: AvRecordId,
        /// Who recorded it, if that was somebody else.
        taken_by: Option<OfficerId>,
        /// In own words.
        note: Option<Personal<String>>,
    };
    /// It was taken off a device by a station (Art. 22).
    Collected = "recording.collected" {
        /// Which.
        recording: AvRecordId,
        /// From where.
        collection: Collection,
    };
    /// The station deleted it from its device, on our receipt (Art. 22).
    Cleared = "recording.cleared" {
        /// Which.
        recording: AvRecordId,
        /// Which station.
        station: StationId,
        /// When, by the station's clock.
        cleared_at: ClaimedTime,
        /// SHA-256 of the receipt it relied on.
        receipt: Digest,
    };
    /// A look inside succeeded.
    Examined = "recording.examined" {
        /// Which.
        recording: AvRecordId,
        /// What was found.
        probe: Probe,
    };
    /// A look inside failed; the original stays as it is.
    NotExaminable = "recording.not_examinable" {
        /// Which.
        recording: AvRecordId,
        /// Stable code.
        code: String,
        /// In Chinese.
        detail: String,
    };
    /// Pictures and sound were looked at by machine.
    Observed = "recording.observed" {
        /// Which.
        recording: AvRecordId,
        /// What seems to be where, in order.
        stretches: Vec<Stretch>,
    };
    /// They could not be looked at; the original stays as it is.
    NotObservable = "recording.not_observable" {
        /// Which.
        recording: AvRecordId,
        /// Why, in Chinese.
        detail: String,
    };
    /// Something was made from it for the eye.
    Derived = "recording.derived" {
        /// Which.
        recording: AvRecordId,
        /// What.
        derivative: Derivative,
        /// Its bytes.
        digests: Digests,
    } binds digests;
    /// It came from this device (Art. 22).
    DeviceNamed = "recording.device_named" {
        /// Which.
        recording: AvRecordId,
        /// From where.
        device: DeviceId,
        /// Its number on the device.
        file_no: Option<u64>,
        /// The day in its name.
        file_day: Option<Date>,
        /// How that is known.
        basis: DeviceBasis,
    };
    /// What was left on its device after it was deposited (Art. 22 para. 1).
    ClearanceNoted = "recording.clearance_noted" {
        /// Which.
        recording: AvRecordId,
        /// The device.
        device: DeviceId,
        /// Nothing was.
        is_cleared: bool,
        /// When somebody looked.
        seen_at: Timestamp,
    };
    /// It hangs on on-site work.
    Linked = "recording.linked" {
        /// Which.
        recording: AvRecordId,
        /// On what.
        activity: ActivityId,
        /// On what that rested: what the machine saw, whoever made the link.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grounds: Option<Grounds>,
    };
    /// It hangs there no longer: a person took the link back, or what it rested on is gone.
    Unlinked = "recording.unlinked" {
        /// Which.
        recording: AvRecordId,
        /// From what.
        activity: ActivityId,
        /// Why.
        reason: String,
        /// The machine had made the link, and it fell with what it rested on: the work was cancelled,
        /// or whoever had the device took no part then. The machine may make another one.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_released: bool,
    };
    /// Somebody says that it shows no enforcement. It stays whatever comes of that.
    NonEnforcementProposed = "recording.non_enforcement_proposed" {
        /// Which.
        recording: AvRecordId,
        /// What it shows instead.
        kind: NonEnforcementKind,
        /// Why.
        text: String,
    };
    /// A second person agreed.
    NonEnforcementConfirmed = "recording.non_enforcement_confirmed" {
        /// Which.
        recording: AvRecordId,
    };
    /// A second person disagreed, or somebody took the mark back: it is unclassified again.
    NonEnforcementRevoked = "recording.non_enforcement_revoked" {
        /// Which.
        recording: AvRecordId,
        /// Why.
        text: String,
    };
    /// A point in it was marked.
    Marked = "recording.marked" {
        /// Which.
        recording: AvRecordId,
        /// Running number of the mark.
        mark: u32,
        /// Where.
        at_ms: i64,
        /// What.
        kind: MarkKind,
        /// A note.
        text: Option<Personal<String>>,
    };
    /// Its place in time was corrected; the claim stays (Art. 5).
    TimeCorrected = "recording.time_corrected" {
        /// Which.
        recording: AvRecordId,
        /// When it truly started.
        started_at: Timestamp,
        /// How that is known.
        reason: String,
    };
    /// A copy of it is in the case file with its note (Art. 23).
    EvidenceAttached = "recording.evidence_attached" {
        /// Which.
        recording: AvRecordId,
        /// The evidence note that took effect.
        note: TextRecordId,
        /// The copy, read back.
        digests: Digests,
    } binds digests;
    /// A clip or a still of it was asked for with a reason (Arts. 23, 24); a job makes it.
    ExcerptTaken = "recording.excerpt_taken" {
        /// Which.
        recording: AvRecordId,
        /// Running number of the excerpt.
        excerpt: u32,
        /// What.
        kind: ExcerptKind,
        /// Where it begins, in milliseconds of playing time.
        from_ms: i64,
        /// Where it ends; of a still the same moment.
        to_ms: i64,
        /// SHA-256 of the original.
        derived_from: Digest,
        /// Why it is taken.
        reason: Personal<String>,
        /// What it is to prove.
        purpose: Personal<String>,
        /// What lets its taker look at the original.
        basis: String,
    };
    /// It is in the vault as bytes of its own: a derivative, never the original.
    ExcerptMade = "recording.excerpt_made" {
        /// Which.
        recording: AvRecordId,
        /// Its number.
        excerpt: u32,
        /// SHA-256 of the original it was taken from, read again in full just before.
        derived_from: Digest,
        /// Its bytes, read back.
        digests: Digests,
        /// With which arguments.
        recipe: Recipe,
        /// Tool and version.
        tool: String,
        /// How long a clip turned out to be.
        lasts_ms: Option<i64>,
    } binds digests;
    /// It could not be made, and nothing is left of it.
    ExcerptFailed = "recording.excerpt_failed" {
        /// Which.
        recording: AvRecordId,
        /// Its number.
        excerpt: u32,
        /// Why.
        failure: ExcerptFailure,
    };
    /// Somebody looked at it, or took it out as a file (Art. 24).
    ExcerptOpened = "recording.excerpt_opened" {
        /// Which.
        recording: AvRecordId,
        /// Its number.
        excerpt: u32,
        /// It was taken out.
        is_copy: bool,
        /// What allowed it: a grant.
        basis: String,
        /// Until when.
        until_at: Timestamp,
    };
    /// A copy of it is in the case file, beside the copy of the whole original (Art. 23).
    ExcerptAttached = "recording.excerpt_attached" {
        /// Which.
        recording: AvRecordId,
        /// Its number.
        excerpt: u32,
        /// The evidence note.
        note: TextRecordId,
        /// The copy, read back.
        digests: Digests,
    } binds digests;
    /// It was marked as confidential, or no longer (Art. 25).
    SecrecyMarked = "recording.secrecy_marked" {
        /// Which.
        recording: AvRecordId,
        /// The mark.
        mark: SecrecyMark,
    };
    /// Somebody looked at the content (Art. 24).
    Viewed = "recording.viewed" {
        /// Which.
        recording: AvRecordId,
        /// The original, not the preview.
        is_original: bool,
        /// What allowed it: a grant, or the check at deposit.
        basis: String,
        /// Until when this look lasts.
        until_at: Timestamp,
    };
}

/// Who deposited it.
pub(crate) type By = Option<OfficerId>;
