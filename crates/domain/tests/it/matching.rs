//! A campaign with known truth: three cameras for two weeks, with clocks that run away, cameras that
//! change hands, visits one after the other, and two teams out at once. The seed is fixed.

use std::collections::BTreeSet;

use domain::matching::{Clip, ClockBasis, Earlier, Holder, Matched, Work, clip_of, rank};
use domain::{Recorded, device, recording};
use terms::{
    ActivityId, AgencyId, AvRecordId, ClaimedTime, DeviceId, Digest, Digests, OfficerId, Personal,
    Sm3Digest, Span, StationId, Timestamp, UploadId,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const AGENCY: AgencyId = AgencyId::from_bits(1);
const CAMERAS: usize = 3;
/// How the files of each layout tell of their camera and its bearer: (serial, person).
const LAYOUTS: [(bool, bool); 5] =
    [(true, true), (true, false), (false, true), (true, true), (false, false)];

/// A small generator of our own, so that the numbers stay the same for ever (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn ms(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(u64::try_from(to - from).unwrap())).unwrap()
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

fn officer(n: usize) -> OfficerId {
    OfficerId::from_bits(u128::try_from(n).unwrap() + 1)
}

/// What truly happened, and what is known of it.
struct Campaign {
    clips: Vec<(Clip, ActivityId)>,
    works: Vec<Work>,
}

/// A camera: its facts, how far its clock is ahead, and by how much more with each hour.
struct Camera {
    id: DeviceId,
    facts: Vec<Recorded>,
    ahead_ms: i64,
    drift_ms_per_hour: i64,
}

impl Camera {
    fn says(&self, at: Timestamp, since: Timestamp) -> ClaimedTime {
        let hours = (at.ms() - since.ms()) / HOUR;
        ClaimedTime::new(at.plus_ms(self.ahead_ms + self.drift_ms_per_hour * hours))
    }

    fn tell(&mut self, at: Timestamp, event: device::Event) {
        self.facts.push(Recorded { at, by: None, event: event.into() });
    }

    fn state(&self) -> device::Device {
        let first = device::Device::begin(&self.facts[0]).unwrap();
        self.facts[1..].iter().fold(first, device::Device::evolve)
    }

    fn read(&mut self, at: Timestamp, since: Timestamp) {
        let device_said = self.says(at, since);
        let clock = Some(device::ClockReading {
            device_said,
            station_said: None,
            server_at: at,
            source: device::ClockSource::Measured,
        });
        let docking = device::Docking {
            station: None,
            clock,
            battery_percent: None,
            free_bytes: None,
            files_present: None,
            first_no: None,
            last_no: None,
            file_day: None,
            files_left: None,
        };
        let device = self.id;
        self.tell(at, device::Event::Docked { device, docking });
    }
}

fn registration(n: u32) -> device::Event {
    device::Event::Registered {
        device: DeviceId::from_bits(u128::from(n) + 1),
        agency: AGENCY,
        details: device::Details {
            kind: device::DeviceKind::BodyCamera,
            asset_no: domain::Text::parse(&format!("ZFY-{n}")).unwrap(),
            serial_no: domain::Text::parse(&format!("SN{n:04}")).unwrap(),
            maker: domain::Text::parse("某厂").unwrap(),
            model: domain::Text::parse("甲型").unwrap(),
            capacity_bytes: None,
            naming: None,
            numbering: device::Numbering::Continuous,
            division: None,
            place: None,
            room: None,
        },
        clock: None,
        namesake_reason: None,
    }
}

fn check() -> device::Check {
    device::Check {
        battery_percent: Some(90),
        free_bytes: None,
        clock: None,
        looks: device::Looks::Good,
        note: None,
    }
}

fn issued(device: DeviceId, to: OfficerId, from: Option<OfficerId>) -> device::Event {
    device::Event::Issued { device, to, from, check: check(), despite: None }
}

fn deposited(n: u128, claim: ClaimedTime, lasts: i64, by: Option<OfficerId>) -> Vec<Recorded> {
    let recording = AvRecordId::from_bits(n);
    let digest = Digest::from_bytes([7; 32]);
    let first = recording::Event::Deposited {
        recording,
        agency: AGENCY,
        digests: Digests { sha256: digest, sm3: Sm3Digest::from_bytes([7; 32]), size_bytes: 1 },
        chunks: None,
        states: Some(digest),
        file_name: Personal::new(format!("{n}.mp4")),
        upload: UploadId::from_bits(n),
        declared: None,
        claimed_at: Some(claim),
    };
    let probe = recording::Probe {
        container: "mp4".to_owned(),
        duration_ms: Some(lasts),
        claimed_start: None,
        streams: Vec::new(),
        is_truncated: false,
        position: None,
        tool: "probe".to_owned(),
    };
    let at = claim.as_said().plus_ms(DAY);
    let fact = |event: recording::Event| Recorded { at, by, event: event.into() };
    vec![fact(first), fact(recording::Event::Examined { recording, probe })]
}

/// Two weeks of three cameras: 300 recordings, each of one visit.
fn campaign(seed: u64) -> Campaign {
    let mut dice = Dice(seed);
    let start: Timestamp = "2025-03-03T08:00:00+08:00".parse().unwrap();
    let mut cameras: Vec<Camera> = (0..CAMERAS)
        .map(|n| {
            let n = u32::try_from(n).unwrap();
            let id = DeviceId::from_bits(u128::from(n) + 1);
            let registered = Recorded { at: start, by: None, event: registration(n).into() };
            let ahead_ms = dice.ms(-4 * MINUTE, 4 * MINUTE);
            let drift_ms_per_hour = dice.ms(-400, 400);
            Camera { id, facts: vec![registered], ahead_ms, drift_ms_per_hour }
        })
        .collect();
    // Recordings with what is true of them: (camera, layout, from, length, work, bearer).
    let mut taken = Vec::new();
    let mut works: Vec<Work> = Vec::new();
    for day in 0..10_i64 {
        let morning = start.plus_ms(day * DAY);
        for (n, camera) in cameras.iter_mut().enumerate() {
            let id = camera.id;
            camera.read(morning, start);
            let (first, second) = (officer(n * 2), officer(n * 2 + 1));
            camera.tell(morning.plus_ms(MINUTE), issued(id, first, None));
            // On some days the camera goes from hand to hand at noon.
            let noon = morning.plus_ms(5 * HOUR);
            let is_handed_over = dice.one_in(3);
            if is_handed_over {
                camera.tell(noon, issued(id, second, Some(first)));
            }
            let mut at = morning.plus_ms(30 * MINUTE + dice.ms(0, 20 * MINUTE));
            for visit in 0..2 {
                let is_late = visit == 1;
                if is_late {
                    // Often right after the first, else in the afternoon.
                    at = if dice.one_in(3) {
                        at.plus_ms(dice.ms(2 * MINUTE, 12 * MINUTE))
                    } else {
                        noon.plus_ms(dice.ms(HOUR, 2 * HOUR))
                    };
                }
                let bearer = if is_handed_over && at >= noon { second } else { first };
                let activity = ActivityId::from_bits(u128::try_from(works.len()).unwrap() + 1);
                let (arrived, lasts) = (at, dice.ms(40 * MINUTE, 90 * MINUTE));
                let departed = arrived.plus_ms(lasts);
                // A press comes some minutes early or late, and one in fifteen is forgotten.
                let press =
                    |dice: &mut Dice, at: Timestamp| at.plus_ms(dice.ms(-MINUTE, 2 * MINUTE));
                let arrived_at = Some(press(&mut dice, arrived));
                let left = press(&mut dice, departed);
                let departed_at = (!dice.one_in(15)).then_some(left);
                let mate = officer(6 + usize::try_from(dice.below(3)).unwrap());
                works.push(Work {
                    activity,
                    officers: BTreeSet::from([bearer, mate]),
                    spells: Vec::new(),
                    planned_at: arrived.plus_ms(dice.ms(-30 * MINUTE, 30 * MINUTE)),
                    arrived_at,
                    departed_at,
                    position: None,
                });
                let pieces = 5;
                for piece in 0..pieces {
                    let from = arrived.plus_ms(lasts * piece / pieces);
                    let length = lasts / pieces - dice.ms(1, 20_000);
                    let layout = usize::try_from(dice.below(5)).unwrap();
                    taken.push((n, layout, from, length, activity, bearer));
                }
                at = departed;
            }
            let evening = morning.plus_ms(10 * HOUR);
            camera.read(evening, start);
            let holder = if is_handed_over { second } else { first };
            let back = device::Event::Returned {
                device: id,
                from: holder,
                files_left: Some(0),
                check: check(),
            };
            camera.tell(evening.plus_ms(MINUTE), back);
            // Now and then the battery is taken out over night, and the clock is another.
            if dice.one_in(6) {
                camera.ahead_ms = dice.ms(-3 * MINUTE, 3 * MINUTE);
            }
        }
    }
    let states: Vec<device::Device> = cameras.iter().map(Camera::state).collect();
    let mut said = Vec::new();
    for (place, (n, layout, from, length, activity, bearer)) in taken.into_iter().enumerate() {
        // The clock as it ran that day: told by the reading of that evening.
        let state = &states[n];
        let reading = state.clocks.iter().find(|one| one.server_at >= from).unwrap();
        let claim = ClaimedTime::new(from.plus_ms(reading.offset_ms()));
        let (by_serial, by_person) = LAYOUTS[layout];
        let number = u128::try_from(place).unwrap() + 1;
        let mut facts =
            deposited(number, claim, length, (!by_serial && !by_person).then_some(bearer));
        let recording = AvRecordId::from_bits(number);
        if by_serial || by_person {
            let collection = recording::Collection {
                station: StationId::from_bits(1),
                dock: None,
                serial_no: by_serial.then(|| format!("SN{n:04}")),
                person_code: None,
                carried_by: by_person.then_some(bearer),
                file_no: None,
                folder: None,
                is_important: false,
                flags: Vec::new(),
            };
            let collected = recording::Event::Collected { recording, collection };
            facts.push(Recorded { event: collected.into(), ..facts[0].clone() });
        }
        // The station knows the camera by its number, or by its dock; a card that somebody copied
        // tells neither.
        if by_serial || by_person {
            let named = recording::Event::DeviceNamed {
                recording,
                device: state.id,
                file_no: None,
                file_day: None,
                basis: recording::DeviceBasis::Station,
            };
            facts.push(Recorded { event: named.into(), ..facts[0].clone() });
        }
        let begun = recording::Recording::begin(&facts[0]).unwrap();
        let whole = facts[1..].iter().fold(begun, recording::Recording::evolve);
        let clip = clip_of(&whole, Some(state).filter(|_| by_serial || by_person), Vec::new());
        said.push((clip, activity));
    }
    Campaign { clips: said, works }
}

/// What came of a campaign.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
struct Tally {
    clips: usize,
    first_right: usize,
    linked: usize,
    linked_wrong: usize,
}

/// Recordings are matched one after the other, and what was linked is known to the next.
fn run(campaign: &Campaign, spoil: impl Fn(Clip) -> Clip) -> Tally {
    let mut result = Tally { clips: 0, first_right: 0, linked: 0, linked_wrong: 0 };
    let mut linked: Vec<(Option<DeviceId>, Earlier)> = Vec::new();
    for (clip, truth) in &campaign.clips {
        let mut clip = clip.clone();
        let of_device =
            linked.iter().filter(|(device, _)| device.is_some() && *device == clip.device);
        clip.earlier = of_device.map(|(_, earlier)| *earlier).collect();
        let clip = spoil(clip);
        let matched: Matched = rank(&clip, &campaign.works);
        result.clips += 1;
        let first = matched.candidates.first().map(|one| one.activity);
        result.first_right += usize::from(first == Some(*truth));
        if let (Some(one), Some(span)) = (matched.unambiguous(), clip.span) {
            result.linked += 1;
            result.linked_wrong += usize::from(one.activity != *truth);
            linked.push((clip.device, Earlier { activity: one.activity, span }));
        }
    }
    result
}

/// Shows 1 of the issue, without the bytes: at least 95 of 100 first candidates are right, and what
/// is linked unseen is never wrong.
#[test]
fn the_first_candidate_is_right_and_no_link_is_wrong() {
    for seed in [1, 20_250_303, 77] {
        let campaign = campaign(seed);
        let result = run(&campaign, |clip| clip);
        assert_eq!(result.clips, 300);
        assert!(result.first_right * 100 >= result.clips * 95, "{seed}: {result:?}");
        assert_eq!(result.linked_wrong, 0, "{seed}: {result:?}");
        assert!(result.linked * 3 >= result.clips, "it is of some use: {seed}: {result:?}");
        assert_eq!(run(&campaign, |clip| clip), result, "the same again");
    }
}

/// The control: without what makes the matcher see, the same campaign fails.
#[test]
fn a_blinded_matcher_fails_the_campaign() {
    let campaign = campaign(1);
    let blind = run(&campaign, |mut clip| {
        (clip.holder, clip.carried_by, clip.deposited_by) = (Holder::Unknown, None, None);
        clip
    });
    assert!(blind.first_right * 100 < blind.clips * 95, "who had it does not matter? {blind:?}");
    assert_eq!(blind.linked, 0, "nobody's recordings are left to people");
    // A clock that is taken at its word is minutes off.
    let credulous = run(&campaign, |mut clip| {
        let span = clip.span.unwrap();
        let off = |at: Timestamp| at.plus_ms(35 * MINUTE);
        clip.span = Span::new(off(span.from()), off(span.to()));
        (clip.clock.basis, clip.clock.slack_ms) = (ClockBasis::Measured, 0);
        clip
    });
    assert!(credulous.linked_wrong > 0, "a wrong clock does no harm? {credulous:?}");
}
