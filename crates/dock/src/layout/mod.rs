//! Layouts: how devices of different makers name their files and folders. Data, not code: the
//! shipped ones stand in `layouts.toml`, and a station's configuration adds its own.

mod pattern;

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use terms::Timestamp;

use pattern::{Found, Pattern, Word};

/// Written from general knowledge; none of them was compared with a maker's papers.
const SHIPPED: &str = include_str!("layouts.toml");
/// Longest info file read.
const MAX_INFO_BYTES: u64 = 64 * 1024;
/// Most layouts of one station.
const MAX_LAYOUTS: usize = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    layout: Vec<Raw>,
}

/// A layout as it is written down.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    id: String,
    title: String,
    #[serde(default)]
    verified: bool,
    paths: Vec<String>,
    #[serde(default)]
    marks: Vec<String>,
    #[serde(default)]
    important_folders: Vec<String>,
    info: Option<InfoFile>,
}

/// A file by which a device tells about itself: lines of `key=value`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct InfoFile {
    path: String,
    serial: Option<String>,
    person: Option<String>,
    battery: Option<String>,
}

/// A layout.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) is_verified: bool,
    patterns: Vec<Pattern>,
    marks: Vec<String>,
    important_folders: Vec<String>,
    info: Option<InfoFile>,
}

/// What a name says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Named {
    pub(crate) layout: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) person: Option<String>,
    pub(crate) said_at: Option<Timestamp>,
    pub(crate) number: Option<u64>,
    pub(crate) is_important: bool,
}

/// What a device tells about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Info {
    pub(crate) serial: Option<String>,
    pub(crate) person: Option<String>,
    pub(crate) battery_percent: Option<u8>,
}

impl Layout {
    fn read(raw: Raw) -> Result<Self> {
        if raw.id.is_empty() || !raw.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            bail!("规则标识“{}”只能用字母、数字和连字符", raw.id);
        }
        let patterns = raw.paths.iter().map(|text| {
            Pattern::parse(text).map_err(|why| anyhow::anyhow!("规则“{}”的“{text}”：{why}", raw.id))
        });
        let lower = |texts: &[String]| texts.iter().map(|text| text.to_ascii_lowercase()).collect();
        Ok(Self {
            patterns: patterns.collect::<Result<_>>()?,
            marks: lower(&raw.marks),
            important_folders: lower(&raw.important_folders),
            id: raw.id,
            title: raw.title,
            is_verified: raw.verified,
            info: raw.info,
        })
    }

    fn named(&self, path: &str) -> Option<Named> {
        let found = self.patterns.iter().find_map(|pattern| pattern.read(path, &self.marks))?;
        let said_at = match said_at(&found) {
            // Digits that are no time are some other number: this layout does not fit.
            Err(NoTime) => return None,
            Ok(said_at) => said_at,
        };
        let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders).to_ascii_lowercase();
        let is_important = word(&found, Word::Mark).is_some()
            || folders.split('/').any(|folder| self.important_folders.iter().any(|f| f == folder));
        Some(Named {
            layout: Some(self.id.clone()),
            serial: word(&found, Word::Device).map(str::to_ascii_uppercase),
            person: word(&found, Word::Person).map(str::to_owned),
            said_at,
            number: word(&found, Word::Number).and_then(|text| text.parse().ok()),
            is_important,
        })
    }

    fn info(&self, root: &Path) -> Option<Info> {
        let info = self.info.as_ref()?;
        let path = root.join(&info.path);
        let meta = std::fs::symlink_metadata(&path).ok()?;
        if !meta.is_file() || meta.len() > MAX_INFO_BYTES {
            return None;
        }
        let bytes = std::fs::read(&path).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let value = |key: &Option<String>| {
            let key = key.as_ref()?;
            let mut lines = text.lines().filter_map(|line| line.split_once('='));
            let (_, value) = lines.find(|(name, _)| name.trim().eq_ignore_ascii_case(key))?;
            let value = value.trim();
            let is_plain = (1..=24).contains(&value.len())
                && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            is_plain.then(|| value.to_owned())
        };
        let battery = value(&info.battery).and_then(|text| text.parse().ok());
        Some(Info {
            serial: value(&info.serial).map(|text| text.to_ascii_uppercase()),
            person: value(&info.person),
            battery_percent: battery.filter(|percent| *percent <= 100),
        })
    }
}

/// All layouts of a station: its own first.
#[derive(Debug, Clone)]
pub(crate) struct Layouts(Vec<Layout>);

