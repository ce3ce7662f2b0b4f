//! Which facts there are, what they are called in Chinese and which attributes they carry.

use std::collections::BTreeMap;

use crate::fact::{Fact, Value};
use crate::read::{Defects, Table, Tree, parse};

/// The words packs and scenarios may use (`law/facts.toml`).
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    acts: BTreeMap<String, String>,
    facts: BTreeMap<String, FactKind>,
    word_lists: WordLists,
}

/// One kind of fact.
#[derive(Debug, Clone)]
pub struct FactKind {
    /// Chinese name.
    pub label: String,
    /// How one of them is called by an attribute, e.g. `生效的《{kind}》`.
    pub phrase: Option<String>,
    /// The attribute by which facts of this kind are looked up.
    leading: Option<String>,
    attrs: BTreeMap<String, AttrKind>,
}

/// One attribute of a kind of fact.
#[derive(Debug, Clone)]
pub struct AttrKind {
    /// Chinese name.
    pub label: String,
    /// What values it takes.
    pub holds: Holds,
    /// Allowed words with their Chinese names; empty if any is.
    pub words: BTreeMap<String, String>,
}

/// What kind of value an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Text,
    /// A whole number.
    Int,
    /// Yes or no.
    Bool,
    /// An instant.
    Time,
    /// A civil day.
    Date,
    /// Several values.
    List,
    /// Any of them: a field of a record.
    Any,
}

impl Holds {
    const ALL: [(&'static str, Self); 7] = [
        ("text", Self::Text),
        ("int", Self::Int),
        ("bool", Self::Bool),
        ("time", Self::Time),
        ("date", Self::Date),
        ("list", Self::List),
        ("any", Self::Any),
    ];

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, holds)| holds)
    }

    const fn fits(self, value: &Value) -> bool {
        matches!(
            (self, value),
            (Self::Any, _)
                | (Self::Text, Value::Text(_))
                | (Self::Int, Value::Int(_))
                | (Self::Bool, Value::Bool(_))
                | (Self::Time, Value::Time(_))
                | (Self::Date, Value::Date(_))
                | (Self::List, Value::List(_))
        )
    }
}

impl FactKind {
    /// The attribute of this name: by its full name, else by a declared beginning like `f.`.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<&AttrKind> {
        self.attrs.get(name).or_else(|| {
            let (beginning, rest) = name.split_once('.')?;
            self.attrs.get(&format!("{beginning}.")).filter(|_| !rest.is_empty())
        })
    }

    /// The attribute by which facts of this kind are looked up.
    #[must_use]
    pub fn leading(&self) -> Option<&str> {
        self.leading.as_deref()
    }

    /// Names of all declared attributes; one that ends in a dot is a beginning.
    pub fn attr_names(&self) -> impl Iterator<Item = &str> {
        self.attrs.keys().map(String::as_str)
    }
}

impl AttrKind {
    /// Why `value` cannot stand here; `None` if it can.
    #[must_use]
    pub fn misfit(&self, value: &Value) -> Option<String> {
        if !self.holds.fits(value) {
            let wanted = Holds::ALL.into_iter().find(|(_, holds)| *holds == self.holds);
            let wanted = wanted.map_or("any", |(name, _)| name);
            return Some(format!("“{}”不是{wanted}类型", value.to_chinese()));
        }
        if self.words.is_empty() {
            return None;
        }
        value
            .members()
            .iter()
            .filter_map(Value::as_text)
            .find(|word| !self.words.contains_key(*word))
            .map(|word| format!("“{word}”不在词表内"))
    }

    /// The Chinese name of a value, or the value itself.
    #[must_use]
    pub fn to_chinese(&self, value: &Value) -> String {
        let named = |member: &Value| {
            let word = member.as_text().and_then(|word| self.words.get(word));
            word.cloned().unwrap_or_else(|| member.to_chinese())
        };
        value.members().iter().map(named).collect::<Vec<_>>().join("、")
    }
}

