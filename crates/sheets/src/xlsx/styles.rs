//! Which cell formats show a number as a date, a time or a code.

use std::collections::HashMap;

use super::number::Style;
use super::xml::{Piece, Xml, attribute};
use crate::error::{Limit, Why};
use crate::limits::MAX_STYLES;

/// The styles that cells point to by number.
///
/// # Errors
/// Broken, or too many.
pub(super) fn read(part: &str) -> Result<Vec<Style>, Why> {
    let mut xml = Xml::of(part);
    let mut codes: HashMap<String, Style> = HashMap::new();
    let mut ids = Vec::new();
    let mut is_in_cell_formats = false;
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Open(tag) => match tag.local_name().as_ref() {
                "cellXfs" => is_in_cell_formats = true,
                "numFmt" => {
                    if codes.len() >= MAX_STYLES {
                        return Err(Limit::Styles.into());
                    }
                    let id = attribute(&tag, "numFmtId")?;
                    let code = attribute(&tag, "formatCode")?;
                    codes.extend(id.zip(code).map(|(id, code)| (id, by_code(&code))));
                }
                "xf" if is_in_cell_formats => {
                    if ids.len() >= MAX_STYLES {
                        return Err(Limit::Styles.into());
                    }
                    ids.push(attribute(&tag, "numFmtId")?.unwrap_or_default());
                }
                _ => {}
            },
            Piece::Close(tag) => {
                is_in_cell_formats &= tag.local_name().as_ref() != "cellXfs";
            }
            Piece::Text(_) => {}
        }
    }
    Ok(ids.iter().map(|id| codes.get(id).copied().unwrap_or_else(|| built_in(id))).collect())
}

/// The formats every spreadsheet program knows by number, those of Chinese editions included.
fn built_in(id: &str) -> Style {
    match id.parse::<u16>() {
        Ok(14..=22 | 27..=36 | 45 | 47 | 50..=58) => Style::Date,
        Ok(46) => Style::Span,
        Ok(_) | Err(_) => Style::Number,
    }
}

/// Reads a format such as `yyyy"年"m"月"d"日"`, `[h]:mm` or `000`; its first section decides.
fn by_code(code: &str) -> Style {
    if code.len() > 1 && code.bytes().all(|byte| byte == b'0') {
        return u8::try_from(code.len()).map_or(Style::Number, Style::Code);
    }
    let mut chars = code.chars();
    let mut weekday = 0_u8;
    while let Some(char) = chars.next() {
        weekday = if char.eq_ignore_ascii_case(&'a') { weekday.saturating_add(1) } else { 0 };
        match char.to_ascii_lowercase() {
            '"' => {
                chars.by_ref().find(|char| *char == '"');
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|char| *char != ']').collect();
                let unit = inside.to_ascii_lowercase();
                if !unit.is_empty() && ['h', 'm', 's'].iter().any(|u| unit.chars().all(|c| c == *u))
                {
                    return Style::Span;
                }
            }
            ';' => return Style::Number,
            'y' | 'm' | 'd' | 'h' | 's' => return Style::Date,
            _ if weekday >= 3 => return Style::Date,
            _ => {}
        }
    }
    Style::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_a_date_a_span_or_a_number() {
        for date in [
            "yyyy\"年\"m\"月\"d\"日\";@",
            "[$-804]yyyy/m/d",
            "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"",
            "m/d/yy h:mm",
            "上午/下午h\"时\"mm\"分\"",
            "[$-804]aaaa;@",
            "YYYY-MM-DD",
        ] {
            assert_eq!(by_code(date), Style::Date, "{date}");
        }
        for span in ["[h]:mm:ss", "[mm]:ss", "[Red][s].00"] {
            assert_eq!(by_code(span), Style::Span, "{span}");
        }
        for number in [
            "General",
            "0.00_ ",
            "#,##0.00\\ \\d",
            "\"days\" 0",
            "[Red]0;[Blue]yyyy",
            "0.00E+00",
            "_(* #,##0_);@",
            "@",
            "[>=100]0",
        ] {
            assert_eq!(by_code(number), Style::Number, "{number}");
        }
        assert_eq!(by_code("000"), Style::Code(3));
        assert_eq!(by_code("0"), Style::Number);
        assert_eq!(built_in("31"), Style::Date);
        assert_eq!(built_in("57"), Style::Date);
        assert_eq!(built_in("46"), Style::Span);
        assert_eq!(built_in("49"), Style::Number);
    }
}
