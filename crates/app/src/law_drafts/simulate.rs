//! A draft of the law tried on cases that were: what each would be told by the running law and by
//! the draft. Reads, and writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use domain::authority::Action;
use domain::dossier::Dossier;
use domain::org::Directory;
use rules::{Finding, Limit};
use store::{CaseFilter, CaseRow, Cursor, Paging};
use terms::{Article, CaseId, Date, OfficerId, Timestamp, words};

use super::{DraftDefect, DraftFiles, LawDraft, aside};
use crate::error::{Result, fault};
use crate::{App, project};

/// Most cases judged for one answer; the next one goes on where it ended.
const MAX_CASES: usize = 250;
/// Most cases that are named in one answer; all are counted.
const MAX_NAMED: usize = 50;

words! {
    /// What the draft makes of one finding.
    Moved {
        /// Not done, and only the draft says that its time has passed.
        NewlyOverdue = "newly_overdue", "新增超期未办";
        /// Done, and only the draft says that it was too late.
        NewlyLate = "newly_late", "新增办理超期";
        /// Only the draft wants it and finds it missing.
        NewlyOpen = "newly_open", "新增未满足";
        /// Only the running law finds it missing.
        NoLongerOpen = "no_longer_open", "不再要求";
        /// Wanted by both, until another time.
        DueMoved = "due_moved", "期限变动";
    }
}

/// One finding that the draft changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingTrial {
    /// Id of the rule.
    pub rule: String,
    /// Short title of the duty.
    pub title: String,
    /// Everything the draft does to it.
    pub moved: Vec<Moved>,
    /// Until when by the running law.
    pub was_due: Option<Limit>,
    /// Until when by the draft.
    pub due: Option<Limit>,
}

/// A case in which something changes.
#[derive(Debug, Clone)]
pub struct CaseTrial {
    /// Which.
    pub case: CaseId,
    /// Number and title.
    pub label: String,
    /// It is not archived yet.
    pub is_open: bool,
    /// What changes.
    pub findings: Vec<FindingTrial>,
}

/// What the draft does to the findings of one rule, over all cases looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTrial {
    /// Its id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub article: Article,
    /// How many findings moved, by how.
    pub moved: BTreeMap<Moved, u32>,
    /// In how many cases.
    pub cases: u32,
}

/// What came of one stretch of cases.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// Cases judged.
    pub looked: u32,
    /// Cases in which anything changes.
    pub changed: u32,
    /// Open cases with a duty whose time has passed only by the draft.
    pub open_overdue: u32,
    /// By rule, those that do most first.
    pub rules: Vec<RuleTrial>,
    /// The first of the cases in which anything changes.
    pub cases: Vec<CaseTrial>,
    /// Where the next answer goes on; `None` if there are no more cases.
    pub next: Option<Cursor>,
    /// As of when lateness was judged.
    pub now: Timestamp,
}

