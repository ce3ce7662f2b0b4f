//! Writes a package as one stream: tag files first, then the payload in the plan's order.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use terms::{Digests, Timestamp};

use crate::digest::digests_of;
use crate::layout::{
    BAG_INFO, BAGIT, DECLARATION, MANIFEST_SHA256, MANIFEST_SM3, PAYLOAD, TAGMANIFEST_SHA256,
    TAGMANIFEST_SM3, is_component, is_path,
};
use crate::manifest::Manifest;
use crate::plan::{Item, MAX_ITEMS, MAX_PATH_CHARS, PackagePlan};
use crate::tape::{CopyError, Tape};

/// Longest value of a line in `bag-info.txt`, in characters.
const MAX_INFO_CHARS: usize = 1000;
/// Readable by all: a package holds no secret that its file permissions could keep.
const MODE: u32 = 0o644;

/// Why a package was not written. What is in the sink then is no package.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The top folder's name has a character other than ASCII letters, digits, `.`, `_`, `-`.
    #[error("`{0}` cannot be the name of a package")]
    Name(String),
    /// A path is too long or has a character that is not allowed.
    #[error("`{0}` cannot be a path in a package")]
    Path(String),
    /// Two items would lie at one path (on some systems capital letters do not distinguish).
    #[error("two items lie at `{0}`")]
    Repeated(String),
    /// A label or value that `bag-info.txt` cannot hold.
    #[error("`{0}` cannot be a line of bag-info.txt")]
    Info(String),
    /// Above [`MAX_ITEMS`].
    #[error("the package would have {0} files, more than {MAX_ITEMS}")]
    TooMany(usize),
    /// An item could not be read.
    #[error("cannot read {path}")]
    Read {
        /// Which item.
        path: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// An item's bytes are not those of the plan.
    #[error("the bytes of {path} are not the planned ones")]
    Mismatch {
        /// Which item.
        path: String,
    },
    /// The sink failed.
    #[error("cannot write the package")]
    Sink(#[source] io::Error),
}

/// A package that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Digests and size of the whole tar, as handed to the sink.
    pub digests: Digests,
    /// Files in the payload.
    pub files: usize,
}

/// Streams the package to `sink`, with memory that does not grow with the items' size.
///
/// `open` is called once for each item, in order. Every item's size and both digests are checked
/// while it is copied; a wrong one may be told a few items later. The sink is flushed, not synced:
/// durability is the caller's.
///
/// # Errors
/// [`PackError`]; the plan is checked before the first byte is written.
pub fn write(
    plan: &PackagePlan,
    open: &mut dyn FnMut(&Item) -> io::Result<Box<dyn Read>>,
    sink: &mut dyn Write,
) -> Result<Written, PackError> {
    check(plan)?;
    let mut tape = Tape::new(sink);
    for (path, text) in tag_files(plan) {
        let size_bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
        let header = header(plan, &path, size_bytes)?;
        tape.put(header.as_bytes()).map_err(PackError::Sink)?;
        tape.put(text.as_bytes()).map_err(PackError::Sink)?;
        tape.fill(size_bytes).map_err(PackError::Sink)?;
    }
    for (number, item) in plan.items.iter().enumerate() {
        let path = || item.path.clone();
        let header = header(plan, &payload_path(item), item.digests.size_bytes)?;
        let mut bytes = open(item).map_err(|cause| PackError::Read { path: path(), cause })?;
        tape.put(header.as_bytes()).map_err(PackError::Sink)?;
        tape.copy(number, &mut bytes, item.digests.size_bytes).map_err(|error| match error {
            CopyError::Source(cause) => PackError::Read { path: path(), cause },
            CopyError::Length => PackError::Mismatch { path: path() },
            CopyError::Sink(cause) => PackError::Sink(cause),
        })?;
        compare(plan, tape.ended())?;
    }
    let (ended, digests) = tape.finish().map_err(PackError::Sink)?;
    compare(plan, ended)?;
    Ok(Written { digests, files: plan.items.len() })
}

