//! Rows of violations.

use domain::dossier::Dossier;
use domain::oversight::Violation;
use store::{Row, ViolationRow};

pub(super) fn all(dossier: &Dossier, rows: &mut Vec<Row>) {
    rows.extend(dossier.violations.values().map(row).map(Row::from));
}

fn row(violation: &Violation) -> ViolationRow {
    ViolationRow {
        violation_id: violation.id,
        agency_id: violation.agency,
        overseer_id: violation.overseer,
        case_id: violation.case,
        rule: violation.rule.clone(),
        article: violation.article.clone(),
        severity: violation.severity,
        title: violation.title.clone(),
        status: violation.status().as_str().to_owned(),
        officers: violation.officers.iter().copied().collect(),
        raised_at: violation.raised_at,
        due_at: violation.due_on().map(terms::Date::end),
        updated_at: violation.updated_at,
    }
}
