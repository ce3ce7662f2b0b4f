use std::fs;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};

use tempfile::tempdir;
use vault::{BlobError, Content, Fault, FinishError, Published, QuarantineReason, StageError};

use crate::support::{body, data, id, open, publish, reopen};

#[tokio::test]
async fn an_original_is_published_read_only_under_its_digest() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(100_000, 1);
    let read_back = publish(&vault, 1, &bytes).await;
    let name = read_back.digests().sha256.to_string();
    let path = root.path().join("blobs").join(&name[..2]).join(&name[2..4]).join(&name);
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o440);
    assert!(matches!(vault.settle(id(1)).await, Ok(())));
    assert!(matches!(vault.settle(id(1)).await, Err(FinishError::Stage(StageError::Unknown(_)))));
}

#[tokio::test]
async fn a_stop_after_publishing_is_finished_by_the_same_calls() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(5000, 2);
    let first = publish(&vault, 1, &bytes).await;
    drop(vault); // before the journal and before `settle`
    let (vault, found) = reopen(root.path()).await;
    assert_eq!(found.complete.len(), 1);
    let again = vault.finish(id(1), None).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(vault.publish(&again).await.unwrap(), Published::AlreadyThere);
    vault.settle(id(1)).await.unwrap();
    assert_eq!(vault.stage().list(), []);
}

#[tokio::test]
async fn nothing_is_settled_before_it_is_published() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    vault.stage().create(id(1), 3).await.unwrap();
    let early = vault.finish(id(1), None).await;
    assert!(matches!(
        early,
        Err(FinishError::Stage(StageError::Incomplete { offset_bytes: 0, size_bytes: 3 }))
    ));
    vault.stage().append(id(1), 0, None, body(b"abc")).await.unwrap();
    assert!(matches!(vault.settle(id(1)).await, Err(FinishError::NotPublished(_))));
}

#[tokio::test]
async fn the_same_bytes_twice_are_stored_once() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(5000, 3);
    publish(&vault, 1, &bytes).await;
    vault.stage().create(id(2), 5000).await.unwrap();
    vault.stage().append(id(2), 0, None, body(&bytes)).await.unwrap();
    let read_back = vault.finish(id(2), None).await.unwrap();
    assert_eq!(vault.publish(&read_back).await.unwrap(), Published::AlreadyThere);
    vault.settle(id(2)).await.unwrap();
    vault.blobs().verify(read_back.digests().sha256).await.unwrap();
}

#[tokio::test]
async fn other_bytes_under_the_name_are_a_fault_and_ours_stay() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(5000, 4);
    let name = Content::of(&bytes).digests.sha256.to_string();
    let path = root.path().join("blobs").join(&name[..2]).join(&name[2..4]).join(&name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "something else").unwrap();
    vault.stage().create(id(1), 5000).await.unwrap();
    vault.stage().append(id(1), 0, None, body(&bytes)).await.unwrap();
    let read_back = vault.finish(id(1), None).await.unwrap();
    let refused = vault.publish(&read_back).await;
    assert!(matches!(refused, Err(FinishError::Stage(StageError::Fault(Fault::Differs { .. })))));
    assert_eq!(fs::read(&path).unwrap(), b"something else");
    let staged = root.path().join("staging").join(id(1).to_string()).join("bytes");
    assert_eq!(fs::read(staged).unwrap(), bytes);
}

#[tokio::test]
async fn a_declared_digest_that_differs_leads_to_quarantine_with_every_byte_kept() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(5000, 5);
    let declared = Content::of(b"what the station saw").digests.sha256;
    vault.stage().create(id(1), 5000).await.unwrap();
    vault.stage().append(id(1), 0, None, body(&bytes)).await.unwrap();
    let Err(FinishError::DeclaredDiffers { declared: told, found }) =
        vault.finish(id(1), Some(declared)).await
    else {
        panic!("not noticed");
    };
    assert_eq!((told, &*found), (declared, &Content::of(&bytes)));
    let found = found.digests;
    let reason = QuarantineReason::DeclaredDiffers { declared, found };
    let aside = vault.quarantine(id(1), &reason).await.unwrap();
    assert_eq!(fs::read(aside.join("bytes")).unwrap(), bytes);
    let written = fs::read_to_string(aside.join("reason.json")).unwrap();
    assert!(written.contains("declared_differs") && written.contains(&declared.to_string()));
    assert!(matches!(vault.stage().status(id(1)), Err(StageError::Unknown(_))));
    assert!(matches!(vault.blobs().reader(found.sha256).await, Err(BlobError::Missing(_))));
    drop(vault);
    let (_, found) = reopen(root.path()).await;
    assert_eq!(found, vault::Reconciled::default());
}

#[tokio::test]
async fn a_disk_that_gives_back_other_bytes_is_noticed() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(9_000_000, 6);
    vault.stage().create(id(1), 9_000_000).await.unwrap();
    vault.stage().append(id(1), 0, None, body(&bytes)).await.unwrap();
    let staged = root.path().join("staging").join(id(1).to_string()).join("bytes");
    let file = fs::OpenOptions::new().write(true).open(staged).unwrap();
    file.write_all_at(&[!bytes[5_000_000]], 5_000_000).unwrap();
    let Err(FinishError::StorageDiffers { received, found }) = vault.finish(id(1), None).await
    else {
        panic!("not noticed");
    };
    let whole = Content::of(&bytes);
    assert_eq!(received, whole.digests.sha256);
    assert_eq!(found.damage_begins(&whole), Some(1));
    let reason = QuarantineReason::StorageDiffers { received, found: found.digests };
    vault.quarantine(id(1), &reason).await.unwrap();
}

#[tokio::test]
async fn bytes_lost_between_finish_and_publish_are_not_called_published() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    vault.stage().create(id(1), 3).await.unwrap();
    vault.stage().append(id(1), 0, None, body(b"abc")).await.unwrap();
    let read_back = vault.finish(id(1), None).await.unwrap();
    fs::remove_file(root.path().join("staging").join(id(1).to_string()).join("bytes")).unwrap();
    assert!(matches!(vault.publish(&read_back).await, Err(FinishError::NotPublished(_))));
    assert!(matches!(vault.finish(id(1), None).await, Err(FinishError::NotPublished(_))));
}
