use std::fs;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tempfile::tempdir;
use terms::UploadId;
use tokio::sync::Notify;
use vault::{BodySource, Content, Fault, MAX_UPLOAD_BYTES, StageError, Vault};

use crate::support::{body, config, cut_body, data, hanging_body, id, open, reopen};

#[tokio::test]
async fn a_body_cut_at_any_byte_keeps_what_came_and_goes_on_from_there() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(130, 1); // past two blocks of SHA-256
    for cut in 0..bytes.len() {
        let id = id(cut as u128 + 1);
        vault.stage().create(id, 130).await.unwrap();
        let died = vault.stage().append(id, 0, None, cut_body(&bytes[..cut])).await;
        assert!(
            matches!(died, Err(StageError::Cut { offset_bytes, .. }) if offset_bytes == cut as u64),
            "{cut}: {died:?}"
        );
        assert_eq!(vault.stage().status(id).unwrap().offset_bytes, cut as u64);
        let rest = vault.stage().append(id, cut as u64, None, body(&bytes[cut..])).await;
        assert_eq!(rest.unwrap(), 130);
        let read_back = vault.finish(id, None).await.unwrap();
        assert_eq!(read_back.digests(), Content::of(&bytes).digests, "cut at {cut}");
    }
}

#[tokio::test]
async fn an_upload_goes_on_after_a_restart_at_any_byte() {
    let root = tempdir().unwrap();
    let bytes = data(70, 2);
    let (mut vault, _) = open(root.path()).await;
    vault.stage().create(id(1), 70).await.unwrap();
    for at in 0..bytes.len() {
        let told = vault.stage().append(id(1), at as u64, None, body(&bytes[at..=at])).await;
        assert_eq!(told.unwrap(), at as u64 + 1);
        drop(vault);
        let (again, found) = reopen(root.path()).await;
        let list = if at + 1 == bytes.len() { &found.complete } else { &found.receiving };
        assert_eq!(list.len(), 1, "{found:?}");
        assert_eq!(list[0].offset_bytes, at as u64 + 1);
        vault = again;
    }
    let read_back = vault.finish(id(1), None).await.unwrap();
    assert_eq!(read_back.digests(), Content::of(&bytes).digests);
}

#[tokio::test]
async fn bytes_beyond_the_told_offset_are_written_again() {
    let root = tempdir().unwrap();
    let bytes = data(1000, 3);
    let (vault, _) = open(root.path()).await;
    vault.stage().create(id(1), 1000).await.unwrap();
    vault.stage().append(id(1), 0, None, body(&bytes[..400])).await.unwrap();
    drop(vault);
    // What a power cut between the write and the checkpoint leaves behind.
    let file = root.path().join("staging").join(id(1).to_string()).join("bytes");
    let mut surplus = fs::read(&file).unwrap();
    surplus.extend([0xee; 300]);
    fs::write(&file, surplus).unwrap();
    let (vault, found) = reopen(root.path()).await;
    assert_eq!(found.receiving[0].offset_bytes, 400);
    vault.stage().append(id(1), 400, None, body(&bytes[400..])).await.unwrap();
    let read_back = vault.finish(id(1), None).await.unwrap();
    assert_eq!(read_back.digests(), Content::of(&bytes).digests);
}

#[tokio::test]
async fn a_wrong_offset_is_refused_with_the_true_one() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    vault.stage().create(id(1), 10).await.unwrap();
    vault.stage().append(id(1), 0, None, body(b"abcd")).await.unwrap();
    for wrong in [0, 3, 5, 10, u64::MAX] {
        let refused = vault.stage().append(id(1), wrong, None, body(b"x")).await;
        assert!(matches!(refused, Err(StageError::WrongOffset { offset_bytes: 4 })), "{wrong}");
    }
}

