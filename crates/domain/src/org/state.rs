//! Agencies and people as their facts add up.

use std::collections::{BTreeMap, BTreeSet};

use terms::{AgencyId, Date, DivisionId, OfficerId, Personal, RoomId, Timestamp};

use super::Event;
use crate::authority::Role;
use crate::matching::Level;
use crate::org::{SlipChoice, Slips};

/// An enforcement agency.
#[doc(alias = "行政执法机关")]
#[derive(Debug, Clone, PartialEq)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Full name.
    pub name: String,
    /// The word used in document numbers.
    pub short_name: String,
    /// Code of the region.
    pub region: String,
    /// The agency above it.
    #[doc(alias = "上级行政执法机关")]
    pub superior: Option<AgencyId>,
    /// Its divisions.
    pub divisions: Vec<Division>,
    /// When it joined.
    pub created_at: Timestamp,
    /// The sectors it named, oldest first; the last counts.
    pub sectors: Vec<(Timestamp, BTreeSet<String>)>,
    /// What it chose where the law leaves a choice, oldest first.
    pub chosen: Vec<LawChoice>,
    /// Kinds of record it demanded or demanded no longer, oldest first.
    pub items: Vec<RequiredItem>,
    /// How much of the linking of recordings it left to the machine, oldest first; the last counts.
    pub matching: Vec<MatchingChoice>,
    /// After which acts it gives slips, oldest first; the last counts.
    pub slips: Vec<SlipChoice>,
    /// Its rooms kept for enforcement work, also those that are used no more.
    pub rooms: Vec<Room>,
}

/// A room kept for enforcement work, e.g. for questioning (Art. 15).
#[doc(alias = "办案场所")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// What it was called, oldest first; the last counts.
    pub names: Vec<String>,
    /// Since when it is used no more, and why.
    pub closed: Option<(Timestamp, String)>,
}

impl Room {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }
}

/// How much of the linking of recordings an agency left to the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchingChoice {
    /// How much.
    pub level: Level,
    /// The written rule it rests on.
    pub basis: String,
    /// From when on.
    pub at: Timestamp,
}

/// A kind of record that an agency demands in its cases besides those the law names, or no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredItem {
    /// Code of the kind.
    pub kind: String,
    /// Demanded from then on, or no longer.
    pub is_required: bool,
    /// The written rule it rests on.
    pub basis: String,
    /// From when on: cases registered earlier stay as they were.
    pub at: Timestamp,
}

/// What an agency chose in writing where the law is doubtful or contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawChoice {
    /// The point.
    pub choice: String,
    /// What was chosen.
    pub option: String,
    /// The written rule it rests on.
    pub basis: String,
    /// From when on: matters that began earlier are read as before.
    pub at: Timestamp,
}

/// A handling division of an agency.
#[doc(alias = "承办机构")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Its id.
    pub id: DivisionId,
    /// Its name.
    pub name: String,
}

/// An enforcement credential and the days it holds (Art. 10).
#[doc(alias = "执法证(号)")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its number.
    pub number: Personal<String>,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub until_on: Date,
}

impl Credential {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.from_on <= day && day <= self.until_on
    }
}

/// A role and the days on which it is held. Everything that asks whether somebody holds a role asks
/// here, so that rights, slots and desks cannot disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appointment {
    /// Which role.
    pub role: Role,
    /// First day.
    pub from_on: Date,
    /// Last day, still held; `None` while no end is known. Before `from_on` if the appointment was
    /// taken back before it began.
    pub until_on: Option<Date>,
}

impl Appointment {
    /// Whether the role is held on `day`: from the first day through the last.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from_on <= day && self.until_on.is_none_or(|until_on| day <= until_on)
    }
}

/// A person who works with the system.
#[doc(alias = "行政执法人员")]
#[derive(Debug, Clone, PartialEq)]
pub struct Officer {
    /// Their id.
    pub id: OfficerId,
    /// Where they work.
    pub agency: AgencyId,
    /// And in which division.
    pub division: Option<DivisionId>,
    /// Their name.
    pub name: Personal<String>,
    /// Credentials, oldest first; the last one counts.
    pub credentials: Vec<Credential>,
    /// Every appointment there ever was, oldest first.
    pub appointments: Vec<Appointment>,
    /// Whether they may log in.
    pub is_enabled: bool,
}

impl Officer {
    /// The credential that holds on `day`.
    #[must_use]
    pub fn credential_on(&self, day: Date) -> Option<&Credential> {
        self.credentials.iter().rev().find(|credential| credential.is_valid_on(day))
    }

    /// Whether a role is held on `day`.
    #[must_use]
    pub fn holds(&self, role: Role, day: Date) -> bool {
        self.appointments.iter().any(|held| held.role == role && held.holds_on(day))
    }

