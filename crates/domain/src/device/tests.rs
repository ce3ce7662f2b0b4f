use rules::Standing;
use terms::{AvRecordId, ClaimedTime, DeviceId, OfficerId, StreamId, Timestamp};

use super::*;
use crate::activity::Cause;
use crate::dossier::{Dossier, matter_of_agency};
use crate::given::{AGENCY, FOREIGN, LAW, LI, OTHER_AGENCY, WANG, at, directory, fact, text};
use crate::org::Directory;
use crate::{Outcome, Refusal};

const IT: DeviceId = DeviceId::from_bits(1);
const OTHER: DeviceId = DeviceId::from_bits(2);
const GIB: u64 = 1 << 30;

/// A body camera, its keeper, and the time.
struct Tale {
    known: Dossier,
    directory: Directory,
    now: Timestamp,
}

impl Tale {
    fn registered() -> Self {
        let now = at("2025-03-10T08:00:00+08:00");
        let mut tale = Self { known: Dossier::default(), directory: directory(), now };
        tale.done(register(details()));
        tale
    }

    fn it(&self) -> &Device {
        &self.known.devices[&IT]
    }

    fn when(&self, command: Command) -> Result<Outcome<Event>, Refusal> {
        let around = Around { directory: &self.directory, by: None, now: self.now };
        decide(self.known.devices.get(&IT), command, &around)
    }

    fn done(&mut self, command: Command) {
        let events = self.when(command).unwrap().into_events();
        assert!(!events.is_empty(), "something was recorded");
        for event in events {
            self.known.apply(&StreamId::from(IT), &fact(self.now, LI, event));
        }
        self.pass(60);
    }

    fn pass(&mut self, minutes: i64) {
        self.now = self.now.plus_ms(minutes * 60_000);
    }

    fn code(&self, command: Command) -> &'static str {
        self.when(command).unwrap_err().code()
    }

    /// How Art. 7 stands for the agency.
    fn provision(&self) -> Standing {
        let device = self.it();
        let listed = Listed {
            id: device.id,
            kind: device.details.kind.as_str().to_owned(),
            registered_at: device.registered_at,
            gone_at: device.gone_at(),
        };
        let agency = &self.directory.agencies[&AGENCY];
        let (known, today) = (Dossier::default(), self.now.date());
        let matter = matter_of_agency(agency, &self.directory, None, &[listed], &known, today);
        let findings = LAW.book.evaluate(&matter);
        findings.into_iter().find(|one| one.rule.id == "QGC-07-01").unwrap().standing
    }

    fn gaps(&self) -> Vec<(GapKind, u64, u64)> {
        self.it().gaps.iter().map(|gap| (gap.kind, gap.first_no, gap.last_no)).collect()
    }
}

fn details() -> Details {
    Details {
        kind: DeviceKind::BodyCamera,
        asset_no: text("ZFY-001"),
        serial_no: text("A1B2C3D"),
        maker: text("某厂"),
        model: text("X9"),
        capacity_bytes: Some(64 * GIB),
        naming: Some(text("{设备}_{人员}_{时间}_{流水}.*")),
        numbering: Numbering::Continuous,
        division: None,
        place: Some(text("三楼器材柜")),
        room: None,
    }
}

fn register(details: Details) -> Command {
    Command::Register { device: IT, agency: AGENCY, details, clock: None, namesake_reason: None }
}

fn good() -> Check {
    Check {
        battery_percent: Some(96),
        free_bytes: Some(60 * GIB),
        clock: None,
        looks: Looks::Good,
        note: None,
    }
}

fn issue(to: OfficerId) -> Command {
    Command::Issue { to, check: good(), despite: None }
}

fn give_back(files_left: u32) -> Command {
    Command::Return { files_left: Some(files_left), check: good() }
}

fn reading(server: &str, ahead_ms: i64) -> ClockReading {
    let server_at = at(server);
    ClockReading {
        device_said: ClaimedTime::new(server_at.plus_ms(ahead_ms)),
        station_said: None,
        server_at,
        source: ClockSource::Measured,
    }
}

fn imported(file_no: u64, deposited_at: Timestamp) -> Imported {
    let recording = AvRecordId::from_bits(u128::from(file_no));
    Imported { recording, file_no, file_day: None, deposited_at }
}

fn docking(first_no: u64, last_no: u64, files: u32) -> Docking {
    Docking {
        station: None,
        clock: None,
        battery_percent: Some(40),
        free_bytes: Some(50 * GIB),
        files_present: Some(files),
        first_no: Some(first_no),
        last_no: Some(last_no),
        file_day: None,
        files_left: None,
    }
}

