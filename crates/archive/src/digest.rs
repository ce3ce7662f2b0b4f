//! Both digests and the length of bytes that stream by.

use std::io::{self, Read, Write};
use std::thread;

use sha2::Digest as _;
use terms::{Digest, Digests, Sm3Digest};

/// From this length on, a second thread pays: SM3 takes four times as long as SHA-256.
const WORTH_A_THREAD_BYTES: usize = 256 * 1024;

/// Counts bytes and feeds both hashes.
#[derive(Default)]
pub(crate) struct Hashing {
    sha256: sha2::Sha256,
    sm3: sm3::Sm3,
    size_bytes: u64,
}

impl Hashing {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let (sha256, sm3) = (&mut self.sha256, &mut self.sm3);
        if bytes.len() < WORTH_A_THREAD_BYTES {
            sha256.update(bytes);
            sm3.update(bytes);
        } else {
            let spawned = thread::scope(|scope| {
                let second = thread::Builder::new().spawn_scoped(scope, || sha256.update(bytes));
                sm3.update(bytes);
                second.is_ok()
            });
            // No thread to be had: then one after the other.
            if !spawned {
                sha256.update(bytes);
            }
        }
        self.size_bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    }

    pub(crate) fn finish(self) -> Digests {
        Digests {
            sha256: Digest::from_bytes(self.sha256.finalize().into()),
            sm3: Sm3Digest::from_bytes(self.sm3.finalize().into()),
            size_bytes: self.size_bytes,
        }
    }
}

/// Both digests and the length of bytes in memory, e.g. of a text that goes into a package.
#[must_use]
pub fn digests_of(bytes: &[u8]) -> Digests {
    let mut hashing = Hashing::default();
    hashing.update(bytes);
    hashing.finish()
}

/// Hashes what is read through it.
pub(crate) struct HashingReader<R> {
    inner: R,
    pub(crate) hashing: Hashing,
}

impl<R: Read> HashingReader<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, hashing: Hashing::default() }
    }
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hashing.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// Hashes what is written through it.
pub(crate) struct HashingWriter<W> {
    inner: W,
    pub(crate) hashing: Hashing,
}

impl<W: Write> HashingWriter<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, hashing: Hashing::default() }
    }
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.hashing.update(buffer.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
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
