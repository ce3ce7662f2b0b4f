//! What is on a device: files that stand still, what their names say, and what is odd about them.
//! Nothing is opened but to be read; links are not followed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use terms::Timestamp;

use crate::clock;
use crate::flag::Flag;
use crate::journal::ClipKey;
use crate::layout::{Info, Layouts, Named};
use crate::sniff::{self, Kind};

/// Deepest folder looked into.
const MAX_DEPTH: usize = 12;
/// Most files of one device.
const MAX_FILES: usize = 200_000;
/// Longest file name the server keeps, in characters.
const MAX_NAME: usize = 255;
/// A file that says it is older has a clock that was never set: no device of this kind existed.
const FIRST_MS: i64 = 946_684_800_000; // 2000-01-01
/// A file that says it is so far ahead of the station has a clock that was set wrong.
const AHEAD_MS: i64 = 2 * 86_400_000;

/// A slot, a drive or a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) root: PathBuf,
}

/// A file as a folder lists it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    /// Below the root, `/` between folders.
    path: String,
    file: PathBuf,
    size: u64,
    written: Timestamp,
}

/// A file to be brought in.
#[derive(Debug, Clone)]
pub(crate) struct Clip {
    pub(crate) key: ClipKey,
    pub(crate) slot: String,
    pub(crate) file: PathBuf,
    /// Its name, made fit for the server where it has characters nobody sees.
    pub(crate) name: String,
    pub(crate) folder: Option<String>,
    pub(crate) named: Named,
    pub(crate) flags: BTreeSet<Flag>,
}

impl Clip {
    /// Important ones first, then the oldest.
    pub(crate) fn priority(&self) -> (bool, i64, &str) {
        let said = self.named.said_at.map_or(self.key.written_ms, Timestamp::ms);
        (!self.named.is_important, said, &self.key.path)
    }
}

/// What is on a device.
#[derive(Debug, Clone)]
pub(crate) struct Scan {
    pub(crate) slot: Slot,
    pub(crate) info: Info,
    pub(crate) clips: Vec<Clip>,
    /// Files that are no recordings; left alone.
    pub(crate) others: Vec<String>,
    /// Files that are still being written; left for the next time.
    pub(crate) growing: Vec<String>,
    /// Files that could not be read, and why.
    pub(crate) unreadable: Vec<(String, String)>,
}

/// All files of a device, by path.
///
/// # Errors
/// The root cannot be listed. A folder below it that cannot is left out: its card was pulled.
pub(crate) fn list(root: &Path) -> Result<BTreeMap<String, Listed>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if depth == 0 => {
                return Err(error).with_context(|| format!("无法读取 {}", root.display()));
            }
            Err(_) => continue,
        };
        for entry in entries.flatten() {
            let Ok(meta) = fs::symlink_metadata(entry.path()) else { continue };
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if meta.is_dir() && depth < MAX_DEPTH {
                folders.push((entry.path(), format!("{path}/"), depth + 1));
            } else if meta.is_file() && found.len() < MAX_FILES {
                let written = meta.modified().map_or(Timestamp::from_ms(0), clock::stamp);
                let (file, size) = (entry.path(), meta.len());
                found.insert(path.clone(), Listed { path, file, size, written });
            }
        }
    }
    Ok(found)
}

/// Looks at a device that was listed twice: what differs between the two is still being written.
pub(crate) fn look(
    slot: Slot,
    before: &BTreeMap<String, Listed>,
    now: BTreeMap<String, Listed>,
    layouts: &Layouts,
) -> Scan {
    let info = layouts.info(&slot.root);
    let mut scan = Scan {
        slot,
        info,
        clips: Vec::new(),
        others: Vec::new(),
        growing: Vec::new(),
        unreadable: Vec::new(),
    };
    for (path, listed) in now {
        if before.get(&path) != Some(&listed) {
            scan.growing.push(path);
            continue;
        }
        look_at(&mut scan, listed, layouts);
    }
    scan
}

fn look_at(scan: &mut Scan, listed: Listed, layouts: &Layouts) {
    let (folder, name) = match listed.path.rsplit_once('/') {
        Some((folder, name)) => (Some(folder.to_owned()), name),
        None => (None, listed.path.as_str()),
    };
    let look = match sniff::look(&listed.file, name, listed.size) {
        Ok(look) => look,
        Err(error) => {
            scan.unreadable.push((listed.path, format!("{error:#}")));
            return;
        }
    };
    let is_wanted =
        sniff::is_media_name(name) || !matches!(look.kind, Kind::Unknown | Kind::Playlist);
    if !is_wanted {
        scan.others.push(listed.path);
        return;
    }
    let mut named = layouts.named(&listed.path);
    named.serial = named.serial.or_else(|| scan.info.serial.clone());
    named.person = named.person.or_else(|| scan.info.person.clone());
    let mut flags: BTreeSet<Flag> = look.flags.into_iter().collect();
    if named.layout.is_none() {
        flags.insert(Flag::Unrecognised);
    }
    let device = named.serial.clone().unwrap_or_else(|| format!("仓位:{}", scan.slot.name));
    scan.clips.push(Clip {
        name: fit_name(name),
        key: ClipKey {
            device,
            path: listed.path.clone(),
            size: listed.size,
            written_ms: listed.written.ms(),
            edges: look.edges,
        },
        slot: scan.slot.name.clone(),
        file: listed.file,
        folder,
        named,
        flags,
    });
}

