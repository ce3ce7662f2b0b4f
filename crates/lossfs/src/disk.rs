//! What a reader sees and what the disk holds, for each file and folder, and how a cut makes the
//! one the other.
//!
//! A name is durable when its folder was synced, bytes and length when their file was. A rename
//! between two folders is one change: a cut keeps both halves or neither, as far as both wait.
//! Permissions are durable at once.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use crate::chance::Chance;

/// The inode of the topmost folder.
pub(crate) const ROOT: u64 = 1;
/// Pieces that a device writes whole: a cut tears between them.
const SECTORS: [usize; 2] = [512, 4096];

/// A change of a file that the disk does not hold yet.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

/// A change of a folder that the disk does not hold yet.
#[derive(Debug, Clone)]
struct Naming {
    /// Changes of one act have one number.
    act: u64,
    name: OsString,
    to: Option<u64>,
}

#[derive(Debug, Default)]
pub(crate) struct FileBody {
    pub(crate) now: Vec<u8>,
    kept: Vec<u8>,
    waiting: Vec<Change>,
}

#[derive(Debug, Default)]
pub(crate) struct FolderBody {
    pub(crate) now: BTreeMap<OsString, u64>,
    kept: BTreeMap<OsString, u64>,
    waiting: Vec<Naming>,
}

#[derive(Debug)]
pub(crate) enum Body {
    File(FileBody),
    Folder(FolderBody),
    /// A name where a process listens.
    Socket,
}

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) mode: u16,
    /// Where it was last named; only to choose faults by.
    pub(crate) path: String,
    pub(crate) body: Body,
}

/// What survives a cut of all that was not synced.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Survivors {
    Nothing,
    /// Some of it, by this seed.
    Some(u64),
}

#[derive(Debug)]
pub(crate) struct Disk {
    nodes: BTreeMap<u64, Node>,
    next: u64,
    acts: u64,
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Self::Length(len) => to.resize(*len, 0),
            Self::Write { at, bytes } => write(to, *at, bytes),
        }
    }

    /// Applies what survives: of a write, each sector for itself.
    fn apply_some(&self, to: &mut Vec<u8>, sector: usize, chance: &mut Chance) {
        match self {
            Self::Length(_) => {
                if chance.coin() {
                    self.apply(to);
                }
            }
            Self::Write { at, bytes } => {
                let (mut at, mut left) = (*at, bytes.as_slice());
                while !left.is_empty() {
                    let to_border = sector - at % sector;
                    let (piece, rest) = left.split_at(left.len().min(to_border));
                    if chance.coin() {
                        write(to, at, piece);
                    }
                    at += piece.len();
                    left = rest;
                }
            }
        }
    }
}

fn write(to: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at.saturating_add(bytes.len());
    if to.len() < end {
        to.resize(end, 0);
    }
    if let Some(place) = to.get_mut(at..end) {
        place.copy_from_slice(bytes);
    }
}

impl FileBody {
    pub(crate) fn change(&mut self, change: Change) {
        change.apply(&mut self.now);
        self.waiting.push(change);
    }

    pub(crate) fn sync(&mut self) {
        for change in self.waiting.drain(..) {
            change.apply(&mut self.kept);
        }
    }

    /// What Linux does after a failed flush: the pages count as clean, and no later sync writes
    /// them.
    pub(crate) fn forget(&mut self) {
        self.waiting.clear();
    }

    fn cut(&mut self, survivors: Survivors, number: u64) {
        if let Survivors::Some(seed) = survivors {
            let mut chance = Chance::new(seed ^ number.wrapping_mul(0x2545_f491_4f6c_dd1d));
            let sector = if chance.coin() { SECTORS[0] } else { SECTORS[1] };
            for change in &self.waiting {
                change.apply_some(&mut self.kept, sector, &mut chance);
            }
        }
        self.waiting.clear();
        self.now.clone_from(&self.kept);
    }
}

impl Naming {
    fn apply(&self, to: &mut BTreeMap<OsString, u64>) {
        match self.to {
            Some(node) => to.insert(self.name.clone(), node),
            None => to.remove(&self.name),
        };
    }
}

impl FolderBody {
    fn name(&mut self, act: u64, name: &OsStr, to: Option<u64>) {
        let naming = Naming { act, name: name.to_owned(), to };
        naming.apply(&mut self.now);
        self.waiting.push(naming);
    }

