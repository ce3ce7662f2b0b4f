//! Reading what came over the wire into types of ours, and writing ours back.

use std::error::Error as _;
use std::str::FromStr;

use app::{Done as AppDone, sabotage};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::{Text, TextError, is_unseen};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use terms::{Date, Timestamp};
use utoipa::ToSchema;

use super::bodies::{MAX_JSON_BYTES, too_large};
use super::problem::Problem;

/// A JSON body; anything that does not read is a sentence in Chinese.
#[derive(Debug)]
pub(crate) struct Body<T, const MOST: usize = MAX_JSON_BYTES>(pub(crate) T);

impl<T, S, const MOST: usize> FromRequest<S> for Body<T, MOST>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, MOST).await.map_err(|_| too_large())?;
        // A list would be read as the fields in their order, which nobody means.
        let is_object = bytes.trim_ascii_start().starts_with(b"{");
        let request = Request::from_parts(parts, bytes.into());
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) if is_object => Ok(Self(value)),
            Ok(_) => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "request.malformed",
                "请求格式有误",
                "提交的内容应为一个 JSON 对象。请按接口文档改正。",
            )),
            Err(rejection) => Err(malformed(&rejection)),
        }
    }
}

/// Why a body was not read.
fn malformed(rejection: &JsonRejection) -> Problem {
    if rejection.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        return Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "request.content_type",
            "内容类型不符",
            "请以 JSON 提交，并写明 Content-Type: application/json。",
        );
    }
    let what = if matches!(rejection, JsonRejection::JsonDataError(_)) {
        "字段的名称、类型或取值不对"
    } else {
        "不是合法的 JSON"
    };
    let mut place = String::new();
    let mut cause = rejection.source();
    while let Some(error) = cause {
        place = format!("（{}）", hint(&error.to_string()));
        cause = error.source();
    }
    let blames_itself = sabotage::leaves_out("refusal");
    let fault = StatusCode::INTERNAL_SERVER_ERROR;
    Problem::new(
        if blames_itself { fault } else { StatusCode::BAD_REQUEST },
        "request.malformed",
        "请求格式有误",
        format!("提交的内容{what}{place}。请按接口文档改正。"),
    )
}

/// A library's own words, for whoever wrote the client: short, and without anything unseen.
fn hint(text: &str) -> String {
    /// Long enough to name a field and what was expected.
    const MOST: usize = 200;
    text.chars().filter(|c| !is_unseen(*c)).take(MOST).collect()
}

/// Path parameters; one that does not read is simply not found.
#[derive(Debug)]
pub(crate) struct Ids<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Ids<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read: Result<_, PathRejection> =
            axum::extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(ids)| Self(ids)).map_err(|_| Problem::not_found())
    }
}

/// Query parameters.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let is_odd = |pairs: &[(String, String)]| {
            pairs.iter().any(|(_, value)| value.chars().any(is_unseen))
        };
        if pairs.is_ok_and(|pairs| is_odd(&pairs)) {
            return Err(Problem::value("查询参数", "含有不可见的控制字符，请删除后重试。"));
        }
        let read: Result<_, QueryRejection> =
            axum::extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(params)| Self(params)).map_err(|rejection| {
            let why = hint(&rejection.body_text());
            Problem::value("查询参数", format!("不合要求（{why}），请按接口文档改正。"))
        })
    }
}

/// What a write answers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Done {
    /// The stream written to.
    pub stream: String,
    /// Its version now.
    pub version: u64,
    /// Id of what was made.
    pub id: Option<String>,
    /// The very same was done before.
    pub already_done: bool,
}

impl From<AppDone> for Done {
    fn from(done: AppDone) -> Self {
        let AppDone { stream, version, id, already_done } = done;
        Self { stream, version, id, already_done }
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let is_new = self.id.is_some() && !self.already_done;
        let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
        (status, Json(self)).into_response()
    }
}