/// Art. 7: a device in use meets the duty to provide some; a lost or retired one does not.
#[test]
fn the_register_answers_whether_the_agency_has_devices() {
    let mut tale = Tale::registered();
    assert!(matches!(tale.provision(), Standing::Met { .. }));
    let lost = Command::Lose { happened_at: tale.now, text: text("执法途中遗失") };
    tale.done(lost);
    assert_eq!(tale.provision(), Standing::Open);
    tale.done(Command::Find { text: text("在车内找到") });
    assert!(matches!(tale.provision(), Standing::Met { .. }));
    tale.done(Command::Retire {
        how: Retirement::Scrapped,
        reason: text("电池鼓包"),
        data_went: text("已全部入库并清空"),
    });
    assert_eq!(tale.provision(), Standing::Open);
    assert_eq!(tale.code(issue(LI)), "device.gone");
}

/// Art. 20: from one hand to the next the chain names both, and no second is without a holder.
#[test]
fn the_chain_of_custody_has_no_hole() {
    let mut tale = Tale::registered();
    let begun = tale.it().registered_at;
    tale.done(issue(LI));
    let handed = tale.now;
    tale.done(issue(WANG));
    tale.done(give_back(0));
    let device = tale.it();
    for (one, next) in device.custody.iter().zip(device.custody.iter().skip(1)) {
        assert_eq!(one.until_at, Some(next.from_at));
    }
    assert_eq!(device.tenure_at(begun).unwrap().holder, None);
    assert_eq!(device.tenure_at(handed.plus_ms(-1)).unwrap().holder, Some(LI));
    let tenure = device.tenure_at(handed).unwrap();
    assert_eq!((tenure.holder, tenure.handed_over_from), (Some(WANG), Some(LI)));
    assert_eq!(device.tenure_at(tale.now).unwrap().holder, None);
    assert_eq!(device.tenure_at(begun.plus_ms(-1)), None, "it was not here yet");
    assert_eq!(tale.code(give_back(0)), "device.not_out");
}

#[test]
fn a_retry_of_an_issue_changes_nothing() {
    let mut tale = Tale::registered();
    tale.done(issue(LI));
    assert_eq!(tale.when(issue(LI)), Ok(Outcome::AlreadyDone));
    assert_eq!(tale.code(issue(FOREIGN)), "officer.not_ours");
}

/// Art. 14: what the look in the morning finds warns, and a reason is written down.
#[test]
fn a_warned_device_is_issued_only_with_a_reason() {
    let mut tale = Tale::registered();
    let clock = Some(reading("2025-03-10T08:00:00+08:00", 31_000));
    let check = Check { battery_percent: Some(59), clock, ..good() };
    let found = warnings(tale.it(), &check, tale.now);
    assert_eq!(found, [Warning::LowBattery, Warning::ClockOff]);
    let wanted = |despite| Command::Issue { to: LI, check: check.clone(), despite };
    assert_eq!(tale.code(wanted(None)), "device.warned");
    tale.done(wanted(Some(text("只有这一台可用"))));
    let check = Check { battery_percent: Some(60), free_bytes: Some(6 * GIB), ..good() };
    assert_eq!(warnings(tale.it(), &check, tale.now), [Warning::LowSpace, Warning::ClockOff]);
    let check = Check { clock: Some(reading("2025-03-10T09:00:00+08:00", -30_000)), ..good() };
    assert_eq!(warnings(tale.it(), &check, tale.now), [], "thirty seconds are still right");
}

#[test]
fn a_broken_device_is_not_issued_and_a_mended_one_is() {
    let mut tale = Tale::registered();
    tale.done(issue(LI));
    tale.done(Command::ReportFault {
        kind: FaultKind::Dead,
        happened_at: tale.now,
        is_unusable: true,
        text: text("不能开机"),
    });
    assert_eq!(tale.it().status(), Status::Faulty);
    let repair = Command::BeginRepair { fault: 1, place: text("厂家维修点") };
    assert_eq!(tale.code(repair.clone()), "device.still_out");
    tale.done(give_back(0));
    tale.done(repair);
    assert_eq!(tale.it().status(), Status::InRepair);
    assert_eq!(tale.code(issue(WANG)), "device.unusable");
    let close = Command::CloseFault { fault: 1, text: text("换电池，开机正常") };
    tale.done(close.clone());
    assert_eq!(tale.code(close), "device.fault_closed");
    tale.done(issue(WANG));
    assert_eq!(tale.it().faults[0].holder, Some(LI), "the fault stays with who had it then");
}

