//! Recordings that hang on nothing, over days: on whose desk they lie when, and that nothing is lost.

use app::{
    ActivityStep, BeginUpload, Desk, Paging, PlanActivity, Scope, Sender, Unlinked, UnlinkedFilter,
};
use domain::authority::Role;
use domain::device::{
    Check, ClockReading, ClockSource, Command, Details, DeviceKind, Looks, Numbering,
};
use domain::matching::Level;
use terms::{ActivityId, AvRecordId, ClaimedTime, DeviceId, Timestamp};

use crate::county::{County, text};

const HOUR: i64 = 3_600_000;

/// A second of silence for each of `seconds`, as a WAV of 8000 bytes a second.
fn sound(seconds: u32) -> Vec<u8> {
    let size = seconds * 8000;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + size).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    for word in [16_u32.to_le_bytes(), [1, 0, 1, 0], 8000_u32.to_le_bytes(), 8000_u32.to_le_bytes()]
    {
        wav.extend(word);
    }
    wav.extend([1, 0, 8, 0]);
    wav.extend(b"data");
    wav.extend(size.to_le_bytes());
    wav.resize(wav.len() + usize::try_from(size).unwrap(), 128);
    wav
}

async fn deposit(county: &County, who: &str, name: &str, from: Timestamp) -> AvRecordId {
    let bytes = sound(20);
    let new = BeginUpload {
        size_bytes: u64::try_from(bytes.len()).unwrap(),
        file_name: name.to_owned(),
        activity: None,
        declared: None,
        claimed_at: Some(ClaimedTime::new(from)),
        device: None,
        description: domain::recording::Description::default(),
    };
    let (app, officer) = (&county.app, county.id(who));
    let upload = app.begin_upload(&county.call(who), new).await.unwrap();
    let body = futures_util::stream::iter([Ok(bytes::Bytes::from(bytes))]);
    let sent = app.append_upload(Sender::Officer(officer), upload, 0, None, Box::pin(body)).await;
    sent.unwrap().unwrap();
    app.run_pending_jobs().await.unwrap();
    let views = app.uploads(officer).await.unwrap();
    let view = views.into_iter().find(|view| view.row.upload_id == upload).unwrap();
    view.deposited.unwrap().0.id
}

fn look(county: &County) -> Check {
    let server_at = county.clock.now();
    let clock = ClockReading {
        device_said: ClaimedTime::new(server_at.plus_ms(90_000)),
        station_said: None,
        server_at,
        source: ClockSource::Measured,
    };
    Check {
        battery_percent: Some(95),
        free_bytes: None,
        clock: Some(clock),
        looks: Looks::Good,
        note: None,
    }
}

/// Li has a camera that is a minute and a half ahead, and is on site from 9:00 to 10:00.
async fn out(county: &County) -> (DeviceId, ActivityId) {
    let details = Details {
        kind: DeviceKind::BodyCamera,
        asset_no: text("ZFY-001"),
        serial_no: text("A1B2"),
        maker: text("某厂"),
        model: text("甲型"),
        capacity_bytes: None,
        naming: Some(text("{设备}_{流水}.*")),
        numbering: Numbering::Continuous,
        division: None,
        place: None,
        room: None,
    };
    let keeper = county.call("keeper");
    let made = county.app.register_device(&keeper, details, None, None).await.unwrap();
    let device: DeviceId = made.id.unwrap().parse().unwrap();
    let despite = Some(text("今日只有这一台"));
    let issue = Command::Issue { to: county.id("li"), check: look(county), despite };
    county.app.decide_device(&keeper, device, issue).await.unwrap();
    let activity = county.planned().await;
    county.clock.advance_ms(10 * 60_000);
    let arrived = county.clock.now();
    county.clock.advance_ms(HOUR);
    for step in [
        ActivityStep::Arrive { at: Some(arrived), place: None, position: None },
        ActivityStep::Depart { at: None },
    ] {
        county.app.step_activity(&county.call("li"), activity, step).await.unwrap();
    }
    (device, activity)
}

/// More work of Li and Wang, by the list that is in force.
async fn planned_again(county: &County) -> ActivityId {
    let (app, agency) = (&county.app, county.agency);
    let list = app.recording_list(agency, county.clock.now().date()).await.unwrap().unwrap();
    let new = PlanActivity {
        case: None,
        title: text("复查"),
        place: text("灯市路20号"),
        list_row: list.rows[0].id,
        officers: vec![county.id("li"), county.id("wang")],
        planned_at: county.clock.now(),
        purpose: None,
        is_needed: false,
    };
    let done = app.plan_activity(&county.call("li"), new).await.unwrap();
    done.id.unwrap().parse().unwrap()
}

