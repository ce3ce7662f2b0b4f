//! A Chinese sentence with placeholders.

use std::collections::BTreeMap;

/// Values for placeholders, by name.
pub(crate) type Words = BTreeMap<String, String>;

/// `文书{doc}尚未送达` split into its pieces.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    source: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    Plain(String),
    Word(String),
}

impl Message {
    /// Splits the sentence; the text names what is wrong with its braces.
    pub(crate) fn parse(source: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = source;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) =
                after.split_once('}').ok_or_else(|| "提示里的“{”没有对应的“}”".to_owned())?;
            pieces.push(Piece::Plain(before.to_owned()));
            pieces.push(Piece::Word(name.to_owned()));
            rest = behind;
        }
        if rest.contains('}') {
            return Err("提示里的“}”没有对应的“{”".to_owned());
        }
        pieces.push(Piece::Plain(rest.to_owned()));
        Ok(Self { source: source.to_owned(), pieces })
    }

    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Word(name) => Some(name.as_str()),
            Piece::Plain(_) => None,
        })
    }

    /// The sentence with its placeholders filled; one without a value reads 未填.
    pub(crate) fn render(&self, words: &Words) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Plain(text) => text.as_str(),
                Piece::Word(name) => words.get(name).map_or("（未填）", String::as_str),
            })
            .collect()
    }
}
