//! A vault in a temporary folder and bodies that end as a test wants.

use std::io;
use std::path::Path;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use terms::UploadId;
use vault::{BlobReader, BodySource, Config, Fault, Reconciled, Vault};

/// Small test uploads must not depend on how full the disk of the machine is.
pub(crate) fn config(root: &Path) -> Config {
    Config { reserve_bytes: 0, ..Config::folder(root) }
}

pub(crate) async fn open(root: &Path) -> (Vault, Reconciled) {
    Vault::open(&config(root)).await.unwrap()
}

/// Opens again after a drop; tasks that still write keep the folder locked until they are done.
pub(crate) async fn reopen(root: &Path) -> (Vault, Reconciled) {
    for _ in 0..1000 {
        match Vault::open(&config(root)).await {
            Ok(opened) => return opened,
            Err(Fault::InUse(_)) => tokio::task::yield_now().await,
            Err(fault) => panic!("{fault}"),
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("still in use");
}

pub(crate) fn id(n: u128) -> UploadId {
    UploadId::from_bits(n)
}

/// Bytes that differ from place to place and from seed to seed.
pub(crate) fn data(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(&mut next).flatten().take(len).collect()
}

pub(crate) fn body(bytes: &[u8]) -> BodySource {
    let pieces: Vec<_> = bytes.chunks(7000).map(|c| Ok(Bytes::copy_from_slice(c))).collect();
    Box::pin(stream::iter(pieces))
}

/// A body whose connection dies after these bytes.
pub(crate) fn cut_body(bytes: &[u8]) -> BodySource {
    let died = stream::once(async { Err(io::ErrorKind::ConnectionReset.into()) });
    Box::pin(body(bytes).chain(died))
}

/// A body whose connection is dead and nobody noticed.
pub(crate) fn hanging_body(bytes: &[u8]) -> BodySource {
    Box::pin(body(bytes).chain(stream::pending()))
}

/// Creates, fills, finishes and publishes; does not settle.
pub(crate) async fn publish(vault: &Vault, n: u128, bytes: &[u8]) -> vault::ReadBack {
    vault.stage().create(id(n), bytes.len() as u64).await.unwrap();
    vault.stage().append(id(n), 0, None, body(bytes)).await.unwrap();
    let read_back = vault.finish(id(n), None).await.unwrap();
    vault.publish(&read_back).await.unwrap();
    read_back
}

pub(crate) async fn read(reader: &BlobReader, range: std::ops::Range<u64>) -> Vec<u8> {
    let mut stream = reader.stream(range);
    let mut all = Vec::new();
    while let Some(piece) = stream.next().await {
        all.extend_from_slice(&piece.unwrap());
    }
    all
}