impl Vocabulary {
    /// The kind of fact of this name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&FactKind> {
        self.facts.get(name)
    }

    /// The names of all kinds of fact.
    pub fn fact_names(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(String::as_str)
    }

    /// Acts that rules can block, with their Chinese names.
    #[must_use]
    pub const fn acts(&self) -> &BTreeMap<String, String> {
        &self.acts
    }

    /// The words of a list with their Chinese names, e.g. `sector`; empty if there is no such list.
    #[must_use]
    pub fn word_list(&self, name: &str) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        self.word_lists.get(name).unwrap_or(&NONE)
    }

    /// What in a fact the vocabulary does not know, one sentence each.
    #[must_use]
    pub fn misfits(&self, fact: &Fact) -> Vec<String> {
        let Some(kind) = self.fact(&fact.name) else {
            return vec![format!("没有“{}”这种事实", fact.name)];
        };
        fact.attrs
            .iter()
            .filter_map(|(name, value)| match kind.attr(name) {
                None => Some(format!("事实“{}”没有属性“{name}”", fact.name)),
                Some(attr) => {
                    attr.misfit(value).map(|why| format!("“{}”的“{name}”：{why}", fact.name))
                }
            })
            .collect()
    }

    pub(crate) fn read(file: &str, text: &str) -> (Self, Defects) {
        let mut defects = Defects::of(file);
        let mut document = parse(text, &mut defects);
        let word_lists = read_word_lists(&mut document, &mut defects);
        let acts = document
            .table("acts", &mut defects)
            .map(|table| read_words(table, &mut defects))
            .unwrap_or_default();
        let mut facts = BTreeMap::new();
        for mut entry in document.tables("fact", &mut defects) {
            let name = entry.need_text("name", &mut defects);
            let line = entry.line();
            let kind = read_fact(entry, &word_lists, &mut defects);
            if facts.insert(name.clone(), kind).is_some() {
                defects.add(line, format!("事实“{name}”写了两次"), "删去一个");
            }
        }
        document.finish(&mut defects);
        (Self { acts, facts, word_lists }, defects)
    }
}

type WordLists = BTreeMap<String, BTreeMap<String, String>>;

fn read_word_lists(document: &mut Table, defects: &mut Defects) -> WordLists {
    let mut lists = WordLists::new();
    for mut list in document.tables("words", defects) {
        let name = list.need_text("name", defects);
        let words = list.table("list", defects).map(|words| read_words(words, defects));
        list.finish(defects);
        lists.insert(name, words.unwrap_or_default());
    }
    lists
}

fn read_words(mut table: Table, defects: &mut Defects) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for (word, line, node) in table.take_rest() {
        if let Tree::Text(label) = node.tree {
            words.insert(word, label);
        } else {
            let what = format!("“{word}”应为文字，写成了{}", node.tree.name());
            defects.add(line, what, "写它的中文名称");
        }
    }
    words
}

fn read_fact(mut table: Table, lists: &WordLists, defects: &mut Defects) -> FactKind {
    let label = table.need_text("label", defects);
    let mut attrs = BTreeMap::new();
    for mut entry in table.tables("attr", defects) {
        let name = entry.need_text("name", defects);
        let label = entry.need_text("label", defects);
        let line = entry.line();
        let holds = entry.need_text("type", defects);
        let holds = Holds::parse(&holds).unwrap_or_else(|| {
            let fix = "用text、int、bool、time、date、list或者any";
            defects.add(line, format!("没有“{holds}”这种类型"), fix);
            Holds::Any
        });
        let words = entry.text("words", defects).map(|list| {
            lists.get(&list).cloned().unwrap_or_else(|| {
                defects.add(line, format!("没有“{list}”这个词表"), "补写[[words]]");
                BTreeMap::new()
            })
        });
        let names = entry.texts("names", defects);
        entry.finish(defects);
        let attr = AttrKind { label, holds, words: words.unwrap_or_default() };
        if names.is_empty() {
            attrs.insert(name, attr);
        } else {
            for (rest, _) in names {
                attrs.insert(format!("{name}{rest}"), attr.clone());
            }
        }
    }
    let phrase = table.text("phrase", defects);
    let leading = table.text("leading", defects);
    if let Some(name) = leading.as_ref().filter(|name| !attrs.contains_key(*name)) {
        let fix = "写它的一个属性";
        defects.add(table.line(), format!("没有“{name}”这个主属性"), fix);
    }
    table.finish(defects);
    FactKind { label, phrase, leading, attrs }
}
