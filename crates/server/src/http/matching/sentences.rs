//! Why a recording may belong to some work, in words.

use domain::matching::{Grounds, Reason};
use domain::org::Directory;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One thing that speaks for a candidate, or against it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    /// Stable word, e.g. `same_holder`.
    pub kind: String,
    /// In Chinese.
    pub text: String,
    /// It speaks against the candidate, or weakens the rest.
    pub against: bool,
}

/// On what a link rested when it was made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GroundsView {
    /// 0 to 1000.
    score: u16,
    reasons: Vec<ReasonView>,
}

pub(crate) fn grounds_view(grounds: &Grounds, directory: &Directory) -> GroundsView {
    let reasons = grounds.reasons.iter().map(|one| reason_view(one, directory)).collect();
    GroundsView { score: grounds.score, reasons }
}

pub(crate) fn reason_view(reason: &Reason, directory: &Directory) -> ReasonView {
    let kind = serde_json::to_value(reason).ok();
    let kind = kind.as_ref().and_then(|value| value.get("k")).and_then(Value::as_str);
    ReasonView {
        kind: kind.unwrap_or_default().to_owned(),
        text: sentence(reason, directory),
        against: reason.is_against(),
    }
}

/// The reasons of stored grounds in one line, for a trail.
pub(crate) fn grounds_line(grounds: &Value, directory: &Directory) -> Option<String> {
    let grounds: Grounds = serde_json::from_value(grounds.clone()).ok()?;
    let reasons: Vec<_> = grounds.reasons.iter().map(|one| sentence(one, directory)).collect();
    Some(format!("匹配度{}‰：{}", grounds.score, reasons.join("；")))
}

fn sentence(reason: &Reason, directory: &Directory) -> String {
    match reason {
        Reason::SameHolder { officer } => {
            format!("同一执法人员：录制时设备由{}领用", directory.name_of(*officer))
        }
        Reason::MaybeHolder { officer } => {
            format!("录制前后设备交接过，{}可能是当时的领用人", directory.name_of(*officer))
        }
        Reason::SameCarrier { officer } => {
            format!("同一执法人员：文件名中的编号是{}的", directory.name_of(*officer))
        }
        Reason::SameDepositor { officer } => {
            format!("同一执法人员：由{}上传", directory.name_of(*officer))
        }
        Reason::OtherHolder { officer } => {
            format!("录制时设备由{}领用，不在该活动的执法人员中", directory.name_of(*officer))
        }
        Reason::Overlap { percent } => format!("时间重叠 {percent}%"),
        Reason::Apart { ms, is_before } => {
            let side = if *is_before { "到达前" } else { "离开后" };
            format!("录制在{side}{}", spell(*ms))
        }
        Reason::StillThere => "该活动还没有登记离开".to_owned(),
        Reason::AboutPlanned { ms } => {
            let side = if *ms < 0 { "早" } else { "晚" };
            format!("该活动还没有登记到达；录制比计划时间{side}{}", spell(ms.saturating_abs()))
        }
        Reason::TimeUnknown => "录制时间不明，只按入库时间推测".to_owned(),
        Reason::Distance { metres } if *metres >= 1000 => {
            format!("距离 {}.{} 公里", metres / 1000, metres % 1000 / 100)
        }
        Reason::Distance { metres } => format!("距离 {metres} 米"),
        Reason::SameDevice { recordings } => {
            format!("同一设备已有{recordings}段关联到该活动")
        }
        Reason::WeakClock { basis, slack_ms } => {
            format!("{}，时间可能差到{}", basis.zh(), spell(*slack_ms))
        }
    }
}

/// A length of time for people; below a minute in seconds.
fn spell(ms: i64) -> String {
    let seconds = ms / 1000;
    let minutes = seconds / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{seconds}秒"),
        (0, minutes) => format!("{minutes}分钟"),
        (hours, 0) => format!("{hours}小时"),
        (hours, minutes) => format!("{hours}小时{minutes}分钟"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_in_words_with_their_measure() {
        let people = Directory::default();
        let told = |reason: Reason| sentence(&reason, &people);
        assert_eq!(told(Reason::Overlap { percent: 92 }), "时间重叠 92%");
        assert_eq!(told(Reason::Distance { metres: 80 }), "距离 80 米");
        assert_eq!(told(Reason::Distance { metres: 12_340 }), "距离 12.3 公里");
        let apart = Reason::Apart { ms: 4_980_000, is_before: false };
        assert_eq!(told(apart), "录制在离开后1小时23分钟");
        let weak = Reason::WeakClock {
            basis: domain::matching::ClockBasis::Unmeasured,
            slack_ms: 600_000,
        };
        assert!(reason_view(&weak, &people).against);
        assert_eq!(reason_view(&weak, &people).kind, "weak_clock");
        assert_eq!(told(weak), "设备时钟没有实测，时间可能差到10分钟");
    }
}
