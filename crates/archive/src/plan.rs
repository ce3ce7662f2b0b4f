//! What goes into a package, decided before a byte is read.

use terms::{Digests, Timestamp};

/// Most files in a package. A case file has hundreds; the limit bounds a verifier's memory.
pub const MAX_ITEMS: usize = 50_000;
/// Longest path from the top folder, in characters: what a ustar header can split.
pub const MAX_PATH_CHARS: usize = 180;

/// A package to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackagePlan {
    /// Name of the one top folder: ASCII letters, digits, `.`, `_`, `-`; at most 64.
    pub name: String,
    /// When the package is made. Every member carries this time, so equal plans give equal bytes.
    pub made_at: Timestamp,
    /// Lines of `bag-info.txt`, in order. Date and payload size are added by the writer.
    pub info: Vec<(String, String)>,
    /// The payload, in the order it is written.
    pub items: Vec<Item>,
}

/// One file of the payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Path below `data/`, e.g. `main/003_WS02.pdf`: ASCII letters, digits, `.`, `_`, `-`, `/`.
    pub path: String,
    /// What the bytes must be; checked again while they are copied.
    pub digests: Digests,
}
