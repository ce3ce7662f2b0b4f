//! Reads where a pack holds, and which rules of others it replaces there.

use std::collections::BTreeMap;

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
            let fix = "write the first 2, 4 or 6 digits of the code of GB/T 2260, e.g. \"44\"";
            defects.add(*line, format!("'{region}' is no region"), fix);
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
            let fix = format!("use a sector of law/facts.toml: {}", words.join(", "));
            defects.add(*line, format!("unknown sector '{sector}'"), fix);
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
                let fix = "name the rules that stand in its place: by = [\"…\"]";
                defects.add(line, format!("nothing replaces '{rule}'"), fix);
            }
            let because = entry.need_text("because", defects);
            entry.finish(defects);
            Replacement { rule, by, because, written_at: (defects.file().to_owned(), line) }
        })
        .collect()
}

/// What can only be seen once all packs are known: the rules exist, and none steps back for one
/// that steps back for it.
pub(crate) fn check_replacements(packs: &[Pack], rules: &[Rule], found: &mut Vec<PackDefect>) {
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
                let fix = "name a rule of a pack, or remove [[replace]]".to_owned();
                defect(format!("unknown rule '{rule}' is replaced"), fix);
            }
            for by in replacement.by.iter().filter(|by| !exists(by)) {
                let fix = "use the id of a rule of a pack".to_owned();
                defect(format!("'{rule}' is replaced by the unknown rule '{by}'"), fix);
            }
            if leads_back(rule, &steps_back) {
                let fix = "let only one of them step back".to_owned();
                defect(format!("'{rule}' is replaced in a circle"), fix);
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
