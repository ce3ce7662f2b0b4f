//! The 全过程轴: everything of a case along time, holes included.

use app::rules::Standing;
use app::{App, CaseView};
use axum::Json;
use axum::extract::State;
use domain::activity::{Activity, Cause, Interruption};
use domain::case::Case;
use domain::dossier::Dossier;
use serde::Serialize;
use terms::Timestamp;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::view::{depositor_name, internal_text, subject};
use crate::http::wire::{self, Ids, time};

/// The axis.
#[derive(Serialize, ToSchema)]
pub(crate) struct Axis {
    from: String,
    to: String,
    now: String,
    lanes: Vec<Lane>,
}

/// A lane.
#[derive(Serialize, ToSchema)]
pub(crate) struct Lane {
    key: String,
    title: String,
    items: Vec<AxisItem>,
}

/// How something is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AxisShape)]
pub(crate) enum Shape {
    /// At one instant.
    Point,
    /// In its true length.
    Bar,
    /// What should have been recorded and was not.
    Hole,
    /// The same, with an explanation.
    Wedge,
    /// A due instant.
    Deadline,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AxisTone {
    /// Done.
    Done,
    /// Not done yet.
    Open,
    /// Due within days, or explained.
    Soon,
    /// Past its due instant, or wrong.
    Late,
    /// Nothing to be judged.
    None,
}

/// Something in a lane.
#[derive(Serialize, ToSchema)]
pub(crate) struct AxisItem {
    key: String,
    kind: Shape,
    at: String,
    to: Option<String>,
    title: String,
    detail: Option<String>,
    tone: AxisTone,
    href: Option<String>,
    recording_id: Option<String>,
    article: Option<String>,
    disputed: bool,
}

impl AxisItem {
    fn new(
        key: impl ToString,
        kind: Shape,
        at: Timestamp,
        title: impl Into<String>,
        tone: AxisTone,
    ) -> Self {
        Self {
            key: key.to_string(),
            kind,
            at: time(at),
            to: None,
            title: title.into(),
            detail: None,
            tone,
            href: None,
            recording_id: None,
            article: None,
            disputed: false,
        }
    }
}

/// A stretch shorter than this is shown this long, so that it can be seen and clicked.
fn lane(key: &str, title: &str, items: Vec<AxisItem>) -> Lane {
    Lane { key: key.to_owned(), title: title.to_owned(), items }
}

fn procedure(case: &Case, dossier: &Dossier) -> Lane {
    let mut items = Vec::new();
    let mut point = |key: &str, at: Option<Timestamp>, title: &str| {
        items.extend(at.map(|at| AxisItem::new(key, Shape::Point, at, title, AxisTone::Done)));
    };
    point("registered", Some(case.registered_at), "案源登记");
    point("opened", case.opened_at, "立案");
    point("not_opened", case.not_opened_at, "不予立案");
    point("concluded", case.concluded_at, "调查终结");
    point("decided", case.decided_at(), "作出决定");
    point("closed", case.closed.map(|(at, _)| at), "结案");
    point("archived", case.file.archived.as_ref().map(|(at, _)| *at), "归档");
    for activity in dossier.activities.values() {
        let Some(arrived) = activity.arrived_at else { continue };
        let mut item =
            AxisItem::new(activity.id, Shape::Bar, arrived, &*activity.title, AxisTone::Done);
        item.to = activity.departed_at.map(time);
        item.detail = Some(activity.place.reveal().clone());
        item.href = Some(format!("/acts/{}", activity.id));
        item.disputed = activity.is_continuous;
        items.push(item);
    }
    lane("procedure", "程序", items)
}

fn records(case: &Case, app: &App) -> Lane {
    let item = |record: &domain::record::Record| {
        let kind = app.law.kind_of(record);
        let title = kind.map_or("文书", |kind| kind.title.as_str());
        let (at, tone) = match (record.effective_at, &record.voided) {
            (Some(at), None) => (at, AxisTone::Done),
            (Some(at), Some(_)) => (at, AxisTone::None),
            (None, _) => (record.drafted_at, AxisTone::Open),
        };
        let mark = if record.voided.is_some() { "（已作废）" } else { "" };
        let title = format!("{title}{mark}");
        let mut item = AxisItem::new(record.id, Shape::Point, at, title, tone);
        item.detail = Some(record.doc_no.as_ref().map_or_else(
            || record.status.zh().to_owned(),
            |number| format!("{number}，{}", record.status.zh()),
        ));
        item.href = Some(format!("/cases/{}/records/{}", case.id, record.id));
        item.article = kind.and_then(|kind| kind.articles.first()).map(ToString::to_string);
        item
    };
    // A draft that was given up is no event of the case; a number that was voided is.
    let is_shown =
        |record: &&domain::record::Record| record.voided.is_none() || record.effective_at.is_some();
    let shown = case.records.values().filter(is_shown);
    lane("records", "文书", shown.map(item).collect())
}

/// One lane for each person whose recordings there are: true length, side by side.
fn recordings(view: &CaseView) -> Vec<Lane> {
    let mut lanes: std::collections::BTreeMap<String, (String, Vec<AxisItem>)> = Default::default();
    for recording in view.dossier.recordings.values() {
        let by = depositor_name(recording, &view.directory);
        let key = recording.officer().map(|id| id.to_string()).unwrap_or_default();
        let (at, to) = match recording.placed() {
            Some((span, _)) => (span.from(), Some(span.to())),
            None => (recording.deposited_at, None),
        };
        let kind = if to.is_some() { Shape::Bar } else { Shape::Point };
        let tone = if recording.is_quarantined { AxisTone::Late } else { AxisTone::Done };
        let name = recording.file_name.reveal().clone();
        let mut item = AxisItem::new(recording.id, kind, at, name, tone);
        item.to = to.map(time);
        item.href = Some(format!("/av/{}", recording.id));
        item.recording_id = Some(recording.id.to_string());
        lanes.entry(key).or_insert_with(|| (format!("音像·{by}"), Vec::new())).1.push(item);
    }
    lanes
        .into_iter()
        .map(|(key, (title, items))| lane(&format!("recordings:{key}"), &title, items))
        .collect()
}

/// What the recordings lack, and what was noted on site where they lack nothing (yet).
fn coverage(app: &App, dossier: &Dossier) -> Lane {
    let mut items = Vec::new();
    for activity in dossier.activities.values() {
        let gaps = app.cover(activity, dossier).map(|cover| cover.gaps).unwrap_or_default();
        let is_apart =
            |noted: &&Interruption| !gaps.iter().any(|gap| activity.touches(noted, gap.span));
        let noted = activity.interruptions.iter().filter(is_apart);
        items.extend(noted.map(|noted| noted_item(activity, noted)));
        let gaps = gaps.iter().enumerate();
        items.extend(gaps.map(|(number, gap)| gap_item(activity, number, gap)));
    }
    lane("coverage", "应录尽录", items)
}

fn gap_item(activity: &Activity, number: usize, gap: &app::rules::Gap) -> AxisItem {
    let (kind, tone, title) = if gap.explained {
        (Shape::Wedge, AxisTone::Soon, "中止记录，已说明")
    } else {
        (Shape::Hole, AxisTone::Late, "应录未录")
    };
    let mut item =
        AxisItem::new(format!("{}:{number}", activity.id), kind, gap.span.from(), title, tone);
    item.to = Some(time(gap.span.to()));
    let told = gap.cause.as_deref().and_then(Cause::parse).map(|cause| cause.zh().to_owned());
    let noted = activity.interruption_in(gap.span);
    item.detail = told.or_else(|| Some(format!("现场登记的原因：{}", noted?.cause.zh())));
    about(activity, item)
}

/// An amber wedge that bears its cause.
fn noted_item(activity: &Activity, noted: &Interruption) -> AxisItem {
    let title = format!("中止记录：{}", noted.cause.zh());
    let key = format!("{}:noted:{}", activity.id, noted.interrupted_at.ms());
    let mut item = AxisItem::new(key, Shape::Wedge, noted.interrupted_at, title, AxisTone::Soon);
    item.to = activity.span_of(noted).map(|span| time(span.to()));
    let how = match (noted.resumed, activity.departed_at) {
        (Some(resumed), _) if resumed.is_stated => "恢复时已语音说明",
        (Some(_), _) => "恢复时没有语音说明",
        (None, Some(_)) => "离开时仍未恢复",
        (None, None) => "尚未恢复",
    };
    item.detail = Some(how.to_owned());
    about(activity, item)
}

fn about(activity: &Activity, item: AxisItem) -> AxisItem {
    AxisItem {
        href: Some(format!("/acts/{}", activity.id)),
        article: Some("本办法第19条".to_owned()),
        disputed: true,
        ..item
    }
}

fn deadlines(app: &App, view: &CaseView) -> Lane {
    let item = |finding: &app::rules::Finding| {
        let due = finding.due.as_ref().filter(|due| due.binding)?;
        let tone = match &finding.standing {
            Standing::Open if finding.is_late(view.now) => AxisTone::Late,
            Standing::Open if due.remind_at() < view.now.plus_ms(3 * 86_400_000) => AxisTone::Soon,
            Standing::Open => AxisTone::Open,
            Standing::Met { .. } if due.late == Some(true) => AxisTone::Late,
            Standing::Met { .. } | Standing::Explained { .. } => AxisTone::Done,
            Standing::NotApplicable { .. } => return None,
        };
        let key = format!("{}:{}", finding.rule.id, finding.subject);
        let mut item =
            AxisItem::new(key, Shape::Deadline, due.due_at.plus_ms(-1), &*finding.rule.title, tone);
        item.detail = Some(match internal_text(finding, view.now) {
            None => finding.message(),
            Some(internal) => format!("{}（{internal}）", finding.message()),
        });
        item.href = subject(&finding.subject, &view.dossier, &app.law.catalogue).1;
        item.article = Some(finding.rule.article.to_string());
        Some(item)
    };
    lane("deadlines", "期限", view.findings.iter().filter_map(item).collect())
}

fn views(view: &CaseView) -> Lane {
    let mut items = Vec::new();
    for recording in view.dossier.recordings.values() {
        for (number, look) in recording.views.iter().enumerate() {
            let who = look.by.map(|id| view.directory.name_of(id)).unwrap_or_default();
            let what = if look.is_original { "查看原件" } else { "查看预览" };
            let key = format!("{}:{number}", recording.id);
            let mut item =
                AxisItem::new(key, Shape::Point, look.at, format!("{who}{what}"), AxisTone::None);
            item.href = Some(format!("/av/{}", recording.id));
            items.push(item);
        }
    }
    lane("views", "查阅", items)
}

/// The axis of a case.
#[utoipa::path(get, path = "/cases/{case}/axis", tag = "案件", params(("case" = String, Path)), responses((status = 200, body = Axis), (status = 404, body = Problem)))]
pub(crate) async fn axis(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<Axis>, Problem> {
    let view = app.case(caller.officer(), wire::id(&id)?).await?;
    let case = view.dossier.case.as_ref().ok_or_else(Problem::not_found)?;
    let mut lanes = vec![procedure(case, &view.dossier), records(case, &app)];
    lanes.extend(recordings(&view));
    lanes.push(coverage(&app, &view.dossier));
    lanes.push(deadlines(&app, &view));
    lanes.push(views(&view));
    let times =
        lanes.iter().flat_map(|lane| &lane.items).flat_map(|i| [Some(&i.at), i.to.as_ref()]);
    let times: Vec<Timestamp> = times.flatten().filter_map(|at| at.parse().ok()).collect();
    let from = times.iter().min().copied().unwrap_or(case.registered_at);
    let to = times.iter().max().copied().unwrap_or(view.now).max(view.now);
    Ok(Json(Axis { from: time(from), to: time(to), now: time(view.now), lanes }))
}
