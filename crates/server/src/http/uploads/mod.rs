//! Uploads: tus 1.0 with creation, termination and checksum; and the queue one sees.

mod metadata;
mod queue;
mod tus;

pub(crate) use queue::*;
pub(crate) use tus::*;
