//! Picks facts: a name, wanted attributes, and how they hang together with another fact.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

use terms::{Date, Timestamp};

use crate::fact::{Fact, Matter, Value};
use crate::vocabulary::{FactKind, Vocabulary};

/// Facts of one name beyond which they are also looked up by subject. A case has few of each name,
/// an agency may have tens of thousands of looks.
const MANY: usize = 32;

/// Facts by name, each list in an order of its own that does not depend on how they came.
pub(crate) struct Facts<'m> {
    by_name: BTreeMap<&'m str, Named<'m>>,
}

/// The facts of one name.
#[derive(Default)]
struct Named<'m> {
    all: Vec<&'m Fact>,
    /// The same by their leading attribute, if the vocabulary names one.
    by_word: BTreeMap<&'m str, Vec<&'m Fact>>,
    /// The same by subject, made when it is first asked for.
    by_subject: OnceCell<BTreeMap<&'m str, Vec<&'m Fact>>>,
}

impl<'m> Facts<'m> {
    pub(crate) fn of(matter: &'m Matter, vocabulary: &Vocabulary) -> Self {
        let mut by_name: BTreeMap<&str, Named<'m>> = BTreeMap::new();
        for fact in &matter.facts {
            by_name.entry(&fact.name).or_default().all.push(fact);
        }
        for (name, named) in &mut by_name {
            named.all.sort_unstable();
            let Some(leading) = vocabulary.fact(name).and_then(FactKind::leading) else { continue };
            for fact in &named.all {
                if let Some(word) = fact.attrs.get(leading).and_then(Value::as_text) {
                    named.by_word.entry(word).or_default().push(fact);
                }
            }
        }
        Self { by_name }
    }

    /// Facts of a name, or those of them whose leading attribute has one of `words`.
    fn named(&self, name: &str, words: Option<&[String]>) -> Cow<'_, [&'m Fact]> {
        let Some(named) = self.by_name.get(name) else { return Cow::Borrowed(&[]) };
        let of_word =
            |word: &String| named.by_word.get(word.as_str()).map_or(&[][..], Vec::as_slice);
        match words {
            None => Cow::Borrowed(&named.all),
            Some([word]) => Cow::Borrowed(of_word(word)),
            Some(words) => {
                let mut facts: Vec<&Fact> = words.iter().flat_map(of_word).copied().collect();
                facts.sort_unstable();
                facts.dedup_by(|a, b| std::ptr::eq(*a, *b));
                Cow::Owned(facts)
            }
        }
    }
}

impl<'m> Facts<'m> {
    /// Facts of a name that have this subject; `None` where there are too few to look them up.
    fn of_subject(&self, name: &str, subject: &str) -> Option<&[&'m Fact]> {
        let named = self.by_name.get(name).filter(|named| named.all.len() > MANY)?;
        let by_subject = named.by_subject.get_or_init(|| {
            let mut by_subject: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
            for fact in &named.all {
                by_subject.entry(&fact.subject).or_default().push(fact);
            }
            by_subject
        });
        Some(by_subject.get(subject).map_or(&[], Vec::as_slice))
    }
}

/// Which facts a rule speaks of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selector {
    pub(crate) fact: String,
    /// Words of the leading attribute, if it asks for some: looked up instead of searched.
    pub(crate) words: Option<Vec<String>>,
    /// Attributes that must have one of these values.
    pub(crate) wanted: Vec<Filter>,
    /// Attributes that must not have any of these values.
    pub(crate) not: Vec<Filter>,
    /// Attributes that must be there and not blank.
    pub(crate) has: Vec<String>,
    /// Attributes that must not be there, or be blank.
    pub(crate) lacks: Vec<String>,
    /// How it belongs to the fact that set the rule off.
    pub(crate) ties: Vec<Tie>,
    pub(crate) pick: Pick,
    /// What the picked facts must say.
    pub(crate) is: Vec<Filter>,
    /// Other facts, at least one of which must exist beside it.
    pub(crate) with: Vec<Selector>,
    /// Other facts, none of which may exist beside it.
    pub(crate) without: Vec<Selector>,
    /// Chinese reason, where the selector decides that a rule does not apply.
    pub(crate) because: Option<String>,
    /// Chinese name of what it picks.
    pub(crate) label: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) attr: String,
    pub(crate) any_of: Vec<Value>,
}

