//! Commands about violations.

use std::collections::BTreeSet;

use domain::authority::{Action, Place, authorize};
use domain::dossier::Dossier;
use domain::oversight::{self, Around, Command, Raise};
use domain::{Outcome, Refusal, Text};
use rules::{Finding, Standing};
use terms::{AgencyId, CaseId, OfficerId, Severity, Timestamp, ViolationId};

use super::{Loaded, reads_case};
use crate::commit::{Call, Decided, Done};
use crate::error::{Error, Result};
use crate::load::Acting;
use crate::{App, project};

/// A violation to raise: from what the rules say of a case, or by hand.
#[derive(Debug, Clone)]
pub struct NewViolation {
    /// The agency, where it is about no case; one's own if it is not named.
    pub agency: Option<AgencyId>,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// The rule that was not met.
    pub rule: Option<String>,
    /// What the rule judges; with it the finding must be there.
    pub subject: Option<String>,
    /// Short title; that of the rule if it is not given.
    pub title: Option<Text<100>>,
    /// How grave; as the rule says if it is not given.
    pub severity: Option<Severity>,
    /// What was seen; as the finding says if it is not given.
    pub seen: Option<Text<1000>>,
    /// What shows it.
    pub evidence: Vec<Text<200>>,
    /// Who handled it, where it is about no case.
    pub officers: BTreeSet<OfficerId>,
}

/// Whether a finding can be raised as a violation: missing, and not merely to be done later, or done
/// too late.
#[must_use]
pub fn is_violated(finding: &Finding, now: Timestamp) -> bool {
    let is_open = matches!(finding.standing, Standing::Open);
    finding.is_late(now) || (is_open && finding.due.is_none())
}

/// The right that a command needs.
pub(super) const fn action_of(command: &Command) -> Action {
    match command {
        Command::Raise(_) => Action::ViolationRaise,
        Command::Defend { .. } | Command::Rectify { .. } => Action::ViolationAnswer,
        Command::Verify { .. }
        | Command::Dismiss { .. }
        | Command::Order { .. }
        | Command::Recheck { .. }
        | Command::Refer { .. } => Action::ViolationJudge,
    }
}

pub(super) fn decide(
    loaded: &Loaded,
    id: ViolationId,
    command: Command,
    acting: &Acting,
) -> Result<Outcome<oversight::Event>, Refusal> {
    let violation = loaded.violation(id)?;
    let handlers = loaded.handlers(&violation.officers);
    let case = loaded.case.as_ref();
    // Who may not know of it at all, before who may not do it.
    acting.may_about(Action::ViolationRead, violation, case, &handlers)?;
    acting.may_about(action_of(&command), violation, case, &handlers)?;
    let (by, directory) = (&acting.officer, &*acting.directory);
    let around = Around { by, directory, handlers: &handlers, now: acting.now };
    oversight::decide(Some(violation), command, &around)
}

impl App {
    /// Raises a violation.
    ///
    /// # Errors
    /// A refusal if the finding is not there, was raised before, or somebody else raises it.
    pub async fn raise_violation(&self, call: &Call, new: NewViolation) -> Result<Done> {
        let id = ViolationId::from_bits(self.context.id());
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let case = match new.case {
                Some(case) => Some(self.dossier(case).await?),
                None => None,
            };
            let agency = match &case {
                Some(dossier) => dossier.agency().ok_or(Refusal::NotFound)?,
                None => new.agency.unwrap_or(acting.officer.agency),
            };
            if new.agency.is_some_and(|named| named != agency) {
                return Err(Refusal::NotFound.into());
            }
            let officers: Vec<OfficerId> = new.officers.iter().copied().collect();
            let place = Place { agency: Some(agency), division: None, officers: &officers };
            let today = acting.now.date();
            let action = Action::ViolationRaise;
            authorize(&acting.officer, &acting.directory, action, place, today)?;
            let raise = self.raise(id, agency, &new, case.as_ref(), &acting)?;
            let overseen = self.overseen().await?;
            oversight::check_new(&raise, overseen.violations.values())?;
            let mut before = Dossier::default();
            reads_case(&mut before, case.as_ref());
            let loaded = Loaded { dossier: before, case };
            let handlers = loaded.handlers(&new.officers);
            let (by, directory) = (&acting.officer, &*acting.directory);
            let around = Around { by, directory, handlers: &handlers, now: acting.now };
            let outcome = oversight::decide(None, Command::Raise(raise), &around)?;
            Ok(Decided::on(loaded.dossier, id, outcome).making(id))
        })
        .await
    }

    fn raise(
        &self,
        id: ViolationId,
        agency: AgencyId,
        new: &NewViolation,
        case: Option<&Dossier>,
        acting: &Acting,
    ) -> Result<Raise> {
        let is_ours = |id: &OfficerId| {
            acting.directory.officer(*id).is_some_and(|officer| officer.agency == agency)
        };
        if !new.officers.iter().all(is_ours) {
            return Err(Refusal::NotOurOfficer.into());
        }
        let finding = self.finding(new, case, acting)?;
        let rule = new.rule.as_deref().map(|id| self.law.book.rule(id).ok_or(Refusal::NoFinding));
        let rule = rule.transpose()?;
        let from_rule = |text: &str| Text::parse(&short(text)).ok();
        let title = new.title.clone().or_else(|| from_rule(&rule?.title));
        let message = finding.as_ref().and_then(|finding| Text::parse(&finding.message()).ok());
        let needed = |field: &'static str| Error::Value {
            field,
            message: "没有指明规则的，必须填写。".to_owned(),
        };
        let article = finding.as_ref().map(|finding| finding.rule.article.to_string());
        Ok(Raise {
            violation: id,
            agency,
            case: new.case,
            rule: new.rule.clone(),
            pack: finding
                .as_ref()
                .map(|f| f.rule.pack.clone())
                .or_else(|| Some(rule?.pack.clone())),
            article: article.or_else(|| Some(rule?.article.to_string())),
            subject: new.subject.clone(),
            severity: new
                .severity
                .or_else(|| Some(rule?.severity))
                .ok_or_else(|| needed("严重程度"))?,
            title: title.ok_or_else(|| needed("标题"))?,
            seen: new.seen.clone().or(message).ok_or_else(|| needed("发现的情况"))?,
            evidence: new.evidence.clone(),
        })
    }

    /// The finding a violation is made from.
    fn finding(
        &self,
        new: &NewViolation,
        case: Option<&Dossier>,
        acting: &Acting,
    ) -> Result<Option<Finding>, Refusal> {
        let (Some(rule), Some(subject), Some(case)) = (&new.rule, &new.subject, case) else {
            return if new.subject.is_some() { Err(Refusal::NoFinding) } else { Ok(None) };
        };
        let findings = project::findings(&self.law, case, &acting.directory);
        let is_it = |one: &Finding| {
            one.rule.id == *rule && one.subject == *subject && is_violated(one, acting.now)
        };
        findings.into_iter().find(is_it).map(Some).ok_or(Refusal::NoFinding)
    }

    /// One step of a violation.
    ///
    /// # Errors
    /// A refusal naming who would have to act, or what comes first.
    pub async fn decide_violation(
        &self,
        call: &Call,
        id: ViolationId,
        command: Command,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let loaded = self.loaded_violation(id).await?;
            let outcome = decide(&loaded, id, command.clone(), &acting)?;
            Ok(Decided::on(loaded.dossier, id, outcome))
        })
        .await
    }
}

/// A rule's title as that of a violation.
fn short(text: &str) -> String {
    text.chars().take(100).collect()
}
