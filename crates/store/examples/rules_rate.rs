//! How fast the rules judge: `rules_rate CASES`.
//!
//! Judges CASES invented penalty cases from nothing, all rules of the shipped law, on two threads;
//! then one case anew after one more fact; then lets SQLite count the same three clocks (SX-CF-60,
//! SX-CF-61, QGC-21-01) over as many rows with one plain query. Three lines, times and rates.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rules::{Fact, Matter, RuleBook, Value};
use sqlx::{Connection as _, Row as _};
use terms::{ActKind, Date, Procedure, Timestamp};

/// As many as the machine we measure on has cores.
const THREADS: u32 = 2;
/// How often the one new fact is judged.
const REPEATS: u32 = 2_000;
/// Rows of one INSERT; SQLite takes 32,766 values a statement.
const ROWS: u32 = 5_000;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [cases] = arguments.as_slice() else { bail!("rules_rate CASES") };
    let cases: u32 = cases.parse().context("CASES is a number")?;
    let book = shipped()?;
    let out = &mut std::io::stdout();

    let (lasted, findings) = judge_all(&book, cases)?;
    let each = lasted / cases.max(1) * THREADS;
    writeln!(
        out,
        "all rules, {cases} cases on {THREADS} threads: {:.1} s, {each:?} a case and core, {} findings a case",
        lasted.as_secs_f64(),
        findings / u64::from(cases.max(1)),
    )?;

    let whole = case(9, 0)?;
    let began = Instant::now();
    for _ in 0..REPEATS {
        let mut matter = whole.clone();
        matter.facts.push(record(at(80)?, "又一份笔录", "WS10", "investigation"));
        std::hint::black_box(book.evaluate(&matter));
    }
    writeln!(out, "one new fact in a whole case: {:?}", began.elapsed() / REPEATS)?;

    let (lasted, late) = plain_sql(&book, cases).await?;
    writeln!(
        out,
        "plain SQL, the same three clocks over {cases} rows: {:.2} s, {late} late",
        lasted.as_secs_f64()
    )?;
    Ok(())
}

fn shipped() -> Result<RuleBook> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut paths = vec![root.join("facts.toml"), root.join("choices.toml")];
    for part in ["packs", "calendars"] {
        collect(&root.join(part), &mut paths)?;
    }
    let mut files = Vec::new();
    for path in paths {
        files.push((path.to_string_lossy().into_owned(), fs::read_to_string(&path)?));
    }
    RuleBook::load(&files).map_err(|defects| anyhow::anyhow!("{} defects", defects.len()))
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Days after the first of March 2025, at nine.
fn at(day: i64) -> Result<Timestamp> {
    let first: Date = "2025-03-03".parse().context("a day")?;
    Ok(first.plus_days(day).start().plus_ms(9 * 3_600_000))
}

fn record(at: Timestamp, subject: &str, kind: &str, stage: &str) -> Fact {
    Fact::new("record.effective", at, subject)
        .with("kind", kind)
        .with("stage", stage)
        .with("signed.case_officers", Value::texts(["甲", "乙"]))
        .with("signed.division_head", Value::texts(["丙"]))
        .with("signed.agency_head", Value::texts(["丁"]))
}

/// A penalty case that has come as far as `number` modulo ten says, begun `number` days later.
fn case(number: u32, shift: i64) -> Result<Matter> {
    let fact =
        |name: &str, day: i64| -> Result<Fact> { Ok(Fact::new(name, at(day + shift)?, "本案")) };
    let text = |day: i64, kind: &str, stage: &str| -> Result<Fact> {
        Ok(record(at(day + shift)?, kind, kind, stage))
    };
    let mut facts = vec![
        fact("case.source_registered", 0)?.with("source_kind", "complaint"),
        fact("case.officers_assigned", 0)?.with("officers", Value::texts(["甲", "乙"])),
        text(0, "WS01", "initiation")?,
    ];
    let reached = number % 10;
    if reached >= 1 {
        facts.push(text(1, "WS02", "initiation")?);
        facts.push(fact("case.opened", 1)?);
    }
    if reached >= 3 {
        let visit = |name: &str, ms: i64| -> Result<Fact> {
            Ok(Fact::new(name, at(3 + shift)?.plus_ms(ms), "现场"))
        };
        facts.push(
            visit("activity.planned", -60_000)?
                .with("continuous", true)
                .with("mode", "continuous")
                .with("officers", Value::texts(["甲", "乙"])),
        );
        facts.push(visit("activity.arrived", 0)?);
        facts.push(visit("activity.departed", 3_600_000)?);
        let span = (at(3 + shift)?, at(3 + shift)?.plus_ms(3_600_000));
        for number in 0..4 {
            let name = format!("录像{number}");
            facts.push(Fact::new("recording.deposited", span.1, &*name).with("activity", "现场"));
            facts.push(
                Fact::new("recording.span", span.0, &*name)
                    .with("activity", "现场")
                    .with("from", span.0)
                    .with("to", span.1),
            );
        }
        facts.push(text(3, "WS08", "investigation")?.with("activity", "现场"));
        facts.push(text(5, "WS10", "investigation")?);
    }
    if reached >= 5 {
        facts.push(text(20, "WS33", "decision")?);
        facts.push(fact("case.investigation_concluded", 20)?);
        facts.push(text(21, "WS34", "decision")?);
        facts.push(text(22, "WS36", "decision")?);
    }
    if reached >= 7 {
        facts.push(text(30, "WS35", "decision")?.with("f.conclusion", "通过"));
        facts.push(text(31, "WS44", "decision")?);
        facts.push(text(32, "WS46", "decision")?.with("f.fine_fen", 80_000_i64));
        facts.push(fact("case.decided", 32)?.with("record", "WS46").with("kind", "WS46"));
        facts.push(
            Fact::new("record.served", at(34 + shift)?, "WS46")
                .with("record", "WS46")
                .with("kind", "WS46")
                .with("method", "直接送达"),
        );
    }
    if reached >= 9 {
        facts.push(text(45, "WS51", "execution")?);
        facts.push(text(50, "WS59", "archiving")?);
        facts.push(fact("case.closed", 50)?);
        facts.push(fact("case.act_ended", 50)?);
    }
    Ok(Matter::of_case("本案", ActKind::Penalty, Some(Procedure::Ordinary), facts))
}