#[tokio::test]
async fn more_than_declared_is_refused_and_not_kept() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    vault.stage().create(id(1), 10).await.unwrap();
    vault.stage().append(id(1), 0, None, body(b"abcd")).await.unwrap();
    let refused = vault.stage().append(id(1), 4, None, body(&data(20_000, 1))).await;
    assert!(matches!(refused, Err(StageError::TooLong { offset_bytes: 4, size_bytes: 10 })));
    vault.stage().append(id(1), 4, None, body(b"efghij")).await.unwrap();
    let refused = vault.stage().append(id(1), 10, None, body(b"k")).await;
    assert!(matches!(refused, Err(StageError::TooLong { offset_bytes: 10, .. })));
    let read_back = vault.finish(id(1), None).await.unwrap();
    assert_eq!(read_back.digests(), Content::of(b"abcdefghij").digests);
}

#[tokio::test]
async fn of_two_writers_at_one_offset_exactly_one_is_taken() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    for n in 0..50 {
        let bytes = data(50_000, n);
        let id = id(u128::from(n) + 1);
        vault.stage().create(id, 50_000).await.unwrap();
        let (one, other) = tokio::join!(
            vault.stage().append(id, 0, None, body(&bytes)),
            vault.stage().append(id, 0, None, body(&bytes)),
        );
        let (taken, refused) = if one.is_ok() { (one, other) } else { (other, one) };
        assert_eq!(taken.unwrap(), 50_000);
        assert!(matches!(
            refused,
            Err(StageError::Busy(_) | StageError::WrongOffset { offset_bytes: 50_000 })
        ));
        let read_back = vault.finish(id, None).await.unwrap();
        assert_eq!(read_back.digests(), Content::of(&bytes).digests);
    }
}

#[tokio::test]
async fn a_sender_who_comes_back_takes_over_from_a_dead_connection_at_once() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(30_000, 4);
    vault.stage().create(id(1), 30_000).await.unwrap();
    let reached = Arc::new(Notify::new());
    let end = Arc::clone(&reached);
    let silent = stream::once(async move {
        end.notify_one(); // all bytes were taken; from here on the connection is dead
        std::future::pending().await
    });
    let dead_body: BodySource = Box::pin(body(&bytes[..20_000]).chain(silent));
    let dead = tokio::spawn({
        let vault = vault.clone();
        async move { vault.stage().append(id(1), 0, None, dead_body).await }
    });
    reached.notified().await;
    let meanwhile = vault.stage().append(id(1), 0, None, body(&bytes)).await;
    assert!(matches!(meanwhile, Err(StageError::Busy(_))));
    let taken = tokio::time::timeout(Duration::from_secs(5), vault.stage().take_over(id(1)));
    assert_eq!(taken.await.unwrap().unwrap().offset_bytes, 20_000);
    assert!(matches!(dead.await.unwrap(), Err(StageError::TakenOver { .. })));
    vault.stage().append(id(1), 20_000, None, body(&bytes[20_000..])).await.unwrap();
    let read_back = vault.finish(id(1), None).await.unwrap();
    assert_eq!(read_back.digests(), Content::of(&bytes).digests);
}

#[tokio::test]
async fn what_came_is_put_down_when_the_caller_is_dropped() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(9000, 5);
    vault.stage().create(id(1), 9000).await.unwrap();
    let (send, receive) = tokio::sync::mpsc::channel::<std::io::Result<Bytes>>(4);
    let receive = stream::unfold(receive, |mut r| async { r.recv().await.map(|item| (item, r)) });
    let body_of_connection: BodySource = Box::pin(receive);
    let append = vault.stage().append(id(1), 0, None, body_of_connection);
    tokio::select! {
        biased;
        _ = append => panic!("it cannot end"),
        () = async {
            send.send(Ok(Bytes::copy_from_slice(&bytes[..5000]))).await.unwrap();
            while send.capacity() < 4 { tokio::task::yield_now().await }
        } => {}
    }
    drop(send); // the connection ends after its handler is gone
    let mut offset = 0;
    while offset == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        offset = vault.stage().status(id(1)).unwrap().offset_bytes;
    }
    assert_eq!(offset, 5000);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stands_still_is_cut_and_kept() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    vault.stage().create(id(1), 10).await.unwrap();
    let appending =
        tokio::spawn(
            async move { vault.stage().append(id(1), 0, None, hanging_body(b"abc")).await },
        );
    // The clock does not run by itself while a thread waits for bytes.
    while !appending.is_finished() {
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    assert!(matches!(
        appending.await.unwrap(),
        Err(StageError::Cut { offset_bytes: 3, source }) if source.kind() == std::io::ErrorKind::TimedOut
    ));
}

