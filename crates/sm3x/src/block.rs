//! The compression function of GB/T 32905, for one stream or for as many as a [`Word`] has lanes.

/// The value handed from block to block.
pub(crate) type Chain = [u32; 8];
/// What one compression takes in.
pub(crate) type Block = [u8; BLOCK_BYTES];

/// Bytes of a [`Block`].
pub(crate) const BLOCK_BYTES: usize = 64;

/// The value before the first block (GB/T 32905, 4.1).
pub(crate) const IV: Chain = [
    0x7380_166f,
    0x4914_b2b9,
    0x1724_42d7,
    0xda8a_0600,
    0xa96f_30bc,
    0x1631_38aa,
    0xe38d_ee4d,
    0xb0fb_0e4e,
];

/// A 32-bit word of the standard, or one of each lane.
pub(crate) trait Word: Copy {
    /// Sum without the carry out.
    fn plus(self, other: Self) -> Self;
    /// Sum with the same number in every lane.
    fn plus_each(self, number: u32) -> Self;
    fn xor(self, other: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    /// Turned left by so many bits, 1 to 31.
    fn turn<const BITS: u32>(self) -> Self;
}

impl Word for u32 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn plus_each(self, number: u32) -> Self {
        self.wrapping_add(number)
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        self ^ other
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        self & other
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        self | other
    }

    #[inline(always)]
    fn turn<const BITS: u32>(self) -> Self {
        self.rotate_left(BITS)
    }
}

/// Takes whole blocks into the chain of one stream.
pub(crate) fn compress(chain: &mut Chain, blocks: &[Block]) {
    for block in blocks {
        let mut words = [0; 16];
        for (word, bytes) in words.iter_mut().zip(block.as_chunks::<4>().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        *chain = compress_words(*chain, words);
    }
}

/// One compression (5.3). The sixteen words of the block become a window that moves over the
/// expanded message, so that no more than sixteen are alive at a time.
#[inline(always)]
pub(crate) fn compress_words<W: Word>(chain: [W; 8], mut w: [W; 16]) -> [W; 8] {
    let mut s = chain;
    // Written out by a macro: only then do state and window stay in registers.
    macro_rules! rounds {
        ($step:ident: $($j:literal)*) => { $( $step!($j); )* };
    }
    macro_rules! plain {
        ($j:literal) => {
            s = round::<W, $j>(s, w[$j % 16], w[($j + 4) % 16]);
        };
    }
    macro_rules! expanding {
        ($j:literal) => {
            w[($j + 4) % 16] = expand(
                [w[($j + 4) % 16], w[($j + 11) % 16], w[($j + 1) % 16]],
                [w[($j + 7) % 16], w[($j + 14) % 16]],
            );
            plain!($j);
        };
    }
    rounds!(plain: 0 1 2 3 4 5 6 7 8 9 10 11);
    rounds!(expanding: 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36
        37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63);
    let [a, b, c, d, e, f, g, h] = s;
    let [a0, b0, c0, d0, e0, f0, g0, h0] = chain;
    [a.xor(a0), b.xor(b0), c.xor(c0), d.xor(d0), e.xor(e0), f.xor(f0), g.xor(g0), h.xor(h0)]
}

/// The word that comes into the window (5.3.2): `near` are those 16, 9 and 3 places before it,
/// `far` those 13 and 6 places before it.
#[inline(always)]
fn expand<W: Word>(near: [W; 3], far: [W; 2]) -> W {
    let ([minus_16, minus_9, minus_3], [minus_13, minus_6]) = (near, far);
    let x = minus_16.xor(minus_9).xor(minus_3.turn::<15>());
    let permuted = x.xor(x.turn::<15>()).xor(x.turn::<23>());
    permuted.xor(minus_13.turn::<7>().xor(minus_6))
}

/// Round `J` (5.3.3) with the words `J` and `J + 4`.
#[inline(always)]
fn round<W: Word, const J: u32>(state: [W; 8], word: W, word_4: W) -> [W; 8] {
    let [a, b, c, d, e, f, g, h] = state;
    let constant = if J < 16 { 0x79cc_4519_u32 } else { 0x7a87_9d8a };
    let turned = a.turn::<12>();
    let ss1 = turned.plus(e.plus_each(constant.rotate_left(J % 32))).turn::<7>();
    let ss2 = ss1.xor(turned);
    let (ff, gg) = if J < 16 {
        (a.xor(b).xor(c), e.xor(f).xor(g))
    } else {
        // The majority of three bits, and a choice by the first: one operation less than the
        // standard writes them, and as little as possible that waits for `a` and `e`.
        (a.and(b.or(c)).or(b.and(c)), f.xor(g).and(e).xor(g))
    };
    let tt1 = ff.plus(d).plus(word.xor(word_4)).plus(ss2);
    let tt2 = gg.plus(h).plus(word).plus(ss1);
    let permuted = tt2.xor(tt2.turn::<9>()).xor(tt2.turn::<17>());
    [tt1, a, b.turn::<9>(), c, permuted, e, f.turn::<19>(), g]
}
