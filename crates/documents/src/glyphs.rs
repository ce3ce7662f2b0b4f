//! Makes text printable: a name with a character no font has must not stop a decision.

use std::collections::BTreeSet;

use crate::fonts::Fonts;

/// Printed for a character that no font has, as typesetters always did.
const GETA_MARK: char = '〓';

/// Cleans texts for printing and remembers what it had to change.
pub(crate) struct Glyphs<'a> {
    fonts: &'a Fonts,
    replaced: BTreeSet<char>,
    dropped: BTreeSet<char>,
}

impl<'a> Glyphs<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, replaced: BTreeSet::new(), dropped: BTreeSet::new() }
    }

    /// The text with unprintable characters dropped and uncovered ones replaced.
    pub(crate) fn clean(&mut self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '\n' => clean.push('\n'),
                '\t' => clean.push(' '),
                '\r' => {}
                unseen if is_unseen(unseen) => {
                    self.dropped.insert(unseen);
                }
                seen if self.fonts.covers(seen) => clean.push(seen),
                rare => {
                    self.replaced.insert(rare);
                    clean.push(GETA_MARK);
                }
            }
        }
        clean
    }

    /// What was changed, in Chinese sentences; empty if nothing was.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let replaced = self.replaced.iter().map(|rare| {
            let point = u32::from(*rare);
            format!("字符“{rare}”（U+{point:04X}）没有可用字形，打印为“{GETA_MARK}”，请手工补正")
        });
        let dropped = self.dropped.iter().map(|unseen| {
            let point = u32::from(*unseen);
            format!("不可见字符 U+{point:04X} 没有打印")
        });
        replaced.chain(dropped).collect()
    }
}

/// Controls, direction marks, joiners and variation selectors: they have no shape of their own
/// and could make a line read other than it was typed.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{180B}'..='\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}
