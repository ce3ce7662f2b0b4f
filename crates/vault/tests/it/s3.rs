//! Against a real S3 server on loopback.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use tempfile::tempdir;
use terms::CaseId;
use testkit::s3::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use vault::{
    Backend, BlobError, Config, Content, DerivativeKind, Fault, FinishError, Published, S3Bucket,
    S3Settings, StageError, Vault,
};

use crate::support::{body, data, id, publish, read};

fn settings(endpoint: String) -> S3Settings {
    S3Settings {
        endpoint,
        bucket: BUCKET.to_owned(),
        region: REGION.to_owned(),
        access_key: ACCESS_KEY.to_owned(),
        secret_key: SECRET_KEY.to_owned(),
    }
}

fn config(settings: &S3Settings, root: &Path) -> Config {
    let backend = Backend::S3(S3Bucket::new(settings).unwrap());
    Config { root: root.to_owned(), backend, reserve_bytes: 0 }
}

async fn open(server: &Server, root: &Path) -> Vault {
    Vault::open(&config(&settings(server.endpoint()), root)).await.unwrap().0
}

fn object(server: &Server, digest: terms::Digest) -> PathBuf {
    let name = digest.to_string();
    server.folder().join("blobs").join(&name[..2]).join(&name[2..4]).join(&name)
}

