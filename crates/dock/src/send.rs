//! One clip on its way: read, made known, sent from where the server stands, again and again until
//! every byte is there. Whether it is deposited is asked afterwards, for many at once.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use futures_util::stream;
use reqwest::Body;
use serde_json::{Value, json};
use terms::Digests;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio::sync::OnceCell;

use crate::clock;
use crate::hash;
use crate::journal::Entry;
use crate::progress::{Progress, State};
use crate::queue::Queue;
use crate::scan::Clip;
use crate::server::{ClipState, Failure, Server};
use crate::throttle::Throttle;

/// Bytes handed to the line at a time.
const PIECE: usize = 256 * 1024;
/// First pause after a failure; doubled each time.
const PAUSE: Duration = Duration::from_millis(200);
/// Longest pause: soon after the line is back it goes on.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What sending needs.
pub(crate) struct Line {
    pub(crate) server: Server,
    pub(crate) queue: Queue,
    pub(crate) progress: Progress,
    pub(crate) throttle: Throttle,
    /// So long nothing may move before it is left for the next time.
    pub(crate) patience: Duration,
}

/// How sending one clip ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Every byte is there.
    Whole,
    /// The server said no; the clip stays where it is.
    Kept(String),
    /// Its card was pulled, or it changed while it was read.
    Pulled(String),
    /// The line did not come back in time.
    Away(String),
}

/// A device that was put in. The server is told once, when somebody first needs to have told it.
pub(crate) struct Dock {
    cell: OnceCell<Option<String>>,
    told: Value,
    key: String,
}

impl Dock {
    /// One to tell of; `key` is this time's own.
    pub(crate) fn new(told: Value, key: String) -> Self {
        Self { cell: OnceCell::new(), told, key }
    }

    /// The server's id of it; none if it would not have it.
    async fn id(&self, line: &Line) -> Result<Option<String>, Failure> {
        let told = self.cell.get_or_try_init(|| async {
            match line.server.announce(&self.told, &self.key).await {
                Ok(id) => Ok(Some(id)),
                Err(Failure::Refused(_)) => Ok(None),
                Err(away) => Err(away),
            }
        });
        told.await.cloned()
    }
}

/// Sends one clip.
///
/// # Errors
/// The queue cannot be written: nothing goes on then.
pub(crate) async fn send(line: &Arc<Line>, clip: &Clip, dock: &Dock) -> Result<Sent> {
    let digests = match read(line, clip).await? {
        Ok(digests) => digests,
        Err(why) => return Ok(Sent::Pulled(why)),
    };
    line.progress.change(&clip.slot, |slot| {
        if slot.state == State::Reading {
            slot.state = State::Sending;
        }
    });
    let mut pause = Pause::new(line);
    loop {
        let told = match dock.id(line).await {
            Ok(dock) => line.server.begin(&announcement(clip, &digests, dock.as_deref())).await,
            Err(failure) => Err(failure),
        };
        let done = match told {
            Ok(told) => {
                let known = line.queue.standing(&clip.key).and_then(|it| it.upload);
                if known.as_deref() != Some(told.upload_id.as_str()) {
                    let upload = told.upload_id.clone();
                    line.queue.note(&[Entry::Begun { clip: clip.key.clone(), upload }])?;
                }
                push(line, clip, &told).await
            }
            Err(failure) => Err(Stop::Failed(failure)),
        };
        match done {
            Ok(()) => {
                line.progress.change(&clip.slot, |slot| {
                    slot.sent_bytes = slot.sent_bytes.saturating_add(clip.key.size);
                });
                return Ok(Sent::Whole);
            }
            Err(Stop::Card(why)) => return Ok(Sent::Pulled(why)),
            Err(Stop::Failed(Failure::Refused(why))) => return Ok(Sent::Kept(why)),
            Err(Stop::Failed(Failure::Away(why))) => {
                if !pause.wait(line).await {
                    return Ok(Sent::Away(why));
                }
            }
        }
    }
}

/// Reads a clip whole, unless that was done before.
async fn read(line: &Line, clip: &Clip) -> Result<Result<Digests, String>> {
    let known = line.queue.standing(&clip.key).unwrap_or_default();
    if let Some(digests) = known.digests.filter(|_| known.kept.is_none()) {
        return Ok(Ok(digests));
    }
    let file = clip.file.clone();
    let digests = match tokio::task::spawn_blocking(move || hash::digests(&file)).await? {
        Ok(digests) if digests.size_bytes == clip.key.size => digests,
        Ok(_) => return Ok(Err("读取时文件长度变了，下次再读".to_owned())),
        Err(error) => return Ok(Err(format!("{error:#}"))),
    };
    line.queue.note(&[Entry::Hashed { clip: clip.key.clone(), digests }])?;
    line.progress.change(&clip.slot, |_| {});
    Ok(Ok(digests))
}

