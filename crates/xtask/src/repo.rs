//! The working tree: where things lie and which files are ours.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Folders that hold nothing we wrote.
const NOT_OURS: [&str; 7] =
    ["target", "node_modules", "dist", ".git", "demo-data", "test-results", ".vite"];
/// No file we write by hand is larger; bigger ones (a font, a clip) are not text.
const MAX_TEXT_BYTES: u64 = 4 << 20;

/// The root of the working tree.
#[derive(Debug, Clone)]
pub(crate) struct Repo {
    root: PathBuf,
}

/// A text file of the tree.
#[derive(Debug, Clone)]
pub(crate) struct TextFile {
    /// Path below the root, with forward slashes.
    pub(crate) path: String,
    /// Its whole text.
    pub(crate) text: String,
}

impl Repo {
    /// Looks upwards from the current folder.
    ///
    /// # Errors
    /// The current folder is outside the tree.
    pub(crate) fn find() -> Result<Self> {
        let here = std::env::current_dir().context("无法取得当前目录")?;
        here.ancestors()
            .find(|folder| folder.join("crates/xtask/Cargo.toml").is_file())
            .map(|root| Self { root: root.to_path_buf() })
            .context("请在项目目录内运行")
    }

    #[cfg(test)]
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }

    /// The root folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A path below the build folder, whether it exists or not.
    pub(crate) fn target(&self, below: &str) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.path("target"), |folder| self.root.join(folder))
            .join(below)
    }

    /// Every UTF-8 file we keep, sorted by path. Other files are left out.
    ///
    /// # Errors
    /// A folder or file cannot be read.
    pub(crate) fn text_files(&self) -> Result<Vec<TextFile>> {
        let mut files = Vec::new();
        self.collect(&self.root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn collect(&self, folder: &Path, files: &mut Vec<TextFile>) -> Result<()> {
        let entries =
            fs::read_dir(folder).with_context(|| format!("无法读取 {}", folder.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("无法读取 {}", folder.display()))?;
            let path = entry.path();
            let kind = entry.file_type().with_context(|| format!("无法读取 {}", path.display()))?;
            if kind.is_dir() {
                if !NOT_OURS.iter().any(|name| entry.file_name() == *name) {
                    self.collect(&path, files)?;
                }
            } else if kind.is_file()
                && let Some(file) = self.read_text(&path)?
            {
                files.push(file);
            }
        }
        Ok(())
    }

    fn read_text(&self, path: &Path) -> Result<Option<TextFile>> {
        let context = || format!("无法读取 {}", path.display());
        if fs::metadata(path).with_context(context)?.len() > MAX_TEXT_BYTES {
            return Ok(None);
        }
        let Ok(text) = String::from_utf8(fs::read(path).with_context(context)?) else {
            return Ok(None);
        };
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        Ok(Some(TextFile { path: below.to_string_lossy().replace('\\', "/"), text }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_sources_are_listed_and_build_output_is_not() {
        let files = Repo::find().unwrap().text_files().unwrap();
        let has = |path: &str| files.iter().any(|file| file.path == path);
        assert!(has("crates/xtask/src/repo.rs") && has("Cargo.toml"));
        assert!(!files.iter().any(|file| file.path.starts_with("target/")));
        assert!(!files.iter().any(|file| file.path.contains("node_modules")));
    }
}
