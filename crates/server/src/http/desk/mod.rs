//! The desk.

use app::{App, Tone};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::wire::time;

/// A person's desk.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeskView {
    since_text: String,
    figures: Vec<Figure>,
    sections: Vec<DeskSection>,
}

/// How much there is of something.
#[derive(Serialize, ToSchema)]
pub(crate) struct Figure {
    key: String,
    title: String,
    count: u64,
    tone: DeskTone,
    href: String,
}

/// Things of one sort.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeskSection {
    key: String,
    title: String,
    empty_text: String,
    items: Vec<DeskItem>,
    more: Option<String>,
}

/// How pressing.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeskTone {
    /// Past its due instant.
    Late,
    /// Due within days.
    Soon,
    /// Later.
    Ok,
    /// No due instant.
    None,
}

impl From<Tone> for DeskTone {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Late => Self::Late,
            Tone::Soon => Self::Soon,
            Tone::Calm => Self::Ok,
            Tone::None => Self::None,
        }
    }
}

/// One thing.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeskItem {
    key: String,
    title: String,
    detail: String,
    href: String,
    due_at: Option<String>,
    due_text: Option<String>,
    /// The agency's own, earlier limit; null where it set none.
    internal_at: Option<String>,
    tone: DeskTone,
    article: Option<String>,
    icon: String,
}

/// What is left of a due instant, in words.
pub(crate) fn left(due_ms: i64, now_ms: i64) -> String {
    let (is_late, rest) = (due_ms < now_ms, (due_ms - now_ms).abs());
    let (days, hours, minutes) = (rest / 86_400_000, rest / 3_600_000 % 24, rest / 60_000 % 60);
    let span = match (days, hours) {
        (0, 0) => format!("{minutes}分钟"),
        (0, hours) => format!("{hours}小时{minutes}分"),
        (days, hours) => format!("{days}天{hours}小时"),
    };
    if is_late { format!("已逾期{span}") } else { format!("剩{span}") }
}

/// What waits for the person.
#[utoipa::path(get, path = "/desk", tag = "工作台", responses((status = 200, body = DeskView)))]
pub(crate) async fn desk(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<DeskView>, Problem> {
    let desk = app.desk(caller.officer()).await?;
    let now = desk.at.ms();
    let sections = desk.sections.into_iter().map(|section| DeskSection {
        key: section.key.to_owned(),
        title: section.title.to_owned(),
        empty_text: section.empty.to_owned(),
        more: section.more.map(str::to_owned),
        items: section
            .items
            .into_iter()
            .map(|item| DeskItem {
                key: item.key,
                title: item.title,
                detail: item.detail,
                href: item.href,
                due_text: item.due_at.map(|due| left(due.ms(), now)),
                due_at: item.due_at.map(time),
                internal_at: item.internal_at.map(time),
                tone: item.tone.into(),
                article: item.article,
                icon: item.icon.to_owned(),
            })
            .collect(),
    });
    Ok(Json(DeskView {
        since_text: format!("截至{}", desk.at.to_chinese_minute()),
        figures: desk.figures.into_iter().map(figure).collect(),
        sections: sections.collect(),
    }))
}

fn figure(figure: app::Figure) -> Figure {
    Figure {
        key: figure.key.to_owned(),
        title: figure.title.to_owned(),
        count: figure.count,
        tone: figure.tone.into(),
        href: figure.href.to_owned(),
    }
}
