//! Reads a year's notice and checks that it can be right.

use std::collections::BTreeMap;

use terms::Date;

use super::{SpecialDay, SpecialKind, Year};
use crate::finding::Verification;
use crate::read::{Defects, Node, Table, Tree, parse};

/// A holiday of the notice lasts at most this many days; a longer one is a slip of the pen.
const MAX_HOLIDAY_DAYS: i64 = 16;

pub(crate) fn read_year(file: &str, text: &str) -> (Option<Year>, Defects) {
    let mut defects = Defects::of(file);
    let mut document = parse(text, &mut defects);
    let line = document.line();
    if !document.has("year") {
        document.missing("year", &mut defects);
    }
    let number = document.number("year", 9999, &mut defects);
    let notice = document.need_text("notice", &mut defects);
    let title = document.need_text("title", &mut defects);
    let word = document.need_text("verified", &mut defects);
    let verified = Verification::parse(&word).unwrap_or_else(|| {
        let fix = "用checked、second_hand或者unverified";
        defects.add(line, format!("没有“{word}”这种核对标记"), fix);
        Verification::Unverified
    });
    let mut days = Vec::new();
    for mut holiday in document.tables("holiday", &mut defects) {
        let name = holiday.need_text("name", &mut defects);
        for (on, kind) in read_days(&mut holiday, &mut defects) {
            days.push(SpecialDay { on, kind, name: name.clone() });
        }
        holiday.finish(&mut defects);
    }
    // Where it was read from; kept in the file for people, not needed to count.
    document.text("source", &mut defects);
    document.text("note", &mut defects);
    document.finish(&mut defects);
    let year = number.and_then(|number| i16::try_from(number).ok());
    let year = year.map(|year| {
        days.sort_by_key(|day| day.on);
        check(year, &days, line, &mut defects);
        let by_date: BTreeMap<Date, usize> =
            days.iter().enumerate().map(|(place, day)| (day.on, place)).collect();
        Year { year, notice, title, verified, days, by_date }
    });
    (year, defects)
}

fn read_days(holiday: &mut Table, defects: &mut Defects) -> Vec<(Date, SpecialKind)> {
    let mut days = Vec::new();
    let line = holiday.line();
    let (from, to) = (holiday.date("from", defects), holiday.date("to", defects));
    match (from, to) {
        (Some(from), Some(to)) if (0..MAX_HOLIDAY_DAYS).contains(&from.days_until(to)) => {
            let length = from.days_until(to);
            days.extend((0..=length).map(|n| (from.plus_days(n), SpecialKind::Off)));
        }
        (Some(_), Some(_)) => {
            let fix = format!("to不得早于from，也不得相隔超过{MAX_HOLIDAY_DAYS}日");
            defects.add(line, "假期前后颠倒或者太长", fix);
        }
        _ => defects.add(line, "缺少from或者to", "写明放假的第一日和最后一日"),
    }
    let Some(node) = holiday.take("make_up") else { return days };
    let fix = "写成make_up = [2025-09-28]";
    for Node { line, tree } in node.into_list() {
        if let Tree::Date(day) = tree {
            days.push((day, SpecialKind::MakeUp));
        } else {
            defects.add(line, format!("应为日期，写成了{}", tree.name()), fix);
        }
    }
    days
}

/// A make-up day is a weekend day and no day is named twice; every day is near its year.
fn check(year: i16, days: &[SpecialDay], line: u32, defects: &mut Defects) {
    let mut last: Option<Date> = None;
    for day in days {
        if last == Some(day.on) {
            defects.add(line, format!("{}写了两次", day.on), "删去一个");
        }
        last = Some(day.on);
        if day.kind == SpecialKind::MakeUp && !day.on.is_weekend() {
            let what = format!("{}不是周末", day.on);
            defects.add(line, what, "调休上班的只能是周末");
        }
        if day.on.ymd().0 != year {
            let what = format!("{}不在{year}年内", day.on);
            defects.add(line, what, "写到该年的文件里");
        }
    }
}
