//! The station's configuration, and what the command line says instead.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::layout::{Layouts, Raw};
use crate::scan::Slot;

/// Most slots of one station.
const MAX_SLOTS: usize = 64;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    server: Option<String>,
    station: Option<PathBuf>,
    queue: Option<PathBuf>,
    ca: Option<PathBuf>,
    parallel: Option<usize>,
    limit_kib_s: Option<u64>,
    settle_ms: Option<u64>,
    patience_s: Option<u64>,
    poll_s: Option<u64>,
    wipe: Option<bool>,
    /// Each folder below is a slot.
    media: Option<PathBuf>,
    #[serde(default)]
    slot: Vec<RawSlot>,
    #[serde(default)]
    layout: Vec<Raw>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSlot {
    name: String,
    path: PathBuf,
}

/// What a command line may say.
#[derive(Debug, Default, Clone)]
pub(crate) struct Said {
    pub(crate) server: Option<String>,
    pub(crate) station: Option<PathBuf>,
    pub(crate) queue: Option<PathBuf>,
    pub(crate) ca: Option<PathBuf>,
    pub(crate) parallel: Option<usize>,
    pub(crate) limit_kib_s: Option<u64>,
    pub(crate) settle_ms: Option<u64>,
    pub(crate) patience_s: Option<u64>,
    pub(crate) wipe: bool,
}

/// What holds.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) server: Option<String>,
    pub(crate) station: Option<PathBuf>,
    queue: Option<PathBuf>,
    pub(crate) ca: Option<PathBuf>,
    pub(crate) parallel: usize,
    pub(crate) bytes_per_s: Option<u64>,
    pub(crate) settle: Duration,
    pub(crate) patience: Duration,
    pub(crate) poll: Duration,
    pub(crate) wipe: bool,
    media: Option<PathBuf>,
    slots: Vec<Slot>,
    pub(crate) layouts: Layouts,
}

impl Config {
    /// Reads the file, if there is one; what the command line says comes first.
    ///
    /// # Errors
    /// The file does not read, or says something that cannot be.
    pub(crate) fn read(path: Option<&Path>, said: Said) -> Result<Self> {
        let file = match path {
            None => File::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("无法读取配置 {}", path.display()))?;
                toml::from_str(&text).with_context(|| format!("配置 {} 有误", path.display()))?
            }
        };
        let parallel = said.parallel.or(file.parallel).unwrap_or(4);
        if !(1..=32).contains(&parallel) {
            bail!("并行数须为 1 至 32");
        }
        if file.slot.len() > MAX_SLOTS {
            bail!("仓位最多{MAX_SLOTS}个");
        }
        let limit = said.limit_kib_s.or(file.limit_kib_s);
        let seconds =
            |seconds: Option<u64>, otherwise| Duration::from_secs(seconds.unwrap_or(otherwise));
        let settle_ms = said.settle_ms.or(file.settle_ms).unwrap_or(2_000);
        let slot = |raw: RawSlot| Slot { name: raw.name, root: raw.path };
        Ok(Self {
            server: said.server.or(file.server),
            station: said.station.or(file.station),
            queue: said.queue.or(file.queue),
            ca: said.ca.or(file.ca),
            parallel,
            bytes_per_s: limit.map(|kib| kib.saturating_mul(1024)),
            settle: Duration::from_millis(settle_ms),
            patience: seconds(said.patience_s.or(file.patience_s), 300),
            poll: seconds(file.poll_s, 5).max(Duration::from_secs(1)),
            wipe: said.wipe || file.wipe.unwrap_or(false),
            media: file.media,
            slots: file.slot.into_iter().map(slot).collect(),
            layouts: Layouts::with(file.layout)?,
        })
    }

    /// Where the queue is: as told, or beside the key.
    ///
    /// # Errors
    /// Neither is told.
    pub(crate) fn queue(&self) -> Result<PathBuf> {
        let beside = || {
            let key = self.station.as_ref()?;
            Some(key.with_extension("queue"))
        };
        self.queue.clone().or_else(beside).context("请用 --queue 或者 --station 指明队列所在")
    }

    /// The slots that hold something now.
    pub(crate) fn slots_now(&self) -> Vec<Slot> {
        let mut slots = self.slots.clone();
        if let Some(media) = &self.media {
            let folders = std::fs::read_dir(media).into_iter().flatten().flatten();
            let below = folders.filter(|entry| entry.path().is_dir()).map(|entry| Slot {
                name: entry.file_name().to_string_lossy().into_owned(),
                root: entry.path(),
            });
            slots.extend(below.take(MAX_SLOTS));
        }
        let is_there = |slot: &Slot| {
            std::fs::read_dir(&slot.root).is_ok_and(|mut entries| entries.next().is_some())
        };
        slots.retain(is_there);
        slots.sort_by(|a, b| a.name.cmp(&b.name));
        slots.dedup_by(|a, b| a.name == b.name);
        slots.truncate(MAX_SLOTS);
        slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_comes_before_the_file_and_the_queue_lies_beside_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dock.toml");
        let text = "server = \"https://a\"\nstation = \"/k/station.key\"\nparallel = 2\nlimit_kib_s = 10\n[[slot]]\nname = \"1号仓\"\npath = \"/nowhere\"\n";
        std::fs::write(&path, text).unwrap();
        let said = Said { parallel: Some(7), ..Said::default() };
        let config = Config::read(Some(&path), said).unwrap();
        assert_eq!((config.parallel, config.bytes_per_s), (7, Some(10_240)));
        assert_eq!(config.queue().unwrap(), Path::new("/k/station.queue"));
        assert_eq!(config.slots_now(), []);
        assert!(Config::read(None, Said { parallel: Some(0), ..Said::default() }).is_err());
        std::fs::write(&path, "speed = 9").unwrap();
        assert!(Config::read(Some(&path), Said::default()).is_err());
    }

    #[test]
    fn each_folder_below_the_media_is_a_slot_while_something_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("media/b/DCIM")).unwrap();
        std::fs::create_dir_all(folder.path().join("media/a")).unwrap();
        let path = folder.path().join("dock.toml");
        let media = folder.path().join("media");
        std::fs::write(&path, format!("media = {media:?}")).unwrap();
        let config = Config::read(Some(&path), Said::default()).unwrap();
        let names: Vec<String> = config.slots_now().into_iter().map(|slot| slot.name).collect();
        assert_eq!(names, ["b"]);
    }
}
