//! The server is killed in the middle of uploads and appends, again and again: nothing that was
//! acknowledged is lost, and what was cut off goes on at the told offset.

use reqwest::Method;
use serde_json::Value;

use crate::county::{County, On, new_case, until};
use crate::story::{assert_checked, begin, find, patch_answer};

/// Rounds of killing.
const ROUNDS: usize = 50;
/// Bytes a round sends.
const PIECE: usize = 48 * 1024;

/// Where the upload stands by the server's word.
async fn offset(county: &County, upload: &str) -> usize {
    let answer = county.person("li").send(Method::HEAD, upload, None).await;
    assert_eq!(answer.status(), 200);
    answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let mut county = County::found(On::Sqlite).await;
    let bytes: Vec<u8> = (0..PIECE * ROUNDS).map(|i| u8::try_from(i * 31 % 251).unwrap()).collect();
    let upload = begin(county.person("li"), "长片.mp4", bytes.len(), None).await;
    let mut acknowledged = 0;
    let mut cases: Vec<String> = Vec::new();
    for round in 0..ROUNDS {
        let from = offset(&county, &upload).await;
        assert!(from >= acknowledged, "round {round}: told {from}, acknowledged {acknowledged}");
        let to = (from + PIECE).min(bytes.len());
        let li = county.person("li").clone();
        let (path, piece) = (upload.clone(), bytes[from..to].to_vec());
        let sending = tokio::spawn(async move { patch_answer(&li, &path, from, piece).await });
        let new = new_case(&[&county.ids["li"], &county.ids["wang"]]);
        let li = county.person("li").clone();
        let writing = tokio::spawn(async move {
            let answer = li.request(Method::POST, "/cases").json(&new).send().await.ok()?;
            let done: Value = answer.json().await.ok()?;
            Some(done["id"].as_str()?.to_owned())
        });
        // Rounds end at different points of the work: at once, after the append, after both.
        if round % 3 != 0 {
            cases.extend(writing.await.unwrap());
        }
        if round % 3 == 2
            && let Ok(answer) = sending.await.unwrap()
        {
            acknowledged = answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap();
        }
        county = county.restart().await;
    }
    let li = county.person("li");
    let list = li.get("/cases?limit=200").await;
    for case in &cases {
        assert_ne!(find(&list, "case_id", case), Value::Null, "{case} was acknowledged");
    }
    let from = offset(&county, &upload).await;
    assert!(from >= acknowledged);
    if from < bytes.len() {
        patch_answer(li, &upload, from, bytes[from..].to_vec()).await.unwrap();
    }
    let id = upload.rsplit('/').next().unwrap().to_owned();
    let is_deposited = |list: &Value| find(list, "upload_id", &id)["state"] == "deposited";
    let list = until(li, "/uploads", is_deposited).await;
    let expected = {
        use sha2::Digest as _;
        let digest: [u8; 32] = sha2::Sha256::digest(&bytes).into();
        digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    assert_eq!(find(&list, "upload_id", &id)["sha256"], expected);
    assert_checked(&county);
}
