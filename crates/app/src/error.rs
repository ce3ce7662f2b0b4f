//! What a use case may answer instead of a result.

use std::io;

use domain::Refusal;
use store::StoreFault;
use vault::StageError;

use crate::sessions::SessionEnd;

/// One field of a record that does not fit its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer into the fields, e.g. `/items/0/name`.
    pub path: String,
    /// The field's Chinese title, where known.
    pub title: String,
    /// In Chinese: what is wrong and what to do.
    pub message: String,
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The law or the state of the matter says no.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// Fields do not fit their schema.
    #[error("{} fields do not fit", .0.len())]
    Fields(Vec<FieldError>),
    /// One value does not read, e.g. an over-long text.
    #[error("value `{field}` does not read")]
    Value {
        /// Its name in Chinese.
        field: &'static str,
        /// In Chinese: what is wrong and what to do.
        message: String,
    },
    /// Somebody else was faster; reload and look again.
    #[error("conflict")]
    Conflict,
    /// The same key came with another request.
    #[error("idempotency key reused")]
    KeyReused,
    /// Not logged in, or no longer.
    #[error("not logged in")]
    NoSession,
    /// Was logged in, and it is known why no longer.
    #[error("the session ended: {}", .0.as_str())]
    SessionEnded(SessionEnd),
    /// Name or password is wrong; which one is not told.
    #[error("login failed")]
    LoginFailed,
    /// A station that is not registered, was closed, or has not the key that is registered.
    #[error("not a station of ours")]
    StationUnknown,
    /// Too many tries.
    #[error("too many tries")]
    TooManyTries {
        /// Seconds until the next one is looked at.
        retry_after_s: u64,
    },
    /// Too many do the same heavy work: nothing was begun.
    #[error("busy")]
    Busy {
        /// Seconds after which to ask again.
        retry_after_s: u64,
    },
    /// One address asks without end what became of slips.
    #[error("asked too often")]
    AskedTooOften {
        /// Seconds after which to ask again.
        retry_after_s: u64,
    },
    /// The disk is full: nothing was changed.
    #[error("no space left")]
    NoSpace,
    /// We or the machine broke. The cause is for the operator, not for the person.
    #[error("fault while {doing}")]
    Fault {
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Wraps a lower fault with what was being done. A full disk is an answer of its own.
pub(crate) fn fault<E>(doing: &'static str) -> impl FnOnce(E) -> Error
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    move |cause| {
        let cause = cause.into();
        if is_no_space(cause.as_ref()) {
            tracing::error!(%cause, "no space left while {doing}");
            return Error::NoSpace;
        }
        Error::Fault { doing, cause }
    }
}

/// Whether somewhere below a disk or a quota is full.
fn is_no_space(cause: &(dyn std::error::Error + 'static)) -> bool {
    let is_full = |error: &(dyn std::error::Error + 'static)| {
        let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
        matches!(kind, Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
            || error.downcast_ref::<StoreFault>().is_some_and(StoreFault::is_no_space)
            || matches!(error.downcast_ref::<StageError>(), Some(StageError::NoSpace { .. }))
    };
    std::iter::successors(Some(cause), |error| error.source()).any(is_full)
}

/// The result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<StageError> for Error {
    fn from(error: StageError) -> Self {
        stage_error(error)
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all others are faults")]
pub(crate) fn stage_error(error: StageError) -> Error {
    match error {
        StageError::Unknown(_) => Refusal::NotFound.into(),
        StageError::NoSpace { .. } => Error::NoSpace,
        StageError::TooLarge { max_bytes } => Error::Value {
            field: "文件",
            message: format!("单个文件不得超过{} GB，请联系管理员从采集站导入。", max_bytes >> 30),
        },
        StageError::Complete(_) => Error::Value {
            field: "上传",
            message: "该文件已全部上传，属于原始音像记录，不能撤销（本办法第24条）。".to_owned(),
        },
        other => fault("taking bytes")(other),
    }
}
