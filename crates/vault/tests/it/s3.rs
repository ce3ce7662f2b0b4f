//! Against a real S3 server in this process, on loopback.

use std::io::Read as _;
use std::net::SocketAddr;
use std::path::Path;

use bytes::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::{TempDir, tempdir};
use terms::CaseId;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use vault::{
    Backend, BlobError, Config, Content, DerivativeKind, Fault, FinishError, Published, Reconciled,
    S3Bucket, S3Settings, StageError, Vault,
};

use crate::support::{body, data, id, publish, read};

const BUCKET: &str = "liuhen-test";

/// A server that ends with the test.
struct Server {
    objects: Option<TempDir>,
    address: SocketAddr,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Server {
    async fn start() -> Self {
        let objects = tempdir().unwrap();
        std::fs::create_dir(objects.path().join(BUCKET)).unwrap();
        Self::serve(objects, "127.0.0.1:0".parse().unwrap()).await
    }

    async fn serve(objects: TempDir, address: SocketAddr) -> Self {
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(objects.path()).unwrap());
        service.set_auth(SimpleAuth::from_single("key", "secret"));
        let service = service.build();
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(async move {
            let mut connections = JoinSet::new(); // they end with the server
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                connections.spawn(async move {
                    let server = auto::Builder::new(TokioExecutor::new());
                    // A client that goes away is no failure of the test.
                    server.serve_connection(TokioIo::new(socket), service).await.unwrap_or(());
                });
            }
        });
        Self { objects: Some(objects), address, serving }
    }

    /// Goes away; its objects and its address stay for another.
    async fn stop(mut self) -> (TempDir, SocketAddr) {
        self.serving.abort();
        assert!((&mut self.serving).await.unwrap_err().is_cancelled());
        (self.objects.take().unwrap(), self.address)
    }

    fn config(&self, root: &Path) -> Config {
        let bucket = S3Bucket::new(&S3Settings {
            endpoint: format!("http://{}", self.address),
            bucket: BUCKET.to_owned(),
            region: "local".to_owned(),
            access_key: "key".to_owned(),
            secret_key: "secret".to_owned(),
        });
        let backend = Backend::S3(bucket.unwrap());
        Config { root: root.to_owned(), backend, reserve_bytes: 0 }
    }

    async fn vault(&self, root: &Path) -> (Vault, Reconciled) {
        Vault::open(&self.config(root)).await.unwrap()
    }

    fn object(&self, digest: terms::Digest) -> std::path::PathBuf {
        let name = digest.to_string();
        let folder = self.objects.as_ref().unwrap().path().join(BUCKET).join("blobs");
        folder.join(&name[..2]).join(&name[2..4]).join(&name)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn originals_small_and_in_parts_are_stored_read_back_and_settled() {
    let (server, root) = (Server::start().await, tempdir().unwrap());
    let (vault, _) = server.vault(root.path()).await;
    let part = 8 << 20;
    for (n, len) in [0, 1, 100_000, part, part + 1, 2 * part].iter().enumerate() {
        let bytes = data(*len, n as u64 + 1);
        let read_back = publish(&vault, n as u128 + 1, &bytes).await;
        assert_eq!(read_back.digests(), Content::of(&bytes).digests);
        let digest = read_back.digests().sha256;
        assert!(server.object(digest).exists());
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
    let (server, root) = (Server::start().await, tempdir().unwrap());
    let (vault, _) = server.vault(root.path()).await;
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
    let (server, root) = (Server::start().await, tempdir().unwrap());
    let (vault, _) = server.vault(root.path()).await;
    for (n, len) in [(1, 5000), (2, 9_000_000)] {
        let bytes = data(len, n);
        let object = server.object(Content::of(&bytes).digests.sha256);
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
    let (server, root) = (Server::start().await, tempdir().unwrap());
    let (vault, _) = server.vault(root.path()).await;
    let bytes = data(9_000_000, 3);
    let digest = publish(&vault, 1, &bytes).await.digests().sha256;
    let (blobs, case) = (vault.blobs(), CaseId::from_bits(4));
    let digests = blobs.evidence_copy(case, digest).await.unwrap();
    assert_eq!(digests, Content::of(&bytes).digests);
    assert_eq!(blobs.evidence_copy(case, digest).await.unwrap(), digests);
    std::fs::remove_file(server.object(digest)).unwrap();
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
    let server = Server::start().await;
    let config = server.config(root.path());
    let bytes = data(5000, 4);
    let (vault, _) = Vault::open(&config).await.unwrap();
    vault.stage().create(id(1), 5000).await.unwrap();
    vault.stage().append(id(1), 0, None, body(&bytes)).await.unwrap();
    let read_back = vault.finish(id(1), None).await.unwrap();
    let server = server.stop().await;
    let refused = vault.publish(&read_back).await;
    assert!(
        matches!(&refused, Err(FinishError::Stage(StageError::Fault(Fault::Store { .. })))),
        "{refused:?}"
    );
    let _server = Server::serve(server.0, server.1).await;
    assert_eq!(vault.publish(&read_back).await.unwrap(), Published::New);
    vault.settle(id(1)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_show_no_secret() {
    let settings = S3Settings {
        endpoint: "http://127.0.0.1:1".to_owned(),
        bucket: "b".to_owned(),
        region: "r".to_owned(),
        access_key: "AKEY".to_owned(),
        secret_key: "SECRET".to_owned(),
    };
    let shown = format!("{settings:?} {:?}", S3Bucket::new(&settings));
    assert!(!shown.contains("SECRET") && !shown.contains("AKEY"), "{shown}");
}
