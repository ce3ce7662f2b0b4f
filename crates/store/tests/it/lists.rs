//! Cases as people list them: filters, pages, search; and rows as they are put and replaced.

use store::{
    AgencyRow, Append, CaseFilter, CaseRow, Cursor, Paging, RecordingRow, Row, RowChange, Scope,
    SearchText, Store, Table,
};
use terms::{ActKind, AgencyId, OfficerId, Procedure, Stage};

use crate::fixture::{Place, at, case, on_both, one};
use crate::other_lists::recording;

on_both! {
    pages_join_without_gap_or_repetition
    cases_are_found_by_two_characters_and_by_every_filter
    search_follows_a_changed_name
    a_scope_hides_what_lies_outside
    rows_are_replaced_and_removed
    every_column_comes_back_as_it_was_put
}

pub(crate) fn case_row(number: u128, title: &str, party: &str) -> CaseRow {
    let created = i64::try_from(number).unwrap() * 1_000;
    CaseRow {
        case_id: case(number),
        agency_id: AgencyId::from_bits(1),
        division_id: None,
        title: title.into(),
        party_label: party.into(),
        act_kind: ActKind::Penalty,
        procedure: Procedure::Ordinary,
        stage: Stage::Investigation,
        status: "open".into(),
        case_no: None,
        source_kind: "patrol".into(),
        created_at: at(created),
        opened_at: Some(at(created + 1)),
        decided_at: None,
        closed_at: None,
        act_ended_on: None,
        archived_at: None,
        officers: vec![OfficerId::from_bits(1), OfficerId::from_bits(2)],
        duties_met: 1,
        duties_total: 4,
        next_due_at: None,
        next_due_rule: None,
        coverage_met: 0,
        coverage_total: 0,
        updated_at: at(created + 2),
        search: SearchText::of([title, party]),
    }
}

pub(crate) async fn put<R: Into<Row>>(store: &Store, rows: impl IntoIterator<Item = R>) {
    let rows = rows.into_iter().map(RowChange::put).collect();
    store.append(Append { rows, ..Append::new(at(0)) }).await.unwrap();
}

fn page(limit: u32, after: Option<Cursor>) -> Paging {
    Paging { limit, after }
}

async fn found(store: &Store, filter: &CaseFilter) -> Vec<u128> {
    let page = store.cases(filter, &page(200, None)).await.unwrap();
    assert_eq!(page.next, None);
    let number = |row: &CaseRow| (0..1_000).find(|n| case(*n) == row.case_id).unwrap();
    page.rows.iter().map(number).collect()
}

async fn pages_join_without_gap_or_repetition(place: Place) {
    let store = place.open().await;
    // Several cases share an instant: the key decides.
    let rows = (0..25).map(|n| CaseRow {
        created_at: at(i64::try_from(n / 4).unwrap()),
        ..case_row(n, "占道经营", "某")
    });
    put(&store, rows).await;
    for text in [None, Some("占道"), Some("营")] {
        let filter = CaseFilter { text: text.map(str::to_owned), ..CaseFilter::of(Scope::All) };
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = store.cases(&filter, &page(4, after)).await.unwrap();
            seen.extend(page.rows.iter().map(|row| (row.created_at, row.key())));
            let Some(next) = page.next else { break };
            assert_eq!(page.rows.len(), 4);
            after = Some(next.to_string().parse().unwrap());
        }
        assert_eq!(seen.len(), 25);
        assert!(seen.is_sorted_by(|one, next| one > next), "newest first, each once");
    }
    assert_eq!(
        store.cases(&CaseFilter::of(Scope::All), &page(0, None)).await.unwrap().rows.len(),
        1
    );
}