impl App {
    /// Judges cases the reader may see by the running law and by a draft: those that are open, and
    /// those registered on `since` or later.
    ///
    /// # Errors
    /// A refusal where the role reads no cases; [`Error::Busy`](crate::Error::Busy) if too many
    /// simulate at once; every defect of the draft inside.
    pub async fn simulate_law(
        &self,
        reader: OfficerId,
        files: DraftFiles,
        since: Option<Date>,
        after: Option<Cursor>,
    ) -> Result<Result<Simulation, Vec<DraftDefect>>> {
        let (acting, scope) = self.reader(reader, Action::CaseRead).await?;
        let _turn = self.law_turns.take().await?;
        let draft = match aside(move || LawDraft::read(files)).await? {
            Ok(draft) => draft,
            Err(defects) => return Ok(Err(defects)),
        };
        let (rows, next) = self.cases_since(CaseFilter::of(scope), since, after).await?;
        let mut found = Simulation {
            looked: 0,
            changed: 0,
            open_overdue: 0,
            rules: Vec::new(),
            cases: Vec::new(),
            next,
            now: acting.now,
        };
        let mut by_rule = BTreeMap::new();
        for row in rows {
            let dossier = self.dossier(row.case_id).await?;
            let findings = self.tried(&draft, &dossier, &acting.directory, acting.now);
            found.looked += 1;
            count(&mut by_rule, &findings);
            if !findings.is_empty() {
                take(&mut found, row, findings.into_iter().map(|(trial, _)| trial).collect());
            }
        }
        found.rules = by_rule.into_values().collect();
        found.rules.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| a.rule.cmp(&b.rule)));
        Ok(Ok(found))
    }

    /// Cases that are open or were registered since then, last registered first.
    async fn cases_since(
        &self,
        mut filter: CaseFilter,
        since: Option<Date>,
        mut after: Option<Cursor>,
    ) -> Result<(Vec<CaseRow>, Option<Cursor>)> {
        let is_asked = |row: &CaseRow| {
            row.archived_at.is_none() || since.is_some_and(|since| row.created_at.date() >= since)
        };
        let mut rows = Vec::new();
        loop {
            // From there on only open cases are asked for.
            let is_older = |since: Date| after.as_ref().is_some_and(|at| at.at < since.start());
            if since.is_none_or(is_older) {
                filter.archived = Some(false);
            }
            let left = MAX_CASES.saturating_sub(rows.len());
            let limit = u32::try_from(left).unwrap_or(1).min(store::MAX_PAGE);
            let page = self.store.cases(&filter, &Paging { limit, after }).await;
            let page = page.map_err(fault("listing cases"))?;
            rows.extend(page.rows.into_iter().filter(is_asked));
            after = page.next;
            if after.is_none() || rows.len() >= MAX_CASES {
                return Ok((rows, after));
            }
        }
    }

    fn tried(
        &self,
        draft: &LawDraft,
        dossier: &Dossier,
        directory: &Directory,
        now: Timestamp,
    ) -> Vec<(FindingTrial, Article)> {
        let (book, catalogue) = (&draft.book, &draft.catalogue);
        let by_running = project::findings(&self.law, dossier, directory);
        let by_draft = project::findings_by(book, catalogue, dossier, directory);
        compared(by_running, by_draft, now)
    }
}

fn count(by_rule: &mut BTreeMap<String, RuleTrial>, findings: &[(FindingTrial, Article)]) {
    let mut seen = BTreeSet::new();
    for (trial, article) in findings {
        let rule = by_rule.entry(trial.rule.clone()).or_insert_with(|| RuleTrial {
            rule: trial.rule.clone(),
            title: trial.title.clone(),
            article: article.clone(),
            moved: BTreeMap::new(),
            cases: 0,
        });
        for moved in &trial.moved {
            *rule.moved.entry(*moved).or_default() += 1;
        }
        rule.cases += u32::from(seen.insert(&trial.rule));
    }
}

fn take(found: &mut Simulation, row: CaseRow, findings: Vec<FindingTrial>) {
    let is_open = row.archived_at.is_none();
    let is_overdue = |trial: &FindingTrial| trial.moved.contains(&Moved::NewlyOverdue);
    found.changed += 1;
    found.open_overdue += u32::from(is_open && findings.iter().any(is_overdue));
    if found.cases.len() < MAX_NAMED {
        let label = match row.case_no {
            Some(number) => format!("{number} {}", row.title),
            None => row.title,
        };
        found.cases.push(CaseTrial { case: row.case_id, label, is_open, findings });
    }
}

/// Findings by rule and subject on both sides, as far as they differ.
fn compared(
    running: Vec<Finding>,
    draft: Vec<Finding>,
    now: Timestamp,
) -> Vec<(FindingTrial, Article)> {
    let key = |finding: Finding| ((finding.rule.id.clone(), finding.subject.clone()), finding);
    let mut before: BTreeMap<_, Finding> = running.into_iter().map(key).collect();
    let mut pairs: Vec<(Option<Finding>, Option<Finding>)> = Vec::new();
    for is in draft {
        pairs.push((before.remove(&(is.rule.id.clone(), is.subject.clone())), Some(is)));
    }
    pairs.extend(before.into_values().map(|was| (Some(was), None)));
    let trial = |(was, is): (Option<Finding>, Option<Finding>)| {
        let moved = moved(was.as_ref(), is.as_ref(), now);
        let shown = is.as_ref().or(was.as_ref()).filter(|_| !moved.is_empty())?;
        let limit = |finding: Option<&Finding>| {
            let due = finding?.due.as_ref()?;
            Some(Limit { due_on: due.due_on, due_at: due.due_at })
        };
        let trial = FindingTrial {
            rule: shown.rule.id.clone(),
            title: shown.rule.title.clone(),
            moved,
            was_due: limit(was.as_ref()),
            due: limit(is.as_ref()),
        };
        Some((trial, shown.rule.article.clone()))
    };
    pairs.into_iter().filter_map(trial).collect()
}

