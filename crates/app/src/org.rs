//! Agencies and people: registering, appointing, disabling.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::authority::{self, Action, Horizon, Place, Role};
use domain::org::{self, Command, Directory, Officer};
use domain::{Event, Refusal, Text};
use store::{Append, RowChange};
use terms::{AgencyId, Date, DivisionId, OfficerId, StreamId};

use crate::commit::{Call, Done, append_error};
use crate::error::{Result, fault};
use crate::load::{Acting, recorded};
use crate::sessions::{Password, SessionEnd};
use crate::{App, jobs, project};

/// A division that somebody names must be one of the agency's.
pub(crate) fn check_division(
    directory: &Directory,
    agency: AgencyId,
    division: Option<DivisionId>,
) -> Result<()> {
    let known = directory.agencies.get(&agency).ok_or(Refusal::NotFound)?;
    match division {
        Some(wanted) if known.divisions.iter().all(|d| d.id != wanted) => {
            Err(Refusal::NotFound.into())
        }
        Some(_) | None => Ok(()),
    }
}

/// Whoever leaves the post gives back first (Art. 20).
const fn leaves(command: &Command) -> bool {
    matches!(command, Command::DisableOfficer { .. } | Command::EndRole { role: Role::Officer, .. })
}

impl App {
    /// Adds an agency below one's own.
    ///
    /// # Errors
    /// A refusal if the superior is out of reach.
    pub async fn register_agency(
        &self,
        call: &Call,
        name: Text<60>,
        short_name: Text<12>,
        region: Text<12>,
        superior: Option<AgencyId>,
    ) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        let superior = superior.unwrap_or(acting.officer.agency);
        self.may_keep(&acting, superior)?;
        let agency = AgencyId::from_bits(self.context.id());
        let superior = Some(superior);
        let command = Command::RegisterAgency { agency, name, short_name, region, superior };
        let outcome = org::decide_agency(None, command)?;
        self.write_org(call, agency.into(), outcome, Some(agency.to_string())).await
    }

    /// Adds a division to an agency.
    ///
    /// # Errors
    /// A refusal if the agency is out of reach.
    pub async fn add_division(
        &self,
        call: &Call,
        agency: AgencyId,
        name: Text<60>,
    ) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        self.may_keep(&acting, agency)?;
        let division = DivisionId::from_bits(self.context.id());
        let state = acting.directory.agencies.get(&agency);
        let outcome = org::decide_agency(state, Command::AddDivision { division, name })?;
        self.write_org(call, agency.into(), outcome, Some(division.to_string())).await
    }

    /// Adds a person with a login and a password that is shown once, and perhaps with a credential.
    ///
    /// # Errors
    /// A refusal if the agency is out of reach, the credential's days run backwards, or the login
    /// name is taken; nobody is added then.
    pub async fn enrol_officer(
        &self,
        call: &Call,
        agency: AgencyId,
        division: Option<DivisionId>,
        name: Text<60>,
        login_name: &str,
        credential: Option<(Text<40>, Date, Date)>,
    ) -> Result<(OfficerId, Password)> {
        let acting = self.acting(call.officer).await?;
        self.may_keep(&acting, agency)?;
        check_division(&acting.directory, agency, division)?;
        let officer = OfficerId::from_bits(self.context.id());
        let command = Command::EnrolOfficer { officer, agency, division, name };
        let today = acting.now.date();
        let mut events = org::decide_officer(None, command, call.officer, today)?.into_events();
        if let Some((number, from_on, until_on)) = credential {
            let state = Officer::fold(&events);
            let command = Command::IssueCredential { number, from_on, until_on };
            events.extend(
                org::decide_officer(state.as_ref(), command, call.officer, today)?.into_events(),
            );
        }
        let password = self.new_login(officer, login_name).await?;
        let outcome = domain::Outcome::Record(events);
        let written = self.write_org(call, officer.into(), outcome, Some(officer.to_string()));
        if let Err(error) = written.await {
            // The name would be taken by nobody.
            self.store.forget_login(officer).await.map_err(fault("forgetting a login"))?;
            return Err(error);
        }
        Ok((officer, password))
    }

    /// Issues or renews a credential. Sessions of the person end with it.
    ///
    /// # Errors
    /// A refusal if the person is out of reach or the days run backwards.
    pub async fn issue_credential(
        &self,
        call: &Call,
        officer: OfficerId,
        number: Text<40>,
        from_on: Date,
        until_on: Date,
    ) -> Result<Done> {
        self.keep_officer(call, officer, Command::IssueCredential { number, from_on, until_on })
            .await
    }

    /// Gives a role. Sessions of the person end with it.
    ///
    /// # Errors
    /// A refusal if the person is out of reach.
    pub async fn appoint_role(
        &self,
        call: &Call,
        officer: OfficerId,
        role: Role,
        from_on: Date,
    ) -> Result<Done> {
        self.keep_officer(call, officer, Command::AppointRole { role, from_on }).await
    }

    /// Ends a role after `until_on`, its last day; after today if no day is given. Sessions of the
    /// person end at once.
    ///
    /// # Errors
    /// A refusal if it is not held.
    pub async fn end_role(
        &self,
        call: &Call,
        officer: OfficerId,
        role: Role,
        until_on: Option<Date>,
    ) -> Result<Done> {
        let until_on = until_on.unwrap_or_else(|| self.context.now().date());
        self.keep_officer(call, officer, Command::EndRole { role, until_on }).await
    }

    /// Disables an account and ends its roles. Sessions end; nothing about the person is deleted.
    ///
    /// # Errors
    /// A refusal if the person is out of reach.
    pub async fn disable_officer(
        &self,
        call: &Call,
        officer: OfficerId,
        reason: Text<200>,
    ) -> Result<Done> {
        self.keep_officer(call, officer, Command::DisableOfficer { reason }).await
    }

    pub(crate) async fn keep_officer(
        &self,
        call: &Call,
        id: OfficerId,
        command: Command,
    ) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        let state = acting.directory.officer(id).ok_or(Refusal::NotFound)?;
        self.may_keep(&acting, state.agency)?;
        let is_disabled = matches!(command, Command::DisableOfficer { .. });
        let is_reset = matches!(command, Command::ResetPassword { .. });
        let why = match (is_disabled, is_reset) {
            (true, _) => SessionEnd::Disabled,
            (false, true) => SessionEnd::Password,
            (false, false) => SessionEnd::Rights,
        };
        if leaves(&command) {
            let devices = self.devices_with(id).await?;
            if !devices.is_empty() {
                let name = state.name.reveal().clone();
                return Err(Refusal::DevicesOut { name, devices: devices.join("、") }.into());
            }
        }
        let outcome = org::decide_officer(Some(state), command, call.officer, acting.now.date())?;
        let done = self.write_org(call, id.into(), outcome, None).await?;
        if !done.already_done {
            self.end_sessions(id, why).await?;
        }
        Ok(done)
    }

    fn may_keep(&self, acting: &Acting, agency: AgencyId) -> Result<()> {
        let place = Place { agency: Some(agency), division: None, officers: &[] };
        let today = acting.now.date();
        authority::authorize(&acting.officer, &acting.directory, Action::OrgWrite, place, today)?;
        Ok(())
    }

    /// Agencies a person may see: the own one, and those below where the role reaches down.
    ///
    /// # Errors
    /// A refusal for a person without any role.
    pub async fn agencies(
        &self,
        reader: OfficerId,
    ) -> Result<(Arc<Directory>, BTreeSet<AgencyId>)> {
        let acting = self.acting(Some(reader)).await?;
        let today = acting.now.date();
        let directory = acting.directory;
        let seen = authority::horizon(&acting.officer, &directory, Action::OrgRead, today)?;
        let agencies = match seen {
            Horizon::Agencies(agencies) => agencies,
            Horizon::Part { agency, .. } => BTreeSet::from([agency]),
        };
        Ok((directory, agencies))
    }

    /// People a person may see: those of the agencies they may see.
    ///
    /// # Errors
    /// A refusal for a person without any role.
    pub async fn people(&self, reader: OfficerId) -> Result<(Arc<Directory>, Vec<OfficerId>)> {
        let (directory, agencies) = self.agencies(reader).await?;
        let seen = directory.officers.values().filter(|o| agencies.contains(&o.agency));
        let ids = seen.map(|officer| officer.id).collect();
        Ok((directory, ids))
    }

    /// Login names of the people whom the reader keeps; nobody else is told any.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn login_names(&self, reader: OfficerId) -> Result<BTreeMap<OfficerId, String>> {
        let acting = self.acting(Some(reader)).await?;
        let mut names = self.store.login_names().await.map_err(fault("reading login names"))?;
        names.retain(|id, _| {
            let officer = acting.directory.officer(*id);
            officer.is_some_and(|officer| self.may_keep(&acting, officer.agency).is_ok())
        });
        Ok(names)
    }

    pub(crate) async fn write_org(
        &self,
        call: &Call,
        stream: StreamId,
        outcome: domain::Outcome<org::Event>,
        id: Option<String>,
    ) -> Result<Done> {
        let facts = self.store.stream(&stream).await.map_err(fault("reading an organisation"))?;
        let version = u64::try_from(facts.len()).unwrap_or(u64::MAX);
        let events = outcome.into_events();
        if events.is_empty() {
            return Ok(Done { stream: stream.to_string(), version, id, already_done: true });
        }
        let mut all = Vec::new();
        for fact in &facts {
            if let Some(domain::Recorded { at, event: Event::Org(event), .. }) = recorded(fact)? {
                all.push((at, event));
            }
        }
        let now = self.context.now();
        all.extend(events.iter().map(|event| (now, event.clone())));
        let added = u64::try_from(events.len()).unwrap_or(0);
        let events: Vec<_> =
            events.into_iter().map(|event| (stream.clone(), Event::Org(event))).collect();
        let directory = self.directory().await?;
        let append = Append {
            at: now,
            reads: vec![(stream.clone(), version)],
            facts: self.facts(call, None, None, &events)?,
            rows: project::org_rows(&all, &directory).into_iter().map(RowChange::Put).collect(),
            outbox: Vec::new(),
            jobs: jobs::after_staff_change(self, &directory, &events),
            idempotency: None,
        };
        self.store.append(append).await.map_err(append_error)?;
        self.wake_jobs();
        let version = version + added;
        Ok(Done { stream: stream.to_string(), version, id, already_done: false })
    }

    /// Sets up the first agency and its administrator. Used once, on an empty database.
    ///
    /// # Errors
    /// A refusal if there is an agency already.
    pub async fn found(
        &self,
        name: Text<60>,
        short_name: Text<12>,
        region: Text<12>,
    ) -> Result<AgencyId> {
        if !self.directory().await?.agencies.is_empty() {
            return Err(Refusal::RoleUnchanged.into());
        }
        let agency = AgencyId::from_bits(self.context.id());
        let command = Command::RegisterAgency { agency, name, short_name, region, superior: None };
        let outcome = org::decide_agency(None, command)?;
        self.write_org(&Call::system(), agency.into(), outcome, None).await?;
        Ok(agency)
    }

    /// Sets up the first administrator of a founded agency, with a password that is shown once.
    ///
    /// # Errors
    /// A refusal if somebody is there already.
    pub async fn found_administrator(
        &self,
        agency: AgencyId,
        name: Text<60>,
        login_name: &str,
    ) -> Result<(OfficerId, Password)> {
        let directory = self.directory().await?;
        if !directory.officers.is_empty() {
            return Err(Refusal::RoleUnchanged.into());
        }
        let officer = OfficerId::from_bits(self.context.id());
        let password = self.new_login(officer, login_name).await?;
        let command = Command::EnrolOfficer { officer, agency, division: None, name };
        let call = Call::system();
        let today = self.context.now().date();
        let enrolled = org::decide_officer(None, command, call.officer, today)?;
        self.write_org(&call, officer.into(), enrolled, None).await?;
        let from_on = self.context.now().date();
        let role = domain::Outcome::one(org::Event::RoleAppointed {
            officer,
            role: Role::Administrator,
            from_on,
        });
        self.write_org(&call, officer.into(), role, None).await?;
        Ok((officer, password))
    }
}
