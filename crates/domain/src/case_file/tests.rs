use serde_json::json;
use terms::{AvRecordId, TextRecordId};

use super::*;
use crate::given::{CUSTODIAN, LAW, LI, Story, digests, example, text};
use crate::recording::{self, Recording};
use crate::{Event as AnyEvent, Outcome, Refusal};

const CLIP: AvRecordId = AvRecordId::from_bits(1);

/// A closed case whose records all have their page images.
fn bound() -> Story {
    let mut story = Story::registered();
    for code in ["WS01", "WS02", "WS10", "WS34", "WS46", "WS59"] {
        story.rendered(code, example(code));
    }
    story
}

fn when(story: &Story, command: Command) -> Result<Outcome<Event>, Refusal> {
    let recordings: Vec<&Recording> = story.dossier.recordings.values().collect();
    decide(story.case(), &recordings, command, &LAW.catalogue, &story.directory)
}

fn done(story: &mut Story, command: Command) {
    for event in when(story, command).unwrap().into_events() {
        story.tell(CUSTODIAN, event);
    }
}

fn compose(order: Option<Vec<EntrySource>>) -> Command {
    Command::Compose { order, retention: Retention::ThirtyYears, note: Some(text("无")) }
}

fn package(verdict: Verdict) -> Command {
    Command::NotePackage { result: Ok((digests(90), verdict, json!({}), Vec::new())) }
}

fn archive(no: &str) -> Command {
    Command::Archive { archive_no: text(no) }
}

fn packed(verdict: Verdict) -> Story {
    let mut story = bound();
    for command in [compose(None), Command::Pack, package(verdict)] {
        done(&mut story, command);
    }
    story
}

fn entries(story: &Story) -> &[Entry] {
    &story.case().file.composition.as_ref().unwrap().entries
}

fn sources(story: &Story) -> Vec<EntrySource> {
    entries(story).iter().map(|entry| entry.source).collect()
}

fn every_command() -> [Command; 6] {
    [
        compose(None),
        Command::NotePage { kind: "WS70".to_owned(), digests: digests(91), pages: 1 },
        Command::NoteContents { digests: digests(92) },
        Command::Pack,
        package(Verdict::Proven),
        archive("2025-0001"),
    ]
}

/// Art. 13: a file is made of a closed case.
#[test]
fn only_a_closed_case_is_composed() {
    let mut refused = Story::registered();
    refused.effective("WS03", example("WS03"));
    for story in [Story::registered(), Story::opened()] {
        for command in every_command() {
            assert_eq!(when(&story, command), Err(Refusal::NotClosed));
        }
    }
    for command in every_command() {
        assert_eq!(when(&refused, command), Err(Refusal::CaseNotOpened));
    }
    assert!(when(&bound(), compose(None)).is_ok());
}

/// Arts. 20, 21: main volume before annex, pages numbered in each.
#[test]
fn the_contents_follow_the_catalogue_and_are_numbered() {
    let mut story = bound();
    done(&mut story, compose(None));
    let orders: Vec<u32> = entries(&story).iter().map(|entry| entry.order).collect();
    assert_eq!(orders, (1..=6).collect::<Vec<u32>>());
    let volumes: Vec<Volume> = entries(&story).iter().map(|entry| entry.volume).collect();
    assert!(volumes.is_sorted());
    for volume in [Volume::Main, Volume::Annex] {
        let inside = entries(&story).iter().filter(|entry| entry.volume == volume);
        let pages: Vec<_> = inside.map(|entry| (entry.page_from, entry.page_to)).collect();
        let wanted = (0..).map(|place| (Some(2 * place + 1), Some(2 * place + 2)));
        assert_eq!(pages, wanted.take(pages.len()).collect::<Vec<_>>());
    }
    assert_eq!(entries(&story)[0].title, "立案审批表");
    assert_eq!(entries(&story)[0].responsible.as_deref(), Some("李华"));
}

/// Art. 24.1: both the wrong record and its correction are in the file, drafts are not.
#[test]
fn a_corrected_record_stays_in_the_contents() {
    let mut story = Story::opened();
    let wrong = story.rendered("WS46", example("WS46"));
    let right = story.drafted_instead_of(Some(wrong), "WS46", example("WS46"));
    story.done(LI, crate::record::Command::Submit { record: right });
    story.signed_by_all(right);
    story.render(right);
    story.drafted("WS10", example("WS10"));
    let found = propose(story.case(), &[], &LAW.catalogue, &story.directory);
    let titles: Vec<&str> = found.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["行政处罚决定书（已更正，原文）", "行政处罚决定书"]);
}

