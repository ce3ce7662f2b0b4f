//! Interval arithmetic for continuous recording: what is covered, what is a hole (Arts. 18, 19).

use serde::Serialize;
use terms::{Span, Timestamp};

/// One million: the ratio of a work recorded from its first to its last instant.
pub const WHOLE_PPM: u32 = 1_000_000;

/// How much may be missing without being a hole, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerance {
    /// Between arrival and the first picture.
    pub start_ms: i64,
    /// Between the last picture and departure.
    pub end_ms: i64,
    /// Between two recordings, e.g. when a camera starts its next file.
    pub gap_ms: i64,
}

/// A statement of why a stretch was not recorded (Art. 19).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Explanation {
    /// The stretch it speaks of.
    pub span: Span,
    /// Why, e.g. `battery`.
    pub cause: String,
    /// How it was stated: `voice` or `written`.
    pub manner: String,
}

/// Where in the work a hole lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GapPlace {
    /// From arrival to the first recording.
    Start,
    /// Between two recordings.
    Inner,
    /// From the last recording to departure.
    End,
    /// The whole work: nothing was recorded.
    Whole,
}

/// A stretch of work that no recording covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The work it belongs to.
    pub activity: String,
    /// The stretch.
    pub span: Span,
    /// Where it lies.
    pub place: GapPlace,
    /// Statements account for all of it.
    pub explained: bool,
    /// The cause given by the first statement that touches it.
    pub cause: Option<String>,
    /// The manners of the statements that touch it, sorted, each once.
    pub manners: Vec<String>,
}

/// What recordings cover of a stretch of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cover {
    /// What should have been recorded.
    pub wanted: Span,
    /// What was, inside `wanted`, joined and in order.
    pub covered: Vec<Span>,
    /// Holes longer than the tolerance, in order.
    pub gaps: Vec<Gap>,
    /// Millionths of `wanted` outside the holes; a whole one if `wanted` lasts no time.
    pub ratio_ppm: u32,
    /// From arrival to the first picture, in milliseconds.
    pub starts_late_ms: i64,
    /// From the last picture to departure, in milliseconds.
    pub ends_early_ms: i64,
}

impl Cover {
    /// No hole is left without a statement.
    #[must_use]
    pub fn is_accounted_for(&self) -> bool {
        self.gaps.iter().all(|gap| gap.explained)
    }
}

/// Joins spans that touch or overlap; the result is in order.
#[must_use]
pub fn union(spans: &[Span]) -> Vec<Span> {
    let mut sorted: Vec<Span> = spans.iter().copied().filter(|s| s.lasted_ms() > 0).collect();
    sorted.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        if let Some(last) = joined.last_mut()
            && span.from() <= last.to()
        {
            if let Some(longer) = Span::new(last.from(), last.to().max(span.to())) {
                *last = longer;
            }
        } else {
            joined.push(span);
        }
    }
    joined
}

/// The parts of `spans` inside `frame`, joined and in order.
#[must_use]
pub fn clip(spans: &[Span], frame: Span) -> Vec<Span> {
    let inside: Vec<Span> = spans
        .iter()
        .filter_map(|s| Span::new(s.from().max(frame.from()), s.to().min(frame.to())))
        .collect();
    union(&inside)
}

/// The parts of `frame` outside `spans`, in order.
#[must_use]
pub fn holes(frame: Span, spans: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut reached = frame.from();
    let mut note = |from: Timestamp, to: Timestamp| {
        if let Some(hole) = Span::new(from, to).filter(|hole| hole.lasted_ms() > 0) {
            found.push(hole);
        }
    };
    for span in clip(spans, frame) {
        note(reached, span.from());
        reached = span.to();
    }
    note(reached, frame.to());
    found
}

/// Lays recordings and statements over the time that had to be recorded.
///
/// Several cameras add up: what one misses another may have. A hole is explained when
/// statements leave no more of it than the tolerance for gaps.
#[must_use]
pub fn cover(
    activity: &str,
    wanted: Span,
    recorded: &[Span],
    explained: &[Explanation],
    tolerance: Tolerance,
) -> Cover {
    let covered = clip(recorded, wanted);
    let starts_late_ms =
        covered.first().map_or(wanted.lasted_ms(), |first| lasted_ms(wanted.from(), first.from()));
    let ends_early_ms =
        covered.last().map_or(wanted.lasted_ms(), |last| lasted_ms(last.to(), wanted.to()));
    let gaps: Vec<Gap> = holes(wanted, &covered)
        .into_iter()
        .filter_map(|span| {
            let place = place_of(span, wanted);
            (span.lasted_ms() > tolerated_ms(place, tolerance))
                .then(|| gap_of(activity, span, place, explained, tolerance.gap_ms))
        })
        .collect();
    let missing_ms = gaps.iter().map(|gap| gap.span.lasted_ms()).sum();
    let ratio_ppm = ratio_ppm(missing_ms, wanted.lasted_ms());
    Cover { wanted, covered, gaps, ratio_ppm, starts_late_ms, ends_early_ms }
}

fn lasted_ms(from: Timestamp, to: Timestamp) -> i64 {
    Span::new(from, to).map_or(0, Span::lasted_ms)
}

/// Before the first picture and after the last one a little may be missing (Art. 18); once
/// recording has begun, any break is an interruption (Art. 19), however soon after arrival.
const fn tolerated_ms(place: GapPlace, tolerance: Tolerance) -> i64 {
    match place {
        GapPlace::Start => tolerance.start_ms,
        GapPlace::Inner => tolerance.gap_ms,
        GapPlace::End => tolerance.end_ms,
        GapPlace::Whole => 0,
    }
}

fn place_of(gap: Span, wanted: Span) -> GapPlace {
    match (gap.from() == wanted.from(), gap.to() == wanted.to()) {
        (true, true) => GapPlace::Whole,
        (true, false) => GapPlace::Start,
        (false, true) => GapPlace::End,
        (false, false) => GapPlace::Inner,
    }
}

fn gap_of(
    activity: &str,
    span: Span,
    place: GapPlace,
    explained: &[Explanation],
    left_over_ms: i64,
) -> Gap {
    let mut touching: Vec<&Explanation> = explained
        .iter()
        .filter(|said| said.span.from() < span.to() && span.from() < said.span.to())
        .collect();
    touching.sort_unstable();
    let said: Vec<Span> = touching.iter().map(|said| said.span).collect();
    let unsaid: i64 = holes(span, &said).into_iter().map(Span::lasted_ms).sum();
    let mut manners: Vec<String> = touching.iter().map(|said| said.manner.clone()).collect();
    manners.sort_unstable();
    manners.dedup();
    Gap {
        activity: activity.to_owned(),
        span,
        place,
        explained: !touching.is_empty() && unsaid <= left_over_ms,
        cause: touching.first().map(|said| said.cause.clone()),
        manners,
    }
}

fn ratio_ppm(missing_ms: i64, wanted_ms: i64) -> u32 {
    if wanted_ms <= 0 {
        return WHOLE_PPM;
    }
    let kept = i128::from(wanted_ms.saturating_sub(missing_ms).max(0)) * i128::from(WHOLE_PPM);
    u32::try_from(kept / i128::from(wanted_ms)).unwrap_or(WHOLE_PPM).min(WHOLE_PPM)
}
