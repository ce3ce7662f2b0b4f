//! Reading what came over the wire into types of ours, and writing ours back.

use std::str::FromStr;

use app::Done as AppDone;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::{Text, TextError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use terms::{Date, Timestamp};
use utoipa::ToSchema;

use super::problem::Problem;

/// A JSON body; anything that does not read is a sentence in Chinese.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::BytesRejection(_)) => Err(super::caller::too_large()),
            Err(rejection) => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "request.malformed",
                "请求格式有误",
                format!(
                    "提交的内容不是所要求的 JSON：{}。请按接口文档改正。",
                    rejection.body_text()
                ),
            )),
        }
    }
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
        let read: Result<_, QueryRejection> =
            axum::extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(params)| Self(params))
            .map_err(|rejection| Problem::value("查询参数", rejection.body_text()))
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

/// Reads ids given in a body.
pub(crate) fn ids<T: FromStr>(field: &'static str, texts: &[String]) -> Result<Vec<T>, Problem> {
    /// More than any list of people in one form.
    const MOST: usize = 100;
    if texts.len() > MOST {
        return Err(Problem::value(field, format!("最多{MOST}项。")));
    }
    texts
        .iter()
        .map(|text| text.parse().map_err(|_| Problem::value(field, "含有无效的编号，请重新选择。")))
        .collect()
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
