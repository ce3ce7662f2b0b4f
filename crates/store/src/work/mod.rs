//! Work in hand: jobs, messages, sessions, logins, browsers, uploads. None of it is a fact.

mod browsers;
mod failures;
mod idempotency;
mod jobs;
mod logins;
mod outbox;
mod patrol;
mod recompute;
mod sessions;
mod stamps;
mod station_status;
mod uploads;
mod viewings;
mod witnesses;

pub use browsers::KnownBrowserRow;
pub use failures::LoginFailures;
pub use idempotency::IdempotentAnswer;
pub use jobs::{Job, JobStanding};
pub use logins::{LoginError, LoginRow};
pub use outbox::OutboxMessage;
pub use patrol::{PatrolRow, StoredChange, StoredFileRow, StoredTotals};
pub use recompute::RecomputeRow;
pub use sessions::SessionRow;
pub use stamps::StampRow;
pub use station_status::StationStatusRow;
pub use uploads::UploadRow;
pub use viewings::ViewingRow;
pub use witnesses::WitnessRow;

#[cfg(test)]
pub(crate) fn statements() -> Vec<&'static str> {
    [
        browsers::STATEMENTS,
        failures::STATEMENTS,
        idempotency::STATEMENTS,
        jobs::STATEMENTS,
        logins::STATEMENTS,
        outbox::STATEMENTS,
        patrol::STATEMENTS,
        recompute::STATEMENTS,
        sessions::STATEMENTS,
        uploads::STATEMENTS,
        witnesses::STATEMENTS,
    ]
    .concat()
}

#[cfg(test)]
pub(crate) use jobs::every_job_statement;
#[cfg(test)]
pub(crate) use uploads::every_upload_list;
#[cfg(test)]
pub(crate) use viewings::every_viewing_list;
