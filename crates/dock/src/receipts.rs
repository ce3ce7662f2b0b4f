//! Waiting for the server's signed word on many clips at once, and checking it.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Result;

use crate::clock;
use crate::import::{Fate, Fates, keep};
use crate::journal::Entry;
use crate::scan::{Clip, Scan};
use crate::send::{Line, Pause};
use crate::server::{ClipState, Failure};

/// Uploads asked after at once: the server takes no more.
const AT_ONCE: usize = 100;

/// Waits until each clip that was sent is deposited or set aside.
///
/// # Errors
/// The queue cannot be written.
pub(crate) async fn await_all(line: &Arc<Line>, scans: &[Scan], fates: &mut Fates) -> Result<()> {
    let mut open: BTreeMap<String, Vec<&Clip>> = BTreeMap::new();
    for clip in scans.iter().flat_map(|scan| &scan.clips) {
        if fates.contains_key(&clip.key) {
            continue;
        }
        let standing = line.queue.standing(&clip.key).unwrap_or_default();
        match (standing.receipt, standing.upload) {
            (Some(_), _) => deposited(line, clip, fates),
            (None, Some(upload)) => open.entry(upload).or_default().push(clip),
            (None, None) => {}
        }
    }
    let mut pause = Pause::new(line);
    let mut why = "服务器还在校验".to_owned();
    while !open.is_empty() {
        let ids: Vec<String> = open.keys().cloned().collect();
        for ids in ids.chunks(AT_ONCE) {
            match line.server.states(ids).await {
                Ok(told) => {
                    for state in told {
                        settle(line, &mut open, state, fates)?;
                    }
                }
                Err(Failure::Away(away)) => why = away,
                Err(Failure::Refused(no)) => {
                    why = no;
                    break;
                }
            }
        }
        if !open.is_empty() && !pause.wait(line).await {
            break;
        }
    }
    for clip in open.into_values().flatten() {
        fates.insert(clip.key.clone(), (Fate::Waiting, Some(why.clone())));
    }
    Ok(())
}

fn deposited(line: &Line, clip: &Clip, fates: &mut Fates) {
    fates.insert(clip.key.clone(), (Fate::Deposited, None));
    line.progress.change(&clip.slot, |slot| slot.deposited = slot.deposited.saturating_add(1));
}

fn settle(
    line: &Line,
    open: &mut BTreeMap<String, Vec<&Clip>>,
    told: ClipState,
    fates: &mut Fates,
) -> Result<()> {
    if let Some(note) = told.receipt {
        for clip in open.remove(&told.upload_id).unwrap_or_default() {
            let standing = line.queue.standing(&clip.key).unwrap_or_default();
            let Some(digests) = standing.digests else { continue };
            let key = &line.server.key;
            let station = key.station.to_string();
            match key.server.check(&note, &station, &told.upload_id, &digests) {
                Ok(()) => {
                    let (clip_key, receipt) = (clip.key.clone(), note.clone());
                    let at = clock::now();
                    line.queue.note(&[Entry::Deposited { clip: clip_key, receipt, at }])?;
                    deposited(line, clip, fates);
                }
                Err(error) => set_aside(line, clip, &format!("回执不可信：{error}"), fates)?,
            }
        }
    } else if told.state == "quarantined" {
        let why = told.error.unwrap_or_else(|| "服务器收到的内容与申报不符，已隔离".to_owned());
        for clip in open.remove(&told.upload_id).unwrap_or_default() {
            set_aside(line, clip, &why, fates)?;
        }
    }
    Ok(())
}

fn set_aside(line: &Line, clip: &Clip, why: &str, fates: &mut Fates) -> Result<()> {
    keep(line, clip, why)?;
    fates.insert(clip.key.clone(), (Fate::Kept, Some(why.to_owned())));
    Ok(())
}
