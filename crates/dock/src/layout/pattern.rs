//! Patterns of paths on a device: `**/{设备}_{人员}_{时间}_{流水}[_{标记}].*`.
//!
//! A word in braces stands for a part of the path, `*` for anything within one folder or name,
//! `**/` in front for any folders, and what is in brackets may be missing. Letters fit in either
//! case. No regular expressions: a keeper of devices reads and writes these.

use std::collections::BTreeSet;

/// More parts of any length would make what is read a guess.
const MAX_ANY: usize = 3;
/// More parts that may be missing would make too many forms.
const MAX_MAYBE: usize = 3;
/// Longest path looked at, in characters.
const MAX_PATH: usize = 400;

/// A word that stands for a part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// The device's number.
    Device,
    /// Whoever carried it.
    Person,
    /// `20250307`
    Day,
    /// `250307`
    ShortDay,
    /// `20250307100500`
    Moment,
    /// `100500`
    Clock,
    /// `2025`
    Year,
    /// `03`
    Month,
    /// `07`
    DayOfMonth,
    /// `10`
    Hour,
    /// `05`
    Minute,
    /// `00`
    Second,
    /// The running number.
    Number,
    /// One of the layout's marks of importance.
    Mark,
}

const WORDS: &[(&str, Word)] = &[
    ("设备", Word::Device),
    ("人员", Word::Person),
    ("日期", Word::Day),
    ("短日期", Word::ShortDay),
    ("时间", Word::Moment),
    ("时刻", Word::Clock),
    ("年", Word::Year),
    ("月", Word::Month),
    ("日", Word::DayOfMonth),
    ("时", Word::Hour),
    ("分", Word::Minute),
    ("秒", Word::Second),
    ("流水", Word::Number),
    ("标记", Word::Mark),
];

impl Word {
    /// Fewest and most characters.
    const fn width(self) -> (usize, usize) {
        match self {
            Self::Device | Self::Person => (1, 24),
            Self::Day => (8, 8),
            Self::ShortDay | Self::Clock => (6, 6),
            Self::Moment => (14, 14),
            Self::Year => (4, 4),
            Self::Month | Self::DayOfMonth | Self::Hour | Self::Minute | Self::Second => (2, 2),
            Self::Number => (1, 9),
            Self::Mark => (1, 12),
        }
    }

    /// Whether a character may be part of it.
    const fn takes(self, c: char) -> bool {
        match self {
            Self::Device | Self::Person | Self::Mark => c.is_ascii_alphanumeric(),
            Self::Day
            | Self::ShortDay
            | Self::Moment
            | Self::Clock
            | Self::Year
            | Self::Month
            | Self::DayOfMonth
            | Self::Hour
            | Self::Minute
            | Self::Second
            | Self::Number => c.is_ascii_digit(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// These characters, in lower case.
    Literal(Vec<char>),
    /// A word.
    Word(Word),
    /// Anything but a slash.
    Any,
    /// Any folders, or none.
    Folders,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// A word in braces that means nothing.
    Word(String),
    /// A brace or bracket without its other half, or brackets in brackets.
    Bracket,
    /// Too many parts of any length.
    TooManyAny,
    /// Too many parts that may be missing.
    TooManyMaybe,
    /// Nothing but parts of any length.
    TellsNothing,
}

impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(word) => write!(f, "不认识“{{{word}}}”"),
            Self::Bracket => f.write_str("括号不成对，或者方括号套方括号"),
            Self::TooManyAny => write!(f, "“*”最多用{MAX_ANY}个"),
            Self::TooManyMaybe => write!(f, "方括号最多用{MAX_MAYBE}对"),
            Self::TellsNothing => f.write_str("没有写明任何一项（设备、时间、流水……）"),
        }
    }
}

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// With all that may be missing, without some of it, without any.
    forms: Vec<Vec<Part>>, // INVARIANT: at most 2^MAX_MAYBE
}

/// The words of a path with their texts, in the order of the pattern.
pub(crate) type Found = Vec<(Word, String)>;

