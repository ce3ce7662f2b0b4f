//! The compression function in the lanes of a vector.

use std::marker::PhantomData;

use fearless_simd::{Simd, SimdBase, SimdInt};

use crate::block::{Block, Word, compress_words};
use crate::unit::MAX_LANES;

/// One chain a lane, the same word of all lanes side by side.
pub(crate) type Chains = [[u32; MAX_LANES]; 8];

/// A word of each lane.
struct Lanes<S, V>(V, PhantomData<S>);

impl<S, V: Copy> Clone for Lanes<S, V> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, V: Copy> Copy for Lanes<S, V> {}

impl<S: Simd, V: SimdInt<S, Element = u32>> Word for Lanes<S, V> {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0, PhantomData)
    }

    #[inline(always)]
    fn plus_each(self, number: u32) -> Self {
        Self(self.0 + number, PhantomData)
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(self.0 ^ other.0, PhantomData)
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0, PhantomData)
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0, PhantomData)
    }

    #[inline(always)]
    fn turn<const BITS: u32>(self) -> Self {
        Self((self.0 << BITS) | (self.0 >> (32 - BITS)), PhantomData)
    }
}

/// Takes `count` blocks of each lane into its chain. `fronts` has the blocks of lane 0 first;
/// lanes beyond the vector are left alone.
#[inline(always)]
pub(crate) fn compress_lanes<S: Simd, V: SimdInt<S, Element = u32>>(
    simd: S,
    chains: &mut Chains,
    fronts: &[&[Block]; MAX_LANES],
    count: usize,
) {
    let zero = Lanes(V::simd_from(simd, 0), PhantomData);
    let mut words = [zero; 8];
    for (word, row) in words.iter_mut().zip(chains.iter()) {
        let (lanes, _) = row.split_at(V::LEN);
        word.0 = V::from_slice(simd, lanes);
    }
    for at in 0..count {
        words = compress_words(words, block_words::<S, V>(simd, fronts, at));
    }
    for (word, row) in words.iter().zip(chains.iter_mut()) {
        let (lanes, _) = row.split_at_mut(V::LEN);
        word.0.store_slice(lanes);
    }
}

/// What a lane without bytes computes on; nobody looks at the result.
const NOTHING: Block = [0; 64];

/// The sixteen words of the block `at` of every lane.
#[inline(always)]
fn block_words<S: Simd, V: SimdInt<S, Element = u32>>(
    simd: S,
    fronts: &[&[Block]; MAX_LANES],
    at: usize,
) -> [Lanes<S, V>; 16] {
    let zero = V::simd_from(simd, 0);
    let mut words = [Lanes(zero, PhantomData); 16];
    for (part, group) in words.chunks_exact_mut(V::LEN).enumerate() {
        let mut square = [zero; MAX_LANES];
        for (row, front) in square.iter_mut().take(V::LEN).zip(fronts) {
            let block = front.get(at).unwrap_or(&NOTHING);
            let (_, rest) = block.split_at(part * V::LEN * 4);
            let (bytes, _) = rest.split_at(V::LEN * 4);
            *row = V::from_bytes(V::ByteVector::from_slice(simd, bytes));
        }
        transpose(&mut square);
        for (word, row) in group.iter_mut().zip(square) {
            word.0 = big_endian(row);
        }
    }
    words
}

/// Rows become columns. Zipping row `i` with row `i + LEN / 2` moves every element half the way;
/// as often as `LEN` can be halved, and the square is turned.
#[inline(always)]
fn transpose<S: Simd, V: SimdInt<S, Element = u32>>(square: &mut [V; MAX_LANES]) {
    let mut left = V::LEN;
    while left > 1 {
        let before = *square;
        let (upper, lower) = before.split_at(V::LEN / 2);
        for ((a, b), pair) in upper.iter().zip(lower).zip(square.chunks_exact_mut(2)) {
            if let [first, second] = pair {
                *first = a.zip_low(*b);
                *second = a.zip_high(*b);
            }
        }
        left /= 2;
    }
}

/// Words are stored with the high byte first; this machine may see it otherwise.
#[inline(always)]
fn big_endian<S: Simd, V: SimdInt<S, Element = u32>>(word: V) -> V {
    if cfg!(target_endian = "big") {
        return word;
    }
    let outer = (word << 24) | (word >> 24);
    let inner = ((word << 8) & 0x00ff_0000) | ((word >> 8) & 0x0000_ff00);
    outer | inner
}
