//! 应录尽录: what the recording lists in force demanded of the on-site work of some days, row by row
//! and unit by unit, and what was recorded (Arts. 15, 16, 26). Counted from the rows that lists read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::Refusal;
use domain::authority::{self, Action, Horizon};
use domain::org::Directory;
use domain::recording_list::{ListRow, fellows};
use store::{ActivityRow, CoverageFilter, CoverageTally, Page, Paging, Scope};
use terms::{AgencyId, Date, DivisionId, ListRowId, OfficerId, RecordingListId};

use super::Lists;
use crate::App;
use crate::error::{Error, Result, fault};

/// Longest span of days asked about: three years, as long as any plan of inspection.
const MAX_DAYS: i64 = 3 * 366;

/// Which agency and which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoverageAsked {
    /// One agency, by division; `None`: all that the reader sees, by agency.
    pub agency: Option<AgencyId>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Whose work a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// An agency's.
    Agency(AgencyId),
    /// That of the cases of a division, or of none.
    Division(Option<DivisionId>),
}

/// Counts of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Pieces of work that are over.
    pub done: u64,
    /// Of them with a recording, demanded or not.
    pub with_recording: u64,
    /// Of them to be recorded from arrival to departure.
    pub required: u64,
    /// Of the required: with a recording.
    pub recorded: u64,
    /// Of the recorded: with a hole that nobody explained.
    pub with_gaps: u64,
    /// Seconds on site of the required.
    pub on_site_s: u64,
    /// Of them recorded.
    pub covered_s: u64,
}

impl Counts {
    fn add(&mut self, more: &CoverageTally) {
        self.done = self.done.saturating_add(more.done);
        self.with_recording = self.with_recording.saturating_add(more.with_recording);
        self.required = self.required.saturating_add(more.required);
        self.recorded = self.recorded.saturating_add(more.recorded);
        self.with_gaps = self.with_gaps.saturating_add(more.with_gaps);
        self.on_site_s = self.on_site_s.saturating_add(more.on_site_s);
        self.covered_s = self.covered_s.saturating_add(more.covered_s);
    }
}

/// A cell of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoverageCell {
    /// Its column.
    pub unit: Unit,
    /// The list in force of that unit has the row.
    pub applies: bool,
    /// What was counted.
    pub counts: Counts,
}

/// A line of the matrix.
#[derive(Debug, Clone)]
pub struct CoverageLine {
    /// The row of the list; `None`: work under rows that no list in force has any more.
    pub row: Option<ListRow>,
    /// A cell for every column.
    pub cells: Vec<CoverageCell>,
}

/// The matrix.
pub struct CoverageSeen {
    /// What was asked; the agency also where the reader sees no other.
    pub asked: CoverageAsked,
    /// Agencies the reader may choose from.
    pub agencies: Vec<(AgencyId, String)>,
    /// The columns with their names.
    pub units: Vec<(Unit, String)>,
    /// The lines: what must be recorded comes first.
    pub lines: Vec<CoverageLine>,
}

/// Which cell, or which line or column of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellAsked {
    /// Under which row; `Some(None)`: under none of a list in force.
    pub row: Option<Option<ListRowId>>,
    /// Of which unit.
    pub unit: Option<Unit>,
    /// Only what had to be recorded and was not.
    pub is_missing: bool,
}

/// What the reader sees of it.
struct Field {
    asked: CoverageAsked,
    filter: CoverageFilter,
    agencies: Vec<AgencyId>,
    divisions: Option<DivisionId>,
    directory: Arc<Directory>,
    lists: Arc<Lists>,
    /// Rows of the lists in force, what must be recorded first.
    rows: Vec<ListRow>,
    /// Whose list has which row.
    has: BTreeSet<(AgencyId, ListRowId)>,
}

impl App {
    /// The matrix of rows and units.
    ///
    /// # Errors
    /// A refusal where the role does not read it; *not found* for an agency out of sight.
    pub async fn coverage(&self, reader: OfficerId, asked: CoverageAsked) -> Result<CoverageSeen> {
        let field = self.coverage_field(reader, asked).await?;
        let tallies = self.store.coverage(&field.filter).await;
        let tallies = tallies.map_err(fault("counting what was recorded"))?;
        let rows_of = field.rows_of(&tallies);
        let mut counts: BTreeMap<(Option<ListRowId>, Unit), Counts> = BTreeMap::new();
        for tally in &tallies {
            let row = tally.list_row.and_then(|id| rows_of.get(&id).copied());
            counts.entry((row, field.unit_of(tally))).or_default().add(tally);
        }
        let units = field.units(&tallies);
        let cells = |row: Option<ListRowId>| -> Vec<CoverageCell> {
            let cell = |(unit, _): &(Unit, String)| CoverageCell {
                unit: *unit,
                applies: row.is_some_and(|row| field.applies(*unit, row)),
                counts: counts.get(&(row, *unit)).copied().unwrap_or_default(),
            };
            units.iter().map(cell).collect()
        };
        let line =
            |row: &ListRow| CoverageLine { row: Some(row.clone()), cells: cells(Some(row.id)) };
        let mut lines: Vec<_> = field.rows.iter().map(line).collect();
        if counts.keys().any(|(row, _)| row.is_none()) {
            lines.push(CoverageLine { row: None, cells: cells(None) });
        }
        let name = |id: &AgencyId| (*id, field.name_of(*id));
        let agencies = field.agencies.iter().map(name).collect();
        Ok(CoverageSeen { asked: field.asked, agencies, units, lines })
    }

