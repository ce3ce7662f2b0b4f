//! How far a person sees in lists.

use std::collections::BTreeSet;

use terms::{AgencyId, Date, DivisionId, OfficerId};

use super::{Action, Place, Reach, authorize, reach};
use crate::Refusal;
use crate::org::{Directory, Officer};

/// How far a person sees in a list: the same table, asked for all places at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Horizon {
    /// Everything of these agencies.
    Agencies(BTreeSet<AgencyId>),
    /// Of the own agency what is one's own, or of one's division too.
    Part {
        /// The own agency.
        agency: AgencyId,
        /// Matters in which this person takes part.
        own: Option<OfficerId>,
        /// Matters of this division, and those that no division is in charge of.
        division: Option<Option<DivisionId>>,
    },
}

/// How far `actor` sees by an action that reads.
///
/// # Errors
/// As [`authorize`], where no role reaches anything.
pub fn horizon(
    actor: &Officer,
    directory: &Directory,
    action: Action,
    today: Date,
) -> Result<Horizon, Refusal> {
    let mut seen = BTreeSet::new();
    let (mut own, mut division) = (None, None);
    let roles = if actor.is_enabled { actor.roles_on(today).collect() } else { Vec::new() };
    for reach in roles.into_iter().filter_map(|role| reach(role, action)) {
        match reach {
            Reach::Own => own = Some(actor.id),
            Reach::Division => division = Some(actor.division),
            Reach::Others | Reach::Agency => {
                seen.insert(actor.agency);
            }
            Reach::Below => {
                let known = directory.agencies.keys().copied();
                seen.extend(known.filter(|agency| directory.is_above(actor.agency, *agency)));
            }
        }
    }
    if !seen.is_empty() {
        return Ok(Horizon::Agencies(seen));
    }
    if own.is_none() && division.is_none() {
        let place = Place { agency: None, division: None, officers: &[] };
        authorize(actor, directory, action, place, today)?;
    }
    Ok(Horizon::Part { agency: actor.agency, own, division })
}
