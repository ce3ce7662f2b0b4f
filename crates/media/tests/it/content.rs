//! What is to be seen and heard.

use media::{Media, ProbeFailure, Seen, Stretch, Tracks};
use testkit::clips::{Clip, Spoilt, can_speak};

use crate::support::{clip, clips, each_media, make, media};

async fn observed(media: &Media, clip: &Clip) -> Vec<Stretch> {
    let folder = tempfile::tempdir().unwrap();
    let path = make(clip);
    let probe = media.probe(&path).await.unwrap();
    let tracks = Tracks {
        pictures: probe.has_pictures(),
        sound: probe.has_sound(),
        lasted_ms: probe.lasted_ms,
    };
    media.observe(&path, tracks, &folder.path().join("sound")).await.unwrap()
}

/// Both ends within half a second of what was made.
fn lies(found: &[Stretch], seen: Seen, from_ms: u64, to_ms: u64) -> bool {
    found.iter().any(|one| {
        one.seen == seen && one.from_ms.abs_diff(from_ms) <= 500 && one.to_ms.abs_diff(to_ms) <= 500
    })
}

#[tokio::test]
async fn a_spoilt_picture_is_found_where_it_is_spoilt() {
    let cases = [
        (Spoilt::Black, Seen::Black, 5_000, 9_000),
        (Spoilt::Covered, Seen::Covered, 4_000, 9_000),
        (Spoilt::Frozen, Seen::Frozen, 3_000, 15_000),
    ];
    for media in each_media().await {
        for (how, seen, from_ms, to_ms) in cases {
            let spoilt = Some((how, from_ms, to_ms));
            let clip = Clip { spoilt, lasted_ms: 20_000, ..clip("spoilt") };
            let found = observed(&media, &clip).await;
            assert!(lies(&found, seen, from_ms, to_ms), "{how:?}: {found:?}");
            assert_eq!(found.len(), 1, "and nothing else: {found:?}");
        }
    }
}

#[tokio::test]
async fn a_voice_is_told_from_a_tone_and_from_silence() {
    let media = media().await;
    let tone = observed(&media, &Clip { lasted_ms: 20_000, ..clip("tone") }).await;
    assert_eq!(tone, [], "a tone is neither silence nor speech");
    assert!(can_speak().unwrap(), "ffmpeg with libflite, as Debian builds it");
    let clip = Clip { voice_at_ms: Some(8_000), lasted_ms: 24_000, ..clip("voice") };
    let found = observed(&media, &clip).await;
    let speech: Vec<_> = found.iter().filter(|one| one.seen == Seen::Speech).collect();
    assert!(speech[0].from_ms.abs_diff(8_000) <= 1_000, "{found:?}");
    assert!(speech.iter().all(|one| (7_000..19_000).contains(&one.from_ms)), "{found:?}");
    assert!(lies(&found, Seen::Silent, 0, 8_000), "{found:?}");
}

#[tokio::test]
async fn a_recording_without_sound_or_without_end_is_looked_at_as_far_as_it_goes() {
    let media = media().await;
    let silent = Clip { sound: false, ..clip("silent") };
    assert_eq!(observed(&media, &silent).await, [], "no sound track is no silence");

    let folder = tempfile::tempdir().unwrap();
    let scratch = folder.path().join("sound");
    let tracks = Tracks { pictures: true, sound: true, lasted_ms: None };
    let wanted = clips().cut_short(&clip("cut"), 50).unwrap();
    let cut = media.observe(&wanted, tracks, &scratch).await;
    assert!(matches!(cut, Err(ProbeFailure::Truncated { .. })), "{cut:?}");
    let text = media.observe(&clips().text_named_mp4().unwrap(), tracks, &scratch).await;
    assert!(matches!(text, Err(ProbeFailure::NotMedia)), "{text:?}");
}
