//! Deleting from a device what is safely deposited: only with the server's signed receipt, only what
//! still is what was sent, and never without a line about it written first.
//!
//! Order, and what a power cut after each step leaves: line *about to delete* → file deleted → line
//! *deleted* → server told → line *told*. Whatever was cut short is taken up by the next run.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;
use serde_json::json;

use crate::clock;
use crate::hash;
use crate::journal::{ClipKey, Entry};
use crate::queue::Standing;
use crate::receipt;
use crate::scan::Clip;
use crate::send::Line;
use crate::server::Failure;

/// Whether a clip's receipt lets it be deleted.
///
/// # Errors
/// There is none, or it is not the pinned server's about these bytes.
pub(crate) fn check(line: &Line, standing: &Standing) -> Result<()> {
    let (Some(digests), Some(upload), Some(note)) =
        (&standing.digests, &standing.upload, &standing.receipt)
    else {
        anyhow::bail!("没有入库回执");
    };
    let key = &line.server.key;
    key.server.check(note, &key.station.to_string(), upload, digests)
}

/// Deletes a clip from its device. Answers why not, where it stays.
///
/// # Errors
/// The queue cannot be written: nothing is deleted then.
pub(crate) async fn clear(line: &Line, clip: &Clip) -> Result<Result<(), String>> {
    let standing = line.queue.standing(&clip.key).unwrap_or_default();
    if standing.cleared_at.is_some() {
        return Ok(Ok(()));
    }
    if let Err(error) = check(line, &standing) {
        return Ok(Err(format!("不能清空：{error}")));
    }
    // Read anew: what is there now must be what the receipt speaks of.
    let file = clip.file.clone();
    let found = tokio::task::spawn_blocking(move || hash::digests(&file)).await?;
    match found {
        Ok(found) if Some(found) == standing.digests => {}
        Ok(_) => return Ok(Err("不能清空：设备上的内容与入库的不一致".to_owned())),
        Err(error) => return Ok(Err(format!("不能清空：{error:#}"))),
    }
    let note = standing.receipt.unwrap_or_default();
    let receipt_sha256 = receipt::digest_of(&note).to_string();
    let (key, at) = (clip.key.clone(), clock::now());
    line.queue.note(&[Entry::Clearing { clip: key, receipt_sha256, at }])?;
    if let Err(error) = fs::remove_file(&clip.file) {
        return Ok(Err(format!("没有删成：{error}")));
    }
    line.queue.note(&[Entry::Cleared { clip: clip.key.clone(), at: clock::now() }])?;
    line.progress.change(&clip.slot, |_| {});
    Ok(Ok(()))
}

/// Settles deletions that a power cut left open: the file is gone, and that was not noted yet. Only
/// where the device itself is there and told its number: another card in the same slot proves nothing.
///
/// # Errors
/// The queue cannot be written.
pub(crate) fn settle(
    line: &Line,
    serials: &BTreeSet<String>,
    there: &BTreeSet<&ClipKey>,
) -> Result<()> {
    let open = line.queue.all().into_iter().filter(|(key, standing)| {
        standing.clearing.is_some()
            && standing.cleared_at.is_none()
            && serials.contains(&key.device)
            && !there.contains(key)
    });
    let gone: Vec<Entry> =
        open.map(|(clip, _)| Entry::Cleared { clip, at: clock::now() }).collect();
    if gone.is_empty() { Ok(()) } else { line.queue.note(&gone) }
}

/// Tells the server of every deletion it does not know yet; how many are left untold.
///
/// # Errors
/// The queue cannot be written.
pub(crate) async fn tell(line: &Line) -> Result<usize> {
    let mut untold = 0;
    for (clip, standing) in line.queue.all() {
        let (Some(at), Some(upload), Some((receipt, _)), false) =
            (standing.cleared_at, standing.upload, standing.clearing, standing.is_clearing_told)
        else {
            continue;
        };
        let told = json!({
            "upload_id": upload,
            "receipt_sha256": receipt,
            "cleared_at": at.to_china_rfc3339(),
        });
        match line.server.cleared(&told).await {
            Ok(()) => line.queue.note(&[Entry::ClearedTold { clip }])?,
            Err(Failure::Away(_) | Failure::Refused(_)) => untold += 1,
        }
    }
    Ok(untold)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::key::{self, StationKey};
    use crate::progress::Progress;
    use crate::queue::Queue;
    use crate::server::Server;
    use crate::throttle::Throttle;

    fn line(folder: &std::path::Path) -> Line {
        let path = folder.join("station.key");
        key::make(&path).unwrap();
        let signer = ledger::StationSigner::from_seed("a/1", [1; 32]).unwrap();
        let id = "station_01JNP300000000000000000009";
        key::pin(&path, id, &signer.verifier_key().to_string()).unwrap();
        let key = StationKey::open(&path).unwrap();
        Line {
            server: Server::new("http://127.0.0.1:9", key, None).unwrap(),
            queue: Queue::open(&folder.join("queue")).unwrap(),
            progress: Progress::default(),
            throttle: Throttle::new(None),
            patience: Duration::ZERO,
        }
    }

    #[tokio::test]
    async fn a_deletion_that_was_cut_short_is_settled_only_by_its_own_device() {
        let folder = tempfile::tempdir().unwrap();
        let line = line(folder.path());
        let clip = ClipKey {
            device: "DSJ0007".to_owned(),
            path: "a.mp4".to_owned(),
            size: 5,
            written_ms: 7,
            edges: "e".to_owned(),
        };
        let (at, receipt_sha256) = (clock::now(), "0".repeat(64));
        line.queue.note(&[Entry::Clearing { clip: clip.clone(), receipt_sha256, at }]).unwrap();
        let cleared = || line.queue.standing(&clip).unwrap().cleared_at.is_some();
        let serials = |serial: &str| BTreeSet::from([serial.to_owned()]);
        settle(&line, &serials("DSJ0009"), &BTreeSet::new()).unwrap();
        assert!(!cleared(), "another device in its place");
        settle(&line, &serials("DSJ0007"), &BTreeSet::from([&clip])).unwrap();
        assert!(!cleared(), "the file is still there");
        settle(&line, &serials("DSJ0007"), &BTreeSet::new()).unwrap();
        assert!(cleared());
    }
}