#[test]
fn what_stays_where_it_is_is_not_issued() {
    let mut tale = Tale::registered();
    let details = Details { kind: DeviceKind::FixedCamera, ..details() };
    tale.done(Command::Change { details, is_renumbered: false, namesake_reason: None });
    assert_eq!(tale.it().status(), Status::Installed);
    assert_eq!(tale.code(issue(LI)), "device.fixed");
}

/// Art. 15: a camera looks at a room of the register; nothing else does, and no other room.
#[test]
fn only_a_fixed_camera_is_tied_to_a_room_of_the_register() {
    let tale = Tale::registered();
    let room = Some(terms::RoomId::from_bits(7));
    for kind in [DeviceKind::FixedCamera, DeviceKind::BodyCamera] {
        let details = Details { kind, room, ..details() };
        let change = Command::Change { details, is_renumbered: false, namesake_reason: None };
        assert_eq!(tale.code(change), "device.room");
    }
}

/// Art. 20: one number, one device; two makers may number alike, and then somebody says so.
#[test]
fn one_serial_number_is_one_device_unless_the_makers_differ() {
    let namesake = |asset_no: &str, maker: &str, agency| Namesake {
        device: OTHER,
        agency,
        asset_no: asset_no.to_owned(),
        serial_no: "A1B2C3D".to_owned(),
        maker: maker.to_owned(),
    };
    let ask = |other: Namesake, reason: Option<&str>| {
        let reason = reason.map(text);
        check_names(&details(), (IT, AGENCY), reason.as_ref(), &[other])
            .map_err(|refusal| (refusal.code(), refusal.sentence()))
    };
    let (code, told) = ask(namesake("ZFY-001", "另一厂", AGENCY), Some("核对过")).unwrap_err();
    assert_eq!(code, "device.asset_no_taken", "{told}");
    let (code, told) = ask(namesake("CG-7", "某厂", AGENCY), Some("核对过")).unwrap_err();
    assert!(code == "device.serial_taken" && told.contains("CG-7"), "names the first: {told}");
    let (code, _) = ask(namesake("CG-7", "另一厂", AGENCY), None).unwrap_err();
    assert_eq!(code, "device.namesake");
    assert_eq!(ask(namesake("CG-7", "另一厂", AGENCY), Some("铭牌核对，是两台")), Ok(()));
    let elsewhere = namesake("ZFY-001", "某厂", OTHER_AGENCY);
    assert_eq!(ask(elsewhere, None), Ok(()), "another agency's register is not told of");
    let own = Namesake { device: IT, ..namesake("ZFY-001", "某厂", AGENCY) };
    assert_eq!(ask(own, None), Ok(()));
}

#[test]
fn a_pattern_reads_the_device_the_day_and_the_number() {
    let naming = Naming::parse("{设备}_{人员}_{时间}_{流水}.*").unwrap();
    let numbers = ["ZFY-001", "A1B2C3D"];
    let read = naming.read("a1b2c3d_330199_20250307100500_0012.MP4", &numbers).unwrap();
    assert!(read.names_device);
    assert_eq!(read.file_no, Some(12));
    assert_eq!(read.day.unwrap().to_string(), "2025-03-07");
    for other in [
        "A1B2C3E_330199_20250307100500_0012.MP4",
        "A1B2C3D_330199_20251307100500_0012.MP4",
        "A1B2C3D_330199_20250307100500_.MP4",
        "A1B2C3D.MP4",
        "",
    ] {
        assert_eq!(naming.read(other, &numbers), None, "{other}");
    }
    let bare = Naming::parse("DSJ_{流水}.mp4").unwrap();
    assert_eq!(bare.read("dsj_0007.MP4", &[]).unwrap().file_no, Some(7));
    assert!(!bare.read("DSJ_7.mp4", &[]).unwrap().names_device);
    for (text, error) in [
        ("{设备", NamingError::Brace),
        ("设备}", NamingError::Brace),
        ("{警号}_{设备}", NamingError::UnknownWord("警号".to_owned())),
        ("*.mp4", NamingError::TellsNothing),
        ("*{设备}*{流水}*", NamingError::TooManyAny),
    ] {
        assert_eq!(Naming::parse(text), Err(error), "{text}");
    }
}

