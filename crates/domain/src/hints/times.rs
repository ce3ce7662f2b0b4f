//! Times that cannot both be true.

use rules::catalogue::Effect;
use terms::{Date, Stage, Timestamp};

use super::{Hint, HintKind, Known, article};
use crate::case::Case;

/// Fields by which a record tells when the thing happened, the first that is there counts.
const HAPPENED: [&str; 6] =
    ["started_at", "made_at", "collected_at", "sampled_at", "counted_at", "taken_at"];
/// Last field by which such a record tells until when it went on.
const ENDED: &str = "ended_at";
/// Sources of a first value that mean: the day this is written.
const WRITTEN: [&str; 2] = ["today", "now"];
/// A paper dated so long before it was begun here counts as suspect in the indicators.
const BACKDATED_MS: i64 = 24 * 60 * 60 * 1000;
/// What a notice tells the party before the decision.
const NOTICE: &str = "proposed_penalty";

fn happened(known: &Known<'_>) -> Option<(&'static str, Timestamp)> {
    HAPPENED.iter().find_map(|field| Some((*field, known.time(field)?)))
}

/// Art. 9: what was investigated before the case was open. It may be lawful; it wants a look.
pub(super) fn before_opening(records: &[Known<'_>], case: &Case) -> Vec<Hint> {
    let Some(opened_at) = case.opened_at else { return Vec::new() };
    let of_stage = records.iter().filter(|known| known.kind.stage == Stage::Investigation);
    let early = of_stage.filter_map(|known| {
        let (_, at) = happened(known).filter(|(_, at)| *at < opened_at)?;
        Some(Hint {
            kind: HintKind::BeforeOpening,
            article: article("9(一)"),
            sentence: format!(
                "《{}》所记的事项发生在{}，早于立案（{}），请核对有没有先行调查的依据。",
                known.kind.title,
                at.to_chinese_minute(),
                opened_at.to_chinese_minute()
            ),
            subjects: vec![known.id()],
            elsewhere: None,
        })
    });
    early.collect()
}

/// Art. 5: a record is made when the thing happens or after it, and nothing of it is yet to come.
pub(super) fn contradictions(records: &[Known<'_>], now: Timestamp) -> Vec<Hint> {
    let wrong = records.iter().filter_map(|known| {
        let (field, at) = happened(known)?;
        let effective = known.record.effective_at.filter(|effective| *effective < at);
        let what = if at > now {
            format!("所记的事项发生在将来（{}）", at.to_chinese_minute())
        } else if let Some(effective) = effective {
            format!(
                "于{}生效，所记的事项却发生在其后（{}）",
                effective.to_chinese_minute(),
                at.to_chinese_minute()
            )
        } else if known.record.drafted_at.date() < at.date() {
            format!(
                "在{}就已起草，所记的事项发生在{}",
                known.record.drafted_at.date().to_chinese(),
                at.date().to_chinese()
            )
        } else {
            return None;
        };
        Some(Hint {
            kind: HintKind::TimesContradict,
            article: known.article(field),
            sentence: format!("《{}》{what}，请核对时间。", known.kind.title),
            subjects: vec![known.id()],
            elsewhere: None,
        })
    });
    wrong.collect()
}

/// Art. 5: a record is made in time. One that is dated well before it was begun here was written
/// up later, or dated back. A correction keeps the dates of what it corrects.
pub(super) fn backdated(records: &[Known<'_>]) -> Vec<Hint> {
    let originals = records.iter().filter(|known| known.record.corrects.is_none());
    let hint = |known: &Known<'_>| {
        let (field, at) = dated(known)?;
        let drafted_at = known.record.drafted_at;
        if at.plus_ms(BACKDATED_MS) >= drafted_at {
            return None;
        }
        let title = known.kind.title_of(field).unwrap_or(field);
        Some(Hint {
            kind: HintKind::Backdated,
            article: article("5"),
            sentence: format!(
                "《{}》的“{title}”是{}，但到{}才在系统中起草，请核对是否事后补记。",
                known.kind.title,
                at.date().to_chinese(),
                drafted_at.to_chinese_minute()
            ),
            subjects: vec![known.id()],
            elsewhere: None,
        })
    };
    originals.filter_map(hint).collect()
}

/// The latest time by which a record dates itself: when what it tells was over, or the day it says
/// it was written.
fn dated<'a>(known: &Known<'a>) -> Option<(&'a str, Timestamp)> {
    let over = known.time(ENDED).map(|at| (ENDED, at)).or_else(|| happened(known));
    let is_written = |prefill: &Option<String>| {
        prefill.as_deref().is_some_and(|source| WRITTEN.contains(&source))
    };
    let fields = known.kind.fields.iter().filter(|field| is_written(&field.prefill));
    let written = fields.filter_map(|field| {
        let day = || known.text(&field.name)?.parse().ok().map(Date::end);
        Some((field.name.as_str(), known.time(&field.name).or_else(day)?))
    });
    over.into_iter().chain(written).max_by_key(|(_, at)| *at)
}

/// Art. 10(九): the party is told, and heard, before the decision.
pub(super) fn decision_before_notice(records: &[Known<'_>], case: &Case) -> Vec<Hint> {
    let at = |known: &Known<'_>| known.record.effective_at;
    let notices = records.iter().filter(|known| known.has_field(NOTICE));
    let notice = notices.filter(|known| at(known).is_some()).min_by_key(|known| at(known));
    let Some(notice) = notice else { return Vec::new() };
    let is_decision = |known: &&Known<'_>| known.kind.may_do(Effect::Decides, case.act);
    let early = records.iter().filter(is_decision).filter_map(|known| {
        // A decision is early if it took effect before the notice did, or before it was served.
        let served = notice.record.served.iter().map(|service| service.served_at).min();
        let told_at = served.or(at(notice))?;
        let decided_at = at(known).filter(|decided| *decided < told_at)?;
        Some(Hint {
            kind: HintKind::DecisionBeforeNotice,
            article: article("10(九)"),
            sentence: format!(
                "《{}》于{}作出，早于《{}》告知当事人（{}）。",
                known.kind.title,
                decided_at.to_chinese_minute(),
                notice.kind.title,
                told_at.to_chinese_minute()
            ),
            subjects: vec![known.id(), notice.id()],
            elsewhere: None,
        })
    });
    early.collect()
}