/// A name the server takes: what nobody sees is replaced, what is too long is cut in the middle so
/// that the extension stays.
fn fit_name(name: &str) -> String {
    let is_unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '/' | '\\')
    };
    let name: String = name.chars().map(|c| if is_unseen(c) { '_' } else { c }).collect();
    let length = name.chars().count();
    if name.trim().is_empty() {
        "_".to_owned()
    } else if length <= MAX_NAME {
        name
    } else {
        let head: String = name.chars().take(MAX_NAME - 41).collect();
        let tail: String = name.chars().skip(length - 40).collect();
        format!("{head}…{tail}")
    }
}

/// Notes what is odd about the files of all devices at once.
pub(crate) fn flag_oddities(scans: &mut [Scan], now: Timestamp) {
    let mut slots_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut same_name: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let mut same_bytes: BTreeMap<String, u32> = BTreeMap::new();
    for clip in scans.iter().flat_map(|scan| &scan.clips) {
        if let Some(serial) = &clip.named.serial {
            slots_of.entry(serial.clone()).or_default().insert(clip.slot.clone());
        }
        let name = (clip.key.device.clone(), clip.name.to_lowercase());
        same_name.entry(name).or_default().insert(clip.key.edges.clone());
        *same_bytes.entry(clip.key.edges.clone()).or_default() += 1;
    }
    for clip in scans.iter_mut().flat_map(|scan| &mut scan.clips) {
        let said = [Some(clip.key.written_ms), clip.named.said_at.map(Timestamp::ms)];
        let is_odd = |ms: &i64| *ms < FIRST_MS || *ms > now.ms().saturating_add(AHEAD_MS);
        let serial = clip.named.serial.as_ref();
        let name = (clip.key.device.clone(), clip.name.to_lowercase());
        let several = |slots: &BTreeSet<String>| slots.len() > 1;
        let found = [
            (Flag::ClockUnset, said.iter().flatten().any(is_odd)),
            (Flag::SameSerial, serial.and_then(|it| slots_of.get(it)).is_some_and(several)),
            (Flag::SameName, same_name.get(&name).is_some_and(several)),
            (Flag::Twice, same_bytes.get(&clip.key.edges).is_some_and(|count| *count > 1)),
        ];
        clip.flags.extend(found.into_iter().filter(|(_, is_so)| *is_so).map(|(flag, _)| flag));
    }
    flag_clocks_that_ran_back(scans);
}