fn moved(was: Option<&Finding>, is: Option<&Finding>, now: Timestamp) -> Vec<Moved> {
    let open = |finding: Option<&Finding>| finding.is_some_and(|finding| !finding.is_settled());
    let late = |finding: Option<&Finding>| finding.is_some_and(|finding| finding.is_late(now));
    let due = |finding: Option<&Finding>| finding?.due.as_ref().map(|due| due.due_at);
    let mut moved = Vec::new();
    if late(is) && !late(was) {
        moved.push(if open(is) { Moved::NewlyOverdue } else { Moved::NewlyLate });
    }
    if open(is) && !open(was) {
        moved.push(Moved::NewlyOpen);
    }
    if open(was) && !open(is) {
        moved.push(Moved::NoLongerOpen);
    }
    if due(was).is_some() && due(is).is_some() && due(was) != due(is) {
        moved.push(Moved::DueMoved);
    }
    moved
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rules::{Due, Standing};

    use super::*;
    use crate::Law;

    /// The archive clock of the shipped law, with any standing and due time.
    fn finding(standing: Standing, due_ms: i64, late: Option<bool>) -> Finding {
        let law = Law::built_in().unwrap();
        let rule = law.book.rule("QGC-21-01").unwrap();
        let due = Due {
            due_on: None,
            due_at: Timestamp::from_ms(due_ms),
            lenient: None,
            from_on: Timestamp::from_ms(0).date(),
            statutory: None,
            internal: None,
            estimated: false,
            trace: Vec::new(),
            late,
            binding: true,
        };
        Finding {
            rule: Arc::new(rule.clone()),
            subject: "case".to_owned(),
            standing,
            due: Some(due),
            missing: None,
        }
    }

    fn met() -> Standing {
        Standing::Met { by: Vec::new(), at: Timestamp::from_ms(60) }
    }

    #[test]
    fn a_duty_is_newly_overdue_only_once_its_new_time_has_passed() {
        let (long, short) = (finding(Standing::Open, 100, None), finding(Standing::Open, 50, None));
        let at = |now| moved(Some(&long), Some(&short), Timestamp::from_ms(now));
        assert_eq!(at(40), [Moved::DueMoved]);
        assert_eq!(at(70), [Moved::NewlyOverdue, Moved::DueMoved]);
        assert_eq!(at(120), [Moved::DueMoved], "it was overdue before");
    }

    #[test]
    fn what_was_done_in_time_may_be_late_by_the_draft() {
        let (long, short) = (finding(met(), 100, Some(false)), finding(met(), 50, Some(true)));
        let found = moved(Some(&long), Some(&short), Timestamp::from_ms(1_000));
        assert_eq!(found, [Moved::NewlyLate, Moved::DueMoved]);
    }

    #[test]
    fn a_rule_that_comes_or_goes_opens_or_closes_a_duty() {
        let open = finding(Standing::Open, 100, None);
        let now = Timestamp::from_ms(40);
        assert_eq!(moved(None, Some(&open), now), [Moved::NewlyOpen]);
        assert_eq!(moved(Some(&open), None, now), [Moved::NoLongerOpen]);
        assert_eq!(
            moved(Some(&open), Some(&finding(met(), 100, Some(false))), now),
            [Moved::NoLongerOpen]
        );
        assert!(compared(vec![open.clone()], vec![open], now).is_empty());
    }
}
