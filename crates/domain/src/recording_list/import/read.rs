//! The lines of a table as rows, by a mapping somebody agreed to.

use std::collections::BTreeMap;

use terms::ListRowId;

use crate::is_unseen;
use crate::recording_list::{
    Field, ListRow, MAX_CELL_CHARS, MAX_ITEM_CHARS, MAX_REMARK_CHARS, MAX_REMARKS, MAX_ROWS, Mode,
    Remark,
};

/// Title of the remark that keeps a heading inside the table, or a note under it.
const HEADING: &str = "分组标题";
const FOOTNOTE: &str = "表尾说明";
/// Most problems of a kind told of: somebody who has so many has mapped the wrong column.
const MAX_PROBLEMS: usize = 200;

/// A line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As the file counts, from 1.
    pub no: u32,
    /// Its cells, as many as there are.
    pub cells: Vec<String>,
}

/// A table: titles and what stands below.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Titles of the columns.
    pub header: Vec<String>,
    /// Lines below.
    pub lines: Vec<Line>,
}

/// Something about a cell or a line that a person has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which line; 0 is the table as a whole.
    pub line: u32,
    /// Which column, by its place.
    pub column: Option<usize>,
    /// What, in Chinese.
    pub what: String,
    /// No draft is made while it is there.
    pub blocks: bool,
}

/// A word of the column of modes that somebody has to explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The word; empty for blank cells.
    pub word: String,
    /// How many rows have it.
    pub rows: usize,
    /// The first of them.
    pub first_line: u32,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// Rows that read, with their lines; rows whose mode nobody explained yet are not among them.
    pub rows: Vec<(u32, ListRow)>,
    /// What a person has to know.
    pub problems: Vec<Problem>,
    /// Words for the mode that nobody explained yet, the most frequent first.
    pub unknown: Vec<Unknown>,
}

impl Reading {
    /// Whether a draft can be made of it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unknown.is_empty() && !self.problems.iter().any(|problem| problem.blocks)
    }
}

/// Reads a table by its mapping (what each column holds) and the meaning of words for the mode
/// (`""` for a blank cell). What is written exactly as we write it needs no explanation.
#[must_use]
pub fn read(table: &Table, mapping: &[Field], words: &BTreeMap<String, Mode>) -> Reading {
    let mut reader = Reader {
        table,
        mapping,
        words,
        reading: Reading::default(),
        unknown: BTreeMap::new(),
        above: BTreeMap::new(),
        heading: None,
    };
    if reader.check_mapping() {
        for line in &table.lines {
            reader.line(line);
        }
        reader.finish();
    }
    reader.reading
}

struct Reader<'a> {
    table: &'a Table,
    mapping: &'a [Field],
    words: &'a BTreeMap<String, Mode>,
    reading: Reading,
    unknown: BTreeMap<String, (usize, u32)>,
    /// What stood last in the columns that merged cells leave blank.
    above: BTreeMap<Field, String>,
    /// The heading above the lines being read, and whether a row stood under it.
    heading: Option<(String, bool)>,
}