async fn cases_are_found_by_two_characters_and_by_every_filter(place: Place) {
    let store = place.open().await;
    let other = OfficerId::from_bits(9);
    put(
        &store,
        [
            case_row(1, "欧阳某占道经营案", "欧阳某"),
            CaseRow { stage: Stage::Decision, ..case_row(2, "油烟超标案", "甲餐饮店") },
            CaseRow { status: "closed".into(), ..case_row(3, "占道堆物 10%案", "ABC公司") },
            CaseRow { officers: vec![other], ..case_row(4, "道占经营", "阳欧") },
            CaseRow { archived_at: Some(at(9)), ..case_row(5, "占道", "某") },
            CaseRow { next_due_at: Some(at(500)), ..case_row(6, "无照经营", "乙") },
        ],
    )
    .await;
    let all = CaseFilter::of(Scope::All);
    let text = |text: &str| CaseFilter { text: Some(text.into()), ..all.clone() };
    assert_eq!(found(&store, &all).await, [6, 5, 4, 3, 2, 1]);
    assert_eq!(found(&store, &text("欧阳")).await, [1]);
    assert_eq!(found(&store, &text("占道")).await, [5, 3, 1]);
    assert_eq!(found(&store, &text("占道 经营")).await, [1]);
    assert_eq!(found(&store, &text("占道经营")).await, [1], "pairs out of order do not count");
    assert_eq!(found(&store, &text("ａｂc")).await, [3], "width and case do not count");
    assert_eq!(found(&store, &text("10%案")).await, [3]);
    assert_eq!(found(&store, &text("1_%案")).await, [0; 0], "an underscore is an underscore");
    assert_eq!(found(&store, &text("阳")).await, [4, 1], "one character is enough");
    assert_eq!(found(&store, &text("  ")).await.len(), 6);
    let officer = CaseFilter { officer: Some(other), ..all.clone() };
    assert_eq!(found(&store, &officer).await, [4]);
    let both = CaseFilter { text: Some("经营".into()), ..officer };
    assert_eq!(found(&store, &both).await, [4]);
    let stage = CaseFilter { stage: Some(Stage::Decision), ..all.clone() };
    assert_eq!(found(&store, &stage).await, [2]);
    let status = CaseFilter { status: Some("closed".into()), ..all.clone() };
    assert_eq!(found(&store, &status).await, [3]);
    let archived = |archived| CaseFilter { archived: Some(archived), ..all.clone() };
    assert_eq!(found(&store, &archived(true)).await, [5]);
    assert_eq!(found(&store, &archived(false)).await, [6, 4, 3, 2, 1]);
    let due = |at| CaseFilter { due_before: Some(at), ..all.clone() };
    assert_eq!(found(&store, &due(at(501))).await, [6]);
    assert_eq!(found(&store, &due(at(500))).await, [0; 0], "not late at the due instant itself");
}

async fn search_follows_a_changed_name(place: Place) {
    let store = place.open().await;
    put(&store, [case_row(1, "占道经营", "欧阳某"), case_row(2, "占道经营", "乙")]).await;
    let text = |text: &str| CaseFilter { text: Some(text.into()), ..CaseFilter::of(Scope::All) };
    let officer =
        |n| CaseFilter { officer: Some(OfficerId::from_bits(n)), ..CaseFilter::of(Scope::All) };
    let moved =
        CaseRow { officers: vec![OfficerId::from_bits(7)], ..case_row(1, "改名", "司马") };
    put(&store, [moved]).await;
    assert_eq!(found(&store, &text("欧阳")).await, [0; 0]);
    assert_eq!(found(&store, &text("司马")).await, [1]);
    assert_eq!(found(&store, &text("占道")).await, [2]);
    assert_eq!(found(&store, &officer(1)).await, [2]);
    assert_eq!(found(&store, &officer(7)).await, [1]);
    let rows = vec![RowChange::remove(Table::Case, case(1))];
    store.append(Append { rows, ..Append::new(at(0)) }).await.unwrap();
    assert_eq!(found(&store, &text("司马")).await, [0; 0]);
    assert_eq!(store.verify_case_terms().await.unwrap(), []);
}

