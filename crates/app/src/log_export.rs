//! The log as a folder that anybody can check without us: heads and hashes, and on demand the
//! leaves, or all facts with their bodies and the rows.
//!
//! Order: rows opened for reading → head signed → hashes, leaves or facts up to it → keys → the two
//! heads, last. A folder without its heads was not finished.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use archive::FactLine;
use ledger::{KeyKind, TileAt, complete_hashes, tiles_of_level};
use serde_json::json;
use store::{RowDump, StoredFact};

use crate::App;
use crate::error::{Result, fault};

/// Facts read at a time.
const BATCH: u32 = 1_000;
/// Where each tree stands in the folder.
const TREES: [(KeyKind, &str); 2] = [(KeyKind::Log, ""), (KeyKind::Sm2Log, "sm3/")];

/// What goes into the folder beside heads and hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogExport {
    /// Nothing.
    Hashes,
    /// The leaves: no text, no names.
    Leaves,
    /// All that the database holds: bodies with names and texts, and the rows.
    Journal,
}

/// A log that was exported.
#[derive(Debug, Clone, Copy)]
pub struct LogExported {
    /// Facts in it.
    pub facts: u64,
    /// The head was signed for this; else the last one that was kept stands in its place.
    pub signed_now: bool,
}

impl App {
    /// Writes the log into a folder that is not there yet.
    ///
    /// # Errors
    /// Faults of the database, the disk, or a log that was never signed.
    pub async fn export_log(&self, folder: &Path, what: LogExport) -> Result<LogExported> {
        // Rows before the head: so the head that is signed covers every fact that they rest on.
        let rows = match what {
            LogExport::Hashes | LogExport::Leaves => None,
            LogExport::Journal => {
                Some(self.store.dump_rows().await.map_err(fault("reading rows"))?)
            }
        };
        let (facts, heads, signed_now) = self.head_to_export().await?;
        make(folder)?;
        for (tree, prefix) in TREES {
            let mut levels = (0..).take_while(|level| complete_hashes(facts, *level) > 0);
            for tile in levels.by_ref().flat_map(|level| tiles_of_level(facts, level)) {
                let hashes = self.tile(tree, tile).await?.unwrap_or_default();
                keep(folder, &format!("{prefix}tile/{}", tile.path()), &hashes)?;
            }
        }
        match rows {
            Some(rows) => self.export_journal(folder, rows, facts).await?,
            None if what == LogExport::Leaves => self.export_leaves(folder, facts).await?,
            None => {}
        }
        let keys = self.log_keys().await?;
        for ((tree, prefix), (head, key)) in
            TREES.iter().zip(heads.iter().zip([&keys.log, &keys.sm3]))
        {
            self.export_heads(folder, *tree, prefix, facts).await?;
            keep(folder, &format!("{prefix}log.vkey"), format!("{key}\n").as_bytes())?;
            keep(folder, &format!("{prefix}checkpoint"), head.as_bytes())?;
        }
        Ok(LogExported { facts, signed_now })
    }

    /// The head as it is now. A log whose signer refuses is exported all the same: that is when
    /// somebody wants to look.
    async fn head_to_export(&self) -> Result<(u64, [String; 2], bool)> {
        match self.sign_checkpoints().await {
            Ok(signed) => Ok((signed.size, self.notes_at(signed.size).await?, true)),
            Err(error) => {
                let reading = "reading a checkpoint";
                let kept = self.store.latest_checkpoint().await.map_err(fault(reading))?;
                let Some((size, _)) = kept else { return Err(error) };
                let sm3 = self.store.sm3_checkpoint_at(size).await.map_err(fault(reading))?;
                if sm3.is_none() {
                    return Err(error);
                }
                Ok((size, self.notes_at(size).await?, false))
            }
        }
    }

    async fn notes_at(&self, size: u64) -> Result<[String; 2]> {
        let sha256 = self.checkpoint_with_lines(KeyKind::Log, size).await?;
        Ok([sha256, self.checkpoint_with_lines(KeyKind::Sm2Log, size).await?])
    }

    async fn export_leaves(&self, folder: &Path, facts: u64) -> Result<()> {
        for tile in tiles_of_level(facts, 0) {
            let mut bundle = Vec::new();
            for fact in self.facts_of(tile).await? {
                let length = u16::try_from(fact.leaf.len()).map_err(fault("writing a leaf"))?;
                bundle.extend(length.to_be_bytes());
                bundle.extend(fact.leaf.as_bytes());
            }
            keep(folder, &format!("tile/{}", tile.entries_path()), &bundle)?;
        }
        Ok(())
    }

    async fn facts_of(&self, tile: TileAt) -> Result<Vec<StoredFact>> {
        let range = tile.range();
        let count = u32::try_from(range.count).unwrap_or(u32::MAX);
        self.store.facts(range.first, count).await.map_err(fault("reading facts"))
    }

    /// The rows say on how many facts they rest: no more than the head has, unless that is an old
    /// one because the signer refused.
    async fn export_journal(&self, folder: &Path, mut dump: RowDump, facts: u64) -> Result<()> {
        let rest_on = dump.facts();
        let mut rows = create(folder, "rows.jsonl")?;
        let writing = || fault("writing rows");
        writeln!(rows, "{}", json!({ "facts": rest_on })).map_err(writing())?;
        while let Some((table, found)) = dump.next().await.map_err(fault("reading rows"))? {
            for row in found {
                writeln!(rows, "{}", json!({ "table": table, "row": row })).map_err(writing())?;
            }
        }
        rows.flush().map_err(writing())?;
        let mut lines = create(folder, "facts.jsonl")?;
        let mut next = 0;
        while next < facts {
            let found = self.store.facts(next, BATCH).await.map_err(fault("reading facts"))?;
            let Some(last) = found.last() else { break };
            next = last.n.saturating_add(1);
            for fact in found.iter().filter(|fact| fact.n < facts) {
                let opening = fact.salt.as_ref().zip(fact.body.as_deref());
                FactLine::new(fact.n, fact.stream.as_str(), fact.version, &fact.leaf, opening)
                    .write_to(&mut lines)
                    .map_err(fault("writing facts"))?;
            }
        }
        lines.flush().map_err(fault("writing facts"))
    }

    /// Every head that was kept, with what witnesses said of it.
    async fn export_heads(&self, to: &Path, tree: KeyKind, prefix: &str, facts: u64) -> Result<()> {
        let is_sm3 = tree == KeyKind::Sm2Log;
        let mut lines = create(to, &format!("{prefix}checkpoints.jsonl"))?;
        let mut after = None;
        loop {
            let notes = self.store.checkpoints_after(is_sm3, after).await;
            let notes = notes.map_err(fault("reading the checkpoints"))?;
            let Some((last, _)) = notes.last() else { break };
            after = Some(*last);
            for (size, _) in notes.into_iter().filter(|(size, _)| *size <= facts) {
                let note = self.checkpoint_with_lines(tree, size).await?;
                let line = json!({ "size": size, "note": note });
                writeln!(lines, "{line}").map_err(fault("writing the checkpoints"))?;
            }
        }
        lines.flush().map_err(fault("writing the checkpoints"))
    }
}

fn make(folder: &Path) -> Result<()> {
    std::fs::create_dir(folder).map_err(fault("making the folder"))
}

fn create(folder: &Path, name: &str) -> Result<BufWriter<File>> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(fault("making a folder"))?;
    }
    File::create_new(path).map(BufWriter::new).map_err(fault("making a file"))
}

fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let mut file = create(folder, name)?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(fault("writing a file"))
}
