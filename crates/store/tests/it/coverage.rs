//! What was to be recorded, counted; and what people made of recordings.

use store::{ActivityRow, Append, CaseRow, CoverageFilter, NewFact, Paging, Scope, ViewingRow};
use terms::{ActivityId, AgencyId, AvRecordId, DivisionId, ListRowId, OfficerId};

use crate::fixture::{Place, at, case, fact, on_both};
use crate::lists::{case_row, put};
use crate::other_lists::activity;

on_both! {
    work_is_counted_by_agency_division_and_row
    the_migration_finds_the_row_of_work_planned_before
    a_later_word_on_a_recording_replaces_the_earlier
}

const SQUAD: DivisionId = DivisionId::from_bits(7);
const HOUR: i64 = 3_600_000;

fn row(number: u128) -> ListRowId {
    ListRowId::from_bits(number)
}

fn all() -> CoverageFilter {
    CoverageFilter {
        scope: Scope::All,
        agency: None,
        division: None,
        planned: (at(0), at(100 * HOUR)),
        list_rows: None,
        is_missing: false,
    }
}

/// Arts. 15, 16: what had to be recorded, what was, for how much of the time.
async fn work_is_counted_by_agency_division_and_row(place: Place) {
    let store = place.open().await;
    put(&store, [CaseRow { division_id: Some(SQUAD), ..case_row(1, "案", "某") }]).await;
    let work = |number: u128, covered: Option<u32>, recordings: u32| ActivityRow {
        case_id: Some(case(1)),
        planned_at: at(i64::try_from(number).unwrap() * HOUR),
        arrived_at: Some(at(0)),
        departed_at: Some(at(2 * HOUR)),
        coverage_ppm: covered,
        recordings,
        ..activity(number, Vec::new())
    };
    let rows = [
        work(1, Some(500_000), 2),
        ActivityRow { open_gaps: 1, ..work(2, Some(250_000), 1) },
        work(3, Some(0), 0),
        ActivityRow { continuous: false, ..work(4, None, 1) },
        ActivityRow { list_row_id: Some(row(2)), ..work(5, Some(1_000_000), 1) },
        ActivityRow { case_id: None, ..work(6, Some(1_000_000), 1) },
        ActivityRow { agency_id: AgencyId::from_bits(2), ..work(7, Some(0), 0) },
        // Not over, and outside the days asked for.
        ActivityRow { departed_at: None, ..work(8, None, 0) },
        work(200, Some(0), 0),
    ];
    put(&store, rows).await;
    let counted = store.coverage(&all()).await.unwrap();
    assert_eq!(counted.len(), 4, "{counted:?}");
    let own = Scope::Agencies(vec![AgencyId::from_bits(1)]);
    let filter = CoverageFilter { scope: own, division: Some(Some(SQUAD)), ..all() };
    let counted = store.coverage(&filter).await.unwrap();
    let first = counted.iter().find(|one| one.list_row == Some(row(1))).unwrap();
    assert_eq!((first.done, first.with_recording, first.required), (4, 3, 3));
    assert_eq!((first.recorded, first.with_gaps), (2, 1));
    assert_eq!((first.on_site_s, first.covered_s), (6 * 3_600, 5_400));
    let nobody = CoverageFilter { division: Some(None), ..all() };
    let loose: Vec<_> = store.coverage(&nobody).await.unwrap();
    assert_eq!(loose.iter().map(|one| one.done).sum::<u64>(), 1, "{loose:?}");

    let missing = CoverageFilter { is_missing: true, ..all() };
    let page = |filter: CoverageFilter, paging: Paging| {
        let store = &store;
        async move { store.covered_work(&filter, &paging).await.unwrap() }
    };
    let found = page(missing.clone(), Paging { limit: 1, after: None }).await;
    assert_eq!(found.rows[0].activity_id, ActivityId::from_bits(7), "last planned first");
    let found = page(missing, Paging { limit: 1, after: found.next }).await;
    assert_eq!(found.rows[0].activity_id, ActivityId::from_bits(3));
    assert_eq!(found.next, None);
    let of_row = |rows| CoverageFilter { list_rows: Some(rows), ..all() };
    assert_eq!(page(of_row(vec![row(2)]), Paging::default()).await.rows.len(), 1);
    assert_eq!(page(of_row(Vec::new()), Paging::default()).await.rows.len(), 0);
}

/// What was written before the column was there has it all the same.
async fn the_migration_finds_the_row_of_work_planned_before(place: Place) {
    let store = place.open().await;
    let id = ActivityId::from_bits(5);
    let body = format!(r#"{{"t":"activity.planned","activity":"{id}","list_row":"{}"}}"#, row(9));
    let planned = NewFact { stream: id.into(), kind: "activity.planned", ..fact(5, &body) };
    let (reads, facts) = (vec![(id.into(), 0)], vec![planned]);
    store.append(Append { reads, facts, ..Append::new(at(0)) }).await.unwrap();
    put(&store, [ActivityRow { list_row_id: None, ..activity(5, Vec::new()) }]).await;
    drop(store);
    let text = if place.is_postgres() {
        include_str!("../../migrations/postgres/0012_coverage.sql")
    } else {
        include_str!("../../migrations/sqlite/0012_coverage.sql")
    };
    let fill = text.split(';').find(|part| part.contains("UPDATE activity_row")).unwrap();
    let mut raw = place.raw().await;
    raw.run(fill).await;
    let told = raw.texts("SELECT list_row_id FROM activity_row").await;
    assert_eq!(told, [row(9).to_string()]);
}

/// Art. 24: what was played is kept for the person who played it.
async fn a_later_word_on_a_recording_replaces_the_earlier(place: Place) {
    let store = place.open().await;
    let (recording, other) = (AvRecordId::from_bits(1), AvRecordId::from_bits(2));
    let word = |recording, officer: u128, watched: &str| ViewingRow {
        key: ViewingRow::key_of(recording, OfficerId::from_bits(officer)),
        recording_id: recording,
        officer_id: OfficerId::from_bits(officer),
        watched: watched.into(),
        verdict: Some("fine".into()),
        note: None,
        updated_at: at(1),
    };
    for one in [word(recording, 1, "[]"), word(recording, 2, "[]"), word(other, 1, "[]")] {
        store.save_viewing(&one).await.unwrap();
    }
    store.save_viewing(&word(recording, 1, "[[0,9]]")).await.unwrap();
    let own = store.viewings(&[recording, other], Some(OfficerId::from_bits(1))).await.unwrap();
    assert_eq!(own, [word(recording, 1, "[[0,9]]"), word(other, 1, "[]")]);
    assert_eq!(store.viewings(&[recording], None).await.unwrap().len(), 2);
    assert_eq!(store.viewings(&[], None).await.unwrap(), []);
}
