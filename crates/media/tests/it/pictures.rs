use std::fs;

use media::{Container, ProbeFailure, StreamKind};
use testkit::clips::{Clip, Codec, Wrapping};

use crate::support::{clip, clips, each_media, make, media};

#[tokio::test]
async fn a_poster_is_a_small_jpeg_without_metadata() {
    let folder = tempfile::tempdir().unwrap();
    for (n, media) in each_media().await.iter().enumerate() {
        let clip = Clip { size: (1280, 720), lasted_ms: 2000, ..clip("large") };
        let out = folder.path().join(format!("{n}.jpg"));
        media.poster(&make(&clip), 1500, &out).await.unwrap();
        let probe = media.probe(&out).await.unwrap();
        assert_eq!(probe.container, Container::Jpeg);
        let kind = probe.streams[0].kind;
        assert!(matches!(kind, StreamKind::Video { width: 640, height: 360, .. }), "{kind:?}");
        assert_eq!(probe.claimed_start, None);
    }
}

#[tokio::test]
async fn a_poster_after_the_end_is_refused_and_leaves_nothing() {
    let (media, folder) = (media().await, tempfile::tempdir().unwrap());
    let out = folder.path().join("poster.jpg");
    let refused = media.poster(&make(&clip("field")), 60_000, &out).await;
    assert!(matches!(refused, Err(ProbeFailure::NoPicture)), "{refused:?}");
    assert!(!out.exists());
}

#[tokio::test]
async fn a_preview_of_any_recording_plays_in_any_browser() {
    let folder = tempfile::tempdir().unwrap();
    let (h264, h265) = (Codec::H264, Codec::H265);
    let cases = [
        (Wrapping::Mp4, h264, (320, 180), true, (320, 180)),
        (Wrapping::Mp4, h265, (1280, 720), true, (854, 480)),
        (Wrapping::Mkv, h264, (360, 640), true, (360, 640)),
        (Wrapping::Ts, h264, (720, 1280), true, (480, 854)),
        (Wrapping::Avi, h264, (320, 180), false, (320, 180)),
    ];
    for media in each_media().await {
        for (wrapping, codec, size, sound, expected) in cases {
            let clip = Clip { wrapping, codec, size, sound, lasted_ms: 2000, ..clip("shown") };
            let out = folder.path().join("preview.mp4");
            media.preview(&make(&clip), &out).await.unwrap();
            let probe = media.probe(&out).await.unwrap();
            assert_eq!((probe.container, probe.truncated), (Container::Mp4, None));
            assert_eq!(probe.streams[0].codec, "h264");
            let StreamKind::Video { width, height, fps_milli } = probe.streams[0].kind else {
                panic!("{probe:?}");
            };
            assert_eq!(((width, height), fps_milli), (expected, Some(15_000)));
            assert_eq!(probe.has_sound(), sound);
            assert_eq!(probe.claimed_start, None, "metadata is left out");
            assert!(probe.lasted_ms.unwrap().abs_diff(2000) < 250, "{probe:?}");
            let bytes = fs::read(&out).unwrap();
            let place = |name: &[u8]| bytes.windows(4).position(|four| four == name);
            assert!(place(b"moov") < place(b"mdat"), "the index is in front");
        }
    }
}

#[tokio::test]
async fn a_cut_recording_still_gets_a_preview_of_what_is_there() {
    let (media, folder) = (media().await, tempfile::tempdir().unwrap());
    let clip = Clip { wrapping: Wrapping::Mp4IndexFirst, ..clip("cut") };
    let path = clips().cut_short(&clip, 50).unwrap();
    let out = folder.path().join("preview.mp4");
    media.preview(&path, &out).await.unwrap();
    let lasted = media.probe(&out).await.unwrap().lasted_ms.unwrap();
    assert!((2000..6500).contains(&lasted), "{lasted}");
}

#[tokio::test]
async fn the_original_is_never_changed() {
    let (media, folder) = (media().await, tempfile::tempdir().unwrap());
    let path = folder.path().join("-i 原始 'x'; rm.mp4");
    fs::copy(make(&clip("field")), &path).unwrap();
    let before = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    media.probe(&path).await.unwrap();
    media.poster(&path, 0, &folder.path().join("p %d.jpg")).await.unwrap();
    media.preview(&path, &folder.path().join("-y.mp4")).await.unwrap();
    let after = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    assert!(before == after);
}