fn judge_all(book: &RuleBook, cases: u32) -> Result<(Duration, u64)> {
    let began = Instant::now();
    let judge = |first: u32| -> Result<u64> {
        let mut findings = 0;
        let mut number = first;
        while number < cases {
            let matter = case(number, i64::from(number / 10 % 365))?;
            findings += u64::try_from(book.evaluate(&matter).len())?;
            number += THREADS;
        }
        Ok(findings)
    };
    let counts: Vec<Result<u64>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS).map(|first| scope.spawn(move || judge(first))).collect();
        running.into_iter().filter_map(|one| one.join().ok()).collect()
    });
    let lasted = began.elapsed();
    let total = counts.into_iter().sum::<Result<u64>>()?;
    Ok((lasted, total))
}

const TABLES: &str = "CREATE TABLE cal (day INTEGER PRIMARY KEY, ord INTEGER NOT NULL, working INTEGER NOT NULL); \
     CREATE TABLE cases (id INTEGER PRIMARY KEY, opened INTEGER, decided INTEGER, served INTEGER, ended INTEGER, archived INTEGER)";
const BY_ORD: &str = "CREATE INDEX cal_by_ord ON cal (working, ord)";
const LATE: &str = "SELECT \
     SUM(opened + 90 < COALESCE(decided, $1)) \
     + SUM((SELECT w.day FROM cal d JOIN cal w ON w.working = 1 AND w.ord = d.ord + 7 WHERE d.day = decided) < COALESCE(served, $1)) \
     + SUM((SELECT w.day FROM cal d JOIN cal w ON w.working = 1 AND w.ord = d.ord + 20 WHERE d.day = ended) < COALESCE(archived, $1)) \
     AS late FROM cases";

/// The same three clocks as one query on one connection; filling the tables is not counted.
async fn plain_sql(book: &RuleBook, cases: u32) -> Result<(Duration, i64)> {
    let mut on = sqlx::SqliteConnection::connect("sqlite::memory:").await?;
    sqlx::raw_sql(TABLES).execute(&mut on).await?;
    let first: Date = "2025-01-01".parse().context("a day")?;
    let mut ord = 0_i64;
    let mut known = BTreeMap::new();
    for day in 0..730_i64 {
        let working = book.calendar().day(first.plus_days(day)).working;
        ord += i64::from(working);
        known.insert(day, working);
        sqlx::query("INSERT INTO cal VALUES ($1, $2, $3)")
            .bind(day)
            .bind(ord)
            .bind(working)
            .execute(&mut on)
            .await?;
    }
    sqlx::raw_sql(BY_ORD).execute(&mut on).await?;
    let mut number = 0;
    while number < cases {
        let rows = (number..cases.min(number + ROWS)).map(|number| {
            let (day, reached) = (i64::from(number / 10 % 365) + 61, number % 10);
            let when = |from: u32, after: i64| {
                if reached >= from { (day + after).to_string() } else { "NULL".to_owned() }
            };
            format!(
                "({number},{},{},{},{},NULL)",
                when(1, 1),
                when(7, 32),
                when(7, 34),
                when(9, 50)
            )
        });
        let values = rows.collect::<Vec<_>>().join(",");
        let insert = format!("INSERT INTO cases VALUES {values}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(insert)).execute(&mut on).await?;
        number += ROWS;
    }
    let began = Instant::now();
    let row = sqlx::query(LATE).bind(700_i64).fetch_one(&mut on).await?;
    Ok((began.elapsed(), row.try_get("late")?))
}
