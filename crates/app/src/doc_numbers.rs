//! The register of document numbers (文书编号登记簿): agency by kind by year, without gaps, the void
//! ones kept.

use std::collections::BTreeMap;

use domain::Refusal;
use domain::authority::{self, Action, Place};
use domain::org::Agency;
use domain::record::{Status, holes};
use store::{DocNumberRow, NumberTally, RecordRow};
use terms::{AgencyId, CaseId, OfficerId, TextRecordId, Timestamp};

use crate::App;
use crate::error::{Result, fault};

/// Most numbers read at once, for a page or a part of the table.
const MOST_AT_ONCE: u32 = 200;

/// One series of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberSeries {
    /// The counts.
    pub tally: NumberTally,
    /// Titles of the kinds that take their numbers from it.
    pub kinds: Vec<String>,
    /// First and last of each run of numbers that nothing bears; empty: there is no gap.
    pub holes: Vec<(u32, u32)>,
}

/// The register of an agency.
#[doc(alias = "文书编号登记簿")]
#[derive(Debug, Clone)]
pub struct NumberRegister {
    /// Whose.
    pub agency: Agency,
    /// Its series, the last year first.
    pub series: Vec<NumberSeries>,
}

/// Why, when and by whose hands a number was voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberVoided {
    /// Why.
    pub reason: String,
    /// Who asked for it.
    pub proposed_by: String,
    /// Who agreed.
    pub approved_by: String,
    /// When.
    pub at: Timestamp,
}

/// A number that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberEntry {
    /// The running number.
    pub seq: u32,
    /// As it is printed.
    pub number: String,
    /// The record that bears it now: the first one, or the last correction.
    pub record: TextRecordId,
    /// Its title.
    pub title: String,
    /// Its case.
    pub case: CaseId,
    /// Number and title of the case.
    pub case_label: String,
    /// When the number was given.
    pub given_at: Option<Timestamp>,
    /// The record that got it was corrected since.
    pub is_corrected: bool,
    /// It must not be used any more.
    pub voided: Option<NumberVoided>,
}

/// Some numbers of a series, in order.
#[derive(Debug, Clone)]
pub struct NumberPage {
    /// The numbers.
    pub entries: Vec<NumberEntry>,
    /// The last of them, if more follow.
    pub next: Option<u32>,
}

impl App {
    /// The register of one's own agency, or of one that the reader oversees.
    ///
    /// # Errors
    /// A refusal where the role does not read it; *not found* for an agency out of sight.
    pub async fn number_register(
        &self,
        reader: OfficerId,
        agency: Option<AgencyId>,
    ) -> Result<NumberRegister> {
        let agency = self.numbering_agency(reader, agency).await?;
        let tallies = self.store.number_tallies(agency.id).await;
        let mut series = Vec::new();
        for tally in tallies.map_err(fault("counting document numbers"))? {
            let is_whole = tally.first == 1 && tally.last == tally.taken;
            let holes = if is_whole { Vec::new() } else { self.holes_of(&agency, &tally).await? };
            let kinds = self.law.catalogue.iter();
            let kinds = kinds.filter(|kind| kind.numbering.as_ref() == Some(&tally.series));
            let kinds = kinds.map(|kind| kind.title.clone()).collect();
            series.push(NumberSeries { tally, kinds, holes });
        }
        Ok(NumberRegister { agency, series })
    }

    async fn holes_of(&self, agency: &Agency, tally: &NumberTally) -> Result<Vec<(u32, u32)>> {
        let taken = self.store.taken_numbers(agency.id, &tally.series, tally.year).await;
        Ok(holes(taken.map_err(fault("reading document numbers"))?))
    }

    /// A page of a series, after a running number.
    ///
    /// # Errors
    /// As [`App::number_register`].
    pub async fn numbers_of(
        &self,
        reader: OfficerId,
        agency: Option<AgencyId>,
        (series, year): (&str, u32),
        after: u32,
        limit: u32,
    ) -> Result<NumberPage> {
        let agency = self.numbering_agency(reader, agency).await?;
        self.numbers_after(&agency, (series, year), after, limit).await
    }

    /// The numbers of a year as lines of a table, every series and every hole of it.
    ///
    /// # Errors
    /// As [`App::number_register`].
    pub async fn number_table(
        &self,
        reader: OfficerId,
        agency: Option<AgencyId>,
        year: u32,
    ) -> Result<String> {
        let register = self.number_register(reader, agency).await?;
        let mut lines = vec![TITLES.map(str::to_owned).to_vec()];
        for one in register.series.iter().filter(|one| one.tally.year == year) {
            let series = one.tally.series.as_str();
            let mut holes = one.holes.iter().peekable();
            let mut after = Some(0);
            while let Some(seen) = after {
                let page = self
                    .numbers_after(&register.agency, (series, year), seen, MOST_AT_ONCE)
                    .await?;
                for entry in &page.entries {
                    while let Some((first, last)) = holes.next_if(|(_, last)| *last < entry.seq) {
                        lines.push(hole_line(series, year, *first, *last));
                    }
                    lines.push(entry_line(series, year, entry));
                }
                after = page.next;
            }
        }
        Ok(sheets::write_csv(lines))
    }

