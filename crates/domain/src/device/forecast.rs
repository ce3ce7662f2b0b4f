//! When a device will be full: from what was taken in from it lately, in plain words.

use terms::Timestamp;

/// What was taken in over so many days counts.
const DAYS: u64 = 7;
const DAY_MS: i64 = 86_400_000;
/// Further ahead nobody looks.
const FAR_DAYS: i64 = 365;

/// A look ahead.
#[doc(alias = "存满预测")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// Recorded each day, on average.
    pub per_day_bytes: Option<u64>,
    /// When it is full at that rate.
    pub full_at: Option<Timestamp>,
    /// In Chinese, with the reckoning.
    pub sentence: String,
}

/// Looks ahead from the last known free space and the sizes of what was taken in.
#[must_use]
pub fn forecast(
    free: Option<(Timestamp, u64)>,
    taken_in: &[(Timestamp, u64)],
    now: Timestamp,
) -> Forecast {
    let plain = |sentence: &str| Forecast {
        per_day_bytes: None,
        full_at: None,
        sentence: sentence.to_owned(),
    };
    let Some((seen_at, free)) = free else {
        return plain("没有测过剩余空间，不能预测。领用、归还或者接入采集站时测一次即可。");
    };
    let since = now.plus_ms(-DAY_MS.saturating_mul(i64::try_from(DAYS).unwrap_or(i64::MAX)));
    let lately = taken_in.iter().filter(|(at, _)| *at >= since).map(|(_, size)| *size);
    let sum: u64 = lately.fold(0, u64::saturating_add);
    let (per_day, seen) = (sum / DAYS, seen_at.to_chinese_minute());
    if per_day == 0 {
        let rest = size(free);
        return plain(&format!("剩余 {rest}（{seen}测）。近 {DAYS} 日没有从它入库，不能预测。"));
    }
    let left_ms = u128::from(free) * u128::from(DAY_MS.unsigned_abs()) / u128::from(per_day);
    let full_at = seen_at.plus_ms(i64::try_from(left_ms).unwrap_or(i64::MAX));
    let ahead = full_at.ms().saturating_sub(now.ms());
    let when = match ahead.div_euclid(DAY_MS) {
        ..0 => "现在可能已经存满".to_owned(),
        0 => "一天之内存满".to_owned(),
        FAR_DAYS.. => "一年之内不会存满".to_owned(),
        days => format!("约 {days} 天后存满"),
    };
    Forecast {
        per_day_bytes: Some(per_day),
        full_at: Some(full_at),
        sentence: format!(
            "剩余 {}（{seen}测）；按近 {DAYS} 日每天 {}，{when}。",
            size(free),
            size(per_day)
        ),
    }
}

/// `6.2 GiB`: tenths, rounded down.
pub(super) fn size(bytes: u64) -> String {
    let unit = |shift: u32| (u128::from(bytes) * 10) >> shift;
    let (tenths, name) = match bytes {
        ..0x10_0000 => (unit(10), "KiB"),
        0x10_0000..0x4000_0000 => (unit(20), "MiB"),
        _ => (unit(30), "GiB"),
    };
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}
