//! Why the machine leaves a link to people.

use terms::{Span, words};

use super::candidate::{Candidate, FAR_METRES, share_e3};
use super::{Clip, ClockBasis, Holder, Reason, Work};

/// Times that may be off by more link nothing.
const MOST_SLACK_MS: i64 = 120_000;
/// So much of the recording lies inside the work, in thousandths ...
const OVERLAP_E3: i64 = 800;
/// ... and still so much if its times are off as far as they may be.
const WORST_OVERLAP_E3: i64 = 500;
/// Presses on a phone may come this much early or late: other work that near is a rival.
const PRESS_SLACK_MS: i64 = 10 * 60_000;
/// Work that was begun and whose end nobody noted may last this long.
const OPEN_LASTS_MS: i64 = 12 * 3_600_000;
/// Work that was only planned may begin this much earlier than planned, and be over so much later.
const PLANNED_BEFORE_MS: i64 = 2 * 3_600_000;
const PLANNED_AFTER_MS: i64 = 6 * 3_600_000;
/// The second candidate is weaker by at least so many points.
const LEAD: u16 = 200;

words! {
    /// Why the machine leaves a link to people.
    Doubt {
        /// There is no candidate.
        NoCandidate = "no_candidate", "没有候选活动";
        /// When it was recorded is not known well enough.
        ClockWeak = "clock_weak", "录制时间不够可靠";
        /// How long it is is not known.
        Unexamined = "unexamined", "时长还不知道";
        /// The register does not tell who had the device.
        HolderUnknown = "holder_unknown", "查不到录制时设备由谁领用";
        /// It changed hands near to it.
        HolderChanged = "holder_changed", "录制前后设备交接过";
        /// Whoever had the device does not take part.
        HolderElsewhere = "holder_elsewhere", "当时的领用人不在该活动的执法人员中";
        /// Whoever had the device came to the work or left it near to the recording.
        TeamChanged = "team_changed", "录制前后该活动更换过执法人员";
        /// The name of the file tells of somebody else than the register.
        NamesDisagree = "names_disagree", "文件名中的人员与领用人不一致";
        /// Arrival or departure is not noted.
        WorkOpen = "work_open", "该活动还没有登记到达和离开";
        /// Too little of it lies between arrival and departure.
        LittleOverlap = "little_overlap", "与活动时间的重叠不够";
        /// The same person has other work near to that time.
        Rival = "rival", "同一人员在相近时间另有活动";
        /// Other recordings of the device near to it hang on other work.
        DeviceElsewhere = "device_elsewhere", "同一设备相近时间的音像关联在别的活动";
        /// Another candidate is nearly as strong.
        CloseSecond = "close_second", "另有接近的候选";
        /// The places are far apart.
        FarAway = "far_away", "拍摄位置离现场较远";
    }
}

/// Everything that keeps the first candidate from being beyond doubt; nothing, if it is.
pub(super) fn doubts(clip: &Clip, ranked: &[Candidate], works: &[Work]) -> Vec<Doubt> {
    let Some(first) = ranked.first() else { return vec![Doubt::NoCandidate] };
    let work = works.iter().find(|work| work.activity == first.activity);
    let (Some(span), Some(work)) = (clip.span, work) else { return vec![Doubt::ClockWeak] };
    let mut found = Vec::new();
    let is_trusted = match clip.clock.basis {
        ClockBasis::Corrected | ClockBasis::Measured => clip.clock.slack_ms <= MOST_SLACK_MS,
        ClockBasis::Unmeasured | ClockBasis::Unset => false,
    };
    if !is_trusted {
        found.push(Doubt::ClockWeak);
    }
    if !clip.is_examined {
        found.push(Doubt::Unexamined);
    }
    found.extend(doubt_of_holder(clip, work));
    if let Some(site) = work.arrived_at.zip(work.departed_at).and_then(|(a, d)| Span::new(a, d)) {
        if share_e3(span, site) < OVERLAP_E3 || worst_share_e3(clip, span, site) < WORST_OVERLAP_E3
        {
            found.push(Doubt::LittleOverlap);
        }
    } else {
        found.push(Doubt::WorkOpen);
    }
    let people = clip.holder.people();
    let others = || works.iter().filter(|other| other.activity != work.activity);
    let is_rival = |other: &Work| {
        !other.officers.is_disjoint(&people) && meet(span, clip.clock.slack_ms, widened(other))
    };
    if others().any(is_rival) {
        found.push(Doubt::Rival);
    }
    let is_elsewhere = |one: &super::Earlier| {
        one.activity != work.activity && meet(span, PRESS_SLACK_MS, Some(one.span))
    };
    if clip.earlier.iter().any(is_elsewhere) {
        found.push(Doubt::DeviceElsewhere);
    }
    if ranked.get(1).is_some_and(|second| first.score < second.score.saturating_add(LEAD)) {
        found.push(Doubt::CloseSecond);
    }
    let is_far =
        |reason: &Reason| matches!(reason, Reason::Distance { metres } if *metres > FAR_METRES);
    if first.reasons.iter().any(is_far) {
        found.push(Doubt::FarAway);
    }
    found
}

fn doubt_of_holder(clip: &Clip, work: &Work) -> Option<Doubt> {
    match &clip.holder {
        Holder::Unknown => Some(Doubt::HolderUnknown),
        Holder::AnyOf(_) => Some(Doubt::HolderChanged),
        Holder::One(one) if !work.may_have(one, clip) => Some(Doubt::HolderElsewhere),
        Holder::One(one) if !work.surely_has(one, clip) => Some(Doubt::TeamChanged),
        Holder::One(one) => {
            clip.carried_by.filter(|carrier| carrier != one).map(|_| Doubt::NamesDisagree)
        }
    }
}

/// The least that can lie inside, wherever the recording lies within what its clock admits.
fn worst_share_e3(clip: &Clip, span: Span, site: Span) -> i64 {
    let moved = |ms: i64| Span::new(span.from().plus_ms(ms), span.to().plus_ms(ms));
    let shifted = [-clip.clock.slack_ms, clip.clock.slack_ms].into_iter().filter_map(moved);
    shifted.map(|span| share_e3(span, site)).min().unwrap_or_default()
}

/// When work may have been, at the widest.
fn widened(work: &Work) -> Option<Span> {
    let (from, to) = match (work.arrived_at, work.departed_at) {
        (Some(arrived), Some(departed)) => (arrived, departed),
        (Some(arrived), None) => (arrived, arrived.plus_ms(OPEN_LASTS_MS)),
        (None, _) => {
            let planned = work.planned_at;
            (planned.plus_ms(-PLANNED_BEFORE_MS), planned.plus_ms(PLANNED_AFTER_MS))
        }
    };
    Span::new(from.plus_ms(-PRESS_SLACK_MS), to.plus_ms(PRESS_SLACK_MS))
}

fn meet(span: Span, slack_ms: i64, other: Option<Span>) -> bool {
    other.is_some_and(|other| {
        span.from().plus_ms(-slack_ms) <= other.to() && other.from() <= span.to().plus_ms(slack_ms)
    })
}
