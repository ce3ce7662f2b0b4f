//! Decisions about devices: checks, stations, faults, ends, numbers.

use super::command::{fills, in_use};
use super::numbering::overdue;
use super::{
    Around, Command, Device, Docking, Event, Fault, Imported, Missing, NumberGap, missing,
};
use crate::{Outcome, Refusal, Text};

pub(super) fn decide_upkeep(
    state: &Device,
    command: Command,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let device = state.id;
    match command {
        Command::Register { .. }
        | Command::Change { .. }
        | Command::Issue { .. }
        | Command::Return { .. } => Ok(Outcome::AlreadyDone),
        Command::Check { check } => {
            in_use(state)?;
            Ok(Outcome::one(Event::Checked { device, check }))
        }
        Command::Dock { docking } => dock(state, docking),
        Command::ReportFault { kind, happened_at, is_unusable, text } => {
            in_use(state)?;
            not_ahead("故障发生时间", happened_at, around)?;
            let is_same =
                |one: &Fault| one.kind == kind && one.text == text.as_str() && one.closed.is_none();
            if state.faults.iter().any(is_same) {
                return Ok(Outcome::AlreadyDone);
            }
            let (fault, text) = (next(state.faults.len()), text.as_str().to_owned());
            let event =
                Event::FaultReported { device, fault, kind, happened_at, is_unusable, text };
            Ok(Outcome::one(event))
        }
        Command::BeginRepair { fault, place } => begin_repair(state, fault, &place),
        Command::CloseFault { fault, text } => {
            let one = open_fault(state, fault)?;
            let text = text.as_str().to_owned();
            Ok(Outcome::one(Event::FaultClosed { device, fault: one.number, text }))
        }
        Command::Lose { .. } | Command::Find { .. } | Command::Retire { .. } => {
            end(state, command, around)
        }
        Command::JudgeNumbers { imported, is_coming } => {
            let found = match is_coming {
                true => overdue(state, &imported, around.now),
                false => missing(state, &imported),
            };
            Ok(judge(state, &imported, found, is_coming))
        }
        Command::ExplainGap { gap, reason, text } => {
            let one = state.gaps.iter().find(|one| one.number == gap).ok_or(Refusal::NotFound)?;
            match &one.explained {
                Some((.., known, words)) if *known == reason && words == text.as_str() => {
                    return Ok(Outcome::AlreadyDone);
                }
                Some(_) => return Err(Refusal::GapExplained),
                None if !one.is_open() => return Err(Refusal::GapFilled),
                None => {}
            }
            let text = text.as_str().to_owned();
            Ok(Outcome::one(Event::GapExplained { device, gap, reason, text }))
        }
    }
}

fn next(known: usize) -> u32 {
    u32::try_from(known).unwrap_or(u32::MAX).saturating_add(1)
}

fn not_ahead(what: &str, at: terms::Timestamp, around: &Around<'_>) -> Result<(), Refusal> {
    if at > around.now {
        return Err(Refusal::TimeOutOfOrder { what: what.to_owned() });
    }
    Ok(())
}

fn open_fault(state: &Device, number: u32) -> Result<&Fault, Refusal> {
    let fault = state.faults.iter().find(|one| one.number == number).ok_or(Refusal::NotFound)?;
    if fault.closed.is_some() { Err(Refusal::FaultClosed) } else { Ok(fault) }
}

/// Whoever has it brings it back first: a workshop is no holder of the chain.
fn begin_repair(state: &Device, fault: u32, place: &Text<100>) -> Result<Outcome<Event>, Refusal> {
    in_use(state)?;
    let one = open_fault(state, fault)?;
    if one.repair.as_ref().is_some_and(|(_, known)| known == place.as_str()) {
        return Ok(Outcome::AlreadyDone);
    }
    if state.holder().is_some() {
        return Err(Refusal::DeviceStillOut);
    }
    let place = place.as_str().to_owned();
    Ok(Outcome::one(Event::RepairBegun { device: state.id, fault, place }))
}

