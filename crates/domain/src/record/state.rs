//! Text records as their facts add up.

use std::collections::BTreeMap;

use rules::catalogue::Slot;
use serde_json::{Map, Value};
use terms::{ActivityId, Digests, OfficerId, Personal, TextRecordId, Timestamp, words};

use super::event::By;
use super::{DocNo, Event, Happened, Signing};
use crate::Refusal;
use crate::secrecy::{self, Secrecy};

words! {
    /// Where a record stands.
    Status {
        /// Being written.
        Draft = "draft", "草稿";
        /// Waiting for signatures.
        Signing = "signing", "签署中";
        /// Sent back.
        Returned = "returned", "已退回";
        /// Counts.
        Effective = "effective", "已生效";
        /// Given up, or annulled with its number.
        Voided = "voided", "已作废";
        /// Effective once, corrected since.
        Corrected = "corrected", "已更正";
    }
}

/// A signature.
#[derive(Debug, Clone, PartialEq)]
pub enum SlotMark {
    /// One of our people.
    Ours {
        /// Who.
        officer: OfficerId,
        /// When.
        at: Timestamp,
        /// What they wrote.
        opinion: Option<Personal<String>>,
        /// The credential beside the name.
        credential_no: Option<Personal<String>>,
    },
    /// Somebody outside.
    Outside {
        /// Who.
        name: Personal<String>,
        /// When it was noted.
        at: Timestamp,
        /// How.
        signing: Signing,
        /// Who noted it.
        noted_by: By,
    },
}

impl SlotMark {
    /// When it was made.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Ours { at, .. } | Self::Outside { at, .. } => *at,
        }
    }
}

/// Why a record came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Return {
    /// Who sent it back.
    pub by: By,
    /// When.
    pub at: Timestamp,
    /// From which slot.
    pub slot: String,
    /// What to mend.
    pub reason: String,
}

/// That a numbered record be voided, as an officer in charge asked for.
#[doc(alias = "作废审批")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voiding {
    /// Why it must not be used.
    pub reason: String,
    /// Who asked.
    pub proposed_by: By,
    /// When.
    pub proposed_at: Timestamp,
}

/// That a record was voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voided {
    /// Why.
    pub reason: String,
    /// Who gave it up or, where it bears a number, agreed.
    pub by: By,
    /// When.
    pub at: Timestamp,
}

/// When, how and by which receipt a record was served.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceOfRecord {
    /// The receipt.
    pub receipt: TextRecordId,
    /// How.
    pub method: String,
    /// When.
    pub served_at: Timestamp,
}

/// A text record.
#[doc(alias = "文字记录")]
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: TextRecordId,
    /// Code in the catalogue.
    pub kind: String,
    /// Where it stands.
    pub status: Status,
    /// Its fields.
    pub fields: Map<String, Value>,
    /// Who drafted it.
    pub drafted_by: By,
    /// When.
    pub drafted_at: Timestamp,
    /// When what it tells of happened, where that was said.
    pub happened: Option<Happened>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The record it corrects.
    pub corrects: Option<TextRecordId>,
    /// The record that corrects it.
    pub corrected_by: Option<TextRecordId>,
    /// The on-site work it is about.
    pub activity: Option<ActivityId>,
    /// Signatures by slot.
    pub marks: BTreeMap<String, Vec<SlotMark>>,
    /// Every time it came back.
    pub returns: Vec<Return>,
    /// When it took effect.
    pub effective_at: Option<Timestamp>,
    /// The locked wording it carries, `id@version`; records of before do not say.
    pub wording: Option<Vec<String>>,
    /// What makes it confidential.
    pub secrecy: Option<Secrecy>,
    /// Its number.
    pub doc_no: Option<DocNo>,
    /// Its page image.
    pub rendered: Option<(Digests, u32)>,
    /// Every time it was served.
    pub served: Vec<ServiceOfRecord>,
    /// The last wish to void it, unless a head refused.
    pub voiding: Option<Voiding>,
    /// Why and by whom it was voided.
    pub voided: Option<Voided>,
}

impl Record {
    /// Whether it counts: took effect and was not corrected since.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.status == Status::Effective
    }

    /// Whether the draft may be changed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Draft | Status::Returned)
    }

    /// Whether it is under way: drafted and neither in effect nor given up.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.is_open() || self.status == Status::Signing
    }

    /// The wish to void it that waits for a head; none once it no longer counts.
    #[must_use]
    pub fn pending_voiding(&self) -> Option<&Voiding> {
        self.voiding.as_ref().filter(|_| self.counts())
    }

    /// Whether a signature like this one stands in a slot, now or as part of what took effect: then
    /// the same signature sent again is a retry. A voided record has none that stand.
    #[must_use]
    pub fn is_marked(&self, slot: Slot, is_same: impl Fn(&SlotMark) -> bool) -> bool {
        let stands = match self.status {
            Status::Signing | Status::Effective | Status::Corrected => true,
            Status::Draft | Status::Returned | Status::Voided => false,
        };
        stands && self.marks.get(slot.as_str()).into_iter().flatten().any(is_same)
    }

    /// Whether this person may read what it says: whoever drafted it, and where it is restricted
    /// those who were named (Art. 25).
    ///
    /// # Errors
    /// [`Refusal::Confidential`].
    pub fn may_read(&self, officer: OfficerId) -> Result<(), Refusal> {
        match &self.secrecy {
            Some(secrecy) if self.drafted_by != Some(officer) => secrecy.admits(officer),
            Some(_) | None => Ok(()),
        }
    }

    /// Those of ours who signed a slot.
    #[must_use]
    pub fn signers(&self, slot: &str) -> Vec<OfficerId> {
        let marks = self.marks.get(slot).into_iter().flatten();
        marks
            .filter_map(|mark| match mark {
                SlotMark::Ours { officer, .. } => Some(*officer),
                SlotMark::Outside { .. } => None,
            })
            .collect()
    }
}

