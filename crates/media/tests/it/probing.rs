use std::fs;

use media::{Container, ProbeFailure, StreamKind, TruncatedWhy};
use terms::ClaimedTime;
use testkit::clips::{Clip, Codec, Wrapping};

use crate::support::{clip, clips, each_media, make, media, started_at};

#[tokio::test]
async fn a_field_recording_is_described() {
    let path = make(&clip("field"));
    for media in each_media().await {
        let probe = media.probe(&path).await.unwrap();
        assert_eq!(probe.container, Container::Mp4);
        assert!(probe.lasted_ms.unwrap().abs_diff(8000) < 150, "{probe:?}");
        assert!(probe.claimed_lasted_ms.unwrap().abs_diff(8000) < 150, "{probe:?}");
        assert_eq!(probe.claimed_start, Some(ClaimedTime::new(started_at())));
        assert_eq!(probe.truncated, None);
        assert_eq!(probe.streams.len(), 2);
        let video = StreamKind::Video { width: 320, height: 180, fps_milli: Some(10_000) };
        assert_eq!((probe.streams[0].kind, probe.streams[0].codec.as_str()), (video, "h264"));
        let sound = StreamKind::Audio { channels: 1 };
        assert_eq!((probe.streams[1].kind, probe.streams[1].codec.as_str()), (sound, "aac"));
        assert!(probe.has_sound() && probe.has_pictures());
        assert_eq!(probe.sandbox, media.sandbox().unwrap());
        assert!(probe.tool_version.starts_with(|c: char| c.is_ascii_graphic()));
    }
}

#[tokio::test]
async fn every_container_and_codec_is_opened_by_its_own_demuxer() {
    let media = media().await;
    let cases = [
        (Wrapping::Mp4, Codec::H265, Container::Mp4, "hevc"),
        (Wrapping::Mp4IndexFirst, Codec::H264, Container::Mp4, "h264"),
        (Wrapping::Mkv, Codec::H264, Container::Matroska, "h264"),
        (Wrapping::Ts, Codec::H264, Container::MpegTs, "h264"),
        (Wrapping::Avi, Codec::H264, Container::Avi, "h264"),
    ];
    for (wrapping, codec, container, name) in cases {
        let path = make(&Clip { wrapping, codec, ..clip("wrapped") });
        let probe = media.probe(&path).await.unwrap();
        assert_eq!((probe.container, probe.truncated), (container, None), "{probe:?}");
        assert_eq!(probe.streams[0].codec, name);
        assert!(probe.lasted_ms.unwrap().abs_diff(8000) < 300, "{probe:?}");
    }
}

#[tokio::test]
async fn a_silent_recording_has_no_sound() {
    let path = make(&Clip { sound: false, ..clip("silent") });
    let probe = media().await.probe(&path).await.unwrap();
    assert!(!probe.has_sound() && probe.has_pictures());
}

#[tokio::test]
async fn a_clip_cut_short_is_flagged() {
    let media = media().await;
    let wrappings =
        [Wrapping::Mp4, Wrapping::Mp4IndexFirst, Wrapping::Mkv, Wrapping::Avi, Wrapping::Ts];
    for wrapping in wrappings {
        for keep_percent in [10, 50, 90, 99] {
            let clip = Clip { wrapping, ..clip("cut") };
            let path = clips().cut_short(&clip, keep_percent).unwrap();
            let size = fs::metadata(&path).unwrap().len();
            let flagged = match media.probe(&path).await {
                Ok(probe) => probe.truncated.is_some(),
                Err(ProbeFailure::Truncated { known }) => known.size_bytes == size,
                Err(other) => panic!("{wrapping:?} {keep_percent}: {other:?}"),
            };
            // A transport stream cut between two packets is a whole shorter stream.
            let is_whole = wrapping == Wrapping::Ts && size.is_multiple_of(188);
            assert!(flagged || is_whole, "{wrapping:?} kept {keep_percent} %");
        }
    }
}

#[tokio::test]
async fn an_mp4_whose_index_was_never_written_says_what_is_known() {
    let path = clips().cut_short(&clip("cut"), 50).unwrap();
    let Err(ProbeFailure::Truncated { known }) = media().await.probe(&path).await else {
        panic!("not noticed");
    };
    assert_eq!(known.container, Container::Mp4);
    assert_eq!(known.why, TruncatedWhy::PartCutShort);
}

#[tokio::test]
async fn a_cut_recording_with_its_index_in_front_tells_how_long_it_really_plays() {
    let clip = Clip { wrapping: Wrapping::Mp4IndexFirst, ..clip("cut") };
    let path = clips().cut_short(&clip, 50).unwrap();
    let probe = media().await.probe(&path).await.unwrap();
    assert_eq!(probe.truncated, Some(TruncatedWhy::PartCutShort));
    let (lasted, claimed) = (probe.lasted_ms.unwrap(), probe.claimed_lasted_ms.unwrap());
    assert!(claimed.abs_diff(8000) < 150 && (2000..6500).contains(&lasted), "{probe:?}");
}

#[tokio::test]
async fn packets_that_stop_before_the_claimed_end_are_noticed_without_a_cut_box() {
    // The index in front lists eight seconds; the media box is cut and says so correctly.
    let clip = Clip { wrapping: Wrapping::Mp4IndexFirst, ..clip("cut") };
    let mut bytes = fs::read(make(&clip)).unwrap();
    let at = bytes.windows(4).position(|four| four == b"mdat").unwrap();
    let keep = (bytes.len() - at) / 2;
    bytes.truncate(at + keep);
    let len = u32::try_from(keep + 4).unwrap();
    bytes[at - 4..at].copy_from_slice(&len.to_be_bytes());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shortened.mp4");
    fs::write(&path, bytes).unwrap();
    let probe = media().await.probe(&path).await.unwrap();
    assert_eq!(probe.truncated, Some(TruncatedWhy::PacketsMissing), "{probe:?}");
}

#[tokio::test]
async fn pictures_are_described_and_a_cut_one_is_flagged() {
    let media = media().await;
    let folder = tempfile::tempdir().unwrap();
    let poster = folder.path().join("site.jpg");
    media.poster(&make(&clip("field")), 1000, &poster).await.unwrap();
    let probe = media.probe(&poster).await.unwrap();
    assert_eq!((probe.container, probe.lasted_ms, probe.truncated), (Container::Jpeg, None, None));
    let kind = probe.streams[0].kind;
    assert!(matches!(kind, StreamKind::Video { width: 320, height: 180, .. }), "{kind:?}");
    let bytes = fs::read(&poster).unwrap();
    fs::write(&poster, &bytes[..bytes.len() - 70]).unwrap();
    let probe = media.probe(&poster).await.unwrap();
    assert_eq!(probe.truncated, Some(TruncatedWhy::NoProperEnd));
}

#[tokio::test]
async fn a_missing_tool_is_said_and_nothing_else_breaks() {
    let config = media::Config { search: Vec::new(), ..media::Config::default() };
    let media = media::Media::new(&config).await;
    let path = make(&clip("field"));
    let missing = |failure| matches!(failure, ProbeFailure::ToolMissing { tool: "ffmpeg" });
    assert!(missing(media.version().unwrap_err()));
    assert!(missing(media.sandbox().unwrap_err()));
    assert!(missing(media.probe(&path).await.unwrap_err()));
    assert!(missing(media.preview(&path, &path).await.unwrap_err()));
    assert!(fs::metadata(&path).unwrap().len() > 0);
}
