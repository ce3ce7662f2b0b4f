//! Lists as people use them: filters, pages, search.

use store::{
    AccessFilter, AccessRow, ActivityFilter, ActivityRow, AgencyRow, Append, ApprovalFilter,
    ApprovalRow, CaseFilter, CaseRow, Cursor, DutyFilter, DutyRow, ElsewhereFilter, Paging,
    RecordRow, RecordingFilter, RecordingRow, Row, RowChange, Scope, SearchText, Store, Table,
    Tally, ViolationFilter, ViolationRow,
};
use terms::{
    AccessRequestId, ActKind, ActivityId, AgencyId, AvRecordId, DeviceId, Digest, ListRowId,
    OfficerId, Procedure, Severity, Sm3Digest, Stage, TextRecordId, ViolationId,
};

use crate::fixture::{Place, at, case, on_both, one};

on_both! {
    pages_join_without_gap_or_repetition
    cases_are_found_by_two_characters_and_by_every_filter
    search_follows_a_changed_name
    a_scope_hides_what_lies_outside
    rows_are_replaced_and_removed
    every_column_comes_back_as_it_was_put
    other_lists_answer_their_filters
    what_is_counted_is_counted_within_the_scope
    violations_are_found_by_every_filter
    an_officer_is_found_in_other_matters_at_a_time
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

fn recording(number: u128) -> RecordingRow {
    RecordingRow {
        recording_id: AvRecordId::from_bits(number),
        agency_id: AgencyId::from_bits(1),
        activity_id: None,
        case_id: Some(case(number)),
        deposited_by: Some(OfficerId::from_bits(1)),
        file_name: "现场 1.mp4".into(),
        size_bytes: u64::try_from(i64::MAX).unwrap(),
        sha256: Digest::from_bytes([u8::try_from(number).unwrap(); 32]),
        sm3: Sm3Digest::from_bytes([2; 32]),
        deposited_at: at(i64::try_from(number).unwrap()),
        started_at: Some(at(-5)),
        ended_at: None,
        duration_ms: Some(60_000),
        video_codec: Some("h264".into()),
        probe_state: "done".into(),
        preview_state: "waiting".into(),
        device_id: Some(DeviceId::from_bits(1)),
        file_no: Some(12),
        file_day: Some("2025-03-07".parse().unwrap()),
        device_cleared: Some(true),
        non_enforcement: None,
        machine_linked: false,
    }
}

fn duty(key: &str, standing: &str, due: Option<i64>) -> DutyRow {
    DutyRow {
        key: key.into(),
        case_id: Some(case(1)),
        activity_id: None,
        agency_id: AgencyId::from_bits(1),
        rule: "qgc-28-21".into(),
        pack: "qgc-28@1".into(),
        title: "归档".into(),
        subject: case(1).to_string(),
        article: "第二十一条".into(),
        severity: Severity::S2,
        standing: standing.into(),
        due_at: due.map(at),
        strict_due_at: None,
        remind_at: due.map(at),
        estimated: true,
        message: "请归档".into(),
        met_at: None,
    }
}

fn approval(key: &str, slot: &str, officer: Option<u128>) -> ApprovalRow {
    ApprovalRow {
        key: key.into(),
        agency_id: AgencyId::from_bits(1),
        case_id: Some(case(1)),
        activity_id: None,
        record_id: None,
        request_id: None,
        kind: "record".into(),
        title: "立案审批".into(),
        slot: slot.into(),
        officer_id: officer.map(OfficerId::from_bits),
        asked_at: at(0),
        due_at: None,
    }
}

async fn other_lists_answer_their_filters(place: Place) {
    let store = place.open().await;
    let late = [duty("d1", "open", Some(9)), duty("d2", "open", None), duty("d3", "met", Some(1))];
    put(&store, late).await;
    let duties = async |standings: &[&str], remind_before: Option<i64>| {
        let filter = DutyFilter {
            scope: Scope::All,
            case: Some(case(1)),
            activity: None,
            standings: standings.iter().map(|s| (*s).into()).collect(),
            remind_before: remind_before.map(at),
        };
        let rows = store.duties(&filter, 9).await.unwrap();
        rows.into_iter().map(|row| row.key).collect::<Vec<_>>()
    };
    assert_eq!(duties(&[], None).await, ["d3", "d1", "d2"], "earliest first, undated last");
    assert_eq!(duties(&["open"], None).await, ["d1", "d2"]);
    assert_eq!(duties(&["open", "met"], Some(9)).await, ["d3"]);
    let own = DutyRow { remind_at: Some(at(5)), ..duty("d0", "open", Some(20)) };
    put(&store, [own]).await;
    assert_eq!(duties(&["open"], None).await, ["d0", "d1", "d2"], "by the agency's own limit");
    assert_eq!(duties(&["open"], Some(9)).await, ["d0"]);

    let slots = [
        approval("a1", "head", None),
        approval("a2", "legal", None),
        approval("a3", "legal", Some(5)),
    ];
    put(&store, slots).await;
    let approvals = async |slots: &[&str], officer| {
        let filter = ApprovalFilter {
            agency: AgencyId::from_bits(1),
            slots: slots.iter().map(|s| (*s).into()).collect(),
            officer: OfficerId::from_bits(officer),
        };
        let rows = store.approvals(&filter, 9).await.unwrap();
        rows.into_iter().map(|row| row.key).collect::<Vec<_>>()
    };
    assert_eq!(approvals(&["legal"], 1).await, ["a2"], "not what is asked of somebody by name");
    assert_eq!(approvals(&["legal", "head"], 5).await, ["a1", "a2", "a3"]);
    assert_eq!(approvals(&[], 5).await, ["a3"]);

    let on_site = ActivityId::from_bits(3);
    let assigned = RecordingRow { activity_id: Some(on_site), ..recording(2) };
    put(&store, [recording(1), assigned]).await;
    let recordings = async |assigned| {
        let filter = RecordingFilter {
            scope: Scope::All,
            case: None,
            activity: None,
            deposited_by: Some(OfficerId::from_bits(1)),
            assigned,
            device: None,
        };
        store.recordings(&filter, &Paging::default()).await.unwrap().rows.len()
    };
    assert_eq!((recordings(None).await, recordings(Some(true)).await), (2, 1));
    check_activities_and_access(&store).await;
}

pub(crate) fn activity(number: u128, officers: Vec<OfficerId>) -> ActivityRow {
    ActivityRow {
        activity_id: ActivityId::from_bits(number),
        agency_id: AgencyId::from_bits(1),
        case_id: None,
        title: "检查".into(),
        place: "某路1号".into(),
        list_row: "row".into(),
        list_row_id: Some(ListRowId::from_bits(1)),
        continuous: true,
        officers,
        officers_changed: false,
        status: "planned".into(),
        planned_at: at(0),
        arrived_at: None,
        departed_at: None,
        returned_at: None,
        coverage_ppm: None,
        open_gaps: 0,
        recordings: 0,
        lat_e6: None,
        lon_e6: None,
        exception: None,
        deposit_due_at: None,
        deposit_own_due_at: None,
        deposited_at: None,
        return_doubted: false,
        officers_changed: false,
    }
}

/// Art. 10(一): where somebody was at a time, in matters other than one.
async fn an_officer_is_found_in_other_matters_at_a_time(place: Place) {
    const HOUR: i64 = 3_600_000;
    let store = place.open().await;
    let (first, second) = (OfficerId::from_bits(1), OfficerId::from_bits(2));
    let visit = |number, of: Option<u128>, from: i64, officers: Vec<OfficerId>| ActivityRow {
        case_id: of.map(case),
        arrived_at: Some(at(from * HOUR)),
        departed_at: Some(at((from + 1) * HOUR)),
        ..activity(number, officers)
    };
    let visits = [
        visit(1, Some(1), 10, vec![first]),
        visit(2, Some(2), 10, vec![first, second]),
        visit(3, None, 9, vec![first]),
        visit(4, Some(2), 11, vec![first]),
        visit(5, Some(2), 10, vec![second]),
        activity(6, vec![first]),
    ];
    put(&store, visits).await;
    let (agency, beside) = (AgencyId::from_bits(1), case(1));
    let (from, to) = (at(9 * HOUR + 1), at(11 * HOUR));
    let filter = ElsewhereFilter { agency, officer: first, beside, from, to };
    let found = store.visits_elsewhere(&filter).await.unwrap();
    let ids: Vec<_> = found.iter().map(|row| row.activity_id).collect();
    assert_eq!(ids, [2, 3].map(ActivityId::from_bits), "not the own one, and not those beside it");
    let other = ElsewhereFilter { agency: AgencyId::from_bits(2), ..filter };
    assert_eq!(store.visits_elsewhere(&other).await.unwrap(), []);

    let record = |number: u128, of: u128, kind: &str, days: i64| RecordRow {
        record_id: TextRecordId::from_bits(number),
        case_id: case(of),
        agency_id: agency,
        kind: kind.into(),
        title: "笔录".into(),
        stage: Stage::Investigation,
        status: "draft".into(),
        doc_no: None,
        created_at: at(days * 24 * HOUR),
        effective_at: None,
        pages: None,
        sha256: None,
        drafted_by: second,
        updated_at: at(0),
    };
    put(&store, [1, 2, 3, 4].map(|number| case_row(number, "某案", "某人"))).await;
    let of_others = CaseRow { officers: vec![second], ..case_row(5, "某案", "某人") };
    put(&store, [of_others]).await;
    let records = [
        record(1, 1, "WS10", 1),
        record(2, 2, "WS10", 1),
        record(3, 2, "WS08", 2),
        record(4, 3, "WS46", 1),
        record(5, 4, "WS10", 90),
        record(6, 5, "WS10", 1),
    ];
    put(&store, records).await;
    let found = store.cases_elsewhere(&filter, &["WS08", "WS10"], 9).await.unwrap();
    let ids: Vec<_> = found.iter().map(|row| row.case_id).collect();
    assert_eq!(ids, [case(2)], "own, of another kind, of another time, of another officer");
    assert_eq!(store.cases_elsewhere(&filter, &[], 9).await.unwrap(), []);
}

async fn check_activities_and_access(store: &Store) {
    let (first, second) = (OfficerId::from_bits(1), OfficerId::from_bits(2));
    put(store, [activity(1, vec![first]), activity(2, vec![first, second])]).await;
    let filter = ActivityFilter {
        scope: Scope::All,
        case: None,
        in_case: None,
        officer: Some(second),
        status: None,
        with_open_gaps: false,
    };
    let rows = store.activities(&filter, &Paging::default()).await.unwrap().rows;
    assert_eq!(rows, [activity(2, vec![first, second])]);
    let holed = ActivityRow { open_gaps: 2, ..activity(3, vec![first]) };
    put(store, [holed.clone()]).await;
    let filter = ActivityFilter { officer: None, with_open_gaps: true, ..filter };
    let rows = store.activities(&filter, &Paging::default()).await.unwrap().rows;
    assert_eq!(rows, [holed]);

    let access = AccessRow {
        request_id: AccessRequestId::from_bits(1),
        agency_id: AgencyId::from_bits(1),
        case_id: case(1),
        asked_by: first,
        purpose: "view".into(),
        reason: "复核".into(),
        status: "pending".into(),
        asked_at: at(0),
        decided_by: None,
        decided_at: None,
        until_at: None,
    };
    put(store, [access.clone()]).await;
    let filter = |asked_by| AccessFilter {
        scope: Scope::Agencies(vec![AgencyId::from_bits(1)]),
        case: Some(case(1)),
        asked_by: Some(asked_by),
        status: Some("pending".into()),
    };
    let mine = store.access_requests(&filter(first), &Paging::default()).await.unwrap();
    assert_eq!(mine.rows, [access]);
    let others = store.access_requests(&filter(second), &Paging::default()).await.unwrap();
    assert_eq!(others.rows, []);
}

async fn what_is_counted_is_counted_within_the_scope(place: Place) {
    let store = place.open().await;
    let with = |number: u128, status: &str, due: Option<i64>| CaseRow {
        status: status.into(),
        next_due_at: due.map(at),
        ..case_row(number, "占道经营", "某")
    };
    let elsewhere = CaseRow { agency_id: AgencyId::from_bits(2), ..with(9, "open", Some(1)) };
    let archived = CaseRow { archived_at: Some(at(1)), ..with(5, "archived", Some(1)) };
    let rows = [
        with(1, "registered", None),
        with(2, "open", Some(9)),
        with(3, "decided", Some(10)),
        with(4, "closed", Some(1)),
        archived,
        with(6, "not_opened", None),
        elsewhere,
    ];
    put(&store, rows).await;
    let own = Scope::Agencies(vec![AgencyId::from_bits(1)]);
    let expected = Tally { in_hand: 3, late: 2, to_archive: 1, with_open_gaps: 0 };
    assert_eq!(store.tally(&own, at(10)).await.unwrap(), expected);
    assert_eq!(store.tally(&Scope::All, at(10)).await.unwrap().in_hand, 4);
    let nobody = Scope::Agencies(Vec::new());
    assert_eq!(store.tally(&nobody, at(10)).await.unwrap(), Tally::default());

    let record = |number: u128, status: &str, drafter: u128| RecordRow {
        record_id: TextRecordId::from_bits(number),
        case_id: case(1),
        agency_id: AgencyId::from_bits(1),
        kind: "WS10".into(),
        title: "询问笔录".into(),
        stage: Stage::Investigation,
        status: status.into(),
        doc_no: None,
        created_at: at(0),
        effective_at: None,
        pages: None,
        sha256: None,
        drafted_by: OfficerId::from_bits(drafter),
        updated_at: at(0),
    };
    put(&store, [record(1, "returned", 1), record(2, "draft", 1), record(3, "returned", 2)]).await;
    assert_eq!(
        store.returned_to(OfficerId::from_bits(1)).await.unwrap(),
        [record(1, "returned", 1)]
    );
}

/// Arts. 26, 27.
async fn violations_are_found_by_every_filter(place: Place) {
    let store = place.open().await;
    let (officer, other) = (OfficerId::from_bits(1), OfficerId::from_bits(2));
    let agency = AgencyId::from_bits(1);
    let row = |number: u128, status: &str, due: Option<i64>| ViolationRow {
        violation_id: ViolationId::from_bits(number),
        agency_id: agency,
        overseer_id: AgencyId::from_bits(2),
        case_id: None,
        rule: Some("QGC-17-01".into()),
        article: Some("本办法第17条".into()),
        severity: if number == 1 { Severity::S1 } else { Severity::S3 },
        title: "没有标注摄录重点".into(),
        status: status.into(),
        officers: vec![if number == 3 { other } else { officer }],
        raised_at: at(i64::try_from(number).unwrap()),
        due_at: due.map(at),
        updated_at: at(9),
    };
    let about = ViolationRow { case_id: Some(case(1)), ..row(2, "ordered", Some(50)) };
    let rows = [row(1, "raised", None), about, row(3, "ordered", Some(10))];
    put(&store, [case_row(1, "某案", "某店")]).await;
    put(&store, rows).await;
    let all = |scope| ViolationFilter {
        scope,
        agency: None,
        case: None,
        statuses: Vec::new(),
        severity: None,
        due_before: None,
    };
    let found = async |filter: ViolationFilter| -> Vec<u128> {
        let page = store.violations(&filter, &Paging::default()).await.unwrap();
        let known = (1..=3).map(|bits| (ViolationId::from_bits(bits), bits));
        let known: Vec<_> = known.collect();
        let number = |row: &ViolationRow| known.iter().find(|(id, _)| *id == row.violation_id);
        page.rows.iter().map(|row| number(row).unwrap().1).collect()
    };
    let own = || all(Scope::Agencies(vec![agency]));
    assert_eq!(found(own()).await, [3, 2, 1], "last raised first");
    let statuses = vec!["ordered".into(), "rectified".into()];
    assert_eq!(found(ViolationFilter { statuses, ..own() }).await, [3, 2]);
    assert_eq!(found(ViolationFilter { severity: Some(Severity::S1), ..own() }).await, [1]);
    assert_eq!(found(ViolationFilter { due_before: Some(at(20)), ..own() }).await, [3]);
    assert_eq!(found(ViolationFilter { case: Some(case(1)), ..own() }).await, [2]);
    let elsewhere = Some(AgencyId::from_bits(2));
    assert_eq!(found(ViolationFilter { agency: elsewhere, ..own() }).await, [0_u128; 0]);
    let part = |officer, division| all(Scope::Part { agency, officer, division });
    assert_eq!(found(part(Some(other), None)).await, [3, 2], "named, or in charge of the case");
    assert_eq!(found(part(None, Some(None))).await, [3, 2, 1], "a case of no division");
}
