//! Just enough XML: elements by their local name, text, no document type.

use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

use crate::error::{Format, Limit, Why};
use crate::limits::MAX_CELLS;

/// Elements within each other: what we read has seven, extensions around it a few more. The stack
/// of open elements would otherwise grow with the part.
const MAX_DEPTH: usize = 64;

/// The next thing in a part. An empty element opens and closes.
pub(super) enum Piece<'a> {
    Open(BytesStart<'a>),
    Close(BytesEnd<'a>),
    Text(String),
}

/// A part while it is read.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// Not well-formed, nested without end, or with entities of its own.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, Why> {
        loop {
            return Ok(Some(match self.reader.read_event().map_err(|_| Format::Damaged)? {
                Event::Start(tag) | Event::Empty(tag) => {
                    self.depth = self.depth.saturating_add(1);
                    if self.depth > MAX_DEPTH {
                        return Err(Format::Damaged.into());
                    }
                    Piece::Open(tag)
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::Close(tag)
                }
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(name) => Piece::Text(resolved(&name)?),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
                Event::DocType(_) => return Err(Format::Damaged.into()),
                Event::Eof => return Ok(None),
            }));
        }
    }

    /// All text up to the end of the element just opened, whatever elements are inside.
    pub(super) fn text(&mut self) -> Result<String, Why> {
        self.text_where(|_| true)
    }

    /// The text of a string item up to its end: plain or in runs of different look, without the
    /// reading aids (`rPh`) of East Asian text.
    pub(super) fn item(&mut self) -> Result<String, Why> {
        let text = self.text_where(|path| {
            path.last().is_some_and(|last| last == "t") && !path.iter().any(|name| name == "rPh")
        })?;
        Ok(unescape(&text))
    }

    /// The text up to the end of the element just opened of which `is_wanted` says, by the names
    /// of the open elements below it, that it counts.
    fn text_where(&mut self, is_wanted: impl Fn(&[String]) -> bool) -> Result<String, Why> {
        let mut text = String::new();
        let mut path: Vec<String> = Vec::new();
        loop {
            match self.next()?.ok_or(Format::Damaged)? {
                Piece::Open(tag) => path.push(tag.local_name().as_ref().to_owned()),
                Piece::Close(_) => {
                    if path.pop().is_none() {
                        return Ok(text);
                    }
                }
                Piece::Text(more) if is_wanted(&path) => text.push_str(&more),
                Piece::Text(_) => {}
            }
        }
    }
}

fn resolved(name: &BytesRef<'_>) -> Result<String, Why> {
    if let Some(char) = name.resolve_char_ref().map_err(|_| Format::Damaged)? {
        return Ok(char.to_string());
    }
    let text = escape::resolve_xml_entity(name.as_ref()).ok_or(Format::Damaged)?;
    Ok(text.to_owned())
}

/// The value of an attribute without a prefix.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Why> {
    attribute_where(tag, |key| key == name)
}

/// The value of an attribute that has some prefix, such as `r:id`.
pub(super) fn prefixed(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Why> {
    attribute_where(tag, |key| key.split_once(':').is_some_and(|(_, local)| local == name))
}

fn attribute_where(
    tag: &BytesStart<'_>,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Option<String>, Why> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Format::Damaged)?;
        if is_wanted(attribute.key.as_ref()) {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return Ok(Some(value.map_err(|_| Format::Damaged)?.into_owned()));
        }
    }
    Ok(None)
}

/// The strings that cells point to by number.
pub(super) fn strings(part: &str) -> Result<Vec<String>, Why> {
    let mut xml = Xml::of(part);
    let mut strings = Vec::new();
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Open(tag) if tag.local_name().as_ref() == "si" => {
                if strings.len() >= MAX_CELLS {
                    return Err(Limit::Cells.into());
                }
                strings.push(xml.item()?);
            }
            Piece::Open(_) | Piece::Close(_) | Piece::Text(_) => {}
        }
    }
    Ok(strings)
}

/// Undoes `_x000D_`, the way workbooks write what XML cannot: `_x`, four hexadecimal digits of a
/// UTF-16 unit, `_`. Half a character becomes the mark for a lost one, which is refused later.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("_x") {
        let (before, from) = rest.split_at(start);
        if !before.is_empty() {
            flush(&mut units, &mut out);
            out.push_str(before);
        }
        match unit(from) {
            Some((unit, after)) => {
                units.push(unit);
                rest = after;
            }
            None => {
                flush(&mut units, &mut out);
                let (mark, after) = from.split_at(2);
                out.push_str(mark);
                rest = after;
            }
        }
    }
    flush(&mut units, &mut out);
    out.push_str(rest);
    out
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    out.extend(
        char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)),
    );
}

/// The unit that an escape at the beginning of `text` means, and what follows it.
fn unit(text: &str) -> Option<(u16, &str)> {
    let digits = text.strip_prefix("_x")?;
    let (digits, after) = (digits.get(..4)?, digits.get(4..)?.strip_prefix('_')?);
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten().map(|unit| (unit, after))
}
