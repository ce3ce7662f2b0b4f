//! Decisions about originals and private copies.

use terms::{AgencyId, AvRecordId, Digest, OfficerId, Personal, PrivateCopyId, Timestamp};

use super::{Event, Original, OriginalState, PrivateCopy, StoredFiles, StoredKind};
use crate::{Outcome, Refusal, Text};

/// What may be wanted of an original.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Note what reading it again found.
    Check {
        /// What.
        found: OriginalState,
        /// Somebody asked, and is to find it written down also if all is well.
        is_asked: bool,
    },
    /// Note that a look was refused.
    RefuseLook {
        /// The refusal's code.
        code: String,
        /// To whom.
        by: OfficerId,
        /// When.
        at: Timestamp,
    },
    /// Note that it was destroyed under an order.
    Dispose {
        /// The document that approved it.
        order: Text<200>,
        /// Who saw to it.
        witness: Text<60>,
        /// Its time of keeping was over.
        is_expired: bool,
    },
}

/// Decides about an original (`None`: nothing was ever noted since its deposit).
///
/// # Errors
/// [`Refusal`] if it was destroyed already.
pub fn decide_original(
    (recording, agency): (AvRecordId, AgencyId),
    state: Option<&Original>,
    command: Command,
) -> Result<Outcome<Event>, Refusal> {
    let disposed = state.and_then(|state| state.disposed.as_ref());
    match command {
        Command::Check { found, is_asked } => {
            let known = state.map_or(OriginalState::Intact, Original::last_found);
            // What went under an order is missing and says so once; nothing more is looked for.
            let is_gone = disposed.is_some() && found == OriginalState::Missing;
            if (known == found && !is_asked) || is_gone {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::OriginalChecked { recording, agency, found }))
        }
        // Once a day for each person and reason: a screen that asks again and again fills no log.
        Command::RefuseLook { code, by, at } => {
            let mut known = state.iter().flat_map(|state| &state.refused_looks);
            let is_known = known.any(|(when, who, what)| {
                (when.date(), *who, what.as_str()) == (at.date(), Some(by), code.as_str())
            });
            if is_known {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::LookRefused { recording, agency, code }))
        }
        Command::Dispose { order, witness, is_expired } => match disposed {
            Some(known) if known.order == order.as_str() => Ok(Outcome::AlreadyDone),
            Some(_) => Err(Refusal::OriginalDisposed),
            None => Ok(Outcome::one(Event::OriginalDisposed {
                recording,
                agency,
                order: order.as_str().to_owned(),
                witness: Personal::new(witness.as_str().to_owned()),
                is_expired,
            })),
        },
    }
}

/// Takes a private copy back. Whoever had it does not vouch for its end.
///
/// # Errors
/// [`Refusal`] if it was taken back already, or by whoever had it.
pub fn decide_copy(
    state: &PrivateCopy,
    recording: AvRecordId,
    text: &Text<500>,
    by: OfficerId,
) -> Result<Outcome<Event>, Refusal> {
    if let Some((_, _, known)) = &state.removed {
        return if known.reveal() == text.as_str() {
            Ok(Outcome::AlreadyDone)
        } else {
            Err(Refusal::PrivateCopyRemoved)
        };
    }
    if state.holder == Some(by) {
        return Err(Refusal::OwnPrivateCopy);
    }
    let (copy, text): (PrivateCopyId, _) = (state.id, text.as_str().to_owned());
    Ok(Outcome::one(Event::PrivateCopyRemoved { copy, recording, text: Personal::new(text) }))
}

/// Notes what reading stored bytes again found, if it is not what was found before.
#[must_use]
pub fn decide_file(
    state: &StoredFiles,
    kind: StoredKind,
    digest: Digest,
    found: OriginalState,
) -> Outcome<Event> {
    if state.last_found(kind, digest) == found {
        return Outcome::AlreadyDone;
    }
    Outcome::one(Event::FileChecked { kind, digest, found })
}