    pub(crate) fn sync(&mut self) {
        for naming in self.waiting.drain(..) {
            naming.apply(&mut self.kept);
        }
    }

    fn cut(&mut self, survivors: Survivors) {
        for naming in self.waiting.drain(..) {
            let survives = match survivors {
                Survivors::Nothing => false,
                Survivors::Some(seed) => Chance::new(seed ^ naming.act << 1).coin(),
            };
            if survives {
                naming.apply(&mut self.kept);
            }
        }
        self.now.clone_from(&self.kept);
    }
}

impl Disk {
    pub(crate) fn new() -> Self {
        let root =
            Node { mode: 0o755, path: String::new(), body: Body::Folder(FolderBody::default()) };
        Self { nodes: BTreeMap::from([(ROOT, root)]), next: ROOT + 1, acts: 0 }
    }

    pub(crate) fn node(&self, number: u64) -> Option<&Node> {
        self.nodes.get(&number)
    }

    pub(crate) fn node_mut(&mut self, number: u64) -> Option<&mut Node> {
        self.nodes.get_mut(&number)
    }

    pub(crate) fn file_mut(&mut self, number: u64) -> Option<&mut FileBody> {
        match &mut self.nodes.get_mut(&number)?.body {
            Body::File(file) => Some(file),
            Body::Folder(_) | Body::Socket => None,
        }
    }

    pub(crate) fn folder(&self, number: u64) -> Option<&FolderBody> {
        match &self.nodes.get(&number)?.body {
            Body::Folder(folder) => Some(folder),
            Body::File(_) | Body::Socket => None,
        }
    }

    pub(crate) fn folder_mut(&mut self, number: u64) -> Option<&mut FolderBody> {
        match &mut self.nodes.get_mut(&number)?.body {
            Body::Folder(folder) => Some(folder),
            Body::File(_) | Body::Socket => None,
        }
    }

    pub(crate) fn entry(&self, folder: u64, name: &OsStr) -> Option<u64> {
        self.folder(folder)?.now.get(name).copied()
    }

    fn path(&self, folder: u64, name: &OsStr) -> String {
        let folder = self.nodes.get(&folder).map(|node| node.path.as_str()).unwrap_or_default();
        format!("{folder}/{}", name.to_string_lossy())
    }

    /// Makes an empty file or folder, or a socket, under a free name; its inode.
    pub(crate) fn make(&mut self, folder: u64, name: &OsStr, mode: u16, body: Body) -> u64 {
        let (number, path) = (self.next, self.path(folder, name));
        self.next += 1;
        self.nodes.insert(number, Node { mode, path, body });
        self.act(&[(folder, name, Some(number))]);
        number
    }

    /// Changes names, all as one act.
    pub(crate) fn act(&mut self, namings: &[(u64, &OsStr, Option<u64>)]) {
        self.acts += 1;
        let act = self.acts;
        for (folder, name, to) in namings {
            let path = self.path(*folder, name);
            if let Some(node) = to.and_then(|to| self.nodes.get_mut(&to)) {
                node.path = path;
            }
            if let Some(folder) = self.folder_mut(*folder) {
                folder.name(act, name, *to);
            }
        }
    }

    /// Makes everything durable.
    pub(crate) fn sync(&mut self) {
        for node in self.nodes.values_mut() {
            match &mut node.body {
                Body::File(file) => file.sync(),
                Body::Folder(folder) => folder.sync(),
                Body::Socket => {}
            }
        }
    }

    /// The power is cut and comes back: what stands afterwards is what the disk holds. Inodes are
    /// numbered anew, so that nobody who held a file before can touch it.
    pub(crate) fn cut(&mut self, survivors: Survivors) {
        for (number, node) in &mut self.nodes {
            match &mut node.body {
                Body::File(file) => file.cut(survivors, *number),
                Body::Folder(folder) => folder.cut(survivors),
                Body::Socket => {}
            }
        }
        self.renumber();
    }

