//! A table whose entries are taken out one by one; what is left over at the end is a defect.

use terms::Date;

use super::{Defects, Node, Tree};

/// Entries of a TOML table that nobody has read yet.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    line: u32,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    key: String,
    line: u32,
    node: Node,
}

impl Table {
    pub(crate) const fn empty(line: u32) -> Self {
        Self { line, entries: Vec::new() }
    }

    pub(crate) fn push(&mut self, key: String, line: u32, node: Node) {
        self.entries.push(Entry { key, line, node });
    }

    pub(crate) const fn line(&self) -> u32 {
        self.line
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<Node> {
        let place = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(place).node)
    }

    /// Everything not yet read, nested tables flattened to dotted keys.
    pub(crate) fn take_rest(&mut self) -> Vec<(String, u32, Node)> {
        let mut flat = Vec::new();
        flatten(std::mem::take(&mut self.entries), "", &mut flat);
        flat
    }

    pub(crate) fn text(&mut self, key: &str, defects: &mut Defects) -> Option<String> {
        let node = self.take(key)?;
        let Tree::Text(text) = node.tree else {
            return wrong(key, node.line, &node.tree, "文字", defects);
        };
        Some(text)
    }

    /// Every entry, nested tables flattened to dotted keys, each value as TOML writes it.
    pub(crate) fn texts_by_key(&self) -> Vec<(String, String)> {
        let mut flat = Vec::new();
        flatten(self.entries.clone(), "", &mut flat);
        flat.into_iter().map(|(key, _, node)| (key, node.tree.to_toml())).collect()
    }

    /// As TOML writes it in one line.
    pub(super) fn to_toml(&self) -> String {
        let entry = |entry: &Entry| format!("{} = {}", entry.key, entry.node.tree.to_toml());
        let entries: Vec<String> = self.entries.iter().map(entry).collect();
        format!("{{ {} }}", entries.join(", "))
    }

    /// A text that must be there and not blank; empty (with a defect) if it is not.
    pub(crate) fn need_text(&mut self, key: &str, defects: &mut Defects) -> String {
        if !self.has(key) {
            self.missing(key, defects);
            return String::new();
        }
        let text = self.text(key, defects).unwrap_or_default();
        if text.trim().is_empty() {
            defects.add(self.line, format!("“{key}”是空的"), format!("填写“{key}”"));
        }
        text
    }

    pub(crate) fn bool(&mut self, key: &str, defects: &mut Defects) -> Option<bool> {
        let node = self.take(key)?;
        let Tree::Bool(yes) = node.tree else {
            return wrong(key, node.line, &node.tree, "true或者false", defects);
        };
        Some(yes)
    }

    /// A number from 0 to `most`.
    pub(crate) fn number(&mut self, key: &str, most: u32, defects: &mut Defects) -> Option<u32> {
        let node = self.take(key)?;
        let Tree::Int(number) = node.tree else {
            return wrong(key, node.line, &node.tree, "整数", defects);
        };
        if let Some(number) = u32::try_from(number).ok().filter(|n| *n <= most) {
            return Some(number);
        }
        let what = format!("“{key}”写成了{number}");
        defects.add(node.line, what, format!("写0到{most}之间的整数"));
        None
    }

    pub(crate) fn int(&mut self, key: &str, defects: &mut Defects) -> Option<i64> {
        let node = self.take(key)?;
        let Tree::Int(number) = node.tree else {
            return wrong(key, node.line, &node.tree, "整数", defects);
        };
        Some(number)
    }

    pub(crate) fn date(&mut self, key: &str, defects: &mut Defects) -> Option<Date> {
        let node = self.take(key)?;
        let Tree::Date(day) = node.tree else {
            return wrong(key, node.line, &node.tree, "日期", defects);
        };
        Some(day)
    }

    /// A list of texts; a single text counts as a list of one.
    pub(crate) fn texts(&mut self, key: &str, defects: &mut Defects) -> Vec<(String, u32)> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let nodes = node.into_list();
        nodes
            .into_iter()
            .filter_map(|node| {
                let Tree::Text(text) = node.tree else {
                    return wrong(key, node.line, &node.tree, "文字", defects);
                };
                Some((text, node.line))
            })
            .collect()
    }

    pub(crate) fn table(&mut self, key: &str, defects: &mut Defects) -> Option<Self> {
        let node = self.take(key)?;
        let Tree::Table(table) = node.tree else {
            return wrong(key, node.line, &node.tree, "表", defects);
        };
        Some(table)
    }

    /// A list of tables; a single table counts as a list of one.
    pub(crate) fn tables(&mut self, key: &str, defects: &mut Defects) -> Vec<Self> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let nodes = node.into_list();
        nodes
            .into_iter()
            .filter_map(|node| {
                let Tree::Table(table) = node.tree else {
                    return wrong(key, node.line, &node.tree, "表", defects);
                };
                Some(table)
            })
            .collect()
    }

    /// Says that an entry is wanted here.
    pub(crate) fn missing(&self, key: &str, defects: &mut Defects) {
        defects.add(self.line, format!("缺少“{key}”"), format!("补写“{key}”"));
    }

    /// Names every entry that was not read.
    pub(crate) fn finish(self, defects: &mut Defects) {
        for entry in self.entries {
            let what = format!("没有“{}”这一项", entry.key);
            defects.add(entry.line, what, "改正名称，或者删去");
        }
    }
}

fn flatten(entries: Vec<Entry>, prefix: &str, flat: &mut Vec<(String, u32, Node)>) {
    for entry in entries {
        let key = format!("{prefix}{}", entry.key);
        if let Tree::Table(table) = entry.node.tree {
            flatten(table.entries, &format!("{key}."), flat);
        } else {
            flat.push((key, entry.line, entry.node));
        }
    }
}

fn wrong<T>(key: &str, line: u32, found: &Tree, wanted: &str, defects: &mut Defects) -> Option<T> {
    let what = format!("“{key}”应为{wanted}，写成了{}", found.name());
    defects.add(line, what, format!("改写为{wanted}"));
    None
}
