//! Rows of duties: what the rules say, with due instants and never with lateness.

use domain::dossier::Dossier;
use rules::{Due, Finding, Standing};
use store::{DutyRow, Row};
use terms::{ActivityId, AvRecordId, Timestamp};

/// Counts for the lists of cases.
pub(super) struct Tally {
    pub(super) met: u32,
    pub(super) total: u32,
    /// The earliest due instant among open duties that bind us, with its rule.
    pub(super) next: Option<(Timestamp, String)>,
}

pub(super) fn tally(findings: &[Finding]) -> Tally {
    let applies = |f: &&Finding| !matches!(f.standing, Standing::NotApplicable { .. });
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let open = findings.iter().filter(|finding| matches!(finding.standing, Standing::Open));
    let due = open.filter_map(|finding| {
        let due = finding.due.as_ref().filter(|due| due.binding)?;
        Some((due.due_at, finding.rule.id.clone()))
    });
    Tally {
        met: count(findings.iter().filter(applies).filter(|f| f.is_settled()).count()),
        total: count(findings.iter().filter(applies).count()),
        next: due.min(),
    }
}

pub(super) fn all(dossier: &Dossier, findings: &[Finding], rows: &mut Vec<Row>) {
    let Some(agency_id) = dossier.agency() else { return };
    let case_id = dossier.case.as_ref().map(|case| case.id);
    let owner = case_id.map_or_else(String::new, |id| id.to_string());
    for finding in findings {
        if matches!(finding.standing, Standing::NotApplicable { .. }) {
            continue;
        }
        let met_at = match &finding.standing {
            Standing::Met { at, .. } => Some(*at),
            Standing::Open | Standing::NotApplicable { .. } | Standing::Explained { .. } => None,
        };
        let due = finding.due.as_ref();
        rows.push(Row::from(DutyRow {
            key: format!("{owner}|{}|{}", finding.rule.id, finding.subject),
            case_id,
            activity_id: activity_of(dossier, &finding.subject),
            agency_id,
            rule: finding.rule.id.clone(),
            pack: finding.rule.pack.clone(),
            title: finding.rule.title.clone(),
            subject: finding.subject.clone(),
            article: finding.rule.article.to_string(),
            severity: finding.rule.severity,
            standing: finding.standing.as_str().to_owned(),
            due_at: due.filter(|due| due.binding).map(|due| due.due_at),
            strict_due_at: due.and_then(|due| due.lenient.map(|_| due.due_at)),
            remind_at: due.filter(|due| due.binding).map(Due::remind_at),
            estimated: due.is_some_and(|due| due.estimated),
            message: finding.message(),
            met_at,
        }));
    }
}

/// The on-site work a finding is about, directly or through a recording.
fn activity_of(dossier: &Dossier, subject: &str) -> Option<ActivityId> {
    let direct = subject.parse::<ActivityId>().ok();
    direct.or_else(|| {
        let recording = subject.parse::<AvRecordId>().ok()?;
        dossier.recordings.get(&recording)?.activity
    })
}
