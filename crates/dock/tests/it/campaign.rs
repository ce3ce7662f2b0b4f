//! Two weeks of on-site work whose truth is known, told to the server's own data through its use
//! cases, by a clock moved by hand: three cameras, six officers who carry them, presses on site, and
//! which of three hundred clips belongs to which work.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use app::{ActivityStep, App, Call, Clock, Config, Context, Database, Ids, PlanActivity};
use domain::Text;
use domain::authority::Role;
use domain::device::{
    Check, ClockReading, ClockSource, Command, Details, DeviceKind, Looks, Numbering,
};
use domain::recording_list::{ListRow, Mode};
use terms::{ActivityId, AgencyId, ClaimedTime, DeviceId, ListRowId, OfficerId, Timestamp};
use testkit::{CountingIds, HandClock};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAYS: i64 = 10;
/// Lengths of the films, in seconds.
pub(crate) const LENGTHS: [i64; 3] = [60, 120, 180];
/// How far each camera's clock is ahead at first: a little, a little behind, and half an hour.
const AHEAD: [i64; 3] = [75 * SECOND, -95 * SECOND, 31 * MINUTE];

/// Where a clip lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// Between arrival and departure.
    Inside,
    /// It begins before the arrival or ends after the departure.
    Edge,
    /// Between arrival and departure, seen by two cameras of one work.
    Together,
    /// On a day on which nobody read the camera's clock, which was set wrong over night.
    Unread,
    /// Of no work at all.
    NoWork,
}

impl Place {
    pub(crate) const fn zh(self) -> &'static str {
        match self {
            Self::Inside => "活动之内",
            Self::Edge => "到达离开前后",
            Self::Together => "一次活动两台设备",
            Self::Unread => "时钟没有读取",
            Self::NoWork => "不属于任何活动",
        }
    }
}

/// One clip, with what is true of it.
pub(crate) struct Shot {
    /// Which camera, 0 to 2.
    pub(crate) camera: usize,
    /// What its clock said at the beginning.
    pub(crate) said: Timestamp,
    pub(crate) seconds: i64,
    /// Credential number of whoever carried it.
    pub(crate) bearer: String,
    pub(crate) place: Place,
    /// The work it belongs to.
    pub(crate) truth: Option<ActivityId>,
}

/// What was told to the server, and what is true.
pub(crate) struct Campaign {
    pub(crate) agency: String,
    /// Passwords by login name.
    pub(crate) passwords: BTreeMap<&'static str, String>,
    /// In the order they were recorded, camera by camera.
    pub(crate) shots: Vec<Shot>,
}

/// A small generator of our own, so that the numbers stay the same for ever (splitmix64).
struct Dice(u64);

impl Dice {
    fn ms(&mut self, from: i64, to: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let width = u64::try_from(to - from).unwrap();
        from + i64::try_from((z ^ (z >> 31)) % width).unwrap()
    }

    fn one_in(&mut self, n: i64) -> bool {
        self.ms(0, n) == 0
    }
}

#[derive(Clone)]
struct ByHand(HandClock, CountingIds);

impl Clock for ByHand {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

impl Ids for ByHand {
    fn next(&self, now: Timestamp) -> u128 {
        app::id_bits(now, self.1.bits())
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.1.bits().to_be_bytes());
        bytes
    }
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::parse(text).unwrap()
}

fn made<T: std::str::FromStr<Err: std::fmt::Debug>>(done: app::Done) -> T {
    done.id.unwrap().parse().unwrap()
}

/// The system while it is told.
struct Telling {
    app: App,
    clock: HandClock,
    dice: Dice,
    keeper: OfficerId,
    /// Officers with their credential numbers; the first six carry cameras, two each.
    officers: Vec<(OfficerId, String)>,
    row: ListRowId,
    cameras: Vec<DeviceId>,
    ahead: [i64; 3],
    shots: Vec<Shot>,
}

/// Who carries a camera from when on.
struct Bearer {
    officer: usize,
    from: Timestamp,
}

/// A visit as it truly was.
#[derive(Clone, Copy)]
struct Visit {
    activity: ActivityId,
    arrived: Timestamp,
    departed: Timestamp,
}

