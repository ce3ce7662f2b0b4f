use std::fs;
use std::time::Duration;

use media::{Config, Limits, Media, ProbeFailure};
use testkit::clips::{Clip, Wrapping};

use crate::support::{clip, clips, each_media, make, media, processes_with};

#[tokio::test]
async fn what_is_no_recording_is_said_to_be_none() {
    let media = media().await;
    let empty = media.probe(&clips().zero_bytes().unwrap()).await;
    assert!(matches!(empty, Err(ProbeFailure::Empty)));
    let text = media.probe(&clips().text_named_mp4().unwrap()).await;
    assert!(matches!(text, Err(ProbeFailure::NotMedia)));
    let missing = media.probe("/does/not/exist.mp4".as_ref()).await;
    assert!(matches!(missing, Err(ProbeFailure::Io { .. })));
    let folder = media.probe(tempfile::tempdir().unwrap().path()).await;
    assert!(matches!(folder, Err(ProbeFailure::Io { .. })), "{folder:?}");
}

/// A playlist makes a careless ffmpeg read other files of the server.
#[tokio::test]
async fn a_playlist_named_mp4_reads_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let canary = folder.path().join("canary.ts");
    let ts = Clip { wrapping: Wrapping::Ts, lasted_ms: 1000, ..clip("canary") };
    fs::copy(make(&ts), &canary).unwrap();
    let target = canary.to_str().unwrap().to_owned();
    let playlists = [
        format!("#EXTM3U\n#EXTINF:1.0,\n{target}\n#EXT-X-ENDLIST\n"),
        format!("ffconcat version 1.0\nfile '{target}'\n"),
        format!("\0\0\0\x20ftypisom#EXTM3U\n#EXTINF:1.0,\n{target}\n#EXT-X-ENDLIST\n"),
        format!("ID3\n#EXTM3U\n#EXTINF:1.0,\n{target}\n#EXT-X-ENDLIST\n"),
    ];
    for media in each_media().await {
        for (n, text) in playlists.iter().enumerate() {
            let (path, out) = (folder.path().join(format!("{n}.mp4")), folder.path().join("out"));
            fs::write(&path, text).unwrap();
            assert!(media.probe(&path).await.is_err(), "{text:?}");
            assert!(media.poster(&path, 0, &out).await.is_err(), "{text:?}");
            assert!(media.preview(&path, &out).await.is_err(), "{text:?}");
        }
    }
}

/// External data references in a MOV (`dref`) point at other files.
#[tokio::test]
async fn a_reference_to_another_file_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = fs::read(make(&clip("field"))).unwrap();
    // The self-contained flag of each `url ` entry is cleared, as an attacker would.
    let mut from = 0;
    while let Some(at) = bytes[from..].windows(4).position(|four| four == b"url ") {
        from += at + 8;
        bytes[from - 1] = 0;
    }
    assert!(from > 0);
    let path = folder.path().join("reference.mov");
    fs::write(&path, bytes).unwrap();
    for media in each_media().await {
        // Whatever it says, it ends, and nothing but the file itself can be read.
        match media.probe(&path).await {
            Ok(_) | Err(ProbeFailure::NotMedia | ProbeFailure::ToolFailed { .. }) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn damaged_clips_end_in_an_answer_and_never_in_a_hang() {
    let media = media().await;
    let folder = tempfile::tempdir().unwrap();
    let wrappings = [Wrapping::Mp4IndexFirst, Wrapping::Mkv, Wrapping::Avi, Wrapping::Ts];
    let (mut described, mut refused) = (0, 0);
    for (n, wrapping) in (0..24_usize).zip(wrappings.into_iter().cycle()) {
        let clip = Clip { wrapping, lasted_ms: 1000, ..clip("seed") };
        let mut bytes = fs::read(make(&clip)).unwrap();
        let len = bytes.len();
        for hit in 0..40 {
            // Hits are denser at the start, where the structure is.
            let at = (n * 7919 + hit * hit * 613) % if hit % 2 == 0 { len } else { len.min(2000) };
            bytes[at] = bytes[at].wrapping_mul(31).wrapping_add(u8::try_from(n).unwrap());
        }
        let path = folder.path().join(format!("{n}.bin"));
        fs::write(&path, bytes).unwrap();
        match media.probe(&path).await {
            Ok(_) => described += 1,
            Err(_) => refused += 1,
        }
        let out = folder.path().join(format!("{n}.jpg"));
        if media.poster(&path, 0, &out).await.is_err() {
            assert!(!out.exists());
        }
    }
    println!("{described} described, {refused} refused");
    assert_eq!(described + refused, 24);
}

#[tokio::test]
async fn a_run_that_takes_too_long_is_killed_and_leaves_no_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.mp4");
    let long = Clip { size: (640, 360), lasted_ms: 40_000, ..clip("long") };
    fs::copy(make(&long), &path).unwrap();
    for bubblewrap in [false, true] {
        let base = Duration::from_millis(100); // wall time is twice that
        let (probe_per_mib, preview_per_mib) = (Duration::ZERO, Duration::ZERO);
        let limits = Limits { base, probe_per_mib, preview_per_mib, ..Limits::default() };
        let media = Media::new(&Config { bubblewrap, limits, ..Config::default() }).await;
        let out = folder.path().join("preview.mp4");
        let stopped = media.preview(&path, &out).await;
        assert!(
            matches!(stopped, Err(ProbeFailure::TimedOut { .. } | ProbeFailure::OverLimits)),
            "{stopped:?}"
        );
        assert!(!out.exists());
        for _ in 0..100 {
            if processes_with(folder.path()) == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(processes_with(folder.path()), 0);
    }
}

#[tokio::test]
async fn a_run_nobody_waits_for_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.mp4");
    let long = Clip { size: (640, 360), lasted_ms: 40_000, ..clip("long") };
    fs::copy(make(&long), &path).unwrap();
    for media in each_media().await {
        let out = folder.path().join("preview.mp4");
        let run = tokio::time::timeout(Duration::from_millis(400), media.preview(&path, &out));
        assert!(run.await.is_err(), "it was too quick for this test");
        for _ in 0..200 {
            if processes_with(folder.path()) == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(processes_with(folder.path()), 0);
    }
}

#[tokio::test]
async fn too_much_output_or_memory_stops_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = make(&Clip { size: (1280, 720), lasted_ms: 2000, ..clip("large") });
    let out = folder.path().join("poster.jpg");
    for bubblewrap in [false, true] {
        let small = Limits { output_bytes: 2000, ..Limits::default() };
        let media = Media::new(&Config { bubblewrap, limits: small, ..Config::default() }).await;
        let stopped = media.poster(&path, 0, &out).await;
        assert!(
            matches!(stopped, Err(ProbeFailure::OverLimits | ProbeFailure::ToolFailed { .. })),
            "{stopped:?}"
        );
        let poor = Limits { memory_bytes: 150 << 20, ..Limits::default() };
        let media = Media::new(&Config { bubblewrap, limits: poor, ..Config::default() }).await;
        assert!(media.preview(&path, &out).await.is_err());
        assert!(!out.exists());
    }
}
