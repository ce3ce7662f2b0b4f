//! Duties that do not apply to a case: proposed with a reason by an officer in charge, and of no
//! effect before a head who took no part has signed.

use rules::{Finding, Standing};
use terms::{OfficerId, Severity, Timestamp};

use super::{Case, Event};
use crate::org::Directory;
use crate::{Outcome, Refusal, Text};

/// What an agency lacks as a whole is found under this subject.
const OF_AGENCY: &str = "agency";

/// The duty a waiver is about: the rule, and the thing it judges.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DutyKey {
    /// Id of the rule.
    pub rule: String,
    /// What the finding is about.
    pub subject: String,
}

impl DutyKey {
    /// The duty of a finding.
    #[must_use]
    pub fn of(finding: &Finding) -> Self {
        Self { rule: finding.rule.id.clone(), subject: finding.subject.clone() }
    }

    /// Whether the finding is about this duty.
    #[must_use]
    pub fn is_of(&self, finding: &Finding) -> bool {
        self.rule == finding.rule.id && self.subject == finding.subject
    }
}

/// Why a duty is held not to apply, and whose hands are under it.
#[doc(alias = "不适用认定")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Short title of the duty, as it read then.
    pub title: String,
    /// Why it does not apply.
    pub reason: String,
    /// The officer in charge who says so.
    pub proposed_by: Option<OfficerId>,
    /// When.
    pub proposed_at: Timestamp,
    /// The head who signed, and when.
    pub signed: Option<(Option<OfficerId>, Timestamp)>,
}

/// What may be wanted about a duty that is open.
#[derive(Debug, Clone, PartialEq)]
pub enum WaiverCommand {
    /// Say why it does not apply.
    Propose {
        /// Why.
        reason: Text<300>,
    },
    /// Agree.
    Sign,
    /// Disagree, or take the signature back.
    Revoke {
        /// Why.
        reason: Text<300>,
    },
}

/// Whether a duty may be waived at all. Grave ones, those that hold up an act, and those after which
/// the law acts by itself must be met.
///
/// # Errors
/// [`Refusal::DutyNotWaivable`] naming the duty and its article.
pub fn check_waivable(finding: &Finding) -> Result<(), Refusal> {
    let why = if finding.rule.severity == Severity::S1 {
        "是一票否决的事项"
    } else if !finding.rule.blocks.is_empty() {
        "没有满足就不能办理下一步"
    } else if finding.rule.lapse().is_some() {
        "期限届满由法律直接规定后果"
    } else if finding.subject == OF_AGENCY {
        "是对机关的要求，不属于本案"
    } else {
        return Ok(());
    };
    Err(Refusal::DutyNotWaivable {
        title: finding.rule.title.clone(),
        article: finding.rule.article.to_string(),
        why: why.to_owned(),
    })
}

/// Decides about a duty of a case; `findings` is what the rules say about the case now.
///
/// # Errors
/// [`Refusal`] if the duty must be met, is not open, or the hand is the wrong one.
pub fn decide_waiver(
    case: &Case,
    duty: &DutyKey,
    command: WaiverCommand,
    findings: &[Finding],
    by: OfficerId,
) -> Result<Outcome<Event>, Refusal> {
    let known = case.waivers.get(duty);
    match command {
        WaiverCommand::Propose { reason } => {
            match known {
                Some(known) if known.reason == reason.as_str() => return Ok(Outcome::AlreadyDone),
                Some(Waiver { signed: Some(_), .. }) => return Err(Refusal::WaiverSigned),
                Some(_) | None => {}
            }
            let finding = open(duty, findings)?;
            check_waivable(finding)?;
            Ok(Outcome::one(Event::DutyWaived {
                rule: duty.rule.clone(),
                subject: duty.subject.clone(),
                title: finding.rule.title.clone(),
                reason: reason.as_str().to_owned(),
            }))
        }
        WaiverCommand::Sign => {
            let known = known.ok_or(Refusal::NoWaiver)?;
            check_hand(case, known, by)?;
            if known.signed.is_some() {
                return Ok(Outcome::AlreadyDone);
            }
            check_waivable(open(duty, findings)?)?;
            let (rule, subject) = (duty.rule.clone(), duty.subject.clone());
            Ok(Outcome::one(Event::WaiverSigned { rule, subject }))
        }
        WaiverCommand::Revoke { reason } => {
            let known = known.ok_or(Refusal::NoWaiver)?;
            check_hand(case, known, by)?;
            Ok(Outcome::one(Event::WaiverRevoked {
                rule: duty.rule.clone(),
                subject: duty.subject.clone(),
                reason: reason.as_str().to_owned(),
            }))
        }
    }
}

fn open<'a>(duty: &DutyKey, findings: &'a [Finding]) -> Result<&'a Finding, Refusal> {
    let finding = findings.iter().find(|finding| duty.is_of(finding)).ok_or(Refusal::NotFound)?;
    if finding.is_settled() { Err(Refusal::DutyNotOpen) } else { Ok(finding) }
}

/// A signature is somebody else's: of nobody who proposed it or ever handled the case.
fn check_hand(case: &Case, known: &Waiver, by: OfficerId) -> Result<(), Refusal> {
    if known.proposed_by == Some(by) || case.handlers.contains(&by) {
        return Err(Refusal::OwnWaiver);
    }
    Ok(())
}

/// The findings with those set aside that a signed reason says do not apply. A duty that was met in
/// the meantime stays met, and one that may not be waived stays open whatever was recorded.
#[must_use]
pub fn waive(case: &Case, directory: &Directory, mut findings: Vec<Finding>) -> Vec<Finding> {
    for finding in findings.iter_mut().filter(|finding| !finding.is_settled()) {
        let Some(waiver) = case.waivers.get(&DutyKey::of(finding)) else { continue };
        let Some((signed_by, signed_at)) = waiver.signed else { continue };
        if check_waivable(finding).is_err() {
            continue;
        }
        let name = |id: Option<OfficerId>| id.map(|id| directory.name_of(id)).unwrap_or_default();
        finding.standing = Standing::NotApplicable {
            reason: format!(
                "{}（{}提出，{}于{}签字）",
                waiver.reason,
                name(waiver.proposed_by),
                name(signed_by),
                signed_at.date().to_chinese(),
            ),
        };
    }
    findings
}