fn agency(number: u128, superior: Option<&AgencyRow>) -> AgencyRow {
    let id = AgencyId::from_bits(number);
    let above = superior.map_or("", |superior| superior.path.as_str());
    AgencyRow {
        agency_id: id,
        name: format!("机关{number}"),
        short_name: format!("机{number}"),
        region: "330106".into(),
        superior: superior.map(|superior| superior.agency_id),
        path: format!("{above}{id}/"),
        created_at: at(0),
    }
}

async fn a_scope_hides_what_lies_outside(place: Place) {
    let store = place.open().await;
    let province = agency(1, None);
    let (city, other_city) = (agency(2, Some(&province)), agency(3, Some(&province)));
    let county = agency(4, Some(&city));
    let agencies = [province, city.clone(), other_city, county];
    put(&store, agencies.clone()).await;
    let of = |n: u128| CaseRow { agency_id: AgencyId::from_bits(n), ..case_row(n, "案", "某") };
    put(&store, [of(1), of(2), of(3), of(4)]).await;
    let scoped = async |scope| found(&store, &CaseFilter::of(scope)).await;
    assert_eq!(scoped(Scope::Under(city.path.clone())).await, [4, 2]);
    assert_eq!(scoped(Scope::Agencies(vec![city.agency_id])).await, [2]);
    let two = vec![AgencyId::from_bits(1), AgencyId::from_bits(3)];
    assert_eq!(scoped(Scope::Agencies(two)).await, [3, 1]);
    assert_eq!(scoped(Scope::Agencies(Vec::new())).await, [0; 0]);
    assert_eq!(scoped(Scope::All).await, [4, 3, 2, 1]);
}

async fn rows_are_replaced_and_removed(place: Place) {
    let store = place.open().await;
    put(&store, (0..300).map(|n| case_row(n, "案", "某"))).await;
    // The last word on a row within one append counts.
    let rows = vec![
        RowChange::put(case_row(5, "先", "某")),
        RowChange::put(case_row(5, "后", "某")),
        RowChange::put(case_row(6, "后", "某")),
        RowChange::remove(Table::Case, case(6)),
        RowChange::remove(Table::Case, case(7)),
        RowChange::put(case_row(7, "回", "某")),
        RowChange::remove(Table::Case, case(9_999)),
    ];
    store.append(Append { rows, ..Append::new(at(0)) }).await.unwrap();
    let row = async |n| store.row::<CaseRow>(case(n)).await.unwrap();
    assert_eq!(row(5).await.unwrap().title, "后");
    assert_eq!(row(6).await, None);
    assert_eq!(row(7).await.unwrap().title, "回");
    let keys = [case(9_999), case(7), case(5)];
    assert_eq!(store.rows_by_key::<CaseRow>(keys).await.unwrap().len(), 2);
    assert_eq!(store.rows(Table::Case).await.unwrap().len(), 299);
}

async fn every_column_comes_back_as_it_was_put(place: Place) {
    let store = place.open().await;
    let full = CaseRow {
        division_id: Some(terms::DivisionId::from_bits(u128::MAX)),
        case_no: Some("〔2026〕1号 '\"\\ 𠮷".into()),
        act_ended_on: Some("2026-02-28".parse().unwrap()),
        decided_at: Some(at(i64::from(u32::MAX))),
        officers: Vec::new(),
        duties_total: u32::MAX,
        next_due_rule: Some(String::new()),
        ..case_row(1, "标题\n两行", "当事人")
    };
    let recording = recording(1);
    put::<Row>(&store, [full.clone().into(), recording.clone().into()]).await;
    assert_eq!(store.row::<CaseRow>(case(1)).await.unwrap(), Some(full));
    let id = recording.recording_id;
    assert_eq!(store.row(id).await.unwrap(), Some(recording.clone()));
    let over = RecordingRow { size_bytes: u64::MAX, ..recording };
    let rows = vec![RowChange::put(over)];
    let refused = store.append(Append { rows, ..one(1, 0, "a") }).await;
    assert!(refused.is_err(), "a size no column can hold is not cut");
}