#[tokio::test]
async fn a_body_with_a_declared_digest_is_taken_whole_or_not_at_all() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let bytes = data(40_000, 6);
    let (first, second) = bytes.split_at(15_000);
    let digest = |bytes| Some(Content::of(bytes).digests.sha256);
    vault.stage().create(id(1), 40_000).await.unwrap();
    vault.stage().append(id(1), 0, digest(first), body(first)).await.unwrap();
    let refused = vault.stage().append(id(1), 15_000, digest(first), body(second)).await;
    assert!(matches!(refused, Err(StageError::BodyDiffers { offset_bytes: 15_000, .. })));
    let cut = vault.stage().append(id(1), 15_000, digest(second), cut_body(&second[..9])).await;
    assert!(matches!(cut, Err(StageError::Cut { offset_bytes: 15_000, .. })));
    vault.stage().append(id(1), 15_000, digest(second), body(second)).await.unwrap();
    let read_back = vault.finish(id(1), None).await.unwrap();
    assert_eq!(read_back.digests(), Content::of(&bytes).digests);
}

#[tokio::test]
async fn an_upload_of_no_bytes_is_complete_at_once() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    assert!(vault.stage().create(id(1), 0).await.unwrap().is_complete());
    let read_back = vault.finish(id(1), None).await.unwrap();
    assert_eq!(read_back.digests(), Content::of(b"").digests);
    vault.publish(&read_back).await.unwrap();
    vault.settle(id(1)).await.unwrap();
    assert_eq!(vault.stage().list(), []);
}

#[tokio::test]
async fn what_cannot_be_created_says_why() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    vault.stage().create(id(1), 5).await.unwrap();
    assert!(matches!(vault.stage().create(id(1), 5).await, Err(StageError::Exists(_))));
    let too_large = vault.stage().create(id(2), MAX_UPLOAD_BYTES + 1).await;
    assert!(matches!(too_large, Err(StageError::TooLarge { .. })));
    assert!(matches!(vault.stage().status(id(3)), Err(StageError::Unknown(_))));
    let nothing = vault.stage().append(id(3), 0, None, body(b"x")).await;
    assert!(matches!(nothing, Err(StageError::Unknown(_))));
}

#[tokio::test]
async fn the_reserve_counts_uploads_that_are_still_coming() {
    let root = tempdir().unwrap();
    let mut df = std::process::Command::new("df");
    let out = df.args(["-B1", "--output=avail"]).arg(root.path()).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let free: u64 = text.lines().nth(1).unwrap().trim().parse().unwrap();
    let margin = 2 << 30; // others write on this disk meanwhile
    let mut config = config(root.path());
    config.reserve_bytes = free.saturating_sub(2 * margin);
    let (vault, _) = Vault::open(&config).await.unwrap();
    vault.stage().create(id(1), margin).await.unwrap();
    let second = vault.stage().create(id(2), 2 * margin).await;
    assert!(matches!(second, Err(StageError::NoSpace { offset_bytes: 0, .. })), "{second:?}");
    vault.stage().terminate(id(1)).await.unwrap();
}

