//! The trust policy is a file; each change of it is a fact.

use std::fs;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::county::{County, On, until};
use crate::program::run;
use crate::witnesses::key_of;

/// SHA-256 of each policy there was, the newest first, once there are so many.
async fn policies(county: &County, count: usize) -> Vec<Value> {
    let is_there = |seen: &Value| seen["policies"].as_array().is_some_and(|all| all.len() >= count);
    let seen = until(county.person("sun"), "/proof/witnesses", is_there).await;
    seen["policies"].as_array().unwrap().iter().map(|one| one["sha256"].clone()).collect()
}

fn digest(text: &str) -> Value {
    hex::encode(Sha256::digest(text)).into()
}

#[tokio::test]
async fn whoever_swaps_the_policy_is_seen_in_the_log() {
    let county = County::found(On::Sqlite).await;
    let path = county.program.data.join("policy");
    let first = format!("log {}\nquorum none\n", key_of(&county.program.data).verifier_key());
    let second = format!("# another hand\n{first}");
    fs::write(&path, &first).unwrap();
    let county = county.restart();
    assert_eq!(policies(&county, 1).await, [digest(&first)]);
    fs::write(&path, &second).unwrap();
    let county = county.restart();
    assert_eq!(policies(&county, 2).await, [digest(&second), digest(&first)]);
    fs::remove_file(&path).unwrap();
    let county = county.restart();
    assert_eq!(policies(&county, 3).await, [Value::Null, digest(&second), digest(&first)]);
    // Put back as it was, it is a fourth fact: the time in between stays to be seen.
    fs::write(&path, &first).unwrap();
    let county = county.restart();
    assert_eq!(policies(&county, 4).await.first(), Some(&digest(&first)));
    // The same once more is none.
    let county = county.restart();
    let asked = county.person("sun").get("/proof/witnesses").await;
    assert_eq!(asked["policies"].as_array().map(Vec::len), Some(4), "{asked}");
    county.restart_after(|place| assert_eq!(run(&["check", place[0], place[1]]).0, 0));
}
