//! Both digests and the length of bytes that stream by.

use std::io::{self, Read};
use std::sync::LazyLock;
use std::thread;

use sha2::Digest as _;
use terms::{Digest, Digests, Sm3Digest};

/// From this length on, a second thread pays.
const WORTH_A_THREAD_BYTES: usize = 256 * 1024;
/// Whether there is a second core: on one, a thread only costs.
static HAS_TWO_CORES: LazyLock<bool> =
    LazyLock::new(|| thread::available_parallelism().is_ok_and(|cores| cores.get() > 1));
/// What is read of a single file at a time.
const PIECE_BYTES: usize = 1024 * 1024;

/// Counts bytes and feeds both hashes.
#[derive(Default)]
pub(crate) struct Hashing {
    sha256: sha2::Sha256,
    sm3: sm3x::Sm3,
    size_bytes: u64,
}

impl Hashing {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        update_many(&mut [(self, bytes)]);
    }

    pub(crate) fn finish(self) -> Digests {
        Digests {
            sha256: Digest::from_bytes(self.sha256.finalize().into()),
            sm3: Sm3Digest::from_bytes(self.sm3.finish()),
            size_bytes: self.size_bytes,
        }
    }
}

/// Gives each its next bytes, the SM3 of all of them side by side.
pub(crate) fn update_many(parts: &mut [(&mut Hashing, &[u8])]) {
    let (mut sha256, mut sm3) = (Vec::new(), Vec::new());
    let mut total = 0_usize;
    for (hashing, bytes) in parts {
        let bytes: &[u8] = bytes;
        hashing.size_bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        total = total.saturating_add(bytes.len());
        sha256.push((&mut hashing.sha256, bytes));
        sm3.push((&mut hashing.sm3, bytes));
    }
    let update = || sha256.iter_mut().for_each(|(sha256, bytes)| sha256.update(bytes));
    on_two_threads(total, update, || sm3x::advance(&mut sm3));
}

/// Digests of each, the SM3 of all of them side by side.
pub(crate) fn digests_of_many(inputs: &[&[u8]]) -> Vec<Digests> {
    let (mut sha256, mut sm3) = (Vec::new(), Vec::new());
    let total = inputs.iter().map(|input| input.len()).sum();
    on_two_threads(
        total,
        || sha256 = inputs.iter().map(sha2::Sha256::digest).collect(),
        || sm3 = sm3x::digests(inputs),
    );
    let both = inputs.iter().zip(sha256).zip(sm3);
    both.map(|((input, sha256), sm3)| Digests {
        sha256: Digest::from_bytes(sha256.into()),
        sm3: Sm3Digest::from_bytes(sm3),
        size_bytes: u64::try_from(input.len()).unwrap_or(u64::MAX),
    })
    .collect()
}

/// Does both, at the same time if so many bytes are worth it and there is a thread to be had.
fn on_two_threads(bytes: usize, mut there: impl FnMut() + Send, here: impl FnOnce()) {
    let mut went = false;
    if bytes < WORTH_A_THREAD_BYTES || !*HAS_TWO_CORES {
        here();
    } else {
        thread::scope(|scope| {
            went = thread::Builder::new().spawn_scoped(scope, &mut there).is_ok();
            here();
        });
    }
    if !went {
        there();
    }
}

/// Both digests and the length of bytes in memory, e.g. of a text that goes into a package.
#[must_use]
pub fn digests_of(bytes: &[u8]) -> Digests {
    let mut hashing = Hashing::default();
    hashing.update(bytes);
    hashing.finish()
}

/// Both digests and the length of everything a reader gives.
///
/// # Errors
/// Those of the reader.
pub(crate) fn digests_of_reader(mut reader: impl Read) -> io::Result<Digests> {
    let limit = u64::try_from(PIECE_BYTES).unwrap_or(u64::MAX);
    let (mut hashing, mut piece) = (Hashing::default(), Vec::with_capacity(PIECE_BYTES));
    while reader.by_ref().take(limit).read_to_end(&mut piece)? > 0 {
        hashing.update(&piece);
        piece.clear();
    }
    Ok(hashing.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_hashing_agree() {
        let bytes: Vec<u8> = (0..=255).cycle().take(WORTH_A_THREAD_BYTES + 77).collect();
        let mut in_pieces = Hashing::default();
        bytes.chunks(1000).for_each(|piece| in_pieces.update(piece));
        assert_eq!(digests_of(&bytes), in_pieces.finish());
    }

    #[test]
    fn many_at_once_are_the_same_as_one_after_the_other() {
        let bytes: Vec<u8> = (0..=255).cycle().take(2 * WORTH_A_THREAD_BYTES).collect();
        for lengths in [&[0, 1, 63, 64, 65][..], &[1000, 0, WORTH_A_THREAD_BYTES, 77], &[]] {
            let inputs: Vec<&[u8]> = lengths.iter().map(|len| &bytes[*len..2 * len]).collect();
            let one_by_one: Vec<Digests> = inputs.iter().map(|input| digests_of(input)).collect();
            assert_eq!(digests_of_many(&inputs), one_by_one);
        }
    }

    #[test]
    fn the_digests_are_those_of_the_standards() {
        let abc = digests_of(b"abc");
        assert_eq!(
            abc.sha256.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            abc.sm3.to_string(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(abc.size_bytes, 3);
    }
}
