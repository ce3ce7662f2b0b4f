//! Every "no" on the wire: `application/problem+json` (RFC 9457), in Chinese, with a stable code.

use app::Error;
use app::rules::Verification;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{Refusal, RefusalKind};
use serde::Serialize;
use terms::Severity;
use utoipa::ToSchema;

use super::words;

/// A requirement that is not met.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Missing {
    /// Id of the rule.
    pub rule: String,
    /// Where it stands in the law.
    pub article: String,
    /// Short title.
    pub title: String,
    /// What is missing and what to do.
    pub message: String,
    /// S1 to S4.
    #[schema(value_type = words::Severity)]
    pub severity: Severity,
    /// How well the rule was checked against the law; null if it is none of a pack.
    #[schema(value_type = Option<words::Verification>)]
    pub verified: Option<Verification>,
    /// What it is about.
    pub subject: Option<String>,
}

impl From<&app::rules::Finding> for Missing {
    fn from(finding: &app::rules::Finding) -> Self {
        Self {
            rule: finding.rule.id.clone(),
            article: finding.rule.article.to_string(),
            title: finding.rule.title.clone(),
            message: finding.message(),
            severity: finding.rule.severity,
            verified: Some(finding.rule.verified),
            subject: Some(finding.subject.clone()),
        }
    }
}

/// Why a request was not done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// `about:blank`: the code tells the kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short, in Chinese.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What, why, and what to do next, in Chinese.
    pub detail: String,
    /// Stable code.
    pub code: String,
    /// The article, where one says so.
    pub article: Option<String>,
    /// Everything that is missing, at once.
    pub missing: Vec<Missing>,
    /// Fields that do not fit, as JSON pointers with sentences.
    pub fields: Vec<FieldProblem>,
    /// To be told to an operator.
    pub request_id: String,
    /// Seconds to wait, also in `Retry-After`.
    pub retry_after_s: Option<u64>,
}

/// A field that does not fit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FieldProblem {
    /// JSON pointer into the fields.
    pub path: String,
    /// Its Chinese title.
    pub title: String,
    /// What to do.
    pub message: String,
}

impl Problem {
    /// A problem with a code, a title and a sentence.
    pub(crate) fn new(
        status: StatusCode,
        code: &str,
        title: &str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            article: None,
            missing: Vec::new(),
            fields: Vec::new(),
            request_id: String::new(),
            retry_after_s: None,
        }
    }

    /// A value in the request that does not read.
    pub(crate) fn value(field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            fields: vec![FieldProblem {
                path: String::new(),
                title: field.to_owned(),
                message: message.clone(),
            }],
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "value.invalid",
                "填写有误",
                format!("“{field}”：{message}"),
            )
        }
    }

    pub(crate) fn no_session() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "session.none",
            "请先登录",
            "登录已失效或尚未登录。请登录后再试。",
        )
    }

    pub(crate) fn not_found() -> Self {
        Refusal::NotFound.into()
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (status, title) = match refusal.kind() {
            RefusalKind::Hidden => (StatusCode::NOT_FOUND, "没有找到"),
            RefusalKind::Forbidden => (StatusCode::FORBIDDEN, "没有权限"),
            RefusalKind::Unmet => (StatusCode::UNPROCESSABLE_ENTITY, "现在不能办理"),
        };
        let mut problem = Self::new(status, refusal.code(), title, refusal.sentence());
        problem.article =
            refusal.clause().map(|clause| terms::Article::new("本办法", clause).to_string());
        if let Refusal::Rules { missing, .. } = &refusal {
            problem.article = missing.first().map(|finding| finding.rule.article.to_string());
            problem.missing = missing.iter().map(Missing::from).collect();
        }
        problem
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Fields(errors) => {
                let detail =
                    errors.first().map(|first| format!("“{}”：{}", first.title, first.message));
                let mut problem = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "record.fields_invalid",
                    "填写有误",
                    detail.unwrap_or_default(),
                );
                let field = |error: app::FieldError| FieldProblem {
                    path: error.path,
                    title: error.title,
                    message: error.message,
                };
                problem.fields = errors.into_iter().map(field).collect();
                problem
            }
            Error::Value { field, message } => Self::value(field, message),
            Error::Conflict => Self::new(
                StatusCode::CONFLICT,
                "conflict",
                "已被他人更新",
                "在您办理期间，该事项已有新的变化。请刷新后核对，再重新提交。",
            ),
            Error::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency.key_reused",
                "请求标识重复",
                "同一 Idempotency-Key 已用于另一个不同的请求。请换一个标识重新提交。",
            ),
            Error::NoSession => Self::no_session(),
            Error::SessionEnded(why) => Self::new(
                StatusCode::UNAUTHORIZED,
                &format!("session.ended_{}", why.as_str()),
                "登录已结束",
                why.zh(),
            ),
            Error::LoginFailed => Self::new(
                StatusCode::UNAUTHORIZED,
                "session.login_failed",
                "登录失败",
                "登录名或密码不正确。请核对后重试；忘记密码请联系本机关管理员。",
            ),
            Error::StationUnknown => Self::new(
                StatusCode::UNAUTHORIZED,
                "station.unknown",
                "采集站未登记",
                "该采集站没有登记、已停用，或者密钥不是登记的那一把。请联系设备管理员在“采集站”页面核对。",
            ),
            Error::TooManyTries { retry_after_s } => Self {
                retry_after_s: Some(retry_after_s),
                ..Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "session.too_many_tries",
                    "请稍候再试",
                    format!(
                        "连续失败次数过多，为防止他人猜测密码，请等{}再试。您曾登录过的浏览器不受别人失败的影响，可改用它登录；忘记密码请联系本机关管理员。",
                        span(retry_after_s)
                    ),
                )
            },
            Error::Busy { retry_after_s } => Self {
                retry_after_s: Some(retry_after_s),
                ..Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "law.busy",
                    "请稍候再试",
                    format!(
                        "现在检查、试行规则的人较多，本次没有开始，填写的内容都在。请等{}再试。",
                        span(retry_after_s)
                    ),
                )
            },
            Error::AskedTooOften { retry_after_s } => Self {
                retry_after_s: Some(retry_after_s),
                ..Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "slip.too_often",
                    "请稍候再试",
                    format!("从您的网络查验得太频繁。请等{}再试。", span(retry_after_s)),
                )
            },
            Error::NoSpace => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "storage.no_space",
                "存储空间不足",
                "服务器存储空间不足，本次内容没有保存。已保存的内容不受影响，请联系管理员清理后重试。",
            ),
            fault @ Error::Fault { .. } => {
                let mut text = fault.to_string();
                let mut cause = std::error::Error::source(&fault);
                while let Some(next) = cause {
                    text.push_str(": ");
                    text.push_str(&next.to_string());
                    cause = next.source();
                }
                tracing::error!(cause = text, "request failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "fault",
                    "系统故障",
                    "系统发生故障，本次操作没有完成。请稍后重试；仍不能办理时，请把下面的编号告诉管理员。",
                )
            }
        }
    }
}

fn span(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}秒"),
        (minutes, 0) => format!("{minutes}分钟"),
        (minutes, seconds) => format!("{minutes}分{seconds}秒"),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry = self.retry_after_s;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json; charset=utf-8"),
        );
        if let Some(seconds) = retry {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
