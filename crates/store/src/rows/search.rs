//! Finding cases by pieces of Chinese text.
//!
//! Names and terms of two characters are the normal case, so text is indexed by its two-character
//! pieces. They stand in a plain table (`case_term`) in the order of the list, so that a search is
//! an ordinary index walk on both databases and the newest hits come first without sorting; full
//! text modules differ between the two, and neither gives the newest hits first.

use std::collections::BTreeSet;
use std::fmt;

use crate::db::{Cell, Column, Misfit};

/// More words than this in one search are refused by being left out: each costs an index walk.
pub const MAX_SEARCH_WORDS: usize = 8;
/// Longer words are cut: no name or title needs more.
const MAX_WORD_CHARS: usize = 40;
/// Longer texts are cut: what a case is found by is its names and numbers, not its contents.
const MAX_TEXT_CHARS: usize = 1_000;

/// What a case is found by: lower case, half width, one blank between the parts.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SearchText(String); // INVARIANT: a result of `plain`

impl SearchText {
    /// Of the parts worth searching, e.g. title, party and numbers.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let joined = parts.into_iter().collect::<Vec<_>>().join(" ");
        Self(plain(&joined).chars().take(MAX_TEXT_CHARS).collect())
    }

    /// The text as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Every pair of neighbouring characters of every word.
    pub(crate) fn pairs(&self) -> BTreeSet<String> {
        self.0.split(' ').flat_map(pairs).collect()
    }
}

/// Hides the text: it holds names.
impl fmt::Debug for SearchText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Column for SearchText {
    const NULL: Cell = String::NULL;
    fn to_cell(&self) -> Result<Cell, Misfit> {
        self.0.to_cell()
    }
    fn from_cell(cell: Cell) -> Result<Self, Misfit> {
        String::from_cell(cell).map(Self)
    }
}

/// What a person typed, taken apart.
pub(crate) struct Query {
    /// Pairs that a hit must have, without repetition; the most telling ones need not be first.
    pub(crate) pairs: Vec<String>,
    /// `LIKE` patterns, escaped by `!`: a hit must match each.
    pub(crate) patterns: Vec<String>,
}

impl Query {
    pub(crate) fn parse(typed: &str) -> Self {
        let plain = plain(typed);
        let words = plain.split(' ').filter(|word| !word.is_empty()).take(MAX_SEARCH_WORDS);
        let words: Vec<String> =
            words.map(|word| word.chars().take(MAX_WORD_CHARS).collect()).collect();
        let mut seen = BTreeSet::new();
        let all = words.iter().flat_map(|word| pairs(word));
        let pairs = all.filter(|pair| seen.insert(pair.clone())).collect();
        Self { pairs, patterns: words.iter().map(|word| pattern(word)).collect() }
    }
}

fn pairs(word: &str) -> impl Iterator<Item = String> + '_ {
    word.chars().zip(word.chars().skip(1)).map(|(first, second)| String::from_iter([first, second]))
}

fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Lower case, full-width letters and digits as half-width ones, runs of blanks as one.
fn plain(text: &str) -> String {
    let half = |letter: char| match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    let lower: String = text.chars().map(half).flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_characters_are_enough_to_be_found() {
        let text = SearchText::of(["欧阳某 占道经营", "浙杭罚〔2026〕第１２号"]);
        assert!(text.pairs().contains("欧阳"));
        assert!(text.pairs().contains("12"));
        assert!(!text.pairs().contains("某占"), "words do not run into each other");
    }

    #[test]
    fn typed_percent_signs_mean_themselves() {
        let query = Query::parse(" 5%_  Ａb! ");
        assert_eq!(query.patterns, ["%5!%!_%", "%ab!!%"]);
        assert_eq!(query.pairs, ["5%", "%_", "ab", "b!"]);
    }

    #[test]
    fn endless_input_is_cut() {
        let query = Query::parse(&"字".repeat(100_000));
        assert_eq!(query.patterns.len(), 1);
        assert!(query.patterns.iter().all(|p| p.chars().count() <= MAX_WORD_CHARS + 2));
        assert!(SearchText::of(["长".repeat(100_000).as_str()]).as_str().len() <= 4_000);
    }
}
