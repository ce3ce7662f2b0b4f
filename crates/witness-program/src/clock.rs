//! The witness's clock and random source: their one home here.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970, by the system's clock.
#[expect(clippy::disallowed_methods, reason = "this is the witness's clock")]
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Random bytes for a key.
///
/// # Errors
/// The system gives none.
pub(crate) fn secret() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("系统没有给出随机数：{error}"))?;
    Ok(bytes)
}
