//! Which lists there are, and one of them.

use app::{App, ListView, ListsSeen};
use axum::Json;
use axum::extract::State;
use domain::org::Directory;
use domain::recording_list::{self, Comment, RecordingList, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ListRow, ListSummary, list_row, summary};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::wire::{self, Ids, time};

/// The versions somebody may see.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordingLists {
    /// Of the own agency, last begun first.
    own: Vec<ListSummary>,
    /// What agencies below laid before the own one.
    below: Vec<ListSummary>,
    /// The list in force today for the own agency, perhaps that of an agency above.
    in_force: Option<ListSummary>,
    /// The superior agency's list in force.
    superior: Option<ListSummary>,
    actions: Vec<Step>,
}

fn summaries(seen: &ListsSeen, lists: &[RecordingList]) -> Vec<ListSummary> {
    let today = seen.now.date();
    let all = || seen.own.iter().chain(&seen.below).chain(&seen.in_force).chain(&seen.superior);
    let one = |list: &RecordingList| {
        let succeeded_on = recording_list::succeeded_on(all(), list);
        summary(list, list.standing(all(), today), succeeded_on, &seen.directory)
    };
    lists.iter().map(one).collect()
}

/// Versions of the own agency, and what agencies below laid before it.
#[utoipa::path(get, path = "/recording-lists", tag = "清单", responses((status = 200, body = RecordingLists)))]
pub(crate) async fn recording_lists(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<RecordingLists>, Problem> {
    let seen = app.recording_lists(caller.officer()).await?;
    let one = |list: &Option<RecordingList>| summaries(&seen, list.as_slice()).pop();
    Ok(Json(RecordingLists {
        own: summaries(&seen, &seen.own),
        below: summaries(&seen, &seen.below),
        in_force: one(&seen.in_force),
        superior: one(&seen.superior),
        actions: vec![Step::of("draft", "起草新版", seen.may_draft.clone())],
    }))
}

/// A note in the margin.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListComment {
    no: u32,
    /// On which row, of this list or of the superior's; null is the whole.
    row_id: Option<String>,
    row_label: Option<String>,
    text: String,
    /// It agrees that the row is removed or weakened.
    consent: bool,
    by: String,
    agency_name: String,
    at: String,
    answer: Option<ListAnswer>,
    /// The row was changed or taken out since.
    row_changed: bool,
    /// Somebody still has to deal with it.
    open: bool,
}

/// What was said to it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListAnswer {
    text: String,
    by: String,
    at: String,
}

/// A row that the superior agency records continuously, and that this list leaves out or weakens.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListAlarm {
    wanted: ListRow,
    own: Option<ListRow>,
    /// The superior agency agreed.
    agreed: bool,
}

/// Why a row demands less than the superior agency's list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListReason {
    row_label: String,
    reason: String,
}

/// A version with its rows and all that was said of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListPage {
    summary: ListSummary,
    items: Vec<ListRow>,
    /// How often rows were changed: sent along when they are changed again.
    rows_changed: u32,
    comments: Vec<ListComment>,
    alarms: Vec<ListAlarm>,
    explained: Vec<ListReason>,
    /// What the head wrote on approval.
    opinion: Option<String>,
    approved_by: Option<String>,
    approved_at: Option<String>,
    submitted_to: Option<String>,
    submitted_at: Option<String>,
    withdrawn_reason: Option<String>,
    /// The list it was made from.
    based_on: Option<ListRef>,
    /// The superior agency's list in force.
    superior: Option<ListRef>,
    /// First day it could be in force.
    earliest_on: String,
    /// It is of the reader's own agency.
    own: bool,
    actions: Vec<Step>,
}

/// Another list, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ListRef {
    pub list_id: String,
    pub label: String,
}

/// `清河县司法局 第1版 2024年清单`.
pub(crate) fn list_ref(list: &RecordingList, directory: &Directory) -> ListRef {
    let agency = directory.agencies.get(&list.agency).map(|agency| agency.name.as_str());
    let version = list.in_force().map(|since| format!("第{}版", since.version));
    let version = version.unwrap_or_else(|| "草案".to_owned());
    let label = format!("{} {version}《{}》", agency.unwrap_or_default(), list.title);
    ListRef { list_id: list.id.to_string(), label }
}

