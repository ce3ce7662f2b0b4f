//! One round: look at the devices, send what is new, wait for the receipts, clear where that is
//! wanted, say what became of each file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde_json::{Value, json};
use terms::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::clear;
use crate::clock;
use crate::disk;
use crate::journal::{ClipKey, Entry};
use crate::layout::Layouts;
use crate::progress::{SlotProgress, State};
use crate::receipts;
use crate::scan::{self, Clip, Scan, Slot};
use crate::send::{Dock, Line, Sent, send};

/// What a round is told.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Files sent at once.
    pub(crate) parallel: usize,
    /// Files deposited are deleted from the device.
    pub(crate) wipe: bool,
    /// A file that did not change for so long stands still.
    pub(crate) settle: Duration,
    /// What the device's clock shows, read off by a person.
    pub(crate) device_clock: Option<Timestamp>,
    /// Charge, read off by a person.
    pub(crate) battery: Option<u8>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fate {
    /// Deposited: the server signed that.
    Deposited,
    /// Deposited, and deleted from the device.
    Cleared,
    /// It stays on the device and needs somebody to look.
    Kept,
    /// Its device was pulled, or it is still being written.
    Pulled,
    /// The line was away; it waits in the queue.
    Waiting,
}

/// A file and what became of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Told {
    pub(crate) slot: String,
    pub(crate) path: String,
    pub(crate) size_bytes: u64,
    pub(crate) fate: Fate,
    /// Why, where it is not deposited; in Chinese.
    pub(crate) why: Option<String>,
    pub(crate) flags: Vec<&'static str>,
    pub(crate) sha256: Option<String>,
    pub(crate) sm3: Option<String>,
    pub(crate) upload_id: Option<String>,
}

/// What a round came to.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Summary {
    pub(crate) files: Vec<Told>,
    /// Files that are no recordings; left alone.
    pub(crate) others: Vec<String>,
    /// Deletions the server does not know of yet.
    pub(crate) untold: usize,
    /// How far our clock is ahead of the server's.
    pub(crate) station_ahead_ms: Option<i64>,
}

impl Summary {
    pub(crate) fn count(&self, fate: Fate) -> usize {
        self.files.iter().filter(|told| told.fate == fate).count()
    }
}

/// Runs a round.
///
/// # Errors
/// A device cannot be listed, or the queue cannot be written.
pub(crate) async fn run(
    line: &Arc<Line>,
    slots: &[Slot],
    layouts: &Layouts,
    options: &Options,
) -> Result<Summary> {
    let scans = look(slots, layouts, options.settle).await?;
    let clips = || scans.iter().flat_map(|scan| &scan.clips);
    let there: BTreeSet<&ClipKey> = clips().map(|clip| &clip.key).collect();
    let told = scans.iter().filter_map(|scan| scan.info.serial.clone());
    let serials = clips().filter_map(|clip| clip.named.serial.clone()).chain(told).collect();
    clear::settle(line, &serials, &there)?;
    note_found(line, &scans)?;
    let docks = docks(&scans, options);
    for scan in &scans {
        begin_slot(line, scan, options);
    }
    let mut fates = send_all(line, &scans, &docks, options.parallel).await?;
    receipts::await_all(line, &scans, &mut fates).await?;
    if options.wipe {
        clear_all(line, &scans, &mut fates).await?;
    }
    let untold = clear::tell(line).await?;
    for scan in &scans {
        end_slot(line, scan, &fates);
    }
    Ok(summary(line, &scans, &fates, untold))
}

async fn look(slots: &[Slot], layouts: &Layouts, settle: Duration) -> Result<Vec<Scan>> {
    let roots: Vec<_> = slots.to_vec();
    let list = |slots: Vec<Slot>| {
        tokio::task::spawn_blocking(move || {
            slots.iter().map(|slot| scan::list(&slot.root)).collect::<Result<Vec<_>>>()
        })
    };
    let before = list(roots.clone()).await??;
    tokio::time::sleep(settle).await;
    let after = list(roots.clone()).await??;
    let layouts = layouts.clone();
    tokio::task::spawn_blocking(move || {
        let pairs = roots.into_iter().zip(before).zip(after);
        let mut scans: Vec<Scan> = pairs
            .map(|((slot, before), after)| scan::look(slot, &before, after, &layouts))
            .collect();
        scan::flag_oddities(&mut scans, clock::now());
        scans
    })
    .await
    .context("读取设备时中断")
}

fn note_found(line: &Line, scans: &[Scan]) -> Result<()> {
    let mut entries = Vec::new();
    for clip in scans.iter().flat_map(|scan| &scan.clips) {
        if line.queue.standing(&clip.key).is_none() {
            let (slot, flags) = (clip.slot.clone(), clip.flags.iter().copied().collect());
            entries.push(Entry::Found { clip: clip.key.clone(), slot, flags, at: clock::now() });
        }
    }
    if entries.is_empty() { Ok(()) } else { line.queue.note(&entries) }
}

