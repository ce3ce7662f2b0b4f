//! A station on a slow line (Art. 22): no number is called missing while its file may still come,
//! and none hides behind the others for more than a day.

use app::{
    BayState, BayStatus, BodySource, Call, Coming, NewClip, Sender, StationStatus, StationUpload,
};
use domain::authority::Role;
use domain::device::{Details, DeviceKind, GapKind, Numbering};
use domain::station::Docking;
use futures_util::stream;
use sha2::{Digest as _, Sha256};
use terms::{ClaimedTime, DeviceId, Digest, StationId, UploadId};

use crate::county::{County, text};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// Bytes of each clip.
const SIZE: usize = 4_000;

struct Ground {
    county: County,
    station: StationId,
    device: DeviceId,
}

impl Ground {
    /// A camera with the files 11 to 14 was put into a station.
    async fn docked() -> Self {
        let mut county = County::found().await;
        county.enrol("keeper", Role::DeviceCustodian).await;
        let call = county.call("keeper");
        let details = Details {
            kind: DeviceKind::BodyCamera,
            asset_no: text("ZFY-001"),
            serial_no: text("DSJ0007"),
            maker: text("某厂"),
            model: text("X9"),
            capacity_bytes: None,
            naming: None,
            numbering: Numbering::Continuous,
            division: None,
            place: None,
            room: None,
        };
        let made = county.app.register_device(&call, details, None, None).await.unwrap();
        let device = made.id.unwrap().parse().unwrap();
        // The first public key of RFC 8032, 7.1.
        let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        let (name, place, key) = (text("一楼采集站"), text("一楼"), key.parse().unwrap());
        let made = county.app.register_station(&call, name, place, key, None).await.unwrap();
        let station = made.id.unwrap().parse().unwrap();
        let ground = Self { county, station, device };
        let docking = Docking {
            bay: text("1号仓"),
            serial_no: Some(text("DSJ0007")),
            device_said: None,
            station_said: ClaimedTime::new(ground.county.clock.now()),
            battery_percent: None,
            free_bytes: None,
            files_present: 4,
            first_no: Some(11),
            last_no: Some(14),
            missing_numbers: 0,
            layout: None,
        };
        let call = ground.call();
        ground.county.app.announce_dock(&call, station, docking).await.unwrap();
        ground
    }

    fn call(&self) -> Call {
        Call { station: Some(self.station), ..Call::system() }
    }

    fn bytes(number: u64) -> Vec<u8> {
        vec![u8::try_from(number).unwrap(); SIZE]
    }

    async fn begin(&self, number: u64) -> UploadId {
        let sha256 = Digest::from_bytes(Sha256::digest(Self::bytes(number)).into());
        let clip = NewClip {
            dock: None,
            file_name: format!("DSJ0007_{number:04}.mp4"),
            size_bytes: u64::try_from(SIZE).unwrap(),
            sha256,
            claimed_at: None,
            serial_no: Some("DSJ0007".to_owned()),
            person_code: None,
            file_no: Some(number),
            folder: None,
            is_important: false,
            flags: Vec::new(),
        };
        let begun: StationUpload = self.county.app.begin_clip(self.station, clip).await.unwrap();
        begun.view.row.upload_id
    }

    /// Sends a piece of a clip.
    async fn send(&self, upload: UploadId, number: u64, from: usize, until: usize) {
        let piece = Self::bytes(number)[from..until].to_vec();
        let body: BodySource = Box::pin(stream::iter([Ok(bytes::Bytes::from(piece))]));
        let (sender, from) = (Sender::Station(self.station), u64::try_from(from).unwrap());
        let sent = self.county.app.append_upload(sender, upload, from, None, body).await.unwrap();
        assert_eq!(sent.unwrap().offset_bytes, u64::try_from(until).unwrap());
    }

    async fn bring_in(&self, number: u64) {
        let upload = self.begin(number).await;
        self.send(upload, number, 0, SIZE).await;
    }

    /// The station's word of its bay.
    async fn say(&self, state: BayState, deposited: u32) {
        let bay = BayStatus {
            bay: "1号仓".to_owned(),
            state,
            serial_no: Some("DSJ0007".to_owned()),
            files: 4,
            deposited,
            bytes: 16_000,
            sent_bytes: 0,
            battery_percent: None,
            free_bytes: None,
            device_ahead_ms: None,
        };
        let status = StationStatus {
            version: "test".to_owned(),
            station_said: ClaimedTime::new(self.county.clock.now()),
            free_bytes: None,
            waiting: 4 - deposited,
            waiting_bytes: 0,
            bays: vec![bay],
            troubles: Vec::new(),
        };
        self.county.app.note_station_status(self.station, &status).await.unwrap();
    }

