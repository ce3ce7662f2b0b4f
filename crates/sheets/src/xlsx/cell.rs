//! One cell of a worksheet.

use quick_xml::events::BytesStart;

use super::xml::{Piece, Xml, attribute, unescape};
use super::{Shared, number};
use crate::error::{Flaw, Format, Why};

/// What stands inside a cell's element.
#[derive(Default)]
struct Inside {
    value: Option<String>,
    inline: Option<String>,
    has_formula: bool,
}

/// Reads the cell just opened up to its end; empty if it has only a format.
///
/// # Errors
/// An error value, a formula without its result, a number too long, or broken.
pub(super) fn text(
    tag: &BytesStart<'_>,
    xml: &mut Xml<'_>,
    shared: &Shared,
) -> Result<String, Why> {
    let kind = attribute(tag, "t")?;
    let style = attribute(tag, "s")?;
    let inside = inside(xml)?;
    let value = inside.value.as_deref().unwrap_or_default();
    match kind.as_deref() {
        // The empty text is a result, too.
        Some("str") => return Ok(unescape(value)),
        Some("inlineStr") => return Ok(inside.inline.unwrap_or_default()),
        Some("n" | "s" | "b" | "e" | "d") | None => {}
        Some(_) => return Err(Format::Damaged.into()),
    }
    if value.is_empty() {
        return if inside.has_formula { Err(Flaw::Uncalculated.into()) } else { Ok(String::new()) };
    }
    match kind.as_deref() {
        Some("s") => {
            let index: usize = value.trim().parse().map_err(|_| Format::Damaged)?;
            Ok(shared.strings.get(index).ok_or(Format::Damaged)?.clone())
        }
        Some("b") => match value.trim() {
            "1" | "true" => Ok("是".to_owned()),
            "0" | "false" => Ok("否".to_owned()),
            _ => Err(Format::Damaged.into()),
        },
        Some("e") => Err(Flaw::FormulaError { value: value.trim().to_owned() }.into()),
        Some("d") => Ok(number::iso(value)),
        Some(_) | None => number::text(value, style_of(style, shared)?, shared.is_from_1904),
    }
}

fn inside(xml: &mut Xml<'_>) -> Result<Inside, Why> {
    let mut inside = Inside::default();
    loop {
        match xml.next()?.ok_or(Format::Damaged)? {
            Piece::Open(tag) => match tag.local_name().as_ref() {
                "v" => inside.value = Some(xml.text()?),
                "is" => inside.inline = Some(xml.item()?),
                "f" => {
                    inside.has_formula = true;
                    xml.text()?;
                }
                _ => {
                    xml.text()?;
                }
            },
            Piece::Close(_) => return Ok(inside),
            Piece::Text(_) => {}
        }
    }
}

/// A cell without a style, or in a workbook without styles, shows plain numbers.
fn style_of(style: Option<String>, shared: &Shared) -> Result<number::Style, Why> {
    let Some(style) = style.filter(|_| !shared.styles.is_empty()) else {
        return Ok(number::Style::Number);
    };
    let index: usize = style.trim().parse().map_err(|_| Format::Damaged)?;
    Ok(*shared.styles.get(index).ok_or(Format::Damaged)?)
}
