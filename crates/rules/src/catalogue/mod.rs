//! The record catalogue: which text records there are, as data (Arts. 8–13, 19, 21–23).
//!
//! A kind is a folder `<CODE>/` with `record.toml` (what it is, who signs, what it does) and
//! `schema.json` (its fields). The server's validation, the web form and the printed instrument
//! all come from these two files; adding a kind needs no code.

mod check;
mod field;
mod kind;
mod load;
mod missing;
mod process;
mod tell;
mod wording;
mod words;

#[cfg(test)]
mod tests;

pub use field::{Condition, Field};
pub use kind::{Consequence, OnlyIf, RecordKind, SignerSlot};
pub use load::{Catalogue, CatalogueDefect};
pub use missing::{MissingElement, missing_elements};
pub use process::{EndOfAct, Pending, Process, ProcessStep};
pub use tell::{Tell, Told};
pub use wording::{Place, Wording, WordingPart};
pub use words::{Effect, Gate, Layout, Print, Slot, Volume, Widget};

/// Where a field's first value may come from (`x-prefill`), with the words shown beside it.
pub const PREFILLS: &[(&str, &str)] = &[
    ("case.case_no", "案件编号"),
    ("case.cause", "案由"),
    ("case.facts", "案情"),
    ("case.source", "案件来源"),
    ("case.source_received_at", "收到案源的时间"),
    ("case.source_provider", "线索提供人"),
    ("case.source_contact", "线索提供人联系方式"),
    ("case.source_is_confidential", "线索提供人要求保密"),
    ("case.opened_on", "立案日期"),
    ("case.closed_on", "结案日期"),
    ("case.act_ended_on", "按本案规则执法行为终结之日"),
    ("case.party_name", "当事人姓名或者名称"),
    ("case.party_kind", "当事人类别"),
    ("case.party_id_no", "当事人证件号码"),
    ("case.party_representative", "法定代表人（负责人）"),
    ("case.party_address", "当事人地址"),
    ("case.party_phone", "当事人电话"),
    ("agency.name", "机关名称"),
    ("agency.short_name", "机关简称"),
    ("agency.address", "机关地址"),
    ("agency.phone", "机关电话"),
    ("officers", "本案执法人员"),
    ("me", "本人"),
    ("today", "今天"),
    ("now", "现在"),
    ("activity.place", "现场地点"),
    ("activity.arrived_at", "到达现场时间"),
    ("activity.departed_at", "离开现场时间"),
    ("activity.interrupted_at", "登记的中止时间"),
    ("activity.interruption_ended_at", "登记的恢复时间或者离开时间"),
    ("activity.interruption_resumed", "登记的恢复情况"),
    ("activity.interruption_cause", "登记的中止原因"),
    ("decision.doc_no", "处罚决定书文号"),
    ("decision.made_on", "处罚决定日期"),
    ("decision.fine_fen", "罚款数额"),
    ("recording.span_from", "录制起始时间"),
    ("recording.device", "录制设备"),
    ("recording.duration", "时长"),
    ("recording.sha256", "原件摘要"),
    ("case_file.contents", "卷内文件"),
    ("case_file.archive_no", "归档号"),
    ("case_file.retention", "保管期限"),
    ("case_file.items", "件数"),
    ("case_file.pages", "页数"),
];
