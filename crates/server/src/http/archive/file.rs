//! A case file: contents, package, archiving.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use domain::authority::Action;
use domain::case_file::{Entry, EntrySource, Retention, Verdict, Volume};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use terms::CaseId;
use utoipa::ToSchema;

use super::desk::clock;
use crate::http::caller::Caller;
use crate::http::problem::{Missing, Problem};
use crate::http::ranges;
use crate::http::recordings::write::{ViewTicket, basis_zh};
use crate::http::steps::Step;
use crate::http::wire::{self, Body, Done, Ids, Nothing, time};
use crate::http::words;

/// How far a case file has come.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileState {
    /// Its contents are not fixed.
    Open,
    /// They are.
    Composed,
    /// The package is being made.
    Packing,
    /// It is there.
    Packed,
    /// The file is archived.
    Archived,
}

/// A case file.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseFileView {
    state: FileState,
    act_ended_on: Option<String>,
    due_on: Option<String>,
    working_days_left: Option<i64>,
    total_days: Option<i64>,
    entries: Vec<FileEntry>,
    gaps: Vec<Missing>,
    #[schema(value_type = Option<Object>)]
    report: Option<Value>,
    package: Option<PackageView>,
    failure: Option<String>,
    retention: Option<String>,
    archived_at: Option<String>,
    archive_no: Option<String>,
    actions: Vec<Step>,
}

/// A line of the contents.
#[derive(Serialize, ToSchema)]
pub(crate) struct FileEntry {
    key: String,
    #[schema(value_type = words::Volume)]
    volume: Volume,
    order: u32,
    title: String,
    doc_no: Option<String>,
    responsible: Option<String>,
    made_on: Option<String>,
    page_from: Option<u32>,
    page_to: Option<u32>,
    pages: Option<u32>,
    record_id: Option<String>,
    recording_id: Option<String>,
    sha256: String,
}

/// The finished package.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackageView {
    size_bytes: u64,
    sha256: String,
    sm3: String,
    #[schema(value_type = words::Verdict)]
    verdict: Verdict,
    verdict_text: String,
    packed_at: String,
    defects: Vec<String>,
    /// Taking it out (Art. 24).
    export: Step,
}

fn key_of(source: EntrySource) -> String {
    match source {
        EntrySource::Record(id) => id.to_string(),
        EntrySource::Recording(id, note) => format!("{id}~{note}"),
        EntrySource::Excerpt(id, note, number) => format!("{id}~{note}~{number}"),
    }
}

fn source_of(key: &str) -> Result<EntrySource, Problem> {
    let wrong = || Problem::value("卷内顺序", "含有无效的材料编号，请刷新后重新排列。");
    let parts: Vec<&str> = key.split('~').collect();
    match parts.as_slice() {
        [id] => Ok(EntrySource::Record(id.parse().map_err(|_| wrong())?)),
        [id, note] => Ok(EntrySource::Recording(
            id.parse().map_err(|_| wrong())?,
            note.parse().map_err(|_| wrong())?,
        )),
        [id, note, number] => Ok(EntrySource::Excerpt(
            id.parse().map_err(|_| wrong())?,
            note.parse().map_err(|_| wrong())?,
            number.parse().map_err(|_| wrong())?,
        )),
        _ => Err(wrong()),
    }
}

fn file_entry(entry: &Entry) -> FileEntry {
    let (record_id, recording_id) = match entry.source {
        EntrySource::Record(id) => (Some(id.to_string()), None),
        EntrySource::Recording(id, _) | EntrySource::Excerpt(id, ..) => {
            (None, Some(id.to_string()))
        }
    };
    FileEntry {
        key: key_of(entry.source),
        volume: entry.volume,
        order: entry.order,
        title: entry.title.clone(),
        doc_no: entry.doc_no.clone(),
        responsible: entry.responsible.clone(),
        made_on: entry.made_on.map(|day| day.to_string()),
        page_from: entry.page_from,
        page_to: entry.page_to,
        pages: entry.page_from.zip(entry.page_to).map(|(from, to)| to + 1 - from),
        record_id,
        recording_id,
        sha256: entry.digest.to_string(),
    }
}

fn actions(app: &App, view: &app::CaseView, case: &domain::case::Case) -> Vec<Step> {
    let may_write = app.reader_may(view, Action::FileWrite);
    let may = |is_now: bool, refusal: domain::Refusal| {
        may_write.clone()?;
        if case.file.archived.is_some() {
            Err(domain::Refusal::CaseArchived)
        } else if case.closed.is_none() {
            Err(domain::Refusal::NotClosed)
        } else if is_now {
            Ok(())
        } else {
            Err(refusal)
        }
    };
    let file = &case.file;
    let is_good = file
        .package
        .as_ref()
        .is_some_and(|package| package.verdict != domain::case_file::Verdict::Invalid);
    let mut steps = vec![
        Step::of("compose", "确认卷内目录", may(true, domain::Refusal::NotClosed)),
        Step::of(
            "pack",
            "制作案卷包",
            may(file.composition.is_some(), domain::Refusal::NotComposed),
        ),
        Step::of("archive", "归档", may(is_good, domain::Refusal::NotPacked)),
    ];
    let next = match (&file.composition, is_good) {
        (None, _) => "compose",
        (Some(_), false) => "pack",
        (Some(_), true) => "archive",
    };
    for step in &mut steps {
        step.primary = step.allowed && step.action == next;
    }
    steps
}