/// The records after one more fact.
pub fn evolve(
    records: &mut BTreeMap<TextRecordId, Record>,
    at: Timestamp,
    by: Option<OfficerId>,
    event: &Event,
) {
    if let Event::Drafted { record, kind, fields, corrects, activity, happened_at, late_reason } =
        event
    {
        let happened = happened_at.map(|at| Happened { at, late_reason: late_reason.clone() });
        let drafted = Record {
            id: *record,
            kind: kind.clone(),
            status: Status::Draft,
            fields: fields.clone(),
            drafted_by: by,
            drafted_at: at,
            happened,
            updated_at: at,
            corrects: *corrects,
            corrected_by: None,
            activity: *activity,
            marks: BTreeMap::new(),
            returns: Vec::new(),
            effective_at: None,
            wording: None,
            secrecy: None,
            doc_no: None,
            rendered: None,
            served: Vec::new(),
            voiding: None,
            voided: None,
        };
        records.insert(*record, drafted);
        return;
    }
    let id = match event {
        Event::Drafted { record, .. }
        | Event::Edited { record, .. }
        | Event::Submitted { record }
        | Event::Signed { record, .. }
        | Event::PartySigned { record, .. }
        | Event::Returned { record, .. }
        | Event::VoidingProposed { record, .. }
        | Event::VoidingRefused { record, .. }
        | Event::Voided { record, .. }
        | Event::TookEffect { record, .. }
        | Event::Corrected { record, .. }
        | Event::Served { record, .. }
        | Event::SecrecyMarked { record, .. }
        | Event::Rendered { record, .. } => record,
    };
    if let Some(record) = records.get_mut(id) {
        record.updated_at = at;
        record.apply(at, by, event);
    }
}

impl Record {
    fn apply(&mut self, at: Timestamp, by: Option<OfficerId>, event: &Event) {
        match event {
            Event::Drafted { .. } => {}
            Event::Edited { fields, .. } => self.fields.clone_from(fields),
            Event::Submitted { .. } => {
                self.status = Status::Signing;
                self.marks.clear();
            }
            Event::Signed { slot, opinion, credential_no, .. } => {
                if let Some(officer) = by {
                    self.marks.entry(slot.clone()).or_default().push(SlotMark::Ours {
                        officer,
                        at,
                        opinion: opinion.clone(),
                        credential_no: credential_no.clone(),
                    });
                }
            }
            Event::PartySigned { slot, name, signing, .. } => {
                self.marks.entry(slot.clone()).or_default().push(SlotMark::Outside {
                    name: name.clone(),
                    at,
                    signing: signing.clone(),
                    noted_by: by,
                });
            }
            Event::Returned { slot, reason, .. } => {
                self.status = Status::Returned;
                self.marks.clear();
                self.returns.push(Return { by, at, slot: slot.clone(), reason: reason.clone() });
            }
            Event::VoidingProposed { reason, .. } => {
                let (reason, proposed_by) = (reason.clone(), by);
                self.voiding = Some(Voiding { reason, proposed_by, proposed_at: at });
            }
            Event::VoidingRefused { .. } => self.voiding = None,
            Event::Voided { reason, .. } => {
                self.status = Status::Voided;
                self.voided = Some(Voided { reason: reason.clone(), by, at });
            }
            Event::TookEffect { doc_no, wording, .. } => {
                self.wording.clone_from(wording);
                self.status = Status::Effective;
                self.effective_at = Some(at);
                self.doc_no.clone_from(doc_no);
            }
            Event::Corrected { by_record, .. } => {
                self.status = Status::Corrected;
                self.corrected_by = Some(*by_record);
            }
            Event::Served { receipt, method, served_at, .. } => self.served.push(ServiceOfRecord {
                receipt: *receipt,
                method: method.clone(),
                // Handed over as it was signed: then, and not an instant before.
                served_at: if *receipt == self.id { at } else { *served_at },
            }),
            Event::SecrecyMarked { mark, .. } => self.secrecy = secrecy::marked(mark, at),
            Event::Rendered { digests, pages, .. } => self.rendered = Some((*digests, *pages)),
        }
    }
}
