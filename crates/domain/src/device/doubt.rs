//! What the facts of a device say against the cause that was noted for a break (Art. 19).

use terms::Timestamp;

use super::Known;
use super::forecast::size;
use crate::activity::Cause;

/// So much charge does not run out within a day's work.
const AMPLE_PERCENT: u8 = 50;
/// So much room does not fill up within a day's work: some sixteen hours at a common rate.
const AMPLE_BYTES: u64 = 8 << 30;
/// What was seen longer ago says nothing of the moment.
const RECENT_MS: i64 = 12 * 3_600_000;

/// Whether the facts of a device could speak against a cause at all.
#[must_use]
pub const fn is_doubted_cause(cause: Cause) -> bool {
    match cause {
        Cause::Fault | Cause::Damage | Cause::Battery | Cause::Storage => true,
        Cause::Weather | Cause::Obstruction | Cause::Other => false,
    }
}

/// One Chinese sentence if what is known of a device at that moment does not fit the cause. It is a
/// reason to ask, and no finding.
#[must_use]
pub fn doubt(cause: Cause, known: &Known, at: Timestamp) -> Option<String> {
    let is_recent = |seen: Timestamp| {
        let age = at.ms().saturating_sub(seen.ms());
        (0..=RECENT_MS).contains(&age)
    };
    match cause {
        Cause::Battery => {
            let (seen, percent) = known.battery.filter(|(seen, _)| is_recent(*seen))?;
            (percent >= AMPLE_PERCENT).then(|| {
                let seen = seen.to_chinese_minute();
                format!("{seen}测得电量 {percent}%，与“电量不足”不符，请核对。")
            })
        }
        Cause::Storage => {
            let (seen, free) = known.free.filter(|(seen, _)| is_recent(*seen))?;
            (free >= AMPLE_BYTES).then(|| {
                let (seen, free) = (seen.to_chinese_minute(), size(free));
                format!("{seen}测得剩余空间 {free}，与“存储空间不足”不符，请核对。")
            })
        }
        Cause::Fault | Cause::Damage => {
            let day = at.date();
            let is_reported = known
                .faults
                .iter()
                .any(|fault| fault.happened_at.date() == day || fault.reported_at.date() == day);
            let still_open = known.faults.iter().any(|fault| fault.closed.is_none());
            (!is_reported && !still_open).then(|| {
                "当日没有该设备的报修，与“设备故障、损坏”不符，请核对或者补报修。".to_owned()
            })
        }
        Cause::Weather | Cause::Obstruction | Cause::Other => None,
    }
}
