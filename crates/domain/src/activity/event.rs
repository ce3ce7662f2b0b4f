//! What happens on site, as registered. Every `at` here is a person's word; the envelope has ours.

use terms::{
    ActivityId, AgencyId, AvRecordId, CaseId, DeviceId, ListRowId, OfficerId, Personal,
    RecordingListId, Span, Timestamp, words,
};

use crate::event::events;
use crate::matching::Position;

words! {
    /// Why recording broke off: objective causes only (Art. 19).
    Cause {
        /// Device fault.
        Fault = "fault", "设备故障";
        /// Device damaged.
        Damage = "damage", "设备损坏";
        /// Battery empty.
        Battery = "battery", "电量不足";
        /// Storage full.
        Storage = "storage", "存储空间不足";
        /// Bad weather.
        Weather = "weather", "天气情况恶劣";
        /// Obstructed by people present.
        Obstruction = "obstruction", "现场有关人员阻挠";
        /// Another objective cause, told in the text.
        Other = "other", "其他客观原因";
    }

    /// How a gap is explained (Art. 19).
    Manner {
        /// By voice when recording went on.
        #[doc(alias = "语音说明")]
        Voice = "voice", "恢复时语音说明";
        /// In writing, where it could not go on.
        #[doc(alias = "书面说明")]
        Written = "written", "书面说明";
    }

    /// What a voice statement tells (Art. 18).
    Element {
        /// When.
        Time = "time", "时间";
        /// Where.
        Place = "place", "地点";
        /// Who.
        Officers = "officers", "执法人员";
        /// What is done.
        Act = "act", "执法行为";
        /// What the recording focuses on.
        Focus = "focus", "摄录重点";
    }

    /// Why recordings could not be deposited the same day (Art. 22, paragraph 2).
    RemoteGround {
        /// A remote area.
        Remote = "remote", "边远地区";
        /// On water.
        Water = "water", "水上";
        /// Hard to reach.
        NoTransport = "no_transport", "交通不便地区";
        /// Away from home.
        Elsewhere = "elsewhere", "异地执法";
        /// Without a break.
        Continuous = "continuous", "连续执法";
    }

    /// How a device of the work was seen back at the agency (Art. 22, paragraph 2).
    SeenBack {
        /// Given back to its keeper.
        GivenBack = "given_back", "设备归还";
        /// Put into a collection station.
        Docked = "docked", "设备接入采集站";
    }
}