    /// The work behind a cell, last planned first.
    ///
    /// # Errors
    /// As [`App::coverage`].
    pub async fn covered_work(
        &self,
        reader: OfficerId,
        asked: CoverageAsked,
        cell: CellAsked,
        paging: Paging,
    ) -> Result<Page<ActivityRow>> {
        let field = self.coverage_field(reader, asked).await?;
        let mut filter = field.filter.clone();
        filter.is_missing = cell.is_missing;
        match cell.unit {
            None => {}
            Some(Unit::Agency(agency)) => filter.agency = Some(agency),
            Some(Unit::Division(division)) => filter.division = Some(division),
        }
        if let Some(row) = cell.row {
            let tallies = self.store.coverage(&field.filter).await;
            let tallies = tallies.map_err(fault("counting what was recorded"))?;
            let rows_of = field.rows_of(&tallies);
            let ids: BTreeSet<_> = tallies.iter().filter_map(|tally| tally.list_row).collect();
            let is_there = |id: &ListRowId| rows_of.get(id).copied() == row;
            filter.list_rows = Some(ids.into_iter().filter(is_there).collect());
        }
        let page = self.store.covered_work(&filter, &paging).await;
        page.map_err(fault("listing on-site work"))
    }

    /// The matrix as lines of a table.
    ///
    /// # Errors
    /// As [`App::coverage`].
    pub async fn coverage_table(&self, reader: OfficerId, asked: CoverageAsked) -> Result<String> {
        let seen = self.coverage(reader, asked).await?;
        let mut lines = vec![TITLES.map(str::to_owned).to_vec()];
        for line in &seen.lines {
            for (cell, (_, unit)) in line.cells.iter().zip(&seen.units) {
                if cell.applies || cell.counts.done > 0 {
                    lines.push(table_line(line.row.as_ref(), unit, &cell.counts));
                }
            }
        }
        Ok(sheets::write_csv(lines))
    }

    async fn coverage_field(&self, reader: OfficerId, mut asked: CoverageAsked) -> Result<Field> {
        let acting = self.acting(Some(reader)).await?;
        let (officer, today) = (&acting.officer, acting.now.date());
        let seen = authority::horizon(officer, &acting.directory, Action::CoverageRead, today)?;
        check_days(asked)?;
        let (scope, mut agencies, divisions) = match seen {
            Horizon::Agencies(seen) => {
                let seen: Vec<_> = seen.into_iter().collect();
                (Scope::Agencies(seen.clone()), seen, None)
            }
            Horizon::Part { agency, own, division } => {
                let scope = Scope::Part { agency, officer: own, division };
                (scope, vec![agency], division.flatten())
            }
        };
        agencies.sort_by_key(|id| acting.directory.agencies.get(id).map(|one| one.name.clone()));
        if let [only] = agencies.as_slice() {
            asked.agency = asked.agency.or(Some(*only));
        }
        if asked.agency.is_some_and(|wanted| !agencies.contains(&wanted)) {
            return Err(Refusal::NotFound.into());
        }
        let filter = CoverageFilter {
            scope,
            agency: asked.agency,
            division: None,
            planned: (asked.from.start(), asked.to.end()),
            list_rows: None,
            is_missing: false,
        };
        let mut field = Field {
            asked,
            filter,
            agencies,
            divisions,
            directory: acting.directory,
            lists: self.lists().await?,
            rows: Vec::new(),
            has: BTreeSet::new(),
        };
        let shown: Vec<_> = asked.agency.map_or_else(|| field.agencies.clone(), |one| vec![one]);
        for agency in shown {
            if let Some(list) = self.recording_list(agency, asked.to).await? {
                field.take_in(agency, &list.rows);
            }
        }
        field.rows.sort_by_key(|row| row.mode);
        Ok(field)
    }
}