/// A cell as we keep it: ends trimmed, one kind of line break.
fn tidy(cell: &str) -> String {
    cell.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

impl Reader<'_> {
    fn tell(&mut self, line: u32, column: Option<usize>, blocks: bool, what: String) {
        // Counted apart, so that remarks never push out what stands in the way of a draft.
        let alike = self.reading.problems.iter().filter(|problem| problem.blocks == blocks);
        if alike.count() < MAX_PROBLEMS {
            self.reading.problems.push(Problem { line, column, what, blocks });
        }
    }

    fn title(&self, column: usize) -> String {
        let title = self.table.header.get(column).map(|title| tidy(title));
        title
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| format!("第{}列", column.saturating_add(1)))
    }

    fn check_mapping(&mut self) -> bool {
        let before = self.reading.problems.len();
        for field in Field::ALL.iter().filter(|field| **field != Field::Remarks) {
            let places: Vec<usize> =
                (0..self.mapping.len()).filter(|at| self.mapping.get(*at) == Some(field)).collect();
            if let [_, second, ..] = places.as_slice() {
                let what = format!("有两列都对应“{}”，请只留一列，其余作为备注。", field.zh());
                self.tell(0, Some(*second), true, what);
            }
            let is_needed = matches!(field, Field::Item | Field::Mode);
            if is_needed && places.is_empty() {
                let what = format!("还没有指定哪一列是“{}”。", field.zh());
                self.tell(0, None, true, what);
            }
        }
        if self.table.lines.len() > MAX_ROWS {
            self.tell(0, None, true, format!("表格超过{MAX_ROWS}行，请拆分后导入。"));
        }
        self.reading.problems.len() == before
    }

    fn line(&mut self, line: &Line) {
        let cells: Vec<String> = line.cells.iter().map(|cell| tidy(cell)).collect();
        let filled: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
        let mapped = self.mapping.iter().filter(|field| **field != Field::Remarks).count();
        match filled.as_slice() {
            [] => {}
            [_, ..] if self.is_header(&cells) => {
                self.tell(line.no, None, false, "与表头相同，按重复的表头略过。".to_owned());
            }
            [only] if mapped > 2 && cells.len() > 1 => self.head(line.no, (*only).clone()),
            [first, rest @ ..]
                if mapped > 2 && cells.len() > 1 && rest.iter().all(|cell| cell == first) =>
            {
                // One merged cell across the table, repeated by the program that unmerged it.
                self.head(line.no, (*first).clone());
            }
            _ => self.row(line.no, &cells),
        }
    }

    fn is_header(&self, cells: &[String]) -> bool {
        let titles = self.table.header.iter().map(|title| tidy(title));
        let titles: Vec<String> = titles.filter(|title| !title.is_empty()).collect();
        let words = cells.iter().filter(|cell| !cell.is_empty());
        titles.len() > 1 && words.eq(&titles)
    }

    /// A heading holds for the lines below it; one right under another joins it.
    fn head(&mut self, line: u32, text: String) {
        let what = format!("整行只有“{}”，按分组标题保留在其后各行的备注中。", short(&text));
        self.tell(line, None, false, what);
        self.check_cell(line, 0, &text, MAX_REMARK_CHARS);
        self.above.clear();
        let text = match self.heading.take() {
            Some((above, false)) => format!("{above}\n{text}"),
            Some((_, true)) | None => text,
        };
        self.heading = Some((text, false));
    }

    fn finish(&mut self) {
        // A heading under which nothing stands is a note below the table: kept with the last row.
        if let Some((text, false)) = self.heading.take()
            && let Some((_, last)) = self.reading.rows.last_mut()
        {
            last.remarks.push(Remark { title: FOOTNOTE.to_owned(), value: text });
        }
        let unknown = std::mem::take(&mut self.unknown);
        let unknown = unknown.into_iter();
        self.reading.unknown =
            unknown.map(|(word, (rows, first_line))| Unknown { word, rows, first_line }).collect();
        self.reading.unknown.sort_by_key(|one| std::cmp::Reverse(one.rows));
        let is_empty = self.reading.rows.is_empty() && self.reading.unknown.is_empty();
        if is_empty && !self.reading.problems.iter().any(|problem| problem.blocks) {
            self.tell(0, None, true, "表头以下没有可以导入的行。".to_owned());
        }
    }

    fn row(&mut self, line: u32, cells: &[String]) {
        let mut known: BTreeMap<Field, String> = BTreeMap::new();
        let mut remarks = Vec::new();
        if let Some((text, is_used)) = &mut self.heading {
            *is_used = true;
            remarks.push(Remark { title: HEADING.to_owned(), value: text.clone() });
        }
        for (column, cell) in cells.iter().enumerate() {
            let field = self.mapping.get(column).copied().unwrap_or(Field::Remarks);
            if field != Field::Remarks {
                let most = if field == Field::Item { MAX_ITEM_CHARS } else { MAX_CELL_CHARS };
                self.check_cell(line, column, cell, most);
                known.insert(field, cell.clone());
            } else if !cell.is_empty() {
                self.check_cell(line, column, cell, MAX_REMARK_CHARS);
                remarks.push(Remark { title: self.title(column), value: cell.clone() });
            }
        }
        if remarks.len() > MAX_REMARKS {
            self.tell(line, None, true, format!("没有对应的列超过{MAX_REMARKS}个。"));
        }
        self.fill_down(line, &mut known);
        if known.get(&Field::Item).is_none_or(String::is_empty) {
            let column = self.column_of(Field::Item);
            self.tell(line, column, true, "“事项”为空，上方也没有可以沿用的。".to_owned());
        }
        let word = known.get(&Field::Mode).cloned().unwrap_or_default();
        let mode = Mode::parse(&word)
            .or_else(|| Mode::ALL.iter().copied().find(|mode| mode.zh() == word))
            .or_else(|| self.words.get(&word).copied());
        let Some(mode) = mode else {
            let (rows, _) = self.unknown.entry(word).or_insert((0, line));
            *rows = rows.saturating_add(1);
            return;
        };
        let row = list_row(known, mode, remarks);
        let twin = self.reading.rows.iter().find(|(_, other)| is_twin(other, &row));
        if let Some((other, _)) = twin {
            let what = format!("与第{other}行的行为、事项、环节、场合都相同，请核对是否重复。");
            self.tell(line, None, false, what);
        }
        self.reading.rows.push((line, row));
    }

    /// Cells merged downwards are blank below the first; what stood above holds on, and is said.
    /// A stage alone may well be blank: it is taken over only together with its item.
    fn fill_down(&mut self, line: u32, known: &mut BTreeMap<Field, String>) {
        let is_block = known.get(&Field::Item).is_some_and(String::is_empty);
        for field in [Field::Act, Field::Item, Field::Stage] {
            let Some(cell) = known.get(&field) else { continue };
            if !cell.is_empty() {
                // Another act begins another block: what stood beside the last one is over.
                if field == Field::Act && self.above.get(&Field::Act) != Some(cell) {
                    self.above.clear();
                }
                self.above.insert(field, cell.clone());
            } else if field != Field::Stage || is_block {
                let Some(above) = self.above.get(&field).cloned() else { continue };
                let column = self.column_of(field);
                let what = format!("“{}”为空，沿用上一行的“{}”。", field.zh(), short(&above));
                self.tell(line, column, false, what);
                known.insert(field, above);
            } else {
                self.above.remove(&field);
            }
        }
    }

    fn column_of(&self, field: Field) -> Option<usize> {
        self.mapping.iter().position(|one| *one == field)
    }

    fn check_cell(&mut self, line: u32, column: usize, cell: &str, most: usize) {
        let title = self.title(column);
        if cell.chars().count() > most {
            let what = format!("“{}”超过{most}个字，请压缩后再导入。", short(&title));
            self.tell(line, Some(column), true, what);
        }
        if cell.chars().any(|c| is_unseen(c) && !matches!(c, '\n' | '\t')) {
            let what = format!("“{}”含有不可见的控制字符，请在原表中删除。", short(&title));
            self.tell(line, Some(column), true, what);
        }
    }
}

fn list_row(mut known: BTreeMap<Field, String>, mode: Mode, remarks: Vec<Remark>) -> ListRow {
    let mut take = |field: Field| known.remove(&field).unwrap_or_default();
    ListRow {
        id: ListRowId::from_bits(0),
        act: take(Field::Act),
        item: take(Field::Item),
        stage: take(Field::Stage),
        scene: take(Field::Scene),
        devices: take(Field::Devices),
        mode,
        content: take(Field::Content),
        start_point: take(Field::StartPoint),
        end_point: take(Field::EndPoint),
        other_focus: take(Field::OtherFocus),
        retention: take(Field::Retention),
        remarks,
    }
}

fn is_twin(a: &ListRow, b: &ListRow) -> bool {
    (&a.act, &a.item, &a.stage, &a.scene) == (&b.act, &b.item, &b.stage, &b.scene)
}

/// Enough of a text to find it by.
fn short(text: &str) -> String {
    /// Characters shown.
    const MOST: usize = 24;
    let mut short: String = text.chars().filter(|c| !is_unseen(*c)).take(MOST).collect();
    if text.chars().count() > MOST {
        short.push('…');
    }
    short
}
