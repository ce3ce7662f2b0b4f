//! What hangs on cases, as people list and count it: duties, approvals, recordings, work, violations.

use store::{
    AccessFilter, AccessRow, ActivityFilter, ActivityRow, ApprovalFilter, ApprovalRow, CaseRow,
    DutyFilter, DutyRow, ElsewhereFilter, Paging, RecordRow, RecordingFilter, RecordingRow, Scope,
    Store, Tally, ViolationFilter, ViolationRow,
};
use terms::{
    AccessRequestId, ActivityId, AgencyId, AvRecordId, DeviceId, Digest, ListRowId, OfficerId,
    Severity, Sm3Digest, Stage, TextRecordId, ViolationId,
};

use crate::fixture::{Place, at, case, on_both};
use crate::lists::{case_row, put};

on_both! {
    other_lists_answer_their_filters
    what_is_counted_is_counted_within_the_scope
    violations_are_found_by_every_filter
    an_officer_is_found_in_other_matters_at_a_time
}

pub(crate) fn recording(number: u128) -> RecordingRow {
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
