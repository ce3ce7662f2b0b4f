//! What programs of ours that stay running share: small requests to others, log lines, and being told
//! to stop.

mod outbound;
mod running;

pub use outbound::{Answer, Outbound, check};
pub use running::{asked_to_stop, log_to_stderr};