/// Tells it all to the data folder, which the real server then opens.
pub(crate) async fn tell(data: &Path) -> Campaign {
    let start: Timestamp = "2025-03-03T08:00:00+08:00".parse().unwrap();
    let clock = HandClock::at(start.plus_ms(-30 * 24 * HOUR));
    let by_hand = Arc::new(ByHand(clock.clone(), CountingIds::new()));
    let config = Config {
        data: data.to_owned(),
        database: Database::Embedded,
        vault: app::vault::Config::folder(data.join("vault")),
        fonts: Vec::new(),
        origin: "liuhen.local/1".to_owned(),
        signer: app::SignerPlace::Here,
        policy: None,
        keeping: app::Keeping::default(),
        tsa: None,
    };
    std::fs::create_dir_all(data).unwrap();
    let app = App::open(&config, Context::new(by_hand.clone(), by_hand)).await.unwrap();
    let agency = app.found(text("清河县市场监督管理局"), text("清市监"), text("330199"));
    let agency = agency.await.unwrap();
    let (admin, password) = app.found_administrator(agency, text("吴管"), "admin").await.unwrap();
    let mut passwords = BTreeMap::from([("admin", password.reveal().to_owned())]);
    let admin = Call::by(admin);
    let (keeper, _) = enrol(&app, &admin, agency, ("keeper", Role::DeviceCustodian, 90)).await;
    let (head, password) = enrol(&app, &admin, agency, ("head", Role::AgencyHead, 91)).await;
    passwords.insert("head", password);
    let mut officers = Vec::new();
    for (place, name) in LOGINS.iter().enumerate() {
        let (id, _) = enrol(&app, &admin, agency, (name, Role::Officer, place)).await;
        officers.push((id, credential(place)));
    }
    let row = list_row(&app, head, agency, start).await;
    let mut cameras = Vec::new();
    for number in 2..5 {
        let done = app.register_device(&Call::by(keeper), details(number), None, None).await;
        cameras.push(made(done.unwrap()));
    }
    let dice = Dice(20_250_303);
    let (ahead, shots) = (AHEAD, Vec::new());
    let mut telling = Telling { app, clock, dice, keeper, officers, row, cameras, ahead, shots };
    for day in 0..DAYS {
        telling.day(day, start.plus_ms(day * 24 * HOUR)).await;
    }
    Campaign { agency: agency.to_string(), passwords, shots: telling.shots }
}

/// Six who carry cameras, three who go with them.
const LOGINS: [&str; 9] = ["o0", "o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8"];

fn credential(place: usize) -> String {
    format!("3301070{place:02}")
}

async fn enrol(
    app: &App,
    admin: &Call,
    agency: AgencyId,
    (login, role, number): (&str, Role, usize),
) -> (OfficerId, String) {
    let days = ("2021-01-01".parse().unwrap(), "2099-12-31".parse().unwrap());
    let shown = Some((text(&credential(number)), days.0, days.1));
    let name = text(&format!("人员{login}"));
    let (id, password) = app.enrol_officer(admin, agency, None, name, login, shown).await.unwrap();
    app.appoint_role(admin, id, role, days.0).await.unwrap();
    (id, password.reveal().to_owned())
}

async fn list_row(app: &App, head: OfficerId, agency: AgencyId, at: Timestamp) -> ListRowId {
    let row = ListRow {
        id: ListRowId::from_bits(1),
        act: "行政检查".to_owned(),
        item: "现场检查".to_owned(),
        stage: "调查取证".to_owned(),
        scene: "现场".to_owned(),
        devices: "执法记录仪".to_owned(),
        mode: Mode::Situational,
        content: "主要过程".to_owned(),
        start_point: "到达现场".to_owned(),
        end_point: "离开现场".to_owned(),
        other_focus: String::new(),
        retention: "同案卷".to_owned(),
        remarks: Vec::new(),
    };
    let from = "2025-01-01".parse().unwrap();
    app.adopt_list(&Call::by(head), from, vec![row], "演示清单".to_owned()).await.unwrap();
    app.recording_list(agency, at.date()).await.unwrap().unwrap().rows[0].id
}

