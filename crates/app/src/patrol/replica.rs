//! The replica: a second copy of all published bytes, each under its own digest.

use store::StoredFileRow;
use vault::{BlobError, Copied, Place};

use super::LEASE_MS;
use super::look::{at_once, digests_of};
use crate::App;
use crate::error::{Result, fault};

/// Files read from the list at a time.
const FILES: u32 = 100;
/// The work's name among those that one process does.
const WORK: &str = "replica";

impl App {
    /// Copies to the replica what it has not yet, oldest fact first; how many files. What cannot be
    /// read is told to an operator, and the others are copied all the same.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn copy_to_replica(&self) -> Result<u64> {
        if self.keeper.replica.is_none() {
            return Ok(0);
        }
        self.gather().await?;
        let (mut copied, mut from) = (0, 0);
        loop {
            let files = self.store.files_to_copy(from, FILES).await;
            let files = files.map_err(fault("reading what is to be copied"))?;
            let Some(last) = files.last() else { return Ok(copied) };
            from = last.n.saturating_add(1);
            for file in &files {
                let now = self.context.now();
                let (holder, until) = (&self.keeper.holder, now.plus_ms(LEASE_MS));
                let ours = self.store.take_patrol(WORK, holder, now, until).await;
                if !ours.map_err(fault("taking the replica"))? {
                    return Ok(copied);
                }
                match self.copy_one(file).await {
                    Ok(is_copied) => copied += u64::from(is_copied),
                    Err(error) => crate::jobs::report("copying to the replica", &error),
                }
            }
        }
    }

    async fn copy_one(&self, file: &StoredFileRow) -> Result<bool> {
        let Some(replica) = &self.keeper.replica else { return Ok(false) };
        let Ok(place) = file.place.parse::<Place>() else { return Ok(false) };
        let copied = match self.blobs.open_at(place).await {
            Ok(reader) => replica.put_copy(reader, digests_of(file)).await,
            Err(BlobError::Missing(_)) => Ok(Copied::NotTheBytes),
            Err(BlobError::Fault(error)) => Err(error),
        };
        match copied.map_err(fault("copying to the replica"))? {
            Copied::Stored(_) => {
                let noted = self.store.note_copied(file.n, self.context.now()).await;
                noted.map_err(fault("noting a copy"))?;
                Ok(true)
            }
            // Damaged before it was copied: that is a finding, and nothing is copied.
            Copied::NotTheBytes => self.look_at(&file.place, &at_once()).await.map(|_| false),
        }
    }
}
