//! Keeps what the log's key signed last and signs only what extends it.
//!
//! Who can change its state: the account the signer runs as. What they could achieve: make it sign
//! a second history; witnesses that saw the first would then hold proof of it.
//!
//! No clock and no random source: secrets are given when the state is made. Decision 0030 says why
//! this is a process of its own, `docs/formats/signer.md` what is spoken on its socket.

mod client;
mod config;
mod evidence;
mod fault;
mod files;
mod init;
mod keeper;
mod keys;
mod pkcs11;
mod protocol;
mod serve;
mod state;

pub use client::{Client, ClientError};
pub use config::{Config, KeyPlace, Module, Sm2Input};
pub use fault::SignerFault;
pub use init::{Secrets, init, is_initialised, recover};
pub use keeper::{Admitted, Keeper, RefusedBy, Signed};
pub use keys::Signer;
pub use protocol::{Extension, MAX_MESSAGE_BYTES, Refusal, SignRequest, Status};
pub use serve::{listen, serve};
pub use state::{Heads, TreeHead};
