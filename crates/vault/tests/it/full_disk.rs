//! A really full disk: a small tmpfs, filled so that every step in turn meets it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use tempfile::{TempDir, tempdir};
use vault::{Content, Fault, FinishError, StageError, Vault};

use crate::support::{body, data, id, open};

const PAGE: usize = 4096;

/// A mounted tmpfs, unmounted when dropped.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None`, with the reason printed, where this user may not mount.
    fn mount(pages: usize) -> Option<Self> {
        let folder = tempdir().unwrap();
        let size = format!("size={}", pages * PAGE);
        let ran = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .output();
        match ran {
            Ok(out) if out.status.success() => Some(Self(folder)),
            Ok(out) => {
                println!("NOT TESTED: no tmpfs: {}", String::from_utf8_lossy(&out.stderr));
                None
            }
            Err(error) => {
                println!("NOT TESTED: cannot run mount: {error}");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a task of the vault may still hold a file.
        Command::new("umount").arg("-l").arg(self.path()).status().unwrap();
    }
}

/// Fills the disk but for some pages.
fn fill(disk: &Path, leave_pages: usize) {
    let mut filler = fs::File::create(disk.join("filler")).unwrap();
    while filler.write_all(&[0xff; PAGE]).is_ok() {}
    let len = filler.metadata().unwrap().len();
    filler.set_len(len.saturating_sub((leave_pages * PAGE) as u64)).unwrap();
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
        let Some(disk) = SmallDisk::mount(64) else { return };
        let (vault, _) = open(disk.path()).await;
        fill(disk.path(), leave_pages);
        match go_on(&vault, &bytes).await {
            Ok(()) => {}
            Err(error) => {
                assert!(is_full(&error), "{leave_pages} pages left: {error:?}");
                met_at.push(leave_pages);
                let told = vault.stage().status(id(1)).map_or(0, |status| status.offset_bytes);
                fs::remove_file(disk.path().join("filler")).unwrap();
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
    let Some(disk) = SmallDisk::mount(400) else { return };
    let (vault, _) = open(disk.path()).await;
    let bytes = data(300 * PAGE, 2);
    vault.stage().create(id(1), bytes.len() as u64).await.unwrap();
    let first = 20 * PAGE;
    vault.stage().append(id(1), 0, None, body(&bytes[..first])).await.unwrap();
    fill(disk.path(), 50);
    let full = vault.stage().append(id(1), first as u64, None, body(&bytes[first..])).await;
    let Err(StageError::NoSpace { offset_bytes, free_bytes }) = full else { panic!("{full:?}") };
    assert_eq!(offset_bytes, first as u64);
    assert!(free_bytes >= 40 * PAGE as u64, "the unacknowledged bytes were given back");
    assert_eq!(vault.stage().status(id(1)).unwrap().offset_bytes, first as u64);
    fs::remove_file(disk.path().join("filler")).unwrap();
    vault.stage().append(id(1), first as u64, None, body(&bytes[first..])).await.unwrap();
    let read_back = vault.finish(id(1), None).await.unwrap();
    assert_eq!(read_back.digests(), Content::of(&bytes).digests);
}

#[tokio::test]
async fn an_upload_that_cannot_fit_is_refused_at_the_start() {
    let Some(disk) = SmallDisk::mount(64) else { return };
    let (vault, _) = open(disk.path()).await;
    let refused = vault.stage().create(id(1), 65 * PAGE as u64).await;
    assert!(matches!(refused, Err(StageError::NoSpace { offset_bytes: 0, .. })));
    assert_eq!(vault.stage().list(), []);
}
