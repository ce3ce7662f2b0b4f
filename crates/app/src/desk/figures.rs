//! Five figures for those who answer for others, each leading to the things behind it.

use domain::authority::{Action, Role};
use domain::org::Officer;
use terms::Timestamp;

use super::Tone;
use crate::App;
use crate::error::{Result, fault};

/// How much there is of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Stable key.
    pub key: &'static str,
    /// What is counted.
    pub title: &'static str,
    /// How many.
    pub count: u64,
    /// How pressing any of them is.
    pub tone: Tone,
    /// Where they are.
    pub href: &'static str,
}

impl App {
    pub(super) async fn figures(&self, officer: &Officer, now: Timestamp) -> Result<Vec<Figure>> {
        let (_, scope) = self.reader(officer.id, Action::CaseRead).await?;
        let tally = self.store.tally(&scope, now).await.map_err(fault("counting cases"))?;
        let pressing = |count: u64| if count == 0 { Tone::None } else { Tone::Late };
        let mut figures = vec![
            Figure {
                key: "in_hand",
                title: "在办案件",
                count: tally.in_hand,
                tone: Tone::None,
                href: "/cases",
            },
            Figure {
                key: "late",
                title: "有逾期事项的案件",
                count: tally.late,
                tone: pressing(tally.late),
                href: "/cases?overdue=true",
            },
            Figure {
                key: "gaps",
                title: "有未说明缺口的现场执法",
                count: tally.with_open_gaps,
                tone: pressing(tally.with_open_gaps),
                href: "/acts?gaps=true",
            },
            Figure {
                key: "to_archive",
                title: "已结案待归档",
                count: tally.to_archive,
                tone: Tone::None,
                href: "/cases?status=closed",
            },
        ];
        if !officer.holds(Role::Supervisor, now.date()) {
            let waiting = self.approvals(officer.id, 100).await?.len();
            figures.insert(
                0,
                Figure {
                    key: "waiting",
                    title: "等您签批",
                    count: u64::try_from(waiting).unwrap_or(u64::MAX),
                    tone: Tone::None,
                    href: "/approvals",
                },
            );
        }
        Ok(figures)
    }
}
