//! A whole log as it was mirrored or exported: heads, tiles and leaves recomputed from the bottom,
//! and the database's rows beside it as far as facts alone say what must stand there.
//!
//! `docs/formats/log-folder.md` describes the folder.

mod expected;
mod folder;
mod heads;
mod journal;
mod leaves;
mod rows;
mod tree;

use ledger::{KeyKind, Policy, Sha256Tree, Sm3Tree, TileAt, tiles_of_level};

use crate::report::{Findings, Report};
use crate::verify::Heads;
use folder::Folder;
use heads::SignedRoots;
use journal::Journal;
use leaves::Bundles;
use tree::TreeCheck;

pub use expected::checked_tables;
pub use folder::Files;

/// A log folder, and what whoever verifies brings along.
pub struct LogInput<'a> {
    /// Opens the folder's files.
    pub files: &'a mut Files<'a>,
    /// Which log and which witnesses are trusted.
    pub policy: Option<&'a Policy>,
    /// Heads kept from earlier: a name, and the signed note.
    pub kept: &'a [(String, String)],
}

/// Checks hashes, heads and, where they are there, leaves. Without a policy the key is the folder's
/// own claim, with a warning.
#[must_use]
pub fn verify_log(input: LogInput<'_>) -> Report {
    let mut check = Check::begin(input);
    let mut bundles = Bundles::new(&mut check.folder);
    let size = check.size();
    for tile in tiles_of_level(size, 0) {
        let leaves = bundles.next(tile, &mut check.folder, &mut check.findings);
        check.tile(tile, leaves.as_deref());
        if bundles.is_spent() && check.is_over(tile) {
            break;
        }
    }
    let facts = bundles.finish(&mut check.findings);
    check.conclude(facts, "tile/entries", Vec::new())
}

/// Checks the same of a whole journal with its bodies, and the rows that follow from it.
#[must_use]
pub fn verify_journal(input: LogInput<'_>) -> Report {
    let mut check = Check::begin(input);
    let size = check.size();
    let mut journal = Journal::open(size, &mut check.folder, &mut check.findings);
    for tile in tiles_of_level(size, 0) {
        let leaves = journal.next(tile, &mut check.findings);
        check.tile(tile, leaves.as_deref());
        if journal.is_spent() && check.is_over(tile) {
            break;
        }
    }
    let (facts, proven) = journal.finish(&mut check.folder, &mut check.findings);
    check.conclude(facts, journal::FACTS, proven)
}

/// What is being recomputed.
struct Check<'a> {
    folder: Folder<'a>,
    findings: Findings,
    heads: Heads,
    sha256: TreeCheck<Sha256Tree>,
    sm3: TreeCheck<Sm3Tree>,
    signed: SignedRoots,
}

impl<'a> Check<'a> {
    fn begin(input: LogInput<'a>) -> Self {
        let mut findings = Findings::default();
        let mut folder = Folder::new(input.files);
        let heads = heads::newest(&mut folder, input.policy, &mut findings);
        let signed = SignedRoots::read(&mut folder, input.policy, input.kept, &mut findings);
        let sha256 =
            TreeCheck::new("", heads.sha256.checkpoint.clone(), signed.sizes(KeyKind::Log));
        let sm3 =
            TreeCheck::new("sm3/", heads.sm3.checkpoint.clone(), signed.sizes(KeyKind::Sm2Log));
        Self { folder, findings, heads, sha256, sm3, signed }
    }

    fn size(&self) -> u64 {
        self.sha256.size().max(self.sm3.size())
    }

    fn tile(&mut self, tile: TileAt, leaves: Option<&[Vec<u8>]>) {
        self.sha256.tile(tile.index, leaves, &mut self.folder, &mut self.findings);
        self.sm3.tile(tile.index, leaves, &mut self.folder, &mut self.findings);
    }

    /// No tile after this one adds to either tree: a head may claim more than anybody could read.
    fn is_over(&self, tile: TileAt) -> bool {
        self.sha256.is_over(tile.index) && self.sm3.is_over(tile.index)
    }

    fn conclude(mut self, facts: u64, leaves: &str, more: Vec<String>) -> Report {
        let mut proven = Vec::new();
        let findings = &mut self.findings;
        for (kind, found) in [
            (KeyKind::Log, self.sha256.conclude(leaves, &mut self.folder, findings)),
            (KeyKind::Sm2Log, self.sm3.conclude(leaves, &mut self.folder, findings)),
        ] {
            let Some(found) = found else { continue };
            proven.push(found.proven);
            proven.extend(self.signed.compare(kind, found.size, &found.roots, findings));
        }
        proven.extend(more);
        self.signed.warn_of_witnessed(&self.heads, findings);
        let verdict = findings.verdict(self.heads.are_witnessed());
        let (files, bytes) = self.folder.read();
        let (defects, more_defects, warnings) = self.findings.into_parts();
        Report {
            verdict,
            package: None,
            defects,
            more_defects,
            warnings,
            proven,
            log: self.heads.sha256.head(),
            sm3: self.heads.sm3.head(),
            witnesses: self.heads.into_witnesses(),
            times: None,
            facts,
            files,
            bytes,
        }
    }
}
