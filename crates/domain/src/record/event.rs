//! What happens to a text record.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use terms::{ActivityId, Digests, OfficerId, Personal, TextRecordId, Timestamp};

use crate::event::events;
use crate::secrecy::SecrecyMark;

/// The number of an instrument: `机关代字+series〔year〕seq号`, without gaps per agency, series, year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocNo {
    /// The agency's word.
    pub short_name: String,
    /// The series, e.g. `罚`.
    pub series: String,
    /// Civil year.
    pub year: i16,
    /// 1, 2, 3 …
    pub seq: u32,
}

impl fmt::Display for DocNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}〔{}〕{}号", self.short_name, self.series, self.year, self.seq)
    }
}

/// When something happened that a record tells of, and why it is written late (Art. 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// Why it is written later than that; nothing while it is in time.
    #[doc(alias = "补录")]
    pub late_reason: Option<String>,
}

/// How somebody outside the agency signed, or did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signing {
    /// Signed, sealed or fingerprinted.
    #[serde(rename = "signed")]
    Signed,
    /// Refused; noted with reason and witness.
    #[serde(rename = "refused")]
    Refused {
        /// Why.
        reason: Personal<String>,
        /// Who saw it, or where the recording shows it.
        witness: Personal<String>,
    },
}

events! {
    /// A draft exists.
    Drafted = "record.drafted" {
        /// Its id.
        record: TextRecordId,
        /// Code in the catalogue.
        kind: String,
        /// Its fields, by the kind's schema.
        fields: Map<String, Value>,
        /// The record it corrects.
        corrects: Option<TextRecordId>,
        /// The on-site work it is about.
        activity: Option<ActivityId>,
        /// When what it tells of happened, where that was said (Art. 5).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        happened_at: Option<Timestamp>,
        /// Why it is written later than that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late_reason: Option<String>,
    };
    /// The draft was changed; both versions stay.
    Edited = "record.edited" {
        /// Which.
        record: TextRecordId,
        /// All fields as they are now.
        fields: Map<String, Value>,
    };
    /// It waits for signatures.
    Submitted = "record.submitted" {
        /// Which.
        record: TextRecordId,
    };
    /// One of our people signed.
    Signed = "record.signed" {
        /// Which.
        record: TextRecordId,
        /// In which slot.
        slot: String,
        /// The opinion written.
        opinion: Option<Personal<String>>,
        /// The credential shown beside the name.
        credential_no: Option<Personal<String>>,
    };
    /// Somebody outside signed or refused.
    PartySigned = "record.party_signed" {
        /// Which.
        record: TextRecordId,
        /// In which slot.
        slot: String,
        /// Who.
        name: Personal<String>,
        /// How.
        signing: Signing,
    };
    /// Sent back for correction; signatures so far fall away.
    Returned = "record.returned" {
        /// Which.
        record: TextRecordId,
        /// From which slot.
        slot: String,
        /// What to mend.
        reason: String,
    };
    /// An officer in charge wants a numbered record voided; a head has to agree.
    VoidingProposed = "record.voiding_proposed" {
        /// Which.
        record: TextRecordId,
        /// Why it must not be used.
        reason: String,
    };
    /// A head did not agree that a numbered record is voided.
    VoidingRefused = "record.voiding_refused" {
        /// Which.
        record: TextRecordId,
        /// Why.
        reason: String,
    };
    /// Given up before it took effect or, where it bears a number, annulled by a head; the number
    /// stays used up.
    Voided = "record.voided" {
        /// Which.
        record: TextRecordId,
        /// Why.
        reason: String,
    };
    /// All slots are signed: the record counts from now on.
    TookEffect = "record.took_effect" {
        /// Which.
        record: TextRecordId,
        /// Its number, where the kind has one.
        doc_no: Option<DocNo>,
        /// The locked wording it carries, `id@version` (Art. 8); records of before do not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wording: Option<Vec<String>>,
    };
    /// Another record corrects it; both stay visible.
    Corrected = "record.corrected" {
        /// The wrong one.
        record: TextRecordId,
        /// The right one.
        by_record: TextRecordId,
    };
    /// It was served (Art. 12(一)).
    Served = "record.served" {
        /// What was served.
        record: TextRecordId,
        /// The service receipt.
        receipt: TextRecordId,
        /// How.
        method: String,
        /// When, as the receipt says.
        served_at: Timestamp,
    };
    /// It was marked as confidential, or no longer (Art. 25).
    SecrecyMarked = "record.secrecy_marked" {
        /// Which.
        record: TextRecordId,
        /// The mark.
        mark: SecrecyMark,
    };
    /// Its page image was made; the leaf binds the bytes.
    Rendered = "record.rendered" {
        /// Which.
        record: TextRecordId,
        /// The PDF.
        digests: Digests,
        /// Pages.
        pages: u32,
    } binds digests;
}

/// Who signed a slot.
pub(crate) type By = Option<OfficerId>;
