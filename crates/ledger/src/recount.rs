//! What a recount of mirrored leaves found, as an auditor tells it.
//!
//! ```text
//! liuhen-recount/v1
//! head SIZE HELD SECONDS
//! report LEAF DAY FROM TO RESULT
//! superseded LEAF BY WHY
//! differs LEAF INDICATOR TOLD RECOUNTED FIRST
//! wants LEAF
//! ```

use std::fmt;

use crate::checkpoint::parse_size;
use crate::leaf::is_token;
use crate::report::Difference;

const RECOUNT_HEADER: &str = "liuhen-recount/v1";
/// Longest text that is read, in bytes.
pub const MAX_RECOUNT_BYTES: usize = 128 * 1024;

/// What came of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecountResult {
    /// Every figure is the same.
    Equal,
    /// The report itself did not come yet.
    Waiting,
    /// It is not the report that its leaf names, or no set of indicators known here counted it.
    Unreadable,
    /// It does not begin where the one before ended, or counts leaves after its own.
    Gap,
    /// A figure differs.
    Differs,
}

impl RecountResult {
    /// Each of them.
    pub const ALL: &[Self] =
        &[Self::Equal, Self::Waiting, Self::Unreadable, Self::Gap, Self::Differs];

    /// The word in the text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Waiting => "waiting",
            Self::Unreadable => "unreadable",
            Self::Gap => "gap",
            Self::Differs => "differs",
        }
    }

    /// Somebody has to look.
    #[must_use]
    pub const fn is_dispute(self) -> bool {
        matches!(self, Self::Unreadable | Self::Gap | Self::Differs)
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|result| result.as_str() == word)
    }
}

/// One report, counted again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recounted {
    /// The leaf that binds it.
    pub leaf: u64,
    /// Its day, as that leaf says.
    pub day: String,
    /// First leaf it counts.
    pub from: u64,
    /// One past the last.
    pub to: u64,
    /// What came of it.
    pub result: RecountResult,
    /// The later report that stands in its place.
    pub superseded: Option<Superseded>,
    /// Figures that differ, the one with the first leaf in front.
    pub differences: Vec<Difference>,
}

/// A report that another one stands in the place of. It stays what it is.
#[doc(alias = "更正日报")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The leaf of the other one.
    pub by: u64,
    /// Why, as that leaf says: a word of the log's.
    pub why: String,
}

impl Recounted {
    /// Somebody has to look: it is in dispute, and no other report stands in its place.
    #[must_use]
    pub const fn is_open_dispute(&self) -> bool {
        self.result.is_dispute() && self.superseded.is_none()
    }

    /// Its figures are right, or those of another report are told in its place.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.result == RecountResult::Equal || self.superseded.is_some()
    }
}

/// A recount of all leaves of a head.
#[doc(alias = "复算")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    /// Leaves of the head that was recounted.
    pub size: u64,
    /// Leaves the mirror has.
    pub held: u64,
    /// When, in seconds since 1970.
    pub at: u64,
    /// The reports, oldest first.
    pub reports: Vec<Recounted>,
    /// Leaves whose report did not come yet.
    pub wants: Vec<u64>,
}

impl Recount {
    /// Whether every report that stands came, and every figure of it is the same.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.reports.iter().all(Recounted::is_settled)
    }

    /// Reads the text; none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if text.len() > MAX_RECOUNT_BYTES || lines.next()? != RECOUNT_HEADER {
            return None;
        }
        let head: Vec<&str> = lines.next()?.split(' ').collect();
        let ["head", size, held, at] = head.as_slice() else { return None };
        let (size, held, at) = (parse_size(size)?, parse_size(held)?, parse_size(at)?);
        let mut recount = Self { size, held, at, reports: Vec::new(), wants: Vec::new() };
        for line in lines {
            recount.read(line)?;
        }
        Some(recount)
    }

    fn read(&mut self, line: &str) -> Option<()> {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["report", leaf, day, from, to, result] => self.reports.push(Recounted {
                leaf: parse_size(leaf)?,
                day: (*day).to_owned(),
                from: parse_size(from)?,
                to: parse_size(to)?,
                result: RecountResult::parse(result)?,
                superseded: None,
                differences: Vec::new(),
            }),
            ["superseded", leaf, by, why] => {
                let (leaf, by, why) = (parse_size(leaf)?, parse_size(by)?, (*why).to_owned());
                let last = self.reports.last_mut().filter(|last| last.leaf == leaf)?;
                last.superseded = Some(Superseded { by, why }).filter(|it| is_token(&it.why));
            }
            ["differs", leaf, code, told, recounted, first] => {
                let (last, leaf) = (self.reports.last_mut()?, parse_size(leaf)?);
                let indicator = Some((*code).to_owned()).filter(|code| is_token(code))?;
                let (told, recounted) = (told.parse().ok()?, recounted.parse().ok()?);
                let leaf_of_report = last.leaf == leaf;
                let difference =
                    Difference { indicator, told, recounted, leaf: parse_size(first)? };
                leaf_of_report.then(|| last.differences.push(difference))?;
            }
            ["wants", leaf] => self.wants.push(parse_size(leaf)?),
            _ => return None,
        }
        Some(())
    }
}

impl fmt::Display for Recount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{RECOUNT_HEADER}\nhead {} {} {}", self.size, self.held, self.at)?;
        for one in &self.reports {
            let (leaf, result) = (one.leaf, one.result.as_str());
            writeln!(f, "report {leaf} {} {} {} {result}", one.day, one.from, one.to)?;
            if let Some(superseded) = &one.superseded {
                writeln!(f, "superseded {leaf} {} {}", superseded.by, superseded.why)?;
            }
            for differs in &one.differences {
                let (told, ours) = (differs.told, differs.recounted);
                let (code, first) = (&differs.indicator, differs.leaf);
                writeln!(f, "differs {leaf} {code} {told} {ours} {first}")?;
            }
        }
        self.wants.iter().try_for_each(|leaf| writeln!(f, "wants {leaf}"))
    }
}
