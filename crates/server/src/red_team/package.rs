//! A package taken apart and put together anew, with manifests that fit: whoever has one can do that.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context as _, bail};
use app::archive::{Item, PackagePlan, digests_of, write};
use terms::Timestamp;

const PAYLOAD: &str = "data/";
const BAG_INFO: &str = "bag-info.txt";
/// What the writer adds by itself.
const WRITTEN_ANEW: [&str; 2] = ["Bagging-Date", "Payload-Oxum"];

/// A package in parts.
pub(super) struct Parts {
    name: String,
    made_at: Timestamp,
    info: Vec<(String, String)>,
    /// Path below `data/`, and bytes, in order.
    files: Vec<(String, Vec<u8>)>,
}

impl Parts {
    /// Reads a package. It is the sample's, and small.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let mut tar = tar::Archive::new(File::open(path)?);
        let mut parts = Self {
            name: String::new(),
            made_at: Timestamp::from_ms(0),
            info: vec![],
            files: vec![],
        };
        for entry in tar.entries()? {
            let mut entry = entry?;
            let path = entry.path()?.display().to_string();
            let Some((name, file)) = path.split_once('/') else { continue };
            name.clone_into(&mut parts.name);
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            if let Some(file) = file.strip_prefix(PAYLOAD) {
                parts.files.push((file.to_owned(), bytes));
            } else if file == BAG_INFO {
                let seconds = i64::try_from(entry.header().mtime()?)?;
                parts.made_at = Timestamp::from_ms(seconds.saturating_mul(1_000));
                parts.info = info(&String::from_utf8(bytes)?);
            }
        }
        Ok(parts)
    }

    /// The first file whose path begins so.
    pub(super) fn first(&mut self, folder: &str) -> anyhow::Result<&mut (String, Vec<u8>)> {
        let found = self.files.iter_mut().find(|(path, _)| path.starts_with(folder));
        found.with_context(|| format!("包内没有 {folder}"))
    }

    /// Writes it in the place of the old one, as a bag in which everything fits.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let item = |(path, bytes): &(String, Vec<u8>)| Item {
            path: path.clone(),
            digests: digests_of(bytes),
        };
        let plan = PackagePlan {
            name: self.name.clone(),
            made_at: self.made_at,
            info: self.info.clone(),
            items: self.files.iter().map(item).collect(),
        };
        let mut open = |item: &Item| -> std::io::Result<Box<dyn Read>> {
            let found = self.files.iter().find(|(path, _)| *path == item.path);
            let (_, bytes) = found.ok_or(std::io::ErrorKind::NotFound)?;
            Ok(Box::new(Cursor::new(bytes.clone())))
        };
        let mut file = File::create(path)?;
        if write(&plan, &mut open, &mut file).is_err() {
            bail!("案卷包不能重新打成");
        }
        Ok(())
    }
}

fn info(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    let kept = lines.filter(|(label, _)| !WRITTEN_ANEW.contains(label));
    kept.map(|(label, value)| (label.to_owned(), value.to_owned())).collect()
}