impl Field {
    /// Adds what an agency's list demands; a row that another list has too is one line.
    fn take_in(&mut self, agency: AgencyId, rows: &[ListRow]) {
        let known = fellows(rows, &self.rows);
        for row in rows {
            let id = known.get(&row.id).copied().unwrap_or(row.id);
            if id == row.id && !self.rows.iter().any(|one| one.id == id) {
                self.rows.push(row.clone());
            }
            self.has.insert((agency, id));
        }
    }

    /// The line of each row that work was planned under: the same row, or the one that took its
    /// place in a later version.
    fn rows_of(&self, tallies: &[CoverageTally]) -> BTreeMap<ListRowId, ListRowId> {
        let here: BTreeSet<ListRowId> = self.rows.iter().map(|row| row.id).collect();
        let mut old: BTreeMap<RecordingListId, BTreeMap<ListRowId, ListRowId>> = BTreeMap::new();
        let mut found = BTreeMap::new();
        for id in tallies.iter().filter_map(|tally| tally.list_row).collect::<BTreeSet<_>>() {
            if here.contains(&id) {
                found.insert(id, id);
            } else if let Some(list) = self.lists.all().find(|list| list.row(id).is_some()) {
                let now = old.entry(list.id).or_insert_with(|| fellows(&list.rows, &self.rows));
                found.extend(now.get(&id).map(|now| (id, *now)));
            }
        }
        found
    }

    const fn unit_of(&self, tally: &CoverageTally) -> Unit {
        match self.asked.agency {
            None => Unit::Agency(tally.agency),
            Some(_) => Unit::Division(tally.division),
        }
    }

    fn applies(&self, unit: Unit, row: ListRowId) -> bool {
        let agency = match unit {
            Unit::Agency(agency) => Some(agency),
            Unit::Division(_) => self.asked.agency,
        };
        agency.is_some_and(|agency| self.has.contains(&(agency, row)))
    }

    fn name_of(&self, agency: AgencyId) -> String {
        self.directory.agencies.get(&agency).map(|one| one.name.clone()).unwrap_or_default()
    }

    /// The columns: agencies that have a list or did work, or the divisions of one agency.
    fn units(&self, tallies: &[CoverageTally]) -> Vec<(Unit, String)> {
        let Some(agency) = self.asked.agency else {
            let has_list = |id: &AgencyId| self.has.iter().any(|(agency, _)| agency == id);
            let worked = |id: &AgencyId| tallies.iter().any(|tally| tally.agency == *id);
            let shown = self.agencies.iter().filter(|id| has_list(id) || worked(id));
            return shown.map(|id| (Unit::Agency(*id), self.name_of(*id))).collect();
        };
        let divisions = self.directory.agencies.get(&agency).map(|one| one.divisions.as_slice());
        let divisions = divisions.unwrap_or_default().iter();
        let seen = divisions.filter(|one| self.divisions.is_none_or(|own| own == one.id));
        let mut units: Vec<_> =
            seen.map(|one| (Unit::Division(Some(one.id)), one.name.clone())).collect();
        if units.is_empty() || tallies.iter().any(|tally| tally.division.is_none()) {
            units.push((Unit::Division(None), NO_DIVISION.to_owned()));
        }
        units
    }
}

/// The column of work for which no division is in charge.
const NO_DIVISION: &str = "未定承办机构";

fn check_days(asked: CoverageAsked) -> Result<()> {
    if asked.to < asked.from {
        return Err(Refusal::RangeBackwards { what: "统计时段".to_owned() }.into());
    }
    if asked.from.plus_days(MAX_DAYS) < asked.to {
        let message = "统计时段最长三年，请缩短。".to_owned();
        return Err(Error::Value { field: "统计时段", message });
    }
    Ok(())
}

const TITLES: [&str; 12] = [
    "执法行为",
    "事项",
    "执法环节",
    "记录方式",
    "单位",
    "执法活动",
    "有音像",
    "应全程记录",
    "已记录",
    "未记录",
    "有缺口未说明",
    "时长覆盖（%）",
];

fn table_line(row: Option<&ListRow>, unit: &str, counts: &Counts) -> Vec<String> {
    let of = |part: fn(&ListRow) -> String| row.map(part).unwrap_or_default();
    let covered = counts.covered_s.saturating_mul(1_000).checked_div(counts.on_site_s);
    let covered = covered.map(|share| format!("{}.{}", share / 10, share % 10));
    let missing = counts.required.saturating_sub(counts.recorded);
    vec![
        of(|row| row.act.clone()),
        row.map_or_else(|| "现行清单中没有的事项".to_owned(), ListRow::label),
        of(|row| row.stage.clone()),
        of(|row| row.mode.zh().to_owned()),
        unit.to_owned(),
        counts.done.to_string(),
        counts.with_recording.to_string(),
        counts.required.to_string(),
        counts.recorded.to_string(),
        missing.to_string(),
        counts.with_gaps.to_string(),
        covered.unwrap_or_default(),
    ]
}
