//! All routes.

use app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Problem;
use super::{
    access, activities, approvals, archive, bodies, caller, cases, coverage, custody, desk,
    devices, doc_numbers, keeping, law, log, matching, org, oversight, pages, peer, recompute,
    recording_lists as lists, recordings, records, red_team, rooms, secrecy, session, slips,
    stations, uploads,
};
use super::{log_read, reports, witnesses};

/// Largest problem: far longer than any sentence of ours.
const MAX_PROBLEM_BYTES: usize = 1024 * 1024;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "留痕",
        description = "行政执法全过程记录系统的接口。写入须带“X-Requested-With: liuhen”，并建议带 Idempotency-Key。"
    ),
    components(schemas(Problem))
)]
struct Document;

fn session_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::session, session::log_out))
        .routes(routes!(session::change_password))
}

fn org_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(org::agencies, org::register_agency))
        .routes(routes!(org::add_division))
        .routes(routes!(org::officers, org::enrol_officer))
        .routes(routes!(org::appoint_role))
        .routes(routes!(org::end_role))
        .routes(routes!(org::issue_credential))
        .routes(routes!(org::disable_officer))
        .routes(routes!(org::reset_password))
}

fn law_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(law::record_kinds))
        .routes(routes!(law::processes))
        .routes(routes!(law::law_reading))
        .routes(routes!(law::choose_law))
        .routes(routes!(law::require_item))
        .routes(routes!(law::name_sectors))
        .routes(routes!(law::agency_duties))
        .routes(routes!(law::rules))
        .routes(routes!(law::due))
        .routes(routes!(law::calendar))
        .routes(routes!(law::recording_list, law::adopt_list))
        .routes(routes!(law::scenarios))
        .routes(routes!(law::run_scenarios))
        .routes(routes!(law::law_matrix))
        .routes(routes!(law::law_files))
        .routes(routes!(log::log_head))
        .routes(routes!(witnesses::witnesses))
        .routes(routes!(keeping::proof_centre))
        .routes(routes!(keeping::proof_bundle))
        .routes(routes!(red_team::red_team, red_team::start_red_team))
        .routes(routes!(recompute::recompute, recompute::start_recompute))
        .routes(routes!(recompute::cancel_recompute))
        .routes(routes!(reports::reports))
        .routes(routes!(reports::report))
        .routes(routes!(reports::doubt_report))
        .routes(routes!(reports::uphold_report))
        .routes(routes!(reports::supersede_report))
        .routes(routes!(desk::desk))
        .routes(routes!(approvals::approvals))
}

fn list_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(lists::page::recording_lists, lists::draft::draft_list))
        .routes(routes!(lists::table::preview_list))
        .routes(routes!(lists::page::recording_list_page))
        .routes(routes!(lists::draft::change_list_rows))
        .routes(routes!(lists::step::submit_list))
        .routes(routes!(lists::step::comment_list))
        .routes(routes!(lists::step::answer_list_comment))
        .routes(routes!(lists::step::approve_list))
        .routes(routes!(lists::step::withdraw_list))
        .routes(routes!(lists::compare::list_diff))
        .routes(routes!(lists::replay::replay_list))
}

fn oversight_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(oversight::list::violations, oversight::raise::raise_violation))
        .routes(routes!(oversight::page::violation))
        .routes(routes!(oversight::step::defend_violation))
        .routes(routes!(oversight::step::verify_violation))
        .routes(routes!(oversight::step::dismiss_violation))
        .routes(routes!(oversight::step::order_rectification))
        .routes(routes!(oversight::step::rectify_violation))
        .routes(routes!(oversight::step::recheck_violation))
        .routes(routes!(oversight::step::refer_violation))
        .routes(routes!(oversight::plans::oversight_plans, oversight::plans::plan_oversight))
        .routes(routes!(oversight::plans::report_oversight))
        .routes(routes!(oversight::plans::publish_indicator))
}

fn device_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(devices::list::devices, devices::register::register_device))
        .routes(routes!(devices::page::device))
        .routes(routes!(devices::register::change_device))
        .routes(routes!(devices::register::retire_device))
        .routes(routes!(devices::step::issue_device))
        .routes(routes!(devices::step::return_device))
        .routes(routes!(devices::step::check_device))
        .routes(routes!(devices::step::dock_device))
        .routes(routes!(devices::step::compare_numbers))
        .routes(routes!(devices::upkeep::report_fault))
        .routes(routes!(devices::upkeep::begin_repair))
        .routes(routes!(devices::upkeep::close_fault))
        .routes(routes!(devices::upkeep::lose_device))
        .routes(routes!(devices::upkeep::find_device))
        .routes(routes!(devices::upkeep::explain_numbers))
        .routes(routes!(devices::at::device_at))
        .routes(routes!(devices::at::activity_devices))
        .routes(routes!(devices::at::name_device))
}

