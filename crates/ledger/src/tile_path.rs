//! Where stored hashes are read over HTTP (C2SP tlog-tiles): `tile/LEVEL/INDEX[.p/WIDTH]`.

use std::collections::BTreeSet;

use crate::plan::{Fetched, HashRange};
use crate::tile::{LEVELS, TILE_WIDTH, complete_hashes};

/// One tile: up to 256 neighbouring hashes of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileAt {
    /// 0 for leaf hashes.
    pub level: u32,
    /// Place on its level, from 0.
    pub index: u64,
    /// How many hashes it has, 1 to 256.
    pub width: u64,
}

impl TileAt {
    /// Reads a path after `tile/`, e.g. `0/x001/x234/067.p/8`.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.split_once('/')?;
        let level = plain(level).filter(|level| *level < u64::from(LEVELS))?;
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, plain(width).filter(|w| (1..TILE_WIDTH).contains(w))?),
            None => (rest, TILE_WIDTH),
        };
        let index = index_of(index)?;
        Some(Self { level: u32::try_from(level).ok()?, index, width })
    }

    /// The path after `tile/`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut groups = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.insert(0, format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        let partial =
            if self.width < TILE_WIDTH { format!(".p/{}", self.width) } else { String::new() };
        format!("{}/{}{partial}", self.level, groups.join("/"))
    }

    /// The path of the leaves whose hashes it holds, after `tile/` (level 0 only).
    #[must_use]
    pub fn entries_path(&self) -> String {
        format!("entries{}", self.path().trim_start_matches(|c| c != '/'))
    }

    /// The hashes it holds.
    #[must_use]
    pub const fn range(&self) -> HashRange {
        HashRange {
            level: self.level,
            first: self.index.saturating_mul(TILE_WIDTH),
            count: self.width,
        }
    }
}

/// Decimal, without sign or leading zeros.
fn plain(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

/// `x001/x234/067`: three digits each, all but the last marked.
fn index_of(text: &str) -> Option<u64> {
    let groups: Vec<&str> = text.split('/').take(8).collect();
    let (last, before) = groups.split_last()?;
    let three = |group: &str| {
        let is_three = group.len() == 3 && group.bytes().all(|c| c.is_ascii_digit());
        group.parse::<u64>().ok().filter(|_| is_three)
    };
    let mut index: u64 = 0;
    for group in before {
        index = index.checked_mul(1000)?.checked_add(three(group.strip_prefix('x')?)?)?;
    }
    let index = index.checked_mul(1000)?.checked_add(three(last)?)?;
    let is_shortest = TileAt { level: 0, index, width: TILE_WIDTH }.path() == format!("0/{text}");
    (is_shortest && index <= u64::MAX / TILE_WIDTH).then_some(index)
}

/// The tiles of one level of a log of `size` leaves, the last one narrower unless it is full.
pub fn tiles_of_level(size: u64, level: u32) -> impl Iterator<Item = TileAt> {
    let there = complete_hashes(size, level);
    (0..there.div_ceil(TILE_WIDTH)).map(move |index| {
        let width = there.saturating_sub(index.saturating_mul(TILE_WIDTH)).min(TILE_WIDTH);
        TileAt { level, index, width }
    })
}

/// The tiles of a log of `size` leaves in which these hashes stand, each once.
#[must_use]
pub fn tiles_of(ranges: &[HashRange], size: u64) -> Vec<TileAt> {
    let mut tiles = BTreeSet::new();
    for range in ranges {
        let (level, index) = (range.level, range.first / TILE_WIDTH);
        let there = complete_hashes(size, level).saturating_sub(index.saturating_mul(TILE_WIDTH));
        tiles.insert(TileAt { level, index, width: there.min(TILE_WIDTH) });
    }
    tiles.into_iter().filter(|tile| tile.width > 0).collect()
}

impl Fetched {
    /// Adds the hashes of a tile as it came. Answers whether it had its width.
    pub fn insert_tile(&mut self, tile: TileAt, bytes: &[u8]) -> bool {
        let (hashes, rest) = bytes.as_chunks::<32>();
        let is_whole = rest.is_empty() && u64::try_from(hashes.len()) == Ok(tile.width);
        for (index, hash) in (tile.range().first..).zip(hashes).filter(|_| is_whole) {
            self.insert(tile.level, index, *hash);
        }
        is_whole
    }
}
