//! Damaged bytes are set aside, never dropped, and only damaged ones are.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use tempfile::tempdir;
use terms::CaseId;
use vault::{Aside, BlobError, BlobReader, Blobs, Config, Copied, Fault, Pace, Place, Published};

use crate::support::{config, data, open};

fn unhurried() -> Pace {
    Arc::new(|_| true)
}

fn reader(folder: &Path, bytes: &[u8]) -> BlobReader {
    let path = folder.join("from-elsewhere");
    fs::write(&path, bytes).unwrap();
    BlobReader::open(&path).unwrap()
}

fn overwrite(path: &Path, bytes: &[u8]) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn only_what_is_damaged_is_set_aside_and_nothing_is_written_over() {
    let (root, elsewhere) = (tempdir().unwrap(), tempdir().unwrap());
    let (vault, _) = open(root.path()).await;
    let blobs = vault.blobs();
    let right = data(5000, 1);
    let digests = blobs.put_bytes(Bytes::from(right.clone())).await.unwrap();
    let place = Place::Original(digests.sha256);
    let path = root.path().join(place.to_string());
    assert_eq!(blobs.set_aside(place, digests).await.unwrap(), Aside::Whole);
    assert!(fs::read(&path).unwrap() == right, "whole bytes are never moved");

    let mut wrong = right.clone();
    wrong[4000] ^= 4;
    for number in 1..=2 {
        overwrite(&path, &wrong);
        assert!(blobs.look(place, unhurried()).await.unwrap().digests != digests);
        let refused = blobs.fetch(reader(elsewhere.path(), &wrong), digests).await.unwrap();
        assert!(refused.is_none(), "not the bytes of the fact");
        let good = blobs.fetch(reader(elsewhere.path(), &right), digests).await.unwrap().unwrap();
        let early = blobs.put_back(place, &good).await;
        assert!(matches!(early, Err(Fault::Differs { .. })), "the name is taken: {early:?}");
        assert!(fs::read(&path).unwrap() == wrong);
        let Aside::Moved { found, name } = blobs.set_aside(place, digests).await.unwrap() else {
            panic!("not moved");
        };
        assert_ne!(found.sha256, digests.sha256);
        let begins = found.sha256.to_string()[..8].to_owned();
        let kept = format!("damaged/{}.{begins}.{number}", digests.sha256);
        assert_eq!(name, kept, "the same damage twice is kept twice");
        assert!(fs::read(root.path().join(name)).unwrap() == wrong);
        assert_eq!(blobs.set_aside(place, digests).await.unwrap(), Aside::Nothing);
        assert_eq!(blobs.put_back(place, &good).await.unwrap(), Published::New);
        assert!(fs::read(&path).unwrap() == right);
    }
}

#[tokio::test]
async fn a_copy_is_kept_under_its_digest_whatever_it_was_called() {
    let (root, second, elsewhere) = (tempdir().unwrap(), tempdir().unwrap(), tempdir().unwrap());
    let (vault, _) = open(root.path()).await;
    let right = data(3000, 2);
    let digests = vault.blobs().put_bytes(Bytes::from(right.clone())).await.unwrap();
    let copies = Blobs::open_existing(&config(second.path())).await.unwrap();
    let from = || reader(elsewhere.path(), &right);
    let new = copies.put_copy(from(), digests).await.unwrap();
    assert_eq!(new, Copied::Stored(Published::New));
    let again = copies.put_copy(from(), digests).await.unwrap();
    assert_eq!(again, Copied::Stored(Published::AlreadyThere));
    let wrong = reader(elsewhere.path(), &data(3000, 3));
    assert_eq!(copies.put_copy(wrong, digests).await.unwrap(), Copied::NotTheBytes);
    // Damaged there, it is set aside there and stored anew.
    let path = second.path().join(Place::Original(digests.sha256).to_string());
    overwrite(&path, b"rotten");
    copies.put_copy(from(), digests).await.unwrap();
    assert!(fs::read(&path).unwrap() == right);
    assert_eq!(fs::read_dir(second.path().join("damaged")).unwrap().count(), 1);

    let nowhere = Config::folder(second.path().join("not-mounted"));
    Blobs::open_existing(&nowhere).await.unwrap_err();
    assert!(!second.path().join("not-mounted").exists(), "not made anew");
}

#[tokio::test]
async fn what_lies_there_is_listed_and_a_look_may_be_stopped() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let blobs = vault.blobs();
    let digests = blobs.put_bytes(Bytes::from(data(700_000, 4))).await.unwrap();
    let place = Place::Original(digests.sha256);
    let [first, ..] = *digests.sha256.as_bytes();
    let names = blobs.names(first).await.unwrap();
    assert_eq!(names.iter().map(|n| n.name.as_str()).collect::<Vec<_>>(), [place.to_string()]);
    assert_eq!(blobs.names(first.wrapping_add(1)).await.unwrap(), []);
    let case = CaseId::from_bits(1);
    blobs.evidence_copy(case, digests.sha256).await.unwrap();
    let copies = blobs.evidence_names().await.unwrap();
    assert_eq!(copies[0].name, Place::Evidence(case, digests.sha256).to_string());
    assert!(copies[0].changed_ms > 0);

    let stopped = blobs.look(place, Arc::new(|_| false)).await;
    assert!(matches!(stopped, Err(BlobError::Fault(Fault::Stopped))), "{stopped:?}");
}