/// `own` of the picked fact must equal `theirs` of the other.
#[derive(Debug, Clone)]
pub(crate) struct Tie {
    pub(crate) own: Key,
    pub(crate) theirs: Key,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    Subject,
    /// The civil day on which it happened.
    Day,
    Attr(String),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Pick {
    #[default]
    All,
    First,
    Last,
}

impl Selector {
    /// The facts it picks, earliest first. `anchor` is the fact that set the rule off.
    pub(crate) fn find<'m>(&self, facts: &Facts<'m>, anchor: Option<&Fact>) -> Vec<&'m Fact> {
        self.find_until(facts, anchor, None)
    }

    /// The same among facts that happened not later than `until`.
    pub(crate) fn find_until<'m>(
        &self,
        facts: &Facts<'m>,
        anchor: Option<&Fact>,
        until: Option<Timestamp>,
    ) -> Vec<&'m Fact> {
        let candidates = self.candidates(facts, anchor);
        let mut matching = candidates
            .iter()
            .copied()
            .filter(|fact| until.is_none_or(|until| fact.at <= until))
            .filter(|fact| self.matches(fact, facts, anchor));
        let says = |fact: &&Fact| self.is.iter().all(|filter| filter.accepts(fact));
        match self.pick {
            Pick::All => matching.filter(says).collect(),
            Pick::First => matching.take(1).filter(says).collect(),
            Pick::Last => matching.next_back().into_iter().filter(says).collect(),
        }
    }

    /// The earliest fact it picks, without gathering the others.
    pub(crate) fn first<'m>(&self, facts: &Facts<'m>, anchor: Option<&Fact>) -> Option<&'m Fact> {
        if self.pick != Pick::All {
            return self.find(facts, anchor).first().copied();
        }
        self.candidates(facts, anchor)
            .iter()
            .copied()
            .filter(|fact| self.matches(fact, facts, anchor))
            .find(|fact| self.is.iter().all(|filter| filter.accepts(fact)))
    }

    /// What [`Selector::find`] picks of one subject; `pick` is not asked.
    pub(crate) fn find_of<'m>(&self, facts: &Facts<'m>, subject: &str) -> Vec<&'m Fact> {
        let looked_up = facts.of_subject(&self.fact, subject).map(Cow::Borrowed);
        looked_up
            .unwrap_or_else(|| facts.named(&self.fact, self.words.as_deref()))
            .iter()
            .copied()
            .filter(|fact| fact.subject == subject && self.matches(fact, facts, None))
            .filter(|fact| self.is.iter().all(|filter| filter.accepts(fact)))
            .collect()
    }

    /// Facts among which all that it picks are found.
    fn candidates<'f, 'm>(
        &self,
        facts: &'f Facts<'m>,
        anchor: Option<&Fact>,
    ) -> Cow<'f, [&'m Fact]> {
        let tied = self.ties.iter().find(|tie| tie.own == Key::Subject);
        if let (Some(tie), Some(anchor)) = (tied, anchor)
            && let Some(subject) = tie.theirs.text(anchor)
            && let Some(looked_up) = facts.of_subject(&self.fact, subject)
        {
            return Cow::Borrowed(looked_up);
        }
        facts.named(&self.fact, self.words.as_deref())
    }

    pub(crate) fn exists(&self, facts: &Facts<'_>, anchor: Option<&Fact>) -> bool {
        self.first(facts, anchor).is_some()
    }

    fn matches(&self, fact: &Fact, facts: &Facts<'_>, anchor: Option<&Fact>) -> bool {
        let is_told = |attr: &String| fact.attrs.get(attr).is_some_and(|value| !value.is_blank());
        self.wanted.iter().all(|filter| filter.accepts(fact))
            && !self.not.iter().any(|filter| filter.accepts(fact))
            && self.has.iter().all(is_told)
            && !self.lacks.iter().any(is_told)
            && self.ties.iter().all(|tie| anchor.is_some_and(|other| tie.holds(fact, other)))
            && (self.with.is_empty() || self.with.iter().any(|s| s.exists(facts, Some(fact))))
            && !self.without.iter().any(|s| s.exists(facts, Some(fact)))
    }
}

impl Filter {
    fn accepts(&self, fact: &Fact) -> bool {
        fact.attrs
            .get(&self.attr)
            .is_some_and(|value| value.members().iter().any(|member| self.any_of.contains(member)))
    }
}

impl Tie {
    fn holds(&self, own: &Fact, theirs: &Fact) -> bool {
        self.own.read(own).meets(&self.theirs.read(theirs))
    }
}

/// What a key reads from a fact. Borrowed: ties are compared for every pair of facts.
enum Read<'a> {
    Text(&'a str),
    Day(Date),
    Values(&'a [Value]),
}

impl Read<'_> {
    /// They have a value in common.
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Day(a), Self::Day(b)) => a == b,
            (Self::Values(a), Self::Values(b)) => a.iter().any(|value| b.contains(value)),
            (Self::Values(values), Self::Text(text)) | (Self::Text(text), Self::Values(values)) => {
                values.iter().any(|value| value.as_text() == Some(*text))
            }
            (Self::Values(values), Self::Day(day)) | (Self::Day(day), Self::Values(values)) => {
                values.iter().any(|value| value.as_date() == Some(*day))
            }
            (Self::Text(_), Self::Day(_)) | (Self::Day(_), Self::Text(_)) => false,
        }
    }
}

impl Key {
    fn read<'a>(&self, fact: &'a Fact) -> Read<'a> {
        match self {
            Self::Subject => Read::Text(&fact.subject),
            Self::Day => Read::Day(fact.at.date()),
            Self::Attr(attr) => {
                Read::Values(fact.attrs.get(attr).map(Value::members).unwrap_or_default())
            }
        }
    }

    /// What it reads from a fact, if that is one text.
    fn text<'a>(&self, fact: &'a Fact) -> Option<&'a str> {
        match self {
            Self::Subject => Some(&fact.subject),
            Self::Day => None,
            Self::Attr(attr) => fact.attrs.get(attr).and_then(Value::as_text),
        }
    }

    pub(crate) fn parse(word: &str) -> Self {
        match word {
            "subject" => Self::Subject,
            "day" => Self::Day,
            attr => Self::Attr(attr.to_owned()),
        }
    }
}

/// Earliest fact of each subject, in order of time: what sets a rule off, once a subject.
pub(crate) fn one_a_subject(found: Vec<&Fact>) -> Vec<&Fact> {
    let mut subjects = std::collections::BTreeSet::new();
    found.into_iter().filter(|fact| subjects.insert(fact.subject.as_str())).collect()
}
