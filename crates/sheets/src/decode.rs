//! From bytes to text, strictly: a byte that means nothing is named, never replaced.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::csv;
use crate::error::{Flaw, Format, SheetError, Why};

/// Decodes UTF-8, UTF-16 with its mark, or GB 18030.
///
/// # Errors
/// Bytes that mean nothing in the encoding, with line and column; zeros, as in a picture or in
/// UTF-16 without its mark.
pub(crate) fn text(bytes: &[u8]) -> Result<String, SheetError> {
    let (encoding, bytes) = encoding_of(bytes);
    let is_utf_16 = encoding == UTF_16LE || encoding == UTF_16BE;
    if !is_utf_16 && bytes.contains(&0) {
        return Err(Why::from(Format::NotText).nowhere());
    }
    let text = decode(encoding, bytes)?;
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// The encoding, and the bytes after its mark.
fn encoding_of(bytes: &[u8]) -> (&'static Encoding, &[u8]) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding, bytes.get(mark..).unwrap_or_default());
    }
    (if is_utf_8(bytes) { UTF_8 } else { GB18030 }, bytes)
}

/// Whether the bytes are UTF-8, be it with some damage.
///
/// Damaged UTF-8 is mostly well-formed GB 18030 too and would be read as nonsense; so it counts
/// what is more frequent: characters of three or four bytes, or places that are no UTF-8. In
/// GB 18030 nearly every Chinese character is such a place.
fn is_utf_8(bytes: &[u8]) -> bool {
    let (mut long, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        let wide = chunk.valid().chars().filter(|char| char.len_utf8() > 2).count();
        long = long.saturating_add(wide);
        broken = broken.saturating_add(usize::from(!chunk.invalid().is_empty()));
    }
    broken == 0 || long > broken
}

fn decode(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, SheetError> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or_default();
    let mut text = String::with_capacity(room);
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(..) | DecoderResult::OutputFull => {
            let encoding = if encoding == GB18030 { "GB 18030" } else { encoding.name() };
            let (row, column) = csv::end_of(&text);
            Err(Why::from(Flaw::BadBytes { encoding }).at("", row, column))
        }
    }
}