/// What was put in, by slot and number.
type Docks = Arc<BTreeMap<(String, Option<String>), Dock>>;

/// One for each device in each slot.
fn docks(scans: &[Scan], options: &Options) -> Docks {
    let mut docks = BTreeMap::new();
    for scan in scans {
        let mut devices: BTreeMap<Option<String>, Vec<&Clip>> = BTreeMap::new();
        for clip in &scan.clips {
            devices.entry(clip.named.serial.clone()).or_default().push(clip);
        }
        for (serial, clips) in devices {
            let now = clock::now();
            let told = docking(scan, serial.as_deref(), &clips, options, now);
            let key = format!("{}-{}-{}", now.ms(), scan.slot.name.len(), docks.len());
            docks.insert((scan.slot.name.clone(), serial), Dock::new(told, key));
        }
    }
    Arc::new(docks)
}

fn docking(
    scan: &Scan,
    serial: Option<&str>,
    clips: &[&Clip],
    options: &Options,
    now: Timestamp,
) -> Value {
    let numbers: BTreeSet<u64> = clips.iter().filter_map(|clip| clip.named.number).collect();
    let (first, last) = (numbers.first().copied(), numbers.last().copied());
    let span = first.zip(last).map_or(0, |(first, last)| last - first + 1);
    let missing = span.saturating_sub(u64::try_from(numbers.len()).unwrap_or(u64::MAX));
    let layout = clips.iter().find_map(|clip| clip.named.layout.clone());
    json!({
        "bay": scan.slot.name,
        "serial_no": serial,
        "device_time": options.device_clock.map(|at| at.to_china_rfc3339()),
        "station_time": now.to_china_rfc3339(),
        "battery_percent": options.battery.or(scan.info.battery_percent),
        "free_bytes": disk::free_bytes(&scan.slot.root),
        "files_present": clips.len(),
        "first_no": first,
        "last_no": last,
        "missing_numbers": u32::try_from(missing).unwrap_or(u32::MAX),
        "naming": layout,
    })
}

fn begin_slot(line: &Line, scan: &Scan, options: &Options) {
    let serials: BTreeSet<&String> =
        scan.clips.iter().filter_map(|clip| clip.named.serial.as_ref()).collect();
    let serial_no = match (serials.first(), serials.len()) {
        (None, _) => None,
        (Some(one), 1) => Some((**one).clone()),
        (Some(_), several) => Some(format!("{several}台设备")),
    };
    let now = clock::now();
    let figures = SlotProgress {
        state: State::Reading,
        serial_no,
        files: u32::try_from(scan.clips.len()).unwrap_or(u32::MAX),
        deposited: 0,
        bytes: scan.clips.iter().map(|clip| clip.key.size).sum(),
        sent_bytes: 0,
        battery_percent: options.battery.or(scan.info.battery_percent),
        free_bytes: disk::free_bytes(&scan.slot.root),
        device_ahead_ms: options.device_clock.map(|at| at.ms().saturating_sub(now.ms())),
    };
    line.progress.begin(&scan.slot.name, figures);
}

/// What became of each clip so far.
pub(crate) type Fates = BTreeMap<ClipKey, (Fate, Option<String>)>;

async fn send_all(
    line: &Arc<Line>,
    scans: &[Scan],
    docks: &Docks,
    parallel: usize,
) -> Result<Fates> {
    let mut fates = Fates::new();
    let mut wanted: Vec<&Clip> = Vec::new();
    for clip in scans.iter().flat_map(|scan| &scan.clips) {
        let standing = line.queue.standing(&clip.key).unwrap_or_default();
        if standing.receipt.is_some() {
            line.progress.change(&clip.slot, |slot| slot.sent_bytes += clip.key.size);
        } else if clip.key.size == 0 {
            let why = "空文件（0 字节）：没有内容可以入库，留在设备上，请查看设备是否故障";
            keep(line, clip, why)?;
            fates.insert(clip.key.clone(), (Fate::Kept, Some(why.to_owned())));
        } else {
            wanted.push(clip);
        }
    }
    wanted.sort_by(|a, b| a.priority().cmp(&b.priority()));
    let turns = Arc::new(Semaphore::new(parallel.max(1)));
    let mut running = JoinSet::new();
    for group in of_same_content(wanted) {
        let (line, turns, docks) = (line.clone(), turns.clone(), docks.clone());
        let turn = turns.acquire_owned().await.context("发送已停止")?;
        running.spawn(async move {
            let sent = send_group(&line, group, &docks).await;
            drop(turn);
            sent
        });
    }
    while let Some(done) = running.join_next().await {
        for (clip, sent) in done.context("发送中断")?? {
            match sent {
                Sent::Whole => {}
                Sent::Kept(why) => {
                    keep(line, &clip, &why)?;
                    fates.insert(clip.key, (Fate::Kept, Some(why)));
                }
                Sent::Pulled(why) => {
                    line.progress.trouble(&clip.slot, &clip.name, &why);
                    fates.insert(clip.key, (Fate::Pulled, Some(why)));
                }
                Sent::Away(why) => {
                    fates.insert(clip.key, (Fate::Waiting, Some(why)));
                }
            }
        }
    }
    Ok(fates)
}

