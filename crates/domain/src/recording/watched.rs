//! Which parts of a recording somebody played. No fact: that somebody looked is one (Art. 24).

use serde::{Deserialize, Serialize};

/// Parts closer than this grow together: a jump so short is none.
const SLACK_MS: i64 = 250;
/// Most parts kept; beyond that the shortest jumps are forgotten.
const MAX_PARTS: usize = 200;

/// Parts of a recording, in milliseconds of playing time.
// INVARIANT: in order, none empty, none before the start, none touching the next.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(i64, i64)>", into = "Vec<(i64, i64)>")]
pub struct Watched(Vec<(i64, i64)>);

impl Watched {
    /// With more parts played, of a recording that lasts so long.
    #[must_use]
    pub fn with(self, parts: &[(i64, i64)], lasts_ms: Option<i64>) -> Self {
        let end = lasts_ms.unwrap_or(i64::MAX);
        let inside = parts.iter().map(|(from, to)| ((*from).max(0), (*to).min(end)));
        let mut all: Vec<(i64, i64)> = self.0.into_iter().chain(inside).collect();
        all.retain(|(from, to)| from < to);
        all.sort_unstable();
        let mut slack = SLACK_MS;
        let mut joined = join(&all, slack);
        while joined.len() > MAX_PARTS {
            slack = slack.saturating_mul(2);
            joined = join(&joined, slack);
        }
        Self(joined)
    }

    /// The parts, in order.
    #[must_use]
    pub fn parts(&self) -> &[(i64, i64)] {
        &self.0
    }

    /// How much that is; a part played twice counts once.
    #[must_use]
    pub fn lasted_ms(&self) -> i64 {
        self.0.iter().map(|(from, to)| to.saturating_sub(*from)).sum()
    }
}

fn join(parts: &[(i64, i64)], slack: i64) -> Vec<(i64, i64)> {
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (from, to) in parts {
        match joined.last_mut() {
            Some(last) if *from <= last.1.saturating_add(slack) => last.1 = last.1.max(*to),
            _ => joined.push((*from, *to)),
        }
    }
    joined
}

impl From<Vec<(i64, i64)>> for Watched {
    fn from(parts: Vec<(i64, i64)>) -> Self {
        Self::default().with(&parts, None)
    }
}

impl From<Watched> for Vec<(i64, i64)> {
    fn from(watched: Watched) -> Self {
        watched.0
    }
}
