//! Facts and the log over them: appending, reading, proving, checking.

mod append;
mod checkpoint;
mod commit;
mod defects;
mod head;
mod plan;
mod proof;
mod put_back;
mod read;
mod rebuild;
mod recheck;
mod sm3_fill;
mod tiles;
mod verify;
mod writer;

pub use append::{
    Append, AppendError, Appended, AppendedFact, MAX_BODY_BYTES, MAX_FACTS, MAX_ROWS, NewFact,
    NewIdempotency, NewJob, NewOutbox,
};
pub(crate) use defects::Defects;
pub use head::Head;
pub use put_back::{PutBack, SignedRoots};
pub use read::StoredFact;
pub(crate) use read::count;
pub(crate) use rebuild::rebuild;
pub use recheck::Rechecked;
pub use verify::{Verified, VerifyProgress};
pub(crate) use writer::Writer;

#[cfg(test)]
pub(crate) fn statements(is_postgres: bool) -> Vec<&'static str> {
    let tiles = tiles::statements(is_postgres);
    [
        checkpoint::STATEMENTS,
        commit::STATEMENTS,
        head::STATEMENTS,
        put_back::STATEMENTS,
        read::STATEMENTS,
        rebuild::STATEMENTS,
        recheck::STATEMENTS,
        sm3_fill::STATEMENTS,
        &tiles,
        verify::STATEMENTS,
    ]
    .concat()
}

#[cfg(test)]
pub(crate) use commit::every_list as every_commit_list;
