//! Requests for access as their facts add up.

use std::collections::BTreeSet;

use terms::{AccessRequestId, AgencyId, AvRecordId, CaseId, OfficerId, Timestamp, words};

use super::{Event, Verb};
use crate::Recorded;
use crate::case::Case;

words! {
    /// Where a request stands. Expiry is not stored: a grant ends at its time.
    Status {
        /// Waits for the agency head.
        Pending = "pending", "待批准";
        /// Granted.
        Approved = "approved", "已批准";
        /// Refused.
        Refused = "refused", "未批准";
        /// Taken back.
        Revoked = "revoked", "已撤回";
    }
}

/// A request for access and what became of it.
#[doc(alias = "调阅 / 复制")]
#[derive(Debug, Clone, PartialEq)]
pub struct AccessRequest {
    /// Its id.
    pub id: AccessRequestId,
    /// The agency that owns the records.
    pub agency: AgencyId,
    /// The case.
    pub case: CaseId,
    /// These recordings; `None` is all of the case.
    pub recordings: Option<BTreeSet<AvRecordId>>,
    /// For whom.
    pub subjects: BTreeSet<OfficerId>,
    /// To do what.
    pub verbs: BTreeSet<Verb>,
    /// What for.
    pub purpose: String,
    /// Why.
    pub reason: String,
    /// Until when it was asked for.
    pub asked_until_at: Timestamp,
    /// Until when it holds: as asked for, or as granted.
    pub until_at: Timestamp,
    /// Who asked.
    pub asked_by: Option<OfficerId>,
    /// When.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub status: Status,
    /// Who decided.
    pub decided_by: Option<OfficerId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// When it was granted; stays when the grant is taken back.
    pub granted_at: Option<Timestamp>,
    /// Every time a copy was taken out under it: by whom and when.
    pub uses: Vec<(Option<OfficerId>, Timestamp)>,
}

/// Leave to fetch a copy lasts this long after it was noted: a large package takes a while.
const COPY_LASTS_MS: i64 = 60 * 60_000;

impl AccessRequest {
    /// The state after the first fact; `None` if that is not a request.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::Access(Event::Requested {
            request,
            agency,
            case,
            recordings,
            subjects,
            verbs,
            purpose,
            reason,
            until_at,
        }) = &first.event
        else {
            return None;
        };
        Some(Self {
            id: *request,
            agency: *agency,
            case: *case,
            recordings: recordings.clone(),
            subjects: subjects.clone(),
            verbs: verbs.clone(),
            purpose: purpose.clone(),
            reason: reason.clone(),
            asked_until_at: *until_at,
            until_at: *until_at,
            asked_by: first.by,
            asked_at: first.at,
            status: Status::Pending,
            decided_by: None,
            decided_at: None,
            granted_at: None,
            uses: Vec::new(),
        })
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        let crate::Event::Access(event) = &fact.event else { return self };
        let status = match event {
            Event::Requested { .. } => return self,
            Event::Used { .. } => {
                self.uses.push((fact.by, fact.at));
                return self;
            }
            Event::Approved { until_at, .. } => {
                self.until_at = *until_at;
                self.granted_at = Some(fact.at);
                Status::Approved
            }
            Event::Refused { .. } => Status::Refused,
            Event::Revoked { .. } => Status::Revoked,
        };
        self.status = status;
        self.decided_by = fact.by;
        self.decided_at = Some(fact.at);
        self
    }

    /// What it reaches, in Chinese: a copy of all of a case is a copy of its writing too.
    #[must_use]
    pub fn scope_zh(&self) -> String {
        match &self.recordings {
            Some(some) => format!("本案{}段音像", some.len()),
            None if self.verbs.contains(&Verb::Copy) => "本案全部记录".to_owned(),
            None => "本案全部音像".to_owned(),
        }
    }

    /// Until when this grant lets `officer` copy everything of the case; `None` if it does not.
    #[must_use]
    pub fn lets_copy_all(&self, officer: OfficerId, now: Timestamp) -> Option<Timestamp> {
        let is_live = self.status == Status::Approved && now < self.until_at;
        let is_given = self.verbs.contains(&Verb::Copy) && self.subjects.contains(&officer);
        (is_live && is_given && self.recordings.is_none()).then_some(self.until_at)
    }

    /// Until when `officer` may fetch the copy whose taking was noted last.
    #[must_use]
    pub fn copying_until(&self, officer: OfficerId, now: Timestamp) -> Option<Timestamp> {
        let granted_until = self.lets_copy_all(officer, now)?;
        let mut uses = self.uses.iter().rev();
        let (_, at) = uses.find(|(by, _)| *by == Some(officer))?;
        let until = at.plus_ms(COPY_LASTS_MS).min(granted_until);
        (now < until).then_some(until)
    }

    /// Until when this grant lets `officer` look at `recording` now; `None` if it does not.
    #[must_use]
    pub fn covers(
        &self,
        recording: AvRecordId,
        officer: OfficerId,
        case: Option<&Case>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        self.lets(Verb::View, recording, officer, case, now)
    }

    /// Until when this grant lets `officer` copy from `recording` now; `None` if it does not.
    #[must_use]
    pub fn lets_copy(
        &self,
        recording: AvRecordId,
        officer: OfficerId,
        case: Option<&Case>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        self.lets(Verb::Copy, recording, officer, case, now)
    }

    fn lets(
        &self,
        verb: Verb,
        recording: AvRecordId,
        officer: OfficerId,
        case: Option<&Case>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let is_live = self.status == Status::Approved && now < self.until_at;
        let is_given = self.verbs.contains(&verb);
        let is_subject = self.subjects.contains(&officer);
        let is_object = self.recordings.as_ref().is_none_or(|these| these.contains(&recording));
        let is_case = case.is_some_and(|case| case.id == self.case);
        (is_live && is_given && is_subject && is_object && is_case).then_some(self.until_at)
    }
}
