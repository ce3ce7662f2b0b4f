//! Which of the rules speak in a place, and how an agency reads where the law leaves a choice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use terms::Date;

use crate::book::RuleBook;
use crate::internal::{INTERNAL_LIMIT, InternalLimit};
use crate::pack::{Pack, Replacement};
use crate::rule::Rule;

/// Where an agency is and what it does. The default is a place of which nothing is known: there
/// only law that holds everywhere speaks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Code of GB/T 2260, e.g. `440106`; empty if unknown.
    pub region: String,
    /// Sectors by the words of the vocabulary, e.g. `market_regulation`.
    pub sectors: BTreeSet<String>,
}

/// A point on which the law is doubtful or contradicts itself, and an agency decides in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Unique id, e.g. `seizure-on-a-holiday`.
    pub id: String,
    /// Short Chinese title.
    pub title: String,
    /// What is to be decided, in Chinese.
    pub question: String,
    /// The rules it is about.
    pub rules: Vec<String>,
    /// What can be chosen; one of them holds until somebody chooses.
    pub options: Vec<ChoiceOption>,
    /// File and line where it is written.
    pub written_at: (String, u32),
}

/// One answer to a [`Choice`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceOption {
    /// Id inside its choice.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// It holds while nobody has chosen.
    pub is_default: bool,
    /// Rules that are then not judged.
    pub drops: Vec<String>,
    /// Optional rules that are then judged.
    pub adds: Vec<String>,
    /// Clocks whose last day then moves behind days off, without doubt.
    pub lenient: Vec<String>,
    /// Clocks whose unmoved last day then binds, the moved one being told beside it.
    pub strict: Vec<String>,
}

impl Choice {
    /// The option that was chosen, else the one that holds until somebody chooses.
    #[must_use]
    pub fn option(&self, chosen: Option<&str>) -> Option<&ChoiceOption> {
        let by_id = chosen.and_then(|id| self.options.iter().find(|option| option.id == id));
        by_id.or_else(|| self.options.iter().find(|option| option.is_default))
    }
}

/// Two laws that say different things about the same matter, and which of them steps back.
#[derive(Debug, Clone, Copy)]
pub struct Conflict<'b> {
    /// The pack whose law goes before, where it holds.
    pub pack: &'b Pack,
    /// The rule that is then not judged.
    pub rule: &'b str,
    /// The rules that stand in its place.
    pub by: &'b [String],
    /// Why, in Chinese.
    pub because: &'b str,
}

/// The rules as they speak in one place by one agency's written choices. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading(Arc<Heard>);

#[derive(Debug, PartialEq, Eq, Default)]
struct Heard {
    /// Packs (`id@version`) that do not hold here.
    elsewhere: BTreeSet<String>,
    /// Rules that a choice has dropped.
    dropped: BTreeSet<String>,
    /// Optional rules that a choice has brought in.
    added: BTreeSet<String>,
    /// Rule → the rules in its place.
    replaced: BTreeMap<String, Vec<String>>,
    lenient: BTreeSet<String>,
    strict: BTreeSet<String>,
    /// Rule → the agency's own, stricter limit.
    internal: BTreeMap<String, InternalLimit>,
}

impl Reading {
    pub(crate) fn of(
        packs: &[Pack],
        choices: &[Choice],
        place: &Place,
        chosen: &BTreeMap<String, String>,
    ) -> Self {
        let mut heard = Heard::default();
        for pack in packs {
            if pack.holds_in(place) {
                for Replacement { rule, by, .. } in &pack.replaces {
                    heard.replaced.entry(rule.clone()).or_default().extend(by.iter().cloned());
                }
            } else {
                heard.elsewhere.insert(pack.tag());
            }
        }
        for choice in choices {
            let made = chosen.get(&choice.id).map(String::as_str);
            let Some(option) = choice.option(made) else { continue };
            heard.dropped.extend(option.drops.iter().cloned());
            heard.added.extend(option.adds.iter().cloned());
            heard.lenient.extend(option.lenient.iter().cloned());
            heard.strict.extend(option.strict.iter().cloned());
        }
        let of_rule = |(choice, option): (&String, &String)| {
            Some((choice.strip_prefix(INTERNAL_LIMIT)?.to_owned(), option.parse().ok()?))
        };
        heard.internal = chosen.iter().filter_map(of_rule).collect();
        Self(Arc::new(heard))
    }

    /// Whether the last day of this clock is counted strictly; `written` is what its pack says.
    pub(crate) fn is_strict(&self, rule: &str, written: bool) -> bool {
        (written || self.0.strict.contains(rule)) && !self.is_lenient(rule)
    }

    /// The agency's own limit for this clock, if it chose one.
    pub(crate) fn internal(&self, rule: &str) -> Option<InternalLimit> {
        self.0.internal.get(rule).copied()
    }

    /// Whether an agency chose that the last day of this clock moves behind days off.
    pub(crate) fn is_lenient(&self, rule: &str) -> bool {
        self.0.lenient.contains(rule)
    }
}

impl RuleBook {
    /// How the law is read in `place` by an agency that chose `chosen` (choice → option).
    ///
    /// A choice nobody made, or made by a word that is no option, is read by its default.
    #[must_use]
    pub fn reading(&self, place: &Place, chosen: &BTreeMap<String, String>) -> Reading {
        Reading::of(self.packs(), self.choices(), place, chosen)
    }

    /// The rules that speak by a reading on a day; `None`: those that have not been repealed.
    pub fn rules_by<'a>(
        &'a self,
        reading: &'a Reading,
        day: Option<Date>,
    ) -> impl Iterator<Item = &'a Rule> {
        self.rules().filter(move |rule| self.speaks(rule, reading, day))
    }

    pub(crate) fn speaks(&self, rule: &Rule, reading: &Reading, day: Option<Date>) -> bool {
        let heard = &reading.0;
        let is_law =
            |rule: &Rule| day.map_or(rule.effective_until.is_none(), |day| rule.in_force_on(day));
        // A rule steps back only for one that is law on that day.
        let steps_back = || {
            let others = heard.replaced.get(&rule.id).into_iter().flatten();
            others.flat_map(|other| self.versions(other)).any(is_law)
        };
        is_law(rule)
            && !heard.elsewhere.contains(&rule.pack)
            && (!rule.is_optional || heard.added.contains(&rule.id))
            && !heard.dropped.contains(&rule.id)
            && !steps_back()
    }

    /// Every rule that steps back for another where the other's pack holds.
    pub fn conflicts(&self) -> impl Iterator<Item = Conflict<'_>> {
        self.packs().iter().flat_map(|pack| {
            pack.replaces.iter().map(move |replacement| Conflict {
                pack,
                rule: &replacement.rule,
                by: &replacement.by,
                because: &replacement.because,
            })
        })
    }

    /// The choices that matter in a place: every rule they are about is law there.
    pub fn choices_in<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = &'a Choice> {
        let holds = move |rule: &Rule| {
            let pack = self.packs().iter().find(|pack| pack.tag() == rule.pack);
            pack.is_some_and(|pack| pack.holds_in(place))
        };
        self.choices()
            .iter()
            .filter(move |choice| choice.rules.iter().all(|id| self.versions(id).any(holds)))
    }
}

impl Pack {
    /// It is law in this place.
    #[must_use]
    pub fn holds_in(&self, place: &Place) -> bool {
        (self.regions.is_empty()
            || self.regions.iter().any(|region| place.region.starts_with(region.as_str())))
            && (self.sectors.is_empty()
                || self.sectors.iter().any(|sector| place.sectors.contains(sector)))
    }
}
