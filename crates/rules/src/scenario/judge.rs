//! Compares what came out with what was expected.

use std::collections::BTreeSet;
use std::fmt::Debug;

use terms::Timestamp;

use super::read::{AccruedWanted, Blocked, CoverageWanted, DueWanted, Expect, Script};
use crate::book::RuleBook;
use crate::due::DueOptions;
use crate::fact::Matter;
use crate::finding::Finding;

pub(super) fn failures(book: &RuleBook, script: &Script) -> Vec<String> {
    let findings = book.evaluate(&script.matter);
    let mut failures = Vec::new();
    for expect in &script.expect {
        failures.extend(expected(expect, &findings, script.now));
    }
    for wanted in &script.blocked {
        failures.extend(blocked(book, &script.matter, wanted));
    }
    for wanted in &script.due {
        failures.extend(due(book, &script.matter, wanted));
    }
    for wanted in &script.accrued {
        failures.extend(accrued(book, wanted));
    }
    for wanted in &script.coverage {
        failures.extend(coverage(book, &script.matter, wanted));
    }
    failures
}

fn differs<T: PartialEq + Debug>(
    what: &str,
    wanted: Option<T>,
    found: Option<T>,
) -> Option<String> {
    let wanted = wanted?;
    let found_text = found.as_ref().map_or_else(|| "没有".to_owned(), |found| format!("{found:?}"));
    (found.as_ref() != Some(&wanted)).then(|| format!("{what}应为{wanted:?}，实为{found_text}"))
}

fn text<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn expected(expect: &Expect, findings: &[Finding], now: Option<Timestamp>) -> Vec<String> {
    let matching: Vec<&Finding> = findings
        .iter()
        .filter(|found| found.rule == expect.rule)
        .filter(|found| expect.subject.as_ref().is_none_or(|subject| *subject == found.subject))
        .collect();
    let name = expect
        .subject
        .as_ref()
        .map_or_else(|| expect.rule.clone(), |subject| format!("{}（{subject}）", expect.rule));
    if expect.standing == "absent" {
        return matching.iter().map(|_| format!("{name}：不应有结果")).collect();
    }
    if matching.is_empty() {
        return vec![format!("{name}：没有结果，应为{}", expect.standing)];
    }
    let mut failures = Vec::new();
    for found in matching {
        let due = found.due.as_ref();
        let lenient = due.and_then(|due| due.lenient).and_then(|lenient| lenient.due_on);
        let late = match now {
            Some(now) => Some(found.is_late(now)),
            None => due.and_then(|due| due.late),
        };
        let standing = found.standing.as_str().to_owned();
        let mut problems: Vec<String> = [
            differs("结果", Some(expect.standing.clone()), Some(standing)),
            differs("到期日", text(expect.due_on), due.and_then(|due| text(due.due_on))),
            differs("从宽到期日", text(expect.lenient_due_on), text(lenient)),
            differs("到期时刻", text(expect.due_at), due.map(|due| due.due_at.to_string())),
            differs("超期", expect.late, late),
            differs("预估", expect.estimated, due.map(|due| due.estimated)),
            differs("法律后果", expect.lapsed.clone(), Some(lapsed(found, now))),
        ]
        .into_iter()
        .flatten()
        .collect();
        if expect.no_due && due.is_some() {
            problems.push("不应有到期时刻".to_owned());
        }
        for wanted in &expect.message_has {
            if !found.message.contains(wanted) {
                problems.push(format!("说明应含“{wanted}”，实为“{}”", found.message));
            }
        }
        failures.extend(problems.into_iter().map(|problem| format!("{name}：{problem}")));
    }
    failures
}

fn lapsed(found: &Finding, now: Option<Timestamp>) -> String {
    let lapse = now.and_then(|now| found.lapsed(now));
    lapse.map_or("none", crate::finding::Lapse::as_str).to_owned()
}

fn blocked(book: &RuleBook, matter: &Matter, wanted: &Blocked) -> Vec<String> {
    let found = match wanted.at {
        Some(at) => book.blocked_at(&wanted.act, matter, at),
        None => book.blocked(&wanted.act, matter),
    };
    let found: BTreeSet<&str> = found.iter().map(|finding| finding.rule.as_str()).collect();
    let by: BTreeSet<&str> = wanted.by.iter().map(String::as_str).collect();
    let act = &wanted.act;
    let mut failures: Vec<String> =
        by.difference(&found).map(|rule| format!("{rule}应拦住{act}，没有拦住")).collect();
    let not_by = wanted.not_by.iter().filter(|rule| found.contains(rule.as_str()));
    failures.extend(not_by.map(|rule| format!("{rule}不应拦住{act}")));
    if wanted.exactly {
        failures.extend(found.difference(&by).map(|rule| format!("{rule}拦住了{act}，未料到")));
    }
    failures
}

fn due(book: &RuleBook, matter: &Matter, wanted: &DueWanted) -> Vec<String> {
    let Some(from) = wanted.from else { return Vec::new() };
    let reading = matter.reading.clone();
    let options = DueOptions { extended: wanted.extended, reading, ..DueOptions::default() };
    match book.due(&wanted.rule, from, &options) {
        Err(error) => vec![format!("{}：{error}", wanted.rule)],
        Ok(answer) => [
            differs("到期日", text(wanted.due_on), text(answer.due_on)),
            differs("从宽到期日", text(wanted.lenient_due_on), text(answer.lenient_due_on)),
            differs("到期时刻", text(wanted.due_at), Some(answer.due_at.to_string())),
            differs("预估", wanted.estimated, Some(answer.estimated)),
        ]
        .into_iter()
        .flatten()
        .map(|problem| format!("{}（自{from}）：{problem}", wanted.rule))
        .collect(),
    }
}

fn accrued(book: &RuleBook, wanted: &AccruedWanted) -> Vec<String> {
    match book.accrued(&wanted.rule, wanted.principal_fen, wanted.days) {
        Err(error) => vec![format!("{}：{error}", wanted.rule)],
        Ok(sum) => differs("金额（分）", Some(wanted.amount_fen), Some(sum.amount_fen))
            .map(|problem| format!("{}：{problem}", wanted.rule))
            .into_iter()
            .collect(),
    }
}

fn coverage(book: &RuleBook, matter: &Matter, wanted: &CoverageWanted) -> Vec<String> {
    let activity = &wanted.activity;
    let Some(cover) = book.coverage(matter, activity) else {
        return vec![format!("{activity}：没有可以计算的全程记录")];
    };
    let count = |n: usize| u32::try_from(n).ok();
    let unexplained = cover.gaps.iter().filter(|gap| !gap.explained).count();
    [
        differs("覆盖率（百万分之）", wanted.ratio_ppm, Some(cover.ratio_ppm)),
        differs("缺口数", wanted.gaps, count(cover.gaps.len())),
        differs("未说明缺口数", wanted.unexplained, count(unexplained)),
    ]
    .into_iter()
    .flatten()
    .map(|problem| format!("{activity}：{problem}"))
    .collect()
}