#[tokio::test(flavor = "multi_thread")]
async fn originals_small_and_in_parts_are_stored_read_back_and_settled() {
    let (server, root) = (Server::start().unwrap(), tempdir().unwrap());
    let vault = open(&server, root.path()).await;
    let part = 8 << 20;
    for (n, len) in [0, 1, 100_000, part, part + 1, 2 * part].iter().enumerate() {
        let bytes = data(*len, n as u64 + 1);
        let read_back = publish(&vault, n as u128 + 1, &bytes).await;
        assert_eq!(read_back.digests(), Content::of(&bytes).digests);
        let digest = read_back.digests().sha256;
        assert!(object(&server, digest).exists());
        vault.settle(id(n as u128 + 1)).await.unwrap();
        assert_eq!(vault.blobs().verify(digest).await.unwrap(), Content::of(&bytes));
        let reader = vault.blobs().reader(digest).await.unwrap();
        assert_eq!(reader.size_bytes(), *len as u64);
        let (from, to) = (len / 3, len / 3 + 5000);
        let range = read(&reader, from as u64..to as u64).await;
        assert_eq!(range, &bytes[from..to.min(*len)]);
        let whole = tokio::task::spawn_blocking(move || {
            let mut whole = Vec::new();
            reader.into_std().read_to_end(&mut whole).map(|_| whole)
        });
        assert!(whole.await.unwrap().unwrap() == bytes);
    }
    assert_eq!(vault.stage().list(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_twice_and_a_stop_after_publishing_are_fine() {
    let (server, root) = (Server::start().unwrap(), tempdir().unwrap());
    let vault = open(&server, root.path()).await;
    for len in [5000, 9_000_000] {
        let bytes = data(len, 1);
        publish(&vault, 1, &bytes).await;
        let again = vault.finish(id(1), None).await.unwrap();
        assert_eq!(vault.publish(&again).await.unwrap(), Published::AlreadyThere);
        vault.settle(id(1)).await.unwrap();
        vault.stage().create(id(2), len as u64).await.unwrap();
        vault.stage().append(id(2), 0, None, body(&bytes)).await.unwrap();
        let read_back = vault.finish(id(2), None).await.unwrap();
        assert_eq!(vault.publish(&read_back).await.unwrap(), Published::AlreadyThere);
        vault.settle(id(2)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_under_the_key_are_a_fault_and_ours_stay() {
    let (server, root) = (Server::start().unwrap(), tempdir().unwrap());
    let vault = open(&server, root.path()).await;
    for (n, len) in [(1, 5000), (2, 9_000_000)] {
        let bytes = data(len, n);
        let object = object(&server, Content::of(&bytes).digests.sha256);
        std::fs::create_dir_all(object.parent().unwrap()).unwrap();
        std::fs::write(&object, "something else").unwrap();
        let id = id(u128::from(n));
        vault.stage().create(id, len as u64).await.unwrap();
        vault.stage().append(id, 0, None, body(&bytes)).await.unwrap();
        let read_back = vault.finish(id, None).await.unwrap();
        let refused = vault.publish(&read_back).await;
        assert!(
            matches!(&refused, Err(FinishError::Stage(StageError::Fault(Fault::Differs { .. })))),
            "{refused:?}"
        );
        assert_eq!(std::fs::read(&object).unwrap(), b"something else");
        vault.finish(id, None).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_documents_derivatives_and_local_files_work_as_in_a_folder() {
    let (server, root) = (Server::start().unwrap(), tempdir().unwrap());
    let vault = open(&server, root.path()).await;
    let bytes = data(9_000_000, 3);
    let digest = publish(&vault, 1, &bytes).await.digests().sha256;
    let (blobs, case) = (vault.blobs(), CaseId::from_bits(4));
    let digests = blobs.evidence_copy(case, digest).await.unwrap();
    assert_eq!(digests, Content::of(&bytes).digests);
    assert_eq!(blobs.evidence_copy(case, digest).await.unwrap(), digests);
    std::fs::remove_file(object(&server, digest)).unwrap();
    assert!(matches!(blobs.verify(digest).await, Err(BlobError::Missing(_))));
    blobs.verify_evidence(case, digest).await.unwrap();

    let document = blobs.put_bytes(Bytes::from_static(b"%PDF")).await.unwrap();
    assert_eq!(blobs.put_bytes(Bytes::from_static(b"%PDF")).await.unwrap(), document);
    let local = blobs.local_file(document.sha256).await.unwrap();
    assert_eq!(std::fs::read(local.path()).unwrap(), b"%PDF");
    let was = local.path().to_owned();
    drop(local);
    assert!(!was.exists());

    for text in ["first", "second"] {
        let scratch = blobs.scratch_folder().await.unwrap();
        let path = scratch.path().join("preview.mp4");
        std::fs::write(&path, text).unwrap();
        blobs.put_derivative(digest, DerivativeKind::Preview, &path).await.unwrap();
        let reader = blobs.derivative(digest, DerivativeKind::Preview).await.unwrap().unwrap();
        assert_eq!(read(&reader, 0..u64::MAX).await, text.as_bytes());
    }
    assert!(blobs.derivative(digest, DerivativeKind::Poster).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_away_is_a_fault_and_publishing_goes_on_when_it_is_back() {
    let root = tempdir().unwrap();
    let server = Server::start().unwrap();
    let bytes = data(5000, 4);
    let vault = open(&server, root.path()).await;
    vault.stage().create(id(1), 5000).await.unwrap();
    vault.stage().append(id(1), 0, None, body(&bytes)).await.unwrap();
    let read_back = vault.finish(id(1), None).await.unwrap();
    let server = server.stop();
    let refused = vault.publish(&read_back).await;
    assert!(
        matches!(&refused, Err(FinishError::Stage(StageError::Fault(Fault::Store { .. })))),
        "{refused:?}"
    );
    let _server = server.come_back().unwrap();
    assert_eq!(vault.publish(&read_back).await.unwrap(), Published::New);
    vault.settle(id(1)).await.unwrap();
}

/// Answers every request with success and keeps nothing, as a store that knows no conditions would
/// answer a second put.
async fn agrees_to_everything() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 65_536];
                let answer = b"HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-length: 0\r\n\r\n";
                while socket.read(&mut request).await.is_ok_and(|len| len > 0) {
                    socket.write_all(answer).await.unwrap();
                }
            });
        }
    });
    format!("http://{address}")
}

/// Art. 24: a store in which an original could be replaced unseen is not taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_cannot_be_used_is_told_at_the_start() {
    let root = tempdir().unwrap();
    let careless = settings(agrees_to_everything().await);
    let refused = Vault::open(&config(&careless, root.path())).await;
    assert!(matches!(&refused, Err(Fault::Overwrites { .. })), "{refused:?}");
    let server = Server::start().unwrap();
    let stranger = S3Settings { secret_key: "guessed".to_owned(), ..settings(server.endpoint()) };
    let refused = Vault::open(&config(&stranger, root.path())).await;
    assert!(matches!(&refused, Err(Fault::Store { .. })), "{refused:?}");
    assert!(std::fs::read_dir(server.folder()).unwrap().next().is_none());
    for _ in 0..2 {
        open(&server, root.path()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_show_no_secret() {
    let settings = settings("http://127.0.0.1:1".to_owned());
    let shown = format!("{settings:?} {:?}", S3Bucket::new(&settings));
    assert!(!shown.contains(SECRET_KEY) && !shown.contains(ACCESS_KEY), "{shown}");
}
