//! A recording list as adopted.

use serde::{Deserialize, Serialize};
use terms::{AgencyId, Date, ListRowId, RecordingListId, words};

use super::Event;
use crate::{Outcome, Refusal};

/// Most rows in one list; the longest found in the open has under 200.
const MAX_ROWS: usize = 2_000;

words! {
    /// How strongly recording is demanded.
    Mode {
        /// From arrival to departure (Arts. 15 para. 1, 18).
        Continuous = "continuous", "全程音像记录";
        /// As the situation asks (Art. 15 para. 2).
        Situational = "situational", "根据实际情况音像记录";
        /// If thought necessary (Art. 15 para. 3).
        Optional = "optional", "可以音像记录";
    }
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListRow {
    /// Its id.
    pub id: ListRowId,
    /// Kind of act, in the list's own words.
    pub act: String,
    /// The item.
    pub item: String,
    /// The stage, in the list's own words.
    pub stage: String,
    /// The scene.
    pub scene: String,
    /// With what it is recorded.
    pub devices: String,
    /// How strongly.
    pub mode: Mode,
    /// What to record.
    pub content: String,
    /// Where recording starts.
    pub start_point: String,
    /// Where it ends.
    pub end_point: String,
    /// How long it is kept.
    pub retention: String,
}

/// A version of an agency's list.
#[doc(alias = "音像记录事项清单")]
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingList {
    /// Its id.
    pub id: RecordingListId,
    /// The agency.
    pub agency: AgencyId,
    /// 1, 2, 3 …
    pub version: u32,
    /// First day in force.
    pub effective_from_on: Date,
    /// All rows.
    pub rows: Vec<ListRow>,
    /// Where it comes from.
    pub source: String,
}

impl RecordingList {
    /// Folds a list's only fact.
    #[must_use]
    pub fn fold(event: &Event) -> Self {
        let Event::Adopted { list, agency, version, effective_from_on, rows, source } = event;
        Self {
            id: *list,
            agency: *agency,
            version: *version,
            effective_from_on: *effective_from_on,
            rows: rows.clone(),
            source: source.clone(),
        }
    }
}

/// Decides to put a list in force.
///
/// # Errors
/// [`Refusal::ListInvalid`] if it is empty, too long or has a row without an item.
pub fn adopt(list: &RecordingList) -> Result<Outcome<Event>, Refusal> {
    let wrong = |what: &str| Err(Refusal::ListInvalid { what: what.to_owned() });
    if list.rows.is_empty() {
        return wrong("没有任何事项。");
    }
    if list.rows.len() > MAX_ROWS {
        return wrong("事项超过2000行，请拆分。");
    }
    if list.rows.iter().any(|row| row.item.trim().is_empty()) {
        return wrong("有事项名称为空的行。");
    }
    Ok(Outcome::one(Event::Adopted {
        list: list.id,
        agency: list.agency,
        version: list.version,
        effective_from_on: list.effective_from_on,
        rows: list.rows.clone(),
        source: list.source.clone(),
    }))
}
