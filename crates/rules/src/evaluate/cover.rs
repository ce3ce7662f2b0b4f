//! Continuous recording from arrival to departure.

use terms::Span;

use super::{Context, Verdict};
use crate::coverage::{Cover, Explanation, Gap, GapPlace, Tolerance, cover};
use crate::fact::{Fact, Value};
use crate::rule::{Aspect, Coverage};
use crate::selector::Selector;

/// What is covered of the work that `anchor` began; `None` while it goes on.
pub(crate) fn cover_of(shape: &Coverage, context: &Context<'_>, anchor: &Fact) -> Option<Cover> {
    let until = shape.until.find(&context.facts, Some(anchor));
    let wanted = until.iter().find_map(|until| Span::new(anchor.at, until.at))?;
    let recorded = found(&shape.recorded, context, anchor);
    let recorded: Vec<Span> = recorded.into_iter().filter_map(span_of).collect();
    let explained: Vec<Explanation> = found(&shape.explained, context, anchor)
        .into_iter()
        .filter_map(|fact| {
            let text = |attr| fact.attrs.get(attr).and_then(Value::as_text).unwrap_or_default();
            let (cause, manner) = (text("cause").to_owned(), text("manner").to_owned());
            Some(Explanation { span: span_of(fact)?, cause, manner })
        })
        .collect();
    let tolerance =
        Tolerance { start_ms: shape.start_ms, end_ms: shape.end_ms, gap_ms: shape.gap_ms };
    Some(cover(&anchor.subject, wanted, &recorded, &explained, tolerance))
}

fn found<'a>(selectors: &[Selector], context: &Context<'a>, anchor: &Fact) -> Vec<&'a Fact> {
    selectors.iter().flat_map(|one| one.find(&context.facts, Some(anchor))).collect()
}

fn span_of(fact: &Fact) -> Option<Span> {
    let time = |attr| fact.attrs.get(attr).and_then(Value::as_time);
    Span::new(time("from")?, time("to")?)
}

pub(super) fn coverage(shape: &Coverage, context: &Context<'_>, anchor: &Fact) -> Verdict {
    let Some(cover) = cover_of(shape, context, anchor) else {
        return Verdict::not_applicable("现场执法尚未结束");
    };
    let gaps: Vec<&Gap> =
        cover.gaps.iter().filter(|gap| looks_at(shape.aspect, gap.place)).collect();
    if gaps.is_empty() {
        if shape.manner.is_some() {
            return Verdict::not_applicable("录制没有中断");
        }
        let mut recorded = found(&shape.recorded, context, anchor);
        recorded.dedup_by(|a, b| a.subject == b.subject);
        let mut met = Verdict::met_by(&recorded)
            .unwrap_or_else(|| Verdict::met(vec![anchor.subject.clone()], cover.wanted.to()));
        if let crate::finding::Standing::Met { at, .. } = &mut met.standing {
            *at = cover.wanted.to();
        }
        return met;
    }
    let unexplained: Vec<&Gap> = gaps.iter().copied().filter(|gap| !gap.explained).collect();
    if unexplained.is_empty() {
        let statements = found(&shape.explained, context, anchor);
        let as_wanted = shape.manner.as_ref().is_some_and(|manner| {
            gaps.iter().all(|gap| gap.manners.iter().any(|given| given == manner))
        });
        let met = as_wanted.then(|| Verdict::met_by(&statements)).flatten();
        return met.unwrap_or_else(|| Verdict::explained(&statements));
    }
    let listed: Vec<String> = unexplained.iter().map(|gap| gap_to_chinese(gap)).collect();
    Verdict::open().word("count", unexplained.len().to_string()).word("gaps", listed.join("、"))
}

const fn looks_at(aspect: Aspect, place: GapPlace) -> bool {
    match (aspect, place) {
        (Aspect::All, _)
        | (Aspect::Start, GapPlace::Start | GapPlace::Whole)
        | (Aspect::End, GapPlace::End | GapPlace::Whole)
        | (Aspect::Inner, GapPlace::Inner) => true,
        (Aspect::Start, GapPlace::Inner | GapPlace::End)
        | (Aspect::End, GapPlace::Inner | GapPlace::Start)
        | (Aspect::Inner, GapPlace::Start | GapPlace::End | GapPlace::Whole) => false,
    }
}

fn gap_to_chinese(gap: &Gap) -> String {
    let (from, to) = (gap.span.from(), gap.span.to());
    let seconds = gap.span.lasted_ms() / 1_000;
    let lasted = match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}秒"),
        (minutes, 0) => format!("{minutes}分钟"),
        (minutes, seconds) => format!("{minutes}分{seconds}秒"),
    };
    format!("{}至{}（{lasted}）", from.to_chinese_minute(), to.to_chinese_minute())
}