impl Layouts {
    /// The shipped ones, and a station's own before them.
    pub(crate) fn with(own: Vec<Raw>) -> Result<Self> {
        let shipped: File = toml::from_str(SHIPPED).context("内置命名规则无法读取")?;
        let all: Vec<Raw> = own.into_iter().chain(shipped.layout).collect();
        if all.len() > MAX_LAYOUTS {
            bail!("命名规则最多{MAX_LAYOUTS}条");
        }
        Ok(Self(all.into_iter().map(Layout::read).collect::<Result<_>>()?))
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Layout> {
        self.0.iter()
    }

    /// What a path below the root of a device says; `path` has `/` between folders.
    pub(crate) fn named(&self, path: &str) -> Named {
        self.0.iter().find_map(|layout| layout.named(path)).unwrap_or_default()
    }

    /// What a device tells about itself.
    pub(crate) fn info(&self, root: &Path) -> Info {
        self.0.iter().find_map(|layout| layout.info(root)).unwrap_or_default()
    }
}

fn word(found: &Found, wanted: Word) -> Option<&str> {
    found.iter().find(|(word, _)| *word == wanted).map(|(_, text)| text.as_str())
}

/// The digits are no time.
struct NoTime;

/// The time in a name, taken as China's; `None` if there is no full one.
fn said_at(found: &Found) -> Result<Option<Timestamp>, NoTime> {
    let part = |text: &str, from: usize, to: usize| text.get(from..to).map(str::to_owned);
    let moment = word(found, Word::Moment);
    let day = match (word(found, Word::Day), word(found, Word::ShortDay), moment) {
        (Some(day), ..) => Some(day.to_owned()),
        (None, Some(short), _) => Some(format!("20{short}")),
        (None, None, Some(moment)) => part(moment, 0, 8),
        (None, None, None) => {
            let ymd = [Word::Year, Word::Month, Word::DayOfMonth].map(|one| word(found, one));
            ymd.into_iter().collect::<Option<Vec<_>>>().map(|parts| parts.concat())
        }
    };
    let clock = match (word(found, Word::Clock), moment) {
        (Some(clock), _) => Some(clock.to_owned()),
        (None, Some(moment)) => part(moment, 8, 14),
        (None, None) => {
            let hms = [Word::Hour, Word::Minute, Word::Second].map(|one| word(found, one));
            hms.into_iter().collect::<Option<Vec<_>>>().map(|parts| parts.concat())
        }
    };
    let (Some(day), Some(clock)) = (day, clock) else { return Ok(None) };
    let at = |text: &str, from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
    let text = format!(
        "{}-{}-{}T{}:{}:{}+08:00",
        at(&day, 0, 4),
        at(&day, 4, 6),
        at(&day, 6, 8),
        at(&clock, 0, 2),
        at(&clock, 2, 4),
        at(&clock, 4, 6)
    );
    text.parse().map(Some).map_err(|_| NoTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layouts() -> Layouts {
        Layouts::with(Vec::new()).unwrap()
    }

    #[test]
    fn five_layouts_are_shipped_and_none_claims_to_be_verified() {
        let layouts = layouts();
        assert_eq!(layouts.iter().count(), 5);
        assert!(layouts.iter().all(|layout| !layout.is_verified));
    }

    #[test]
    fn each_shipped_layout_reads_a_name_of_its_own() {
        let cases = [
            ("DCIM/DSJ0007_330106012_20250307100500_0012_IMP.MP4", "serial-person-time"),
            ("20250307/330106012/100500_0012.MP4", "day-person-folders"),
            ("DCIM/100MEDIA/DJI_20250307100500_0012_V.MP4", "drone-time-number"),
            ("EVENT/2025_0307_100500_0012F.MP4", "event-folders"),
            ("RECORD/R0012_250307_100500.WAV", "voice-recorder"),
        ];
        for (path, layout) in cases {
            let named = layouts().named(path);
            assert_eq!(named.layout.as_deref(), Some(layout), "{path}");
            assert_eq!(named.number, Some(12), "{path}");
            let said = named.said_at.unwrap().to_china_rfc3339();
            assert_eq!(said, "2025-03-07T10:05:00+08:00", "{path}");
            let is_important = path.contains("IMP") || path.starts_with("EVENT");
            assert_eq!(named.is_important, is_important, "{path}");
        }
        assert_eq!(layouts().named("clip.mp4"), Named::default());
        assert_eq!(layouts().named("DSJ0007_330106012_20251399100500_0012.MP4"), Named::default());
    }

    #[test]
    fn a_device_tells_about_itself_in_plain_words_only() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(layouts().info(folder.path()), Info::default());
        std::fs::create_dir(folder.path().join("SYSTEM")).unwrap();
        let text = "SN = dsj0008\r\nUSER=330106012\nBAT=81\n";
        std::fs::write(folder.path().join("SYSTEM/DEVICE.INI"), text).unwrap();
        let info = layouts().info(folder.path());
        assert_eq!(info.serial.as_deref(), Some("DSJ0008"));
        assert_eq!((info.person.as_deref(), info.battery_percent), (Some("330106012"), Some(81)));
        std::fs::write(folder.path().join("SYSTEM/DEVICE.INI"), "SN=../../x\nBAT=900\n").unwrap();
        assert_eq!(layouts().info(folder.path()), Info::default());
    }

    #[test]
    fn a_stations_own_layout_comes_first_and_says_what_is_wrong_with_it() {
        let own = |paths: &str| {
            let text = format!("[[layout]]\nid = \"own\"\ntitle = \"自定\"\npaths = {paths}");
            let file: File = toml::from_str(&text).unwrap();
            Layouts::with(file.layout)
        };
        let named = own("[\"{流水}-{时间}.*\"]").unwrap().named("7-20250307100500.mp4");
        assert_eq!((named.layout.as_deref(), named.number), (Some("own"), Some(7)));
        let error = own("[\"{谁}.*\"]").unwrap_err().to_string();
        assert!(error.contains("不认识“{谁}”"), "{error}");
    }
}