    async fn numbering_agency(
        &self,
        reader: OfficerId,
        agency: Option<AgencyId>,
    ) -> Result<Agency> {
        let acting = self.acting(Some(reader)).await?;
        let id = agency.unwrap_or(acting.officer.agency);
        let place = Place { agency: Some(id), division: None, officers: &[] };
        let (officer, directory, today) = (&acting.officer, &acting.directory, acting.now.date());
        authority::authorize(officer, directory, Action::NumbersRead, place, today)?;
        Ok(directory.agencies.get(&id).cloned().ok_or(Refusal::NotFound)?)
    }

    async fn numbers_after(
        &self,
        agency: &Agency,
        (series, year): (&str, u32),
        after: u32,
        limit: u32,
    ) -> Result<NumberPage> {
        let limit = limit.clamp(1, MOST_AT_ONCE);
        let one_more = limit.saturating_add(1);
        let rows = self.store.doc_numbers(agency.id, series, year, after, one_more).await;
        let mut rows = rows.map_err(fault("listing document numbers"))?;
        let shown = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > shown;
        rows.truncate(shown);
        let bearers = self.store.bearers(&rows).await.map_err(fault("reading records"))?;
        let labels = self.case_labels(rows.iter().map(|row| row.case_id)).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            entries.push(self.number_entry(row, &bearers, &labels).await?);
        }
        let next = entries.last().map(|entry| entry.seq).filter(|_| has_more);
        Ok(NumberPage { entries, next })
    }

    async fn number_entry(
        &self,
        row: &DocNumberRow,
        bearers: &[RecordRow],
        labels: &BTreeMap<CaseId, String>,
    ) -> Result<NumberEntry> {
        let first = bearers.iter().find(|record| record.record_id == row.record_id);
        let number = first.and_then(|record| record.doc_no.clone());
        let same = |record: &&RecordRow| record.case_id == row.case_id && record.doc_no == number;
        let last = bearers.iter().rfind(same).or(first);
        let record = last.map_or(row.record_id, |record| record.record_id);
        let is_void = last.is_some_and(|record| record.status == Status::Voided.as_str());
        let voided = if is_void { self.voiding_of(row.case_id, record).await? } else { None };
        Ok(NumberEntry {
            seq: row.seq,
            number: number.unwrap_or_default(),
            record,
            title: last.map(|record| record.title.clone()).unwrap_or_default(),
            case: row.case_id,
            case_label: labels.get(&row.case_id).cloned().unwrap_or_default(),
            given_at: first.and_then(|record| record.effective_at),
            is_corrected: record != row.record_id,
            voided,
        })
    }

    /// Void numbers are few: their reasons are read from the case itself.
    async fn voiding_of(&self, case: CaseId, record: TextRecordId) -> Result<Option<NumberVoided>> {
        let dossier = self.dossier(case).await?;
        let directory = self.directory().await?;
        let record = dossier.case.as_ref().and_then(|case| case.records.get(&record));
        let name = |by: Option<OfficerId>| by.map(|id| directory.name_of(id)).unwrap_or_default();
        let voided = record.and_then(|record| Some((record, record.voided.as_ref()?)));
        Ok(voided.map(|(record, voided)| NumberVoided {
            reason: voided.reason.clone(),
            proposed_by: name(record.voiding.as_ref().and_then(|asked| asked.proposed_by)),
            approved_by: name(voided.by),
            at: voided.at,
        }))
    }
}

const TITLES: [&str; 12] = [
    "年度",
    "编号字",
    "顺序号",
    "文号",
    "文书",
    "状态",
    "案件",
    "编号日期",
    "作废日期",
    "作废原因",
    "提出人",
    "批准人",
];

fn entry_line(series: &str, year: u32, entry: &NumberEntry) -> Vec<String> {
    let day = |at: Timestamp| at.date().to_string();
    let state = match (&entry.voided, entry.is_corrected) {
        (Some(_), _) => "作废",
        (None, true) => "在用（已更正）",
        (None, false) => "在用",
    };
    let voided = entry.voided.as_ref();
    let of = |part: fn(&NumberVoided) -> String| voided.map(part).unwrap_or_default();
    vec![
        year.to_string(),
        series.to_owned(),
        entry.seq.to_string(),
        entry.number.clone(),
        entry.title.clone(),
        state.to_owned(),
        entry.case_label.clone(),
        entry.given_at.map(day).unwrap_or_default(),
        voided.map(|voided| day(voided.at)).unwrap_or_default(),
        of(|voided| voided.reason.clone()),
        of(|voided| voided.proposed_by.clone()),
        of(|voided| voided.approved_by.clone()),
    ]
}

fn hole_line(series: &str, year: u32, first: u32, last: u32) -> Vec<String> {
    let run = if first == last { first.to_string() } else { format!("{first}至{last}") };
    let mut line = vec![year.to_string(), series.to_owned(), run, String::new(), String::new()];
    line.push("缺号".to_owned());
    line.resize(TITLES.len(), String::new());
    line
}