events! {
    /// Work was planned.
    Planned = "activity.planned" {
        /// Its id.
        activity: ActivityId,
        /// The agency.
        agency: AgencyId,
        /// The case it belongs to.
        case: Option<CaseId>,
        /// What is to be done.
        title: String,
        /// Where.
        place: Personal<String>,
        /// The row of the recording list it falls under (Art. 16).
        list_row: ListRowId,
        /// The list that row stands in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list: Option<RecordingListId>,
        /// Which version of the list that is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list_version: Option<u32>,
        /// What that row says, as it stood: item and mode.
        list_item: String,
        /// Must be recorded from arrival to departure (Arts. 15, 18).
        is_continuous: bool,
        /// Mode of the row: `continuous`, `situational`, `optional`.
        mode: String,
        /// Who goes.
        officers: Vec<OfficerId>,
        /// When it is planned for.
        planned_at: Timestamp,
        /// What for.
        purpose: Option<String>,
        /// The agency holds that it must be recorded though its list does not say so (Art. 15).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_needed: bool,
        /// Other points the row says to focus on (Art. 17(六)).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other_focus: Option<String>,
    };
    /// They arrived and began.
    Arrived = "activity.arrived" {
        /// Which.
        activity: ActivityId,
        /// When.
        arrived_at: Timestamp,
        /// Where, if not as planned.
        place: Option<Personal<String>>,
        /// Where the phone was, if it told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<Personal<Position>>,
    };
    /// Credentials were shown (Art. 10(一)).
    CredentialsShown = "activity.credentials_shown" {
        /// Which.
        activity: ActivityId,
        /// When.
        shown_at: Timestamp,
        /// By whom.
        officers: Vec<OfficerId>,
    };
    /// People were told that recording is on (Art. 18).
    Announced = "activity.announced" {
        /// Which.
        activity: ActivityId,
        /// When.
        announced_at: Timestamp,
        /// Whether somebody was there to be told.
        is_told: bool,
        /// A note, e.g. nobody present.
        note: Option<Personal<String>>,
    };
    /// A voice statement was made (Art. 18).
    VoiceStated = "activity.voice_stated" {
        /// Which.
        activity: ActivityId,
        /// When.
        stated_at: Timestamp,
        /// What it told.
        elements: Vec<Element>,
    };
    /// A focus point of Art. 17 was recorded.
    FocusMarked = "activity.focus_marked" {
        /// Which.
        activity: ActivityId,
        /// 1 to 6, the items of Art. 17.
        point: u8,
        /// When.
        marked_at: Timestamp,
        /// A note.
        note: Option<Personal<String>>,
    };
    /// Recording broke off (Art. 19).
    Interrupted = "activity.interrupted" {
        /// Which.
        activity: ActivityId,
        /// When.
        interrupted_at: Timestamp,
        /// Why.
        cause: Cause,
        /// A note, e.g. what the other cause is.
        note: Option<Personal<String>>,
    };
    /// Recording went on after an interruption (Art. 19).
    Resumed = "activity.resumed" {
        /// Which.
        activity: ActivityId,
        /// When.
        resumed_at: Timestamp,
        /// Whether the cause was then told by voice, in the resumed recording.
        is_stated: bool,
    };
    /// Others take part from some moment on: two at least, whoever comes or leaves (Art. 10(一)).
    OfficersChanged = "activity.officers_changed" {
        /// Which.
        activity: ActivityId,
        /// Everybody who takes part from then on.
        officers: Vec<OfficerId>,
        /// From when on.
        since: Timestamp,
        /// Why.
        reason: String,
    };
    /// It is not done, or was noted by mistake. Nothing of it is deleted, and its duties are struck
    /// out with this reason.
    Cancelled = "activity.cancelled" {
        /// Which.
        activity: ActivityId,
        /// Why.
        reason: String,
    };
    /// They left.
    Departed = "activity.departed" {
        /// Which.
        activity: ActivityId,
        /// When.
        departed_at: Timestamp,
    };
    /// They were back at the agency (Art. 22).
    Returned = "activity.returned" {
        /// Which.
        activity: ActivityId,
        /// When.
        returned_at: Timestamp,
    };
    /// Same-day deposit is impossible, with the ground (Art. 22, paragraph 2).
    RemoteDeclared = "activity.remote_declared" {
        /// Which.
        activity: ActivityId,
        /// Which of the grounds.
        ground: RemoteGround,
        /// Why it is truly impossible.
        reason: String,
    };
    /// A head agreed or disagreed that it was truly impossible (Art. 22, paragraph 2).
    RemoteDecided = "activity.remote_decided" {
        /// Which.
        activity: ActivityId,
        /// Agreed.
        is_approved: bool,
        /// Why not, or a word to it.
        reason: Option<String>,
    };
    /// A device that was out on this work was seen back: what is known of the return besides the
    /// officers' word (Art. 22, paragraph 2).
    DeviceSeenBack = "activity.device_seen_back" {
        /// Which work.
        activity: ActivityId,
        /// Which device.
        device: DeviceId,
        /// How it was seen.
        how: SeenBack,
        /// When.
        seen_at: Timestamp,
    };
    /// Nothing was recorded, where the list left that to the situation (Arts. 4, 15 para. 2).
    Unrecorded = "activity.unrecorded" {
        /// Which.
        activity: ActivityId,
        /// Why writing alone is enough.
        reason: String,
    };
    /// A gap in the recording was explained (Art. 19).
    GapExplained = "activity.gap_explained" {
        /// Which.
        activity: ActivityId,
        /// From when to when.
        gap: Span,
        /// Why.
        cause: Cause,
        /// How.
        manner: Manner,
        /// The explanation.
        text: Personal<String>,
        /// The recording in which the voice statement is.
        recording: Option<AvRecordId>,
        /// At which millisecond of it.
        mark_ms: Option<i64>,
    };
    /// A recording hangs on this work no longer: a person took the link back.
    RecordingParted = "activity.recording_parted" {
        /// Which work.
        activity: ActivityId,
        /// Which recording.
        recording: AvRecordId,
    };
    /// A recording hangs on this work.
    RecordingJoined = "activity.recording_joined" {
        /// Which work.
        activity: ActivityId,
        /// Which recording.
        recording: AvRecordId,
    };
}

const FOCUS_ZH: [&str; 6] =
    ["现场环境", "有关人员体貌言行", "重要涉案物品", "采取措施情况", "送达文书", "其他事项"];

/// The Chinese name of a focus point.
#[must_use]
pub fn focus_zh(point: u8) -> &'static str {
    usize::from(point)
        .checked_sub(1)
        .and_then(|index| FOCUS_ZH.get(index))
        .copied()
        .unwrap_or("其他事项")
}
