//! Compares what came out with what was expected.

use std::collections::BTreeSet;

use terms::Timestamp;

use super::Difference;
use super::read::{AccruedWanted, Blocked, CoverageWanted, DueWanted, Expect, Script};
use crate::book::RuleBook;
use crate::due::DueOptions;
use crate::fact::Matter;
use crate::finding::{Finding, Lapse};

pub(super) fn differences(book: &RuleBook, script: &Script) -> Vec<Difference> {
    let findings = book.evaluate(&script.matter);
    let mut differences = Vec::new();
    for expect in &script.expect {
        differences.extend(expected(expect, &findings, script.now));
    }
    for wanted in &script.blocked {
        differences.extend(blocked(book, &script.matter, wanted));
    }
    for wanted in &script.due {
        differences.extend(due(book, &script.matter, wanted));
    }
    for wanted in &script.accrued {
        differences.extend(accrued(book, wanted));
    }
    for wanted in &script.coverage {
        differences.extend(coverage(book, &script.matter, wanted));
    }
    differences
}

fn different(
    about: &str,
    what: &str,
    wanted: impl Into<String>,
    found: impl Into<String>,
) -> Difference {
    Difference {
        about: about.to_owned(),
        what: what.to_owned(),
        wanted: wanted.into(),
        found: found.into(),
    }
}

/// What was asked for and is not so; nothing where nothing was asked for.
fn differs(
    about: &str,
    what: &str,
    wanted: Option<String>,
    found: Option<String>,
) -> Option<Difference> {
    let wanted = wanted?;
    let found = found.unwrap_or_else(|| NOTHING.to_owned());
    (found != wanted).then(|| different(about, what, wanted, found))
}

const NOTHING: &str = "没有";

fn text<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn yes(value: Option<bool>) -> Option<String> {
    value.map(|yes| if yes { "是" } else { "否" }.to_owned())
}

/// A standing in Chinese; a word that is none stays as it was written.
fn standing(word: &str) -> String {
    match word {
        "met" => "满足",
        "open" => "未满足",
        "not_applicable" => "不适用",
        "explained" => "已说明",
        "absent" => "没有结果",
        other => other,
    }
    .to_owned()
}

fn expected(expect: &Expect, findings: &[Finding], now: Option<Timestamp>) -> Vec<Difference> {
    let matching: Vec<&Finding> = findings
        .iter()
        .filter(|found| found.rule.id == expect.rule)
        .filter(|found| expect.subject.as_ref().is_none_or(|subject| *subject == found.subject))
        .collect();
    let name = expect
        .subject
        .as_ref()
        .map_or_else(|| expect.rule.clone(), |subject| format!("{}（{subject}）", expect.rule));
    let wanted = standing(&expect.standing);
    if expect.standing == "absent" {
        let told = |found: &&Finding| {
            different(&name, "结果", wanted.clone(), standing(found.standing.as_str()))
        };
        return matching.iter().map(told).collect();
    }
    if matching.is_empty() {
        return vec![different(&name, "结果", wanted, standing("absent"))];
    }
    matching.into_iter().flat_map(|found| compared(expect, &name, found, now)).collect()
}