fn details(number: u32) -> Details {
    Details {
        kind: DeviceKind::BodyCamera,
        asset_no: text(&format!("ZFY-{number}")),
        serial_no: text(&format!("DSJ{number:04}")),
        maker: text("某厂"),
        model: text("甲型"),
        capacity_bytes: None,
        naming: None,
        numbering: Numbering::Continuous,
        division: None,
        place: None,
        room: None,
    }
}

fn looked(clock: Option<ClockReading>) -> Check {
    let battery_percent = Some(90);
    Check { battery_percent, free_bytes: None, clock, looks: Looks::Good, note: None }
}

impl Telling {
    /// One working day of all three cameras, told in the order of time for each.
    async fn day(&mut self, day: i64, morning: Timestamp) {
        // On two days two teams are one: the second camera is at the first visit of the first.
        let is_joint = day % 5 == 3;
        let mut joint = None;
        for camera in 0..3 {
            let met = joint.filter(|_| is_joint && camera == 1);
            let first = self.day_of(camera, day, morning, (is_joint, met)).await;
            if camera == 0 {
                joint = Some(first);
            }
        }
    }

    /// A camera's day: read and issued, two visits, on some days handed over at noon, read and
    /// returned. Answers its first visit.
    async fn day_of(
        &mut self,
        camera: usize,
        day: i64,
        morning: Timestamp,
        (is_joint, met): (bool, Option<Visit>),
    ) -> Visit {
        // The second camera's clock is not read in one evening of four, and is set wrong over night.
        let is_unread = camera == 1 && day % 4 == 2;
        let (first, second) = (camera * 2, camera * 2 + 1);
        let check = looked(Some(self.reading(camera, morning)));
        self.issue(camera, first, morning.plus_ms(MINUTE), check).await;
        let noon = morning.plus_ms(4 * HOUR);
        let mut bearers = vec![Bearer { officer: first, from: morning }];
        let is_handed_over = self.dice.one_in(3);
        if is_handed_over {
            self.issue(camera, second, noon, looked(None)).await;
            bearers.push(Bearer { officer: second, from: noon });
        }
        let inside = if is_unread { Place::Unread } else { Place::Inside };
        // Tried out before they leave: of no work.
        self.shoot(camera, morning.plus_ms(5 * MINUTE), (&bearers, Place::NoWork), None);
        let at = morning.plus_ms(HOUR + self.dice.ms(0, 20 * MINUTE));
        let visit = match met {
            Some(visit) => visit,
            None => self.visit(at, (first, (is_joint && camera == 0).then_some(2))).await,
        };
        let seen = if is_joint && camera < 2 { Place::Together } else { inside };
        self.film(camera, visit, &bearers, (seen, 4));
        // Now and then the next visit begins right after the first.
        let again = if !is_handed_over && self.dice.one_in(4) {
            visit.departed.plus_ms(self.dice.ms(3 * MINUTE, 12 * MINUTE))
        } else {
            visit.departed.max(noon).plus_ms(self.dice.ms(20 * MINUTE, HOUR))
        };
        let bearer = bearers.last().unwrap().officer;
        let later = self.visit(again, (bearer, None)).await;
        self.film(camera, later, &bearers, (inside, 4));
        // Left running on the way home, a few minutes after they left: of no work either.
        let way = later.departed.plus_ms(self.dice.ms(4 * MINUTE, 25 * MINUTE));
        self.shoot(camera, way, (&bearers, Place::NoWork), None);
        let evening = morning.plus_ms(10 * HOUR);
        self.clock.set(evening);
        let reading = (!is_unread).then(|| self.reading(camera, evening));
        let back = Command::Return { files_left: Some(0), check: looked(reading) };
        self.tell(camera, back).await;
        if is_unread {
            self.ahead[camera] += self.dice.ms(4 * MINUTE, 7 * MINUTE);
        } else if self.dice.one_in(6) {
            self.ahead[camera] += self.dice.ms(-40 * SECOND, 40 * SECOND);
        }
        visit
    }

