//! Indicators counted from leaves: the same lines give the same figures to whoever counts.
//!
//! A leaf tells its kind, its time, its stream and the size of the bytes it binds, and so does this
//! set. What stands in bodies (who, where, what was found, which day a law counts from) cannot be
//! counted here; `docs/formats/mirror.md` says which indicators that leaves out.

use std::collections::BTreeMap;

use crate::parsed_leaf::ParsedLeaf;

/// Version of the set. Another meaning of any code is another version.
pub const INDICATORS_VERSION: u64 = 1;

/// A recording that was taken in within this time of being received is counted by itself.
const SOON_MS: i64 = 24 * 3_600_000;
const RECEIVED: &str = "recording.received";

/// By how much a leaf of one of its kinds raises an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Amount {
    /// By one.
    One,
    /// By the size of the bytes it binds.
    Bytes,
    /// By one, if the same stream was received at most [`SOON_MS`] before.
    Soon,
}

/// What is counted.
#[derive(Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its code; never used for anything else.
    pub code: &'static str,
    /// Its name in Chinese.
    pub name: &'static str,
    /// The kinds of facts that raise it.
    pub kinds: &'static [&'static str],
    amount: Amount,
}

const fn of(code: &'static str, name: &'static str, kinds: &'static [&'static str]) -> Indicator {
    Indicator { code, name, kinds, amount: Amount::One }
}

/// All of them, in the order in which they are told.
pub const INDICATORS: &[Indicator] = &[
    of("cases_registered", "登记案源", &["case.registered"]),
    of("cases_opened", "立案（含依法视为受理）", &["case.opened", "case.deemed_opened"]),
    of("cases_not_opened", "不予立案", &["case.not_opened"]),
    of("cases_decided", "作出决定", &["case.decided"]),
    of("cases_closed", "结案", &["case.closed"]),
    of("cases_archived", "归档", &["case_file.archived"]),
    of("duties_waived", "认定事项不适用", &["case.waiver_signed"]),
    of("records_effective", "文书生效", &["record.took_effect"]),
    of("records_served", "送达", &["record.served"]),
    of("records_voided", "作废文书", &["record.voided"]),
    of("works_arrived", "到达现场", &["activity.arrived"]),
    of("works_departed", "离开现场", &["activity.departed"]),
    of("works_unrecorded", "说明没有音像记录", &["activity.unrecorded"]),
    of("gaps_explained", "说明录像缺口", &["activity.gap_explained"]),
    of("recordings_received", "音像收到", &[RECEIVED]),
    of("recordings_deposited", "音像入库", &["recording.deposited"]),
    Indicator {
        code: "recordings_deposited_bytes",
        name: "音像入库字节数",
        kinds: &["recording.deposited"],
        amount: Amount::Bytes,
    },
    Indicator {
        code: "recordings_deposited_soon",
        name: "收到后 24 小时内入库",
        kinds: &["recording.deposited"],
        amount: Amount::Soon,
    },
    of("recordings_quarantined", "音像隔离", &["recording.quarantined"]),
    of("recordings_attached", "复制附卷", &["recording.evidence_attached"]),
    of("recordings_viewed", "查看音像", &["recording.viewed"]),
    of("access_requested", "申请调阅", &["access.requested"]),
    of("access_approved", "批准调阅", &["access.approved"]),
    of("access_refused", "不予批准调阅", &["access.refused"]),
    of("access_used", "按批准使用", &["access.used"]),
    of("access_revoked", "撤回调阅授权", &["access.revoked"]),
    of("looks_refused", "未获准的查看被拒绝", &["custody.look_refused"]),
    of("originals_checked", "核对原始资料", &["custody.original_checked"]),
    of("originals_disposed", "登记销毁原始资料", &["custody.original_disposed"]),
    of("damages_set_aside", "移出受损文件", &["custody.damage_set_aside"]),
    of("damages_restored", "从副本恢复文件", &["custody.bytes_restored"]),
    of("violations_raised", "提出问题", &["oversight.raised"]),
    of("violations_verified", "核实属实", &["oversight.verified"]),
    of("violations_dismissed", "认定误报", &["oversight.dismissed"]),
    of("violations_ordered", "责令改正", &["oversight.ordered"]),
    of("violations_rectified", "报告改正", &["oversight.rectified"]),
    of("devices_gaps_found", "设备文件编号缺失", &["device.gap_found"]),
    of("devices_gaps_explained", "说明编号缺失", &["device.gap_explained"]),
];

/// The indicator of that code.
#[must_use]
pub fn indicator(code: &str) -> Option<&'static Indicator> {
    INDICATORS.iter().find(|indicator| indicator.code == code)
}

/// A leaf that raised an indicator, and by how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// Index of the leaf.
    pub leaf: u64,
    /// By how much.
    pub amount: u64,
}

/// Counts leaf after leaf, from the first one of a log on.
#[derive(Debug, Default)]
pub struct Counter {
    next: u64,
    /// When recordings were received that were not taken in yet, by stream.
    received: BTreeMap<String, i64>,
}

impl Counter {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Index of the leaf that is counted next.
    #[must_use]
    pub const fn next(&self) -> u64 {
        self.next
    }

    /// Counts the next leaf: which indicators it raises, by code. One that is no leaf of ours raises
    /// none.
    pub fn count(&mut self, line: &str) -> Vec<(&'static str, Step)> {
        let leaf = self.next;
        self.next = self.next.saturating_add(1);
        let Ok(parsed) = ParsedLeaf::parse(line) else { return Vec::new() };
        let Some(kind) = parsed.get_text("t") else { return Vec::new() };
        let stream = parsed.get_text("stream").unwrap_or_default();
        let at = parsed.get_int("at").unwrap_or(0);
        if kind == RECEIVED {
            self.received.insert(stream.to_owned(), at);
        }
        let mut steps = Vec::new();
        for indicator in INDICATORS.iter().filter(|indicator| indicator.kinds.contains(&kind)) {
            let amount = match indicator.amount {
                Amount::One => 1,
                Amount::Bytes => parsed.get_count("size").unwrap_or(0),
                Amount::Soon => {
                    let received = self.received.remove(stream);
                    u64::from(received.is_some_and(|then| at.saturating_sub(then) <= SOON_MS))
                }
            };
            if amount > 0 {
                steps.push((indicator.code, Step { leaf, amount }));
            }
        }
        steps
    }
}