/// What a station says must fit together; it is kept also of a device that counts as lost.
fn dock(state: &Device, docking: Docking) -> Result<Outcome<Event>, Refusal> {
    if state.ending.is_some() {
        return in_use(state).map(|()| Outcome::AlreadyDone);
    }
    let is_backwards = match (docking.first_no, docking.last_no) {
        (Some(first), Some(last)) => first > last,
        (None, None) => false,
        (Some(_), None) | (None, Some(_)) => true,
    };
    if is_backwards || docking.station == Some(state.id) {
        return Err(Refusal::DockingOdd);
    }
    Ok(Outcome::one(Event::Docked { device: state.id, docking }))
}

fn end(state: &Device, command: Command, around: &Around<'_>) -> Result<Outcome<Event>, Refusal> {
    let device = state.id;
    match command {
        Command::Lose { happened_at, text } => {
            in_use(state)?;
            not_ahead("丢失时间", happened_at, around)?;
            let (holder, text) = (state.holder(), text.as_str().to_owned());
            Ok(Outcome::one(Event::Lost { device, happened_at, holder, text }))
        }
        Command::Find { text } => match (&state.lost, &state.ending) {
            (Some(_), None) => {
                Ok(Outcome::one(Event::Found { device, text: text.as_str().to_owned() }))
            }
            (None, _) | (Some(_), Some(_)) => Err(Refusal::DeviceNotLost),
        },
        Command::Retire { how, reason, data_went } => {
            if let Some(known) = &state.ending {
                let is_same = known.how == how && known.reason == reason.as_str();
                return if is_same {
                    Ok(Outcome::AlreadyDone)
                } else {
                    in_use(state).map(|()| Outcome::AlreadyDone)
                };
            }
            if state.lost.is_none() && state.holder().is_some() {
                return Err(Refusal::DeviceStillOut);
            }
            let open = state.gaps.iter().filter(|gap| gap.is_open()).count();
            if open > 0 {
                return Err(Refusal::DeviceGapsOpen { open });
            }
            let (reason, data_went) = (reason.as_str().to_owned(), data_went.as_str().to_owned());
            Ok(Outcome::one(Event::Retired { device, how, reason, data_went }))
        }
        Command::Register { .. }
        | Command::Change { .. }
        | Command::Issue { .. }
        | Command::Return { .. }
        | Command::Check { .. }
        | Command::Dock { .. }
        | Command::ReportFault { .. }
        | Command::BeginRepair { .. }
        | Command::CloseFault { .. }
        | Command::JudgeNumbers { .. }
        | Command::ExplainGap { .. } => Ok(Outcome::AlreadyDone),
    }
}

/// Files that came after all fill their gaps; what is missing now and in no gap is a new one. A gap
/// that was found stays, whatever comes later.
fn judge(
    state: &Device,
    imported: &[Imported],
    missing: Vec<Missing>,
    while_coming: bool,
) -> Outcome<Event> {
    let device = state.id;
    let since = |one: &&Imported| one.deposited_at >= state.numbers_since;
    let filled = imported.iter().filter(since).filter_map(|one| fills(state, one));
    let mut events: Vec<Event> = filled
        .map(|(gap, file_no, recording)| Event::GapFilled { device, gap, file_no, recording })
        .collect();
    let mut number = next(state.gaps.len());
    for found in missing {
        let of_series = |gap: &&NumberGap| {
            gap.file_day == found.file_day && gap.found_at >= state.numbers_since
        };
        let known: Vec<_> = state.gaps.iter().filter(of_series).collect();
        for (first_no, last_no) in uncovered(found.first_no, found.last_no, &known) {
            let (gap, kind, file_day) = (number, found.kind, found.file_day);
            events.push(Event::GapFound {
                device,
                gap,
                kind,
                file_day,
                first_no,
                last_no,
                while_coming,
            });
            number = number.saturating_add(1);
        }
    }
    if events.is_empty() { Outcome::AlreadyDone } else { Outcome::Record(events) }
}

/// The parts of a run that lie in no known gap.
fn uncovered(first: u64, last: u64, known: &[&NumberGap]) -> Vec<(u64, u64)> {
    let mut covered: Vec<(u64, u64)> =
        known.iter().map(|gap| (gap.first_no, gap.last_no)).collect();
    covered.sort_unstable();
    let (mut parts, mut next) = (Vec::new(), first);
    for (from, to) in covered {
        if to < next || from > last {
            continue;
        }
        if from > next {
            parts.push((next, from - 1));
        }
        next = to.saturating_add(1);
    }
    if next <= last {
        parts.push((next, last));
    }
    parts
}
