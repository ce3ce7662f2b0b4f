//! Time limits and waiting periods.

use super::{Context, Verdict};
use crate::count::{Counted, Length, Limits, Origin, Pause, count};
use crate::fact::{Fact, Value};
use crate::finding::{Due, Limit, Standing};
use crate::internal::internal_of;
use crate::rule::{Clock, Suspension, Waiting};

pub(super) fn clock(rule: &str, shape: &Clock, context: &Context<'_>, anchor: &Fact) -> Verdict {
    let from = match (&shape.when, &shape.from) {
        (Some(_), Some(from)) => from.first(&context.facts, Some(anchor)),
        _ => Some(anchor),
    };
    let Some(from) = from else {
        return stopped(shape, context, anchor, None, None)
            .unwrap_or_else(|| Verdict::open().word("due", "（期限尚未起算）"));
    };
    let origin = match &shape.from_attr {
        None => Origin::instant(from.at),
        Some(attr) => match from.attrs.get(attr).and_then(origin_of) {
            Some(origin) => origin,
            None if shape.or_at => Origin::instant(from.at),
            None => return Verdict::not_applicable(format!("没有写明{}", shape.start)),
        },
    };
    let due = due_of(rule, shape, context, anchor, origin);
    if shape.stop.is_empty() {
        let met = Verdict::met(vec![from.subject.clone()], from.at);
        return Verdict { due, ..met };
    }
    stopped(shape, context, anchor, Some(origin), due.clone()).unwrap_or_else(|| match due {
        None => Verdict::open().word("due", "（期间中止）"),
        due => Verdict { due, ..Verdict::open() },
    })
}

/// The verdict if something met the clock.
fn stopped(
    shape: &Clock,
    context: &Context<'_>,
    anchor: &Fact,
    origin: Option<Origin>,
    due: Option<Due>,
) -> Option<Verdict> {
    let not_before = origin.filter(|_| !shape.stop_early).map(|origin| origin.at);
    let mut stops: Vec<&Fact> = shape
        .stop
        .iter()
        .flat_map(|stop| stop.find(&context.facts, Some(anchor)))
        .filter(|fact| not_before.is_none_or(|earliest| fact.at >= earliest))
        .collect();
    stops.sort_unstable();
    let stop = if shape.stop_with_last { stops.last() } else { stops.first() }?;
    let mut verdict = Verdict::met(vec![stop.subject.clone()], stop.at);
    verdict.due = due.map(|due| Due { late: Some(due.binding && due.is_past(stop.at)), ..due });
    Some(verdict)
}

/// When the clock runs out; `None` while it is paused.
fn due_of(
    rule: &str,
    shape: &Clock,
    context: &Context<'_>,
    anchor: &Fact,
    origin: Origin,
) -> Option<Due> {
    let strict = context.reading.is_strict(rule, shape.strict);
    let (pauses, open_since) = pauses_of(shape, context, anchor);
    let mut extensions: Vec<Length> = Vec::new();
    let counted_with = |extensions: &[Length]| {
        let limits = Limits { extensions, pauses: &pauses, ..limits_of(shape, strict) };
        count(origin, &limits, context.calendar)
    };
    let mut counted = counted_with(&extensions);
    for extension in &shape.extend {
        let most = usize::try_from(extension.most).unwrap_or(usize::MAX);
        for by in extension.by.find(&context.facts, Some(anchor)).into_iter().take(most) {
            // Given after the end it prolongs nothing.
            if by.at >= origin.at && by.at < last_instant(&counted) {
                extensions.push(extension.within);
                counted = counted_with(&extensions);
            }
        }
    }
    if open_since.is_some_and(|since| since.at < last_instant(&counted)) {
        return None;
    }
    if shape.strict && context.reading.is_lenient(rule) {
        counted.trace.push("机关已书面选定末日遇休息日顺延".to_owned());
    }
    let mut due = due_from(counted, shape.binding, origin);
    due.internal = context.reading.internal(rule).filter(|_| shape.binding).and_then(|own| {
        let limits =
            Limits { extensions: &extensions, pauses: &pauses, ..limits_of(shape, strict) };
        let lawful = Limit { due_on: due.due_on, due_at: due.due_at };
        internal_of(own, shape, (origin, &limits), lawful, context.calendar)
    });
    if !pauses.is_empty() || !extensions.is_empty() {
        let plain = count(origin, &limits_of(shape, strict), context.calendar).limit;
        due.statutory = Some(plain).filter(|plain| plain.due_at != due.due_at);
    }
    Some(due)
}

