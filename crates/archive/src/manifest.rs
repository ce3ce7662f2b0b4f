//! BagIt manifests in one strict form: sorted, lower case, two spaces, line breaks `\n`.

use std::collections::BTreeMap;

use crate::layout::is_path;
use crate::plan::MAX_PATH_CHARS;

const DIGEST_BYTES: usize = 32;
const DIGEST_CHARS: usize = 2 * DIGEST_BYTES;

/// Path to digest, as one manifest has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) entries: BTreeMap<String, [u8; DIGEST_BYTES]>,
}

impl Manifest {
    pub(crate) fn insert(&mut self, path: &str, digest: &[u8; DIGEST_BYTES]) {
        self.entries.insert(path.to_owned(), *digest);
    }

    pub(crate) fn to_text(&self) -> String {
        let line =
            |(path, digest): (&String, &[u8; 32])| format!("{}  {path}\n", hex::encode(digest));
        self.entries.iter().map(line).collect()
    }

    /// Reads what [`Self::to_text`] writes, and nothing else: `Err` is the number of the line
    /// that is wrong, from 1.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, usize> {
        let mut entries: BTreeMap<String, [u8; DIGEST_BYTES]> = BTreeMap::new();
        let mut rest = bytes;
        let mut number = 0;
        while !rest.is_empty() {
            number += 1;
            let end = rest.iter().position(|byte| *byte == b'\n').ok_or(number)?;
            let (line, after) = rest.split_at_checked(end).ok_or(number)?;
            let (path, digest) = parse_line(line).ok_or(number)?;
            if entries.last_key_value().is_some_and(|(last, _)| last.as_str() >= path) {
                return Err(number);
            }
            entries.insert(path.to_owned(), digest);
            rest = after.strip_prefix(b"\n").ok_or(number)?;
        }
        Ok(Self { entries })
    }
}

fn parse_line(line: &[u8]) -> Option<(&str, [u8; DIGEST_BYTES])> {
    let (digest, path) = std::str::from_utf8(line).ok()?.split_at_checked(DIGEST_CHARS)?;
    let path = path.strip_prefix("  ")?;
    if digest.bytes().any(|b| b.is_ascii_uppercase()) || !is_path(path, MAX_PATH_CHARS) {
        return None;
    }
    let mut bytes = [0; DIGEST_BYTES];
    hex::decode_to_slice(digest, &mut bytes).ok()?;
    Some((path, bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_written_form_is_read() {
        let mut manifest = Manifest::default();
        manifest.insert("data/b.pdf", &[0xAB; 32]);
        manifest.insert("data/a.pdf", &[1; 32]);
        let text = manifest.to_text();
        assert_eq!(Manifest::parse(text.as_bytes()), Ok(manifest));
        let lines: Vec<&str> = text.lines().collect();
        for (wrong, line) in [
            (text.trim_end().to_owned(), 2),
            (text.replace("abab", "ABAB"), 2),
            (text.replace("  ", " "), 1),
            (text.replace("  ", " *"), 1),
            (text.replace('\n', "\r\n"), 1),
            (format!("{}\n{}\n", lines[1], lines[0]), 2),
            (format!("{}\n{}\n", lines[0], lines[0]), 2),
            (format!("{}\n\n{}\n", lines[0], lines[1]), 2),
            (text.replace("data/b", "data/../b"), 2),
            (text.replace("data/b", "/data/b"), 2),
            (text.replace("data/b", "data/键"), 2),
        ] {
            assert_eq!(Manifest::parse(wrong.as_bytes()), Err(line), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(manifest) = Manifest::parse(&bytes) {
                prop_assert_eq!(manifest.to_text().into_bytes(), bytes);
            }
        }
    }
}
