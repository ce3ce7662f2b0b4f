//! One pass over bytes: SHA-256, SM3, size and the states of SHA-256 between chunks of 4 MiB.

use std::io::{self, Read};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::digest::common::hazmat::SerializableState as _;
use sha2::{Digest as _, Sha256};
use sm3x::Sm3;
use terms::{Digest, Digests, Sm3Digest};

use crate::desk::AtDesk;
use crate::device::{Block, READ_BYTES};

/// Chunk length of [`Content::states`]: small enough to name a damaged place, large enough that a
/// 20 GiB file has about five thousand (4 MiB). A multiple of SHA-256's own block.
pub const CHUNK_BYTES: u64 = 4 << 20;

/// What a pass over bytes found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Both digests and the size.
    pub digests: Digests,
    /// The state of SHA-256 over the whole after each full [`CHUNK_BYTES`], its eight words as a
    /// digest writes them. Whoever has the state before a chunk and the one after can judge that
    /// chunk alone, and no byte is hashed twice.
    pub states: Vec<Digest>,
}

impl Content {
    /// Reads to the end and computes everything. Blocking; the SM3 of all passes that run at the
    /// same time is computed side by side on one more thread. Memory is constant but for the list
    /// of states.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read(mut from: impl Read) -> io::Result<Self> {
        let mut block = Block::new(0, READ_BYTES);
        block.fill(&mut from)?;
        if !block.is_full() {
            return Ok(Self::of(block.bytes()));
        }
        let (mut sha, mut sm3) = (ShaStates::default(), AtDesk::new());
        while !block.is_empty() {
            let shared = Arc::new(block);
            let before;
            (sm3, before) = sm3.send(Arc::clone(&shared)).map_err(io::Error::other)?;
            sha.update(shared.bytes());
            // Two blocks take turns: one is filled while the other is at the desk.
            drop(shared);
            block = match before.and_then(Arc::into_inner) {
                Some(done) => done.emptied(0),
                None => Block::new(0, READ_BYTES),
            };
            block.fill(&mut from)?;
        }
        Ok(sha.with_sm3(sm3.finish().map_err(io::Error::other)?))
    }

    /// Digests of bytes in memory.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut sha = ShaStates::default();
        sha.update(bytes);
        sha.with_sm3(Sm3::digest(bytes))
    }

    /// The first chunk (from 0) that is not what `expected` has, or is missing or surplus. States
    /// after it say nothing, since each continues the one before.
    #[must_use]
    pub fn damage_begins(&self, expected: &Self) -> Option<usize> {
        let same = self.states.iter().zip(&expected.states).take_while(|(a, b)| a == b).count();
        (self.digests.sha256 != expected.digests.sha256).then_some(same)
    }
}

/// SHA-256 of the whole, and its states between chunks.
#[derive(Default)]
struct ShaStates {
    sha: Sha256,
    size_bytes: u64,
    states: Vec<Digest>,
}

impl ShaStates {
    fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = usize::try_from(CHUNK_BYTES - self.size_bytes % CHUNK_BYTES);
            let (now, later) = bytes.split_at(room.unwrap_or(usize::MAX).min(bytes.len()));
            self.sha.update(now);
            self.size_bytes += u64::try_from(now.len()).unwrap_or(u64::MAX);
            if self.size_bytes.is_multiple_of(CHUNK_BYTES) {
                self.states.push(state_of(&self.sha));
            }
            bytes = later;
        }
    }

    fn with_sm3(self, sm3: [u8; 32]) -> Content {
        let digests = Digests {
            sha256: Digest::from_bytes(self.sha.finalize().into()),
            sm3: Sm3Digest::from_bytes(sm3),
            size_bytes: self.size_bytes,
        };
        Content { digests, states: self.states }
    }
}

/// The eight words of a SHA-256 that is between two blocks, as a digest writes them.
fn state_of(sha: &Sha256) -> Digest {
    let written = sha.serialize();
    let mut state = [0; 32];
    for (to, from) in state.iter_mut().zip(written.iter()) {
        *to = *from;
    }
    // The library writes its words with the last byte first.
    let (words, _) = state.as_chunks_mut::<4>();
    words.iter_mut().for_each(|word| word.reverse());
    Digest::from_bytes(state)
}

/// A SHA-256 that can be put down in the middle and taken up after a restart.
#[derive(Clone, Default)]
pub(crate) struct ReceivedSha(Sha256);

impl ReceivedSha {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of everything so far.
    pub(crate) fn digest(&self) -> Digest {
        Digest::from_bytes(self.0.clone().finalize().into())
    }

    /// The state in the middle, as hexadecimal digits.
    pub(crate) fn to_hex(&self) -> String {
        hex::encode(self.0.serialize())
    }

    /// `None` if the text is not a state that [`Self::to_hex`] wrote.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let bytes = hex::decode(text).ok()?;
        let state = bytes.as_slice().try_into().ok()?;
        Sha256::deserialize(state).ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests() {
        let abc = Content::of(b"abc").digests;
        assert_eq!(
            abc.sha256.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            abc.sm3.to_string(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(Content::of(b"").states, []);
    }

    #[test]
    fn reading_in_blocks_equals_hashing_at_once_at_every_border() {
        let chunk = usize::try_from(CHUNK_BYTES).unwrap();
        let data: Vec<u8> = (0..=250).cycle().take(2 * chunk + 3).collect();
        let block = READ_BYTES;
        for len in
            [0, 1, block - 1, block, block + 1, chunk - 1, chunk, chunk + 1, 2 * chunk, data.len()]
        {
            let read = Content::read(&data[..len]).unwrap();
            assert_eq!(read, Content::of(&data[..len]), "{len}");
            assert_eq!(read.states, by_blocks(&data[..len]), "{len}");
        }
        let mut damaged = data.clone();
        damaged[chunk + 7] ^= 1;
        let (good, bad) = (Content::of(&data), Content::of(&damaged));
        assert_eq!(bad.damage_begins(&good), Some(1));
        assert_eq!(Content::of(&data[..chunk]).damage_begins(&good), Some(1));
        assert_eq!(Content::of(&data[..chunk - 1]).damage_begins(&good), Some(0));
        assert_eq!(good.damage_begins(&good), None);
    }

    /// The states from the compression function alone.
    fn by_blocks(data: &[u8]) -> Vec<Digest> {
        let mut state = [
            0x6a09_e667_u32,
            0xbb67_ae85,
            0x3c6e_f372,
            0xa54f_f53a,
            0x510e_527f,
            0x9b05_688c,
            0x1f83_d9ab,
            0x5be0_cd19,
        ];
        let mut states = Vec::new();
        for chunk in data.chunks_exact(usize::try_from(CHUNK_BYTES).unwrap()) {
            sha2::block_api::compress256(&mut state, chunk.as_chunks().0);
            let words: Vec<u8> = state.iter().flat_map(|word| word.to_be_bytes()).collect();
            states.push(Digest::from_bytes(words.try_into().unwrap()));
        }
        states
    }

    #[test]
    fn a_hash_put_down_anywhere_goes_on_to_the_same_digest() {
        let data: Vec<u8> = (0..=255).cycle().take(300).collect();
        for cut in 0..=data.len() {
            let mut first = ReceivedSha::default();
            first.update(&data[..cut]);
            let mut second = ReceivedSha::from_hex(&first.to_hex()).unwrap();
            second.update(&data[cut..]);
            assert_eq!(second.digest(), Content::of(&data).digests.sha256);
        }
        for broken in ["", "00", "zz", &"0".repeat(1000)] {
            assert!(ReceivedSha::from_hex(broken).is_none());
        }
    }
}
