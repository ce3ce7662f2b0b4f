//! Reads where a pack holds, and which rules of others it replaces there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Pack, Replacement};
use crate::read::{Defects, PackDefect, Table};
use crate::rule::Rule;
use crate::vocabulary::Vocabulary;

/// The word list of the vocabulary that names the sectors.
const SECTORS: &str = "sector";

/// Prefixes of codes of GB/T 2260: province, city or county.
pub(super) fn read_regions(document: &mut Table, defects: &mut Defects) -> Vec<String> {
    let regions = document.texts("regions", defects);
    for (region, line) in &regions {
        let digits = region.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !matches!(region.len(), 2 | 4 | 6) {
            let fix = "写GB/T 2260代码的前2、4或者6位，例如\"44\"";
            defects.add(*line, format!("“{region}”不是行政区划代码"), fix);
        }
    }
    regions.into_iter().map(|(region, _)| region).collect()
}

pub(super) fn read_sectors(
    document: &mut Table,
    vocabulary: &Vocabulary,
    defects: &mut Defects,
) -> Vec<String> {
    let sectors = document.texts("sectors", defects);
    let known = vocabulary.word_list(SECTORS);
    for (sector, line) in &sectors {
        if !known.contains_key(sector) {
            let words: Vec<&str> = known.keys().map(String::as_str).collect();
            let fix = format!("用law/facts.toml里的领域：{}", words.join("、"));
            defects.add(*line, format!("没有“{sector}”这个领域"), fix);
        }
    }
    sectors.into_iter().map(|(sector, _)| sector).collect()
}

pub(super) fn read_replacements(document: &mut Table, defects: &mut Defects) -> Vec<Replacement> {
    let entries = document.tables("replace", defects);
    entries
        .into_iter()
        .map(|mut entry| {
            let line = entry.line();
            let rule = entry.need_text("rule", defects);
            let by: Vec<String> =
                entry.texts("by", defects).into_iter().map(|(rule, _)| rule).collect();
            if by.is_empty() {
                let fix = "写由哪些规则代替：by = [\"…\"]";
                defects.add(line, format!("没有写由什么代替“{rule}”"), fix);
            }
            let because = entry.need_text("because", defects);
            entry.finish(defects);
            Replacement { rule, by, because, written_at: (defects.file().to_owned(), line) }
        })
        .collect()
}

/// What can only be seen once all packs are known: the rules exist, and none steps back for one
/// that steps back for it.
pub(crate) fn check_replacements(packs: &[Pack], rules: &[Arc<Rule>], found: &mut Vec<PackDefect>) {
    let exists = |id: &str| rules.iter().any(|rule| rule.id == id);
    let mut steps_back: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for replacement in packs.iter().flat_map(|pack| &pack.replaces) {
        let others = steps_back.entry(&replacement.rule).or_default();
        others.extend(replacement.by.iter().map(String::as_str));
    }
    for pack in packs {
        for replacement in &pack.replaces {
            let (file, line) = &replacement.written_at;
            let mut defect = |what: String, fix: String| {
                found.push(PackDefect { file: file.clone(), line: *line, what, fix });
            };
            let rule = &replacement.rule;
            if !exists(rule) {
                let fix = "用规则包里有的规则编号，或者删去[[replace]]".to_owned();
                defect(format!("被代替的规则“{rule}”不存在"), fix);
            }
            for by in replacement.by.iter().filter(|by| !exists(by)) {
                let fix = "用规则包里有的规则编号".to_owned();
                defect(format!("代替“{rule}”的规则“{by}”不存在"), fix);
            }
            if leads_back(rule, &steps_back) {
                let fix = "只让其中一条退让".to_owned();
                defect(format!("“{rule}”的代替关系首尾相接"), fix);
            }
        }
    }
}

fn leads_back(rule: &str, steps_back: &BTreeMap<&str, Vec<&str>>) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut ahead: Vec<&str> = steps_back.get(rule).cloned().unwrap_or_default();
    while let Some(next) = ahead.pop() {
        if next == rule {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            ahead.extend(steps_back.get(next).into_iter().flatten());
        }
    }
    false
}
