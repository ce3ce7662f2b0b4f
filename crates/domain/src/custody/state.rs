//! Originals and private copies as their facts add up.

use std::collections::BTreeMap;

use terms::{AgencyId, AvRecordId, Digest, OfficerId, Personal, PrivateCopyId, Timestamp};

use super::{Event, OriginalState, StoredKind};
use crate::Recorded;

/// An original was read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// When.
    pub at: Timestamp,
    /// Who asked for it; `None`: the check of all of them.
    pub by: Option<OfficerId>,
    /// What was found.
    pub found: OriginalState,
}

/// An original was destroyed under an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposal {
    /// When it was noted.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<OfficerId>,
    /// The document that approved it.
    pub order: String,
    /// Who saw to it.
    pub witness: Personal<String>,
    /// Its time of keeping was over.
    pub is_expired: bool,
}

/// What is known of an original since its deposit.
#[doc(alias = "原件核对")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Of which recording.
    pub recording: AvRecordId,
    /// Whose.
    pub agency: AgencyId,
    /// Each time it was read again and that was written down, oldest first.
    pub checks: Vec<Check>,
    /// How it went.
    pub disposed: Option<Disposal>,
    /// Looks that were refused: when, to whom, and the refusal's code.
    pub refused_looks: Vec<(Timestamp, Option<OfficerId>, String)>,
}

impl Original {
    /// The state after the first fact; `None` if that is about no original.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let (recording, agency) = match &first.event {
            crate::Event::Custody(
                Event::OriginalChecked { recording, agency, .. }
                | Event::OriginalDisposed { recording, agency, .. }
                | Event::LookRefused { recording, agency, .. },
            ) => (*recording, *agency),
            crate::Event::Custody(
                Event::PrivateCopyFound { .. }
                | Event::PrivateCopyRemoved { .. }
                | Event::FileChecked { .. }
                | Event::DamageSetAside { .. }
                | Event::BytesRestored { .. }
                | Event::Patrolled { .. },
            )
            | crate::Event::Org(_)
            | crate::Event::Case(_)
            | crate::Event::Record(_)
            | crate::Event::Activity(_)
            | crate::Event::Recording(_)
            | crate::Event::RecordingList(_)
            | crate::Event::Access(_)
            | crate::Event::CaseFile(_)
            | crate::Event::Oversight(_)
            | crate::Event::Device(_)
            | crate::Event::Station(_)
            | crate::Event::Report(_)
            | crate::Event::Beacon(_)
            | crate::Event::Policy(_) => return None,
        };
        let new = Self {
            recording,
            agency,
            checks: Vec::new(),
            disposed: None,
            refused_looks: Vec::new(),
        };
        Some(new.evolve(first))
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        let crate::Event::Custody(event) = &fact.event else { return self };
        let (at, by) = (fact.at, fact.by);
        match event {
            Event::OriginalChecked { found, .. } => {
                self.checks.push(Check { at, by, found: *found });
            }
            Event::OriginalDisposed { order, witness, is_expired, .. } => {
                let (order, witness) = (order.clone(), witness.clone());
                let is_expired = *is_expired;
                self.disposed = Some(Disposal { at, by, order, witness, is_expired });
            }
            Event::LookRefused { code, .. } => self.refused_looks.push((at, by, code.clone())),
            // The right bytes were read back before they got their name.
            Event::BytesRestored { kind: StoredKind::Original, .. } => {
                self.checks.push(Check { at, by, found: OriginalState::Intact });
            }
            Event::PrivateCopyFound { .. }
            | Event::PrivateCopyRemoved { .. }
            | Event::FileChecked { .. }
            | Event::DamageSetAside { .. }
            | Event::BytesRestored { .. }
            | Event::Patrolled { .. } => {}
        }
        self
    }

    /// Whether it was as deposited when it was read last, and was not destroyed under an order.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.disposed.is_none() && self.last_found() == OriginalState::Intact
    }

    /// What it was like when it was read last; as deposited, if it never was.
    #[must_use]
    pub fn last_found(&self) -> OriginalState {
        self.checks.last().map_or(OriginalState::Intact, |check| check.found)
    }
}

/// A recording that somebody kept for themselves.
#[doc(alias = "自行保存")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateCopy {
    /// Its id.
    pub id: PrivateCopyId,
    /// The agency.
    pub agency: AgencyId,
    /// Who had it, where it is one of us.
    pub holder: Option<OfficerId>,
    /// Of which recording, where it is known.
    pub recording: Option<AvRecordId>,
    /// Where it was.
    pub place: Personal<String>,
    /// How it was found.
    pub text: Personal<String>,
    /// When.
    pub found_at: Timestamp,
    /// Who reported it.
    pub found_by: Option<OfficerId>,
    /// When it was taken back, by whom, and how.
    pub removed: Option<(Timestamp, Option<OfficerId>, Personal<String>)>,
}

impl PrivateCopy {
    /// The state after the first fact; `None` if that is about no private copy.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::Custody(Event::PrivateCopyFound {
            copy,
            agency,
            holder,
            recording,
            place,
            text,
        }) = &first.event
        else {
            return None;
        };
        Some(Self {
            id: *copy,
            agency: *agency,
            holder: *holder,
            recording: *recording,
            place: place.clone(),
            text: text.clone(),
            found_at: first.at,
            found_by: first.by,
            removed: None,
        })
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        if let crate::Event::Custody(Event::PrivateCopyRemoved { recording, text, .. }) =
            &fact.event
        {
            self.recording = Some(*recording);
            self.removed = Some((fact.at, fact.by, text.clone()));
        }
        self
    }
}

/// What was found of stored bytes that are no original: by what they are and the digest in their name.
/// Of what is not here nothing was ever amiss.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredFiles(BTreeMap<(StoredKind, Digest), OriginalState>);

impl StoredFiles {
    /// What was found when they were read last.
    #[must_use]
    pub fn last_found(&self, kind: StoredKind, digest: Digest) -> OriginalState {
        self.0.get(&(kind, digest)).copied().unwrap_or(OriginalState::Intact)
    }

    /// Folds one more event in.
    pub(crate) fn note(&mut self, event: &Event) {
        match event {
            Event::FileChecked { kind, digest, found } => {
                self.0.insert((*kind, *digest), *found);
            }
            Event::BytesRestored { kind, digests } => {
                self.0.insert((*kind, digests.sha256), OriginalState::Intact);
            }
            Event::OriginalChecked { .. }
            | Event::OriginalDisposed { .. }
            | Event::LookRefused { .. }
            | Event::PrivateCopyFound { .. }
            | Event::PrivateCopyRemoved { .. }
            | Event::DamageSetAside { .. }
            | Event::Patrolled { .. } => {}
        }
    }
}
