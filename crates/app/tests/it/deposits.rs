//! The clock of the deposit (Art. 22), hour by hour: what devices tell of the return, and whom a
//! declaration waits for.

use app::{ActivityStep as Step, Call};
use domain::activity::{RemoteGround, SeenBack};
use domain::authority::Role;
use domain::device::{Check, Command, Details, DeviceKind, Docking, Looks, Numbering};
use terms::{ActivityId, DeviceId, Timestamp};

use crate::county::{County, day, text};

fn at(text: &str) -> Timestamp {
    format!("2025-03-{text}:00+08:00").parse().unwrap()
}

fn looked_at() -> Check {
    Check {
        battery_percent: Some(96),
        free_bytes: None,
        clock: None,
        looks: Looks::Good,
        note: None,
    }
}

fn docked() -> Command {
    let docking = Docking {
        station: None,
        clock: None,
        battery_percent: Some(30),
        free_bytes: None,
        files_present: Some(2),
        first_no: None,
        last_no: None,
        file_day: None,
        files_left: None,
    };
    Command::Dock { docking }
}

impl County {
    async fn camera(&mut self) -> DeviceId {
        self.enrol("keeper", Role::DeviceCustodian).await;
        let details = Details {
            kind: DeviceKind::BodyCamera,
            asset_no: text("ZFY-001"),
            serial_no: text("A1B2C3D"),
            maker: text("某厂"),
            model: text("X9"),
            capacity_bytes: None,
            naming: None,
            numbering: Numbering::Continuous,
            division: None,
            place: None,
            room: None,
        };
        let call = self.call("keeper");
        let done = self.app.register_device(&call, details, None, None).await.unwrap();
        let device = done.id.unwrap().parse().unwrap();
        let (to, check) = (self.id("li"), looked_at());
        self.keep(device, Command::Issue { to, check, despite: None }).await;
        device
    }

    async fn keep(&self, device: DeviceId, command: Command) {
        self.app.decide_device(&self.call("keeper"), device, command).await.unwrap();
    }

    async fn step(&self, activity: ActivityId, step: Step) {
        self.app.step_activity(&self.call("li"), activity, step).await.unwrap();
    }

    /// On site from 20 to 22:50 on the 7th, and declared as work without a break.
    async fn night(&self) -> ActivityId {
        let activity = self.planned().await;
        self.clock.set(at("07T22:55"));
        self.step(activity, Step::Arrive { at: Some(at("07T20:00")), place: None, position: None })
            .await;
        self.step(activity, Step::Depart { at: Some(at("07T22:50")) }).await;
        let (ground, reason) = (RemoteGround::Continuous, text("连夜转场执法，天亮返回"));
        self.step(activity, Step::DeclareRemote { ground, reason }).await;
        self.app.run_pending_jobs().await.unwrap();
        activity
    }

    async fn due(&self, activity: ActivityId) -> Option<Timestamp> {
        let view = self.app.activity(self.id("li"), activity).await.unwrap();
        view.deposit.law.unwrap().due.map(|due| due.due_at)
    }
}

/// Art. 22 para. 2: declared 06:30, put into a station at 03:10: the hours count from 03:10.
#[tokio::test]
async fn a_device_tells_of_an_earlier_return_than_its_officer() {
    let mut county = County::found().await;
    let device = county.camera().await;
    let activity = county.night().await;
    assert_eq!(county.due(activity).await, None, "nobody is back");

    county.clock.set(at("08T03:10"));
    county.keep(device, docked()).await;
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(county.due(activity).await, Some(at("09T03:10")));
    county.clock.set(at("08T07:00"));
    county.step(activity, Step::Return { at: Some(at("08T06:30")) }).await;
    county.keep(device, Command::Return { files_left: Some(0), check: looked_at() }).await;
    county.app.run_pending_jobs().await.unwrap();

    let view = county.app.activity(county.id("li"), activity).await.unwrap();
    let seen: Vec<_> = view.activity.seen_back.iter().map(|one| (one.how, one.seen_at)).collect();
    let all = [(SeenBack::Docked, at("08T03:10")), (SeenBack::GivenBack, at("08T07:00"))];
    assert_eq!(seen, all, "each once");
    assert_eq!(view.activity.back_at(), Some(at("08T03:10")));
    let doubts: Vec<_> = view.activity.return_doubts().map(|one| one.how).collect();
    assert_eq!(doubts, [SeenBack::Docked], "what came after the word contradicts nothing");
    assert_eq!(county.due(activity).await, Some(at("09T03:10")), "the earliest counts");
    assert_eq!(county.differences().await, []);
}

/// A camera that is handed over on the way, or comes back from other work, tells nothing.
#[tokio::test]
async fn only_the_devices_of_this_work_tell_of_its_return() {
    let mut county = County::found().await;
    let device = county.camera().await;
    let activity = county.night().await;
    county.clock.set(at("07T23:30"));
    county.enrol("third", Role::Officer).await;
    let (to, check) = (county.id("third"), looked_at());
    county.keep(device, Command::Issue { to, check, despite: None }).await;
    county.clock.set(at("08T01:00"));
    county.keep(device, docked()).await;
    county.app.run_pending_jobs().await.unwrap();
    let view = county.app.activity(county.id("li"), activity).await.unwrap();
    assert_eq!(view.activity.seen_back, []);
    assert_eq!(view.activity.back_at(), None);
}

/// Whoever took part agrees to nothing: where the division's only head did, the agency's head is asked.
#[tokio::test]
async fn a_declaration_waits_for_a_head_who_took_no_part() {
    let mut county = County::found().await;
    let activity = county.night().await;
    let waits = async |county: &County, who: &str| {
        county.app.approvals(county.id(who), 9).await.unwrap().len()
    };
    assert_eq!((waits(&county, "chief").await, waits(&county, "head").await), (1, 0));
    let own = county.app.decide_remote(&county.call("li"), activity, true, None).await;
    assert!(own.is_err(), "an officer decides nothing");

    let admin = Call::by(county.id("admin"));
    let chief = county.id("chief");
    let until = Some(day("2025-03-01"));
    county.app.end_role(&admin, chief, Role::DivisionHead, until).await.unwrap();
    county.enrol("second", Role::DivisionHead).await;
    let second = county.id("second");
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(waits(&county, "second").await, 1);
    county.app.end_role(&admin, second, Role::DivisionHead, until).await.unwrap();
    county.app.run_pending_jobs().await.unwrap();
    assert_eq!(waits(&county, "head").await, 1, "no head of a division is left");
    county.app.decide_remote(&county.call("head"), activity, true, None).await.unwrap();
    assert_eq!(waits(&county, "head").await, 0);
    assert_eq!(county.differences().await, []);
}
