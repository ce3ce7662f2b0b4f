//! The numbers instruments were given, counted and listed.

use store::{Append, DocNumberRow, NumberTally, RecordRow, Row, RowChange, Store};
use terms::{AgencyId, OfficerId, Stage, TextRecordId};

use crate::fixture::{Place, at, case, on_both};

on_both! {
    numbers_are_counted_and_listed_by_series_and_year
    a_number_is_borne_by_the_last_of_its_corrections
}

const AGENCY: AgencyId = AgencyId::from_bits(1);

fn number(series: &str, year: u32, seq: u32, record: u128) -> DocNumberRow {
    DocNumberRow {
        key: DocNumberRow::key_of(AGENCY, series, year, seq),
        agency_id: AGENCY,
        series: series.into(),
        year,
        seq,
        record_id: TextRecordId::from_bits(record),
        case_id: case(record / 100),
    }
}

fn record(id: u128, status: &str, doc_no: Option<&str>) -> RecordRow {
    let made = i64::try_from(id).unwrap();
    RecordRow {
        record_id: TextRecordId::from_bits(id),
        case_id: case(id / 100),
        agency_id: AGENCY,
        kind: "WS46".into(),
        title: "行政处罚决定书".into(),
        stage: Stage::Decision,
        status: status.into(),
        doc_no: doc_no.map(Into::into),
        created_at: at(made),
        effective_at: doc_no.map(|_| at(made)),
        pages: None,
        sha256: None,
        drafted_by: OfficerId::from_bits(1),
        updated_at: at(made),
    }
}

async fn put(store: &Store, rows: Vec<Row>) {
    let rows = rows.into_iter().map(RowChange::put).collect();
    store.append(Append { rows, ..Append::new(at(0)) }).await.unwrap();
}

fn tally(series: &str, year: u32, [taken, first, last, voided]: [u32; 4]) -> NumberTally {
    NumberTally { series: series.into(), year, taken, first, last, voided }
}

async fn numbers_are_counted_and_listed_by_series_and_year(place: Place) {
    let store = place.open().await;
    let elsewhere = AgencyId::from_bits(2);
    let of_another = DocNumberRow {
        key: DocNumberRow::key_of(elsewhere, "罚", 2026, 1),
        agency_id: elsewhere,
        ..number("罚", 2026, 1, 900)
    };
    let rows: Vec<Row> = vec![
        number("罚", 2026, 1, 100).into(),
        number("罚", 2026, 2, 101).into(),
        number("罚", 2026, 4, 200).into(),
        number("罚", 2025, 7, 201).into(),
        number("立", 2026, 1, 102).into(),
        of_another.into(),
        record(100, "effective", Some("青罚〔2026〕1号")).into(),
        record(101, "voided", Some("青罚〔2026〕2号")).into(),
        record(200, "effective", Some("青罚〔2026〕4号")).into(),
        // Given up before it got a number: no void number.
        record(103, "voided", None).into(),
    ];
    put(&store, rows).await;
    let tallies = store.number_tallies(AGENCY).await.unwrap();
    let expected = [
        tally("立", 2026, [1, 1, 1, 0]),
        tally("罚", 2026, [3, 1, 4, 1]),
        tally("罚", 2025, [1, 7, 7, 0]),
    ];
    assert_eq!(tallies, expected);
    assert_eq!(store.number_tallies(AgencyId::from_bits(3)).await.unwrap(), []);
    assert_eq!(store.taken_numbers(AGENCY, "罚", 2026).await.unwrap(), [1, 2, 4]);
    let listed = async |after, limit| {
        let rows = store.doc_numbers(AGENCY, "罚", 2026, after, limit).await.unwrap();
        rows.into_iter().map(|row| row.seq).collect::<Vec<_>>()
    };
    assert_eq!(listed(0, 2).await, [1, 2]);
    assert_eq!(listed(2, 2).await, [4]);
    assert_eq!(listed(4, 2).await, [0_u32; 0]);
}

async fn a_number_is_borne_by_the_last_of_its_corrections(place: Place) {
    let store = place.open().await;
    let no = Some("青罚〔2026〕1号");
    let rows: Vec<Row> = vec![
        number("罚", 2026, 1, 100).into(),
        record(100, "corrected", no).into(),
        record(101, "voided", no).into(),
        record(102, "draft", None).into(),
        record(300, "effective", Some("青罚〔2026〕9号")).into(),
    ];
    put(&store, rows).await;
    let tallies = store.number_tallies(AGENCY).await.unwrap();
    assert_eq!(tallies, [tally("罚", 2026, [1, 1, 1, 1])], "corrected and void is one number");
    let rows = store.doc_numbers(AGENCY, "罚", 2026, 0, 9).await.unwrap();
    let bearers = store.bearers(&rows).await.unwrap();
    let seen: Vec<_> = bearers.iter().map(|row| (row.record_id, row.status.as_str())).collect();
    let id = TextRecordId::from_bits;
    assert_eq!(seen, [(id(100), "corrected"), (id(101), "voided")]);
    assert_eq!(store.bearers(&[]).await.unwrap(), []);
}