fn waiting(desk: &Desk) -> Vec<(String, bool)> {
    let section = desk.sections.iter().find(|section| section.key == "unlinked").unwrap();
    let late = |item: &app::DeskItem| item.tone == app::Tone::Late;
    section.items.iter().map(|item| (item.title.clone(), late(item))).collect()
}

/// After 72 hours what hangs on nothing is late on the desk of whoever had the device and of those
/// who keep devices and records; it is still there, and still unclassified.
#[tokio::test]
async fn what_hangs_on_nothing_for_three_days_is_late_on_a_desk() {
    let mut county = County::found().await;
    county.enrol("keeper", Role::DeviceCustodian).await;
    county.enrol("archivist", Role::RecordsCustodian).await;
    let (_, _) = out(&county).await;
    // Wang brings in what Li's camera recorded.
    let from = county.clock.now().plus_ms(-HOUR / 2 + 90_000);
    let id = deposit(&county, "wang", "A1B2_0001.wav", from).await;
    let desk = async |who: &str| waiting(&county.app.desk(county.id(who)).await.unwrap());
    let (soon, late) =
        (vec![("A1B2_0001.wav".to_owned(), false)], vec![("A1B2_0001.wav".to_owned(), true)]);
    for (who, wanted) in
        [("li", &soon), ("wang", &soon), ("keeper", &soon), ("archivist", &Vec::new())]
    {
        assert_eq!(&desk(who).await, wanted, "{who}, at once");
    }
    county.clock.advance_ms(72 * HOUR - 1000);
    assert_eq!(desk("archivist").await, []);
    county.clock.advance_ms(2000);
    for who in ["li", "wang", "keeper", "archivist"] {
        assert_eq!(desk(who).await, late, "{who}, after 72 hours");
    }
    county.clock.advance_ms(400 * 24 * HOUR);
    let seen = county.app.candidates(county.id("li"), id).await.unwrap();
    assert_eq!(seen.proposals.len(), 1, "its work is still found");
    assert!(county.app.check().await.unwrap().differences.is_empty());
}

/// What changes later is seen without anything being run: a proposal is computed when it is asked
/// for. At the level of links a press on site is what makes the machine look again.
#[tokio::test]
async fn a_press_on_site_makes_the_machine_look_again() {
    let mut county = County::found().await;
    county.enrol("keeper", Role::DeviceCustodian).await;
    let head = county.call("head");
    county.app.choose_matching(&head, Level::Link, text("管理规定第6条")).await.unwrap();
    let (device, activity) = out(&county).await;
    let from = county.clock.now().plus_ms(-HOUR / 2 + 90_000);
    let first = deposit(&county, "li", "A1B2_0001.wav", from).await;
    let linked = async |id| {
        let view = county.app.recording(county.id("li"), id).await.unwrap();
        let recording = &view.dossier.recordings[&id];
        (recording.activity, recording.is_linked_by_machine())
    };
    assert_eq!(linked(first).await, (Some(activity), true));

    // The next work is begun and not left: what came of it waits, until they press that they left.
    county.clock.advance_ms(3 * HOUR);
    let next = planned_again(&county).await;
    let arrived = Some(county.clock.now());
    let arrive = ActivityStep::Arrive { at: arrived, place: None, position: None };
    county.app.step_activity(&county.call("li"), next, arrive).await.unwrap();
    county.clock.advance_ms(HOUR);
    let check = Command::Check { check: look(&county) };
    county.app.decide_device(&county.call("keeper"), device, check).await.unwrap();
    let from = county.clock.now().plus_ms(-HOUR / 2 + 90_000);
    let second = deposit(&county, "li", "A1B2_0002.wav", from).await;
    assert_eq!(linked(second).await, (None, false));
    let depart = ActivityStep::Depart { at: None };
    county.app.step_activity(&county.call("li"), next, depart).await.unwrap();
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(linked(second).await, (Some(next), true));
    county.app.run_pending_jobs().await.unwrap();
    let by_machine = UnlinkedFilter::of(Scope::Agencies(Vec::new()), Unlinked::ByMachine);
    let page = county.app.matches(county.id("li"), by_machine, None, Paging::default()).await;
    assert_eq!(page.unwrap().items.len(), 2);
    assert!(county.app.check().await.unwrap().differences.is_empty());
}