fn comments(view: &ListView) -> Vec<ListComment> {
    let name = |by: Option<terms::OfficerId>| by.map(|id| view.directory.name_of(id));
    let known = |id| {
        let lists = std::iter::once(&view.list).chain(&view.superior).chain(&view.base);
        lists.filter_map(|list| list.row(id)).map(|row| row.label()).next()
    };
    let one = |comment: &Comment| ListComment {
        no: comment.no,
        row_id: comment.row.map(|id| id.to_string()),
        row_label: comment.row_label.clone().or_else(|| comment.row.and_then(known)),
        text: comment.text.clone(),
        consent: comment.is_consent,
        by: name(comment.by).unwrap_or_default(),
        agency_name: view
            .directory
            .agencies
            .get(&comment.agency)
            .map(|agency| agency.name.clone())
            .unwrap_or_default(),
        at: time(comment.at),
        answer: comment.answer.as_ref().map(|answer| ListAnswer {
            text: answer.text.clone(),
            by: name(answer.by).unwrap_or_default(),
            at: time(answer.at),
        }),
        row_changed: comment.is_row_changed,
        open: comment.is_open(),
    };
    view.list.comments.iter().map(one).collect()
}

fn alarms(view: &ListView) -> Vec<ListAlarm> {
    let wanted = view.superior.iter().filter(|_| view.list.is_open());
    let open = recording_list::unanswered(&view.list, view.superior.as_ref());
    let all = wanted.flat_map(|wanted| recording_list::alarms(&wanted.rows, &view.list.rows));
    let one = |alarm: recording_list::Alarm<'_>| ListAlarm {
        wanted: list_row(alarm.wanted),
        own: alarm.own.map(list_row),
        agreed: !open.iter().any(|other| other.wanted.id == alarm.wanted.id),
    };
    all.map(one).collect()
}

fn title(step: &str) -> &'static str {
    match step {
        "edit" => "修改各行",
        "submit" => "报上级指导",
        "comment" => "提出意见",
        "approve" => "批准施行",
        _ => "撤回草案",
    }
}

/// A version with its rows, comments and alarms, and what may be done next.
#[utoipa::path(get, path = "/recording-lists/{list}", tag = "清单", params(("list" = String, Path)), responses((status = 200, body = ListPage), (status = 404, body = Problem)))]
pub(crate) async fn recording_list_page(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<ListPage>, Problem> {
    let view = app.list_view(caller.officer(), wire::id(&id)?).await?;
    let (list, directory) = (&view.list, &view.directory);
    let mut page = ListPage {
        summary: summary(list, view.standing, view.succeeded_on, directory),
        items: list.rows.iter().map(list_row).collect(),
        rows_changed: list.rows_changed,
        comments: comments(&view),
        alarms: alarms(&view),
        explained: Vec::new(),
        opinion: None,
        approved_by: None,
        approved_at: None,
        submitted_to: None,
        submitted_at: None,
        withdrawn_reason: None,
        based_on: view.base.as_ref().map(|base| list_ref(base, directory)),
        superior: view.superior.as_ref().map(|above| list_ref(above, directory)),
        earliest_on: view.earliest_on.to_string(),
        own: list.agency == view.reader.agency,
        actions: view
            .may
            .iter()
            .map(|(_, name, may)| Step::of(name, title(name), may.clone()))
            .collect(),
    };
    match &list.status {
        Status::Draft => {}
        Status::Submitted { to, at } => {
            page.submitted_to = directory.agencies.get(to).map(|agency| agency.name.clone());
            page.submitted_at = Some(time(*at));
        }
        Status::Approved { in_force, opinion, explained } => {
            page.opinion.clone_from(opinion);
            page.approved_by = in_force.by.map(|id| directory.name_of(id));
            page.approved_at = Some(time(in_force.at));
            let reason = |one: &recording_list::Explained| ListReason {
                row_label: one.item.clone(),
                reason: one.reason.clone(),
            };
            page.explained = explained.iter().map(reason).collect();
        }
        Status::Withdrawn { reason, .. } => page.withdrawn_reason = Some(reason.clone()),
    }
    Ok(Json(page))
}