    /// Lets time pass in steps of ten minutes; jobs that are due are done.
    async fn pass(&self, ms: i64) {
        for _ in 0..ms / (10 * MINUTE) {
            self.county.clock.advance_ms(10 * MINUTE);
            self.county.app.run_pending_jobs().await.unwrap();
        }
    }

    /// Gaps: first and last number, and whether files were still on their way when it was found.
    async fn gaps(&self) -> Vec<(GapKind, u64, u64, bool)> {
        let view = self.county.app.device(self.county.id("keeper"), self.device).await.unwrap();
        let gaps = view.device.gaps.iter();
        gaps.map(|gap| (gap.kind, gap.first_no, gap.last_no, gap.while_coming)).collect()
    }

    async fn coming(&self) -> Vec<Coming> {
        let view = self.county.app.device(self.county.id("keeper"), self.device).await.unwrap();
        view.coming
    }

    fn at_station(files: u32) -> Vec<Coming> {
        vec![Coming { station: Some("一楼采集站".to_owned()), files }]
    }
}

#[tokio::test]
async fn a_file_that_still_comes_over_a_slow_line_is_not_missing() {
    let ground = Ground::docked().await;
    ground.bring_in(11).await;
    ground.bring_in(14).await;
    let (twelve, thirteen) = (ground.begin(12).await, ground.begin(13).await);
    for piece in 0..8 {
        ground.send(twelve, 12, piece * 500, (piece + 1) * 500).await;
        ground.send(thirteen, 13, piece * 400, (piece + 1) * 400).await;
        ground.county.clock.advance_ms(5 * MINUTE);
        ground.county.app.run_pending_jobs().await.unwrap();
        assert_eq!(ground.gaps().await, [], "after piece {piece}");
    }
    assert_eq!(ground.coming().await, Ground::at_station(1));
    ground.send(thirteen, 13, 3_200, SIZE).await;
    ground.pass(HOUR).await;
    assert_eq!((ground.gaps().await, ground.coming().await), (vec![], vec![]));
    assert_eq!(ground.county.differences().await, []);
}

#[tokio::test]
async fn an_upload_that_stands_still_holds_nothing_up() {
    let ground = Ground::docked().await;
    ground.bring_in(11).await;
    ground.bring_in(14).await;
    let upload = ground.begin(12).await;
    ground.send(upload, 12, 0, 500).await;
    ground.pass(20 * MINUTE).await;
    assert_eq!(ground.gaps().await, [], "it moved since it was last looked at");
    ground.pass(40 * MINUTE).await;
    assert_eq!(ground.gaps().await, [(GapKind::NotImported, 12, 13, false)]);
}

#[tokio::test]
async fn what_waits_in_a_station_without_a_line_is_not_missing_for_a_day() {
    let ground = Ground::docked().await;
    ground.bring_in(11).await;
    ground.say(BayState::Sending, 1).await;
    // The line is away: the station says nothing any more, and its files wait.
    ground.pass(23 * HOUR).await;
    assert_eq!(ground.gaps().await, []);
    assert_eq!(ground.coming().await, Ground::at_station(3));
    let (keeper, call) = (ground.device, ground.county.call("keeper"));
    ground.county.app.compare_numbers(&call, keeper).await.unwrap();
    assert_eq!(ground.gaps().await, [], "nor when somebody asks");
    ground.pass(2 * HOUR).await;
    let all = [(GapKind::NotImported, 12, 14, true)];
    assert_eq!(ground.gaps().await, all, "after a day it is said, and that files still wait");

    // What comes after all fills it.
    for number in [12, 13, 14] {
        ground.bring_in(number).await;
    }
    ground.say(BayState::Safe, 4).await;
    ground.pass(HOUR).await;
    let view = ground.county.app.device(ground.county.id("keeper"), ground.device).await.unwrap();
    assert!(!view.device.gaps[0].is_open());
    assert_eq!(view.coming, []);
    assert_eq!(ground.county.differences().await, []);
}

#[tokio::test]
async fn what_a_station_does_not_send_by_itself_is_missing_at_once() {
    let ground = Ground::docked().await;
    ground.bring_in(11).await;
    ground.say(BayState::Trouble, 3).await;
    ground.pass(HOUR).await;
    assert_eq!(ground.gaps().await, [(GapKind::NotImported, 12, 14, false)]);
}
