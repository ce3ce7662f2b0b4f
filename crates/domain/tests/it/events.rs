//! Events are for ever: one sample of each in `tests/events/`, never removed and never changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use domain::dossier::Dossier;
use domain::org::{Agency, Officer};
use domain::{Event, EventError, Recorded, custody, oversight, station};
use proptest::prelude::*;
use serde_json::Value;
use terms::{
    AccessRequestId, ActivityId, AvRecordId, CaseId, DeviceId, OfficerId, RecordingListId,
    ReportId, StationId, StreamId, Timestamp, ViolationId,
};

/// File name and content of every sample, in order of name.
fn samples() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/events");
    let mut samples: Vec<(String, Value)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            let value = serde_json::from_str(&text);
            (name, value.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        })
        .collect();
    samples.sort_by(|a, b| a.0.cmp(&b.0));
    samples
}

/// The kind is the file's name up to a second dot: `org.agency_registered` or, for another
/// version or shape, `org.agency_registered.without_superior`.
fn kind_of(name: &str) -> String {
    name.split('.').take(2).collect::<Vec<_>>().join(".")
}

fn read(name: &str, body: &Value) -> Event {
    Event::from_body(&kind_of(name), &body.to_string())
        .unwrap_or_else(|error| panic!("{name} no longer reads: {error:?}"))
}

fn events() -> Vec<Event> {
    samples().iter().map(|(name, body)| read(name, body)).collect()
}

#[test]
fn every_sample_reads_and_is_written_the_same_way() {
    for (name, body) in samples() {
        let event = read(&name, &body);
        assert_eq!(event.kind(), kind_of(&name));
        let written: Value = serde_json::from_str(&event.to_body().unwrap()).unwrap();
        assert_eq!(written, body, "{name}");
    }
}

#[test]
fn every_kind_of_event_has_a_sample() {
    let there: BTreeSet<String> = samples().iter().map(|(name, _)| kind_of(name)).collect();
    let wanted: BTreeSet<String> = Event::kinds().map(str::to_owned).collect();
    let missing: Vec<_> = wanted.difference(&there).collect();
    assert!(missing.is_empty(), "no sample of {missing:?}");
    let forgotten: Vec<_> = there.difference(&wanted).collect();
    assert!(forgotten.is_empty(), "an event was renamed or removed: {forgotten:?}");
}

#[test]
fn kinds_are_unique_and_start_with_their_family() {
    let kinds: Vec<&str> = Event::kinds().collect();
    let unique: BTreeSet<&str> = kinds.iter().copied().collect();
    assert_eq!(unique.len(), kinds.len());
    for kind in kinds {
        let body = serde_json::json!({ "t": kind }).to_string();
        let outcome = Event::from_body(kind, &body);
        assert!(!matches!(outcome, Err(EventError::Kind(_))), "{kind} belongs to no family");
    }
}

#[test]
fn what_is_no_event_is_refused() {
    for (kind, body) in [("", "{}"), ("nothing.happened", "{}"), ("casefile.archived", "{}")] {
        assert!(matches!(Event::from_body(kind, body), Err(EventError::Kind(_))), "{kind}");
    }
    for body in ["", "null", "{}", r#"{"t":"case.unheard_of"}"#, r#"{"t":"case.opened"}"#] {
        assert!(
            matches!(Event::from_body("case.opened", body), Err(EventError::Body(_))),
            "{body}"
        );
    }
}

/// Who an event speaks about: the ids the samples use.
fn stream_of(event: &Event) -> StreamId {
    match event {
        Event::Org(_) => StreamId::from(OfficerId::from_bits(1)),
        Event::Case(_) | Event::Record(_) | Event::CaseFile(_) => {
            StreamId::from(CaseId::from_bits(1))
        }
        Event::Activity(_) => StreamId::from(ActivityId::from_bits(1)),
        Event::Recording(_) => StreamId::from(AvRecordId::from_bits(1)),
        Event::RecordingList(_) => StreamId::from(RecordingListId::from_bits(1)),
        Event::Access(_) => StreamId::from(AccessRequestId::from_bits(1)),
        Event::Oversight(
            oversight::Event::Planned { plan, .. }
            | oversight::Event::Reported { plan, .. }
            | oversight::Event::IndicatorPublished { plan, .. },
        ) => StreamId::from(*plan),
        Event::Oversight(_) => StreamId::from(ViolationId::from_bits(1)),
        Event::Device(_) => StreamId::from(DeviceId::from_bits(1)),
        Event::Station(station::Event::Docked { dock, .. }) => StreamId::from(*dock),
        Event::Station(_) => StreamId::from(StationId::from_bits(1)),
        Event::Custody(
            custody::Event::PrivateCopyFound { copy, .. }
            | custody::Event::PrivateCopyRemoved { copy, .. },
        ) => StreamId::from(*copy),
        Event::Custody(_) => StreamId::from(AvRecordId::from_bits(1)),
        Event::Report(_) => StreamId::from(ReportId::from_bits(12)),
        Event::Beacon(_) => domain::beacon::stream(),
        Event::Policy(_) => domain::policy::stream(),
    }
}

