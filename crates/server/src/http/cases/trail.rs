//! The trail of a case, and the proof that an entry is in the log.

use std::collections::BTreeSet;

use app::{App, FactProof, TrailFact};
use axum::Json;
use axum::extract::State;
use domain::Event;
use domain::authority::Role;
use serde::Serialize;
use serde_json::Value;
use terms::{CaseId, OfficerId};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::trail_words::{self, Names};
use crate::http::wire::{self, Ids, PageParams, Params, time};
use crate::http::words;

/// A page of a trail.
#[derive(Serialize, ToSchema)]
pub(crate) struct Trail {
    items: Vec<TrailEntry>,
    next_cursor: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TrailEntry {
    pub n: u64,
    pub at: String,
    pub person: String,
    #[schema(value_type = Option<words::Role>)]
    pub role: Option<Role>,
    pub kind: String,
    pub action: String,
    pub object: String,
    pub object_href: Option<String>,
    pub detail: Vec<TrailDetail>,
    pub leaf_hash: String,
}

/// A detail of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TrailDetail {
    pub label: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

pub(crate) fn entry(fact: &TrailFact, names: &Names<'_>) -> TrailEntry {
    let by = fact.recorded.as_ref().and_then(|recorded| recorded.by);
    let body = fact.recorded.as_ref().and_then(|recorded| recorded.event.to_body().ok());
    let value: Option<Value> = body.and_then(|body| serde_json::from_str(&body).ok());
    let (object, object_href) = names.object(fact, value.as_ref());
    TrailEntry {
        n: fact.n,
        at: time(fact.at),
        person: by.map_or_else(|| "系统".to_owned(), |id: OfficerId| names.person(id)),
        role: None,
        kind: fact.kind.clone(),
        action: trail_words::action(&fact.kind).to_owned(),
        object,
        object_href,
        detail: match value {
            Some(value) => names.details(&value),
            None => vec![TrailDetail {
                label: "正文".to_owned(),
                before: None,
                after: Some("已依法处置，仅存摘要".to_owned()),
            }],
        },
        leaf_hash: fact.leaf_hash.clone(),
    }
}

/// The record a fact is about.
fn record_of(event: &Event) -> Option<String> {
    let Event::Record(event) = event else { return None };
    let value = serde_json::to_value(event).ok()?;
    Some(value.get("record")?.as_str()?.to_owned())
}

/// The trail of a case, newest first.
#[utoipa::path(get, path = "/cases/{case}/trail", tag = "案件", params(("case" = String, Path), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)), responses((status = 200, body = Trail), (status = 404, body = Problem)))]
pub(crate) async fn trail(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Params(page): Params<PageParams>,
) -> Result<Json<Trail>, Problem> {
    let id: CaseId = wire::id(&id)?;
    let facts = app.trail(caller.officer(), id).await?;
    let (directory, _) = app.people(caller.officer()).await?;
    let before = match page.cursor.as_deref().filter(|cursor| !cursor.is_empty()) {
        None => u64::MAX,
        Some(cursor) => cursor
            .parse()
            .map_err(|_| Problem::value("cursor", "分页标记无效，请从第一页重新开始。"))?,
    };
    let limit = usize::try_from(page.limit.unwrap_or(100).clamp(1, 200)).unwrap_or(100);
    let names = Names::of(&facts, &app.law.catalogue, &directory);
    let mut older = facts.iter().rev().filter(|fact| fact.n < before);
    // Of a record somebody may not read, they learn that something happened and not what (Art. 25).
    let view = app.case(caller.officer(), id).await?;
    let records = view.dossier.case.iter().flat_map(|case| case.records.values());
    let closed = records.filter(|record| record.may_read(caller.officer()).is_err());
    let closed: BTreeSet<String> = closed.map(|record| record.id.to_string()).collect();
    let entry = |fact: &TrailFact| {
        let mut entry = entry(fact, &names);
        let recorded = fact.recorded.as_ref();
        if recorded.and_then(|one| record_of(&one.event)).is_some_and(|id| closed.contains(&id)) {
            entry.detail.clear();
        }
        entry
    };
    let items: Vec<_> = older.by_ref().take(limit).map(entry).collect();
    let next_cursor = older.next().and(items.last()).map(|last| last.n.to_string());
    Ok(Json(Trail { items, next_cursor }))
}

/// A proof that can be checked offline.
#[derive(Serialize, ToSchema)]
pub(crate) struct Proof {
    n: u64,
    leaf: String,
    leaf_hash: String,
    tree_size: u64,
    root: String,
    hashes: Vec<String>,
    checkpoint: String,
    log_vkey: String,
    sm3: Sm3Proof,
    /// Words of outside clocks that box the fact, against the same checkpoint.
    times: Vec<TimeLine>,
}

/// What an outside clock said of a head, as `docs/formats/time.md` has it.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimeLine {
    note: String,
    consistency: Vec<String>,
    /// The beacon that binds the note; nothing, as what follows: a head that only ends the box.
    n: Option<u64>,
    leaf: Option<String>,
    proof: Option<Vec<String>>,
    /// Where it is an authority's word (RFC 3161).
    #[serde(skip_serializing_if = "Option::is_none")]
    stamp: Option<TimeStamp>,
}

/// What an authority answered when it was shown the note.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimeStamp {
    token: String,
    certificates: Vec<String>,
}

/// The same in the SM3 tree over the same leaves.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sm3Proof {
    /// Of its best head, which need not have the size of the other tree's.
    tree_size: u64,
    root: String,
    hashes: Vec<String>,
    checkpoint: String,
    log_vkey: String,
}

impl From<FactProof> for Proof {
    fn from(proof: FactProof) -> Self {
        Self {
            n: proof.n,
            leaf: proof.leaf,
            leaf_hash: proof.leaf_hash,
            tree_size: proof.tree_size,
            root: proof.root,
            hashes: proof.hashes,
            checkpoint: proof.checkpoint,
            log_vkey: proof.log_vkey,
            sm3: Sm3Proof {
                tree_size: proof.sm3.tree_size,
                root: proof.sm3.root,
                hashes: proof.sm3.hashes,
                checkpoint: proof.sm3.checkpoint,
                log_vkey: proof.sm3.log_vkey,
            },
            times: proof.times.into_iter().map(time_line).collect(),
        }
    }
}

fn time_line(line: app::TimeLine) -> TimeLine {
    let app::TimeLine { note, consistency, n, leaf, proof, stamp } = line;
    let stamp =
        stamp.map(|app::TimeStamp { token, certificates }| TimeStamp { token, certificates });
    TimeLine { note, consistency, n, leaf, proof, stamp }
}

/// The proof that an entry of a case's trail is in the log.
#[utoipa::path(get, path = "/cases/{case}/trail/{n}/proof", tag = "案件", params(("case" = String, Path), ("n" = u64, Path)), responses((status = 200, body = Proof), (status = 404, body = Problem)))]
pub(crate) async fn proof(
    State(app): State<App>,
    caller: Caller,
    Ids((id, n)): Ids<(String, u64)>,
) -> Result<Json<Proof>, Problem> {
    let proof = app.prove(caller.officer(), wire::id(&id)?, n).await?;
    Ok(Json(proof.into()))
}