    /// The roles held on `day`, each once, in the order of the table of rights.
    pub fn roles_on(&self, day: Date) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.holds(*role, day))
    }

    /// The newest appointment to a role, whether or not it has ended.
    #[must_use]
    pub fn last_appointment(&self, role: Role) -> Option<&Appointment> {
        self.appointments.iter().rev().find(|appointment| appointment.role == role)
    }
}

impl Agency {
    /// Folds the facts of an agency's stream.
    #[must_use]
    pub fn fold<'a>(facts: impl IntoIterator<Item = (Timestamp, &'a Event)>) -> Option<Self> {
        facts.into_iter().fold(None, |state, (at, event)| match event {
            Event::AgencyRegistered { agency, name, short_name, region, superior } => Some(Self {
                id: *agency,
                name: name.clone(),
                short_name: short_name.clone(),
                region: region.clone(),
                superior: *superior,
                divisions: Vec::new(),
                created_at: at,
                sectors: Vec::new(),
                chosen: Vec::new(),
                items: Vec::new(),
                matching: Vec::new(),
                slips: Vec::new(),
                rooms: Vec::new(),
            }),
            Event::ItemRequired { kind, is_required, basis, .. } => {
                state.map(|mut agency: Self| {
                    agency.items.push(RequiredItem {
                        kind: kind.clone(),
                        is_required: *is_required,
                        basis: basis.clone(),
                        at,
                    });
                    agency
                })
            }
            Event::SectorsNamed { sectors, .. } => state.map(|mut agency: Self| {
                agency.sectors.push((at, sectors.clone()));
                agency
            }),
            Event::LawChosen { choice, option, basis, .. } => state.map(|mut agency: Self| {
                agency.chosen.push(LawChoice {
                    choice: choice.clone(),
                    option: option.clone(),
                    basis: basis.clone(),
                    at,
                });
                agency
            }),
            Event::MatchingChosen { level, basis, .. } => state.map(|mut agency: Self| {
                agency.matching.push(MatchingChoice { level: *level, basis: basis.clone(), at });
                agency
            }),
            Event::SlipsChosen { slips, basis, .. } => state.map(|mut agency: Self| {
                agency.slips.push(SlipChoice { slips: *slips, basis: basis.clone(), at });
                agency
            }),
            Event::RoomNamed { room, name, .. } => state.map(|mut agency: Self| {
                match agency.rooms.iter_mut().find(|known| known.id == *room) {
                    Some(known) => known.names.push(name.clone()),
                    None => {
                        let names = vec![name.clone()];
                        agency.rooms.push(Room { id: *room, names, closed: None });
                    }
                }
                agency
            }),
            Event::RoomClosed { room, reason, .. } => state.map(|mut agency: Self| {
                if let Some(known) = agency.rooms.iter_mut().find(|known| known.id == *room) {
                    known.closed = Some((at, reason.clone()));
                }
                agency
            }),
            Event::DivisionAdded { division, name, .. } => state.map(|mut agency: Self| {
                agency.divisions.push(Division { id: *division, name: name.clone() });
                agency
            }),
            Event::OfficerEnrolled { .. }
            | Event::CredentialIssued { .. }
            | Event::RoleAppointed { .. }
            | Event::RoleEnded { .. }
            | Event::OfficerDisabled { .. }
            | Event::PasswordReset { .. }
            | Event::GuessingStopped { .. } => state,
        })
    }
}

impl Agency {
    /// Where it is and what it does, as far as that chooses the law, at an instant.
    #[must_use]
    pub fn place_at(&self, at: Timestamp) -> rules::Place {
        let named = self.sectors.iter().rev().find(|(since, _)| *since <= at);
        let sectors = named.map(|(_, sectors)| sectors.clone()).unwrap_or_default();
        rules::Place { region: self.region.clone(), sectors }
    }

    /// A room by its id.
    #[must_use]
    pub fn room(&self, id: RoomId) -> Option<&Room> {
        self.rooms.iter().find(|room| room.id == id)
    }

    /// The room that goes by a name, or did: one that is in use before others.
    #[must_use]
    pub fn room_called(&self, name: &str) -> Option<&Room> {
        let name = name.trim();
        let used = |room: &&Room| room.closed.is_none() && room.name() == name;
        let ever = |room: &&Room| room.names.iter().any(|known| known == name);
        self.rooms.iter().find(used).or_else(|| self.rooms.iter().rev().find(ever))
    }

    /// How much of the linking of recordings is left to the machine now: proposals, as long as it
    /// chose nothing else.
    #[must_use]
    pub fn matching_level(&self) -> Level {
        self.matching.last().map_or(Level::Propose, |chosen| chosen.level)
    }

