//! Given facts, when somebody wants something, then facts or a refusal.

use terms::{AgencyId, ClaimedTime, DeviceId, Digest, DockId, StationId, Timestamp};

use super::{Command, Dock, Docking, Event, Station, decide, decide_dock};
use crate::{Outcome, Recorded, Refusal, Text};

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(1_741_309_200_000 + ms)
}

fn key(letter: &str) -> Digest {
    letter.repeat(64).parse().unwrap()
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::parse(text).unwrap()
}

fn register() -> Command {
    Command::Register {
        station: StationId::from_bits(1),
        agency: AgencyId::from_bits(1),
        name: text("一楼采集站"),
        place: text("一楼大厅"),
        key: key("a"),
        device: None,
    }
}

fn after(commands: Vec<Command>) -> Station {
    let mut station: Option<Station> = None;
    for (minute, command) in (0..).zip(commands) {
        for event in decide(station.as_ref(), command).unwrap().into_events() {
            let fact = Recorded { at: at(minute), by: None, event: event.into() };
            station = match station {
                None => Station::begin(&fact),
                Some(known) => Some(known.evolve(&fact)),
            };
        }
    }
    station.unwrap()
}

fn docking() -> Docking {
    Docking {
        bay: text("3号仓"),
        serial_no: Some(text("DSJ0007")),
        device_said: Some(ClaimedTime::new(at(7_000))),
        station_said: ClaimedTime::new(at(-2_000)),
        battery_percent: Some(81),
        free_bytes: Some(1 << 30),
        files_present: 12,
        first_no: Some(101),
        last_no: Some(113),
        missing_numbers: 1,
        layout: None,
    }
}

#[test]
fn a_key_may_change_until_the_station_is_closed() {
    let rotate = || Command::RotateKey { key: key("b"), reason: text("更换电脑") };
    let station = after(vec![register(), rotate()]);
    assert_eq!((station.key, station.key_since), (key("b"), at(1)));
    assert_eq!(decide(Some(&station), rotate()), Ok(Outcome::AlreadyDone));
    let closed = after(vec![register(), Command::Close { reason: text("报废") }]);
    assert!(!closed.is_open());
    assert_eq!(decide(Some(&closed), rotate()), Err(Refusal::StationClosed));
    let again = Command::Close { reason: text("报废") };
    assert_eq!(decide(Some(&closed), again), Ok(Outcome::AlreadyDone));
    assert_eq!(decide(None, rotate()), Err(Refusal::NotFound));
}

/// Art. 20: the register of devices knows it as one device, from the beginning or later.
#[test]
fn it_is_one_device_of_the_register() {
    let name = |n| Command::NameDevice { device: DeviceId::from_bits(n) };
    let mut with_device = register();
    if let Command::Register { device, .. } = &mut with_device {
        *device = Some(DeviceId::from_bits(1));
    }
    assert_eq!(after(vec![register()]).device, None);
    assert_eq!(after(vec![with_device]).device, Some(DeviceId::from_bits(1)));
    let station = after(vec![register(), name(1), name(2)]);
    assert_eq!(station.device, Some(DeviceId::from_bits(2)));
    assert_eq!(decide(Some(&station), name(2)), Ok(Outcome::AlreadyDone));
    let closed = after(vec![register(), Command::Close { reason: text("报废") }]);
    assert_eq!(decide(Some(&closed), name(1)), Err(Refusal::StationClosed));
}

/// Art. 22: three clocks at one moment; the two that are claims stay as they were said.
#[test]
fn a_dock_keeps_three_clocks_and_tells_how_far_two_of_them_are_off() {
    let station = after(vec![register()]);
    let id = DockId::from_bits(1);
    let events = decide_dock(&station, id, docking()).unwrap().into_events();
    let [event @ Event::Docked { .. }] = &events[..] else { panic!("{events:?}") };
    let fact = Recorded { at: at(0), by: None, event: event.clone().into() };
    let dock = Dock::begin(&fact).unwrap();
    assert_eq!((dock.device_offset_ms(), dock.station_offset_ms()), (Some(7_000), -2_000));
    assert_eq!(dock.docking, docking());
}

#[test]
fn what_contradicts_itself_is_refused() {
    let station = after(vec![register()]);
    let id = DockId::from_bits(1);
    let odd = [
        Docking { first_no: Some(9), last_no: Some(8), ..docking() },
        Docking { first_no: None, ..docking() },
        Docking { first_no: None, last_no: None, missing_numbers: 1, ..docking() },
        Docking { battery_percent: Some(101), ..docking() },
    ];
    for docking in odd {
        assert_eq!(decide_dock(&station, id, docking), Err(Refusal::DockingContradicts));
    }
    let closed = after(vec![register(), Command::Close { reason: text("报废") }]);
    assert_eq!(decide_dock(&closed, id, docking()), Err(Refusal::StationClosed));
}
