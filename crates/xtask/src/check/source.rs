//! Just enough of a Rust reader: words, signs and string texts, with their lines.

/// A piece of source text that is neither space nor comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Line, counted from 1.
    pub(super) line: usize,
}

/// The kinds of token the checks tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Identifier, keyword or number.
    Word(String),
    /// One character of punctuation.
    Sign(char),
    /// The text between the quotes, escapes left as written.
    Text(String),
}

impl Token {
    /// Whether this is the word `word`.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(text) if text == word)
    }

    /// Whether this is the sign `sign`.
    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let bytes = self.rest.find(|sign| !keep(sign)).unwrap_or(self.rest.len());
        self.take(bytes)
    }

    /// Skips `/* … */`, which may be nested.
    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            if self.rest.starts_with("/*") {
                depth += 1;
                self.take(2);
            } else if self.rest.starts_with("*/") {
                depth -= 1;
                self.take(2);
            } else {
                let Some(sign) = self.peek() else { return };
                self.take(sign.len_utf8());
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Reads a string whose opening quote is next.
    fn quoted(&mut self) -> String {
        self.take(1);
        let mut escaped = false;
        let end = self.rest.find(|sign| {
            let ends = sign == '"' && !escaped;
            escaped = sign == '\\' && !escaped;
            ends
        });
        let text = self.take(end.unwrap_or(self.rest.len())).to_owned();
        self.take(1);
        text
    }

    /// Reads `"…"#` after `r#`, with as many hashes as there were.
    fn raw(&mut self) -> String {
        let hashes = self.take_while(|sign| sign == '#').len();
        self.take(1);
        let close = format!("\"{}", "#".repeat(hashes));
        let end = self.rest.find(&close).unwrap_or(self.rest.len());
        let text = self.take(end).to_owned();
        self.take(close.len());
        text
    }

    /// `'a'` is a character, `'a` a lifetime: skips the first, leaves the second as a word.
    fn skip_character_or_tick(&mut self) {
        self.take(1);
        let mut signs = self.rest.chars();
        match (signs.next(), signs.next()) {
            (Some('\\'), Some(escaped)) => {
                self.take(1 + escaped.len_utf8());
                self.take_while(|sign| sign != '\'' && sign != '\n');
                self.take(1);
            }
            (Some(sign), Some('\'')) => {
                self.take(sign.len_utf8() + 1);
            }
            _ => {}
        }
    }
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// Splits source text into tokens. Total: any text gives some tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { rest: text, line: 1 };
    let mut tokens = Vec::new();
    while let Some(sign) = reader.peek() {
        let line = reader.line;
        let kind = match sign {
            _ if sign.is_whitespace() => {
                reader.take_while(char::is_whitespace);
                continue;
            }
            '/' if reader.rest.starts_with("//") => {
                reader.take_while(|sign| sign != '\n');
                continue;
            }
            '/' if reader.rest.starts_with("/*") => {
                reader.skip_block_comment();
                continue;
            }
            '\'' => {
                reader.skip_character_or_tick();
                continue;
            }
            '"' => Kind::Text(reader.quoted()),
            _ if is_word(sign) => {
                let word = reader.take_while(is_word);
                match word {
                    "r" | "br" | "cr" if reader.rest.trim_start_matches('#').starts_with('"') => {
                        Kind::Text(reader.raw())
                    }
                    "b" | "c" if reader.rest.starts_with('"') => Kind::Text(reader.quoted()),
                    _ => Kind::Word(word.to_owned()),
                }
            }
            _ => {
                reader.take(sign.len_utf8());
                Kind::Sign(sign)
            }
        };
        tokens.push(Token { kind, line });
    }
    tokens
}

/// Leaves out every item under `#[cfg(test)]`: to its `;` or to the end of its block.
pub(super) fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        if is_test_attribute(rest) {
            rest = after_item(rest.get(7..).unwrap_or_default());
        } else {
            kept.push(first.clone());
            rest = after;
        }
    }
    kept
}

/// `# [ cfg ( test ) ]` stands at the front.
fn is_test_attribute(tokens: &[Token]) -> bool {
    let [hash, open, cfg, open_test, test, close_test, close, ..] = tokens else { return false };
    hash.is_sign('#')
        && open.is_sign('[')
        && cfg.is_word("cfg")
        && open_test.is_sign('(')
        && test.is_word("test")
        && close_test.is_sign(')')
        && close.is_sign(']')
}

fn after_item(tokens: &[Token]) -> &[Token] {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        let ends = match token.kind {
            Kind::Sign('{') => {
                depth += 1;
                false
            }
            Kind::Sign('}') => {
                depth = depth.saturating_sub(1);
                depth == 0
            }
            Kind::Sign(';') => depth == 0,
            Kind::Sign(_) | Kind::Word(_) | Kind::Text(_) => false,
        };
        if ends {
            return tokens.get(index + 1..).unwrap_or_default();
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text)
            .into_iter()
            .filter_map(|token| match token.kind {
                Kind::Word(word) => Some(word),
                Kind::Sign(_) | Kind::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn comments_strings_and_characters_are_no_words() {
        let text = r###"a /* b /* c */ d */ "e \" f" 'g' '\'' '\u{4e2d}' 'h r#"i"j"# // k
            l"###;
        assert_eq!(words(text), ["a", "h", "l"]);
    }

    #[test]
    fn lines_are_counted_through_comments_and_strings() {
        let last = tokens("a /*\n\n*/ \"x\ny\" b").pop().unwrap();
        assert_eq!((last.line, last.is_word("b")), (4, true));
    }

    #[test]
    fn what_is_compiled_for_tests_only_is_left_out() {
        let text = "one; #[cfg(test)] mod tests { fn f() { two } } three; #[cfg(test)] mod t; four";
        let kept = without_tests(&tokens(text));
        let words: Vec<_> = kept.iter().filter(|t| matches!(t.kind, Kind::Word(_))).collect();
        assert_eq!(words.len(), 3);
        assert!(words[2].is_word("four"));
    }

    #[test]
    fn broken_text_ends_instead_of_hanging() {
        for text in ["/* open", "\"open", "r#\"open", "'", "#[cfg(test)] mod t {", "\\'中"] {
            without_tests(&tokens(text));
        }
    }
}