/// Art. 21: a given order names each entry once and stays inside the volumes.
#[test]
fn a_new_order_names_every_entry_once() {
    let mut story = bound();
    done(&mut story, compose(None));
    let proposed = sources(&story);
    let mut short = proposed.clone();
    short.pop();
    let mut double = short.clone();
    double.push(proposed[0]);
    let mut strange = short.clone();
    strange.push(EntrySource::Record(TextRecordId::from_bits(999)));
    let mut long = proposed.clone();
    long.push(proposed[0]);
    for order in [short, double, strange, long, Vec::new()] {
        assert_eq!(when(&story, compose(Some(order))), Err(Refusal::OrderIncomplete));
    }
    let turned: Vec<EntrySource> = proposed.iter().rev().copied().collect();
    done(&mut story, compose(Some(turned.clone())));
    assert!(entries(&story).iter().map(|entry| entry.volume).is_sorted());
    let main = |sources: &[EntrySource], story: &Story| {
        let is_main = |s: &&EntrySource| {
            entries(story).iter().any(|e| e.source == **s && e.volume == Volume::Main)
        };
        sources.iter().filter(is_main).copied().collect::<Vec<_>>()
    };
    assert_eq!(main(&sources(&story), &story), main(&turned, &story));
    assert_eq!((entries(&story)[0].page_from, entries(&story)[0].page_to), (Some(1), Some(2)));
    assert_eq!(entries(&story)[0].order, 1);
}

/// Art. 21: what is packed is what was confirmed.
#[test]
fn a_package_needs_the_contents_that_were_fixed() {
    let mut story = bound();
    assert_eq!(when(&story, Command::Pack), Err(Refusal::NotComposed));
    let turned = {
        done(&mut story, compose(None));
        sources(&story).into_iter().rev().collect()
    };
    done(&mut story, compose(Some(turned)));
    assert!(when(&story, Command::Pack).is_ok(), "in whatever order");
    story.rendered("WS59", example("WS59"));
    assert_eq!(when(&story, Command::Pack), Err(Refusal::NotComposed), "one more record");
    done(&mut story, compose(None));
    done(&mut story, Command::Pack);
    assert_eq!(when(&story, Command::Pack), Ok(Outcome::AlreadyDone));
}

/// Arts. 20, 21: no record that counts is silently left out.
#[test]
fn a_package_waits_for_every_page_image() {
    let mut story = bound();
    let late = story.effective("WS59", example("WS59"));
    done(&mut story, compose(None));
    let missing = Refusal::PagesMissing { titles: "结案审批表".to_owned() };
    assert_eq!(when(&story, Command::Pack), Err(missing));
    story.render(late);
    done(&mut story, compose(None));
    assert!(when(&story, Command::Pack).is_ok());
}

/// Art. 23: evidence copies stand in their own volume, after all records.
#[test]
fn an_evidence_copy_is_part_of_the_contents() {
    let mut story = bound();
    done(&mut story, compose(None));
    let note = TextRecordId::from_bits(3);
    let events = [
        recording::Event::Deposited {
            recording: CLIP,
            agency: crate::given::AGENCY,
            digests: digests(7),
            chunks: None,
            states: Some(digests(8).sha256),
            file_name: crate::given::said("DSJ_0001.mp4"),
            upload: terms::UploadId::from_bits(1),
            declared: None,
            claimed_at: None,
        },
        recording::Event::EvidenceAttached { recording: CLIP, note, digests: digests(7) },
    ];
    for event in events {
        story.tell_of(CLIP.into(), LI, event);
    }
    assert_eq!(when(&story, Command::Pack), Err(Refusal::NotComposed));
    done(&mut story, compose(None));
    let last = entries(&story).last().unwrap();
    assert_eq!(last.source, EntrySource::Recording(CLIP, note));
    assert_eq!((last.volume, last.page_from), (Volume::Recordings, None));
    assert_eq!(last.digest, digests(7).sha256);

    // A clip of it joins, and its title says that it is not the original, and whose it is.
    let (kind, recipe) = (recording::ExcerptKind::Clip, recording::Recipe::ClipPictures);
    let (derived_from, said) = (digests(7).sha256, crate::given::said);
    let events = [
        recording::Event::ExcerptTaken {
            recording: CLIP,
            excerpt: 1,
            kind,
            from_ms: 1_000,
            to_ms: 65_250,
            derived_from,
            reason: said("截取货架全貌"),
            purpose: said("证明食品过期"),
            basis: String::new(),
        },
        recording::Event::ExcerptMade {
            recording: CLIP,
            excerpt: 1,
            derived_from,
            digests: digests(5),
            recipe,
            tool: "ffmpeg 5".to_owned(),
            lasts_ms: Some(64_250),
        },
        recording::Event::ExcerptAttached {
            recording: CLIP,
            excerpt: 1,
            note,
            digests: digests(5),
        },
    ];
    for event in events {
        story.tell_of(CLIP.into(), LI, event);
    }
    assert_eq!(when(&story, Command::Pack), Err(Refusal::NotComposed));
    done(&mut story, compose(None));
    let last = entries(&story).last().unwrap();
    assert_eq!(last.source, EntrySource::Excerpt(CLIP, note, 1));
    let title = format!(
        "音像衍生件（片段，不是原件）：DSJ_0001.mp4 0:00:01.000至0:01:05.250；原件SHA-256 {derived_from}"
    );
    assert_eq!((last.title.as_str(), last.digest), (title.as_str(), digests(5).sha256));
}

