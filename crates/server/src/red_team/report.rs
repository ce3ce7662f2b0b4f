//! What a run came to, as it is kept, shown and printed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::{Alarm, Attack, Power};
use crate::http::words;

/// A run over all attacks.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = RedTeamReport)]
pub(crate) struct Report {
    /// The program that ran.
    pub(crate) version: String,
    pub(crate) begun_at: String,
    pub(crate) took_ms: i64,
    /// Attacks that were named by an alarm.
    pub(crate) found: usize,
    /// Attacks.
    pub(crate) attacks: usize,
    /// All attacks were named, and nothing where nothing was attacked.
    pub(crate) is_accounted_for: bool,
    pub(crate) control: Control,
    pub(crate) rows: Vec<Row>,
    /// What no attack shows, because no alarm could.
    pub(crate) beyond: Vec<String>,
    /// Alarms that were left out on purpose.
    #[schema(value_type = Vec<words::RedTeamAlarm>)]
    pub(crate) without: Vec<Alarm>,
}

/// The copy that nobody attacked: no alarm may sound.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = RedTeamControl)]
pub(crate) struct Control {
    pub(crate) is_clean: bool,
    pub(crate) took_ms: i64,
    /// Alarms that were asked.
    pub(crate) asked: usize,
    pub(crate) alarms: Vec<Raised>,
}

/// One attack.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = RedTeamRow)]
pub(crate) struct Row {
    #[schema(value_type = words::RedTeamAttack)]
    pub(crate) attack: Attack,
    pub(crate) title: String,
    #[schema(value_type = words::RedTeamPower)]
    pub(crate) power: Power,
    pub(crate) power_text: String,
    /// What was done.
    pub(crate) done: String,
    /// All of what was hit was named.
    pub(crate) is_found: bool,
    /// The alarms that named what was hit, in the order they were asked.
    pub(crate) alarms: Vec<Raised>,
    /// What stays possible all the same.
    pub(crate) limit: String,
}

/// An alarm that sounded.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = RedTeamRaised)]
pub(crate) struct Raised {
    #[schema(value_type = words::RedTeamAlarm)]
    pub(crate) alarm: Alarm,
    pub(crate) title: String,
    /// Its own sentence.
    pub(crate) sentence: String,
    /// How long it took in this run.
    pub(crate) took_ms: i64,
    /// When it sounds in operation, at the latest.
    pub(crate) period: String,
}

/// How far a run is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = RedTeamProgress)]
pub(crate) struct Progress {
    pub(crate) begun_at: String,
    /// Steps that are over.
    pub(crate) done: usize,
    /// Steps there are.
    pub(crate) of: usize,
    /// What is being done.
    pub(crate) now: String,
}

/// What is kept of the last run.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Last {
    /// It came to its end.
    Ended(Box<Report>),
    /// It did not: when, and why.
    Broke {
        /// When.
        at: String,
        /// In Chinese.
        why: String,
    },
}
