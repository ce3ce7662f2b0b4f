//! `liuhen check`: everything computed anew, and every difference named.

use std::collections::{BTreeMap, BTreeSet};

use domain::dossier::Dossier;
use domain::{Event, Recorded};
use ledger::open_checkpoint;
use store::{Flaw, Row, Table};
use terms::{StreamId, Timestamp};

use crate::error::{Result, fault};
use crate::load::recorded;
use crate::{App, project};

/// One thing that is not as the facts say, or a fact that is not as the log says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Table.
    pub table: String,
    /// Key of the row.
    pub key: String,
    /// Columns that differ; empty if the row is missing or too many.
    pub columns: Vec<String>,
    /// In Chinese.
    pub what: String,
}

/// Looks at most at a log that grows under them. What all of them name is no fact that came between
/// two of their questions.
const LOOKS: usize = 3;

/// What a check found.
#[derive(Debug, Clone)]
pub struct CheckReport {
    /// Facts read.
    pub facts: u64,
    /// Rows compared.
    pub rows: u64,
    /// Everything that differs.
    pub differences: Vec<Difference>,
    /// Jobs that wait: their rows may be about to change.
    pub jobs_waiting: u64,
}

impl App {
    /// Recomputes the log from its leaves and all projections from the facts.
    ///
    /// Facts may come meanwhile; a look that found a difference while the log grew is repeated, and
    /// the difference told if each look names it.
    ///
    /// # Errors
    /// Faults of the database. A difference is no error: it is in the report.
    pub async fn check(&self) -> Result<CheckReport> {
        let mut named: Option<BTreeSet<Difference>> = None;
        let mut looks = 0;
        loop {
            let before = self.head_size().await?;
            let mut report = self.check_once().await?;
            looks += 1;
            let again = |one: &Difference| named.as_ref().is_none_or(|named| named.contains(one));
            report.differences.retain(again);
            let is_sure = report.differences.is_empty() || report.facts == before;
            if is_sure || looks == LOOKS {
                return Ok(report);
            }
            named = Some(report.differences.into_iter().collect());
        }
    }

    async fn head_size(&self) -> Result<u64> {
        Ok(self.store.head().await.map_err(fault("reading the log's head"))?.size)
    }

    async fn check_once(&self) -> Result<CheckReport> {
        let journal = self.store.verify_journal().await.map_err(fault("checking the journal"))?;
        let terms = self.store.verify_case_terms().await.map_err(fault("checking search terms"))?;
        let mut differences: Vec<_> = journal
            .into_iter()
            .chain(terms)
            .map(|defect| Difference {
                table: defect.table.to_string(),
                key: defect.key.clone(),
                columns: vec![defect.column.to_string()],
                what: flaw(defect.flaw).to_owned(),
            })
            .collect();
        differences.extend(self.wrongly_signed().await?);
        differences.extend(self.check_stored_files().await?);
        let (wanted, unreadable) = self.wanted_rows().await?;
        differences.extend(unreadable);
        let mut rows = 0;
        for table in Table::ALL {
            let there = self.store.rows(*table).await.map_err(fault("reading rows"))?;
            let there: BTreeMap<String, Row> =
                there.into_iter().map(|row| (row.key(), row)).collect();
            rows += u64::try_from(there.len()).unwrap_or_default();
            compare(*table, &wanted, &there, &mut differences);
        }
        Ok(CheckReport {
            facts: self.head_size().await?,
            rows,
            differences,
            jobs_waiting: self.store.open_jobs().await.map_err(fault("counting jobs"))?,
        })
    }

    /// Checkpoints that the log's keys did not sign, or of whose pair the other is lost. Their sizes
    /// and roots are compared elsewhere.
    pub(crate) async fn wrongly_signed(&self) -> Result<Vec<Difference>> {
        let of = |is_sm3: bool, key: String, what: &str| Difference {
            table: if is_sm3 { "sm3_checkpoint" } else { "checkpoint" }.to_owned(),
            key,
            columns: vec!["note".to_owned()],
            what: what.to_owned(),
        };
        let Ok(last) = self.signing.status().await else {
            let what = "签名进程没有应答，校验点的签名没有核对";
            return Ok(vec![of(false, String::new(), what)]);
        };
        let mut wrong = Vec::new();
        let (mut signed, mut sm3) = (BTreeSet::new(), BTreeSet::new());
        for (is_sm3, key) in [(false, &last.log), (true, &last.sm3)] {
            let mut after = None;
            loop {
                let notes = self.store.checkpoints_after(is_sm3, after).await;
                let notes = notes.map_err(fault("reading the checkpoints"))?;
                let Some((last, _)) = notes.last() else { break };
                after = Some(*last);
                let seen = if is_sm3 { &mut sm3 } else { &mut signed };
                seen.extend(notes.iter().map(|(size, _)| *size));
                let unsigned = notes.iter().filter(|(_, note)| open_checkpoint(note, key).is_err());
                wrong.extend(unsigned.map(|(size, _)| of(is_sm3, size.to_string(), "签名不正确")));
            }
        }
        // Both trees are signed and kept together, since there is an SM3 tree; what was signed last
        // tells so where no other is left.
        let known = sm3.first().copied().into_iter().chain([last.heads.sm3.size]);
        let first = known.filter(|size| *size > 0).min().unwrap_or(u64::MAX);
        let missing = |is_sm3, size: &u64| of(is_sm3, size.to_string(), flaw(Flaw::Missing));
        wrong.extend(sm3.difference(&signed).map(|size| missing(false, size)));
        let lost = signed.range(first..).filter(|size| !sm3.contains(size));
        wrong.extend(lost.map(|size| missing(true, size)));
        Ok(wrong)
    }

