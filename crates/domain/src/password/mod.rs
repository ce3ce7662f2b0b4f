//! Which passwords a person may choose: long, and not what somebody who knows them tries first.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use terms::words;

use crate::Refusal;

/// Shortest password a person may choose, in characters.
pub const MIN_CHARS: usize = 12;
/// Longest: more is no safer, and every try has to be hashed.
pub const MAX_CHARS: usize = 256;
/// Fewest different characters.
const MIN_DIFFERENT: usize = 6;
/// A stretch of this many characters in a row (`34567`, `edcba`, `asdfg`, `aaaaa`) is refused.
const ROW: usize = 5;
/// So many characters must be left without the words of the list.
const MIN_LEFT: usize = 8;
/// Two Latin letters are in every text, so they cannot be asked to stay out; two Chinese can.
const MIN_LATIN_WORD: usize = 3;
/// Also what whoever guesses at this system tries first.
const PRODUCT: [&str; 2] = ["留痕", "liuhen"];
/// Where fingers run along.
const KEYBOARD: [&str; 6] = [
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "!@#$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.",
];
/// One word a line; where it is from stands in it.
const COMMON: &str = include_str!("common.txt");

words! {
    /// Why a password is easily guessed.
    Weakness {
        /// Fewer than [`MIN_CHARS`].
        TooShort = "too_short", "不足12个字符";
        /// More than [`MAX_CHARS`].
        TooLong = "too_long", "超过256个字符";
        /// The login name is in it.
        LoginName = "login_name", "含有登录名";
        /// The person's name is in it.
        OwnName = "own_name", "含有本人姓名";
        /// The name of the agency is in it.
        Agency = "agency", "含有本机关名称或代字";
        /// The name of the product is in it.
        Product = "product", "含有本系统名称";
        /// A stretch of neighbouring letters, digits or keys.
        Row = "row", "含有5个以上连续或相同的字母、数字或键位";
        /// Few different characters, or the same again and again.
        Repeats = "repeats", "不同字符少于6个，或者是同一段文字的重复";
        /// Little is left without the words everybody uses.
        Common = "common", "除去常用词后所剩无几";
    }
}

/// What is known of whoever chooses.
#[derive(Debug, Clone, Copy)]
pub struct Chooser<'a> {
    /// Their login name.
    pub login_name: &'a str,
    /// Their name.
    pub name: &'a str,
    /// Full name and short name of their agency.
    pub agency: [&'a str; 2],
}

/// Whether somebody may choose this password.
///
/// # Errors
/// [`Refusal::PasswordWeak`] with everything that is wrong with it.
pub fn check(password: &str, by: &Chooser<'_>) -> Result<(), Refusal> {
    let found = weaknesses(password, by);
    if found.is_empty() {
        return Ok(());
    }
    let why: Vec<_> = found.into_iter().map(Weakness::zh).collect();
    Err(Refusal::PasswordWeak { why: why.join("；") })
}

/// Everything that makes a password easily guessed.
#[must_use]
pub fn weaknesses(password: &str, by: &Chooser<'_>) -> Vec<Weakness> {
    let folded = password.to_lowercase();
    let chars: Vec<char> = folded.chars().collect();
    let mut found = Vec::new();
    let mut note = |is_so: bool, weakness| {
        if is_so {
            found.push(weakness);
        }
    };
    note(chars.len() < MIN_CHARS, Weakness::TooShort);
    note(chars.len() > MAX_CHARS, Weakness::TooLong);
    note(holds(&folded, by.login_name), Weakness::LoginName);
    note(holds(&folded, by.name), Weakness::OwnName);
    note(by.agency.iter().any(|name| holds(&folded, name)), Weakness::Agency);
    note(PRODUCT.iter().any(|name| holds(&folded, name)), Weakness::Product);
    note(has_row(&chars), Weakness::Row);
    note(repeats(&chars), Weakness::Repeats);
    // The rest takes its time with the length.
    note(chars.len() <= MAX_CHARS && is_common(&chars), Weakness::Common);
    found
}

fn holds(folded: &str, word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let least = if word.is_ascii() { MIN_LATIN_WORD } else { 2 };
    word.chars().count() >= least && folded.contains(&word)
}

fn has_row(chars: &[char]) -> bool {
    let is_run = |stretch: &[char], step: i64| {
        let codes = stretch.iter().map(|c| i64::from(u32::from(*c)));
        let next = codes.clone().skip(1);
        codes.zip(next).all(|(one, next)| next - one == step)
    };
    let backwards = |row: &str| row.chars().rev().collect::<String>();
    let keys: Vec<String> =
        KEYBOARD.iter().flat_map(|row| [(*row).to_owned(), backwards(row)]).collect();
    chars.windows(ROW).any(|stretch| {
        let text: String = stretch.iter().collect();
        [-1, 0, 1].into_iter().any(|step| is_run(stretch, step))
            || keys.iter().any(|row| row.contains(&text))
    })
}

fn repeats(chars: &[char]) -> bool {
    let different: BTreeSet<char> = chars.iter().copied().collect();
    let comes_again = |unit: usize| chars.iter().zip(chars.iter().skip(unit)).all(|(a, b)| a == b);
    different.len() < MIN_DIFFERENT || (1..=chars.len() / 2).any(comes_again)
}

/// As it is, and with the signs that people put for letters.
fn is_common(chars: &[char]) -> bool {
    let words: Vec<Vec<char>> = COMMON
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.chars().collect())
        .collect();
    let spelt: Vec<char> = chars.iter().copied().map(letter_for).collect();
    left(chars, &words).min(left(&spelt, &words)) < MIN_LEFT
}

const fn letter_for(sign: char) -> char {
    match sign {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// How many characters are left when the words are taken out, the longest at each place.
fn left(mut chars: &[char], words: &[Vec<char>]) -> usize {
    let mut count = 0;
    while let Some((_, rest)) = chars.split_first() {
        let here = words.iter().filter_map(|word| chars.strip_prefix(word.as_slice()));
        chars = here.min_by_key(|after| after.len()).unwrap_or_else(|| {
            count += 1;
            rest
        });
    }
    count
}
