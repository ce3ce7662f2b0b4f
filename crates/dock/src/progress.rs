//! How far each slot is: for the terminal's wall, for the server's, and for whoever waits.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde_json::{Value, json};

use crate::clock;
use crate::disk;

/// Most files named that need somebody to look; all of them stand in the queue.
const MOST_TROUBLES: usize = 100;
/// Longest text the server keeps of each.
const MOST_CHARS: usize = 300;

/// How far a slot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Reading,
    Sending,
    Safe,
    Cleared,
    Trouble,
    Pulled,
}

impl State {
    /// A sign and a word: colour says nothing here.
    const fn shown(self) -> (&'static str, &'static str) {
        match self {
            Self::Reading => ("…", "读取中"),
            Self::Sending => ("↑", "上传中"),
            Self::Safe => ("✓", "全部入库，可清空"),
            Self::Cleared => ("○", "已清空"),
            Self::Trouble => ("!", "有文件需要处理"),
            Self::Pulled => ("✗", "中途拔出"),
        }
    }
}

/// A slot's figures.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SlotProgress {
    pub(crate) state: State,
    pub(crate) serial_no: Option<String>,
    pub(crate) files: u32,
    pub(crate) deposited: u32,
    pub(crate) bytes: u64,
    pub(crate) sent_bytes: u64,
    pub(crate) battery_percent: Option<u8>,
    pub(crate) free_bytes: Option<u64>,
    pub(crate) device_ahead_ms: Option<i64>,
}

/// A file that needs somebody to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Trouble {
    pub(crate) slot: String,
    pub(crate) file_name: String,
    pub(crate) what: String,
}

#[derive(Default)]
struct Inner {
    slots: BTreeMap<String, SlotProgress>,
    troubles: Vec<Trouble>,
    /// Grows with everything that moves: whoever waits sees that something does.
    moved: u64,
}

/// How far everything is.
#[derive(Default)]
pub(crate) struct Progress {
    inner: Mutex<Inner>,
}

impl Progress {
    fn with<T>(&self, change: impl FnOnce(&mut Inner) -> T) -> T {
        change(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins a slot anew.
    pub(crate) fn begin(&self, slot: &str, figures: SlotProgress) {
        self.with(|inner| {
            inner.slots.insert(slot.to_owned(), figures);
            inner.troubles.retain(|trouble| trouble.slot != slot);
            inner.moved += 1;
        });
    }

    /// Changes a slot's figures.
    pub(crate) fn change(&self, slot: &str, change: impl FnOnce(&mut SlotProgress)) {
        self.with(|inner| {
            if let Some(figures) = inner.slots.get_mut(slot) {
                change(figures);
            }
            inner.moved += 1;
        });
    }

    /// Notes a file that needs somebody to look.
    pub(crate) fn trouble(&self, slot: &str, file_name: &str, what: &str) {
        let trouble = Trouble {
            slot: slot.to_owned(),
            file_name: file_name.to_owned(),
            what: what.to_owned(),
        };
        self.with(|inner| {
            if !inner.troubles.contains(&trouble) {
                inner.troubles.push(trouble);
            }
        });
    }

    /// Slots that are no longer there.
    pub(crate) fn keep_only(&self, slots: &[String]) {
        self.with(|inner| inner.slots.retain(|name, _| slots.contains(name)));
    }

    /// A number that grows whenever something moves.
    pub(crate) fn moved(&self) -> u64 {
        self.with(|inner| inner.moved)
    }

    /// All that needs somebody to look.
    pub(crate) fn troubles(&self) -> Vec<Trouble> {
        self.with(|inner| inner.troubles.clone())
    }

    /// All slots.
    pub(crate) fn slots(&self) -> BTreeMap<String, SlotProgress> {
        self.with(|inner| inner.slots.clone())
    }

    /// What the server is told.
    pub(crate) fn status(&self, queue: &std::path::Path, waiting: (u32, u64)) -> Value {
        let slot = |(name, figures): (String, SlotProgress)| {
            let mut value = serde_json::to_value(figures).unwrap_or_default();
            if let Some(fields) = value.as_object_mut() {
                fields.insert("bay".to_owned(), json!(short(&name)));
            }
            value
        };
        let trouble = |trouble: Trouble| {
            json!({
                "bay": short(&trouble.slot),
                "file_name": short(&trouble.file_name),
                "what": short(&trouble.what),
            })
        };
        json!({
            "version": concat!("liuhen-dock ", env!("CARGO_PKG_VERSION")),
            "station_time": clock::now().to_china_rfc3339(),
            "free_bytes": disk::free_bytes(queue),
            "waiting": waiting.0,
            "waiting_bytes": waiting.1,
            "bays": self.slots().into_iter().map(slot).collect::<Vec<_>>(),
            "troubles":
                self.troubles().into_iter().take(MOST_TROUBLES).map(trouble).collect::<Vec<_>>(),
        })
    }

    /// One line a slot.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |(name, it): (String, SlotProgress)| {
            let (sign, word) = it.state.shown();
            let serial = it.serial_no.as_deref().unwrap_or("未识别编号");
            let mut line = format!(
                "{sign} {name}  {serial}  {word}  {}/{} 个文件  {}/{}",
                it.deposited,
                it.files,
                size(it.sent_bytes),
                size(it.bytes)
            );
            if let Some(percent) = it.battery_percent {
                line.push_str(&format!("  电量 {percent}%"));
            }
            if let Some(ms) = it.device_ahead_ms {
                let way = if ms < 0 { "慢" } else { "快" };
                line.push_str(&format!("  设备钟{way} {} 秒", ms.unsigned_abs() / 1000));
            }
            line
        };
        self.slots().into_iter().map(line).collect()
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_CHARS).collect()
}

/// A size for people.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [(&str, u32); 3] = [("GB", 30), ("MB", 20), ("KB", 10)];
    match UNITS.iter().find(|(_, shift)| bytes >> shift > 0) {
        Some((unit, shift)) => {
            let tenths = (bytes >> (shift - 10)).saturating_mul(10) >> 10;
            format!("{}.{} {unit}", tenths / 10, tenths % 10)
        }
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_say_them() {
        assert_eq!(size(512), "512 B");
        assert_eq!(size(1536), "1.5 KB");
        assert_eq!(size(20 << 30), "20.0 GB");
    }

    #[test]
    fn a_line_says_with_sign_and_word_how_a_slot_is() {
        let progress = Progress::default();
        let figures = SlotProgress {
            state: State::Sending,
            serial_no: Some("DSJ0007".to_owned()),
            files: 3,
            deposited: 1,
            bytes: 2048,
            sent_bytes: 1024,
            battery_percent: Some(81),
            free_bytes: None,
            device_ahead_ms: Some(-7_000),
        };
        progress.begin("1号仓", figures);
        let lines = progress.lines();
        let [line] = &lines[..] else { panic!("{lines:?}") };
        for part in
            ["↑ 1号仓", "DSJ0007", "上传中", "1/3 个文件", "1.0 KB/2.0 KB", "电量 81%", "慢 7 秒"]
        {
            assert!(line.contains(part), "{line}");
        }
        let before = progress.moved();
        progress.change("1号仓", |figures| figures.deposited = 3);
        assert!(progress.moved() > before);
    }
}