fn stations_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stations::wall::stations, stations::keep::register_station))
        .routes(routes!(stations::wall::station))
        .routes(routes!(stations::keep::rotate_station_key))
        .routes(routes!(stations::keep::name_station_device))
        .routes(routes!(stations::keep::close_station))
}

/// A file of a few megabytes may come here, and nowhere else but to the uploads.
fn table_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(lists::file::read_table))
}

/// The files of a law may come here.
fn draft_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(law::check_law_draft))
        .routes(routes!(law::simulate_law_draft))
}

fn case_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(cases::list::cases, cases::register::register_case))
        .routes(routes!(cases::page::case))
        .routes(routes!(cases::assign::assign_officers))
        .routes(routes!(cases::axis::axis))
        .routes(routes!(cases::completeness::completeness))
        .routes(routes!(cases::hints::hints))
        .routes(routes!(cases::integrity::integrity))
        .routes(routes!(cases::premises::premises))
        .routes(routes!(cases::premises::find_footage))
        .routes(routes!(rooms::rooms, rooms::add_room))
        .routes(routes!(rooms::rename_room))
        .routes(routes!(rooms::close_room))
        .routes(routes!(cases::waivers::waive_duty))
        .routes(routes!(cases::waivers::sign_waiver))
        .routes(routes!(cases::waivers::revoke_waiver))
        .routes(routes!(cases::trail::trail))
        .routes(routes!(cases::trail::proof))
        .routes(routes!(records::page::prefill))
        .routes(routes!(records::write::draft_record))
        .routes(routes!(records::page::record))
        .routes(routes!(records::page::record_pdf))
        .routes(routes!(records::write::edit_record))
        .routes(routes!(records::write::submit_record))
        .routes(routes!(records::write::sign_record))
        .routes(routes!(records::write::note_party_signature))
        .routes(routes!(records::write::return_record))
        .routes(routes!(records::write::void_record))
        .routes(routes!(records::voiding::propose_voiding))
        .routes(routes!(records::voiding::approve_voiding))
        .routes(routes!(records::voiding::refuse_voiding))
        .routes(routes!(doc_numbers::doc_numbers))
        .routes(routes!(doc_numbers::doc_number_entries))
        .routes(routes!(doc_numbers::doc_number_table))
        .routes(routes!(secrecy::mark_record_secrecy))
        .routes(routes!(archive::desk::archive_desk))
        .routes(routes!(archive::file::case_file))
        .routes(routes!(archive::file::compose_file))
        .routes(routes!(archive::file::pack_file))
        .routes(routes!(archive::file::archive_file))
        .routes(routes!(archive::file::export_file))
        .routes(routes!(archive::file::package))
}

