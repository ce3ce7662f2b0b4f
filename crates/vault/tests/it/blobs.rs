use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use tempfile::tempdir;
use terms::{CaseId, Digest};
use vault::{BlobError, CHUNK_BYTES, Content, DerivativeKind, Fault};

use crate::support::{data, open, publish, read, reopen};

fn path_of(root: &Path, digest: Digest) -> PathBuf {
    let name = digest.to_string();
    root.join("blobs").join(&name[..2]).join(&name[2..4]).join(&name)
}

/// Changes a published file the way somebody with the folder can.
fn tamper(path: &Path, change: impl FnOnce(&fs::File)) {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "a test plays the intruder")]
    permissions.set_readonly(false);
    fs::set_permissions(path, permissions).unwrap();
    change(&fs::OpenOptions::new().write(true).open(path).unwrap());
}

#[tokio::test]
async fn bytes_and_files_put_are_read_back_whole_and_in_ranges() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let blobs = vault.blobs();
    let bytes = data(700_000, 1);
    let digests = blobs.put_bytes(Bytes::from(bytes.clone())).await.unwrap();
    assert_eq!(digests, Content::of(&bytes).digests);
    assert_eq!(blobs.put_bytes(Bytes::from(bytes.clone())).await.unwrap(), digests);

    let scratch = blobs.scratch_folder().await.unwrap();
    let package = scratch.path().join("package.tar");
    fs::write(&package, &bytes[1..]).unwrap();
    let other = blobs.put_file(&package).await.unwrap();
    assert_eq!(other, Content::of(&bytes[1..]).digests);
    assert!(!package.exists());

    let reader = blobs.reader(digests.sha256).await.unwrap();
    assert_eq!(reader.size_bytes(), 700_000);
    let k = 256 << 10;
    for (from, to) in [
        (0, 700_000),
        (0, 1),
        (k - 1, k + 1),
        (k, 2 * k),
        (699_999, 700_000),
        (5, 5),
        (700_000, 700_001),
        (699_990, u64::MAX),
    ] {
        let (start, end) = (from.min(700_000) as usize, to.min(700_000) as usize);
        assert_eq!(read(&reader, from..to).await, &bytes[start..end], "{from}..{to}");
    }
    let mut whole = Vec::new();
    let mut std = reader.into_std();
    assert_eq!(std.size_bytes(), 700_000);
    std.read_to_end(&mut whole).unwrap();
    assert_eq!(whole, bytes);
}

#[tokio::test]
async fn a_range_that_runs_backwards_is_empty() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let digests = vault.blobs().put_bytes(Bytes::from_static(b"0123456789")).await.unwrap();
    let reader = vault.blobs().reader(digests.sha256).await.unwrap();
    #[expect(clippy::reversed_empty_ranges, reason = "that is the test")]
    let backwards = 7..3;
    assert_eq!(read(&reader, backwards).await, b"");
}

#[tokio::test]
async fn what_is_missing_is_said_to_be_missing() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let digest = Digest::from_bytes([7; 32]);
    let (blobs, case) = (vault.blobs(), CaseId::from_bits(1));
    assert!(matches!(blobs.reader(digest).await, Err(BlobError::Missing(d)) if d == digest));
    assert!(matches!(blobs.verify(digest).await, Err(BlobError::Missing(_))));
    assert!(matches!(blobs.local_file(digest).await, Err(BlobError::Missing(_))));
    assert!(matches!(blobs.evidence_copy(case, digest).await, Err(BlobError::Missing(_))));
    assert!(matches!(blobs.verify_evidence(case, digest).await, Err(BlobError::Missing(_))));
    assert!(blobs.derivative(digest, DerivativeKind::Poster).await.unwrap().is_none());
}

