//! Names inside the bag, and what each place holds.

/// `bagit.txt`, byte for byte (RFC 8493 §2.1.1).
pub(crate) const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

pub(crate) const BAGIT: &str = "bagit.txt";
pub(crate) const BAG_INFO: &str = "bag-info.txt";
pub(crate) const MANIFEST_SHA256: &str = "manifest-sha256.txt";
pub(crate) const MANIFEST_SM3: &str = "manifest-sm3.txt";
pub(crate) const TAGMANIFEST_SHA256: &str = "tagmanifest-sha256.txt";
pub(crate) const TAGMANIFEST_SM3: &str = "tagmanifest-sm3.txt";
/// Names files to fetch from elsewhere: a package is complete in itself, so it is refused.
pub(crate) const FETCH: &str = "fetch.txt";

pub(crate) const PAYLOAD: &str = "data/";
pub(crate) const CONTENTS: &str = "data/contents.json";
pub(crate) const FACTS: &str = "data/facts.jsonl";
pub(crate) const PROOFS: &str = "data/proofs.jsonl";
pub(crate) const CHECKPOINT: &str = "data/checkpoint.txt";
pub(crate) const LOG_KEY: &str = "data/log.vkey";
/// The SM3 tree's part: all three, or none in packages made before it was signed.
pub(crate) const SM3_PROOFS: &str = "data/sm3/proofs.jsonl";
pub(crate) const SM3_CHECKPOINT: &str = "data/sm3/checkpoint.txt";
pub(crate) const SM3_LOG_KEY: &str = "data/sm3/log.vkey";
pub(crate) const SM3_FILES: [&str; 3] = [SM3_PROOFS, SM3_CHECKPOINT, SM3_LOG_KEY];
/// Outside clocks; a package may be without.
pub(crate) const TIMES: &str = "data/times.jsonl";
pub(crate) const REPORT: &str = "data/report.json";

/// Every package has these.
pub(crate) const REQUIRED: [&str; 12] = [
    BAGIT,
    BAG_INFO,
    MANIFEST_SHA256,
    MANIFEST_SM3,
    TAGMANIFEST_SHA256,
    TAGMANIFEST_SM3,
    CONTENTS,
    FACTS,
    PROOFS,
    CHECKPOINT,
    LOG_KEY,
    REPORT,
];

/// What lies here must be named by a fact: the documents and recordings of the case.
const BOUND_BY_FACTS: [&str; 5] =
    ["data/main/", "data/annex/", "data/front/", "data/back/", "data/recordings/"];

pub(crate) fn must_be_bound(path: &str) -> bool {
    BOUND_BY_FACTS.iter().any(|folder| path.starts_with(folder))
}

/// Longest name of a folder or file: keeps every path inside what ustar can split.
const MAX_COMPONENT_CHARS: usize = 64;

/// ASCII letters, digits, `.`, `_`, `-`; not hidden, so neither `.` nor `..`.
pub(crate) fn is_component(text: &str) -> bool {
    (1..=MAX_COMPONENT_CHARS).contains(&text.len())
        && !text.starts_with('.')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// Components joined by `/`, none empty.
pub(crate) fn is_path(text: &str, max_chars: usize) -> bool {
    text.len() <= max_chars && text.split('/').all(is_component)
}
