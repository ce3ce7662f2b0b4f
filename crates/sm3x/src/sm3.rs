//! One stream.

use crate::block::{BLOCK_BYTES, Block, Chain, IV, compress};

/// Length of a saved stream, in bytes.
pub const SAVED_BYTES: usize = 32 + 8 + BLOCK_BYTES;
/// A message of SM3 has fewer than 2^64 bits.
const MAX_BYTES: u64 = u64::MAX / 8;

/// An SM3 (GB/T 32905) that takes bytes piece by piece.
///
/// One stream cannot be hastened: each block waits for the one before. Many of them advance
/// together by [`advance`](crate::advance).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sm3 {
    pub(crate) chain: Chain,
    /// Bytes taken so far.
    len: u64,
    /// The bytes of a block that is not full yet. INVARIANT: zero from `len % 64` on.
    begun: Block,
}

/// What bytes leave to be compressed.
pub(crate) struct Blocks<'a> {
    /// The block that had been begun, now full.
    pub(crate) head: Option<Block>,
    /// The whole blocks after it.
    pub(crate) body: &'a [Block],
}

impl Default for Sm3 {
    fn default() -> Self {
        Self::new()
    }
}

impl Sm3 {
    /// The stream without a byte.
    #[must_use]
    pub const fn new() -> Self {
        Self { chain: IV, len: 0, begun: [0; BLOCK_BYTES] }
    }

    /// Digest of bytes in memory.
    #[must_use]
    pub fn digest(bytes: &[u8]) -> [u8; 32] {
        let mut stream = Self::new();
        stream.update(bytes);
        stream.finish()
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let blocks = self.take(bytes);
        if let Some(head) = &blocks.head {
            compress(&mut self.chain, std::slice::from_ref(head));
        }
        compress(&mut self.chain, blocks.body);
    }

    /// The digest of everything taken.
    #[must_use]
    pub fn finish(self) -> [u8; 32] {
        let mut chain = self.chain;
        compress(&mut chain, Tail::new(&self.begun, self.len).blocks());
        to_bytes(chain)
    }

    /// Counts `bytes` and keeps what fills no block; the rest is the caller's to compress.
    pub(crate) fn take<'a>(&mut self, bytes: &'a [u8]) -> Blocks<'a> {
        let filled = self.filled();
        self.len = self.len.wrapping_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let (now, later) = match filled {
            0 => (&[][..], bytes),
            _ => bytes.split_at((BLOCK_BYTES - filled).min(bytes.len())),
        };
        let mut head = None;
        if filled > 0 {
            copy_at(&mut self.begun, filled, now);
            if filled + now.len() == BLOCK_BYTES {
                head = Some(std::mem::replace(&mut self.begun, [0; BLOCK_BYTES]));
            }
        }
        let (body, rest) = later.as_chunks();
        copy_at(&mut self.begun, 0, rest);
        Blocks { head, body }
    }

    fn filled(&self) -> usize {
        filled(self.len)
    }

    /// The stream as it stands, e.g. to go on after a restart: chain and length with the high
    /// byte first, then the bytes of the block that is not full, filled up with zeros.
    #[must_use]
    pub fn save(&self) -> [u8; SAVED_BYTES] {
        let mut saved = [0; SAVED_BYTES];
        copy_at(&mut saved, 0, &to_bytes(self.chain));
        copy_at(&mut saved, 32, &self.len.to_be_bytes());
        copy_at(&mut saved, 40, &self.begun);
        saved
    }

    /// Takes up a stream that [`Self::save`] put down; `None` if it could not have written this.
    #[must_use]
    pub fn restore(saved: &[u8]) -> Option<Self> {
        let (chain_bytes, rest) = saved.split_first_chunk::<32>()?;
        let (len, rest) = rest.split_first_chunk::<8>()?;
        let begun: Block = rest.try_into().ok()?;
        let len = u64::from_be_bytes(*len);
        let is_clean = begun.iter().skip(filled(len)).all(|byte| *byte == 0);
        let mut chain = [0; 8];
        for (word, bytes) in chain.iter_mut().zip(chain_bytes.as_chunks::<4>().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        (is_clean && len <= MAX_BYTES).then_some(Self { chain, len, begun })
    }
}

/// How much of a block `len` bytes leave begun.
fn filled(len: u64) -> usize {
    usize::try_from(len % 64).unwrap_or_default()
}

/// Copies what fits.
fn copy_at(to: &mut [u8], at: usize, from: &[u8]) {
    let (_, to) = to.split_at_mut(at.min(to.len()));
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}

/// The end of every message: what filled no block, a bit 1, zeros, the length in bits. One or two
/// blocks, the last `count` of the array.
pub(crate) struct Tail {
    blocks: [Block; 2],
    count: usize,
}

impl Tail {
    /// The end of a message of `len` bytes; `rest` begins with those that filled no block.
    pub(crate) fn new(rest: &[u8], len: u64) -> Self {
        let filled = filled(len);
        let mut blocks = [[0; BLOCK_BYTES]; 2];
        let count = if filled < BLOCK_BYTES - 8 { 1 } else { 2 };
        let all = blocks.as_flattened_mut();
        let begin = all.len() - count * BLOCK_BYTES;
        copy_at(all, begin, rest.get(..filled).unwrap_or_default());
        copy_at(all, begin + filled, &[0x80]);
        copy_at(all, 2 * BLOCK_BYTES - 8, &len.wrapping_mul(8).to_be_bytes());
        Self { blocks, count }
    }

    /// What is still to be compressed.
    pub(crate) fn blocks(&self) -> &[Block] {
        self.blocks.get(self.blocks.len() - self.count..).unwrap_or_default()
    }

    /// So many of them are done.
    pub(crate) fn pass(&mut self, count: usize) {
        self.count = self.count.saturating_sub(count);
    }
}

/// A chain as it is written down.
pub(crate) fn to_bytes(chain: Chain) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (bytes, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(chain) {
        *bytes = word.to_be_bytes();
    }
    bytes
}
