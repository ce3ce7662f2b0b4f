//! Chance that can be had again: SplitMix64.

/// A stream of numbers that follows from its seed.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Another stream, for one of many that run side by side or one after the other.
    pub(super) const fn branch(seed: u64, number: u64) -> Self {
        let mut from = Self(seed ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93));
        Self(from.next())
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another, which is not 0.
    pub(super) const fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.next() % end }
    }

    /// One of some things.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let end = u64::try_from(from.len()).unwrap_or(0);
        from.get(usize::try_from(self.below(end)).unwrap_or(0))
    }
}

/// Bytes of a made-up file: they follow from its number, and no two files are the same.
pub(super) fn bytes(file: u64, from: u64, len: u64) -> Vec<u8> {
    const WORD: u64 = 8;
    let end = from.saturating_add(len);
    let words = (from / WORD..end.div_ceil(WORD))
        .flat_map(|word| Chance::branch(file, word).next().to_le_bytes());
    let skip = usize::try_from(from % WORD).unwrap_or(0);
    words.skip(skip).take(usize::try_from(len).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Chance, bytes};

    #[test]
    fn a_piece_of_a_file_is_the_same_wherever_it_begins() {
        let whole = bytes(7, 0, 1000);
        assert_eq!(bytes(7, 13, 100), whole[13..113]);
        assert_ne!(bytes(8, 13, 100), whole[13..113]);
    }

    #[test]
    fn the_seed_says_everything() {
        let some = |seed| (0..5).map(move |_| Chance::branch(seed, 3).below(1000)).sum::<u64>();
        assert_eq!(some(1), some(1));
        assert_ne!(some(1), some(2));
        assert_eq!(Chance::new(1).pick::<u8>(&[]), None);
    }
}
