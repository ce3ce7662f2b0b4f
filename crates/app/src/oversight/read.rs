//! Violations for reading: a page of them, one of them with what may be done next.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::authority::Action;
use domain::org::{Directory, Officer};
use domain::oversight::{Command, Violation};
use domain::{Refusal, RefusalKind, Text};
use store::{Page, Paging, ViolationFilter, ViolationRow};
use terms::{CaseId, OfficerId, StreamId, Timestamp, ViolationId};

use super::write::decide;
use crate::App;
use crate::error::{Result, fault};
use crate::load::recorded;
use crate::proof::{TrailFact, leaf_hash};

/// A page of violations.
pub struct ViolationsSeen {
    /// The rows.
    pub page: Page<ViolationRow>,
    /// What their cases are called.
    pub labels: BTreeMap<CaseId, String>,
    /// The people and agencies.
    pub directory: Arc<Directory>,
    /// Whether the reader may raise one.
    pub may_raise: Result<(), Refusal>,
    /// When.
    pub now: Timestamp,
}

/// A violation as somebody may read it.
pub struct ViolationView {
    /// The violation.
    pub violation: Violation,
    /// Its version.
    pub version: u64,
    /// The case it is about, with all that hangs on it.
    pub case: Option<domain::dossier::Dossier>,
    /// The reader may open that case.
    pub may_open_case: bool,
    /// What the reader may do now, and why not. What is another office's, or not its turn, is left
    /// out.
    pub may: Vec<(&'static str, &'static str, Result<(), Refusal>)>,
    /// Its facts.
    pub trail: Vec<TrailFact>,
    /// The people and agencies.
    pub directory: Arc<Directory>,
    /// Whoever reads.
    pub reader: Officer,
    /// When.
    pub now: Timestamp,
}

/// Each step with a command that stands for all of its kind.
fn steps(now: Timestamp) -> Vec<(&'static str, &'static str, Command)> {
    let Ok(words) = Text::<1000>::parse("…") else { return Vec::new() };
    let (Ok(reason), Ok(to)) = (Text::<500>::parse("…"), Text::<100>::parse("…")) else {
        return Vec::new();
    };
    let (due_on, is_criticised) = (now.date(), true);
    let demand = words.clone();
    vec![
        ("defend", "提出申辩", Command::Defend { text: words.clone() }),
        ("verify", "核实属实", Command::Verify { grounds: words.clone(), is_serious: false }),
        ("dismiss", "认定误报", Command::Dismiss { reason }),
        ("order", "责令改正", Command::Order { due_on, is_criticised, demand }),
        ("rectify", "报告改正", Command::Rectify { report: words.clone() }),
        ("recheck", "复核", Command::Recheck { is_passed: true, opinion: words.clone() }),
        ("refer", "移送责任追究线索", Command::Refer { to, grounds: words }),
    ]
}

impl App {
    /// A page of violations the reader may see.
    ///
    /// # Errors
    /// A refusal where the role sees none.
    pub async fn violations(
        &self,
        reader: OfficerId,
        mut filter: ViolationFilter,
        paging: Paging,
    ) -> Result<ViolationsSeen> {
        let (acting, scope) = self.reader(reader, Action::ViolationRead).await?;
        filter.scope = scope;
        let page = self.store.violations(&filter, &paging).await;
        let page = page.map_err(fault("listing violations"))?;
        let labels = self.case_labels(page.rows.iter().filter_map(|row| row.case_id)).await?;
        Ok(ViolationsSeen {
            labels,
            page,
            may_raise: acting.may_at_home(Action::ViolationRaise).map(|_| ()),
            directory: acting.directory,
            now: acting.now,
        })
    }

    /// A violation for reading, with what may be done next.
    ///
    /// # Errors
    /// *Not found* for one of an agency the reader has nothing to do with.
    pub async fn violation(&self, reader: OfficerId, id: ViolationId) -> Result<ViolationView> {
        let acting = self.acting(Some(reader)).await?;
        let loaded = self.loaded_violation(id).await?;
        let violation = loaded.violation(id)?;
        let handlers = loaded.handlers(&violation.officers);
        acting.may_about(Action::ViolationRead, violation, loaded.case.as_ref(), &handlers)?;
        let may = steps(acting.now).into_iter().filter_map(|(name, title, command)| {
            match decide(&loaded, id, command, &acting) {
                Err(Refusal::ViolationOutOfTurn { .. }) => None,
                Err(refusal) if refusal.kind() != RefusalKind::Unmet => None,
                answer => Some((name, title, answer.map(|_| ()))),
            }
        });
        let may = may.collect();
        let case = loaded.case.as_ref();
        let may_open_case = case.is_some_and(|case| acting.may(Action::CaseRead, case).is_ok());
        let stream = StreamId::from(id);
        let facts = self.store.stream(&stream).await.map_err(fault("reading facts"))?;
        let trail = facts.iter().map(|fact| {
            Ok(TrailFact {
                n: fact.n,
                stream: fact.stream.clone(),
                kind: fact.kind.clone(),
                recorded: recorded(fact)?,
                at: fact.at,
                leaf_hash: leaf_hash(&fact.leaf),
            })
        });
        Ok(ViolationView {
            trail: trail.collect::<Result<Vec<_>>>()?,
            version: loaded.dossier.version(&stream),
            violation: violation.clone(),
            case: loaded.case.clone(),
            may_open_case,
            may,
            reader: acting.officer.clone(),
            now: acting.now,
            directory: acting.directory,
        })
    }
}
