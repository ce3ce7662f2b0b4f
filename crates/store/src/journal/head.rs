//! The head of the log: how many facts, and both roots over them.

use ledger::{Frontier, Hash, Sha256Tree, Sm3Tree, TreeHash};
use terms::{Digest, Sm3Digest};

use crate::db::{Cell, Column, Line, Transaction};
use crate::fault::{Defect, Flaw, StoreFault};
use crate::sabotage;
use crate::store::Store;

/// The head as others see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number of facts.
    pub size: u64,
    /// Root of the SHA-256 tree.
    pub root_sha256: Digest,
    /// Root of the SM3 tree.
    pub root_sm3: Sm3Digest,
}

/// The head with all that is needed to append.
#[derive(Debug, Clone, Default)]
pub(super) struct Frontiers {
    pub(super) sha256: Frontier<Sha256Tree>,
    pub(super) sm3: Frontier<Sm3Tree>,
}

/// A leaf's place in either tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeafHashes {
    pub(super) sha256: Hash,
    pub(super) sm3: Hash,
}

const INSERT_EMPTY: &str = "INSERT INTO log_head \
     (id, size, frontier_sha256, frontier_sm3, root_sha256, root_sm3) \
     VALUES (1, 0, $1, $2, $3, $4) ON CONFLICT (id) DO NOTHING";
/// Also locks the row on PostgreSQL, so that two nodes can never build on the same head.
const LOCK: &str = "UPDATE log_head SET size = size WHERE id = 1 \
     RETURNING size, frontier_sha256, frontier_sm3, root_sha256, root_sm3";
const SELECT: &str = "SELECT size, frontier_sha256, frontier_sm3, root_sha256, root_sm3 \
     FROM log_head WHERE id = 1";
const MOVE: &str = "UPDATE log_head SET size = $1, frontier_sha256 = $2, frontier_sm3 = $3, \
     root_sha256 = $4, root_sm3 = $5 WHERE id = 1 AND size = $6";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[INSERT_EMPTY, LOCK, SELECT, MOVE];

impl Frontiers {
    pub(super) fn empty() -> Self {
        Self { sha256: Frontier::new(), sm3: Frontier::new() }
    }

    pub(super) fn size(&self) -> u64 {
        self.sha256.size()
    }

    /// Adds the leaf, and gives its hashes.
    pub(super) fn push(&mut self, leaf: &str) -> LeafHashes {
        let sha256 = Sha256Tree::leaf_hash(leaf.as_bytes());
        let sm3 = Sm3Tree::leaf_hash(leaf.as_bytes());
        self.sha256.push(sha256);
        self.sm3.push(sm3);
        LeafHashes { sha256, sm3 }
    }

    pub(super) fn head(&self) -> Head {
        Head {
            size: self.size(),
            root_sha256: Digest::from_bytes(self.sha256.root()),
            root_sm3: Sm3Digest::from_bytes(self.sm3.root()),
        }
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::bytes(self.sha256.to_bytes()),
            Cell::bytes(self.sm3.to_bytes()),
            Cell::bytes(self.sha256.root()),
            Cell::bytes(self.sm3.root()),
        ]
    }

    /// Reads the stored head, which must agree with itself.
    fn read(line: Option<Line>) -> Result<Self, StoreFault> {
        let mut line = line.ok_or_else(|| damaged("", Flaw::Missing))?;
        let size: u64 = line.next("size")?;
        let (sha256, sm3): (Vec<u8>, Vec<u8>) =
            (line.next("frontier_sha256")?, line.next("frontier_sm3")?);
        let (root_sha256, root_sm3): (Hash, Hash) =
            (line.next("root_sha256")?, line.next("root_sm3")?);
        let sha256 = Frontier::from_bytes(&sha256)
            .map_err(|_| damaged("frontier_sha256", Flaw::Malformed))?;
        let sm3 =
            Frontier::from_bytes(&sm3).map_err(|_| damaged("frontier_sm3", Flaw::Malformed))?;
        let frontiers = Self { sha256, sm3 };
        let wrong = [
            ("frontier_sha256", frontiers.sha256.size() != size),
            ("frontier_sm3", frontiers.sm3.size() != size),
            ("root_sha256", frontiers.sha256.root() != root_sha256),
            ("root_sm3", frontiers.sm3.root() != root_sm3),
        ];
        match wrong.iter().find(|(_, wrong)| *wrong) {
            Some((column, _)) => Err(damaged(column, Flaw::Differs)),
            None => Ok(frontiers),
        }
    }

    /// The head, locked until the transaction ends.
    pub(super) async fn lock(on: &mut Transaction) -> Result<Self, StoreFault> {
        let lock = if sabotage::leaves_out("skip-lock") { SELECT } else { LOCK };
        Self::read(on.fetch_one("log_head", lock, Vec::new()).await?)
    }

    /// Stores the head after `old_size`. Nobody else can have moved it meanwhile.
    pub(super) async fn store(
        &self,
        on: &mut Transaction,
        old_size: u64,
    ) -> Result<(), StoreFault> {
        let size =
            |size: u64| size.to_cell().map_err(|_| StoreFault::Unstorable { column: "size" });
        let mut cells = vec![size(self.size())?];
        cells.extend(self.cells());
        cells.push(size(old_size)?);
        match on.execute("log_head", MOVE, cells).await? {
            1 => Ok(()),
            _ => Err(damaged("size", Flaw::Differs)),
        }
    }

    /// Writes the head of the empty log if there is none yet.
    pub(super) async fn found(on: &mut Transaction) -> Result<(), StoreFault> {
        on.execute("log_head", INSERT_EMPTY, Self::empty().cells()).await.map(|_| ())
    }
}

pub(super) fn damaged(column: &'static str, flaw: Flaw) -> StoreFault {
    StoreFault::Damaged(Defect { table: "log_head", key: String::from("1"), column, flaw })
}

/// The stored head as it is, for a check that says what is wrong with it.
pub(super) async fn stored(on: &mut Transaction) -> Result<Option<Line>, StoreFault> {
    on.fetch_one("log_head", SELECT, Vec::new()).await
}

impl Store {
    /// The head of the log.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does, or the stored head does not agree with itself.
    pub async fn head(&self) -> Result<Head, StoreFault> {
        let line = self.db.reader().await?.fetch_one("log_head", SELECT, Vec::new()).await?;
        Ok(Frontiers::read(line)?.head())
    }
}

/// Size and SHA-256 root of the stored head, which must agree with itself.
pub(super) async fn root(on: &mut Transaction) -> Result<(u64, Hash), StoreFault> {
    let frontiers = Frontiers::read(stored(on).await?)?;
    Ok((frontiers.size(), frontiers.sha256.root()))
}
