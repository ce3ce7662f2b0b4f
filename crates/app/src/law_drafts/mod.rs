//! Drafts of the law: files that stand in for built-in ones in memory only, checked, compared with
//! the running law and tried on cases. The running law stays as it is.

mod files;
mod simulate;
mod turns;

use std::collections::BTreeMap;

use rules::catalogue::Catalogue;
use rules::scenario::{Outline, ScenarioResult, outline, run_file};
use rules::{Change, Comparison, RuleBook, compare};

pub use files::{DraftDefect, DraftFile, DraftFiles, FileKind};
pub use simulate::{CaseTrial, FindingTrial, Moved, RuleTrial, Simulation};
pub(crate) use turns::Turns;

use crate::{App, Law};

/// Most files of one draft: every pack there is has fewer.
pub const MAX_DRAFT_FILES: usize = 200;
/// Most scenarios run in one request; all that are built in are fewer.
pub const MAX_SCENARIOS: usize = 1_000;

/// A draft that has no defect.
pub(crate) struct LawDraft {
    book: RuleBook,
    catalogue: Catalogue,
    files: Vec<FileChange>,
}

/// A file of the draft beside the built-in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Below the law folder.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// What the draft does to it.
    pub change: Change,
}

/// What a draft would change.
#[derive(Debug, Clone)]
pub struct DraftDiff {
    /// Packs and rules.
    pub law: Comparison,
    /// Files whose text is not the built-in one.
    pub files: Vec<FileChange>,
    /// How many rules the draft has in all.
    pub rules: usize,
}

impl LawDraft {
    /// Puts the files of a draft over the built-in ones and reads them.
    ///
    /// # Errors
    /// Every defect of every file, with its line where it is known.
    pub(crate) fn read(draft: DraftFiles) -> Result<Self, Vec<DraftDefect>> {
        let mut all: BTreeMap<String, String> = crate::law::built_in_files().into_iter().collect();
        let mut changes = Vec::new();
        for (path, kind, text) in draft.0 {
            let change = match all.insert(path.clone(), text.clone()) {
                None => Some(Change::Added),
                Some(old) if old == text => None,
                Some(_) => Some(Change::Changed),
            };
            changes.extend(change.map(|change| FileChange { path, kind, change }));
        }
        let all: Vec<(String, String)> = all.into_iter().collect();
        let (book, catalogue) = crate::law::read(&all)?;
        Ok(Self { book, catalogue, files: changes })
    }
}

/// A scenario file with what it is about.
#[derive(Debug, Clone)]
pub struct ScenarioFile {
    /// Below the law folder.
    pub path: String,
    /// As it is written.
    pub text: String,
    /// What it is about.
    pub outline: Outline,
}

impl Law {
    /// Files a draft may start from, and their texts.
    #[must_use]
    pub fn files(&self) -> Vec<(String, FileKind, String)> {
        let all = crate::law::built_in_files().into_iter();
        let kept = all.filter_map(|(path, text)| Some((FileKind::of(&path)?, path, text)));
        kept.map(|(kind, path, text)| (path, kind, text)).collect()
    }

    /// The scenarios that are built in.
    #[must_use]
    pub fn scenario_files(&self) -> Vec<ScenarioFile> {
        let file = |(path, text): &(String, String)| ScenarioFile {
            outline: outline(&self.book, path, text),
            path: path.clone(),
            text: text.clone(),
        };
        self.scenarios.iter().map(file).collect()
    }

    /// Runs built-in scenarios, all or those of these paths, in their order.
    ///
    /// # Errors
    /// The first path that names none.
    pub fn run_scenarios(
        &self,
        paths: Option<&[String]>,
    ) -> Result<Vec<(String, ScenarioResult)>, String> {
        let run =
            |(path, text): &(String, String)| (path.clone(), run_file(&self.book, path, text));
        let Some(paths) = paths else { return Ok(self.scenarios.iter().map(run).collect()) };
        let find = |path: &String| self.scenarios.iter().find(|(known, _)| known == path);
        let found = paths.iter().map(|path| find(path).map(run).ok_or_else(|| path.clone()));
        found.collect()
    }

    /// Runs a scenario as somebody wrote it.
    #[must_use]
    pub fn run_scenario(&self, path: &str, text: &str) -> ScenarioResult {
        run_file(&self.book, path, text)
    }

    /// What a draft would change in this law.
    pub(crate) fn compared(&self, draft: &LawDraft) -> DraftDiff {
        DraftDiff {
            law: compare(&self.book, &draft.book),
            files: draft.files.clone(),
            rules: draft.book.rules().len(),
        }
    }
}

impl App {
    /// Reads a draft of the law and says what it would change, away from the threads that answer
    /// requests.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy) if too many do such things; a fault if the work was cut
    /// off; every defect of the draft inside.
    pub async fn check_law_draft(
        &self,
        files: DraftFiles,
    ) -> crate::Result<Result<DraftDiff, Vec<DraftDefect>>> {
        self.with_law(move |law| LawDraft::read(files).map(|draft| law.compared(&draft))).await
    }

    /// Runs what takes seconds of computing over the law, away from the threads that answer.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy) if too many do such things; a fault if the work was cut
    /// off.
    pub async fn with_law<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Law) -> T + Send + 'static,
    ) -> crate::Result<T> {
        let _turn = self.law_turns.take().await?;
        let app = self.clone();
        aside(move || work(&app.law)).await
    }
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> crate::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(crate::error::fault("computing with the law"))
}
