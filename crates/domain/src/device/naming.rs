//! How a device names its files, as its keeper writes it down: `{设备}_{人员}_{时间}_{流水}.*`.

use terms::Date;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// These characters; letters in either case.
    Literal(String),
    /// The device's serial or asset number.
    Device,
    /// Letters and digits of whoever carried it.
    Person,
    /// `20250307`
    Day,
    /// `20250307100500`
    Moment,
    /// `100500`
    Clock,
    /// The running number.
    Number,
    /// Anything.
    Any,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamingError {
    /// Words in braces that mean nothing.
    UnknownWord(String),
    /// A brace without its other half.
    Brace,
    /// Neither the device nor the running number is in it.
    TellsNothing,
    /// Too many parts of any length: what they mean would be a guess.
    TooManyAny,
}

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Read {
    /// It names the device.
    pub names_device: bool,
    /// The running number.
    pub file_no: Option<u64>,
    /// The day in it.
    pub day: Option<Date>,
}

/// A pattern of file names.
#[doc(alias = "文件命名规则")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    parts: Vec<Part>, // INVARIANT: at most MAX_ANY parts are `Any`
}

/// More parts of any length would make reading slow, and what it reads a guess.
const MAX_ANY: usize = 2;
/// Longest running number: longer ones are times or serial numbers.
const MAX_DIGITS: usize = 9;
/// Longest word for a person.
const MAX_PERSON: usize = 20;

impl Naming {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`NamingError`] if it has words that mean nothing, or says nothing.
    pub fn parse(text: &str) -> Result<Self, NamingError> {
        let mut parts = Vec::new();
        let mut rest = text.trim();
        while let Some(c) = rest.chars().next() {
            let (part, used) = match c {
                '{' => {
                    let end = rest.find('}').ok_or(NamingError::Brace)?;
                    let word = rest.get(1..end).unwrap_or_default();
                    (word_part(word)?, end + 1)
                }
                '}' => return Err(NamingError::Brace),
                '*' => (Part::Any, 1),
                _ => {
                    let end = rest.find(['{', '}', '*']).unwrap_or(rest.len());
                    (Part::Literal(rest.get(..end).unwrap_or_default().to_lowercase()), end)
                }
            };
            parts.push(part);
            rest = rest.get(used..).unwrap_or_default();
        }
        let has = |wanted: &Part| parts.contains(wanted);
        if !has(&Part::Device) && !has(&Part::Number) {
            return Err(NamingError::TellsNothing);
        }
        if parts.iter().filter(|part| **part == Part::Any).count() > MAX_ANY {
            return Err(NamingError::TooManyAny);
        }
        Ok(Self { parts })
    }

    /// What a file name says, if it fits; `numbers` are those the device goes by.
    #[must_use]
    pub fn read(&self, file_name: &str, numbers: &[&str]) -> Option<Read> {
        let name: Vec<char> = file_name.to_lowercase().chars().collect();
        let numbers: Vec<Vec<char>> =
            numbers.iter().map(|number| number.to_lowercase().chars().collect()).collect();
        fit(&self.parts, &name, &numbers, Read::default())
    }
}

fn word_part(word: &str) -> Result<Part, NamingError> {
    Ok(match word {
        "设备" => Part::Device,
        "人员" => Part::Person,
        "日期" => Part::Day,
        "时间" => Part::Moment,
        "时刻" => Part::Clock,
        "流水" => Part::Number,
        _ => return Err(NamingError::UnknownWord(word.to_owned())),
    })
}

/// Fits the rest of a name to the rest of a pattern: each part at every length it may have.
fn fit(parts: &[Part], name: &[char], numbers: &[Vec<char>], read: Read) -> Option<Read> {
    let Some((part, later)) = parts.split_first() else {
        return name.is_empty().then_some(read);
    };
    let go = |length: usize, read: Read| fit(later, name.get(length..)?, numbers, read);
    let digits = name.iter().take_while(|c| c.is_ascii_digit()).count();
    match part {
        Part::Literal(text) => {
            let text: Vec<char> = text.chars().collect();
            name.starts_with(&text).then(|| go(text.len(), read)).flatten()
        }
        Part::Device => {
            let told = Read { names_device: true, ..read };
            let mut known = numbers.iter().filter(|number| !number.is_empty());
            known.find_map(|number| {
                name.starts_with(number).then(|| go(number.len(), told)).flatten()
            })
        }
        Part::Person => {
            let most = name.iter().take_while(|c| c.is_alphanumeric()).count().min(MAX_PERSON);
            (1..=most).rev().find_map(|length| go(length, read))
        }
        Part::Day => go(8, Read { day: Some(day(name.get(..8)?)?), ..read }),
        Part::Moment => {
            let is_clock = name.get(8..14)?.iter().all(char::is_ascii_digit);
            let day = day(name.get(..8)?).filter(|_| is_clock)?;
            go(14, Read { day: Some(day), ..read })
        }
        Part::Clock => (digits >= 6).then(|| go(6, read)).flatten(),
        Part::Number => (1..=digits.min(MAX_DIGITS)).rev().find_map(|length| {
            let text: String = name.get(..length)?.iter().collect();
            go(length, Read { file_no: Some(text.parse().ok()?), ..read })
        }),
        Part::Any => (0..=name.len()).find_map(|length| go(length, read)),
    }
}

fn day(digits: &[char]) -> Option<Date> {
    let text: String = digits.iter().collect();
    let is_plain = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let part = |from: usize, to: usize| text.get(from..to);
    let text = format!("{}-{}-{}", part(0, 4)?, part(4, 6)?, part(6, 8)?);
    text.parse().ok().filter(|_| is_plain)
}
