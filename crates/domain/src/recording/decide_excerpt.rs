//! Decisions about excerpts: who may take one, why, from where; and what becomes of it.

use terms::{Digests, Personal, TextRecordId, Timestamp};

use super::excerpt::clock;
use super::{
    Context, Event, Examination, Excerpt, ExcerptFailure, ExcerptKind, ExcerptWish, Made,
    Recording, Stage, viewing_basis,
};
use crate::{Outcome, Refusal, case};

/// A reason and a purpose are each a sentence: so many Chinese characters at least.
pub const MIN_HAN: usize = 5;
/// The shortest clip: less shows nothing.
pub const MIN_CLIP_MS: i64 = 100;
/// The longest clip: whoever needs more has the copy of the whole original (Art. 23).
pub const MAX_CLIP_MS: i64 = 30 * 60_000;
/// Excerpts of one recording, failed ones included.
pub(super) const MAX_EXCERPTS: usize = 100;
/// A look at an excerpt lasts this long, as one at the original does.
const LOOK_LASTS_MS: i64 = 30 * 60_000;

/// What may be wanted of excerpts.
#[derive(Debug, Clone, PartialEq)]
pub enum ExcerptCommand {
    /// Take one.
    Take {
        /// What and why.
        wish: ExcerptWish,
        /// The original was found as deposited when it was read last, and was not destroyed.
        is_whole: bool,
    },
    /// Note what became of it.
    Note {
        /// Its number.
        excerpt: u32,
        /// What was made, or why nothing was.
        result: Result<Made, ExcerptFailure>,
    },
    /// Look at one, or take it out as a file.
    Open {
        /// Its number.
        excerpt: u32,
        /// Take it out.
        is_copy: bool,
    },
    /// Copy one into the case file, beside the copy of the whole original.
    Attach {
        /// Its number.
        excerpt: u32,
        /// The evidence note.
        note: TextRecordId,
        /// The copy, read back.
        digests: Digests,
    },
}

/// Decides about excerpts of a recording that is there and was not set aside.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub(super) fn decide(
    state: &Recording,
    command: ExcerptCommand,
    context: &Context<'_>,
) -> Result<Outcome<Event>, Refusal> {
    match command {
        ExcerptCommand::Take { wish, is_whole } => take(state, &wish, is_whole, context),
        ExcerptCommand::Note { excerpt, result } => note(state, excerpt, result, context),
        ExcerptCommand::Open { excerpt, is_copy } => open(state, excerpt, is_copy, context),
        ExcerptCommand::Attach { excerpt, note, digests } => {
            attach(state, excerpt, note, digests, context)
        }
    }
}

/// Art. 24 para. 2: whoever may look at the original; Art. 23: with a reason and a purpose.
fn take(
    state: &Recording,
    wish: &ExcerptWish,
    is_whole: bool,
    context: &Context<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let officer = context.actor.ok_or(Refusal::NoGrant)?;
    if let Some(secrecy) = &state.secrecy {
        secrecy.admits(officer)?;
    }
    context.case.ok_or(Refusal::ExcerptWithoutCase)?;
    let (basis, _) = viewing_basis(state, true, officer, context).ok_or(Refusal::NoGrant)?;
    let is_same = |known: &Excerpt| known.is_same(wish, context.actor);
    if state.excerpts.iter().any(is_same) {
        return Ok(Outcome::AlreadyDone);
    }
    if !is_whole {
        return Err(Refusal::ExcerptOriginalDamaged);
    }
    said(wish.reason.as_str(), "截取理由")?;
    said(wish.purpose.as_str(), "证明目的")?;
    check_place(state, wish)?;
    if state.excerpts.len() >= MAX_EXCERPTS {
        return Err(Refusal::TooManyExcerpts { most: MAX_EXCERPTS });
    }
    let excerpt = u32::try_from(state.excerpts.len()).unwrap_or(u32::MAX).saturating_add(1);
    Ok(Outcome::one(Event::ExcerptTaken {
        recording: state.id,
        excerpt,
        kind: wish.kind,
        from_ms: wish.from_ms,
        to_ms: wish.to_ms,
        derived_from: state.digests.sha256,
        reason: Personal::new(wish.reason.as_str().to_owned()),
        purpose: Personal::new(wish.purpose.as_str().to_owned()),
        basis,
    }))
}

/// A few characters of Chinese at least: a row of dots is no reason.
fn said(text: &str, what: &str) -> Result<(), Refusal> {
    let is_han = |c: &char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    if text.chars().filter(is_han).count() < MIN_HAN {
        return Err(Refusal::ExcerptUnreasoned { what: what.to_owned(), least: MIN_HAN });
    }
    Ok(())
}