fn limits_of(shape: &Clock, strict: bool) -> Limits<'static> {
    Limits {
        within: shape.within,
        extensions: &[],
        backwards: shape.backwards,
        roll: shape.roll,
        strict,
        pauses: &[],
    }
}

fn last_instant(counted: &Counted) -> terms::Timestamp {
    counted.lenient.map_or(counted.limit.due_at, |lenient| lenient.due_at)
}

/// Pauses that ended, and the start of one that did not.
fn pauses_of<'m>(
    shape: &Clock,
    context: &Context<'m>,
    anchor: &Fact,
) -> (Vec<Pause>, Option<&'m Fact>) {
    let mut pauses = Vec::new();
    let mut open_since = None;
    for suspension in &shape.pause {
        match suspension {
            Suspension::Between { start, end } => {
                let ends = end.find(&context.facts, Some(anchor));
                for start in start.find(&context.facts, Some(anchor)) {
                    let Some(end) = ends.iter().find(|end| end.at >= start.at) else {
                        open_since = open_since.or(Some(start));
                        continue;
                    };
                    pauses.push(Pause { from: start.at.date(), until: end.at.date() });
                }
            }
            Suspension::Stated { by, from_attr, until_attr } => {
                for fact in by.find(&context.facts, Some(anchor)) {
                    let day = |attr: &str| fact.attrs.get(attr).and_then(Value::as_date);
                    if let (Some(from), Some(until)) = (day(from_attr), day(until_attr)) {
                        pauses.push(Pause { from, until: until.plus_days(1) });
                    }
                }
            }
        }
    }
    (pauses, open_since)
}

pub(super) fn waiting(shape: &Waiting, context: &Context<'_>, anchor: &Fact) -> Verdict {
    let limits = Limits {
        within: shape.within,
        extensions: &[],
        backwards: false,
        roll: shape.roll,
        strict: false,
        pauses: &[],
    };
    let origin = Origin::instant(anchor.at);
    let due = due_from(count(origin, &limits, context.calendar), false, origin);
    let then = shape.then.find(&context.facts, Some(anchor));
    let mut verdict = match then.iter().find(|then| then.at >= anchor.at) {
        Some(then) if due.is_past(then.at) => Verdict::met(vec![then.subject.clone()], then.at),
        Some(_) => Verdict::open(),
        None => Verdict::not_applicable(format!(
            "{}，{}届满前须等待",
            shape.start,
            due_to_chinese(&due)
        )),
    };
    if let Standing::Met { at, .. } = &verdict.standing {
        verdict.due = Some(Due { late: Some(!due.is_past(*at)), ..due });
    } else {
        verdict.due = Some(due);
    }
    verdict
}

fn due_from(counted: Counted, binding: bool, origin: Origin) -> Due {
    Due {
        due_on: counted.limit.due_on,
        due_at: counted.limit.due_at,
        lenient: counted.lenient,
        from_on: origin.at.date(),
        statutory: None,
        internal: None,
        estimated: counted.estimated,
        trace: counted.trace,
        late: None,
        binding,
    }
}

pub(super) fn due_to_chinese(due: &Due) -> String {
    let estimated = if due.estimated { "（预估）" } else { "" };
    match due.due_on {
        Some(day) => format!("{}{estimated}", day.to_chinese()),
        None => due.due_at.to_chinese_minute(),
    }
}

/// A civil day starts as a day, an instant as an instant.
fn origin_of(value: &Value) -> Option<Origin> {
    match value.as_time() {
        Some(at) => Some(Origin::instant(at)),
        None => value.as_date().map(Origin::day),
    }
}
