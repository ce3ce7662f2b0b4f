//! Access to recordings (Art. 24): asked for, decided by the agency head.

use std::collections::BTreeSet;

use domain::access::{self, Command, Verb};
use domain::authority::Action;
use domain::{Refusal, Text, case};
use terms::{AccessRequestId, AvRecordId, CaseId, Date, OfficerId};

use crate::App;
use crate::commit::{Call, Decided, Done};
use crate::error::{Result, fault};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct RequestAccess {
    /// The case.
    pub case: CaseId,
    /// These recordings; `None` is all of the case.
    pub recordings: Option<BTreeSet<AvRecordId>>,
    /// For whom beside the one who asks.
    pub subjects: BTreeSet<OfficerId>,
    /// To do what.
    pub verbs: BTreeSet<Verb>,
    /// What for.
    pub purpose: Text<200>,
    /// Why necessary.
    pub reason: Text<500>,
    /// Last day.
    pub until_on: Date,
}

impl App {
    /// Asks for access.
    ///
    /// # Errors
    /// A refusal naming what is wrong with the request.
    pub async fn request_access(&self, call: &Call, new: RequestAccess) -> Result<Done> {
        let id = AccessRequestId::from_bits(self.context.id());
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(new.case).await?;
            let permit = acting.may(Action::AccessRequest, &before)?;
            let (recordings, subjects) = (new.recordings.as_ref(), &new.subjects);
            access::check_named(recordings, subjects, &before, &acting.directory)?;
            let known = before.case.as_ref().ok_or(Refusal::NotFound)?;
            let command = Command::Request {
                request: id,
                recordings: new.recordings.clone(),
                subjects: new.subjects.clone(),
                verbs: new.verbs.clone(),
                purpose: new.purpose.clone(),
                reason: new.reason.clone(),
                until_on: new.until_on,
            };
            let outcome = access::decide(None, command, known, &permit, acting.now)?;
            let joined = case::Event::AccessAsked { request: id };
            Ok(Decided::on(before, id, outcome).and(new.case, joined).making(id))
        })
        .await
    }

    /// Approves, refuses or revokes.
    ///
    /// # Errors
    /// A refusal: not the agency head, an own request, settled already.
    pub async fn decide_access(
        &self,
        call: &Call,
        id: AccessRequestId,
        command: Command,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            let permit = acting.may(Action::AccessDecide, &before)?;
            let case = before.case.as_ref().ok_or(Refusal::NotFound)?;
            let request = before.access.get(&id);
            let outcome = access::decide(request, command.clone(), case, &permit, acting.now)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// The case a request is about.
    ///
    /// # Errors
    /// *Not found* if there is no such request.
    pub async fn case_of_request(&self, id: AccessRequestId) -> Result<CaseId> {
        let facts = self.store.stream(&id.into()).await.map_err(fault("reading a request"))?;
        let case = facts.first().and_then(|fact| fact.case);
        Ok(case.ok_or(Refusal::NotFound)?)
    }
}