/// Art. 22: what is missing between two imports is a finding until somebody says why.
#[test]
fn missing_numbers_are_found_once_filled_late_and_explained() {
    let mut tale = Tale::registered();
    let now = tale.now;
    let taken: Vec<_> = [5, 6, 9, 12].map(|number| imported(number, now)).to_vec();
    let judge = |imported: &[Imported]| Command::JudgeNumbers {
        imported: imported.to_vec(),
        is_coming: false,
    };
    tale.done(judge(&taken));
    let between = GapKind::BetweenImports;
    assert_eq!(tale.gaps(), [(between, 7, 8), (between, 10, 11)]);
    assert_eq!(tale.when(judge(&taken)), Ok(Outcome::AlreadyDone));
    let more: Vec<_> = taken.iter().copied().chain([imported(8, now)]).collect();
    tale.done(judge(&more));
    let gap = &tale.it().gaps[0];
    assert!(gap.is_open() && gap.still_missing() == 1, "7 is still missing");
    let retire = || Command::Retire {
        how: Retirement::Scrapped,
        reason: text("旧"),
        data_went: text("已清空"),
    };
    assert_eq!(tale.code(retire()), "device.gaps_open");
    let explain =
        |gap| Command::ExplainGap { gap, reason: GapReason::Trial, text: text("领用时试机") };
    tale.done(explain(1));
    assert!(matches!(tale.when(explain(1)), Ok(Outcome::AlreadyDone)));
    let otherwise =
        Command::ExplainGap { gap: 1, reason: GapReason::Deleted, text: text("删了") };
    assert_eq!(tale.code(otherwise), "device.gap_explained");
    let whole: Vec<_> = more.into_iter().chain([10, 11].map(|n| imported(n, now))).collect();
    tale.done(judge(&whole));
    assert!(!tale.it().gaps[1].is_open());
    assert_eq!(tale.code(explain(2)), "device.gap_filled");
    tale.done(retire());
}

/// Art. 22: what was seen on the device tells a file that was deleted there from one not taken in.
#[test]
fn a_station_tells_deleted_before_the_import_from_not_imported() {
    let mut tale = Tale::registered();
    tale.done(Command::Dock { docking: docking(11, 15, 5) });
    let now = tale.now;
    let taken = [8, 11, 12, 13, 15].map(|number| imported(number, now)).to_vec();
    tale.done(Command::JudgeNumbers { imported: taken, is_coming: false });
    assert_eq!(tale.gaps(), [(GapKind::BeforeImport, 9, 10), (GapKind::NotImported, 14, 14)]);
    let mut tale = Tale::registered();
    tale.done(Command::Dock { docking: docking(1, 4, 3) });
    let now = tale.now;
    let taken = [1, 2, 4].map(|number| imported(number, now)).to_vec();
    tale.done(Command::JudgeNumbers { imported: taken, is_coming: false });
    assert_eq!(tale.gaps(), [(GapKind::BeforeImport, 3, 3)], "only three of four were there");
    let odd = Docking { last_no: None, ..docking(1, 4, 4) };
    assert_eq!(tale.code(Command::Dock { docking: odd }), "device.docking_odd");
    assert_eq!(tale.code(Command::Dock { docking: docking(5, 4, 0) }), "device.docking_odd");
}

/// Art. 22: what is still on its way is not missing, but no file hides behind it for more than a day.
#[test]
fn no_number_is_called_missing_while_files_are_on_their_way_for_a_day() {
    let mut tale = Tale::registered();
    let first = tale.now;
    tale.done(Command::Dock { docking: docking(11, 14, 4) });
    let judge = |numbers: &[u64], is_coming| {
        let imported = numbers.iter().map(|number| imported(*number, first)).collect();
        Command::JudgeNumbers { imported, is_coming }
    };
    assert_eq!(tale.when(judge(&[11, 14], true)), Ok(Outcome::AlreadyDone));
    assert!(is_held_back(tale.it(), &[imported(11, first)], first));

    // Put in once more with what was recorded since: the day of the first numbers goes on.
    tale.now = first.plus_ms(NUMBERS_WAIT_MS - 1);
    assert_eq!(tale.when(judge(&[11, 14], true)), Ok(Outcome::AlreadyDone));
    tale.done(Command::Dock { docking: docking(11, 18, 8) });
    tale.now = first.plus_ms(NUMBERS_WAIT_MS);
    tale.done(judge(&[11, 14], true));
    assert_eq!(tale.gaps(), [(GapKind::NotImported, 12, 13)], "15 to 18 have their own day");
    assert!(tale.it().gaps[0].while_coming);
    tale.done(judge(&[11, 14, 16], false));
    let found: Vec<_> = tale.it().gaps.iter().map(|gap| (gap.first_no, gap.last_no)).collect();
    assert_eq!(found, [(12, 13), (15, 15), (17, 18)]);
    assert!(!tale.it().gaps[1].while_coming);
}

