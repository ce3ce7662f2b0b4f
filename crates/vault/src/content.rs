//! One pass over bytes: SHA-256, SM3, size and the digests of 4 MiB chunks.

use std::io::{self, Read};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::digest::common::hazmat::SerializableState as _;
use sha2::{Digest as _, Sha256};
use sm3x::Sm3;
use terms::{Digest, Digests, Sm3Digest};

use crate::desk::AtDesk;
use crate::device::Block;

/// Chunk length of [`Content::chunks`]: small enough to name a damaged place, large enough that a
/// 20 GiB file has about five thousand (4 MiB).
pub const CHUNK_BYTES: u64 = 4 << 20;

/// What a pass over bytes found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Both digests and the size.
    pub digests: Digests,
    /// SHA-256 of each [`CHUNK_BYTES`] in order, the last one shorter; empty for no bytes.
    pub chunks: Vec<Digest>,
}

impl Content {
    /// Reads to the end and computes everything. Blocking; the SM3 of all passes that run at the
    /// same time is computed side by side on one more thread. Memory is constant but for the list
    /// of chunks.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read(mut from: impl Read) -> io::Result<Self> {
        let mut block = Block::new(0);
        block.fill(&mut from)?;
        if !block.is_full() {
            return Ok(Self::of(block.bytes()));
        }
        let (mut sha, mut sm3) = (ShaChunks::default(), AtDesk::new());
        while !block.is_empty() {
            let shared = Arc::new(block);
            let before;
            (sm3, before) = sm3.send(Arc::clone(&shared)).map_err(io::Error::other)?;
            sha.update(shared.bytes());
            // Two blocks take turns: one is filled while the other is at the desk.
            drop(shared);
            block = match before.and_then(Arc::into_inner) {
                Some(done) => done.emptied(0),
                None => Block::new(0),
            };
            block.fill(&mut from)?;
        }
        Ok(sha.with_sm3(sm3.finish().map_err(io::Error::other)?))
    }

    /// Digests of bytes in memory.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut sha = ShaChunks::default();
        sha.update(bytes);
        sha.with_sm3(Sm3::digest(bytes))
    }

    /// Places (by chunk number from 0) that differ from `expected`, in order; a missing or surplus
    /// chunk differs. Empty if nothing differs.
    #[must_use]
    pub fn damaged_chunks(&self, expected: &[Digest]) -> Vec<usize> {
        let all = self.chunks.len().max(expected.len());
        (0..all).filter(|at| self.chunks.get(*at) != expected.get(*at)).collect()
    }
}

/// SHA-256 of the whole and of each chunk.
#[derive(Default)]
struct ShaChunks {
    whole: Sha256,
    chunk: Sha256,
    in_chunk: u64,
    size_bytes: u64,
    chunks: Vec<Digest>,
}

impl ShaChunks {
    fn update(&mut self, mut bytes: &[u8]) {
        self.whole.update(bytes);
        while !bytes.is_empty() {
            let room = usize::try_from(CHUNK_BYTES - self.in_chunk).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.chunk.update(now);
            let took = u64::try_from(now.len()).unwrap_or(u64::MAX);
            self.in_chunk += took;
            self.size_bytes += took;
            if self.in_chunk == CHUNK_BYTES {
                self.end_chunk();
            }
            bytes = later;
        }
    }

    fn end_chunk(&mut self) {
        let done = std::mem::take(&mut self.chunk);
        self.chunks.push(Digest::from_bytes(done.finalize().into()));
        self.in_chunk = 0;
    }

    fn with_sm3(mut self, sm3: [u8; 32]) -> Content {
        if self.in_chunk > 0 {
            self.end_chunk();
        }
        let digests = Digests {
            sha256: Digest::from_bytes(self.whole.finalize().into()),
            sm3: Sm3Digest::from_bytes(sm3),
            size_bytes: self.size_bytes,
        };
        Content { digests, chunks: self.chunks }
    }
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
    use crate::device::BLOCK_BYTES;

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
        assert_eq!(Content::of(b"").chunks, []);
    }

    #[test]
    fn reading_in_blocks_equals_hashing_at_once_at_every_border() {
        let chunk = usize::try_from(CHUNK_BYTES).unwrap();
        let data: Vec<u8> = (0..=250).cycle().take(2 * chunk + 3).collect();
        let block = BLOCK_BYTES;
        for len in
            [0, 1, block - 1, block, block + 1, chunk - 1, chunk, chunk + 1, 2 * chunk, data.len()]
        {
            let read = Content::read(&data[..len]).unwrap();
            assert_eq!(read, Content::of(&data[..len]), "{len}");
            assert_eq!(read.chunks.len(), len.div_ceil(chunk));
        }
        let mut damaged = data.clone();
        damaged[chunk + 7] ^= 1;
        let (good, bad) = (Content::of(&data), Content::of(&damaged));
        assert_eq!(bad.damaged_chunks(&good.chunks), [1]);
        assert_eq!(Content::of(&data[..chunk]).damaged_chunks(&good.chunks), [1, 2]);
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