/// Within a folder of a device numbers and times go the same way. Where a number stands twice, its
/// order says nothing.
fn flag_clocks_that_ran_back(scans: &mut [Scan]) {
    type Numbered = BTreeMap<u64, Vec<(Timestamp, String)>>;
    let mut folders: BTreeMap<(String, Option<String>), Numbered> = BTreeMap::new();
    for clip in scans.iter().flat_map(|scan| &scan.clips) {
        if let (Some(number), Some(said_at)) = (clip.named.number, clip.named.said_at) {
            let folder = folders.entry((clip.key.device.clone(), clip.folder.clone())).or_default();
            folder.entry(number).or_default().push((said_at, clip.key.path.clone()));
        }
    }
    let mut back: BTreeSet<(String, String)> = BTreeSet::new();
    for ((device, _), numbers) in &folders {
        let mut latest: Option<Timestamp> = None;
        for files in numbers.values() {
            let [(said_at, path)] = files.as_slice() else { continue };
            if latest.is_some_and(|latest| *said_at < latest) {
                back.insert((device.clone(), path.clone()));
            }
            latest = latest.max(Some(*said_at));
        }
    }
    for clip in scans.iter_mut().flat_map(|scan| &mut scan.clips) {
        if back.contains(&(clip.key.device.clone(), clip.key.path.clone())) {
            clip.flags.insert(Flag::ClockBack);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{File, FileTimes};
    use std::time::{Duration, SystemTime};

    use super::*;

    fn now() -> Timestamp {
        "2025-03-08T09:00:00+08:00".parse().unwrap()
    }

    struct Card(tempfile::TempDir);

    impl Card {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn with(self, path: &str, content: &str) -> Self {
            let file = self.0.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, content).unwrap();
            self.at(path, 1_741_309_200)
        }

        fn at(self, path: &str, seconds: u64) -> Self {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            let file = File::options().write(true).open(self.0.path().join(path)).unwrap();
            file.set_times(FileTimes::new().set_modified(time)).unwrap();
            self
        }

        fn scan(&self, name: &str) -> Scan {
            let slot = Slot { name: name.to_owned(), root: self.0.path().to_owned() };
            let listed = list(&slot.root).unwrap();
            look(slot, &listed.clone(), listed, &Layouts::with(Vec::new()).unwrap())
        }
    }

    fn flags(scans: &mut [Scan]) -> Vec<(String, Vec<Flag>)> {
        flag_oddities(scans, now());
        let clips = scans.iter().flat_map(|scan| &scan.clips);
        let without_kind = |clip: &Clip| {
            let flags = clip.flags.iter().copied();
            flags.filter(|flag| !matches!(flag, Flag::UnknownKind | Flag::Unrecognised)).collect()
        };
        clips.map(|clip| (clip.key.path.clone(), without_kind(clip))).collect()
    }

    fn of(found: &[(String, Vec<Flag>)], path: &str) -> Vec<Flag> {
        found.iter().find(|(known, _)| known == path).unwrap().1.clone()
    }

    #[test]
    fn a_file_that_is_still_written_is_left_for_the_next_time() {
        let card = Card::new().with("a.mp4", "one").with("b.mp4", "two");
        let slot = Slot { name: "1".to_owned(), root: card.0.path().to_owned() };
        let before = list(&slot.root).unwrap();
        fs::write(card.0.path().join("b.mp4"), "two and more").unwrap();
        let after = list(&slot.root).unwrap();
        let scan = look(slot, &before, after, &Layouts::with(Vec::new()).unwrap());
        assert_eq!(scan.growing, ["b.mp4"]);
        assert_eq!(scan.clips.len(), 1);
    }

    #[test]
    fn what_is_no_recording_is_left_alone_and_links_are_not_followed() {
        let card = Card::new().with("a.mp4", "one").with("INDEX.DB", "x").with("空.mp4", "");
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", card.0.path().join("b.mp4")).unwrap();
        let scan = card.scan("1");
        assert_eq!(scan.others, ["INDEX.DB"]);
        assert_eq!(scan.clips.len(), 2, "an empty film is kept in sight");
    }

    #[test]
    fn two_names_with_the_same_content_and_one_name_with_two_are_told_apart() {
        let card = Card::new()
            .with("A/1.mp4", "same")
            .with("B/2.mp4", "same")
            .with("A/3.mp4", "one")
            .with("B/3.mp4", "other");
        let found = flags(&mut [card.scan("1")]);
        assert_eq!(of(&found, "A/1.mp4"), [Flag::Twice]);
        assert_eq!(of(&found, "B/2.mp4"), [Flag::Twice]);
        assert_eq!(of(&found, "A/3.mp4"), [Flag::SameName]);
    }

    #[test]
    fn a_clock_that_was_never_set_and_one_that_ran_back_at_midnight_are_told() {
        let card = Card::new()
            .with("old.mp4", "a")
            .at("old.mp4", 3)
            .with("D/S1_P1_20250307235900_0001.mp4", "b")
            .with("D/S1_P1_20250307000100_0002.mp4", "c")
            .with("D/S1_P1_20250308000200_0003.mp4", "d");
        let found = flags(&mut [card.scan("1")]);
        assert_eq!(of(&found, "old.mp4"), [Flag::ClockUnset]);
        assert_eq!(of(&found, "D/S1_P1_20250307235900_0001.mp4"), []);
        assert_eq!(of(&found, "D/S1_P1_20250307000100_0002.mp4"), [Flag::ClockBack]);
        assert_eq!(of(&found, "D/S1_P1_20250308000200_0003.mp4"), []);
    }

    #[test]
    fn two_devices_of_one_number_are_told() {
        let first = Card::new().with("S1_P1_20250307100000_0001.mp4", "a");
        let second = Card::new().with("S1_P1_20250307110000_0002.mp4", "b");
        let found = flags(&mut [first.scan("1"), second.scan("2")]);
        assert!(found.iter().all(|(_, flags)| flags == &[Flag::SameSerial]), "{found:?}");
    }

    #[test]
    fn names_are_made_fit_for_the_server() {
        assert_eq!(fit_name("a\u{202E}b\n.mp4"), "a_b_.mp4");
        let long = fit_name(&format!("{}.mp4", "长".repeat(300)));
        assert!(long.chars().count() <= MAX_NAME && long.ends_with(".mp4"));
        assert_eq!(fit_name(" "), "_");
    }

    #[test]
    fn important_clips_go_first_and_then_the_oldest() {
        let card = Card::new()
            .with("S1_P1_20250307100000_0001.mp4", "a")
            .with("S1_P1_20250306100000_0002.mp4", "b")
            .with("S1_P1_20250307120000_0003_IMP.mp4", "c");
        let mut clips = card.scan("1").clips;
        clips.sort_by(|a, b| a.priority().cmp(&b.priority()));
        let numbers: Vec<_> = clips.iter().map(|clip| clip.named.number.unwrap()).collect();
        assert_eq!(numbers, [3, 2, 1]);
    }
}
