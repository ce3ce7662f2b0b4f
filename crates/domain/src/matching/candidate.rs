//! Weighing work against a recording.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use terms::{ActivityId, OfficerId, Span, Timestamp};

use super::doubt::{Doubt, doubts};
use super::{Clip, ClockBasis, Grounds, Holder, Position, Reason, Work};

/// Most candidates anybody is shown.
const MOST: usize = 8;
/// Points, of a thousand. Who had the device weighs most, when it was nearly as much.
const HOLDER: i64 = 450;
const CARRIER: i64 = 350;
const MAYBE_HOLDER: i64 = 250;
const DEPOSITOR: i64 = 200;
const TIME: i64 = 400;
const NEAR: i64 = 120;
const PLANNED: i64 = 160;
const DEVICE_ONCE: i64 = 60;
const DEVICE_OFTEN: i64 = 100;
const PLACE: i64 = 50;
const FAR: i64 = -100;
/// A recording may begin or end this long outside the work and still be of it.
const NEAR_MS: i64 = 30 * 60_000;
/// Planned work is a candidate this long before and after.
const PLANNED_MS: i64 = 4 * 3_600_000;
/// Work that was begun and whose end is not noted is taken to last this long.
const OPEN_LASTS_MS: i64 = 4 * 3_600_000;
/// A recording whose time is not known may be of work this long before its deposit.
const BEFORE_DEPOSIT_MS: i64 = 3 * 86_400_000;
/// The same place.
const NEAR_METRES: u64 = 500;
/// Another place.
pub(super) const FAR_METRES: u64 = 5_000;
/// Of the recording lies so much inside where nobody of the work had the device: more than a chance.
const STRANGERS_E3: i64 = 500;
/// Slack from which on the clock is told as a weakness.
const WEAK_MS: i64 = 60_000;

/// Work that a recording may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub activity: ActivityId,
    /// How strong, 0 to 1000.
    pub score: u16,
    /// What speaks for it and against it.
    pub reasons: Vec<Reason>,
}

impl Candidate {
    /// What a link to it rests on.
    #[must_use]
    pub fn grounds(&self) -> Grounds {
        Grounds { score: self.score, reasons: self.reasons.clone() }
    }
}

/// What the matcher says of one recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Candidates, strongest first.
    pub candidates: Vec<Candidate>,
    /// What keeps the first from being beyond doubt.
    pub doubts: Vec<Doubt>,
}

impl Matched {
    /// The first candidate, if nothing speaks against linking it unseen.
    #[must_use]
    pub fn unambiguous(&self) -> Option<&Candidate> {
        self.candidates.first().filter(|_| self.doubts.is_empty())
    }
}

/// Weighs all work against a recording. The order of `works` does not matter; of work that is told
/// twice, one counts.
#[must_use]
pub fn rank(clip: &Clip, works: &[Work]) -> Matched {
    let mut seen = BTreeSet::new();
    let mut weighed: Vec<(Candidate, &Work)> = works
        .iter()
        .filter(|work| seen.insert(work.activity))
        .filter_map(|work| weigh(clip, work).map(|candidate| (candidate, work)))
        .collect();
    weighed.sort_by_key(|(candidate, work)| {
        (Reverse(candidate.score), distance_ms(clip, work), candidate.activity)
    });
    let mut candidates: Vec<Candidate> = weighed.into_iter().map(|(one, _)| one).collect();
    let doubts = doubts(clip, &candidates, works);
    candidates.truncate(MOST);
    Matched { candidates, doubts }
}

/// How far the beginnings lie apart; only breaks ties.
fn distance_ms(clip: &Clip, work: &Work) -> u64 {
    let at = clip.span.map_or(clip.deposited_at, Span::from);
    at.ms().abs_diff(work.arrived_at.unwrap_or(work.planned_at).ms())
}

fn weigh(clip: &Clip, work: &Work) -> Option<Candidate> {
    let mut reasons = Vec::new();
    let who = weigh_people(clip, work, &mut reasons);
    let when = weigh_time(clip, work, &mut reasons)?;
    let device = weigh_device(clip, work, &mut reasons);
    // Where nobody of the work had the device and nothing else of it hangs there, a touch in time is
    // a chance.
    if who == 0 && device == 0 && when < TIME * STRANGERS_E3 / 1000 {
        return None;
    }
    let place = weigh_place(clip.position, work.position, &mut reasons);
    if clip.clock.slack_ms > WEAK_MS && clip.clock.basis != ClockBasis::Corrected {
        let (basis, slack_ms) = (clip.clock.basis, clip.clock.slack_ms);
        reasons.push(Reason::WeakClock { basis, slack_ms });
    }
    let score = u16::try_from((who + when + device + place).clamp(0, 1000)).unwrap_or_default();
    Some(Candidate { activity: work.activity, score, reasons })
}

