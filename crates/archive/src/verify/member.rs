//! One member of the tar: its bytes are hashed and, for a few names, also read.

use std::io::Read;

use terms::Digests;

use super::facts::{Facts, Proofs};
use super::times::TimeLines;
use crate::digest::Hashing;
use crate::layout::{
    BAG_INFO, BAGIT, CHECKPOINT, FACTS, LOG_KEY, MANIFEST_SHA256, MANIFEST_SM3, PROOFS,
    SM3_CHECKPOINT, SM3_LOG_KEY, SM3_PROOFS, TAGMANIFEST_SHA256, TAGMANIFEST_SM3, TIMES,
};
use crate::line::MAX_LINE_BYTES;
use crate::report::{DefectCode, Findings};

/// Longest manifest, in bytes: 50,000 files with the longest paths fit.
pub const MAX_MANIFEST_BYTES: usize = 16 * 1024 * 1024;
/// Longest of the other texts: declaration, information, checkpoint, key.
const MAX_TEXT_BYTES: usize = 256 * 1024;
/// Long runs let two threads hash at once.
const BUFFER_BYTES: usize = 1024 * 1024;
/// A file declared small gets a small buffer.
const MIN_BUFFER_BYTES: usize = 4 * 1024;

/// What became of a member.
pub(super) enum Content {
    /// Only hashed.
    Opaque,
    /// Kept whole.
    Text(Vec<u8>),
    /// Read line by line.
    Facts(Facts),
    /// Read line by line.
    Proofs(Proofs),
    /// Read line by line.
    Times(TimeLines),
}

/// Whether only the hashes look at the bytes of a member.
pub(super) fn is_opaque(path: &str) -> bool {
    matches!(Consumer::of(path), Consumer::Nothing)
}

/// Reads a member to its end; `None` if it ends before `size_bytes`.
///
/// # Errors
/// Those of the reader.
pub(super) fn read(
    path: &str,
    size_bytes: u64,
    reader: &mut dyn Read,
    findings: &mut Findings,
) -> std::io::Result<Option<(Digests, Content)>> {
    let mut hashing = Hashing::default();
    let mut consumer = Consumer::of(path);
    let wanted = usize::try_from(size_bytes).unwrap_or(BUFFER_BYTES);
    let mut buffer = vec![0; wanted.clamp(MIN_BUFFER_BYTES, BUFFER_BYTES)];
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause),
        };
        let bytes = buffer.get(..read).unwrap_or_default();
        hashing.update(bytes);
        consumer.take(path, bytes, findings);
    }
    let digests = hashing.finish();
    if digests.size_bytes != size_bytes {
        return Ok(None);
    }
    Ok(Some((digests, consumer.finish(path, findings))))
}

enum Consumer {
    Nothing,
    Text { bytes: Vec<u8>, limit: usize },
    Facts(Lines, Facts),
    Proofs(Lines, Proofs),
    Times(Lines, TimeLines),
}

impl Consumer {
    fn of(path: &str) -> Self {
        match path {
            MANIFEST_SHA256 | MANIFEST_SM3 | TAGMANIFEST_SHA256 | TAGMANIFEST_SM3 => {
                Self::Text { bytes: Vec::new(), limit: MAX_MANIFEST_BYTES }
            }
            BAGIT | BAG_INFO | CHECKPOINT | LOG_KEY | SM3_CHECKPOINT | SM3_LOG_KEY => {
                Self::Text { bytes: Vec::new(), limit: MAX_TEXT_BYTES }
            }
            FACTS => Self::Facts(Lines::default(), Facts::default()),
            PROOFS => Self::Proofs(Lines::default(), Proofs::new(PROOFS)),
            SM3_PROOFS => Self::Proofs(Lines::default(), Proofs::new(SM3_PROOFS)),
            TIMES => Self::Times(Lines::default(), TimeLines::default()),
            _ => Self::Nothing,
        }
    }

    fn take(&mut self, path: &str, more: &[u8], findings: &mut Findings) {
        match self {
            Self::Nothing => {}
            Self::Text { bytes, limit } => {
                if bytes.len().saturating_add(more.len()) > *limit {
                    findings.defect(DefectCode::TarForm, path, "文件超过格式允许的大小。");
                    *self = Self::Nothing;
                } else {
                    bytes.extend_from_slice(more);
                }
            }
            Self::Facts(lines, facts) => {
                lines.take(path, more, findings, &mut |number, line, findings| {
                    facts.line(number, line, findings);
                });
            }
            Self::Proofs(lines, proofs) => {
                lines.take(path, more, findings, &mut |number, line, findings| {
                    proofs.line(number, line, findings);
                });
            }
            Self::Times(lines, times) => {
                lines.take(path, more, findings, &mut |number, line, findings| {
                    times.line(number, line, findings);
                });
            }
        }
    }

    fn finish(self, path: &str, findings: &mut Findings) -> Content {
        match self {
            Self::Nothing => Content::Opaque,
            Self::Text { bytes, .. } => Content::Text(bytes),
            Self::Facts(lines, facts) => {
                lines.finish(path, findings);
                Content::Facts(facts)
            }
            Self::Proofs(lines, proofs) => {
                lines.finish(path, findings);
                Content::Proofs(proofs)
            }
            Self::Times(lines, times) => {
                lines.finish(path, findings);
                Content::Times(times)
            }
        }
    }
}

/// Cuts a stream into lines of bounded length.
#[derive(Default)]
struct Lines {
    begun: Vec<u8>,
    number: u64,
    gave_up: bool,
}

impl Lines {
    fn take(
        &mut self,
        path: &str,
        bytes: &[u8],
        findings: &mut Findings,
        each: &mut dyn FnMut(u64, &[u8], &mut Findings),
    ) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.gave_up {
                return;
            }
            if self.begun.len().saturating_add(part.len()) > MAX_LINE_BYTES {
                findings.defect(DefectCode::TarForm, path, "有一行超过格式允许的长度。");
                self.gave_up = true;
                self.begun = Vec::new();
                return;
            }
            self.begun.extend_from_slice(part);
            if let Some(line) = self.begun.strip_suffix(b"\n") {
                self.number += 1;
                each(self.number, line, findings);
                self.begun.clear();
            }
        }
    }

    fn finish(self, path: &str, findings: &mut Findings) {
        if !self.begun.is_empty() {
            findings.defect(DefectCode::Form, path, "最后一行没有结束。");
        }
    }
}
