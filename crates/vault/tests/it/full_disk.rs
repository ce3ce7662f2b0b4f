//! A really full disk: a small tmpfs, filled so that every step in turn meets it.

use testkit::small_disk::{PAGE as PAGE_BYTES, SmallDisk};
use vault::{Content, Fault, FinishError, StageError, Vault};

use crate::support::{body, data, id, open};

const PAGE: usize = PAGE_BYTES as usize;

/// `None`, with the reason printed, where this user may not mount.
fn mount(pages: u64) -> Option<SmallDisk> {
    SmallDisk::mount(pages).map_err(|error| println!("NOT TESTED: no tmpfs: {error}")).ok()
}

fn is_full(error: &FinishError) -> bool {
    let FinishError::Stage(error) = error else { return false };
    matches!(error, StageError::NoSpace { .. })
        || matches!(error, StageError::Fault(Fault::Io { source, .. })
            if source.kind() == std::io::ErrorKind::StorageFull)
}

/// Goes on from wherever it stands to a settled original.
async fn go_on(vault: &Vault, bytes: &[u8]) -> Result<(), FinishError> {
    let at = match vault.stage().status(id(1)) {
        Ok(status) => status.offset_bytes,
        Err(_) => vault.stage().create(id(1), bytes.len() as u64).await?.offset_bytes,
    };
    let rest = body(&bytes[usize::try_from(at).unwrap()..]);
    vault.stage().append(id(1), at, None, rest).await?;
    let read_back = vault.finish(id(1), None).await?;
    vault.publish(&read_back).await?;
    vault.settle(id(1)).await
}

#[tokio::test]
async fn a_full_disk_at_any_step_loses_nothing_and_goes_on_when_there_is_room() {
    let bytes = data(10 * PAGE, 1);
    let mut met_at = Vec::new();
    for leave_pages in 0..24 {
        let Some(disk) = mount(64) else { return };
        let (vault, _) = open(disk.path()).await;
        disk.fill(leave_pages).unwrap();
        match go_on(&vault, &bytes).await {
            Ok(()) => {}
            Err(error) => {
                assert!(is_full(&error), "{leave_pages} pages left: {error:?}");
                met_at.push(leave_pages);
                let told = vault.stage().status(id(1)).map_or(0, |status| status.offset_bytes);
                disk.make_room().unwrap();
                let now = vault.stage().status(id(1)).map_or(0, |status| status.offset_bytes);
                assert_eq!(told, now);
                go_on(&vault, &bytes).await.unwrap();
            }
        }
        vault.blobs().verify(Content::of(&bytes).digests.sha256).await.unwrap();
        assert_eq!(vault.stage().list(), []);
    }
    assert!(met_at.len() > 8 && met_at.len() < 24, "met at {met_at:?}");
}

#[tokio::test]
async fn a_disk_that_fills_up_during_a_body_keeps_the_told_offset() {
    let Some(disk) = mount(400) else { return };
    let (vault, _) = open(disk.path()).await;
    let bytes = data(300 * PAGE, 2);
    vault.stage().create(id(1), bytes.len() as u64).await.unwrap();
    let first = 20 * PAGE;
    vault.stage().append(id(1), 0, None, body(&bytes[..first])).await.unwrap();
    disk.fill(50).unwrap();
    let full = vault.stage().append(id(1), first as u64, None, body(&bytes[first..])).await;
    let Err(StageError::NoSpace { offset_bytes, free_bytes }) = full else { panic!("{full:?}") };
    assert_eq!(offset_bytes, first as u64);
    assert!(free_bytes >= 40 * PAGE as u64, "the unacknowledged bytes were given back");
    assert_eq!(vault.stage().status(id(1)).unwrap().offset_bytes, first as u64);
    disk.make_room().unwrap();
    vault.stage().append(id(1), first as u64, None, body(&bytes[first..])).await.unwrap();
    let read_back = vault.finish(id(1), None).await.unwrap();
    assert_eq!(read_back.digests(), Content::of(&bytes).digests);
}

#[tokio::test]
async fn an_upload_that_cannot_fit_is_refused_at_the_start() {
    let Some(disk) = mount(64) else { return };
    let (vault, _) = open(disk.path()).await;
    let refused = vault.stage().create(id(1), 65 * PAGE as u64).await;
    assert!(matches!(refused, Err(StageError::NoSpace { offset_bytes: 0, .. })));
    assert_eq!(vault.stage().list(), []);
}
