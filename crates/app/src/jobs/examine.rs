//! Looking inside a deposited recording: facts, poster, preview, what is seen and heard where. A failure here says something
//! about the recording and never changes it.

use std::path::Path;

use domain::matching::Position;
use domain::recording::{self, Command, Context, Derivative, Probe, Seen, StreamFact, Stretch};
use media::{Container, ProbeFailure, StreamKind, Tracks};
use terms::AvRecordId;
use vault::DerivativeKind;

use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Result, fault};

/// A poster is taken this far in: past the first dark pictures.
const POSTER_AT_MS: u64 = 1_000;

impl App {
    pub(super) async fn examine(&self, id: AvRecordId) -> Result<()> {
        let dossier = self.dossier(id).await?;
        let Some(known) = dossier.recordings.get(&id).filter(|r| !r.is_quarantined) else {
            return Ok(());
        };
        let digest = known.digests.sha256;
        let file = self.blobs.local_file(digest).await.map_err(fault("opening an original"))?;
        if matches!(known.examination, recording::Examination::Pending) {
            let result = match self.media.probe(file.path()).await {
                Ok(found) => Ok(probe(&found)),
                Err(ProbeFailure::ToolMissing { tool }) => {
                    return Err(fault("looking inside a recording")(format!("{tool} is missing")));
                }
                Err(failure) => Err(told(&failure)),
            };
            self.note_in_case(id, Command::NoteProbe { result }).await?;
        }
        let scratch = self.blobs.scratch_folder().await.map_err(fault("making room"))?;
        let poster = scratch.path().join("poster.jpg");
        let mut made = self.media.poster(file.path(), POSTER_AT_MS, &poster).await;
        if made.is_err() {
            made = self.media.poster(file.path(), 0, &poster).await;
        }
        if made.is_ok() {
            self.keep(id, Derivative::Poster, DerivativeKind::Poster, &poster).await?;
        }
        let preview = scratch.path().join("preview.mp4");
        match self.media.preview(file.path(), &preview).await {
            Ok(()) => {
                self.keep(id, Derivative::Preview, DerivativeKind::Preview, &preview).await?;
            }
            Err(failure) => tracing::warn!(recording = %id, %failure, "no preview"),
        }
        self.observe(id, file.path(), &scratch.path().join("sound")).await
    }

    /// Notes what seems to be seen and heard where, for people to look at.
    async fn observe(&self, id: AvRecordId, path: &Path, sound: &Path) -> Result<()> {
        let dossier = self.dossier(id).await?;
        let Some(probe) = dossier.recordings.get(&id).and_then(|known| known.probe()) else {
            return Ok(());
        };
        let has = |kind: &str| probe.streams.iter().any(|stream| stream.kind == kind);
        let tracks = Tracks {
            pictures: has("video"),
            sound: has("audio"),
            lasted_ms: probe.duration_ms.and_then(|ms| u64::try_from(ms).ok()),
        };
        let result = match self.media.observe(path, tracks, sound).await {
            Ok(found) => Ok(found.iter().map(stretch).collect()),
            Err(failure) => Err(told(&failure).1),
        };
        self.note_in_case(id, Command::NoteContent { result }).await
    }

    async fn keep(
        &self,
        id: AvRecordId,
        derivative: Derivative,
        kind: DerivativeKind,
        path: &Path,
    ) -> Result<()> {
        let from = path.to_owned();
        let content =
            tokio::task::spawn_blocking(move || vault::Content::read(std::fs::File::open(from)?));
        let content = content.await.map_err(fault("reading a preview"))?;
        let digests = content.map_err(fault("reading a preview"))?.digests;
        let dossier = self.dossier(id).await?;
        let Some(known) = dossier.recordings.get(&id) else { return Ok(()) };
        let of = known.digests.sha256;
        let put = self.blobs.put_derivative(of, kind, path).await;
        put.map_err(fault("keeping a preview"))?;
        self.note_in_case(id, Command::NoteDerivative { derivative, digests }).await
    }

    /// Notes of the system about a recording, with its case in sight.
    pub(super) async fn note_in_case(&self, id: AvRecordId, command: Command) -> Result<()> {
        let call = Call::system();
        self.execute(&call, || async {
            let before = self.dossier(id).await?;
            let now = self.context.now();
            let context = Context { actor: None, case: before.case.as_ref(), access: &[], now };
            let outcome = recording::decide(before.recordings.get(&id), command.clone(), &context)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await?;
        Ok(())
    }
}

fn stretch(found: &media::Stretch) -> Stretch {
    let ms = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
    let seen = match found.seen {
        media::Seen::Black => Seen::Black,
        media::Seen::Covered => Seen::Covered,
        media::Seen::Dark => Seen::Dark,
        media::Seen::Frozen => Seen::Frozen,
        media::Seen::Silent => Seen::Silent,
        media::Seen::Speech => Seen::Speech,
    };
    Stretch { seen, from_ms: ms(found.from_ms), to_ms: ms(found.to_ms) }
}

fn probe(found: &media::Probe) -> Probe {
    let stream = |stream: &media::StreamFact| {
        let (kind, detail) = match stream.kind {
            StreamKind::Video { width, height, fps_milli } => {
                let rate = fps_milli.map(|f| format!("，每秒{}帧", (f + 500) / 1000));
                ("video", format!("{width}×{height}{}", rate.unwrap_or_default()))
            }
            StreamKind::Audio { channels } => ("audio", format!("{channels}声道")),
            StreamKind::Other => ("other", String::new()),
        };
        StreamFact { kind: kind.to_owned(), codec: stream.codec.clone(), detail }
    };
    Probe {
        container: word(found.container).to_owned(),
        duration_ms: found.lasted_ms.and_then(|ms| i64::try_from(ms).ok()),
        claimed_start: found.claimed_start,
        streams: found.streams.iter().map(stream).collect(),
        is_truncated: found.truncated.is_some(),
        position: found.position.and_then(|at| Position::new(at.lat_e6, at.lon_e6)),
        tool: found.tool_version.clone(),
    }
}

const fn word(container: Container) -> &'static str {
    match container {
        Container::Mp4 => "mp4",
        Container::Avi => "avi",
        Container::MpegTs => "mpegts",
        Container::Matroska => "matroska",
        Container::Mp3 => "mp3",
        Container::Wav => "wav",
        Container::Jpeg => "jpeg",
        Container::Png => "png",
    }
}

/// Code and Chinese sentence of a failed look.
fn told(failure: &ProbeFailure) -> (String, String) {
    let (code, detail) = match failure {
        ProbeFailure::Empty => ("empty", "文件没有内容。"),
        ProbeFailure::NotMedia => ("not_media", "不是可识别的音像文件，已原样保存。"),
        ProbeFailure::Truncated { .. } => ("truncated", "文件被截断，无法播放，已原样保存。"),
        ProbeFailure::TimedOut { .. } => ("timed_out", "分析超时，已原样保存。"),
        ProbeFailure::OverLimits | ProbeFailure::TooBig => {
            ("over_limits", "文件超出可分析的范围，已原样保存。")
        }
        ProbeFailure::NoPicture => ("no_picture", "没有可播放的画面。"),
        ProbeFailure::ToolMissing { .. }
        | ProbeFailure::ToolFailed { .. }
        | ProbeFailure::Io { .. } => ("tool_failed", "分析工具未能读取该文件，已原样保存。"),
    };
    (code.to_owned(), detail.to_owned())
}