#[tokio::test]
async fn an_ended_upload_is_gone_and_a_complete_one_cannot_be_ended() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    vault.stage().create(id(1), 5).await.unwrap();
    vault.stage().append(id(1), 0, None, body(b"abc")).await.unwrap();
    vault.stage().terminate(id(1)).await.unwrap();
    assert!(matches!(vault.stage().status(id(1)), Err(StageError::Unknown(_))));
    vault.stage().create(id(2), 3).await.unwrap();
    vault.stage().append(id(2), 0, None, body(b"abc")).await.unwrap();
    assert!(matches!(vault.stage().terminate(id(2)).await, Err(StageError::Complete(_))));
    drop(vault);
    let (_, found) = reopen(root.path()).await;
    assert_eq!((found.receiving.len(), found.complete.len()), (0, 1));
}

#[tokio::test]
async fn a_second_process_is_kept_out() {
    let root = tempdir().unwrap();
    let (_vault, _) = open(root.path()).await;
    assert!(matches!(Vault::open(&config(root.path())).await, Err(Fault::InUse(_))));
    // Reading what is published needs no lock.
    vault::Blobs::open(&config(root.path())).await.unwrap();
}

#[tokio::test]
async fn foreign_and_damaged_entries_are_named_and_left_alone() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    for n in 1..=4 {
        vault.stage().create(id(n), 10).await.unwrap();
        vault.stage().append(id(n), 0, None, body(b"abcdef")).await.unwrap();
    }
    drop(vault);
    let staging = root.path().join("staging");
    let folder = |id: UploadId| staging.join(id.to_string());
    fs::write(folder(id(1)).join("state"), "{").unwrap();
    fs::write(folder(id(2)).join("bytes"), "abc").unwrap(); // shorter than acknowledged
    fs::remove_file(folder(id(3)).join("state")).unwrap();
    fs::write(folder(id(9)), "a file, not a folder").unwrap();
    fs::create_dir(folder(id(8))).unwrap(); // a create that was not acknowledged
    let gone = staging.join(format!("gone_{}", id(7)));
    fs::create_dir(&gone).unwrap();
    let foreign = ["读我.txt", "up_1", "con", ".hidden", "gone_", "up_8ZZZZZZZZZZZZZZZZZZZZZZZZZ"];
    for name in foreign {
        fs::write(staging.join(name), "x").unwrap();
    }
    let (vault, found) = reopen(root.path()).await;
    assert_eq!(found.damaged, [id(1), id(2), id(3), id(9)].map(folder).to_vec());
    assert_eq!(found.foreign.len(), foreign.len(), "{found:?}");
    assert_eq!(found.receiving.len(), 1);
    assert_eq!(found.receiving[0].id, id(4));
    assert!(!folder(id(8)).exists() && !gone.exists());
    assert!(found.damaged.iter().chain(&found.foreign).all(|path| path.exists()));
    assert!(matches!(vault.stage().create(id(1), 10).await, Err(StageError::Exists(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_uploads_at_once_do_not_mix() {
    let root = tempdir().unwrap();
    let (vault, _) = open(root.path()).await;
    let tasks = (1..=16_u64).map(|n| {
        let vault = vault.clone();
        tokio::spawn(async move {
            let bytes = data(300_000 + n as usize, n);
            let id = id(u128::from(n));
            vault.stage().create(id, bytes.len() as u64).await.unwrap();
            for (at, piece) in bytes.chunks(100_000).enumerate() {
                let at = at as u64 * 100_000;
                vault.stage().append(id, at, None, body(piece)).await.unwrap();
            }
            let read_back = vault.finish(id, None).await.unwrap();
            assert_eq!(read_back.digests(), Content::of(&bytes).digests);
            vault.publish(&read_back).await.unwrap();
            vault.settle(id).await.unwrap();
        })
    });
    let done = stream::iter(tasks).then(|task| task).collect::<Vec<_>>().await;
    assert!(done.into_iter().all(|task| task.is_ok()));
    assert_eq!(vault.stage().list(), []);
}