impl Pattern {
    /// Reads a pattern.
    pub(crate) fn parse(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        let (folders, rest) = match text.strip_prefix("**/") {
            Some(rest) => (vec![Part::Folders], rest),
            None => (Vec::new(), text),
        };
        if rest.matches('*').count() > MAX_ANY {
            return Err(PatternError::TooManyAny);
        }
        if rest.matches('[').count() > MAX_MAYBE {
            return Err(PatternError::TooManyMaybe);
        }
        let mut forms = vec![folders];
        let mut rest = rest;
        while let Some((before, after)) = rest.split_once('[') {
            let (inside, after) = after.split_once(']').ok_or(PatternError::Bracket)?;
            let (before, inside) = (parse_parts(before)?, parse_parts(inside)?);
            let grown = forms.iter().flat_map(|form| {
                let without = [form.as_slice(), &before].concat();
                [[without.as_slice(), &inside].concat(), without]
            });
            forms = grown.collect();
            rest = after;
        }
        let last = parse_parts(rest)?;
        for form in &mut forms {
            form.extend(last.iter().cloned());
        }
        let has_word = |form: &Vec<Part>| form.iter().any(|part| matches!(part, Part::Word(_)));
        if !forms.iter().all(has_word) {
            return Err(PatternError::TellsNothing);
        }
        Ok(Self { forms })
    }

    /// What a path says, if it fits; `marks` are the layout's, in lower case.
    pub(crate) fn read(&self, path: &str, marks: &[String]) -> Option<Found> {
        let shown: Vec<char> = path.chars().collect();
        if shown.len() > MAX_PATH {
            return None;
        }
        let lower: Vec<char> = shown.iter().map(char::to_ascii_lowercase).collect();
        self.forms.iter().find_map(|parts| {
            let dead = BTreeSet::new();
            let mut fitting = Fitting { shown: &shown, lower: &lower, parts, marks, dead };
            let mut found = Vec::new();
            fitting.fits(0, 0, &mut found).then_some(found)
        })
    }
}

fn parse_parts(text: &str) -> Result<Vec<Part>, PatternError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match first {
            '{' => {
                let (word, after) = rest
                    .get(1..)
                    .unwrap_or_default()
                    .split_once('}')
                    .ok_or(PatternError::Bracket)?;
                let known = WORDS.iter().find(|(text, _)| *text == word);
                let (_, known) = known.ok_or_else(|| PatternError::Word(word.to_owned()))?;
                parts.push(Part::Word(*known));
                rest = after;
            }
            '}' | '[' | ']' => return Err(PatternError::Bracket),
            '*' => {
                parts.push(Part::Any);
                rest = rest.get(1..).unwrap_or_default();
            }
            _ => {
                let end = rest.find(['{', '}', '[', ']', '*']).unwrap_or(rest.len());
                let (literal, after) = rest.split_at(end);
                let literal = literal.chars().map(|c| c.to_ascii_lowercase());
                parts.push(Part::Literal(literal.collect()));
                rest = after;
            }
        }
    }
    Ok(parts)
}

/// Fitting one form to one path. Where a rest of the form did not fit a rest of the path once, it is
/// not tried again: no path is slow.
struct Fitting<'a> {
    shown: &'a [char],
    lower: &'a [char],
    parts: &'a [Part],
    marks: &'a [String],
    dead: BTreeSet<(usize, usize)>,
}

