//! Leaves that the database lost, put back from a file of a mirror.
//!
//! The file is not believed: what was signed last, as the signer remembers it, says whether its lines
//! are the ones that were lost.

use std::collections::BTreeMap;
use std::io::BufRead;

use store::{PutBack, SignedRoots};

use crate::App;
use crate::error::{Result, fault};

/// Longest line that is read, in bytes: as long as leaves may be, and its end.
const MAX_LINE_BYTES: u64 = 16 * 1024 + 1;

/// What came of a file of leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeavesPutBack {
    /// The signer does not answer, or signed nothing yet: nothing says which leaves are right.
    NothingSigned,
    /// A line of the file, counted from 1, is no leaf.
    NoLeaf(u64),
    /// What the store says.
    Store(PutBack),
}

impl App {
    /// Leaves that the database lost: ranges of which the second number is not included.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn missing_leaves(&self) -> Result<Vec<(u64, u64)>> {
        self.store.missing_leaves().await.map_err(fault("looking for leaves"))
    }

    /// Puts lost leaves back from a file of lines, as `liuhen witness leaves` writes it; and the
    /// hashes that are lost above them. Lines of leaves that are there are passed by.
    ///
    /// # Errors
    /// Faults of the database and of the file; nothing is put back then.
    pub async fn put_back_leaves(&self, file: &mut (dyn BufRead + Send)) -> Result<LeavesPutBack> {
        let Ok(status) = self.signing.status().await else {
            return Ok(LeavesPutBack::NothingSigned);
        };
        let (sha256, sm3) = (status.heads.sha256, status.heads.sm3);
        if sha256.size == 0 || sha256.size != sm3.size {
            return Ok(LeavesPutBack::NothingSigned);
        }
        let missing = self.missing_leaves().await?;
        let is_missing = |n: u64| missing.iter().any(|(from, to)| (*from..*to).contains(&n));
        let (mut lines, mut number) = (BTreeMap::new(), 0);
        loop {
            let mut line = Vec::new();
            let read = std::io::Read::take(&mut *file, MAX_LINE_BYTES).read_until(b'\n', &mut line);
            if read.map_err(fault("reading leaves"))? == 0 {
                break;
            }
            number += 1;
            let text = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
            let leaf = text.and_then(|text| ledger::ParsedLeaf::parse(text).ok());
            match leaf.and_then(|leaf| leaf.get_count("n")).zip(text) {
                Some((n, text)) if is_missing(n) => drop(lines.insert(n, text.to_owned())),
                Some(_) => {}
                None => return Ok(LeavesPutBack::NoLeaf(number)),
            }
        }
        let signed = SignedRoots { size: sha256.size, sha256: sha256.root, sm3: sm3.root };
        let done = self.store.put_back(&lines, signed).await;
        done.map(LeavesPutBack::Store).map_err(fault("putting leaves back"))
    }
}
