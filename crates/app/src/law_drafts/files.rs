//! The files of a draft before anybody reads them as law: which there may be, and whether their text
//! is one.

use std::collections::BTreeSet;

use super::MAX_DRAFT_FILES;

/// Of a path that is none, so much is told back.
const MAX_SHOWN: usize = 100;
/// Longest path: far longer than that of any file of the law.
const MAX_PATH: usize = 200;

/// A file somebody brings.
#[derive(Debug, Clone)]
pub struct DraftFile {
    /// Below the law folder, e.g. `packs/qgc-28/keeping.toml`; `law/` may stand before it.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What is wrong with a draft, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftDefect {
    /// Path of the file.
    pub file: String,
    /// Line in it, from 1; `None` if the whole file is meant.
    pub line: Option<u32>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub fix: String,
}

terms::words! {
    /// What a file of the law holds.
    FileKind {
        /// Rules of one law.
        Pack = "pack", "规则包";
        /// Working days of a year.
        Calendar = "calendar", "工作日日历";
        /// How an act is done from start to end.
        Process = "process", "办案流程";
        /// Where an agency chooses.
        Choices = "choices", "选择事项";
        /// The words facts are made of.
        Facts = "facts", "事实词汇";
    }
}

impl FileKind {
    /// What a path below the law folder is; `None` if a draft may not touch it.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let is_plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
        };
        let parts: Vec<&str> = path.split('/').collect();
        if path.len() > MAX_PATH
            || !path.ends_with(".toml")
            || !parts.iter().all(|part| is_plain(part))
        {
            return None;
        }
        match parts.as_slice() {
            ["packs", _, _] => Some(Self::Pack),
            ["calendars", _] => Some(Self::Calendar),
            ["processes", _] => Some(Self::Process),
            ["choices.toml"] => Some(Self::Choices),
            ["facts.toml"] => Some(Self::Facts),
            _ => None,
        }
    }
}

/// Files of a draft, each in its place and with a text that reads.
pub struct DraftFiles(pub(super) Vec<(String, FileKind, String)>);

impl DraftFiles {
    /// Takes files as somebody brings them.
    ///
    /// # Errors
    /// Every file that no draft may have, that came twice, or whose text nobody can read.
    pub fn parse(draft: Vec<DraftFile>) -> Result<Self, Vec<DraftDefect>> {
        if draft.is_empty() || draft.len() > MAX_DRAFT_FILES {
            let what = format!("草案有{}个文件", draft.len());
            let fix = format!("提交1至{MAX_DRAFT_FILES}个文件");
            return Err(vec![DraftDefect { file: "草案".to_owned(), line: None, what, fix }]);
        }
        let mut seen = BTreeSet::new();
        let (mut files, mut defects) = (Vec::new(), Vec::new());
        for DraftFile { path, text } in draft {
            let path = path.strip_prefix("law/").unwrap_or(&path).to_owned();
            match place(&path, &text, !seen.insert(path.clone())) {
                Ok(kind) => files.push((path, kind, text)),
                Err(defect) => defects.push(defect),
            }
        }
        if defects.is_empty() { Ok(Self(files)) } else { Err(defects) }
    }
}

fn place(path: &str, text: &str, is_again: bool) -> Result<FileKind, DraftDefect> {
    let defect = |line: Option<u32>, what: &str, fix: &str| DraftDefect {
        file: path.chars().filter(|c| !domain::is_unseen(*c)).take(MAX_SHOWN).collect(),
        line,
        what: what.to_owned(),
        fix: fix.to_owned(),
    };
    let Some(kind) = FileKind::of(path) else {
        let fix = "路径写成packs/规则包/文件名.toml，或者calendars、processes下的文件，\
                   或者choices.toml、facts.toml";
        return Err(defect(None, "草案不能有这个文件", fix));
    };
    if is_again {
        return Err(defect(None, "同一文件提交了两次", "只留一份"));
    }
    if let Some(line) = line_of(text, |c| c == '\u{fffd}') {
        let fix = "文件可能是GB编码，请另存为UTF-8后重新选择";
        return Err(defect(Some(line), "含有无法辨认的字符", fix));
    }
    let is_odd = |c| domain::is_unseen(c) && !matches!(c, '\t' | '\r');
    if let Some(line) = line_of(text, is_odd) {
        return Err(defect(Some(line), "含有看不见的控制字符", "删去后重新提交"));
    }
    Ok(kind)
}

/// The line of the first such character, from 1.
fn line_of(text: &str, is_it: impl Fn(char) -> bool) -> Option<u32> {
    let line = text.split('\n').position(|line| line.chars().any(&is_it))?;
    u32::try_from(line.saturating_add(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_law_may_be_drafted() {
        for (path, kind) in [
            ("packs/qgc-28/keeping.toml", Some(FileKind::Pack)),
            ("calendars/2027.toml", Some(FileKind::Calendar)),
            ("processes/levy.toml", Some(FileKind::Process)),
            ("choices.toml", Some(FileKind::Choices)),
            ("facts.toml", Some(FileKind::Facts)),
            ("packs/../x/keeping.toml", None),
            ("packs/keeping.toml", None),
            ("/packs/a/b.toml", None),
            ("records/WS01/record.toml", None),
            ("packs/qgc-28/text.txt", None),
        ] {
            assert_eq!(FileKind::of(path), kind, "{path}");
        }
    }

    #[test]
    fn what_nobody_could_decode_is_told_with_its_line() {
        let file = |path: &str, text: &str| DraftFile { path: path.into(), text: text.into() };
        let bad = file("law/packs/a/pack.toml", "id = \"a\"\ntitle = \"\u{fffd}\u{fffd}\"\n");
        let defects = DraftFiles::parse(vec![bad]).err().unwrap();
        assert_eq!((defects[0].file.as_str(), defects[0].line), ("packs/a/pack.toml", Some(2)));
        assert!(DraftFiles::parse(Vec::new()).is_err());
        let hidden = file("packs/a/pack.toml", "id = \"a\"\r\n\n# \u{202e}\n");
        assert_eq!(DraftFiles::parse(vec![hidden]).err().unwrap()[0].line, Some(3));
        let good = file("packs/a/pack.toml", "id = \"a\"\r\n\ttitle = 1\n");
        let twice = DraftFiles::parse(vec![good.clone(), good]).err().unwrap();
        assert_eq!(twice[0].what, "同一文件提交了两次");
    }
}
