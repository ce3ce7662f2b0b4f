//! Published bytes in an S3-compatible bucket.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use object_store::aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path as Key;
use object_store::{
    ClientOptions, Error, MultipartUpload, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions,
    PutPayload, RetryConfig,
};
use tokio::task::spawn_blocking;

use super::heal::{MAX_SET_ASIDE, Named, damaged_name};
use super::place::Place;
use super::{BlobReader, BodySource, Published, compare};
use crate::{BlobError, Content, Fault, durable};

/// Length of a part; S3 wants at least 5 MiB and takes 10,000 parts, so 80 GiB fit (8 MiB).
/// One part is in memory at a time. What fits one part is put whole, on condition that it is new.
const PART_BYTES: usize = 8 << 20;

/// What [`S3Bucket::try_out`] writes. It stays: the next start finds it and is refused, as it must be.
const TRIAL_KEY: &str = "liuhen-trial";
/// How long the store may be silent before a request is given up, or tried again (30 s).
const SILENCE: Duration = Duration::from_secs(30);
/// Tries after a failure, 0.1 s and then twice as long apart: a fault is known in a few seconds.
const RETRIES: usize = 4;

/// How to reach a bucket. `Debug` shows no secret.
#[derive(Clone)]
pub struct S3Settings {
    /// Base address, e.g. `https://oss.example`; plain `http://` is allowed for loopback and
    /// closed networks.
    pub endpoint: String,
    /// Name of the bucket. It must exist.
    pub bucket: String,
    /// Region name; any text where the store has none.
    pub region: String,
    /// Access key.
    pub access_key: String,
    /// Secret key.
    pub secret_key: String,
}

impl std::fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { endpoint, bucket, region, access_key: _, secret_key: _ } = self;
        f.debug_struct("S3Settings")
            .field("endpoint", endpoint)
            .field("bucket", bucket)
            .field("region", region)
            .finish_non_exhaustive()
    }
}

/// A bucket of an S3-compatible store. Cheap to clone; `Debug` shows no key.
#[derive(Clone)]
pub struct S3Bucket {
    store: Arc<AmazonS3>,
    name: String,
}

impl std::fmt::Debug for S3Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Bucket").field("name", &self.name).finish_non_exhaustive()
    }
}

