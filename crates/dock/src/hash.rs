//! Both digests of a file in one reading.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use sm3::Sm3;
use terms::{Digest, Digests, Sm3Digest};

/// Bytes read at a time: large, because cards are slow at small ones.
const PIECE: usize = 1 << 20;

/// SHA-256, SM3 and length of a file, read once from front to end.
///
/// # Errors
/// The file cannot be read, e.g. because its card was pulled.
pub(crate) fn digests(path: &Path) -> Result<Digests> {
    let mut file = File::open(path).context("无法打开文件")?;
    let (mut sha256, mut sm3, mut size_bytes) = (Sha256::new(), Sm3::new(), 0_u64);
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).context("无法读取文件")?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        sha256.update(bytes);
        sm3.update(bytes);
        size_bytes = size_bytes.saturating_add(u64::try_from(read)?);
    }
    Ok(Digests {
        sha256: Digest::from_bytes(sha256.finalize().into()),
        sm3: Sm3Digest::from_bytes(sm3.finalize().into()),
        size_bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::digests;

    #[test]
    fn both_digests_are_those_of_the_standards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let found = digests(&path).unwrap();
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!((found.sha256.to_string(), found.sm3.to_string()), (sha256.into(), sm3.into()));
        assert_eq!(found.size_bytes, 3);
    }
}