/// A case file as it stands.
#[utoipa::path(get, path = "/cases/{case}/case-file", tag = "归档", params(("case" = String, Path)), responses((status = 200, body = CaseFileView), (status = 404, body = Problem)))]
pub(crate) async fn case_file(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<CaseFileView>, Problem> {
    let id: CaseId = wire::id(&id)?;
    let view = app.case_file(caller.officer(), id).await?;
    let case = view.case.dossier.case.as_ref().ok_or_else(Problem::not_found)?;
    let file = &case.file;
    let state = if file.archived.is_some() {
        FileState::Archived
    } else if file.packing_since.is_some() {
        FileState::Packing
    } else if file.package.is_some() {
        FileState::Packed
    } else if file.composition.is_some() {
        FileState::Composed
    } else {
        FileState::Open
    };
    let clock = clock(&app, &view.case);
    let package = file.package.as_ref();
    Ok(Json(CaseFileView {
        state,
        act_ended_on: case.closed.map(|(_, day)| day.to_string()),
        due_on: clock.map(|(due_on, ..)| due_on.to_string()),
        working_days_left: clock.map(|(_, left, _)| left),
        total_days: clock.map(|(.., total)| total),
        entries: view.entries.iter().map(file_entry).collect(),
        gaps: view.gaps.iter().map(Missing::from).collect(),
        report: package.map(|package| package.report.clone()),
        package: package.map(|package| PackageView {
            size_bytes: package.digests.size_bytes,
            sha256: package.digests.sha256.to_string(),
            sm3: package.digests.sm3.to_string(),
            verdict: package.verdict,
            verdict_text: package.verdict.zh().to_owned(),
            packed_at: time(package.at),
            defects: package.defects.clone(),
            export: Step::of("export", "导出案卷包", app.reader_may_export(&view.case)),
        }),
        failure: file.failure.clone(),
        retention: file.composition.as_ref().map(|c| c.retention.zh().to_owned()),
        archived_at: file.archived.as_ref().map(|(at, _)| time(*at)),
        archive_no: file.archived.as_ref().map(|(_, no)| no.clone()),
        actions: actions(&app, &view.case, case),
    }))
}

/// The contents, fixed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComposeFile {
    order: Option<Vec<String>>,
    #[schema(value_type = words::Retention)]
    retention: String,
    note: Option<String>,
}

/// Fixes the contents, in the proposed order or another one.
#[utoipa::path(post, path = "/cases/{case}/case-file/compose", tag = "归档", request_body = ComposeFile, params(("case" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn compose_file(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ComposeFile>,
) -> Result<Done, Problem> {
    let order: Option<Result<Vec<_>, _>> =
        new.order.map(|keys| keys.iter().map(|key| source_of(key)).collect());
    let retention = wire::word("保管期限", &new.retention, |word| {
        Retention::ALL.iter().copied().find(|r| r.zh() == word || r.as_str() == word)
    })?;
    let note = wire::maybe_text("备考说明", new.note.as_deref())?;
    let id = wire::id(&id)?;
    Ok(app.compose_file(&caller.call(), id, order.transpose()?, retention, note).await?.into())
}

/// Has the package made and checked.
#[utoipa::path(post, path = "/cases/{case}/case-file/pack", tag = "归档", request_body = Nothing, params(("case" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn pack_file(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(_): Body<Nothing>,
) -> Result<Done, Problem> {
    Ok(app.pack_file(&caller.call(), wire::id(&id)?).await?.into())
}

/// The file's number in the archive.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArchiveFile {
    archive_no: String,
}

/// Archives the file; the case takes no more writes.
#[utoipa::path(post, path = "/cases/{case}/archive", tag = "归档", request_body = ArchiveFile, params(("case" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn archive_file(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ArchiveFile>,
) -> Result<Done, Problem> {
    let archive_no = wire::text("归档号", &new.archive_no)?;
    Ok(app.archive_file(&caller.call(), wire::id(&id)?, archive_no).await?.into())
}

/// Asks to take the package out; that is a fact (Art. 24).
#[utoipa::path(post, path = "/cases/{case}/package/export", tag = "归档", request_body = Nothing, params(("case" = String, Path)), responses((status = 200, body = ViewTicket), (status = 403, body = Problem)))]
pub(crate) async fn export_file(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(_): Body<Nothing>,
) -> Result<Json<ViewTicket>, Problem> {
    let id: CaseId = wire::id(&id)?;
    let (basis, until) = app.export_file(&caller.call(), id).await?;
    Ok(Json(ViewTicket {
        url: format!("/api/v1/cases/{id}/package"),
        until: time(until),
        basis: basis_zh(&basis),
    }))
}

/// The package, for whoever has just asked to take it out.
#[utoipa::path(get, path = "/cases/{case}/package", tag = "归档", params(("case" = String, Path)), responses((status = 200, content_type = "application/x-tar"), (status = 206), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn package(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Ids(id): Ids<String>,
) -> Result<Response, Problem> {
    let id: CaseId = wire::id(&id)?;
    let reader = app.package(caller.officer(), id).await?;
    let mut response = ranges::serve(&headers, reader, "application/x-tar");
    let name = format!("attachment; filename=\"{id}.tar\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
