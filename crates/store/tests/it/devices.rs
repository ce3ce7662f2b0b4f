//! Devices in the database: found by number, holder and state, and with what came from them.

use store::{
    Append, AppendError, DeviceCodeRow, DeviceCustodyRow, DeviceFilter, DeviceRow, Paging, Row,
    RowChange, Scope, Store,
};
use terms::{AgencyId, DeviceId, DivisionId, OfficerId};

use crate::fixture::{Place, at, on_both, one};

on_both! {
    devices_are_found_by_every_filter
    a_number_is_taken_once
    who_had_what_is_known_to_the_millisecond
}

const AGENCY: AgencyId = AgencyId::from_bits(1);

fn officer(number: u128) -> OfficerId {
    OfficerId::from_bits(number)
}

fn device(number: u128) -> DeviceRow {
    DeviceRow {
        device_id: DeviceId::from_bits(number),
        agency_id: AGENCY,
        division_id: None,
        kind: "body_camera".into(),
        asset_no: format!("ZFY-{number:03}"),
        serial_no: format!("SN{number}"),
        maker: "某厂".into(),
        model: "X9".into(),
        capacity_bytes: Some(u64::try_from(i64::MAX).unwrap()),
        naming: None,
        status: "in_store".into(),
        holder_id: None,
        held_since: at(1),
        holders: Vec::new(),
        battery_percent: Some(96),
        free_bytes: None,
        offset_ms: Some(-42_000),
        measured_at: Some(at(2)),
        open_faults: 0,
        open_gaps: 0,
        registered_at: at(i64::try_from(number).unwrap()),
        gone_at: None,
        updated_at: at(9),
    }
}

async fn put(store: &Store, rows: Vec<RowChange>) -> Result<(), AppendError> {
    let at = store.head().await.unwrap().size;
    let stream = u128::from(at) + 100;
    store.append(Append { rows, ..one(stream, 0, "a") }).await.map(|_| ())
}

async fn devices_are_found_by_every_filter(place: Place) {
    let store = place.open().await;
    let held = DeviceRow {
        status: "out".into(),
        holder_id: Some(officer(1)),
        holders: vec![officer(1), officer(2)],
        ..device(2)
    };
    let squad = DivisionId::from_bits(1);
    let odd = DeviceRow { open_gaps: 1, division_id: Some(squad), ..device(3) };
    let abroad = DeviceRow { agency_id: AgencyId::from_bits(2), ..device(4) };
    let rows = [device(1), held.clone(), odd, abroad];
    put(&store, rows.into_iter().map(RowChange::put).collect()).await.unwrap();
    assert_eq!(store.row(held.device_id).await.unwrap(), Some(held), "as it was put");
    let found = async |filter: DeviceFilter| -> Vec<String> {
        let page = store.devices(&filter, &Paging::default()).await.unwrap();
        page.rows.into_iter().map(|row| row.asset_no).collect()
    };
    let own = || DeviceFilter::of(Scope::Agencies(vec![AGENCY]));
    let all = ["ZFY-003", "ZFY-002", "ZFY-001"];
    assert_eq!(found(own()).await, all, "last registered first");
    assert_eq!(found(DeviceFilter { statuses: vec!["out".into()], ..own() }).await, ["ZFY-002"]);
    assert_eq!(found(DeviceFilter { holder: Some(officer(1)), ..own() }).await, ["ZFY-002"]);
    let none: [&str; 0] = [];
    assert_eq!(found(DeviceFilter { holder: Some(officer(2)), ..own() }).await, none);
    assert_eq!(found(DeviceFilter { number: Some("SN3".into()), ..own() }).await, ["ZFY-003"]);
    assert_eq!(found(DeviceFilter { is_open: true, ..own() }).await, ["ZFY-003"]);
    let kind = Some("drone".to_owned());
    assert_eq!(found(DeviceFilter { kind, ..own() }).await, none);
    let part =
        |officer, division| DeviceFilter::of(Scope::Part { agency: AGENCY, officer, division });
    assert_eq!(found(part(Some(officer(2)), None)).await, ["ZFY-002"], "whoever ever had it");
    assert_eq!(found(part(None, Some(Some(squad)))).await, all, "of the division, and of none");
    assert_eq!(store.devices_of(AGENCY).await.unwrap().len(), 3);
    let first = store.devices(&own(), &Paging { limit: 2, after: None }).await.unwrap();
    let second = store.devices(&own(), &Paging { limit: 2, after: first.next }).await.unwrap();
    assert_eq!((first.rows.len(), second.rows.len(), second.next), (2, 1, None));
}

async fn a_number_is_taken_once(place: Place) {
    let store = place.open().await;
    let code = |device: u128| DeviceCodeRow {
        key: "serial|某厂|SN1".into(),
        device_id: DeviceId::from_bits(device),
        agency_id: AGENCY,
        code: "SN1".into(),
    };
    put(&store, vec![RowChange::claim(code(1))]).await.unwrap();
    let taken = put(&store, vec![RowChange::claim(code(2))]).await;
    assert!(matches!(taken, Err(AppendError::UniqueTaken { .. })), "{taken:?}");
    assert_eq!(store.device_codes("SN1").await.unwrap(), [code(1)]);
    assert_eq!(store.device_codes("sn1").await.unwrap(), []);
}

async fn who_had_what_is_known_to_the_millisecond(place: Place) {
    let store = place.open().await;
    let row = |nth: u32, officer: OfficerId, from: i64, until: Option<i64>| DeviceCustodyRow {
        key: format!("{}|{nth}", DeviceId::from_bits(1)),
        device_id: DeviceId::from_bits(1),
        officer_id: officer,
        from_at: at(from),
        until_at: until.map(at),
    };
    let rows = [row(1, officer(1), 10, Some(20)), row(2, officer(2), 20, None)];
    let rows: Vec<Row> = rows.into_iter().map(Row::from).collect();
    put(&store, rows.into_iter().map(RowChange::Put).collect()).await.unwrap();
    let count =
        async |officer, when: i64| store.devices_held_at(officer, at(when)).await.unwrap().len();
    assert_eq!((count(officer(1), 9).await, count(officer(1), 10).await), (0, 1));
    assert_eq!((count(officer(1), 19).await, count(officer(1), 20).await), (1, 0));
    assert_eq!((count(officer(2), 20).await, count(officer(2), 1_000).await), (1, 1));
}
