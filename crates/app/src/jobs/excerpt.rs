//! Making a clip or still that was asked for.
//!
//! Order: the original read in full and compared with its name → cut in scratch → looked into →
//! kept in the vault, read back → noted. A crash after any step leaves the job, which begins again:
//! the same cut gives the same bytes, and what no fact names nobody sees.

use std::path::Path;

use domain::custody::OriginalState;
use domain::recording::{
    Command, Excerpt, ExcerptCommand, ExcerptFailure, ExcerptKind, Made, Recipe, Recording, Stage,
};
use media::{Cut, ProbeFailure};
use terms::AvRecordId;
use vault::Place;

use crate::App;
use crate::error::{Error, Result, fault};

/// A clip that is shorter than what was asked for by more than this lacks something; cameras that
/// watch a room take a picture a second.
const SHORT_MS: i64 = 1_500;
/// What is told of how far a cut is; the last step is reading it back.
const DONE_PERMILLE: u64 = 990;

impl App {
    pub(super) async fn make_excerpt(&self, id: AvRecordId, number: u32) -> Result<()> {
        let dossier = self.dossier(id).await?;
        let Some(known) = dossier.recordings.get(&id) else { return Ok(()) };
        let Some(excerpt) = known.excerpt(number).filter(|one| one.stage == Stage::Pending) else {
            return Ok(());
        };
        self.cutting.note((id, number), 0);
        let made = self.cut(known, excerpt).await;
        self.cutting.forget((id, number));
        let note = ExcerptCommand::Note { excerpt: number, result: made? };
        self.note_in_case(id, Command::Excerpt(note)).await
    }

    /// What was made and kept, or what is to be said of why nothing was. An error is the machine's,
    /// and the job is tried again.
    async fn cut(
        &self,
        known: &Recording,
        excerpt: &Excerpt,
    ) -> Result<std::result::Result<Made, ExcerptFailure>> {
        let found = self.look_at_original(known.digests).await?;
        let place = Place::Original(known.digests.sha256);
        if found != OriginalState::Intact && !self.mend(place).await? {
            return Ok(Err(ExcerptFailure::OriginalDamaged));
        }
        let original = self.blobs.local_file(known.digests.sha256).await;
        let original = original.map_err(fault("opening an original"))?;
        let scratch = self.blobs.scratch_folder().await.map_err(fault("making room"))?;
        let out = scratch.path().join("excerpt");
        let made = match excerpt.kind {
            ExcerptKind::Still => {
                self.media.still(original.path(), ms(excerpt.from_ms), &out).await
            }
            ExcerptKind::Clip => self.make_clip(known, excerpt, original.path(), &out).await,
        };
        if let Err(failure) = made {
            return told(failure).map(Err);
        }
        let lasts_ms = match excerpt.kind {
            ExcerptKind::Still => None,
            ExcerptKind::Clip => match self.media.probe(&out).await {
                Ok(probe) => probe.lasted_ms.and_then(|ms| i64::try_from(ms).ok()),
                Err(failure) => return told(failure).map(Err),
            },
        };
        let wanted_ms = excerpt.to_ms.saturating_sub(excerpt.from_ms);
        if lasts_ms.is_some_and(|lasts| lasts.saturating_add(SHORT_MS) < wanted_ms) {
            return Ok(Err(ExcerptFailure::Incomplete));
        }
        let tool = self.media.version().map_err(fault("asking a tool for its version"))?.to_owned();
        let digests = self.blobs.put_file(&out).await.map_err(fault("keeping an excerpt"))?;
        let recipe = match excerpt.kind {
            ExcerptKind::Still => Recipe::StillPicture,
            ExcerptKind::Clip if known.has_picture() => Recipe::ClipPictures,
            ExcerptKind::Clip => Recipe::ClipSound,
        };
        Ok(Ok(Made { digests, recipe, tool: format!("ffmpeg {tool}"), lasts_ms }))
    }

    async fn make_clip(
        &self,
        known: &Recording,
        excerpt: &Excerpt,
        original: &Path,
        out: &Path,
    ) -> std::result::Result<(), ProbeFailure> {
        let (from_ms, to_ms) = (ms(excerpt.from_ms), ms(excerpt.to_ms));
        let cut = Cut { from_ms, to_ms, of: known.digests.sha256 };
        let lasts_ms = to_ms.saturating_sub(from_ms).max(1);
        let which = (known.id, excerpt.number);
        let done = |ms: u64| {
            let permille = ms.saturating_mul(DONE_PERMILLE).div_euclid(lasts_ms);
            let most = u32::try_from(permille.min(DONE_PERMILLE)).unwrap_or_default();
            self.cutting.note(which, most);
        };
        self.media.clip(original, cut, out, done).await
    }
}

fn ms(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or_default()
}

/// What is said of a failure of the tool; an error where the machine is to be seen to first.
fn told(failure: ProbeFailure) -> Result<ExcerptFailure> {
    match failure {
        ProbeFailure::ToolMissing { .. } | ProbeFailure::Io { .. } => {
            Err(fault("taking an excerpt")(failure))
        }
        ProbeFailure::ToolFailed { said, .. } if said.contains("No space left") => {
            Err(Error::NoSpace)
        }
        ProbeFailure::ToolFailed { .. } => {
            tracing::warn!(%failure, "an excerpt was not made");
            Ok(ExcerptFailure::ToolFailed)
        }
        ProbeFailure::NoPicture => Ok(ExcerptFailure::NothingThere),
        ProbeFailure::TimedOut { .. } | ProbeFailure::OverLimits | ProbeFailure::TooBig => {
            Ok(ExcerptFailure::OverLimits)
        }
        ProbeFailure::Empty | ProbeFailure::NotMedia | ProbeFailure::Truncated { .. } => {
            Ok(ExcerptFailure::Undecodable)
        }
    }
}