impl S3Bucket {
    /// Prepares a client; no request is made yet. TLS comes from rustls with ring, which is made
    /// the process's choice if none was made.
    ///
    /// # Errors
    /// [`Fault::Store`] if the settings make no sense.
    pub fn new(settings: &S3Settings) -> Result<Self, Fault> {
        let provider = rustls::crypto::ring::default_provider();
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Lost race: somebody else chose at the same moment, which serves as well.
            drop(provider.install_default());
        }
        // No limit on a whole request: a recording may take an hour. A silence ends it.
        let client = ClientOptions::new().with_timeout_disabled().with_read_timeout(SILENCE);
        let retry =
            RetryConfig { max_retries: RETRIES, retry_timeout: SILENCE, ..RetryConfig::default() };
        let store = AmazonS3Builder::new()
            .with_client_options(client)
            .with_retry(retry)
            .with_endpoint(&settings.endpoint)
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.access_key)
            .with_secret_access_key(&settings.secret_key)
            .with_allow_http(settings.endpoint.starts_with("http://"))
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            // One object at a time is taken away, by the request that every store knows.
            .with_disable_bulk_delete(true)
            .build()
            .map_err(|error| fault("open", &settings.bucket, error))?;
        Ok(Self { store: Arc::new(store), name: settings.bucket.clone() })
    }

    /// Whether the bucket can be reached, written and read with these keys, and refuses to overwrite.
    /// Puts one small object under a key of its own, twice: a second success would mean that an
    /// original could be replaced unseen.
    pub(crate) async fn try_out(&self) -> Result<(), Fault> {
        let put = async || {
            let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
            let put = self.store.put_opts(&Key::from(TRIAL_KEY), TRIAL_KEY.into(), options).await;
            match put {
                Ok(_) => Ok(Published::New),
                Err(Error::AlreadyExists { .. }) => Ok(Published::AlreadyThere),
                Err(error) => Err(fault("write to bucket", &self.name, error)),
            }
        };
        if put().await? == Published::New && put().await? == Published::New {
            return Err(Fault::Overwrites { bucket: self.name.clone() });
        }
        let looked = self.store.head(&Key::from(TRIAL_KEY)).await;
        looked.map(|_| ()).map_err(|error| fault("read from bucket", &self.name, error))
    }

    /// Uploads a file whose bytes were read back as `content`, reads the object back and compares,
    /// and removes the file.
    ///
    /// Order: what is there already is read in full; else uploaded, read back, and only then the
    /// local bytes go. A crash leaves the local file, and the repeat finds the object.
    pub(super) async fn publish(
        &self,
        place: Place,
        path: &Path,
        content: &Content,
    ) -> Result<Published, Fault> {
        let key = place.to_string();
        let published = match self.reader(place).await {
            Ok(_) => Published::AlreadyThere,
            Err(BlobError::Missing(_)) => {
                if content.digests.size_bytes <= u64::try_from(PART_BYTES).unwrap_or(0) {
                    self.put_new(&key, path).await?
                } else {
                    self.put_file(&key, path).await?;
                    Published::New
                }
            }
            Err(BlobError::Fault(fault)) => return Err(fault),
        };
        let found = match self.reader(place).await {
            Ok(reader) => read_back(place, reader).await?,
            Err(BlobError::Fault(fault)) => return Err(fault),
            Err(BlobError::Missing(_)) => {
                let lost = io::Error::other("the object is not there after it was stored");
                return Err(fault("read back", &key, lost));
            }
        };
        if found != *content {
            compare(place, content.digests.sha256, &found)?;
        }
        let path = path.to_owned();
        spawn_blocking(move || durable::remove_if_there(&path)).await??;
        Ok(published)
    }

    /// Stores a small file on condition that the key is free.
    async fn put_new(&self, key: &str, path: &Path) -> Result<Published, Fault> {
        let from = path.to_owned();
        let read = spawn_blocking(move || std::fs::read(&from).map_err(Fault::io("read", &from)));
        let payload = PutPayload::from(read.await??);
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.store.put_opts(&Key::from(key), payload, options).await {
            Ok(_) => Ok(Published::New),
            Err(Error::AlreadyExists { .. }) => Ok(Published::AlreadyThere),
            Err(error) => Err(fault("store", key, error)),
        }
    }

    /// Stores a file in parts. Whatever is under the key is replaced when the last part is in.
    pub(super) async fn put_file(&self, key: &str, path: &Path) -> Result<(), Fault> {
        let opened = File::open(path).map_err(Fault::io("open", path))?;
        let start = self.store.put_multipart(&Key::from(key)).await;
        let mut upload = start.map_err(|error| fault("begin", key, error))?;
        match put_parts(upload.as_mut(), opened).await {
            Ok(()) => Ok(()),
            Err(error) => {
                // Leftover parts cost room and are invisible; the first error is the one to tell.
                upload.abort().await.unwrap_or_default();
                Err(fault("store", key, error))
            }
        }
    }

    /// Keeps damaged bytes, which lie at `path` and were read as `found`, under a name in the area of
    /// damaged files, reads them back there, and only then takes the name away from them. A bucket
    /// knows no renaming; a crash in between leaves the damaged bytes under both names.
    pub(super) async fn set_aside(
        &self,
        place: Place,
        path: &Path,
        found: &Content,
    ) -> Result<String, Fault> {
        for number in 1..=MAX_SET_ASIDE {
            let name = damaged_name(place, found.digests.sha256, number);
            let kept = match self.kept(place, &name).await? {
                Some(kept) => kept,
                None => {
                    self.put_file(&name, path).await?;
                    self.kept(place, &name).await?.unwrap_or_else(|| Content::of(&[]))
                }
            };
            if kept != *found {
                continue; // other bytes have the name: never over them
            }
            let key = place.to_string();
            let taken = self.store.delete(&Key::from(key.as_str())).await;
            taken.map_err(|error| fault("take the name from", &key, error))?;
            return Ok(name);
        }
        let full = io::Error::other("too many objects were set aside under this name");
        Err(fault("set aside", &place.to_string(), full))
    }

    /// What lies under a name in the area of damaged files, read in full.
    async fn kept(&self, place: Place, name: &str) -> Result<Option<Content>, Fault> {
        match self.store.head(&Key::from(name)).await {
            Ok(meta) => {
                let kept = BlobReader::s3(self.clone(), name.to_owned(), meta.size);
                read_back(place, kept).await.map(Some)
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(fault("look at", name, error)),
        }
    }

    /// Opens an object for reading.
    pub(super) async fn reader(&self, place: Place) -> Result<BlobReader, BlobError> {
        let key = place.to_string();
        match self.store.head(&Key::from(key.as_str())).await {
            Ok(meta) => Ok(BlobReader::s3(self.clone(), key, meta.size)),
            Err(Error::NotFound { .. }) => Err(BlobError::Missing(place.digest())),
            Err(error) => Err(fault("look at", &key, error).into()),
        }
    }

    /// The bytes of a range that is not empty.
    pub(super) fn stream(&self, key: String, range: Range<u64>) -> BodySource {
        let store = Arc::clone(&self.store);
        let open = async move {
            let options = object_store::GetOptions::new().with_range(Some(range));
            let got = store.get_opts(&Key::from(key), options).await.map_err(io::Error::other)?;
            Ok::<_, io::Error>(got.into_stream().map_err(io::Error::other))
        };
        Box::pin(stream::once(open).try_flatten().boxed())
    }
}

async fn put_parts(
    upload: &mut dyn MultipartUpload,
    mut file: File,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    loop {
        let (part, rest) = spawn_blocking(move || {
            let mut part = Vec::with_capacity(PART_BYTES);
            let limit = u64::try_from(PART_BYTES).map_err(io::Error::other)?;
            io::Read::read_to_end(&mut io::Read::take(&mut file, limit), &mut part)?;
            Ok::<_, io::Error>((part, file))
        })
        .await??;
        file = rest;
        let is_last = part.len() < PART_BYTES;
        if !part.is_empty() {
            upload.put_part(PutPayload::from(Bytes::from(part))).await?;
        }
        if is_last {
            upload.complete().await?;
            return Ok(());
        }
    }
}

/// The keys below a prefix, in order.
pub(super) async fn names(bucket: &S3Bucket, below: &str) -> Result<Vec<Named>, Fault> {
    let prefix = Key::from(below);
    let objects: Result<Vec<_>, Error> = bucket.store.list(Some(&prefix)).try_collect().await;
    let objects = objects.map_err(|error| fault("list", below, error))?;
    let mut names: Vec<_> = objects
        .into_iter()
        .map(|meta| Named {
            name: meta.location.to_string(),
            changed_ms: meta.last_modified.timestamp_millis(),
        })
        .collect();
    names.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(names)
}

/// Reads an object in full. The digests are computed on a blocking thread.
pub(super) async fn read_back(place: Place, reader: BlobReader) -> Result<Content, Fault> {
    let reader = reader.into_std();
    let read = spawn_blocking(move || Content::read(reader)).await?;
    read.map_err(|error| fault("read back", &place.to_string(), error))
}

fn fault(
    doing: &'static str,
    key: &str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Fault {
    Fault::Store { doing, key: key.to_owned(), source: source.into() }
}