    /// Every row as it follows from the facts, and facts that no longer read.
    async fn wanted_rows(&self) -> Result<(BTreeMap<(Table, String), Row>, Vec<Difference>)> {
        let mut streams: BTreeMap<StreamId, Vec<Recorded>> = BTreeMap::new();
        let mut unreadable = Vec::new();
        let mut from = 0;
        loop {
            let facts = self.store.facts(from, 1000).await.map_err(fault("reading facts"))?;
            let Some(last) = facts.last() else { break };
            from = last.n + 1;
            for fact in &facts {
                match recorded(fact) {
                    Ok(Some(recorded)) => {
                        streams.entry(fact.stream.clone()).or_default().push(recorded);
                    }
                    Ok(None) => {}
                    Err(_) => unreadable.push(Difference {
                        table: "body".to_owned(),
                        key: fact.n.to_string(),
                        columns: vec!["text".to_owned()],
                        what: format!("第{}条事实的正文无法读取", fact.n),
                    }),
                }
            }
        }
        Ok((self.rows_of(&streams).await?, unreadable))
    }

    async fn rows_of(
        &self,
        streams: &BTreeMap<StreamId, Vec<Recorded>>,
    ) -> Result<BTreeMap<(Table, String), Row>> {
        let directory = self.directory().await?;
        let mut wanted = BTreeMap::new();
        let mut seen = BTreeSet::new();
        // A case pulls in what hangs on it, so cases come first; the rest is loose.
        let mut order: Vec<_> = streams.keys().collect();
        order.sort_by_key(|stream| {
            (stream.kind() != "case", stream.kind() != "act", (*stream).clone())
        });
        for stream in order {
            let Some(facts) = streams.get(stream) else { continue };
            let mut rows: Vec<Row> = Vec::new();
            match stream.kind() {
                "agency" | "off" => rows.extend(project::org_rows(&org_events(facts), &directory)),
                _ if seen.contains(stream) => {}
                _ => {
                    let dossier = fold(stream, streams);
                    seen.extend(dossier.versions.keys().cloned());
                    rows.extend(project::rows(self, &dossier, &directory).into_values());
                }
            }
            wanted.extend(rows.into_iter().map(|row| ((row.table(), row.key()), row)));
        }
        Ok(wanted)
    }
}

pub(crate) fn flaw(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Missing => "应有而没有",
        Flaw::Unexpected => "没有事实依据",
        Flaw::Differs => "与原记载不符",
        Flaw::Malformed => "无法读取",
    }
}

fn org_events(facts: &[Recorded]) -> Vec<(Timestamp, domain::org::Event)> {
    let events = facts.iter().filter_map(|fact| {
        let Event::Org(event) = &fact.event else { return None };
        Some((fact.at, event.clone()))
    });
    events.collect()
}

fn fold(start: &StreamId, streams: &BTreeMap<StreamId, Vec<Recorded>>) -> Dossier {
    let mut dossier = Dossier::default();
    let mut wanted = vec![start.clone()];
    while !wanted.is_empty() {
        for stream in wanted {
            dossier.versions.insert(stream.clone(), 0);
            for fact in streams.get(&stream).into_iter().flatten() {
                dossier.apply(&stream, fact);
            }
        }
        wanted = dossier.unloaded();
    }
    dossier
}

fn compare(
    table: Table,
    wanted: &BTreeMap<(Table, String), Row>,
    there: &BTreeMap<String, Row>,
    differences: &mut Vec<Difference>,
) {
    let name = table.name().to_owned();
    let mut differ = |key: &str, columns: Vec<&'static str>, what: &str| {
        let columns = columns.into_iter().map(str::to_owned).collect();
        let (table, key, what) = (name.clone(), key.to_owned(), what.to_owned());
        differences.push(Difference { table, key, columns, what });
    };
    for ((_, key), row) in wanted.iter().filter(|((of, _), _)| *of == table) {
        match there.get(key) {
            None => differ(key, Vec::new(), "这一行应有而没有"),
            Some(found) => {
                let columns = row.diff(found);
                if !columns.is_empty() {
                    differ(key, columns, "这一行与事实不符");
                }
            }
        }
    }
    for key in there.keys().filter(|key| !wanted.contains_key(&(table, (*key).clone()))) {
        differ(key, Vec::new(), "这一行没有事实依据");
    }
}
