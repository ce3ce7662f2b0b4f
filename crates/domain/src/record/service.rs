//! Service of records (Art. 12(一)): what a receipt says, and what was handed over where it was made.

use rules::catalogue::Slot;
use serde_json::Value;
use terms::TextRecordId;

use super::command::Decision;
use super::{Event, Record, Signing, SlotMark};
use crate::Refusal;

/// Words of the receipt for service.
const DIRECT: &str = "直接送达";
const LEFT_IN_PLACE: &str = "留置送达";

impl Decision<'_> {
    pub(super) fn served_record(&self, receipt: &Record) -> Result<TextRecordId, Refusal> {
        let id = receipt.fields.get("document").and_then(Value::as_str);
        let id: TextRecordId = id.and_then(|id| id.parse().ok()).ok_or(Refusal::NotServable)?;
        let served = self.case.records.get(&id).ok_or(Refusal::NotServable)?;
        let kind = self.kind(&served.kind)?;
        if served.counts() && kind.outward { Ok(id) } else { Err(Refusal::NotServable) }
    }

    /// Handed over where it was made: the party's own signature is the receipt. Whoever would not
    /// sign had it left in place.
    pub(super) fn delivered(&self, record: &Record) -> Event {
        let is_refused = |mark: &SlotMark| {
            matches!(mark, SlotMark::Outside { signing: Signing::Refused { .. }, .. })
        };
        let method = if record.is_marked(Slot::Party, is_refused) { LEFT_IN_PLACE } else { DIRECT };
        Event::Served {
            record: record.id,
            receipt: record.id,
            method: method.to_owned(),
            served_at: self.context.now,
        }
    }

    pub(super) fn served(&self, receipt: &Record) -> Result<Event, Refusal> {
        let text =
            |name: &str| receipt.fields.get(name).and_then(Value::as_str).unwrap_or_default();
        let served_at = text("served_at").parse().ok().filter(|at| *at <= self.context.now);
        let served_at =
            served_at.ok_or_else(|| Refusal::TimeOutOfOrder { what: "送达时间".to_owned() })?;
        Ok(Event::Served {
            record: self.served_record(receipt)?,
            receipt: receipt.id,
            method: text("method").to_owned(),
            served_at,
        })
    }
}