#[test]
fn numbers_that_begin_anew_each_day_are_compared_by_day() {
    let mut tale = Tale::registered();
    let details = Details { numbering: Numbering::Daily, ..details() };
    tale.done(Command::Change { details, is_renumbered: true, namesake_reason: None });
    let now = tale.now;
    let on = |day: &str, number| Imported {
        file_day: Some(day.parse().unwrap()),
        ..imported(number, now)
    };
    let taken =
        vec![on("2025-03-07", 1), on("2025-03-07", 3), on("2025-03-08", 1), on("2025-03-08", 2)];
    tale.done(Command::JudgeNumbers { imported: taken, is_coming: false });
    assert_eq!(tale.gaps(), [(GapKind::BetweenImports, 2, 2)]);
    let before = imported(900, tale.it().registered_at);
    assert_eq!(
        missing(tale.it(), &[before]),
        [],
        "what was taken in under the old numbers is not compared"
    );
}

/// A device's time is a claim: readings let one guess, evenly between two of them.
#[test]
fn a_claim_is_corrected_between_two_readings() {
    let readings =
        [reading("2025-03-01T00:00:00+08:00", 0), reading("2025-03-11T00:00:00+08:00", 100_000)];
    let claim = ClaimedTime::new(at("2025-03-06T00:00:50+08:00"));
    let corrected = correct(claim, &readings).unwrap();
    assert_eq!(corrected.offset_ms, 50_000);
    assert_eq!(corrected.likely_at, at("2025-03-06T00:00:00+08:00"));
    let late = correct(ClaimedTime::new(at("2025-03-20T00:00:00+08:00")), &readings).unwrap();
    let nearest = CorrectionBasis::Nearest(at("2025-03-11T00:00:00+08:00"));
    assert_eq!((late.offset_ms, late.basis), (100_000, nearest));
    assert_eq!(correct(claim, &[]), None);
    // A flat battery sets a clock back by decades.
    let reset = reading("2025-03-12T00:00:00+08:00", -800_000_000_000);
    assert!(correct(claim, &[reset]).unwrap().likely_at > claim.as_said());
}

#[test]
fn the_look_ahead_shows_its_reckoning() {
    let now = at("2025-03-10T18:00:00+08:00");
    let each_day: Vec<_> = (0..7).map(|day| (now.plus_ms(-day * 86_400_000), 6 * GIB)).collect();
    let found = forecast(Some((now, 13 * GIB)), &each_day, now);
    assert_eq!(found.per_day_bytes, Some(6 * GIB));
    assert!(found.sentence.contains("每天 6.0 GiB，约 2 天后存满"), "{}", found.sentence);
    let full = forecast(Some((now.plus_ms(-5 * 86_400_000), 6 * GIB)), &each_day, now);
    assert!(full.sentence.contains("可能已经存满"), "{}", full.sentence);
    let little = forecast(Some((now, 60 * GIB)), &[(now, 700 * 1024)], now);
    assert!(little.sentence.contains("每天 100.0 KiB，一年之内不会存满"), "{}", little.sentence);
    assert_eq!(forecast(None, &each_day, now).full_at, None);
    assert_eq!(forecast(Some((now, GIB)), &[], now).per_day_bytes, None);
}

/// Art. 19: what a device was seen to have speaks against the cause that was noted.
#[test]
fn facts_of_a_device_speak_against_a_noted_cause() {
    let mut tale = Tale::registered();
    tale.done(issue(LI));
    let noon = at("2025-03-10T12:00:00+08:00");
    let known = tale.it().known_at(noon);
    assert_eq!(known.tenure.as_ref().unwrap().holder, Some(LI));
    assert!(doubt(Cause::Battery, &known, noon).unwrap().contains("96%"));
    assert!(doubt(Cause::Storage, &known, noon).unwrap().contains("60.0 GiB"));
    assert!(doubt(Cause::Fault, &known, noon).unwrap().contains("没有该设备的报修"));
    assert_eq!(doubt(Cause::Weather, &known, noon), None);
    let next_day = at("2025-03-11T09:00:00+08:00");
    assert_eq!(doubt(Cause::Battery, &tale.it().known_at(next_day), next_day), None);
    tale.done(Command::ReportFault {
        kind: FaultKind::Battery,
        happened_at: noon.min(tale.now),
        is_unusable: false,
        text: text("电池掉电快"),
    });
    assert_eq!(doubt(Cause::Fault, &tale.it().known_at(noon), noon), None);
}
