//! The queue on disk: one file that only grows, each line written through to the disk before
//! anything rests on it. A power cut loses at most the line that was being written.
//!
//! A line is eight hexadecimal digits of SHA-256 over the JSON that follows. A torn last line is cut
//! off when the file is opened; a bad line before others is damage, and nothing is guessed then.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use terms::{Digests, Timestamp};

use crate::flag::Flag;

/// What a clip is known by: its device or slot, its path, its size, time and both ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct ClipKey {
    /// The device's number, or the slot where there is none.
    pub(crate) device: String,
    /// Path below the root of the device, `/` between folders.
    pub(crate) path: String,
    /// Length.
    pub(crate) size: u64,
    /// When it was last written, by the device.
    pub(crate) written_ms: i64,
    /// SHA-256 of its size and both its ends.
    pub(crate) edges: String,
}

/// What happened to a clip or a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(crate) enum Entry {
    /// It was found.
    Found { clip: ClipKey, slot: String, flags: Vec<Flag>, at: Timestamp },
    /// It was read whole.
    Hashed { clip: ClipKey, digests: Digests },
    /// The server knows of it.
    Begun { clip: ClipKey, upload: String },
    /// The server signed that it is deposited, and the signature was checked.
    Deposited { clip: ClipKey, receipt: String, at: Timestamp },
    /// It stays on its device, and why.
    Kept { clip: ClipKey, why: String, at: Timestamp },
    /// It is about to be deleted from its device; written first.
    Clearing { clip: ClipKey, receipt_sha256: String, at: Timestamp },
    /// It was deleted from its device.
    Cleared { clip: ClipKey, at: Timestamp },
    /// The server knows that.
    ClearedTold { clip: ClipKey },
}

impl Entry {
    pub(crate) const fn clip(&self) -> &ClipKey {
        match self {
            Self::Found { clip, .. }
            | Self::Hashed { clip, .. }
            | Self::Begun { clip, .. }
            | Self::Deposited { clip, .. }
            | Self::Kept { clip, .. }
            | Self::Clearing { clip, .. }
            | Self::Cleared { clip, .. }
            | Self::ClearedTold { clip } => clip,
        }
    }
}

/// The file, held by one program at a time.
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Opens or begins the journal in a folder and reads what is there.
    ///
    /// # Errors
    /// Another program holds it, it is damaged, or the disk fails.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Vec<Entry>)> {
        fs::create_dir_all(folder)
            .with_context(|| format!("无法建立队列目录 {}", folder.display()))?;
        let path = folder.join("queue.log");
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        let mut file =
            options.open(&path).with_context(|| format!("无法打开队列 {}", path.display()))?;
        if file.try_lock().is_err() {
            bail!("队列 {} 正由另一个 liuhen-dock 使用", path.display());
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).context("无法读取队列")?;
        let (entries, good) = read(&bytes).with_context(|| format!("队列 {}", path.display()))?;
        if good < bytes.len() {
            // The line that was being written when the power went: nothing rested on it yet.
            file.set_len(u64::try_from(good)?).context("无法截去队列的残行")?;
            file.seek(SeekFrom::End(0)).context("无法读取队列")?;
        }
        file.sync_all().context("无法写队列")?;
        sync_folder(folder)?;
        Ok((Self { file, path }, entries))
    }

    /// Reads a journal without holding it, e.g. beside a running import.
    ///
    /// # Errors
    /// It is damaged or cannot be read.
    pub(crate) fn peek(folder: &Path) -> Result<Vec<Entry>> {
        let path = folder.join("queue.log");
        match fs::read(&path) {
            Ok(bytes) => {
                let read = read(&bytes).with_context(|| format!("队列 {}", path.display()))?;
                Ok(read.0)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error).with_context(|| format!("无法读取队列 {}", path.display())),
        }
    }

    /// Writes entries down; they are on the disk when this returns.
    ///
    /// # Errors
    /// The disk is full or fails: nothing may rest on them then.
    pub(crate) fn write(&mut self, entries: &[Entry]) -> Result<()> {
        let mut lines = String::new();
        for entry in entries {
            let json = serde_json::to_string(entry)?;
            lines.push_str(&format!("{} {json}\n", check_of(&json)));
        }
        let doing = || format!("无法写队列 {}", self.path.display());
        self.file.write_all(lines.as_bytes()).with_context(doing)?;
        self.file.sync_data().with_context(doing)
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).context("无法写队列目录")
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

fn check_of(json: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(json.as_bytes()).into();
    hex::encode(digest).chars().take(8).collect()
}

/// The entries, and how many bytes of the file they take.
fn read(bytes: &[u8]) -> Result<(Vec<Entry>, usize)> {
    let (mut entries, mut place) = (Vec::new(), 0);
    for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let end = place + line.len();
        match read_line(line) {
            Some(entry) => entries.push(entry),
            None if end == bytes.len() => return Ok((entries, place)),
            None => bail!("第{}行损坏。请先备份该文件，再联系管理员", number + 1),
        }
        place = end;
    }
    Ok((entries, place))
}

fn read_line(line: &[u8]) -> Option<Entry> {
    let text = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let (check, json) = text.split_once(' ')?;
    if check != check_of(json) {
        return None;
    }
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip(path: &str) -> ClipKey {
        let (device, edges) = ("DSJ0007".to_owned(), "e".to_owned());
        ClipKey { device, path: path.to_owned(), size: 5, written_ms: 7, edges }
    }

    fn begun(path: &str) -> Entry {
        Entry::Begun { clip: clip(path), upload: "up_1".to_owned() }
    }

    #[test]
    fn what_was_written_is_there_after_a_power_cut_at_any_byte() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, entries) = Journal::open(folder.path()).unwrap();
        assert_eq!(entries, []);
        journal.write(&[begun("a"), begun("b")]).unwrap();
        journal.write(&[begun("c")]).unwrap();
        drop(journal);
        let whole = fs::read(folder.path().join("queue.log")).unwrap();
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
        for cut in 0..=whole.len() {
            let other = tempfile::tempdir().unwrap();
            fs::write(other.path().join("queue.log"), &whole[..cut]).unwrap();
            let (mut journal, entries) = Journal::open(other.path()).unwrap();
            assert_eq!(entries.len(), lines(&whole[..cut]), "cut at {cut}");
            journal.write(&[begun("d")]).unwrap();
            drop(journal);
            let (_, again) = Journal::open(other.path()).unwrap();
            assert_eq!(again.len(), entries.len() + 1, "cut at {cut}");
            assert_eq!(again.last(), Some(&begun("d")), "cut at {cut}");
        }
    }

    #[test]
    fn damage_before_other_lines_is_told_and_nothing_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        journal.write(&[begun("a"), begun("b")]).unwrap();
        drop(journal);
        let path = folder.path().join("queue.log");
        let mut bytes = fs::read(&path).unwrap();
        bytes[12] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let told = format!("{:#}", Journal::open(folder.path()).err().unwrap());
        assert!(told.contains("第1行损坏"), "{told}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[test]
    fn one_program_at_a_time_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let held = Journal::open(folder.path()).unwrap();
        assert!(Journal::open(folder.path()).is_err());
        assert_eq!(Journal::peek(folder.path()).unwrap(), []);
        drop(held);
        assert!(Journal::open(folder.path()).is_ok());
    }
}
