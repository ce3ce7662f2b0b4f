//! The devices of the sample: a register with its history, a clock that drifts, a fault, a number that
//! is missing, and one that was out over night.

use app::{ActivityStep, PlanActivity};
use domain::device::{
    Check, ClockReading, ClockSource, Command, Details, DeviceKind, Docking, FaultKind, Looks,
    Numbering,
};
use ed25519_dalek::SigningKey;
use terms::{ActivityId, ClaimedTime, DeviceId, Digest, OfficerId, StationId, Timestamp};

use super::clips::{self, Clip};
use super::county::{made, text};
use super::people::Staff;
use super::scene::Scene;
use super::visit::{deposit, tempfile_folder};

const GIB: u64 = 1 << 30;

/// Kind, asset number, serial number, maker, model, where it is kept.
const REGISTER: &[(DeviceKind, &str, &str, &str, &str, &str)] = &[
    (DeviceKind::BodyCamera, "ZFY-001", "KD2407031", "清晖电子", "K8", "三楼器材柜"),
    (DeviceKind::BodyCamera, "ZFY-002", "KD2407032", "清晖电子", "K8", "三楼器材柜"),
    (DeviceKind::BodyCamera, "ZFY-003", "KD2407033", "清晖电子", "K8", "三楼器材柜"),
    (DeviceKind::BodyCamera, "ZFY-004", "LM-90551", "澜目科技", "M2", "三楼器材柜"),
    (DeviceKind::FixedCamera, "GD-01", "FC2201187", "澜目科技", "F4", "二楼询问室"),
    (DeviceKind::DockingStation, "CJ-01", "ST12-0042", "清晖电子", "S12", "三楼器材室"),
];

/// Whoever keeps the devices, and the time.
struct Keeper<'a> {
    scene: &'a Scene,
    id: OfficerId,
    devices: Vec<(&'static str, DeviceId)>,
}

/// Answers the key file of the station, as `liuhen-dock` reads it.
pub(super) async fn all(scene: &Scene, staff: &Staff) -> anyhow::Result<String> {
    let keeper = register(scene, staff).await?;
    let station_key = keeper.station().await?;
    keeper.drift().await?;
    keeper.worn_that_day(staff).await?;
    keeper.missing_number(staff).await?;
    keeper.waiting_to_be_linked(staff).await?;
    keeper.broken(staff).await?;
    keeper.out_over_night(staff).await?;
    Ok(station_key)
}

async fn register<'a>(scene: &'a Scene, staff: &Staff) -> anyhow::Result<Keeper<'a>> {
    scene.at(300, 9, 0);
    let id = staff.id("qianjin")?;
    let mut devices = Vec::new();
    for (kind, asset_no, serial_no, maker, model, place) in REGISTER {
        let records = !matches!(kind, DeviceKind::DockingStation);
        let room = if matches!(kind, DeviceKind::FixedCamera) {
            let done = scene.app.name_room(&Scene::by(id), None, text(place)?).await?;
            Some(made(done.id)?)
        } else {
            None
        };
        let details = Details {
            kind: *kind,
            asset_no: text(asset_no)?,
            serial_no: text(serial_no)?,
            maker: text(maker)?,
            model: text(model)?,
            capacity_bytes: Some(if records { 64 * GIB } else { 4096 * GIB }),
            naming: if records { Some(text("{设备}_{流水}.*")?) } else { None },
            numbering: Numbering::Continuous,
            division: None,
            place: Some(text(place)?),
            room,
        };
        scene.pass(3);
        let done = scene.app.register_device(&Scene::by(id), details, None, None).await?;
        devices.push((*asset_no, made(done.id)?));
    }
    Ok(Keeper { scene, id, devices })
}

