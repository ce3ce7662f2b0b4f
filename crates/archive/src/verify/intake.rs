//! Takes the tar apart as it streams by: only plain files with harmless names are accepted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Seek};

use terms::Digests;

use super::facts::{Facts, Proofs};
use super::later::{FAR_BYTES, Far, Forward, Gathered, hash_far};
use super::member::{self, Content};
use super::times::TimeLines;
use crate::layout::{
    CHECKPOINT, LOG_KEY, SM3_CHECKPOINT, SM3_LOG_KEY, SM3_PROOFS, is_component, is_path,
};
use crate::plan::{MAX_ITEMS, MAX_PATH_CHARS};
use crate::report::{DefectCode, Findings};

/// Tag files and folders beside the payload's files.
const MAX_MEMBERS: usize = MAX_ITEMS * 2;
/// Zero blocks a tar may end with: writers fill up to a tape's record.
const MAX_TRAILER_BYTES: u64 = 1024 * 1024;
/// Longest part of a strange name that is shown.
const SHOWN_CHARS: usize = 80;

/// What was read.
#[derive(Default)]
pub(super) struct Taken {
    /// Name of the one top folder.
    pub(super) package: Option<String>,
    /// Path below the top folder; no digests if the file could not be read to its end.
    pub(super) members: BTreeMap<String, Option<Digests>>,
    /// Texts that are kept whole.
    pub(super) texts: BTreeMap<String, Vec<u8>>,
    pub(super) facts: Option<Facts>,
    pub(super) proofs: Option<Proofs>,
    pub(super) sm3_proofs: Option<Proofs>,
    pub(super) times: Option<TimeLines>,
    /// Reading ended early: what follows is unknown, not missing.
    pub(super) broken_off: bool,
    pub(super) files: u64,
    pub(super) bytes: u64,
    names: BTreeSet<String>,
}

impl Taken {
    /// The checkpoint, if it is text at all.
    pub(super) fn checkpoint(&self) -> Option<&str> {
        self.text(CHECKPOINT)
    }

    /// The key the package claims for its log.
    pub(super) fn log_key(&self) -> Option<&str> {
        self.text(LOG_KEY)
    }

    /// The checkpoint of the SM3 tree.
    pub(super) fn sm3_checkpoint(&self) -> Option<&str> {
        self.text(SM3_CHECKPOINT)
    }

    /// The key the package claims for that tree.
    pub(super) fn sm3_log_key(&self) -> Option<&str> {
        self.text(SM3_LOG_KEY)
    }

    fn note(&mut self, hashed: impl IntoIterator<Item = (String, Digests)>) {
        self.members.extend(hashed.into_iter().map(|(path, digests)| (path, Some(digests))));
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(|bytes| std::str::from_utf8(bytes).unwrap_or_default())
    }
}

/// Reads the tar to its end, or to where it breaks; then the long members it passed over.
pub(super) fn take(reader: impl Read + Seek, findings: &mut Findings) -> Taken {
    let mut taken = Taken::default();
    let reader = match Forward::new(reader) {
        Ok(reader) => reader,
        Err(cause) => {
            taken.broken_off = true;
            Stop::Read(cause, String::new()).report(findings);
            return taken;
        }
    };
    let mut later = Later { package_bytes: reader.len_bytes(), ..Later::default() };
    let mut archive = tar::Archive::new(reader);
    let read = take_members(&mut archive, &mut taken, &mut later, findings);
    taken.note(later.gathered.hash());
    let mut reader = archive.into_inner();
    match read {
        Err(stop) => {
            taken.broken_off = true;
            stop.report(findings);
        }
        Ok(()) => {
            if let Err(cause) = check_trailer(&mut reader, findings) {
                Stop::Read(cause, String::new()).report(findings);
            }
        }
    }
    hash_far(&mut reader.into_inner(), later.far, &mut |path, hashed| match hashed {
        Ok(digests) => taken.note([(path, digests)]),
        Err(cause) => {
            taken.broken_off = true;
            taken.members.insert(path.clone(), None);
            Stop::Read(cause, path).report(findings);
        }
    });
    taken
}

/// Members whose digests are not computed while the tar is read.
#[derive(Default)]
struct Later {
    package_bytes: u64,
    gathered: Gathered,
    far: Vec<Far>,
}

/// Why reading ended early.
enum Stop {
    Read(io::Error, String),
    TooMany,
}

impl Stop {
    fn report(self, findings: &mut Findings) {
        match self {
            Self::TooMany => {
                findings.defect(DefectCode::TarForm, "", "文件数超过格式允许的上限,停止读取。");
            }
            Self::Read(cause, file) if is_truncation(&cause) => {
                findings.defect(DefectCode::Truncated, &file, "包在此处中断,其后内容无法核对。");
            }
            Self::Read(cause, file) if cause.kind() == io::ErrorKind::Other => {
                findings.defect(DefectCode::TarForm, &file, "打包格式损坏,其后内容无法核对。");
            }
            Self::Read(cause, file) => {
                let what = format!("读取失败({}),其后内容无法核对。", cause.kind());
                findings.defect(DefectCode::Unreadable, &file, what);
            }
        }
    }
}