/// One finding beside what was expected of it.
fn compared(
    expect: &Expect,
    name: &str,
    found: &Finding,
    now: Option<Timestamp>,
) -> Vec<Difference> {
    let due = found.due.as_ref();
    let lenient = due.and_then(|due| due.lenient).and_then(|lenient| lenient.due_on);
    let late = match now {
        Some(now) => Some(found.is_late(now)),
        None => due.and_then(|due| due.late),
    };
    let is = standing(found.standing.as_str());
    let due_at = due.map(|due| due.due_at.to_string());
    let estimated = due.map(|due| due.estimated);
    let lapse = expect.lapsed.as_deref().map(lapse_to_chinese);
    let mut differences: Vec<Difference> = [
        differs(name, "结果", Some(standing(&expect.standing)), Some(is)),
        differs(name, "到期日", text(expect.due_on), due.and_then(|due| text(due.due_on))),
        differs(name, "从宽到期日", text(expect.lenient_due_on), text(lenient)),
        differs(name, "到期时刻", text(expect.due_at), due_at.clone()),
        differs(name, "超期", yes(expect.late), yes(late)),
        differs(name, "预估", yes(expect.estimated), yes(estimated)),
        differs(name, "法律后果", lapse, Some(lapse_to_chinese(&lapsed(found, now)))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let Some(found) = due_at.filter(|_| expect.no_due) {
        differences.push(different(name, "到期时刻", NOTHING, found));
    }
    let message = found.message();
    for wanted in expect.message_has.iter().filter(|wanted| !message.contains(*wanted)) {
        let told = format!("“{message}”");
        differences.push(different(name, "说明", format!("含有“{wanted}”"), told));
    }
    differences
}

fn lapsed(found: &Finding, now: Option<Timestamp>) -> String {
    let lapse = now.and_then(|now| found.lapsed(now));
    lapse.map_or("none", Lapse::as_str).to_owned()
}

fn lapse_to_chinese(word: &str) -> String {
    Lapse::parse(word).map_or(NOTHING, Lapse::zh).to_owned()
}

fn blocked(book: &RuleBook, matter: &Matter, wanted: &Blocked) -> Vec<Difference> {
    let found = match wanted.at {
        Some(at) => book.blocked_at(&wanted.act, matter, at),
        None => book.blocked(&wanted.act, matter),
    };
    let found: BTreeSet<&str> = found.iter().map(|finding| finding.rule.id.as_str()).collect();
    let by: BTreeSet<&str> = wanted.by.iter().map(String::as_str).collect();
    let act = book.vocabulary().acts().get(&wanted.act).unwrap_or(&wanted.act);
    let (stops, lets) = (format!("拦住{act}"), format!("不拦{act}"));
    let told = |rule: &str, stopped: bool| {
        let (wanted, found) = if stopped { (&lets, &stops) } else { (&stops, &lets) };
        different(rule, "关口", wanted.clone(), found.clone())
    };
    let mut differences: Vec<Difference> =
        by.difference(&found).map(|rule| told(rule, false)).collect();
    let not_by = wanted.not_by.iter().filter(|rule| found.contains(rule.as_str()));
    differences.extend(not_by.map(|rule| told(rule, true)));
    if wanted.exactly {
        differences.extend(found.difference(&by).map(|rule| told(rule, true)));
    }
    differences
}

fn due(book: &RuleBook, matter: &Matter, wanted: &DueWanted) -> Vec<Difference> {
    let Some(from) = wanted.from else { return Vec::new() };
    let reading = matter.reading.clone();
    let options = DueOptions { extended: wanted.extended, reading, ..DueOptions::default() };
    let name = format!("{}（自{from}）", wanted.rule);
    match book.due(&wanted.rule, from, &options) {
        Err(error) => vec![different(&wanted.rule, "到期日", "算得出来", error.to_string())],
        Ok(answer) => [
            differs(&name, "到期日", text(wanted.due_on), text(answer.due_on)),
            differs(&name, "从宽到期日", text(wanted.lenient_due_on), text(answer.lenient_due_on)),
            differs(&name, "到期时刻", text(wanted.due_at), text(Some(answer.due_at))),
            differs(&name, "预估", yes(wanted.estimated), yes(Some(answer.estimated))),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

fn accrued(book: &RuleBook, wanted: &AccruedWanted) -> Vec<Difference> {
    let amount = wanted.amount_fen.to_string();
    match book.accrued(&wanted.rule, wanted.principal_fen, wanted.days) {
        Err(error) => vec![different(&wanted.rule, "金额（分）", amount, error.to_string())],
        Ok(sum) => {
            let found = Some(sum.amount_fen.to_string());
            differs(&wanted.rule, "金额（分）", Some(amount), found).into_iter().collect()
        }
    }
}

fn coverage(book: &RuleBook, matter: &Matter, wanted: &CoverageWanted) -> Vec<Difference> {
    let name = &wanted.activity;
    let Some(cover) = book.coverage(matter, name) else {
        return vec![different(name, "全程记录", "可以计算", "没有可以计算的")];
    };
    let unexplained = cover.gaps.iter().filter(|gap| !gap.explained).count();
    [
        differs(name, "覆盖率（百万分之）", text(wanted.ratio_ppm), text(Some(cover.ratio_ppm))),
        differs(name, "缺口数", text(wanted.gaps), text(Some(cover.gaps.len()))),
        differs(name, "未说明缺口数", text(wanted.unexplained), text(Some(unexplained))),
    ]
    .into_iter()
    .flatten()
    .collect()
}
