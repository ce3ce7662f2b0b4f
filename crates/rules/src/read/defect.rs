//! What is wrong with a file of law, where, and what to do about it.

use std::fmt;

/// A mistake in a file under `law/`. Loading reports all of them at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackDefect {
    /// Path of the file as it was given.
    pub file: String,
    /// Line in it, from 1; 0 if the whole file is meant.
    pub line: u32,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub fix: String,
}

impl fmt::Display for PackDefect {
    /// `law/packs/qgc-28/pack.toml:12：没有“fortnight”这种单位（可用：……）`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}：{}", self.file, self.line, self.what)?;
        if !self.fix.is_empty() {
            write!(f, "（{}）", self.fix)?;
        }
        Ok(())
    }
}

/// Collects the defects of one file while it is read.
pub(crate) struct Defects {
    file: String,
    found: Vec<PackDefect>,
}

impl Defects {
    pub(crate) fn of(file: &str) -> Self {
        Self { file: file.to_owned(), found: Vec::new() }
    }

    pub(crate) fn add(&mut self, line: u32, what: impl Into<String>, fix: impl Into<String>) {
        self.found.push(PackDefect {
            file: self.file.clone(),
            line,
            what: what.into(),
            fix: fix.into(),
        });
    }

    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    pub(crate) fn into_found(self) -> Vec<PackDefect> {
        self.found
    }
}
