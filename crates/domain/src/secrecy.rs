//! Marks of what is confidential, and who alone may look at it then (Art. 25).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use terms::{AgencyId, OfficerId, Timestamp, words};

use crate::org::Directory;
use crate::{Refusal, Text};

/// More people than this are no restriction.
const MAX_VIEWERS: usize = 50;

words! {
    /// What makes a record confidential.
    #[doc(alias = "国家秘密 / 商业秘密 / 个人隐私")]
    Confidentiality {
        /// A state secret: it must not be in this system at all.
        State = "state", "国家秘密";
        /// A trade secret.
        Commercial = "commercial", "商业秘密";
        /// Personal privacy.
        Privacy = "privacy", "个人隐私";
    }
}

/// What was marked, as it is recorded: it replaces an earlier mark; without a kind it lifts it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SecrecyMark {
    /// What makes it confidential.
    pub kinds: BTreeSet<Confidentiality>,
    /// Who alone may look at it; nobody named: not restricted yet.
    pub viewers: BTreeSet<OfficerId>,
    /// Why.
    pub reason: String,
}

/// A mark that stands, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrecy {
    /// What was marked.
    pub mark: SecrecyMark,
    /// When.
    pub at: Timestamp,
}

impl SecrecyMark {
    /// Checks who is named.
    ///
    /// # Errors
    /// [`Refusal::NotOurOfficer`], [`Refusal::TooManyViewers`].
    pub fn parse(
        kinds: BTreeSet<Confidentiality>,
        viewers: BTreeSet<OfficerId>,
        reason: &Text<300>,
        agency: AgencyId,
        directory: &Directory,
    ) -> Result<Self, Refusal> {
        if viewers.len() > MAX_VIEWERS {
            return Err(Refusal::TooManyViewers { most: MAX_VIEWERS });
        }
        let is_ours = |id: &OfficerId| {
            directory.officer(*id).is_some_and(|known| known.agency == agency && known.is_enabled)
        };
        if !viewers.iter().all(is_ours) {
            return Err(Refusal::NotOurOfficer);
        }
        let reason = reason.as_str().to_owned();
        // Whoever lifts a mark restricts nobody any more.
        let viewers = if kinds.is_empty() { BTreeSet::new() } else { viewers };
        Ok(Self { kinds, viewers, reason })
    }
}

/// The mark that stands after one more was made.
#[must_use]
pub(crate) fn marked(mark: &SecrecyMark, at: Timestamp) -> Option<Secrecy> {
    (!mark.kinds.is_empty()).then(|| Secrecy { mark: mark.clone(), at })
}

impl Secrecy {
    /// Whether looking is restricted at all.
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        !self.mark.viewers.is_empty()
    }

    /// Whether this person may look.
    ///
    /// # Errors
    /// [`Refusal::Confidential`] naming what makes it so.
    pub fn admits(&self, officer: OfficerId) -> Result<(), Refusal> {
        if !self.is_restricted() || self.mark.viewers.contains(&officer) {
            return Ok(());
        }
        let kinds: Vec<_> = self.mark.kinds.iter().map(|kind| kind.zh()).collect();
        Err(Refusal::Confidential { kinds: kinds.join("、") })
    }
}
