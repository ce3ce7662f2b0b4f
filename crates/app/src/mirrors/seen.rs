//! The last reports and what auditors found, for people.

use std::sync::Arc;

use domain::authority::Action;
use domain::org::Directory;
use ledger::{CosignerRole, Difference, Policy, Recount, RecountResult, Superseded, indicator};
use terms::{OfficerId, Timestamp};

use super::LAST_REPORTS;
use crate::App;
use crate::error::{Result, fault};
use crate::reports::ReportStanding;

/// A figure of a report.
#[derive(Debug, Clone)]
pub struct ReportFigure {
    /// Its code.
    pub code: &'static str,
    /// Its name in Chinese.
    pub name: &'static str,
    /// How much.
    pub value: u64,
}

/// What the auditor of a mirror found.
#[derive(Debug, Clone)]
pub struct ReportOutcome {
    /// The mirror's name in the policy.
    pub mirror: String,
    /// What came of it.
    pub result: RecountResult,
    /// When it was counted.
    pub at: Option<Timestamp>,
    /// The report that the auditor found in its place.
    pub superseded: Option<Superseded>,
    /// Figures that differ.
    pub differences: Vec<Difference>,
}

/// A report and what came of it.
#[derive(Debug, Clone)]
pub struct ReportSeen {
    /// Number of its fact.
    pub n: u64,
    /// When it was written.
    pub at: Timestamp,
    /// The day it is of.
    pub day: String,
    /// First leaf it counts.
    pub from: u64,
    /// One past the last.
    pub to: u64,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Its figures.
    pub figures: Vec<ReportFigure>,
    /// By mirror.
    pub outcomes: Vec<ReportOutcome>,
    /// What is said against it, and in whose place it stands.
    pub standing: ReportStanding,
}

/// The reports of the log.
#[derive(Debug, Clone)]
pub struct ReportsSeen {
    /// Whether a policy names a mirror: else nobody counts again.
    pub has_mirrors: bool,
    /// The last ones, the newest first.
    pub reports: Vec<ReportSeen>,
    /// The people.
    pub directory: Arc<Directory>,
}

impl App {
    /// The last reports and what auditors found.
    ///
    /// # Errors
    /// A refusal where the role sees nothing of the log; faults of the database.
    pub async fn reports_seen(&self, reader: OfficerId) -> Result<ReportsSeen> {
        let acting = self.acting(Some(reader)).await?;
        acting.may_at_home(Action::ProofRead)?;
        let rows = self.store.witnesses().await.map_err(fault("reading the witnesses"))?;
        let mirrors = self.policy.iter().flat_map(Policy::witnesses);
        let mirrors = mirrors.filter(|one| one.role == CosignerRole::Mirror);
        let mirrors: Vec<(String, Option<Recount>)> = mirrors
            .map(|one| {
                let row = rows.iter().find(|row| row.witness == one.key.to_string());
                let told = row.and_then(|row| Recount::parse(row.told.as_deref()?));
                (one.name.to_owned(), told)
            })
            .collect();
        let mut reports = Vec::new();
        let written = self.last_reports(LAST_REPORTS).await?;
        let standings = self.standings(&acting, &written).await?;
        for (written, standing) in written.into_iter().zip(standings) {
            let Some(report) = &written.report else { continue };
            let named = |(code, value)| {
                indicator(code).map(|it| ReportFigure { code, name: it.name, value })
            };
            reports.push(ReportSeen {
                n: written.n,
                at: written.at,
                day: report.day.clone(),
                from: report.from,
                to: report.to,
                sha256: written.sha256.to_string(),
                figures: report.figures().filter_map(named).collect(),
                outcomes: mirrors
                    .iter()
                    .map(|(name, told)| outcome(name, told.as_ref(), written.n))
                    .collect(),
                standing,
            });
        }
        let directory = Arc::clone(&acting.directory);
        Ok(ReportsSeen { has_mirrors: !mirrors.is_empty(), reports, directory })
    }
}

fn outcome(mirror: &str, told: Option<&Recount>, n: u64) -> ReportOutcome {
    let found = told.and_then(|told| told.reports.iter().find(|one| one.leaf == n));
    let seconds = told.map(|told| i64::try_from(told.at).unwrap_or(i64::MAX));
    ReportOutcome {
        mirror: mirror.to_owned(),
        result: found.map_or(RecountResult::Waiting, |one| one.result),
        at: seconds
            .filter(|_| found.is_some())
            .map(|seconds| Timestamp::from_ms(seconds.saturating_mul(1000))),
        superseded: found.and_then(|one| one.superseded.clone()),
        differences: found.map(|one| one.differences.clone()).unwrap_or_default(),
    }
}