    /// A visit from there on; the press comes some time early or late, and one in fifteen who leave
    /// forget it.
    async fn visit(
        &mut self,
        arrived: Timestamp,
        (bearer, third): (usize, Option<usize>),
    ) -> Visit {
        let departed = arrived.plus_ms(self.dice.ms(40 * MINUTE, 75 * MINUTE));
        let mate = 6 + usize::try_from(self.dice.ms(0, 3)).unwrap();
        let places = [Some(bearer), Some(mate), third].into_iter().flatten();
        let planned_at = arrived.plus_ms(self.dice.ms(-20 * MINUTE, 20 * MINUTE));
        let plan = PlanActivity {
            case: None,
            title: text("日常检查"),
            place: text("解放路"),
            list_row: self.row,
            officers: places.map(|place| self.officers[place].0).collect(),
            planned_at,
            purpose: None,
            is_needed: false,
        };
        let by = Call::by(self.officers[bearer].0);
        self.clock.set(planned_at.plus_ms(-HOUR));
        let activity = made(self.app.plan_activity(&by, plan).await.unwrap());
        let press = arrived.plus_ms(self.dice.ms(-20 * SECOND, 40 * SECOND));
        self.clock.set(press);
        let at = Some(press);
        let step = ActivityStep::Arrive { at, place: None, position: None };
        self.app.step_activity(&by, activity, step).await.unwrap();
        let press = departed.plus_ms(self.dice.ms(-20 * SECOND, 40 * SECOND));
        if !self.dice.one_in(15) {
            self.clock.set(press);
            let step = ActivityStep::Depart { at: Some(press) };
            self.app.step_activity(&by, activity, step).await.unwrap();
        }
        Visit { activity, arrived, departed }
    }

    /// So many clips of a visit, from its beginning to its end; the first and the last of one in
    /// three visits lie across an edge.
    fn film(&mut self, camera: usize, visit: Visit, of: &[Bearer], (place, clips): (Place, i64)) {
        let lasted = visit.departed.ms() - visit.arrived.ms();
        let is_early = self.dice.one_in(3);
        for clip in 0..clips {
            let from = visit.arrived.plus_ms(MINUTE + lasted * clip / clips);
            let (from, place) = match clip {
                0 if is_early => (visit.arrived.plus_ms(-25 * SECOND), Place::Edge),
                3 if is_early => (visit.departed.plus_ms(-50 * SECOND), Place::Edge),
                _ => (from, place),
            };
            self.shoot(camera, from, (of, place), Some(visit.activity));
        }
    }

    fn shoot(
        &mut self,
        camera: usize,
        from: Timestamp,
        (bearers, place): (&[Bearer], Place),
        truth: Option<ActivityId>,
    ) {
        // File names tell whole seconds.
        let from = Timestamp::from_ms(from.ms() / SECOND * SECOND);
        let bearer = bearers.iter().rev().find(|one| one.from <= from).unwrap_or(&bearers[0]);
        let length = usize::try_from(self.dice.ms(0, 3)).unwrap();
        let said = from.plus_ms(self.ahead[camera] / SECOND * SECOND);
        let bearer = self.officers[bearer.officer].1.clone();
        self.shots.push(Shot { camera, said, seconds: LENGTHS[length], bearer, place, truth });
    }

    fn reading(&self, camera: usize, server_at: Timestamp) -> ClockReading {
        let device_said = ClaimedTime::new(server_at.plus_ms(self.ahead[camera]));
        let source = ClockSource::Measured;
        ClockReading { device_said, station_said: None, server_at, source }
    }

    async fn issue(&mut self, camera: usize, to: usize, at: Timestamp, check: Check) {
        self.clock.set(at);
        let despite = Some(text("钟差已经记录"));
        let to = self.officers[to].0;
        self.tell(camera, Command::Issue { to, check, despite }).await;
    }

    async fn tell(&self, camera: usize, command: Command) {
        let call = Call::by(self.keeper);
        self.app.decide_device(&call, self.cameras[camera], command).await.unwrap();
    }
}