fn weigh_people(clip: &Clip, work: &Work, reasons: &mut Vec<Reason>) -> i64 {
    let takes_part = |officer: &OfficerId| work.may_have(officer, clip);
    match &clip.holder {
        Holder::One(officer) if takes_part(officer) => {
            reasons.push(Reason::SameHolder { officer: *officer });
            return HOLDER;
        }
        Holder::One(officer) => {
            reasons.push(Reason::OtherHolder { officer: *officer });
            return 0;
        }
        Holder::AnyOf(people) => {
            if let Some(officer) = people.iter().find(|officer| takes_part(officer)) {
                reasons.push(Reason::MaybeHolder { officer: *officer });
                return MAYBE_HOLDER;
            }
        }
        Holder::Unknown => {}
    }
    if let Some(officer) = clip.carried_by {
        if takes_part(&officer) {
            reasons.push(Reason::SameCarrier { officer });
            return CARRIER;
        }
        return 0;
    }
    match clip.deposited_by.filter(takes_part) {
        Some(officer) => {
            reasons.push(Reason::SameDepositor { officer });
            DEPOSITOR
        }
        None => 0,
    }
}

/// Points for the time; `None` if it cannot be.
fn weigh_time(clip: &Clip, work: &Work, reasons: &mut Vec<Reason>) -> Option<i64> {
    let Some(span) = clip.span else {
        let before = work.arrived_at.unwrap_or(work.planned_at);
        let is_near =
            before <= clip.deposited_at && clip.deposited_at <= before.plus_ms(BEFORE_DEPOSIT_MS);
        reasons.push(Reason::TimeUnknown);
        return is_near.then_some(0);
    };
    let Some(arrived) = work.arrived_at else {
        return weigh_plan(span, work.planned_at, reasons);
    };
    let until = work.departed_at.unwrap_or(arrived.plus_ms(OPEN_LASTS_MS));
    let site = Span::new(arrived, until)?;
    let share = share_e3(span, site);
    if work.departed_at.is_none() {
        reasons.push(Reason::StillThere);
    }
    if share > 0 {
        // Never a hundred unless it is all of it.
        let percent = u8::try_from(share / 10).unwrap_or(100);
        reasons.push(Reason::Overlap { percent });
        return Some(TIME * share / 1000);
    }
    let is_before = span.to() <= site.from();
    let ms = if is_before {
        site.from().ms().saturating_sub(span.to().ms())
    } else {
        span.from().ms().saturating_sub(site.to().ms())
    };
    let near = NEAR_MS.saturating_add(clip.clock.slack_ms);
    if ms > near {
        return None;
    }
    reasons.push(Reason::Apart { ms, is_before });
    Some(NEAR * (near - ms) / near)
}

fn weigh_plan(span: Span, planned_at: Timestamp, reasons: &mut Vec<Reason>) -> Option<i64> {
    let ms = span.from().ms().saturating_sub(planned_at.ms());
    let apart = i64::try_from(ms.unsigned_abs()).unwrap_or(i64::MAX);
    if apart > PLANNED_MS {
        return None;
    }
    reasons.push(Reason::AboutPlanned { ms });
    Some(PLANNED * (PLANNED_MS - apart) / PLANNED_MS)
}

fn weigh_device(clip: &Clip, work: &Work, reasons: &mut Vec<Reason>) -> i64 {
    let there = clip.earlier.iter().filter(|one| one.activity == work.activity).count();
    let recordings = u32::try_from(there).unwrap_or(u32::MAX);
    match recordings {
        0 => 0,
        1 => {
            reasons.push(Reason::SameDevice { recordings });
            DEVICE_ONCE
        }
        2.. => {
            reasons.push(Reason::SameDevice { recordings });
            DEVICE_OFTEN
        }
    }
}

fn weigh_place(clip: Option<Position>, work: Option<Position>, reasons: &mut Vec<Reason>) -> i64 {
    let Some((here, there)) = clip.zip(work) else { return 0 };
    let metres = here.metres_to(there);
    reasons.push(Reason::Distance { metres });
    if metres <= NEAR_METRES {
        PLACE
    } else if metres > FAR_METRES {
        FAR
    } else {
        0
    }
}

/// How much of a recording lies inside the work, in thousandths; of a moment, all or nothing.
pub(super) fn share_e3(clip: Span, site: Span) -> i64 {
    let from = clip.from().max(site.from());
    let to = clip.to().min(site.to());
    match Span::new(from, to) {
        None => 0,
        Some(_) if clip.lasted_ms() == 0 => 1000,
        Some(inside) => {
            let share = i128::from(inside.lasted_ms()) * 1000 / i128::from(clip.lasted_ms());
            i64::try_from(share).unwrap_or(1000)
        }
    }
}
