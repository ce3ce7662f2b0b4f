//! Reading back: streams folded into dossiers, people and agencies into a directory.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::dossier::Dossier;
use domain::org::{Agency, Directory, Officer};
use domain::{Event, Recorded, Refusal, authority};
use store::StoredFact;
use terms::{OfficerId, StreamId, Timestamp};

use crate::error::{Result, fault};
use crate::{App, Error};

/// A stored fact as the domain folds it. A body that was lawfully disposed of folds as nothing.
pub(crate) fn recorded(fact: &StoredFact) -> Result<Option<Recorded>> {
    let Some(body) = &fact.body else { return Ok(None) };
    let event = Event::from_body(&fact.kind, body).map_err(fault("reading a stored fact"))?;
    Ok(Some(Recorded { at: fact.at, by: fact.by.parse().ok(), event }))
}

/// Whoever acts, with the people and agencies as they are now.
pub(crate) struct Acting {
    pub(crate) officer: Officer,
    pub(crate) directory: Arc<Directory>,
    pub(crate) now: Timestamp,
}

impl Acting {
    /// Whether the person may do this to what the dossier is about.
    pub(crate) fn may(
        &self,
        action: authority::Action,
        dossier: &Dossier,
    ) -> Result<authority::Permit, Refusal> {
        let officers = dossier.officers();
        if dossier.agency().is_none() {
            return Err(Refusal::NotFound);
        }
        let place = dossier.place(&officers);
        authority::authorize(&self.officer, &self.directory, action, place, self.now.date())
    }

    /// Every role by which the person may do this to what the dossier is about.
    pub(crate) fn roles_for(
        &self,
        action: authority::Action,
        dossier: &Dossier,
    ) -> Vec<authority::Role> {
        let officers = dossier.officers();
        let place = dossier.place(&officers);
        let today = self.now.date();
        authority::roles_for(&self.officer, &self.directory, action, place, today)
    }

    /// Whether the person may do this somewhere in the own agency.
    pub(crate) fn may_at_home(
        &self,
        action: authority::Action,
    ) -> Result<authority::Permit, Refusal> {
        let own = [self.officer.id];
        let place = authority::Place { agency: None, division: None, officers: &own };
        authority::authorize(&self.officer, &self.directory, action, place, self.now.date())
    }
}

/// Adds one fact of a stream; what is of no family we know only counts.
fn fold(dossier: &mut Dossier, stream: &StreamId, fact: &StoredFact) -> Result<()> {
    match recorded(fact)? {
        Some(recorded) => dossier.apply(stream, &recorded),
        None => *dossier.versions.entry(stream.clone()).or_default() += 1,
    }
    Ok(())
}

impl App {
    /// A stream with all that hangs on it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] if nothing was ever written to `start`.
    pub(crate) async fn dossier(&self, start: impl Into<StreamId>) -> Result<Dossier> {
        let start = start.into();
        let mut dossier = Dossier::default();
        self.fold_into(&mut dossier, &start).await?;
        if dossier.version(&start) == 0 {
            return Err(Refusal::NotFound.into());
        }
        loop {
            let missing = dossier.unloaded();
            if missing.is_empty() {
                return Ok(dossier);
            }
            dossier.versions.extend(missing.iter().map(|stream| (stream.clone(), 0)));
            for fact in self.store.streams(&missing).await.map_err(fault("reading streams"))? {
                fold(&mut dossier, &fact.stream, &fact)?;
            }
        }
    }

    pub(crate) async fn fold_into(&self, dossier: &mut Dossier, stream: &StreamId) -> Result<()> {
        dossier.versions.insert(stream.clone(), 0);
        let facts = self.store.stream(stream).await.map_err(fault("reading a stream"))?;
        facts.iter().try_for_each(|fact| fold(dossier, stream, fact))
    }

    /// People and agencies as they are now. Kept in memory until an organisational fact is added,
    /// by whichever node.
    pub(crate) async fn directory(&self) -> Result<Arc<Directory>> {
        let newest = self
            .store
            .last_of_family("org.")
            .await
            .map_err(fault("looking for changes of staff"))?;
        {
            let known = self.directory.read().await;
            if let Some((at, directory)) = &*known
                && *at == newest
            {
                return Ok(directory.clone());
            }
        }
        let directory = Arc::new(self.read_directory().await?);
        *self.directory.write().await = Some((newest, directory.clone()));
        Ok(directory)
    }

    async fn read_directory(&self) -> Result<Directory> {
        let facts = self.store.facts_of_family("org.").await.map_err(fault("reading the staff"))?;
        let mut streams: BTreeMap<StreamId, Vec<(Timestamp, domain::org::Event)>> = BTreeMap::new();
        for fact in &facts {
            if let Some(Recorded { at, event: Event::Org(event), .. }) = recorded(fact)? {
                streams.entry(fact.stream.clone()).or_default().push((at, event));
            }
        }
        let mut directory = Directory::default();
        for events in streams.values() {
            if let Some(agency) = Agency::fold(events.iter().map(|(at, event)| (*at, event))) {
                directory.agencies.insert(agency.id, agency);
            } else if let Some(officer) = Officer::fold(events.iter().map(|(_, event)| event)) {
                directory.officers.insert(officer.id, officer);
            }
        }
        Ok(directory)
    }

    /// Whoever a call is by.
    ///
    /// # Errors
    /// [`Error::NoSession`] for the system itself or an unknown person.
    pub(crate) async fn acting(&self, officer: Option<OfficerId>) -> Result<Acting> {
        let directory = self.directory().await?;
        let officer = officer.and_then(|id| directory.officer(id).cloned());
        let officer = officer.ok_or(Error::NoSession)?;
        if !officer.is_enabled {
            return Err(Refusal::Disabled.into());
        }
        Ok(Acting { officer, directory, now: self.context.now() })
    }
}
