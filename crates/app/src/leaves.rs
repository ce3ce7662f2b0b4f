//! Leaves to look that were found a moment ago, with the bytes they open. A player asks for hundreds of ranges; as long as no
//! fact was added since, the answer is the same, and nothing need be folded again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use terms::{AvRecordId, Date, OfficerId, Timestamp};
use vault::BlobReader;

/// Most that are kept: more than are looked at in the same minute, and fewer than a process may have
/// files open. Then all are forgotten.
const MOST: usize = 200;

/// Who looks at what, and whether at the original.
pub(crate) type Look = (OfficerId, AvRecordId, bool);

/// A leave, and what it rests on.
#[derive(Debug, Clone)]
pub(crate) struct Leave {
    /// Facts in the log when it was found: any new one may take it back.
    pub(crate) log_size: u64,
    /// The day; roles and credentials begin and end with one.
    pub(crate) on: Date,
    /// Until when it lasts.
    pub(crate) until_at: Timestamp,
    /// What it opens.
    pub(crate) reader: BlobReader,
}

/// The leaves found lately.
#[derive(Debug, Default)]
pub(crate) struct Leaves(Mutex<HashMap<Look, Leave>>);

impl Leaves {
    /// What may be read, if what was found still holds.
    pub(crate) fn find(&self, look: Look, log_size: u64, now: Timestamp) -> Option<BlobReader> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let leave = known.get(&look)?;
        let holds = leave.log_size == log_size && leave.on == now.date() && now < leave.until_at;
        holds.then(|| leave.reader.clone())
    }

    pub(crate) fn keep(&self, look: Look, leave: Leave) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(look, leave);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leave_holds_until_a_fact_a_day_or_its_end() {
        let (officer, recording) = (OfficerId::from_bits(1), AvRecordId::from_bits(2));
        let now = Timestamp::from_ms(1_741_309_200_000);
        let path = std::env::current_exe().unwrap();
        let reader = BlobReader::open(&path).unwrap();
        let leaves = Leaves::default();
        let day_later = now.plus_ms(24 * 3_600_000);
        let leave = Leave { log_size: 5, on: now.date(), until_at: day_later, reader };
        leaves.keep((officer, recording, false), leave.clone());
        let finds = |is_original, log_size, now| {
            leaves.find((officer, recording, is_original), log_size, now).is_some()
        };
        assert!(finds(false, 5, now));
        assert!(!finds(false, 6, now), "a new fact");
        assert!(!finds(true, 5, now), "the original");
        assert!(!finds(false, 5, now.plus_ms(23 * 3_600_000)), "another day");
        leaves.keep((officer, recording, false), Leave { until_at: now, ..leave });
        assert!(!finds(false, 5, now), "it ended");
    }
}