/// The tar reader reports an early end in two ways.
fn is_truncation(cause: &io::Error) -> bool {
    cause.kind() == io::ErrorKind::UnexpectedEof
        || cause.to_string().contains("unexpected EOF")
        || cause.to_string().contains("failed to read entire block")
}

fn take_members<R: Read + Seek>(
    archive: &mut tar::Archive<Forward<R>>,
    taken: &mut Taken,
    later: &mut Later,
    findings: &mut Findings,
) -> Result<(), Stop> {
    let stop = |cause, file: &str| Stop::Read(cause, file.to_owned());
    let mut last = String::new();
    // Raw: extension headers are members like any other, and refused; none is interpreted.
    let entries = archive.entries_with_seek().map_err(|cause| stop(cause, ""))?.raw(true);
    for (count, entry) in (1..).zip(entries) {
        let mut entry = entry.map_err(|cause| stop(cause, &last))?;
        if count > MAX_MEMBERS {
            return Err(Stop::TooMany);
        }
        let kind = entry.header().entry_type();
        let name = entry.header().path_bytes().into_owned();
        let Some(path) = accept_path(&name, kind.is_dir(), taken, findings) else { continue };
        if kind.is_dir() {
            continue;
        }
        if !kind.is_file() {
            findings.defect(DefectCode::MemberKind, &path, "不是普通文件(链接、设备或扩展头)。");
            continue;
        }
        if !taken.names.insert(path.to_ascii_lowercase()) {
            findings.defect(DefectCode::MemberRepeated, &path, "同名文件出现了不止一次。");
            continue;
        }
        take_member(&path, &mut entry, taken, later, findings)?;
        last = path;
    }
    Ok(())
}

/// Reads one member, or notes where it lies.
fn take_member<R: Read>(
    path: &str,
    entry: &mut tar::Entry<'_, R>,
    taken: &mut Taken,
    later: &mut Later,
    findings: &mut Findings,
) -> Result<(), Stop> {
    let (at, size_bytes) = (entry.raw_file_position(), entry.size());
    let stop = |cause| Stop::Read(cause, path.to_owned());
    // One that the package is too short for is read as far as it goes, like any other.
    let is_there = at.saturating_add(size_bytes) <= later.package_bytes;
    let read = if is_there && member::is_opaque(path) {
        if size_bytes > FAR_BYTES {
            later.far.push(Far { path: path.to_owned(), at, size_bytes });
        } else {
            later.gathered.read(path, size_bytes, entry).map_err(stop)?;
            if later.gathered.is_full() {
                taken.note(later.gathered.hash());
            }
        }
        None
    } else {
        let read = member::read(path, size_bytes, entry, findings).map_err(stop)?;
        if read.is_none() {
            taken.files += 1;
            taken.members.insert(path.to_owned(), None);
            return Err(stop(io::ErrorKind::UnexpectedEof.into()));
        }
        read
    };
    taken.files += 1;
    taken.bytes = taken.bytes.saturating_add(size_bytes);
    let Some((digests, content)) = read else { return Ok(()) };
    taken.members.insert(path.to_owned(), Some(digests));
    match content {
        Content::Opaque => {}
        Content::Text(text) => {
            taken.texts.insert(path.to_owned(), text);
        }
        Content::Facts(facts) => taken.facts = Some(facts),
        Content::Proofs(proofs) if path == SM3_PROOFS => taken.sm3_proofs = Some(proofs),
        Content::Proofs(proofs) => taken.proofs = Some(proofs),
        Content::Times(times) => taken.times = Some(times),
    }
    Ok(())
}

/// The path below the top folder; `None` (and a defect) if it is not harmless.
fn accept_path(
    name: &[u8],
    is_folder: bool,
    taken: &mut Taken,
    findings: &mut Findings,
) -> Option<String> {
    let shown = show(name);
    let mut refuse = |what: &str| {
        findings.defect(DefectCode::MemberPath, &shown, what);
        None
    };
    let Ok(name) = std::str::from_utf8(name) else {
        return refuse("文件名含有不允许的字符。");
    };
    let name = if is_folder { name.trim_end_matches('/') } else { name };
    let (top, path) = match name.split_once('/') {
        Some((top, path)) => (top, path),
        None if is_folder => (name, ""),
        None => return refuse("文件不在包的顶层目录内。"),
    };
    if !is_component(top) || !(path.is_empty() && is_folder || is_path(path, MAX_PATH_CHARS)) {
        return refuse("文件名可能指向包外,或含有不允许的字符。");
    }
    if *taken.package.get_or_insert_with(|| top.to_owned()) != top {
        return refuse("包内有不止一个顶层目录。");
    }
    Some(path.to_owned())
}

fn show(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    text.chars().flat_map(char::escape_default).take(SHOWN_CHARS).collect()
}

/// After the end mark there is nothing but zeros: nothing may hide behind it.
fn check_trailer(reader: &mut impl Read, findings: &mut Findings) -> io::Result<()> {
    let mut rest = reader.take(MAX_TRAILER_BYTES + 1);
    let mut buffer = [0; 4096];
    let mut seen = 0_u64;
    loop {
        let read = match rest.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause),
        };
        seen = seen.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.iter().any(|byte| *byte != 0) || seen > MAX_TRAILER_BYTES {
            findings.defect(DefectCode::TarForm, "", "包的结尾之后还有内容。");
            return Ok(());
        }
    }
}
