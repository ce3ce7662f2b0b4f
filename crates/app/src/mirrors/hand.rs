//! Leaves and their proofs, as they are handed over.

use ledger::{
    EntryPackage, KeyKind, MAX_PACKAGES, MirrorInfo, PackageRange, Sha256Tree, UploadHead,
    packages, subtree_proof, subtree_ranges,
};

use crate::App;
use crate::error::{Result, fault};

/// A request ends after the package with which it becomes longer than this.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

impl App {
    /// The request that asks a mirror where it is.
    ///
    /// # Errors
    /// A fault if the signer does not answer.
    pub async fn mirror_question(&self) -> Result<Vec<u8>> {
        let (start, end, ticket) = (0, 0, Vec::new());
        self.upload_head(start, end, ticket).await
    }

    /// The request that goes on where the mirror is: some packages of leaves. None if it knows a
    /// larger head than our log has.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn mirror_upload(&self, info: &MirrorInfo) -> Result<Option<Vec<u8>>> {
        let head = self.store.head().await.map_err(fault("reading the log's head"))?;
        if info.size > head.size || info.next > head.size {
            return Ok(None);
        }
        // A mirror that has more than this head of it is only asked to say so.
        let start = info.next.min(info.size);
        let (body, _) = self.upload_of(start, info.size, info.ticket.clone()).await?;
        Ok(Some(body))
    }

    /// A request with the leaves from `start` on, as many as fit, towards a head of `end` leaves; and
    /// the first leaf that is not in it.
    pub(super) async fn upload_of(
        &self,
        start: u64,
        end: u64,
        ticket: Vec<u8>,
    ) -> Result<(Vec<u8>, u64)> {
        let mut body = self.upload_head(start, end, ticket).await?;
        let mut next = start;
        for range in packages(start, end).take(MAX_PACKAGES) {
            body.extend(self.leaves_of(range, end).await?);
            next = range.end;
            if body.len() > MAX_BODY_BYTES {
                break;
            }
        }
        Ok((body, next))
    }

    async fn upload_head(&self, start: u64, end: u64, ticket: Vec<u8>) -> Result<Vec<u8>> {
        let origin = self.log_keys().await?.log.name().clone();
        let head = UploadHead { origin, start, end, ticket };
        head.to_bytes().map_err(fault("writing to a mirror"))
    }

    async fn leaves_of(&self, range: PackageRange, size: u64) -> Result<Vec<u8>> {
        let count = u32::try_from(range.end.saturating_sub(range.start)).unwrap_or(u32::MAX);
        let lines = self.store.leaves(range.start, count).await.map_err(fault("reading leaves"))?;
        let leaves = (range.border, range.end);
        let ranges = subtree_ranges(leaves, size).map_err(fault("planning a proof"))?;
        let hashes = self
            .store
            .fetch_hashes(KeyKind::Log, &ranges)
            .await
            .map_err(fault("reading hashes"))?;
        let proof = subtree_proof::<Sha256Tree, _>(leaves, size, &hashes);
        let proof = proof.map_err(fault("proving leaves"))?;
        let entries = lines.into_iter().map(String::into_bytes).collect();
        let package = EntryPackage { range, entries, proof };
        package.to_bytes().map_err(fault("writing to a mirror"))
    }
}