/// An empty body, where nothing needs to be said.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// An instant as the wire writes it.
pub(crate) fn time(at: Timestamp) -> String {
    at.to_china_rfc3339()
}

/// Reads an instant.
pub(crate) fn instant(field: &'static str, text: &str) -> Result<Timestamp, Problem> {
    text.parse()
        .map_err(|_| Problem::value(field, "不是带时区的时间（如 2025-03-07T10:05:00+08:00）。"))
}

/// Reads an instant that may be left out.
pub(crate) fn maybe_instant(
    field: &'static str,
    text: Option<&str>,
) -> Result<Option<Timestamp>, Problem> {
    text.filter(|text| !text.is_empty()).map(|text| instant(field, text)).transpose()
}

/// Reads a place in a recording, in milliseconds from its start.
pub(crate) fn place_in_time(field: &'static str, at_ms: i64) -> Result<i64, Problem> {
    /// A week: longer than any one recording, also of one whose length nobody could read.
    const MOST_MS: i64 = 7 * 24 * 3_600_000;
    if (0..=MOST_MS).contains(&at_ms) {
        return Ok(at_ms);
    }
    Err(Problem::value(field, "不在音像的时长之内，请重新选择。"))
}

/// Reads a civil day.
pub(crate) fn day(field: &'static str, text: &str) -> Result<Date, Problem> {
    text.parse().map_err(|_| Problem::value(field, "不是日期（如 2025-03-07）。"))
}

/// Reads a short text.
pub(crate) fn text<const MAX: usize>(
    field: &'static str,
    text: &str,
) -> Result<Text<MAX>, Problem> {
    Text::parse(text).map_err(|error| {
        Problem::value(
            field,
            match error {
                TextError::Blank => "不能为空，请填写。".to_owned(),
                TextError::TooLong { max } => format!("最多{max}个字，请压缩。"),
                TextError::Control => "含有不可见的控制字符，请删除后重填。".to_owned(),
            },
        )
    })
}

/// Reads a short text that may be left out.
pub(crate) fn maybe_text<const MAX: usize>(
    field: &'static str,
    value: Option<&str>,
) -> Result<Option<Text<MAX>>, Problem> {
    value.filter(|value| !value.trim().is_empty()).map(|value| text(field, value)).transpose()
}

/// Reads an id; one that does not read is not found.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// More than any list of people or words in one form.
const MOST_ITEMS: usize = 100;

fn few<T>(field: &'static str, items: &[T]) -> Result<(), Problem> {
    if items.len() > MOST_ITEMS {
        return Err(Problem::value(field, format!("最多{MOST_ITEMS}项。")));
    }
    Ok(())
}

/// Reads ids given in a body.
pub(crate) fn ids<T: FromStr>(field: &'static str, texts: &[String]) -> Result<Vec<T>, Problem> {
    few(field, texts)?;
    texts
        .iter()
        .map(|text| text.parse().map_err(|_| Problem::value(field, "含有无效的编号，请重新选择。")))
        .collect()
}

/// Reads several of a closed set of words.
pub(crate) fn words<T>(
    field: &'static str,
    texts: &[String],
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Problem> {
    few(field, texts)?;
    texts.iter().map(|text| word(field, text, &parse)).collect()
}

/// Reads one of a closed set of words.
pub(crate) fn word<T>(
    field: &'static str,
    text: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, Problem> {
    parse(text).ok_or_else(|| Problem::value(field, "不在可选范围内，请从列表选择。"))
}

/// A page request.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct PageParams {
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Most items.
    pub limit: Option<u32>,
}

impl PageParams {
    /// For the store.
    pub(crate) fn paging(&self) -> Result<app::Paging, Problem> {
        let after = self.cursor.as_deref().filter(|cursor| !cursor.is_empty());
        let after = after.map(str::parse).transpose();
        let after =
            after.map_err(|_| Problem::value("cursor", "分页标记无效，请从第一页重新开始。"))?;
        Ok(app::Paging { limit: self.limit.unwrap_or(50), after })
    }
}
