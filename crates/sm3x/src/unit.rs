//! Which vector unit computes.

use fearless_simd::{Level, Simd, SimdBase as _, dispatch, u32x4, u32x8, u32x16};

use crate::block::{Block, Chain, compress};
use crate::lanes::{Chains, compress_lanes};

/// Lanes of the widest unit.
pub const MAX_LANES: usize = 16;

/// The vector unit that computes, found at run time.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    level: Level,
    /// Most lanes it may use. INVARIANT: 1, 4, 8 or 16, and no more than a vector of `level` has.
    lanes: usize,
}

impl Unit {
    /// The widest of this machine.
    #[must_use]
    pub fn best() -> Self {
        Self::of(Level::new())
    }

    /// Plain arithmetic, one stream after the other.
    #[must_use]
    pub fn plain() -> Self {
        Self { level: Level::new(), lanes: 1 }
    }

    /// Every unit of this machine, narrowest first, to compare them.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut levels = vec![Level::baseline()];
        let best = Level::new();
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        levels.extend(best.as_avx2().map(Level::Avx2));
        levels.push(best);
        let mut units = vec![Self::plain()];
        units.extend(levels.into_iter().map(Self::of));
        units.dedup_by_key(|unit| unit.lanes);
        units
    }

    fn of(level: Level) -> Self {
        let lanes = dispatch!(level, simd => native_lanes(simd)).min(MAX_LANES);
        Self { level, lanes: if level.is_fallback() { 1 } else { lanes } }
    }

    /// Streams it advances at the same time.
    #[must_use]
    pub const fn lanes(self) -> usize {
        self.lanes
    }

    /// Lanes that are best for so many streams at a time: half-filled lanes cost like full ones.
    fn width(self, streams: usize) -> usize {
        if streams < 2 {
            return 1;
        }
        [4, 8].into_iter().find(|width| streams <= *width).unwrap_or(MAX_LANES).min(self.lanes)
    }

    /// Takes `count` blocks of each of the first `streams` lanes into its chain.
    pub(crate) fn compress(
        self,
        chains: &mut Chains,
        fronts: &[&[Block]; MAX_LANES],
        streams: usize,
        count: usize,
    ) {
        match self.width(streams) {
            1 => {
                for (lane, front) in fronts.iter().take(streams).enumerate() {
                    let mut chain = column(chains, lane);
                    compress(&mut chain, front.get(..count).unwrap_or_default());
                    set_column(chains, lane, chain);
                }
            }
            width => dispatch!(self.level, simd => of_width(simd, width, chains, fronts, count)),
        }
    }
}

#[inline(always)]
fn native_lanes<S: Simd>(_: S) -> usize {
    S::u32s::LEN
}

fn of_width<S: Simd>(
    simd: S,
    width: usize,
    chains: &mut Chains,
    fronts: &[&[Block]; MAX_LANES],
    count: usize,
) {
    simd.vectorize(
        #[inline(always)]
        || {
            // A vector wider than the unit's own would be computed in pieces: never asked for,
            // and with this test not even compiled.
            if S::u32s::LEN >= 16 && width > 8 {
                compress_lanes::<S, u32x16<S>>(simd, chains, fronts, count);
            } else if S::u32s::LEN >= 8 && width > 4 {
                compress_lanes::<S, u32x8<S>>(simd, chains, fronts, count);
            } else {
                compress_lanes::<S, u32x4<S>>(simd, chains, fronts, count);
            }
        },
    );
}

/// The chain of one lane.
pub(crate) fn column(chains: &Chains, lane: usize) -> Chain {
    let mut chain = [0; 8];
    for (word, row) in chain.iter_mut().zip(chains) {
        *word = row.get(lane).copied().unwrap_or_default();
    }
    chain
}

/// Puts a chain into a lane.
pub(crate) fn set_column(chains: &mut Chains, lane: usize, chain: Chain) {
    for (word, row) in chain.into_iter().zip(chains) {
        if let Some(place) = row.get_mut(lane) {
            *place = word;
        }
    }
}