#[tokio::test]
async fn every_alteration_of_an_original_is_found_and_its_place_named() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let chunk = CHUNK_BYTES as usize;
    let bytes = data(2 * chunk + 10, 2);
    let read_back = publish(&vault, 1, &bytes).await;
    let digest = read_back.digests().sha256;
    let path = path_of(root.path(), digest);
    vault.blobs().verify(digest).await.unwrap();
    let place = async || match vault.blobs().verify(digest).await {
        Err(BlobError::Fault(Fault::Differs { found, expected, .. })) => {
            assert_eq!(expected, digest);
            found.damage_begins(read_back.content())
        }
        other => panic!("{other:?}"),
    };
    for (at, chunk_no) in [(0, 0), (chunk - 1, 0), (chunk, 1), (2 * chunk + 9, 2)] {
        tamper(&path, |file| file.write_all_at(&[bytes[at] ^ 0x10], at as u64).unwrap());
        assert_eq!(place().await, Some(chunk_no));
        tamper(&path, |file| file.write_all_at(&[bytes[at]], at as u64).unwrap());
    }
    vault.blobs().verify(digest).await.unwrap();
    tamper(&path, |file| file.set_len(2 * chunk as u64).unwrap());
    assert_eq!(place().await, Some(2));
    tamper(&path, |file| file.set_len(0).unwrap());
    assert_eq!(place().await, Some(0));
}

/// Art. 23.
#[tokio::test]
async fn an_evidence_copy_is_a_second_physical_file_with_equal_bytes() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(3_000_000, 3);
    let digest = publish(&vault, 1, &bytes).await.digests().sha256;
    let (blobs, case) = (vault.blobs(), CaseId::from_bits(5));
    let digests = blobs.evidence_copy(case, digest).await.unwrap();
    assert_eq!(digests, Content::of(&bytes).digests);
    assert_eq!(blobs.evidence_copy(case, digest).await.unwrap(), digests);
    let copy = root.path().join("evidence").join(case.to_string()).join(digest.to_string());
    let original = path_of(root.path(), digest);
    let inode = |path: &Path| fs::metadata(path).unwrap().ino();
    assert_ne!(inode(&copy), inode(&original));
    // The copy survives the loss of the original, and each is checked on its own.
    fs::remove_file(&original).unwrap();
    assert!(matches!(blobs.verify(digest).await, Err(BlobError::Missing(_))));
    blobs.verify_evidence(case, digest).await.unwrap();
    let reader = blobs.evidence_reader(case, digest).await.unwrap();
    assert_eq!(read(&reader, 0..u64::MAX).await, bytes);
    tamper(&copy, |file| file.write_all_at(b"x", 77).unwrap());
    let found = blobs.verify_evidence(case, digest).await;
    assert!(matches!(found, Err(BlobError::Fault(Fault::Differs { .. }))));
    let again = blobs.evidence_copy(case, digest).await;
    assert!(matches!(again, Err(BlobError::Fault(Fault::Differs { .. }))), "never overwritten");
}

#[tokio::test]
async fn no_evidence_copy_is_made_of_a_damaged_original() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let digest = publish(&vault, 1, &data(9000, 4)).await.digests().sha256;
    tamper(&path_of(root.path(), digest), |file| file.write_all_at(b"x", 1).unwrap());
    let case = CaseId::from_bits(1);
    let refused = vault.blobs().evidence_copy(case, digest).await;
    assert!(matches!(refused, Err(BlobError::Fault(Fault::Differs { .. }))));
    let found = vault.blobs().verify_evidence(case, digest).await;
    assert!(matches!(found, Err(BlobError::Missing(_))));
}

#[tokio::test]
async fn a_derivative_may_be_made_again() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let (blobs, of) = (vault.blobs(), Digest::from_bytes([1; 32]));
    for text in ["first", "second, longer", "3"] {
        let scratch = blobs.scratch_folder().await.unwrap();
        let path = scratch.path().join("poster.jpg");
        fs::write(&path, text).unwrap();
        blobs.put_derivative(of, DerivativeKind::Poster, &path).await.unwrap();
        let reader = blobs.derivative(of, DerivativeKind::Poster).await.unwrap().unwrap();
        assert_eq!(read(&reader, 0..u64::MAX).await, text.as_bytes());
    }
    assert!(blobs.derivative(of, DerivativeKind::Preview).await.unwrap().is_none());
}

#[tokio::test]
async fn scratch_is_empty_after_a_restart() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let digest = publish(&vault, 1, b"abc").await.digests().sha256;
    let local = vault.blobs().local_file(digest).await.unwrap();
    assert_eq!(fs::read(local.path()).unwrap(), b"abc");
    drop(vault);
    fs::write(root.path().join("scratch").join("left by a crash"), "x").unwrap();
    let (vault, _) = reopen(root.path()).await;
    assert_eq!(fs::read_dir(root.path().join("scratch")).unwrap().count(), 0);
    vault.blobs().verify(digest).await.unwrap();
}