/// Folds events in this order as every reader would, and asks the states what they know.
fn fold(events: &[Event]) -> Dossier {
    let mut dossier = Dossier::default();
    let mut org = Vec::new();
    for (minute, event) in (0_i64..).zip(events) {
        let at = Timestamp::from_ms(1_741_309_200_000 + minute * 60_000);
        let by = (minute % 7 != 6).then(|| OfficerId::from_bits(1));
        let fact = Recorded { at, by, event: event.clone() };
        dossier.apply(&stream_of(event), &fact);
        match event {
            Event::Org(event) => org.push((at, event)),
            Event::Case(_)
            | Event::Record(_)
            | Event::Activity(_)
            | Event::Recording(_)
            | Event::RecordingList(_)
            | Event::Access(_)
            | Event::CaseFile(_)
            | Event::Oversight(_)
            | Event::Device(_)
            | Event::Station(_)
            | Event::Custody(_)
            | Event::Report(_)
            | Event::Beacon(_)
            | Event::Policy(_) => {}
        }
    }
    let agency = Agency::fold(org.iter().copied());
    let officer = Officer::fold(org.iter().map(|(_, event)| *event));
    assert_eq!(agency.is_some(), org.iter().any(|(_, event)| event_is(event, "agency_registered")));
    assert_eq!(officer.is_some(), org.iter().any(|(_, event)| event_is(event, "officer_enrolled")));
    ask(&dossier);
    dossier
}

fn event_is(event: &domain::org::Event, what: &str) -> bool {
    Event::from(event.clone()).kind() == format!("org.{what}")
}

fn ask(dossier: &Dossier) {
    let officers = dossier.officers();
    assert_eq!(dossier.place(&officers).agency, dossier.agency());
    assert!(dossier.unloaded().iter().all(|stream| dossier.version(stream) == 0));
    if let Some(case) = &dossier.case {
        assert!(!case.status().zh().is_empty() && !case.stage().zh().is_empty());
    }
    for activity in dossier.activities.values() {
        assert!(activity.explanation_of().len() <= activity.explanations.len());
        assert!(!activity.status().zh().is_empty());
        for one in &activity.interruptions {
            let spoken = activity.span_of(one).is_some() || activity.manner_of(one).is_none();
            assert!(spoken, "what has no end yet is not explained");
        }
    }
    for list in dossier.lists.values() {
        assert!(!list.status.zh().is_empty());
        assert!(list.in_force().is_none_or(|since| since.version > 0 && !list.is_open()));
    }
    for violation in dossier.violations.values() {
        let status = violation.status();
        assert!(!status.zh().is_empty());
        assert_eq!(violation.due_on().is_some(), status == oversight::Status::Ordered);
    }
    for device in dossier.devices.values() {
        assert!(!device.status().zh().is_empty());
        let ends = device.custody.iter().map(|tenure| tenure.until_at);
        let begins = device.custody.iter().skip(1).map(|tenure| Some(tenure.from_at));
        assert!(ends.eq(begins.chain([None])), "the chain has no hole");
        assert!(device.gaps.iter().all(|gap| !gap.is_open() || gap.still_missing() > 0));
    }
    for station in dossier.stations.values() {
        assert_eq!(station.is_open(), station.closed.is_none());
    }
    for dock in dossier.docks.values() {
        assert_eq!(dock.device_offset_ms().is_some(), dock.docking.device_said.is_some());
    }
    for original in dossier.originals.values() {
        assert!(!original.last_found().zh().is_empty());
    }
    for copy in dossier.private_copies.values() {
        assert!(copy.removed.is_none() || copy.recording.is_some(), "known what it was");
    }
    for recording in dossier.recordings.values() {
        assert_eq!(recording.duration_ms().is_some(), recording.probe().is_some());
    }
}

#[test]
fn the_samples_fold_in_any_rotation_forwards_and_backwards() {
    let mut events = events();
    for _ in 0..events.len() {
        events.rotate_left(1);
        fold(&events);
        events.reverse();
        fold(&events);
        events.reverse();
    }
}

#[test]
fn the_samples_belong_to_one_story() {
    let firsts =
        ["org.agency_registered", "org.officer_enrolled", "case.registered", "record.drafted"];
    let firsts = firsts
        .into_iter()
        .chain(["activity.planned", "recording.deposited", "access.requested"])
        .chain(["oversight.raised", "oversight.planned", "device.registered"])
        .chain(["station.registered", "station.docked"]);
    let rank = |event: &Event| firsts.clone().position(|first| first == event.kind()).unwrap_or(99);
    let mut events = events();
    events.sort_by_key(rank);
    let dossier = fold(&events);
    let case = dossier.case.as_ref().unwrap();
    assert_eq!((case.records.len(), dossier.activities.len()), (1, 1));
    assert_eq!((dossier.recordings.len(), dossier.access.len()), (1, 1));
    assert_eq!((dossier.violations.len(), dossier.plans.len(), dossier.devices.len()), (1, 1, 1));
    assert_eq!((dossier.stations.len(), dossier.docks.len()), (1, 1));
    assert_eq!(dossier.unloaded(), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// `evolve` is total: facts of any order, doubled or left out, never stop a reader.
    #[test]
    fn evolve_never_panics(places in prop::collection::vec(any::<prop::sample::Index>(), 0..120)) {
        let samples = events();
        let chosen: Vec<Event> =
            places.iter().filter_map(|place| samples.get(place.index(samples.len())).cloned()).collect();
        let dossier = fold(&chosen);
        let dossier_facts = dossier.versions.values().sum::<u64>();
        prop_assert_eq!(dossier_facts, u64::try_from(chosen.len()).unwrap());
    }
}
