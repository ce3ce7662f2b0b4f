//! Leaves in bundles (C2SP tlog-tiles `tile/entries`): each with its length in two bytes before it.

use ledger::{ParsedLeaf, TILE_WIDTH, TileAt};

use super::folder::Folder;
use crate::report::{DefectCode, Findings, MAX_DEFECTS};
use crate::verify::Lines;

/// The leaves of a folder, if it has any.
pub(super) struct Bundles {
    are_there: bool,
    /// Some are missing: what follows in a stream cannot be told from a gap.
    is_broken: bool,
    missing: usize,
    count: u64,
    lines: Lines,
}

impl Bundles {
    pub(super) fn new(folder: &mut Folder<'_>) -> Self {
        // Whoever mirrors hashes alone has no bundle at all.
        let mut ignored = Findings::default();
        let mut is_there = |width| {
            let path = path(TileAt { level: 0, index: 0, width });
            folder.bytes(&path, &mut ignored).is_some()
        };
        let are_there = is_there(TILE_WIDTH) || (1..TILE_WIDTH).rev().any(is_there);
        Self { are_there, is_broken: false, missing: 0, count: 0, lines: Lines::default() }
    }

    /// There are none, or so many are missing that no more of it would be listed.
    pub(super) const fn is_spent(&self) -> bool {
        !self.are_there || self.missing > MAX_DEFECTS
    }

    /// The leaves of a tile; none if there are no leaves, or not these.
    pub(super) fn next(
        &mut self,
        tile: TileAt,
        folder: &mut Folder<'_>,
        findings: &mut Findings,
    ) -> Option<Vec<Vec<u8>>> {
        if !self.are_there {
            return None;
        }
        let whole = TileAt { width: TILE_WIDTH, ..tile };
        for found in [tile, whole] {
            let path = path(found);
            let Some(bytes) = folder.bytes(&path, findings) else { continue };
            let count = usize::try_from(tile.width).unwrap_or(256);
            let leaves = split(&bytes).filter(|leaves| leaves.len() >= count);
            let Some(mut leaves) = leaves else {
                findings.defect(DefectCode::Form, &path, "不是这么多条叶。");
                self.is_broken = true;
                return None;
            };
            leaves.truncate(count);
            self.check(tile, &leaves, &path, findings);
            return Some(leaves);
        }
        findings.defect(DefectCode::MemberMissing, &path(tile), "缺少这一组叶。");
        self.missing += 1;
        self.is_broken = true;
        None
    }

    fn check(&mut self, tile: TileAt, leaves: &[Vec<u8>], path: &str, findings: &mut Findings) {
        for (n, line) in (tile.range().first..).zip(leaves) {
            self.count += 1;
            let leaf = std::str::from_utf8(line).ok().and_then(|line| ParsedLeaf::parse(line).ok());
            let Some(leaf) = leaf else {
                let what = format!("第 {n} 条叶不合格式。");
                findings.defect(DefectCode::Form, path, what);
                continue;
            };
            if leaf.get_count("n") != Some(n) {
                let what = format!("第 {n} 条叶写的是另一个序号。");
                findings.defect(DefectCode::FactDisagrees, path, what);
            }
            if !self.is_broken {
                self.lines.stream(&leaf, path, findings);
            }
        }
    }

    /// How many leaves were read.
    pub(super) fn finish(self, findings: &mut Findings) -> u64 {
        if !self.are_there {
            findings.warn("文件夹里没有叶,只核对了哈希:不能说明每条叶写了什么。");
        }
        self.count
    }
}

fn path(tile: TileAt) -> String {
    format!("tile/{}", tile.entries_path())
}

fn split(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut leaves = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (leaf, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        leaves.push(leaf.to_vec());
        bytes = rest;
    }
    bytes.is_empty().then_some(leaves)
}