    /// Keeps what can be reached from the topmost folder, under new numbers.
    fn renumber(&mut self) {
        let mut old = std::mem::take(&mut self.nodes);
        let mut numbers = BTreeMap::from([(ROOT, ROOT)]);
        let mut todo = vec![ROOT];
        while let Some(from) = todo.pop() {
            let (Some(mut node), Some(to)) = (old.remove(&from), numbers.get(&from).copied())
            else {
                continue;
            };
            if let Body::Folder(folder) = &mut node.body {
                for entry in folder.now.values_mut() {
                    let (next, before) = (&mut self.next, *entry);
                    *entry = *numbers.entry(before).or_insert_with(|| {
                        todo.push(before);
                        *next += 1;
                        *next - 1
                    });
                }
                folder.kept.clone_from(&folder.now);
            }
            self.nodes.insert(to, node);
        }
    }

    /// Bytes that readers see.
    pub(crate) fn used_bytes(&self) -> usize {
        let length = |node: &Node| match &node.body {
            Body::File(file) => file.now.len(),
            Body::Folder(_) | Body::Socket => 0,
        };
        self.nodes.values().map(length).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> &OsStr {
        OsStr::new(text)
    }

    fn put(disk: &mut Disk, at: &str, bytes: &[u8]) -> u64 {
        let file = disk.make(ROOT, name(at), 0o644, Body::File(FileBody::default()));
        disk.file_mut(file).unwrap().change(Change::Write { at: 0, bytes: bytes.to_vec() });
        file
    }

    fn read(disk: &Disk, at: &str) -> Option<Vec<u8>> {
        match &disk.node(disk.entry(ROOT, name(at))?)?.body {
            Body::File(file) => Some(file.now.clone()),
            Body::Folder(_) | Body::Socket => None,
        }
    }

    #[test]
    fn only_what_was_synced_survives_a_cut() {
        let mut disk = Disk::new();
        let kept = put(&mut disk, "kept", b"abc");
        disk.file_mut(kept).unwrap().sync();
        disk.folder_mut(ROOT).unwrap().sync();
        disk.file_mut(kept).unwrap().change(Change::Write { at: 1, bytes: b"XYZ".to_vec() });
        let nameless = put(&mut disk, "nameless", b"bytes");
        disk.file_mut(nameless).unwrap().sync();
        assert_eq!(read(&disk, "kept").unwrap(), b"aXYZ");
        disk.cut(Survivors::Nothing);
        assert_eq!(read(&disk, "kept").unwrap(), b"abc");
        assert_eq!(read(&disk, "nameless"), None);
    }

    #[test]
    fn a_name_without_bytes_is_an_empty_file() {
        let mut disk = Disk::new();
        put(&mut disk, "empty", b"bytes");
        disk.folder_mut(ROOT).unwrap().sync();
        disk.cut(Survivors::Nothing);
        assert_eq!(read(&disk, "empty").unwrap(), b"");
    }

    #[test]
    fn a_part_survives_and_the_seed_says_which() {
        let outcome = |seed| {
            let mut disk = Disk::new();
            put(&mut disk, "file", &[7; 16 * 4096]);
            disk.folder_mut(ROOT).unwrap().sync();
            disk.cut(Survivors::Some(seed));
            read(&disk, "file").unwrap()
        };
        assert_eq!(outcome(1), outcome(1));
        assert!((1..9).any(|seed| outcome(seed) != outcome(seed + 1)));
        assert!((1..9).any(|seed| outcome(seed).contains(&0) && outcome(seed).contains(&7)));
    }

    #[test]
    fn both_halves_of_a_rename_survive_or_neither() {
        for seed in 0..40 {
            let mut disk = Disk::new();
            let file = put(&mut disk, "old", b"x");
            disk.sync();
            disk.act(&[(ROOT, name("old"), None), (ROOT, name("new"), Some(file))]);
            disk.cut(Survivors::Some(seed));
            let there = ["old", "new"].map(|at| read(&disk, at).is_some());
            assert!(there == [true, false] || there == [false, true], "{there:?}");
        }
    }

    #[test]
    fn what_a_failed_flush_held_is_never_written() {
        let mut disk = Disk::new();
        let file = put(&mut disk, "file", b"abc");
        disk.sync();
        disk.file_mut(file).unwrap().change(Change::Write { at: 0, bytes: b"X".to_vec() });
        disk.file_mut(file).unwrap().forget();
        disk.file_mut(file).unwrap().sync();
        assert_eq!(read(&disk, "file").unwrap(), b"Xbc");
        disk.cut(Survivors::Nothing);
        assert_eq!(read(&disk, "file").unwrap(), b"abc");
    }
}