/// Art. 21: a package of contents that were since fixed anew is not taken for theirs.
#[test]
fn a_package_of_older_contents_is_not_noted() {
    let mut story = bound();
    for command in [compose(None), Command::Pack, compose(None)] {
        done(&mut story, command);
    }
    assert_eq!(when(&story, package(Verdict::Proven)), Err(Refusal::NotComposed));
    done(&mut story, Command::Pack);
    done(&mut story, package(Verdict::Proven));
    done(&mut story, compose(None));
    assert_eq!(when(&story, archive("2025-0001")), Err(Refusal::NotPacked));
}

#[test]
fn a_failed_package_is_told_and_tried_again() {
    let mut story = bound();
    for command in [compose(None), Command::Pack] {
        done(&mut story, command);
    }
    done(&mut story, Command::NotePackage { result: Err("磁盘空间不足".to_owned()) });
    assert_eq!(story.case().file.failure.as_deref(), Some("磁盘空间不足"));
    assert_eq!(when(&story, archive("2025-0001")), Err(Refusal::NotPacked));
    done(&mut story, Command::Pack);
    assert_eq!(story.case().file.failure, None);
}

/// Art. 21: only a package that checks out is archived.
#[test]
fn archiving_needs_a_good_package() {
    assert_eq!(when(&bound(), archive("2025-0001")), Err(Refusal::NotPacked));
    let bad = packed(Verdict::Invalid);
    assert_eq!(when(&bad, archive("2025-0001")), Err(Refusal::NotPacked));
    for verdict in [Verdict::Proven, Verdict::NotWitnessed] {
        let mut story = packed(verdict);
        done(&mut story, archive("2025-0001"));
        assert_eq!(story.case().status(), crate::case::Status::Archived);
    }
}

/// Art. 21: the package holds all there is on the day of archiving.
#[test]
fn a_record_added_after_packing_keeps_the_file_from_the_archive() {
    let mut story = packed(Verdict::Proven);
    story.rendered("WS59", example("WS59"));
    assert_eq!(when(&story, archive("2025-0001")), Err(Refusal::NotPacked));
}

/// Art. 21.
#[test]
fn an_archived_file_refuses_everything() {
    let mut story = packed(Verdict::Proven);
    done(&mut story, archive("2025-0001"));
    assert_eq!(when(&story, archive("2025-0001")), Ok(Outcome::AlreadyDone));
    assert_eq!(when(&story, archive("2025-0002")), Err(Refusal::CaseArchived));
    for command in every_command().into_iter().take(5) {
        assert_eq!(when(&story, command.clone()), Err(Refusal::CaseArchived), "{command:?}");
    }
}

#[test]
fn every_made_part_of_a_file_binds_its_bytes() {
    for command in every_command() {
        let bytes = match &command {
            Command::NotePage { digests, .. } | Command::NoteContents { digests } => *digests,
            Command::NotePackage { result: Ok((digests, ..)) } => *digests,
            Command::Compose { .. }
            | Command::Pack
            | Command::NotePackage { .. }
            | Command::Archive { .. } => continue,
        };
        let mut story = bound();
        for first in [compose(None), Command::Pack] {
            done(&mut story, first);
        }
        let events = when(&story, command).unwrap().into_events();
        assert_eq!(AnyEvent::from(events[0].clone()).binds(), Some(bytes));
    }
}