    /// After which acts parties are given a slip now.
    #[must_use]
    pub fn given_slips(&self) -> Slips {
        self.slips.last().map_or(Slips::Compulsion, |chosen| chosen.slips)
    }

    /// Choice → option, as chosen up to an instant.
    #[must_use]
    pub fn chosen_at(&self, at: Timestamp) -> BTreeMap<String, String> {
        let made = self.chosen.iter().filter(|made| made.at <= at);
        made.map(|made| (made.choice.clone(), made.option.clone())).collect()
    }

    /// The kinds of record it demands at an instant, each as it was last said.
    pub fn items_at(&self, at: Timestamp) -> impl Iterator<Item = &RequiredItem> {
        let said = self.items.iter().filter(move |item| item.at <= at);
        let last: BTreeMap<&str, &RequiredItem> =
            said.map(|item| (item.kind.as_str(), item)).collect();
        last.into_values().filter(|item| item.is_required)
    }

    /// What it last said about a kind of record.
    #[must_use]
    pub fn item_on(&self, kind: &str) -> Option<&RequiredItem> {
        self.items.iter().rev().find(|item| item.kind == kind)
    }

    /// The last choice on a point.
    #[must_use]
    pub fn choice_on(&self, choice: &str) -> Option<&LawChoice> {
        self.chosen.iter().rev().find(|made| made.choice == choice)
    }
}

impl Officer {
    /// Folds the facts of a person's stream.
    #[must_use]
    pub fn fold<'a>(facts: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        facts.into_iter().fold(None, |state: Option<Self>, event| match event {
            Event::OfficerEnrolled { officer, agency, division, name } => Some(Self {
                id: *officer,
                agency: *agency,
                division: *division,
                name: name.clone(),
                credentials: Vec::new(),
                appointments: Vec::new(),
                is_enabled: true,
            }),
            Event::AgencyRegistered { .. }
            | Event::DivisionAdded { .. }
            | Event::SectorsNamed { .. }
            | Event::LawChosen { .. }
            | Event::ItemRequired { .. }
            | Event::RoomNamed { .. }
            | Event::RoomClosed { .. }
            | Event::MatchingChosen { .. }
            | Event::SlipsChosen { .. }
            | Event::CredentialIssued { .. }
            | Event::RoleAppointed { .. }
            | Event::RoleEnded { .. }
            | Event::OfficerDisabled { .. }
            | Event::PasswordReset { .. }
            | Event::GuessingStopped { .. } => state.map(|officer| officer.evolve(event)),
        })
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::CredentialIssued { number, from_on, until_on, .. } => {
                self.credentials.push(Credential {
                    number: number.clone(),
                    from_on: *from_on,
                    until_on: *until_on,
                });
            }
            Event::RoleAppointed { role, from_on, .. } => {
                let (role, from_on) = (*role, *from_on);
                self.appointments.push(Appointment { role, from_on, until_on: None });
            }
            Event::RoleEnded { role, until_on, .. } => {
                let newest = self.appointments.iter_mut().rev().find(|held| held.role == *role);
                if let Some(ended) = newest {
                    ended.until_on = Some(*until_on);
                }
            }
            Event::OfficerDisabled { .. } => self.is_enabled = false,
            Event::AgencyRegistered { .. }
            | Event::DivisionAdded { .. }
            | Event::SectorsNamed { .. }
            | Event::LawChosen { .. }
            | Event::ItemRequired { .. }
            | Event::RoomNamed { .. }
            | Event::RoomClosed { .. }
            | Event::MatchingChosen { .. }
            | Event::SlipsChosen { .. }
            | Event::OfficerEnrolled { .. }
            | Event::PasswordReset { .. }
            | Event::GuessingStopped { .. } => {}
        }
        self
    }
}

/// The people and agencies a decision may have to look at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Directory {
    /// Agencies by id.
    pub agencies: BTreeMap<AgencyId, Agency>,
    /// People by id.
    pub officers: BTreeMap<OfficerId, Officer>,
}

impl Directory {
    /// A person, if known.
    #[must_use]
    pub fn officer(&self, id: OfficerId) -> Option<&Officer> {
        self.officers.get(&id)
    }

    /// A person's name for a sentence; the id if the person is unknown.
    #[must_use]
    pub fn name_of(&self, id: OfficerId) -> String {
        self.officer(id).map_or_else(|| id.to_string(), |o| o.name.reveal().clone())
    }

    /// Whether `above` is `agency` itself or stands above it in the tree.
    #[must_use]
    pub fn is_above(&self, above: AgencyId, agency: AgencyId) -> bool {
        let mut at = Some(agency);
        for _ in 0..=self.agencies.len() {
            match at {
                Some(id) if id == above => return true,
                Some(id) => at = self.agencies.get(&id).and_then(|agency| agency.superior),
                None => return false,
            }
        }
        false
    }
}
