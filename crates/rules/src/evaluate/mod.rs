//! Judges one rule against the facts of a matter.

mod check;
mod clock;
mod cover;
mod persons;
mod present;

use terms::Timestamp;

use crate::calendar::Calendar;
use crate::fact::{Fact, Matter};
use crate::finding::{Due, Finding, Standing};
use crate::reading::Reading;
use crate::rule::{Rule, Shape, Waiting, Words};
use crate::selector::{Facts, Selector, one_a_subject};
use crate::vocabulary::Vocabulary;

pub(crate) use cover::cover_of;

/// What rules are judged against.
pub(crate) struct Context<'a> {
    pub(crate) matter: &'a Matter,
    pub(crate) facts: Facts<'a>,
    pub(crate) calendar: &'a Calendar,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) reading: &'a Reading,
}

/// What a shape says about one subject.
pub(crate) struct Verdict {
    standing: Standing,
    due: Option<Due>,
    /// Values for the placeholders of the message.
    words: Vec<(&'static str, String)>,
}

impl Verdict {
    fn met(by: Vec<String>, at: Timestamp) -> Self {
        Self { standing: Standing::Met { by, at }, due: None, words: Vec::new() }
    }

    /// Met by these facts; `None` if there are none.
    fn met_by(facts: &[&Fact]) -> Option<Self> {
        let at = facts.iter().map(|fact| fact.at).max()?;
        let mut by: Vec<String> = facts.iter().map(|fact| fact.subject.clone()).collect();
        by.sort_unstable();
        by.dedup();
        Some(Self::met(by, at))
    }

    const fn open() -> Self {
        Self { standing: Standing::Open, due: None, words: Vec::new() }
    }

    fn not_applicable(reason: impl Into<String>) -> Self {
        let standing = Standing::NotApplicable { reason: reason.into() };
        Self { standing, due: None, words: Vec::new() }
    }

    fn explained(facts: &[&Fact]) -> Self {
        let mut by: Vec<String> = facts.iter().map(|fact| fact.subject.clone()).collect();
        by.sort_unstable();
        by.dedup();
        Self { standing: Standing::Explained { by }, due: None, words: Vec::new() }
    }