fn field_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(activities::page::activities, activities::page::plan_activity))
        .routes(routes!(activities::page::activity))
        .routes(routes!(activities::step::arrive))
        .routes(routes!(activities::step::show_credentials))
        .routes(routes!(activities::step::announce))
        .routes(routes!(activities::step::state_by_voice))
        .routes(routes!(activities::step::mark_focus))
        .routes(routes!(activities::step::interrupt))
        .routes(routes!(activities::step::resume))
        .routes(routes!(activities::step::depart))
        .routes(routes!(activities::step::return_to_agency))
        .routes(routes!(activities::step::declare_remote))
        .routes(routes!(activities::deposit::approve_remote))
        .routes(routes!(activities::deposit::refuse_remote))
        .routes(routes!(activities::step::explain_unrecorded))
        .routes(routes!(activities::step::explain_gap))
        .routes(routes!(activities::step::change_officers))
        .routes(routes!(activities::step::cancel_activity))
        .routes(routes!(uploads::declare_digest))
        .routes(routes!(recordings::page::recordings))
        .routes(routes!(recordings::page::recording))
        .routes(routes!(recordings::write::link_recording))
        .routes(routes!(matching::see::matches))
        .routes(routes!(matching::see::candidates))
        .routes(routes!(matching::write::link_many))
        .routes(routes!(matching::write::unlink_recording))
        .routes(routes!(matching::write::set_aside))
        .routes(routes!(matching::write::choose_matching))
        .routes(routes!(recordings::write::mark_recording))
        .routes(routes!(secrecy::mark_recording_secrecy))
        .routes(routes!(recordings::write::correct_time))
        .routes(routes!(recordings::write::attach_evidence))
        .routes(routes!(recordings::write::view_recording))
        .routes(routes!(recordings::excerpts::take_excerpt))
        .routes(routes!(recordings::excerpts::open_excerpt))
        .routes(routes!(recordings::excerpts::attach_excerpt))
        .routes(routes!(recordings::excerpts::excerpt_content))
        .routes(routes!(recordings::excerpts::excerpt_file))
        .routes(routes!(recordings::review::review))
        .routes(routes!(recordings::review::note_watched))
        .routes(routes!(recordings::review::note_verdict))
        .routes(routes!(slips::work_slip))
        .routes(routes!(slips::record_slip))
        .routes(routes!(slips::choose_slips))
        .routes(routes!(coverage::coverage))
        .routes(routes!(coverage::coverage_work))
        .routes(routes!(coverage::coverage_table))
        .routes(routes!(custody::custody))
        .routes(routes!(custody::report_private_copy))
        .routes(routes!(custody::remove_private_copy))
        .routes(routes!(custody::check_original))
        .routes(routes!(custody::dispose_original))
        .routes(routes!(recordings::bytes::poster))
        .routes(routes!(recordings::bytes::preview))
        .routes(routes!(recordings::bytes::original))
        .routes(routes!(access::access_requests, access::request_access))
        .routes(routes!(access::approve_access))
        .routes(routes!(access::refuse_access))
        .routes(routes!(access::revoke_access))
}

/// People begin and end uploads.
fn upload_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(uploads::uploads, uploads::begin_upload, uploads::upload_options))
        .routes(routes!(uploads::terminate_upload))
}

/// Bytes may be long here, and nowhere else; people and stations send them.
fn byte_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(uploads::resume_upload, uploads::append_upload))
}

/// What stations say, and nobody else.
fn station_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stations::speak::announce_dock))
        .routes(routes!(stations::speak::begin_clip))
        .routes(routes!(stations::speak::clips))
        .routes(routes!(stations::speak::note_cleared))
        .routes(routes!(stations::status::note_station_status))
}

/// Whoever holds a slip may ask, without a login.
fn slip_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(slips::check_slip)).routes(routes!(slips::slip_proof))
}

/// The routes by how their bodies are taken: JSON, long JSON, whole files, bytes as they come; and those that
/// ask for no login.
struct Described {
    guarded: OpenApiRouter<App>,
    drafts: OpenApiRouter<App>,
    tables: OpenApiRouter<App>,
    uploads: OpenApiRouter<App>,
    bytes: OpenApiRouter<App>,
    stations: OpenApiRouter<App>,
    open: OpenApiRouter<App>,
}

fn described() -> Described {
    let guarded = OpenApiRouter::new()
        .merge(session_routes())
        .merge(org_routes())
        .merge(law_routes())
        .merge(list_routes())
        .merge(oversight_routes())
        .merge(device_routes())
        .merge(stations_routes())
        .merge(case_routes())
        .merge(field_routes());
    let open = OpenApiRouter::new()
        .routes(routes!(session::log_in))
        .routes(routes!(stations::speak::challenge_station))
        .routes(routes!(stations::speak::log_station_in))
        .merge(slip_routes());
    let (drafts, tables, uploads) = (draft_routes(), table_routes(), upload_routes());
    let (bytes, stations) = (byte_routes(), station_routes());
    Described { guarded, drafts, tables, uploads, bytes, stations, open }
}

/// The whole OpenAPI document.
pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    let Described { guarded, drafts, tables, uploads, bytes, stations, open } = described();
    let people = guarded.merge(drafts).merge(tables).merge(uploads);
    let all = OpenApiRouter::with_openapi(Document::openapi())
        .nest("/api/v1", people.merge(bytes).merge(stations).merge(open));
    all.split_for_parts().1
}

