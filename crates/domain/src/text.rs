//! Short texts people type: never blank, never longer than their limit, no control characters.

use serde::{Deserialize, Deserializer, Serialize, de};

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("blank")]
    Blank,
    /// More characters than the limit. Never cut silently.
    #[error("longer than {max} characters")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// A control character other than a line break or tab, or a bidirectional override.
    #[error("holds a control character")]
    Control,
}

/// A character that nobody sees and that changes what is seen: a control character, or one that
/// turns the direction of the text.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Trimmed text of 1 to `MAX` characters. `Debug` prints its length only: it may hold names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`TextError`] if it is blank, too long or holds control characters.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            Err(TextError::Blank)
        } else if text.chars().count() > MAX {
            Err(TextError::TooLong { max: MAX })
        } else if text.chars().any(|c| is_unseen(c) && !matches!(c, '\n' | '\t')) {
            Err(TextError::Control)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> std::fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

/// Facts are read back as they were written: a limit lowered later must not make one unreadable.
impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.is_empty() { Err(de::Error::custom("blank text")) } else { Ok(Self(text)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_characters_and_trim() {
        assert_eq!(
            Text::<3>::parse(" 执法证 ").map(|t| t.as_str().to_owned()),
            Ok("执法证".into())
        );
        assert_eq!(Text::<3>::parse("执法证号"), Err(TextError::TooLong { max: 3 }));
        assert_eq!(Text::<3>::parse("  \n"), Err(TextError::Blank));
        assert_eq!(Text::<9>::parse("a\u{0}b"), Err(TextError::Control));
        assert_eq!(Text::<9>::parse("a\u{202E}b"), Err(TextError::Control));
    }
}
