use std::fs;
use std::path::Path;
use std::process::Command;

use media::{Container, Cut, ProbeFailure, StreamKind};
use terms::Digest;
use testkit::clips::{Clip, Codec, Spoilt, Wrapping};

use crate::support::{clip, clips, each_media, make, media};

const OF: Digest = Digest::from_bytes([0xab; 32]);

fn cut(from_ms: u64, to_ms: u64) -> Cut {
    Cut { from_ms, to_ms, of: OF }
}

/// Art. 23: whatever the camera wrote, a stretch of it plays in any browser, at its own size.
#[tokio::test]
async fn a_clip_has_the_wanted_length_and_the_pictures_own_size() {
    let folder = tempfile::tempdir().unwrap();
    let (h264, h265) = (Codec::H264, Codec::H265);
    let cases = [
        (Wrapping::Mp4, h264, (320, 180), true),
        (Wrapping::Mp4, h265, (1280, 720), true),
        (Wrapping::Mkv, h264, (360, 640), true),
        (Wrapping::Ts, h264, (320, 180), true),
        (Wrapping::Avi, h264, (320, 180), false),
    ];
    for media in each_media().await {
        for (wrapping, codec, size, sound) in cases {
            let clip = Clip { wrapping, codec, size, sound, ..clip("cut") };
            let source = make(&clip);
            let before = fs::read(&source).unwrap();
            let out = folder.path().join("clip.mp4");
            let mut heard = 0;
            media.clip(&source, cut(2_350, 5_050), &out, |ms| heard = ms).await.unwrap();
            let probe = media.probe(&out).await.unwrap();
            assert_eq!((probe.container, probe.truncated), (Container::Mp4, None));
            let StreamKind::Video { width, height, .. } = probe.streams[0].kind else {
                panic!("{probe:?}");
            };
            assert_eq!(((width, height), probe.has_sound()), (size, sound), "{wrapping:?}");
            assert!(probe.lasted_ms.unwrap().abs_diff(2_700) < 150, "{wrapping:?} {probe:?}");
            assert_eq!(probe.claimed_start, None, "metadata is left out");
            assert!(heard > 2_000, "{heard} ms were told");
            assert_eq!(fs::read(&source).unwrap(), before, "the recording is as it was");
        }
    }
}

/// Art. 24: outside of the system too it says what it is, and of what.
#[tokio::test]
async fn a_clip_says_that_it_is_a_derivative_and_of_what() {
    let (media, folder) = (media().await, tempfile::tempdir().unwrap());
    let out = folder.path().join("clip.mp4");
    media.clip(&make(&clip("cut")), cut(1_000, 3_000), &out, |_| {}).await.unwrap();
    let told = Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", "format_tags=comment", "-of", "csv=p=0"])
        .arg(&out)
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert_eq!(told.trim(), format!("衍生件，不是原件。原件SHA-256 {OF}，第1000至3000毫秒"));
}

/// A job may run twice: what it makes is the same.
#[tokio::test]
async fn the_same_cut_gives_the_same_bytes() {
    let (media, folder) = (media().await, tempfile::tempdir().unwrap());
    let source = make(&clip("cut"));
    let (one, two) = (folder.path().join("1"), folder.path().join("2"));
    for out in [&one, &two] {
        media.clip(&source, cut(500, 2_500), out, |_| {}).await.unwrap();
    }
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    for out in [&one, &two] {
        media.still(&source, 1_234, out).await.unwrap();
    }
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
}

fn brightness(picture: &Path) -> u64 {
    let raw = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(picture)
        .args(["-f", "rawvideo", "-pix_fmt", "gray", "-"])
        .output()
        .unwrap();
    assert!(!raw.stdout.is_empty(), "{}", String::from_utf8_lossy(&raw.stderr));
    raw.stdout.iter().map(|&byte| u64::from(byte)).sum::<u64>()
        / u64::try_from(raw.stdout.len()).unwrap()
}

/// The picture is the one that is on the screen at that moment, not the next one.
#[tokio::test]
async fn a_still_is_the_picture_that_is_shown_at_that_moment() {
    let folder = tempfile::tempdir().unwrap();
    for wrapping in [Wrapping::Mp4, Wrapping::Mkv, Wrapping::Ts] {
        // Ten pictures a second: the one from 3.9 s on is bright, that from 4.0 s on is black.
        let dark = Some((Spoilt::Black, 4_000, 6_000));
        let source = make(&Clip { wrapping, spoilt: dark, size: (640, 360), ..clip("still") });
        for media in each_media().await {
            let out = folder.path().join("still.jpg");
            for (at_ms, is_bright) in [(3_990, true), (4_050, false), (0, true), (8_000, true)] {
                media.still(&source, at_ms, &out).await.unwrap();
                let probe = media.probe(&out).await.unwrap();
                let kind = probe.streams[0].kind;
                assert!(matches!(kind, StreamKind::Video { width: 640, height: 360, .. }));
                let found = brightness(&out);
                assert_eq!(found > 40, is_bright, "{wrapping:?} at {at_ms} ms: {found}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_taken_and_leaves_nothing() {
    let (media, folder) = (media().await, tempfile::tempdir().unwrap());
    let out = folder.path().join("out");
    let source = make(&clip("cut"));
    let refused = media.clip(&source, cut(60_000, 61_000), &out, |_| {}).await;
    assert!(matches!(refused, Err(ProbeFailure::NoPicture)), "{refused:?}");
    assert!(!out.exists());
    let text = clips().text_named_mp4().unwrap();
    let refused = media.still(&text, 0, &out).await;
    assert!(matches!(refused, Err(ProbeFailure::NotMedia)), "{refused:?}");
    assert!(!out.exists());
}

#[tokio::test]
async fn of_a_voice_alone_there_is_a_clip_and_no_still() {
    let (media, folder) = (media().await, tempfile::tempdir().unwrap());
    let sound = folder.path().join("sound.m4a");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:duration=5"])
        .args(["-c:a", "aac", "-f", "mp4"])
        .arg(&sound)
        .status();
    assert!(made.unwrap().success());
    let out = folder.path().join("out");
    media.clip(&sound, cut(1_000, 2_000), &out, |_| {}).await.unwrap();
    let probe = media.probe(&out).await.unwrap();
    assert!(probe.has_sound() && probe.streams.len() == 1, "{probe:?}");
    let refused = media.still(&sound, 1_000, &out).await;
    assert!(matches!(refused, Err(ProbeFailure::NoPicture)), "{refused:?}");
}