/// Whether the bytes that were copied are the planned ones.
fn compare(plan: &PackagePlan, ended: Vec<(usize, Digests)>) -> Result<(), PackError> {
    for (number, found) in ended {
        if let Some(item) = plan.items.get(number).filter(|item| item.digests != found) {
            return Err(PackError::Mismatch { path: item.path.clone() });
        }
    }
    Ok(())
}

fn check(plan: &PackagePlan) -> Result<(), PackError> {
    if !is_component(&plan.name) {
        return Err(PackError::Name(plan.name.clone()));
    }
    if plan.items.len() > MAX_ITEMS {
        return Err(PackError::TooMany(plan.items.len()));
    }
    let mut paths = BTreeSet::new();
    for item in &plan.items {
        if !is_path(&member_path(plan, &payload_path(item)), MAX_PATH_CHARS) {
            return Err(PackError::Path(item.path.clone()));
        }
        if !paths.insert(item.path.to_ascii_lowercase()) {
            return Err(PackError::Repeated(item.path.clone()));
        }
    }
    for (label, value) in &plan.info {
        let plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let ours = ["Bagging-Date", "Payload-Oxum"].iter().any(|l| l.eq_ignore_ascii_case(label));
        let fits = value.chars().count() <= MAX_INFO_CHARS && value.trim() == value;
        let blank = label.is_empty() || value.is_empty();
        if !plain || ours || !fits || blank || value.chars().any(char::is_control) {
            return Err(PackError::Info(label.clone()));
        }
    }
    Ok(())
}

/// The tag files with their texts, in the order they are written.
fn tag_files(plan: &PackagePlan) -> Vec<(String, String)> {
    let mut payload = Pair::default();
    for item in &plan.items {
        payload.insert(&payload_path(item), &item.digests);
    }
    let mut files = vec![
        (BAGIT.to_owned(), DECLARATION.to_owned()),
        (BAG_INFO.to_owned(), bag_info(plan)),
        (MANIFEST_SHA256.to_owned(), payload.sha256.to_text()),
        (MANIFEST_SM3.to_owned(), payload.sm3.to_text()),
    ];
    let mut tags = Pair::default();
    for (path, text) in &files {
        tags.insert(path, &digests_of(text.as_bytes()));
    }
    files.push((TAGMANIFEST_SHA256.to_owned(), tags.sha256.to_text()));
    files.push((TAGMANIFEST_SM3.to_owned(), tags.sm3.to_text()));
    files
}

#[derive(Default)]
struct Pair {
    sha256: Manifest,
    sm3: Manifest,
}

impl Pair {
    fn insert(&mut self, path: &str, digests: &Digests) {
        self.sha256.insert(path, digests.sha256.as_bytes());
        self.sm3.insert(path, digests.sm3.as_bytes());
    }
}

fn bag_info(plan: &PackagePlan) -> String {
    let lines = plan.info.iter().map(|(label, value)| format!("{label}: {value}\n"));
    let octets =
        plan.items.iter().fold(0_u64, |sum, item| sum.saturating_add(item.digests.size_bytes));
    let ours = format!(
        "Bagging-Date: {}\nPayload-Oxum: {octets}.{}\n",
        plan.made_at.date(),
        plan.items.len()
    );
    lines.chain([ours]).collect()
}

fn payload_path(item: &Item) -> String {
    format!("{PAYLOAD}{}", item.path)
}

fn member_path(plan: &PackagePlan, path: &str) -> String {
    format!("{}/{path}", plan.name)
}

fn header(plan: &PackagePlan, path: &str, size_bytes: u64) -> Result<tar::Header, PackError> {
    let mut header = tar::Header::new_ustar();
    header.set_path(member_path(plan, path)).map_err(|_| PackError::Path(path.to_owned()))?;
    header.set_size(size_bytes);
    header.set_mode(MODE);
    header.set_mtime(seconds(plan.made_at));
    header.set_cksum();
    Ok(header)
}

/// A tar knows no time before 1970.
fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.ms() / 1000).unwrap_or(0)
}