/// What the server is told of a clip.
fn announcement(clip: &Clip, digests: &Digests, dock: Option<&str>) -> Value {
    json!({
        "dock_id": dock,
        "file_name": clip.name,
        "size_bytes": clip.key.size,
        "sha256": digests.sha256,
        "recorded_at": clip.named.said_at.map(|at| at.to_china_rfc3339()),
        "serial_no": clip.named.serial,
        "person_code": clip.named.person,
        "file_no": clip.named.number,
        "folder": clip.folder.as_deref().and_then(fit_folder),
        "important": clip.named.is_important,
        "flags": clip.flags.iter().map(|flag| flag.as_str()).collect::<Vec<_>>(),
    })
}

/// A folder as the server keeps it; one that it would not take is left out, the name stays.
fn fit_folder(folder: &str) -> Option<String> {
    let folder: String = folder.chars().filter(|c| !c.is_control()).take(255).collect();
    Some(folder).filter(|folder| !folder.trim().is_empty())
}

/// Why a sending stopped.
enum Stop {
    Failed(Failure),
    Card(String),
}

async fn push(line: &Arc<Line>, clip: &Clip, told: &ClipState) -> Result<(), Stop> {
    if told.state != "receiving" {
        return Ok(());
    }
    let offset = line.server.offset(&told.location).await.map_err(Stop::Failed)?;
    // With nothing left an empty body tells the server to look at what it has.
    let left = clip.key.size.saturating_sub(offset);
    let body = body(line.clone(), &clip.file, &clip.slot, offset, left).await;
    let body = body.map_err(|error| Stop::Card(format!("无法读取文件：{error}")))?;
    let sent = line.server.append(&told.location, offset, left, body).await;
    match sent {
        Ok(now) if now == clip.key.size => Ok(()),
        Ok(_) => Err(Stop::Failed(Failure::Away("没有传完".to_owned()))),
        // A card that was pulled looks like a line that broke.
        Err(_) if !is_as_it_was(clip) => Err(Stop::Card("设备中途拔出或者文件有变".to_owned())),
        Err(failure) => Err(Stop::Failed(failure)),
    }
}

fn is_as_it_was(clip: &Clip) -> bool {
    std::fs::symlink_metadata(&clip.file).is_ok_and(|meta| {
        let written = meta.modified().map(|time| clock::stamp(time).ms());
        meta.len() == clip.key.size && written.is_ok_and(|ms| ms == clip.key.written_ms)
    })
}

/// A file from a byte on, piece by piece, no faster than the cap.
async fn body(
    line: Arc<Line>,
    file: &Path,
    slot: &str,
    offset: u64,
    left: u64,
) -> std::io::Result<Body> {
    let mut file = tokio::fs::File::open(file).await?;
    file.seek(std::io::SeekFrom::Start(offset)).await?;
    let slot = slot.to_owned();
    let pieces = stream::try_unfold((file.take(left), line, slot), next_piece);
    Ok(Body::wrap_stream(pieces))
}

type Reading = (tokio::io::Take<tokio::fs::File>, Arc<Line>, String);

async fn next_piece(state: Reading) -> std::io::Result<Option<(Vec<u8>, Reading)>> {
    let (mut file, line, slot) = state;
    let mut piece = vec![0; PIECE];
    let read = file.read(&mut piece).await?;
    piece.truncate(read);
    if piece.is_empty() {
        return Ok(None);
    }
    line.throttle.pass(read).await;
    line.progress.change(&slot, |_| {});
    Ok(Some((piece, (file, line, slot))))
}

/// Pauses between tries: longer each time, short again once something moved.
pub(crate) struct Pause {
    next: Duration,
    waited: Duration,
    moved: u64,
}

impl Pause {
    pub(crate) fn new(line: &Line) -> Self {
        Self { next: PAUSE, waited: Duration::ZERO, moved: line.progress.moved() }
    }

    /// Waits; `false` once nothing has moved for longer than there is patience.
    pub(crate) async fn wait(&mut self, line: &Line) -> bool {
        let moved = line.progress.moved();
        if moved != self.moved {
            *self = Self { moved, ..Self::new(line) };
        }
        if self.waited >= line.patience {
            return false;
        }
        tokio::time::sleep(self.next).await;
        self.waited += self.next;
        self.next = (self.next * 2).min(LONGEST_PAUSE);
        true
    }
}