/// Clips of the same content go one after the other: the second is there when the first is.
fn of_same_content(clips: Vec<&Clip>) -> Vec<Vec<Clip>> {
    let mut groups: Vec<Vec<Clip>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for clip in clips {
        let place = *known.entry(clip.key.edges.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(clip.clone()),
            None => groups.push(vec![clip.clone()]),
        }
    }
    groups
}

async fn send_group(
    line: &Arc<Line>,
    group: Vec<Clip>,
    docks: &Docks,
) -> Result<Vec<(Clip, Sent)>> {
    let mut sent = Vec::with_capacity(group.len());
    for clip in group {
        let key = (clip.slot.clone(), clip.named.serial.clone());
        let dock = docks.get(&key).context("设备没有登记接入")?;
        let how = send(line, &clip, dock).await?;
        sent.push((clip, how));
    }
    Ok(sent)
}

pub(crate) fn keep(line: &Line, clip: &Clip, why: &str) -> Result<()> {
    line.progress.trouble(&clip.slot, &clip.name, why);
    let known = line.queue.standing(&clip.key).and_then(|standing| standing.kept);
    if known.as_deref() == Some(why) {
        return Ok(());
    }
    let (clip, why) = (clip.key.clone(), why.to_owned());
    line.queue.note(&[Entry::Kept { clip, why, at: clock::now() }])
}

async fn clear_all(line: &Line, scans: &[Scan], fates: &mut Fates) -> Result<()> {
    for clip in scans.iter().flat_map(|scan| &scan.clips) {
        if fates.get(&clip.key).is_none_or(|(fate, _)| *fate != Fate::Deposited) {
            continue;
        }
        let fate = match clear::clear(line, clip).await? {
            Ok(()) => (Fate::Cleared, None),
            Err(why) => {
                line.progress.trouble(&clip.slot, &clip.name, &why);
                (Fate::Deposited, Some(why))
            }
        };
        fates.insert(clip.key.clone(), fate);
    }
    Ok(())
}

fn end_slot(line: &Line, scan: &Scan, fates: &Fates) {
    for (path, why) in &scan.unreadable {
        line.progress.trouble(&scan.slot.name, path, why);
    }
    let fate = |clip: &Clip| fates.get(&clip.key).map_or(Fate::Waiting, |(fate, _)| *fate);
    let all: Vec<Fate> = scan.clips.iter().map(fate).collect();
    let has = |wanted: Fate| all.contains(&wanted);
    let state = if has(Fate::Pulled) {
        State::Pulled
    } else if has(Fate::Kept) || !scan.unreadable.is_empty() {
        State::Trouble
    } else if has(Fate::Waiting) || !scan.growing.is_empty() {
        State::Sending
    } else if !all.is_empty() && all.iter().all(|fate| *fate == Fate::Cleared) {
        State::Cleared
    } else {
        State::Safe
    };
    line.progress.change(&scan.slot.name, |slot| slot.state = state);
}

fn summary(line: &Line, scans: &[Scan], fates: &Fates, untold: usize) -> Summary {
    let mut files = Vec::new();
    for scan in scans {
        for clip in &scan.clips {
            let standing = line.queue.standing(&clip.key).unwrap_or_default();
            let (fate, why) = fates.get(&clip.key).cloned().unwrap_or((Fate::Waiting, None));
            files.push(Told {
                slot: clip.slot.clone(),
                path: clip.key.path.clone(),
                size_bytes: clip.key.size,
                fate,
                why,
                flags: clip.flags.iter().map(|flag| flag.zh()).collect(),
                sha256: standing.digests.map(|digests| digests.sha256.to_string()),
                sm3: standing.digests.map(|digests| digests.sm3.to_string()),
                upload_id: standing.upload,
            });
        }
        let left = scan.growing.iter().map(|path| (path, "还在写入，下次再读".to_owned()));
        let unreadable = scan.unreadable.iter().map(|(path, why)| (path, why.clone()));
        for (path, why) in left.chain(unreadable) {
            files.push(Told {
                slot: scan.slot.name.clone(),
                path: path.clone(),
                size_bytes: 0,
                fate: Fate::Pulled,
                why: Some(why),
                flags: Vec::new(),
                sha256: None,
                sm3: None,
                upload_id: None,
            });
        }
    }
    Summary {
        files,
        others: scans.iter().flat_map(|scan| scan.others.clone()).collect(),
        untold,
        station_ahead_ms: line.server.ahead_ms(),
    }
}