/// Whether there is something to take at that place.
fn check_place(state: &Recording, wish: &ExcerptWish) -> Result<(), Refusal> {
    let probe = match &state.examination {
        Examination::Pending => return Err(Refusal::ExcerptTooEarly),
        Examination::Failed { .. } => return Err(Refusal::ExcerptUndecodable),
        Examination::Done(probe) => probe,
    };
    let lasts_ms = probe.duration_ms.ok_or(Refusal::ExcerptNoLength)?;
    if wish.kind == ExcerptKind::Still && !state.has_picture() {
        return Err(Refusal::ExcerptNoPicture);
    }
    if wish.from_ms < 0 || wish.from_ms > lasts_ms || wish.to_ms > lasts_ms {
        return Err(Refusal::ExcerptOutside { lasts: clock(lasts_ms) });
    }
    match wish.kind {
        ExcerptKind::Still if wish.from_ms == wish.to_ms => Ok(()),
        ExcerptKind::Still => Err(Refusal::ExcerptStillIsOneMoment),
        ExcerptKind::Clip if wish.to_ms.saturating_sub(wish.from_ms) < MIN_CLIP_MS => {
            Err(Refusal::ExcerptEmpty)
        }
        ExcerptKind::Clip if wish.to_ms.saturating_sub(wish.from_ms) > MAX_CLIP_MS => {
            Err(Refusal::ExcerptTooLong { minutes: MAX_CLIP_MS / 60_000 })
        }
        ExcerptKind::Clip => Ok(()),
    }
}

fn note(
    state: &Recording,
    number: u32,
    result: Result<Made, ExcerptFailure>,
    context: &Context<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let known = state.excerpt(number).ok_or(Refusal::NotFound)?;
    if known.stage != Stage::Pending {
        return Ok(Outcome::AlreadyDone);
    }
    let (recording, derived_from) = (state.id, known.derived_from);
    let has_ended = context.case.is_some_and(|case| case::gate(case, true).is_err());
    let result = if has_ended { Err(ExcerptFailure::CaseEnded) } else { result };
    Ok(Outcome::one(match result {
        Ok(Made { digests, recipe, tool, lasts_ms }) => Event::ExcerptMade {
            recording,
            excerpt: number,
            derived_from,
            digests,
            recipe,
            tool,
            lasts_ms,
        },
        Err(failure) => Event::ExcerptFailed { recording, excerpt: number, failure },
    }))
}

/// Art. 24 para. 2: as the original, looking under a grant to look, copying under one to copy.
fn open(
    state: &Recording,
    number: u32,
    is_copy: bool,
    context: &Context<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let officer = context.actor.ok_or(Refusal::NoGrant)?;
    let known = state.excerpt(number).ok_or(Refusal::NotFound)?;
    if let Some(secrecy) = &state.secrecy {
        secrecy.admits(officer)?;
    }
    let missing = if is_copy { Refusal::NoExcerptCopyGrant } else { Refusal::NoGrant };
    let (basis, until) = opening_basis(state, is_copy, context).ok_or(missing)?;
    known.made().ok_or(Refusal::ExcerptNotMade)?;
    Ok(Outcome::one(Event::ExcerptOpened {
        recording: state.id,
        excerpt: number,
        is_copy,
        basis,
        until_at: until.min(context.now.plus_ms(LOOK_LASTS_MS)),
    }))
}

/// What would allow the one who acts to look at excerpts of a recording, or take them out, now.
#[must_use]
pub fn opening_basis(
    state: &Recording,
    is_copy: bool,
    context: &Context<'_>,
) -> Option<(String, Timestamp)> {
    let officer = context.actor?;
    if !is_copy {
        return viewing_basis(state, true, officer, context);
    }
    if state.secrecy.as_ref().is_some_and(|secrecy| secrecy.admits(officer).is_err()) {
        return None;
    }
    context.access.iter().find_map(|request| {
        let until = request.lets_copy(state.id, officer, context.case, context.now)?;
        Some((request.id.to_string(), until))
    })
}

/// The look of the one who acts at an excerpt that still lasts: its basis and its end.
#[must_use]
pub fn live_look(
    state: &Recording,
    number: u32,
    is_copy: bool,
    context: &Context<'_>,
) -> Option<(String, Timestamp)> {
    let (basis, _) = opening_basis(state, is_copy, context)?;
    let looks = &state.excerpt(number)?.looks;
    let live = looks.iter().rev().find(|look| {
        (look.by, look.is_copy) == (context.actor, is_copy)
            && look.basis == basis
            && context.now < look.until_at
    })?;
    Some((basis, live.until_at))
}

/// Art. 23: what is evidence is the copy of the whole original; an excerpt only joins it.
fn attach(
    state: &Recording,
    number: u32,
    note: TextRecordId,
    digests: Digests,
    context: &Context<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let known = state.excerpt(number).ok_or(Refusal::NotFound)?;
    let made = known.made().ok_or(Refusal::ExcerptNotMade)?;
    let counts = context.case.and_then(|case| case.records.get(&note)).is_some_and(|r| r.counts());
    let is_beside = state.evidence.iter().any(|(known, ..)| *known == note);
    if !counts || !is_beside || made.digests != digests {
        return Err(Refusal::ExcerptOriginalFirst);
    }
    if known.evidence.iter().any(|(known, ..)| *known == note) {
        return Ok(Outcome::AlreadyDone);
    }
    Ok(Outcome::one(Event::ExcerptAttached { recording: state.id, excerpt: number, note, digests }))
}