/// The server's routes.
pub(crate) fn router(app: App, proxies: peer::Proxies) -> Router {
    let Described { guarded, drafts, tables, uploads, bytes, stations, open } = described();
    let sender = middleware::from_fn_with_state(app.clone(), caller::require_sender);
    let station = middleware::from_fn_with_state(app.clone(), caller::require_station);
    let session = middleware::from_fn_with_state(app.clone(), caller::require_session);
    let whole = || middleware::from_fn(bodies::whole);
    let guarded: Router<App> = guarded.split_for_parts().0;
    let uploads: Router<App> = uploads.split_for_parts().0.layer(DefaultBodyLimit::disable());
    let bytes: Router<App> = bytes.split_for_parts().0.layer(DefaultBodyLimit::disable());
    let stations: Router<App> = stations.split_for_parts().0;
    let stations = stations.route_layer(station).layer(whole());
    let open: Router<App> = open.split_for_parts().0.layer(whole());
    let guarded = guarded.route_layer(session.clone()).layer(whole());
    let drafts: Router<App> = drafts.split_for_parts().0.layer(DefaultBodyLimit::disable());
    let drafts = drafts.route_layer(session.clone());
    let drafts = drafts.layer(middleware::from_fn(bodies::whole_draft));
    let tables: Router<App> = tables.split_for_parts().0.layer(DefaultBodyLimit::disable());
    let tables = tables.route_layer(session.clone());
    let tables = tables.layer(middleware::from_fn(bodies::whole_table));
    let api = guarded.merge(drafts).merge(tables).merge(uploads.route_layer(session)).merge(open);
    let api = api.merge(bytes.route_layer(sender)).merge(stations);
    let api = api.method_not_allowed_fallback(wrong_method);
    Router::new()
        .nest("/api/v1", api)
        .route("/api/openapi.json", get(|| async { axum::Json(openapi()) }))
        .route("/api/docs", get(docs))
        .route("/health", get(log::health))
        .route("/ready", get(log::ready))
        .route("/metrics", get(log::metrics))
        .route("/log/checkpoint", get(log_read::checkpoint))
        .route("/log/tile/{*path}", get(log_read::tile))
        .route("/log/sm3/checkpoint", get(log_read::sm3_checkpoint))
        .route("/log/sm3/tile/{*path}", get(log_read::sm3_tile))
        .fallback(pages::page)
        .layer(CatchPanicLayer::custom(|_| panicked()))
        .layer(middleware::from_fn(number_problems))
        .layer(middleware::from_fn(pages::headers))
        .layer(middleware::from_fn_with_state(proxies, peer::learn))
        .with_state(app)
}

/// A path that knows no such method.
async fn wrong_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "request.method",
        "不支持这种请求方法",
        "该地址不支持这种请求方法，请按接口文档改正。",
    )
}

/// A panic stops one request, not the server.
fn panicked() -> Response {
    tracing::error!("a handler panicked");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "fault",
        "系统故障",
        "系统发生故障，本次操作没有完成。请稍后重试；仍不能办理时，请联系管理员。",
    )
    .into_response()
}

/// Gives every problem a number that a person can tell an operator.
async fn number_problems(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    let is_problem = response
        .headers()
        .get(axum::http::header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
    if !is_problem {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, MAX_PROBLEM_BYTES).await else { return panicked() };
    let Ok(mut problem) = serde_json::from_slice::<serde_json::Value>(&bytes) else {
        return panicked();
    };
    let id = app::request_number();
    if parts.status.is_server_error() {
        tracing::error!(request_id = id, %method, path, "answered with a fault");
    }
    if let Some(fields) = problem.as_object_mut() {
        fields.insert("request_id".to_owned(), id.clone().into());
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        parts.headers.insert("x-request-id", id);
    }
    parts.headers.remove(axum::http::header::CONTENT_LENGTH);
    Response::from_parts(parts, axum::body::Body::from(problem.to_string()))
}

/// The interface for people: every path with its sentence, from the same document.
async fn docs() -> impl IntoResponse {
    let document = openapi();
    let mut html = String::from(
        "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>留痕接口</title><h1>留痕接口</h1><p>机器可读：<a href=\"/api/openapi.json\">/api/openapi.json</a></p><table border=\"1\" cellpadding=\"4\">",
    );
    let json = serde_json::to_value(&document).unwrap_or_default();
    let paths = json.get("paths").and_then(|paths| paths.as_object());
    for (path, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let summary = operation.get("summary").and_then(|s| s.as_str()).unwrap_or_default();
            html.push_str(&format!("<tr><td>{}<td>{path}<td>{summary}", method.to_uppercase()));
        }
    }
    axum::response::Html(html)
}
