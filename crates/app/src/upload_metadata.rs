//! What is kept beside an upload until it is deposited: what its sender said of it.

use domain::recording::{Collection, Description};
use serde::de::DeserializeOwned;
use terms::{ClaimedTime, DeviceId};

/// What is kept of the client's metadata beside name and digest.
pub(crate) fn metadata(
    claimed_at: Option<ClaimedTime>,
    device: Option<DeviceId>,
    description: &Description,
    collection: Option<&Collection>,
) -> String {
    let kept = serde_json::json!({
        "claimed_at": claimed_at, "device": device, "description": description,
        "collection": collection,
    });
    kept.to_string()
}

/// What was kept under a key.
pub(crate) fn kept<T: DeserializeOwned>(metadata: &str, key: &str) -> Option<T> {
    let value: serde_json::Value = serde_json::from_str(metadata).ok()?;
    serde_json::from_value(value.get(key)?.clone()).ok()
}
