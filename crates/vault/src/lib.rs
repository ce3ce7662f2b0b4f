//! Bytes: originals, evidence copies and previews; streamed, verified, write-once.
//!
//! Who can change it: nobody through this API, which has no delete and no overwrite for originals
//! and evidence copies. Whoever has the folder or the bucket itself can replace or remove bytes;
//! what they achieve is seen at the next [`Blobs::verify`], because the digests stand in the
//! ledger. What was never published, and derivatives, which can be made again, they can lose unseen.
//!
//! A name is freed in one case only: its bytes were read in full and are not its own. They are then
//! kept in `damaged/`, and the right ones are published anew ([`Blobs::set_aside`],
//! [`Blobs::put_back`]).
//!
//! Bytes take one way in: [`Stage`] takes them piece by piece, [`Vault::finish`] reads them back
//! and computes the digests, [`Vault::publish`] moves them to their final name, and after the fact
//! is in the journal [`Vault::settle`] drops the staging entry. [`Blobs`] reads.

mod blobs;
mod config;
mod content;
mod deposit;
mod desk;
mod device;
mod durable;
mod error;
mod sabotage;
mod stage;

pub use blobs::{
    Aside, BlobReader, BlobStd, Blobs, BodySource, Copied, DerivativeKind, GoodBytes, LocalFile,
    Named, NoPlace, Pace, Place, Published, ScratchFolder,
};
#[cfg(feature = "s3")]
pub use blobs::{S3Bucket, S3Settings};
pub use config::{Backend, Config, DEFAULT_RESERVE_BYTES, MAX_UPLOAD_BYTES};
pub use content::{CHUNK_BYTES, Content};
pub use deposit::{FinishError, QuarantineReason, ReadBack, Vault};
pub use durable::free_bytes;
pub use error::{BlobError, Fault};
pub use stage::{BODY_IDLE, CHECKPOINT_BYTES, Reconciled, Stage, StageError, UploadStatus};