impl Fitting<'_> {
    /// Whether the form from a part on fits the path from a place on, longest parts first; what was
    /// found stands in `found` only if all fits.
    fn fits(&mut self, part: usize, place: usize, found: &mut Found) -> bool {
        if self.dead.contains(&(part, place)) {
            return false;
        }
        let fits = self.tries(part, place, found);
        if !fits {
            self.dead.insert((part, place));
        }
        fits
    }

    fn tries(&mut self, part: usize, place: usize, found: &mut Found) -> bool {
        let (parts, shown, lower) = (self.parts, self.shown, self.lower);
        let rest = shown.get(place..).unwrap_or_default();
        let next = part + 1;
        match parts.get(part) {
            None => rest.is_empty(),
            Some(Part::Literal(text)) => {
                lower.get(place..).is_some_and(|rest| rest.starts_with(text))
                    && self.fits(next, place + text.len(), found)
            }
            Some(Part::Any) => {
                let most = rest.iter().take_while(|c| **c != '/').count();
                (0..=most).rev().any(|length| self.fits(next, place + length, found))
            }
            Some(Part::Folders) => {
                let slashes = rest.iter().enumerate().filter(|(_, c)| **c == '/');
                let starts = std::iter::once(0).chain(slashes.map(|(at, _)| at + 1));
                starts.into_iter().any(|start| self.fits(next, place + start, found))
            }
            Some(Part::Word(word)) => {
                let (least, most) = word.width();
                let there = rest.iter().take(most).take_while(|c| word.takes(**c)).count();
                (least..=there).rev().any(|length| {
                    let text: String = rest.iter().take(length).collect();
                    if *word == Word::Mark && !self.marks.contains(&text.to_ascii_lowercase()) {
                        return false;
                    }
                    let before = found.len();
                    found.push((*word, text));
                    let fits = self.fits(next, place + length, found);
                    if !fits {
                        found.truncate(before);
                    }
                    fits
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, path: &str) -> Option<Vec<String>> {
        let found = Pattern::parse(pattern).unwrap().read(path, &["imp".to_owned()])?;
        Some(found.into_iter().map(|(_, text)| text).collect())
    }

    #[test]
    fn words_read_their_part_of_the_path() {
        let pattern = "**/{设备}_{人员}_{时间}_{流水}[_{标记}].*";
        let all = ["DSJ0007", "330106", "20250307100500", "0012", "IMP"];
        let path = "DCIM/100MEDIA/DSJ0007_330106_20250307100500_0012_IMP.MP4";
        assert_eq!(read(pattern, path).unwrap(), all);
        assert_eq!(read(pattern, &path.replace("_IMP", "")).unwrap(), all[..4]);
        assert_eq!(read(pattern, "dsj0007_330106_20250307100500_0012.mp4").unwrap().len(), 4);
        assert_eq!(read(pattern, &path.replace("_IMP", "_ODD")), None);
        assert_eq!(read(pattern, &path.replace("20250307100500", "2025")), None);
    }

    #[test]
    fn folders_are_part_of_a_path_and_stars_stay_within_one() {
        assert_eq!(read("{日期}/{时刻}_{流水}.*", "20250307/100500_3.MP4").unwrap().len(), 3);
        assert_eq!(read("{日期}/*.mp4", "20250307/a/b.mp4"), None);
        assert_eq!(
            read("{年}-{月}-{日}/{时}.{分}.{秒}.avi", "2025-03-07/10.05.00.AVI").unwrap().len(),
            6
        );
    }

    #[test]
    fn what_is_no_pattern_is_refused_by_name() {
        assert_eq!(Pattern::parse("{谁}"), Err(PatternError::Word("谁".to_owned())));
        assert_eq!(Pattern::parse("{流水"), Err(PatternError::Bracket));
        assert_eq!(Pattern::parse("{流水}]"), Err(PatternError::Bracket));
        assert_eq!(Pattern::parse("[[{流水}]]"), Err(PatternError::Bracket));
        assert_eq!(Pattern::parse("*.mp4"), Err(PatternError::TellsNothing));
        assert_eq!(Pattern::parse("*{流水}*a*b*"), Err(PatternError::TooManyAny));
        assert_eq!(Pattern::parse("[a][b][c][d]{流水}"), Err(PatternError::TooManyMaybe));
        assert_eq!(Pattern::parse("[{流水}].mp4"), Err(PatternError::TellsNothing));
    }

    #[test]
    fn a_path_made_to_be_slow_is_not() {
        let slow = format!("{}.x", "1".repeat(390));
        assert_eq!(read("*{流水}*{流水}*{设备}!", &slow), None);
        assert_eq!(read("{流水}.*", &"1".repeat(500)), None);
    }
}
