//! `Upload-Metadata`: comma-separated keys with base64 values.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Longest header taken.
const MAX_CHARS: usize = 4096;

/// Reads the header; `None` if it is malformed, too long, or names a key twice.
pub(super) fn read(header: &str) -> Option<BTreeMap<String, String>> {
    if header.len() > MAX_CHARS {
        return None;
    }
    let mut values = BTreeMap::new();
    for pair in header.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
        if values.insert(key.to_owned(), value).is_some() {
            return None;
        }
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn values_are_base64_and_keys_stand_once() {
        let values = read("filename MDAxLm1wNA==, empty ,activity_id YWN0").unwrap();
        assert_eq!(values["filename"], "001.mp4");
        assert_eq!(values["empty"], "");
        assert_eq!(read("a MQ==,a Mg=="), None);
        assert_eq!(read("a not-base64"), None);
        assert_eq!(read(&"a".repeat(5000)), None);
        assert_eq!(read("a //79"), None, "not UTF-8");
    }
}