impl Keeper<'_> {
    fn device(&self, asset_no: &str) -> anyhow::Result<DeviceId> {
        let found = self.devices.iter().find(|(known, _)| *known == asset_no);
        found.map(|(_, id)| *id).ok_or_else(|| anyhow::anyhow!("样例中没有 {asset_no}"))
    }

    /// The station that the register knows as CJ-01, by a key of its own.
    async fn station(&self) -> anyhow::Result<String> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        let key = Digest::from_bytes(SigningKey::from_bytes(&secret).verifying_key().to_bytes());
        let (app, call) = (&self.scene.app, Scene::by(self.id));
        let device = Some(self.device("CJ-01")?);
        let done = app
            .register_station(&call, text("1号采集站")?, text("三楼器材室")?, key, device)
            .await?;
        let id: StationId = made(done.id)?;
        let server_key = app.station(self.id, id).await?.server_key;
        let file = serde_json::json!({
            "secret": hex::encode(secret), "station": id, "server_key": server_key,
        });
        Ok(serde_json::to_string_pretty(&file)?)
    }

    async fn does(&self, asset_no: &str, command: Command) -> anyhow::Result<()> {
        let call = Scene::by(self.id);
        self.scene.app.decide_device(&call, self.device(asset_no)?, command).await?;
        Ok(())
    }

    async fn issue(&self, asset_no: &str, to: OfficerId, check: Check) -> anyhow::Result<()> {
        self.does(asset_no, Command::Issue { to, check, despite: None }).await
    }

    async fn take_back(&self, asset_no: &str, check: Check) -> anyhow::Result<()> {
        self.does(asset_no, Command::Return { files_left: Some(0), check }).await
    }

    /// A clock that runs ahead, by some seconds each month; set right in between once.
    async fn drift(&self) -> anyhow::Result<()> {
        let ahead = [2, 9, 15, 24, 31, 1, 8, 17, 26, 33, 42, 51];
        for (nth, seconds) in (0_i64..).zip(ahead) {
            let at = self.scene.at(280 - nth * 24, 8, 5);
            let check = look(90, 50 * GIB, Some(reading(at, seconds)));
            self.does("ZFY-002", Command::Check { check }).await?;
        }
        Ok(())
    }

    /// The device that was worn when recording broke off for a flat battery, as was noted.
    async fn worn_that_day(&self, staff: &Staff) -> anyhow::Result<()> {
        let at = self.scene.at(1, 8, 10);
        let check = look(96, 52 * GIB, Some(reading(at, -3)));
        self.issue("ZFY-001", staff.id("lihua")?, check).await?;
        self.scene.at(1, 17, 40);
        self.take_back("ZFY-001", look(41, 44 * GIB, None)).await
    }

    /// Numbers 3 and 4 were on the device no more when it was put into the station.
    async fn missing_number(&self, staff: &Staff) -> anyhow::Result<()> {
        let (zhao, li) = (staff.id("zhaomin")?, staff.id("lihua")?);
        let at = self.scene.at(4, 8, 15);
        self.issue("ZFY-003", zhao, look(94, 60 * GIB, Some(reading(at, 6)))).await?;
        self.scene.at(4, 13, 5);
        self.issue("ZFY-003", li, look(71, 57 * GIB, None)).await?;
        let at = self.scene.at(4, 17, 30);
        let docking = Docking {
            station: Some(self.device("CJ-01")?),
            clock: Some(reading(at, 7)),
            battery_percent: Some(38),
            free_bytes: Some(55 * GIB),
            files_present: Some(3),
            first_no: Some(1),
            last_no: Some(5),
            file_day: None,
            files_left: None,
        };
        self.does("ZFY-003", Command::Dock { docking }).await?;
        let folder = tempfile_folder(self.scene).await?;
        for (name, minutes) in
            [("KD2407033_0001.mp4", 0), ("KD2407033_0002.mp4", 20), ("KD2407033_0005.mp4", 50)]
        {
            let from = at.plus_ms((minutes - 240) * 60_000);
            let clip = Clip { name, from, seconds: 4, is_h265: false, black_s: None };
            let path = clips::make(&folder, &clip).await?;
            deposit(self.scene, li, &path, &clip, None).await?;
        }
        tokio::fs::remove_dir_all(&folder).await?;
        self.take_back("ZFY-003", look(35, 60 * GIB, None)).await?;
        self.scene.pass(30);
        self.scene.work().await
    }

    /// A visit whose recordings nobody linked yet: the machine proposes where they belong.
    async fn waiting_to_be_linked(&self, staff: &Staff) -> anyhow::Result<()> {
        let (app, zhao) = (&self.scene.app, staff.id("zhaomin")?);
        let at = self.scene.at(6, 15, 0);
        self.issue("ZFY-004", zhao, look(95, 42 * GIB, Some(reading(at, 21)))).await?;
        let arrived = at.plus_ms(20 * 60_000);
        let list = app.recording_list(staff.agency, self.scene.today).await?;
        let rows = list.map(|list| list.rows).unwrap_or_default();
        let row = rows.iter().find(|row| row.item == "现场检查");
        let plan = PlanActivity {
            case: None,
            title: text("对东门早市的日常检查")?,
            place: text("东门路早市")?,
            list_row: row.ok_or_else(|| anyhow::anyhow!("清单中没有现场检查"))?.id,
            officers: vec![zhao, staff.id("wangqiang")?],
            planned_at: arrived,
            purpose: None,
            is_needed: false,
        };
        let call = Scene::by(zhao);
        let activity: ActivityId = made(app.plan_activity(&call, plan).await?.id)?;
        self.scene.at(6, 16, 10);
        let steps = [
            ActivityStep::Arrive { at: Some(arrived), place: None, position: None },
            ActivityStep::Depart { at: Some(arrived.plus_ms(40 * 60_000)) },
        ];
        for step in steps {
            app.step_activity(&call, activity, step).await?;
        }
        let folder = tempfile_folder(self.scene).await?;
        for (name, minutes) in [("LM-90551_0001.mp4", 2), ("LM-90551_0002.mp4", 21)] {
            // The camera is ahead; so is what its files say.
            let from = arrived.plus_ms(minutes * 60_000 + 21_000);
            let clip = Clip { name, from, seconds: 4, is_h265: false, black_s: None };
            let path = clips::make(&folder, &clip).await?;
            deposit(self.scene, zhao, &path, &clip, None).await?;
        }
        tokio::fs::remove_dir_all(&folder).await?;
        let at = self.scene.at(6, 17, 20);
        self.take_back("ZFY-004", look(60, 41 * GIB, Some(reading(at, 22)))).await
    }

    async fn broken(&self, staff: &Staff) -> anyhow::Result<()> {
        self.scene.at(3, 8, 20);
        self.issue("ZFY-004", staff.id("zhaomin")?, look(88, 40 * GIB, None)).await?;
        let happened_at = self.scene.at(3, 15, 10);
        let fault = Command::ReportFault {
            kind: FaultKind::Battery,
            happened_at,
            is_unusable: true,
            text: text("满电开机后四十分钟自动关机，复充后仍然如此")?,
        };
        let call = Scene::by(staff.id("zhaomin")?);
        self.scene.app.decide_device(&call, self.device("ZFY-004")?, fault).await?;
        self.scene.at(3, 17, 20);
        self.take_back("ZFY-004", look(12, 39 * GIB, None)).await?;
        self.scene.at(2, 9, 30);
        let place = text("澜目科技清河维修点")?;
        self.does("ZFY-004", Command::BeginRepair { fault: 1, place }).await
    }

    async fn out_over_night(&self, staff: &Staff) -> anyhow::Result<()> {
        let at = self.scene.at(1, 8, 12);
        let (to, check) = (staff.id("wangqiang")?, look(97, 58 * GIB, Some(reading(at, 55))));
        let despite = Some(text("其他设备均已领出，今日专项检查必须使用")?);
        self.does("ZFY-002", Command::Issue { to, check, despite }).await
    }
}

fn look(percent: u8, free: u64, clock: Option<ClockReading>) -> Check {
    Check {
        battery_percent: Some(percent),
        free_bytes: Some(free),
        clock,
        looks: Looks::Good,
        note: None,
    }
}

fn reading(server_at: Timestamp, ahead_s: i64) -> ClockReading {
    ClockReading {
        device_said: ClaimedTime::new(server_at.plus_ms(ahead_s * 1000)),
        station_said: Some(ClaimedTime::new(server_at)),
        server_at,
        source: ClockSource::Measured,
    }
}
