//! What happens to a request for access.

use std::collections::BTreeSet;

use terms::{AccessRequestId, AgencyId, AvRecordId, CaseId, OfficerId, Timestamp, words};

use crate::event::events;

words! {
    /// What is asked for.
    Verb {
        /// Look (调阅).
        View = "view", "调阅";
        /// Copy (复制).
        Copy = "copy", "复制";
    }
}

events! {
    /// Access was asked for.
    Requested = "access.requested" {
        /// Its id.
        request: AccessRequestId,
        /// The agency that owns the records.
        agency: AgencyId,
        /// The case.
        case: CaseId,
        /// These recordings; `None` is all of the case.
        recordings: Option<BTreeSet<AvRecordId>>,
        /// For whom; the one who asks is always among them.
        subjects: BTreeSet<OfficerId>,
        /// To do what.
        verbs: BTreeSet<Verb>,
        /// What for.
        purpose: String,
        /// Why it is necessary.
        reason: String,
        /// Until when.
        until_at: Timestamp,
    };
    /// The agency head agreed (Art. 24 para. 2).
    Approved = "access.approved" {
        /// Which.
        request: AccessRequestId,
        /// Until when; may be earlier than asked for, never later.
        until_at: Timestamp,
        /// What the head wrote.
        opinion: Option<String>,
    };
    /// The agency head refused.
    Refused = "access.refused" {
        /// Which.
        request: AccessRequestId,
        /// Why.
        reason: String,
    };
    /// The grant was used to take a copy out; a look is a fact of the recording.
    Used = "access.used" {
        /// Which.
        request: AccessRequestId,
        /// For what.
        verb: Verb,
    };
    /// The grant was taken back.
    Revoked = "access.revoked" {
        /// Which.
        request: AccessRequestId,
        /// Why.
        reason: String,
    };
}
