//! What happens to agencies and people.

use std::collections::BTreeSet;

use terms::{AgencyId, Date, DivisionId, OfficerId, Personal, RoomId};

use crate::authority::Role;
use crate::event::events;
use crate::matching::Level;
use crate::org::Slips;

events! {
    /// An agency joined.
    AgencyRegistered = "org.agency_registered" {
        /// Its id.
        agency: AgencyId,
        /// Full name.
        name: String,
        /// The word used in document numbers (机关代字).
        short_name: String,
        /// Code of the region (GB/T 2260).
        region: String,
        /// The agency above it.
        superior: Option<AgencyId>,
    };
    /// A division was added.
    DivisionAdded = "org.division_added" {
        /// Of this agency.
        agency: AgencyId,
        /// Its id.
        division: DivisionId,
        /// Its name.
        name: String,
    };
    /// The sectors in which the agency enforces the law, all of them from now on.
    SectorsNamed = "org.sectors_named" {
        /// Of this agency.
        agency: AgencyId,
        /// Words of the rules' vocabulary, e.g. `market_regulation`.
        sectors: BTreeSet<String>,
    };
    /// Where the law is doubtful or contradicts itself, the agency chose in writing.
    LawChosen = "org.law_chosen" {
        /// This agency.
        agency: AgencyId,
        /// The point, e.g. `seizure-on-a-holiday`.
        choice: String,
        /// What was chosen.
        option: String,
        /// The written rule it rests on.
        basis: String,
    };
    /// Besides what the law names, the agency demands a kind of record in its cases (Arts. 9(三),
    /// 10(十二)), or no longer.
    ItemRequired = "org.item_required" {
        /// This agency.
        agency: AgencyId,
        /// Code of the kind.
        kind: String,
        /// Demanded from now on, or no longer.
        is_required: bool,
        /// The written rule it rests on.
        basis: String,
    };
    /// A room kept for enforcement work was entered in the register, or is called otherwise now.
    RoomNamed = "org.room_named" {
        /// Of this agency.
        agency: AgencyId,
        /// Which room.
        room: RoomId,
        /// What it is called from now on.
        name: String,
    };
    /// A room is used no more.
    RoomClosed = "org.room_closed" {
        /// Of this agency.
        agency: AgencyId,
        /// Which room.
        room: RoomId,
        /// Why.
        reason: String,
    };
    /// How much of the linking of recordings to on-site work is left to the machine.
    MatchingChosen = "org.matching_chosen" {
        /// This agency.
        agency: AgencyId,
        /// How much.
        level: Level,
        /// The written rule it rests on.
        basis: String,
    };
    /// After which acts parties are given a slip.
    SlipsChosen = "org.slips_chosen" {
        /// This agency.
        agency: AgencyId,
        /// After which.
        slips: Slips,
        /// The written rule it rests on.
        basis: String,
    };
    /// A person joined an agency.
    OfficerEnrolled = "org.officer_enrolled" {
        /// Their id.
        officer: OfficerId,
        /// Where they work.
        agency: AgencyId,
        /// And in which division.
        division: Option<DivisionId>,
        /// Their name.
        name: Personal<String>,
    };
    /// An enforcement credential was issued or renewed (Art. 10).
    CredentialIssued = "org.credential_issued" {
        /// To whom.
        officer: OfficerId,
        /// Its number.
        number: Personal<String>,
        /// First day of validity.
        from_on: Date,
        /// Last day of validity.
        until_on: Date,
    };
    /// A role was given (Art. 20 for the custodians).
    RoleAppointed = "org.role_appointed" {
        /// To whom.
        officer: OfficerId,
        /// Which.
        role: Role,
        /// From this day on.
        from_on: Date,
    };
    /// A role ended.
    RoleEnded = "org.role_ended" {
        /// Whose.
        officer: OfficerId,
        /// Which.
        role: Role,
        /// Last day.
        until_on: Date,
    };
    /// The account was disabled; nothing about the person is deleted.
    OfficerDisabled = "org.officer_disabled" {
        /// Whose.
        officer: OfficerId,
        /// Why.
        reason: String,
    };
    /// Whoever keeps people replaced a password that was forgotten or known to others.
    PasswordReset = "org.password_reset" {
        /// Whose.
        officer: OfficerId,
        /// Why.
        reason: String,
    };
    /// Somebody kept guessing the person's password and was slowed down.
    GuessingStopped = "org.guessing_stopped" {
        /// Whose password.
        officer: OfficerId,
        /// Failed tries that were not forgiven yet.
        failures: u32,
        /// Whether they came from a browser the person had logged in with.
        known_browser: bool,
        /// Network address of the last one.
        address: Personal<String>,
    };
}
