//! A witness's key and memory: the heads it cosigned, kept before it answers; and a mirror of leaves.
//!
//! Key and memory are one folder, made once. A copy of the sizes in a second place notices when an
//! old copy of the folder was put back: then the key is retired and nothing is signed any more,
//! because a witness that forgot would cosign a fork.
//!
//! Who can change it: whoever can write both places, and whoever holds the key. They could cosign
//! two histories of a log; two keys of other operators in every quorum stand against that.
//!
//! Times and random bytes are arguments; what is sent and received is the caller's.

mod answer;
mod fault;
mod files;
mod gossip;
mod identity;
mod members;
mod mirror;
mod open;
mod status;

pub use answer::Answer;
pub use fault::{Fault, OpenError};
pub use gossip::{Heard, Settled, UNPROVEN_SECONDS};
pub use identity::init;
pub use members::{MemberError, add_log, add_sibling};
pub use mirror::{
    Carried, Entries, MirrorKeys, MirrorStatus, ReportTaken, Unfit, Upload, init_mirror,
};
pub use open::{Sibling, Witness};
pub use status::{Doubt, LogStatus, Standing};
