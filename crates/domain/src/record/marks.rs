//! What is said of a record as such: when what it tells of happened (Art. 5), and whether it is
//! confidential (Art. 25).

use terms::{TextRecordId, Timestamp};

use super::command::Decision;
use super::slot::may_write;
use super::{Event, Happened, Status};
use crate::secrecy::SecrecyMark;
use crate::{Event as AnyEvent, Outcome, Refusal, case};

impl Decision<'_> {
    /// Nothing is recorded before it happens; whoever writes late says about when.
    pub(super) fn happened(
        &self,
        happened: Option<Happened>,
    ) -> Result<(Option<Timestamp>, Option<String>), Refusal> {
        let Some(Happened { at, late_reason }) = happened else { return Ok((None, None)) };
        if at > self.context.now {
            return Err(Refusal::TimeOutOfOrder { what: "所记事项的发生时间".to_owned() });
        }
        Ok((Some(at), late_reason))
    }

    /// A mark may be made as long as the case is not archived: what is confidential shows late.
    pub(super) fn mark_secrecy(
        &self,
        id: TextRecordId,
        mark: SecrecyMark,
    ) -> Result<Outcome<AnyEvent>, Refusal> {
        let record = self.record(id)?;
        may_write(self.kind(&record.kind)?, self.context.roles)?;
        case::gate(self.case, true)?;
        if record.status == Status::Voided {
            return Err(Refusal::RecordNotOpen { status: record.status.zh().to_owned() });
        }
        let known = record.secrecy.as_ref().map(|secrecy| &secrecy.mark);
        if known == Some(&mark) || (known.is_none() && mark.kinds.is_empty()) {
            return Ok(Outcome::AlreadyDone);
        }
        Ok(Outcome::one(Event::SecrecyMarked { record: id, mark }))
    }
}
