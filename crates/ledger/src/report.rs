//! The report of a day: figures that name the leaves they were counted from, so that whoever has
//! the leaves can count again and say where the two counts part.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::indicators::{INDICATORS, INDICATORS_VERSION, Step, indicator};

/// Longest report, in bytes: it must fit into the body of a fact.
pub const MAX_REPORT_BYTES: usize = 768 * 1024;
/// Most leaves of one report; a day with more has several. With three figures for every leaf it still
/// fits into [`MAX_REPORT_BYTES`].
pub const MAX_REPORT_LEAVES: u64 = 8_192;

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Above [`MAX_REPORT_BYTES`].
    #[error("the report is too long")]
    TooLong,
    /// Not that JSON.
    #[error("the report does not read")]
    Form(#[source] serde_json::Error),
    /// Counted by another version of the set.
    #[error("the report is counted by set {0}")]
    Version(u64),
    /// Leaves out of order or out of the range, or a code that the set has not.
    #[error("the report's steps are out of order, or of no known indicator")]
    Steps,
}

/// Figures over leaves `from..to`. Each figure is the sum of its steps, and written nowhere else:
/// so no figure can contradict the leaves it names.
#[doc(alias = "指标日报")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Version of the set of indicators.
    pub indicators: u64,
    /// The civil day of the first leaf, e.g. `2025-03-07`.
    pub day: String,
    /// First leaf.
    pub from: u64,
    /// One past the last leaf.
    pub to: u64,
    /// By code, leaf and amount, in the order of leaves; nothing for a figure of 0.
    pub counted: BTreeMap<String, Vec<(u64, u64)>>,
}

/// Where two counts of one indicator part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its code.
    pub indicator: String,
    /// The figure told.
    pub told: u64,
    /// The figure recounted.
    pub recounted: u64,
    /// The first leaf that the two count differently.
    pub leaf: u64,
}

impl Report {
    /// A report without any figure yet.
    #[must_use]
    pub const fn new(day: String, from: u64, to: u64) -> Self {
        Self { indicators: INDICATORS_VERSION, day, from, to, counted: BTreeMap::new() }
    }

    /// Adds a step.
    pub fn add(&mut self, code: &str, step: Step) {
        self.counted.entry(code.to_owned()).or_default().push((step.leaf, step.amount));
    }

    /// Its text: the bytes that are hashed.
    ///
    /// # Errors
    /// [`ReportError::Form`], never for values built here.
    pub fn to_text(&self) -> Result<String, ReportError> {
        serde_json::to_string(self).map_err(ReportError::Form)
    }

    /// Reads a report.
    ///
    /// # Errors
    /// [`ReportError`] naming what is wrong.
    pub fn parse(text: &str) -> Result<Self, ReportError> {
        if text.len() > MAX_REPORT_BYTES {
            return Err(ReportError::TooLong);
        }
        let report: Self = serde_json::from_str(text).map_err(ReportError::Form)?;
        if report.indicators != INDICATORS_VERSION {
            return Err(ReportError::Version(report.indicators));
        }
        let is_inside = |(leaf, _): &(u64, u64)| (report.from..report.to).contains(leaf);
        let is_ordered = |steps: &Vec<(u64, u64)>| {
            steps.is_sorted_by(|(a, _), (b, _)| a < b) && steps.iter().all(is_inside)
        };
        let is_known = |code: &String| indicator(code).is_some();
        if report.counted.keys().all(is_known) && report.counted.values().all(is_ordered) {
            Ok(report)
        } else {
            Err(ReportError::Steps)
        }
    }

    /// The figure of an indicator.
    #[must_use]
    pub fn figure(&self, code: &str) -> u64 {
        self.steps(code).iter().fold(0, |sum, (_, amount)| sum.saturating_add(*amount))
    }

    /// Every figure, in the order of the set.
    pub fn figures(&self) -> impl Iterator<Item = (&'static str, u64)> {
        INDICATORS.iter().map(|indicator| (indicator.code, self.figure(indicator.code)))
    }

    /// Where another count of the same leaves parts from this one, indicator by indicator.
    #[must_use]
    pub fn differences(&self, recounted: &Self) -> Vec<Difference> {
        let codes: BTreeSet<&String> =
            self.counted.keys().chain(recounted.counted.keys()).collect();
        let part = |code: &String| {
            let (told, ours) = (self.steps(code), recounted.steps(code));
            let same = told.iter().zip(ours).take_while(|(told, ours)| told == ours).count();
            let leaf = [told.get(same), ours.get(same)].into_iter().flatten();
            Some(Difference {
                indicator: code.clone(),
                told: self.figure(code),
                recounted: recounted.figure(code),
                leaf: leaf.map(|(leaf, _)| *leaf).min()?,
            })
        };
        let mut found: Vec<Difference> = codes.into_iter().filter_map(part).collect();
        found.sort_by(|a, b| (a.leaf, &a.indicator).cmp(&(b.leaf, &b.indicator)));
        found
    }

    fn steps(&self, code: &str) -> &[(u64, u64)] {
        self.counted.get(code).map_or(&[], Vec::as_slice)
    }
}
