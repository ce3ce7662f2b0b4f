//! A rule of law as data: what sets it off, what it wants, what it says when that is missing.

mod message;
mod shape;

use std::sync::Arc;

use terms::{ActKind, Article, Date, Procedure, Severity};

use crate::fact::{About, Matter, Sphere};
use crate::finding::{Lapse, Verification};
use crate::read::Table;
use crate::selector::Selector;

pub(crate) use message::{Message, Words};
pub(crate) use shape::{
    Accrual, Aspect, Check, Clock, Coverage, Extension, NoOverlap, Order, Persons, Required,
    Separation, Shape, Suspension, Test, ValueCheck, Waiting,
};

/// One rule of a pack.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Unique id, e.g. `QGC-22-01`.
    pub id: String,
    /// The pack it belongs to: `id@version`.
    pub pack: String,
    /// Where it stands in the law.
    pub article: Article,
    /// Short Chinese title.
    pub title: String,
    /// What the law says, quoted or summed up.
    pub quote: String,
    /// How grave it is while unmet.
    pub severity: Severity,
    /// How well it was checked against the law.
    pub verified: Verification,
    /// Kinds of matter it speaks of.
    pub of: Vec<Sphere>,
    /// Kinds of act it applies to; without meaning for an agency.
    pub applies_to: Vec<ActKind>,
    /// Procedures it applies to; empty if to any.
    pub procedures: Vec<Procedure>,
    /// Acts that may not be done while it is unmet.
    pub blocks: Vec<String>,
    /// When the law excuses it, in Chinese.
    pub exemption: Option<String>,
    /// Judged only where an agency chose it, see [`crate::ChoiceOption::adds`].
    pub is_optional: bool,
    /// First day on which cases fall under it.
    pub effective_from: Option<Date>,
    /// First day on which cases no longer do.
    pub effective_until: Option<Date>,
    /// File and line where it is written.
    pub written_at: (String, u32),
    pub(crate) message: Message,
    /// All of these must exist, else the rule does not apply.
    pub(crate) given: Vec<Selector>,
    /// At least one of these must exist, else the rule does not apply.
    pub(crate) given_any: Vec<Selector>,
    /// If one of these exists the rule does not apply.
    pub(crate) unless: Vec<Selector>,
    /// If one of these exists an unmet rule counts as explained.
    pub(crate) explained_by: Vec<Selector>,
    /// Chinese reason why it does not apply while nothing set it off.
    pub(crate) otherwise: Option<String>,
    pub(crate) shape: Shape,
    /// The entry as the file has it, to be compared with another.
    pub(crate) written: Arc<Table>,
}

/// The same entry of the same version of a pack.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.pack, &self.written_at) == (&other.id, &other.pack, &other.written_at)
    }
}

impl Eq for Rule {}

impl Rule {
    /// The word packs use for its shape, e.g. `clock`.
    #[must_use]
    pub const fn shape_name(&self) -> &'static str {
        self.shape.name()
    }

    /// The sentence shown while it is unmet, with its placeholders.
    #[must_use]
    pub fn message(&self) -> &str {
        self.message.source()
    }

    /// It speaks of this kind of matter, act and procedure.
    #[must_use]
    pub fn applies_to(&self, matter: &Matter) -> bool {
        self.of.contains(&matter.about.sphere())
            && match matter.about {
                About::Agency => true,
                About::Case { act, procedure } => {
                    self.applies_to.contains(&act)
                        && (self.procedures.is_empty()
                            || procedure.is_some_and(|p| self.procedures.contains(&p)))
                }
            }
    }

    /// It is a clock that a fact of this name stops.
    #[must_use]
    pub fn stops_at(&self, fact: &str) -> bool {
        let Shape::Clock(clock) = &self.shape else { return false };
        clock.stop.iter().any(|selector| selector.fact == fact)
    }

    /// What the law does by itself when this clock runs out unmet.
    #[must_use]
    pub const fn lapse(&self) -> Option<Lapse> {
        match &self.shape {
            Shape::Clock(clock) => clock.lapse,
            Shape::RequiredRecord(_)
            | Shape::Gate(_)
            | Shape::Order(_)
            | Shape::Waiting(_)
            | Shape::Coverage(_)
            | Shape::Separation(_)
            | Shape::ValueCheck(_)
            | Shape::NoOverlap(_)
            | Shape::Accrual(_) => None,
        }
    }

    /// It is law on this day.
    #[must_use]
    pub fn in_force_on(&self, day: Date) -> bool {
        self.effective_from.is_none_or(|from| from <= day)
            && self.effective_until.is_none_or(|until| day < until)
    }
}