    fn word(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.words.push((name, value.into()));
        self
    }
}

/// All findings of one rule, in the order in which their subjects came up.
pub(crate) fn evaluate(rule: &Rule, context: &Context<'_>) -> Vec<Finding> {
    if is_only_asked(&rule.shape) {
        return Vec::new();
    }
    let Some(trigger) = rule.shape.trigger() else {
        return vec![finding(rule, context, None)];
    };
    let anchors = one_a_subject(trigger.find(&context.facts, None));
    if !anchors.is_empty() {
        return anchors.into_iter().map(|anchor| finding(rule, context, Some(anchor))).collect();
    }
    if is_wanted_beforehand(rule) {
        return vec![finding(rule, context, None)];
    }
    let reason = nothing_happened(rule, trigger);
    vec![written(rule, context, None, Verdict::not_applicable(reason))]
}

/// Whether the rule stands in the way of an act that is still to come.
///
/// For an order this asks whether what must come first is there, whatever happened before.
/// A waiting period stands in the way until it is over at `at`.
pub(crate) fn in_the_way(
    rule: &Rule,
    context: &Context<'_>,
    at: Option<Timestamp>,
) -> Vec<Finding> {
    match &rule.shape {
        Shape::Order(_) => vec![finding(rule, context, None)].into_iter().filter(is_open).collect(),
        Shape::Waiting(shape) => at.map(|at| awaited(rule, shape, context, at)).unwrap_or_default(),
        Shape::RequiredRecord(_)
        | Shape::Gate(_)
        | Shape::Clock(_)
        | Shape::Coverage(_)
        | Shape::Separation(_)
        | Shape::ValueCheck(_)
        | Shape::NoOverlap(_)
        | Shape::Accrual(_) => evaluate(rule, context).into_iter().filter(is_open).collect(),
    }
}

/// Waiting periods that are not over at `at`, each told as what stands in the way.
fn awaited(rule: &Rule, shape: &Waiting, context: &Context<'_>, at: Timestamp) -> Vec<Finding> {
    let anchors = one_a_subject(shape.from.find(&context.facts, None)).into_iter();
    let applies = anchors.filter(|anchor| excused(rule, context, Some(anchor)).is_none());
    let found = applies.filter_map(|anchor| {
        let verdict = clock::waiting(shape, context, anchor);
        let is_over = verdict.due.as_ref().is_none_or(|due| due.is_past(at));
        let open = Verdict { standing: Standing::Open, ..verdict };
        (!is_over).then(|| written(rule, context, Some(anchor), open))
    });
    found.collect()
}

const fn is_open(finding: &Finding) -> bool {
    !finding.is_settled()
}

/// A clock that nothing starts, or a sum: they answer questions and find nothing.
const fn is_only_asked(shape: &Shape) -> bool {
    match shape {
        Shape::Clock(clock) => clock.from.is_none(),
        Shape::Accrual(_) => true,
        Shape::RequiredRecord(_)
        | Shape::Gate(_)
        | Shape::Order(_)
        | Shape::Waiting(_)
        | Shape::Coverage(_)
        | Shape::Separation(_)
        | Shape::ValueCheck(_)
        | Shape::NoOverlap(_) => false,
    }
}

/// What must come before an act is shown as a duty before the act happens.
fn is_wanted_beforehand(rule: &Rule) -> bool {
    match &rule.shape {
        Shape::Order(order) => {
            !rule.blocks.is_empty() && order.first.iter().all(|first| first.ties.is_empty())
        }
        Shape::RequiredRecord(_)
        | Shape::Gate(_)
        | Shape::Clock(_)
        | Shape::Waiting(_)
        | Shape::Coverage(_)
        | Shape::Separation(_)
        | Shape::ValueCheck(_)
        | Shape::NoOverlap(_)
        | Shape::Accrual(_) => false,
    }
}

fn nothing_happened(rule: &Rule, trigger: &Selector) -> String {
    rule.otherwise.clone().unwrap_or_else(|| format!("未发生：{}", trigger.label))
}

fn finding(rule: &Rule, context: &Context<'_>, anchor: Option<&Fact>) -> Finding {
    let verdict = excused(rule, context, anchor).unwrap_or_else(|| {
        let verdict = judge(rule, context, anchor);
        if verdict.standing == Standing::Open {
            explained(rule, context, anchor).unwrap_or(verdict)
        } else {
            verdict
        }
    });
    written(rule, context, anchor, verdict)
}

fn judge(rule: &Rule, context: &Context<'_>, anchor: Option<&Fact>) -> Verdict {
    match (&rule.shape, anchor) {
        (Shape::RequiredRecord(shape) | Shape::Gate(shape), _) => {
            present::required(shape, context, anchor)
        }
        (Shape::Order(shape), _) => present::order(shape, context, anchor),
        (Shape::Separation(shape), _) => persons::separation(shape, context),
        (Shape::NoOverlap(shape), _) => persons::no_overlap(shape, context),
        (Shape::Clock(shape), Some(anchor)) => clock::clock(&rule.id, shape, context, anchor),
        (Shape::Waiting(shape), Some(anchor)) => clock::waiting(shape, context, anchor),
        (Shape::Coverage(shape), Some(anchor)) => cover::coverage(shape, context, anchor),
        (Shape::ValueCheck(shape), Some(anchor)) => check::value_check(shape, context, anchor),
        (
            Shape::Clock(_)
            | Shape::Waiting(_)
            | Shape::Coverage(_)
            | Shape::ValueCheck(_)
            | Shape::Accrual(_),
            _,
        ) => Verdict::not_applicable("未发生"),
    }
}

/// Why the rule does not apply here, if it does not.
fn excused(rule: &Rule, context: &Context<'_>, anchor: Option<&Fact>) -> Option<Verdict> {
    let exists = |selector: &&Selector| selector.exists(&context.facts, anchor);
    let reason = |selector: &Selector| {
        selector.because.clone().unwrap_or_else(|| format!("没有{}", selector.label))
    };
    if let Some(excuse) = rule.unless.iter().find(exists) {
        return Some(Verdict::not_applicable(reason(excuse)));
    }
    if let Some(missing) = rule.given.iter().find(|selector| !exists(selector)) {
        return Some(Verdict::not_applicable(reason(missing)));
    }
    let first = rule.given_any.first()?;
    if rule.given_any.iter().any(|selector| exists(&selector)) {
        return None;
    }
    Some(Verdict::not_applicable(rule.otherwise.clone().unwrap_or_else(|| reason(first))))
}

fn explained(rule: &Rule, context: &Context<'_>, anchor: Option<&Fact>) -> Option<Verdict> {
    let found: Vec<&Fact> =
        rule.explained_by.iter().flat_map(|s| s.find(&context.facts, anchor)).collect();
    (!found.is_empty()).then(|| Verdict::explained(&found))
}

fn written(rule: &Rule, context: &Context<'_>, anchor: Option<&Fact>, verdict: Verdict) -> Finding {
    let subject = anchor.map_or(&context.matter.subject, |anchor| &anchor.subject);
    Finding {
        rule: rule.id.clone(),
        pack: rule.pack.clone(),
        subject: subject.clone(),
        article: rule.article.clone(),
        severity: rule.severity,
        message: sentence(rule, context, anchor, &verdict),
        standing: verdict.standing,
        due: verdict.due,
        lapse: rule.lapse(),
        title: rule.title.clone(),
        verified: rule.verified,
        blocks: rule.blocks.clone(),
    }
}

fn sentence(
    rule: &Rule,
    context: &Context<'_>,
    anchor: Option<&Fact>,
    verdict: &Verdict,
) -> String {
    match &verdict.standing {
        Standing::Open => {
            let mut words = anchor.map(|anchor| attr_words(rule, context, anchor));
            let words = words.get_or_insert_default();
            words.extend(verdict.words.iter().map(|(k, v)| ((*k).to_owned(), v.clone())));
            rule.message.render(words)
        }
        Standing::Met { at, .. } => {
            let late = verdict.due.as_ref().is_some_and(|due| due.late == Some(true));
            let late = if late { "，已超过期限" } else { "" };
            format!("{}：{}已完成{late}。", rule.title, at.to_chinese_minute())
        }
        Standing::NotApplicable { reason } => format!("{}：不适用，{reason}。", rule.title),
        Standing::Explained { .. } => format!("{}：未记录部分已说明原因。", rule.title),
    }
}

/// The attributes of the fact that set the rule off, as far as the message asks for them.
fn attr_words(rule: &Rule, context: &Context<'_>, anchor: &Fact) -> Words {
    let kind = context.vocabulary.fact(&anchor.name);
    rule.message
        .placeholders()
        .filter_map(|name| {
            let value = anchor.attrs.get(name)?;
            let label = kind.and_then(|kind| kind.attr(name));
            let text = label.map_or_else(|| value.to_chinese(), |attr| attr.to_chinese(value));
            Some((name.to_owned(), text))
        })
        .collect()
}
