//! Where a rule stands in the law.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a law, e.g. law `本办法`, clause `11(三)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Article {
    /// Short Chinese title of the law.
    pub law: String,
    /// Article, paragraph after a dot, item in brackets: `22.2`, `11(三)`.
    pub clause: String,
}

impl Article {
    /// Names a place; any text is fine, packs are checked when they are loaded.
    #[must_use]
    pub fn new(law: impl Into<String>, clause: impl Into<String>) -> Self {
        Self { law: law.into(), clause: clause.into() }
    }
}

impl fmt::Display for Article {
    /// `本办法第22条第2款`, `本办法第11条第(三)项`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (main, item) = match self.clause.split_once('(') {
            Some((main, item)) => (main, Some(item.trim_end_matches(')'))),
            None => (self.clause.as_str(), None),
        };
        let (article, paragraph) = match main.split_once('.') {
            Some((article, paragraph)) => (article, Some(paragraph)),
            None => (main, None),
        };
        write!(f, "{}第{article}条", self.law)?;
        if let Some(paragraph) = paragraph {
            write!(f, "第{paragraph}款")?;
        }
        if let Some(item) = item {
            write!(f, "第({item})项")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_as_a_lawyer_would() {
        assert_eq!(Article::new("本办法", "21").to_string(), "本办法第21条");
        assert_eq!(Article::new("本办法", "22.2").to_string(), "本办法第22条第2款");
        assert_eq!(Article::new("本办法", "11(三)").to_string(), "本办法第11条第(三)项");
        assert_eq!(Article::new("本办法", "24.1(二)").to_string(), "本办法第24条第1款第(二)项");
    }
}
