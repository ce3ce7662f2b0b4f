//! The last piece of an upload is answered with a signed word, and what it says is a fact before the
//! bytes are read back.

use archive::{AcceptanceInput, OriginalProof, Verdict, VerifierKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use sha2::{Digest as _, Sha256};

use crate::county::{County, On, until};
use crate::story::{Matter, assert_checked, begin, find, patch, patch_answer};

fn word(headers: &HeaderMap) -> Option<String> {
    let text = STANDARD.decode(headers.get("liuhen-acceptance")?.as_bytes()).unwrap();
    Some(String::from_utf8(text).unwrap())
}

fn line<'a>(note: &'a str, key: &str) -> &'a str {
    note.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' ')).unwrap()
}

async fn is_accepted_once_and_for_ever(on: On) {
    let county = County::found(on).await;
    let li = county.person("li");
    let bytes: Vec<u8> = (0..=250).cycle().take(700_000).collect();
    let upload = begin(li, "执法.mp4", bytes.len(), None).await;
    let half = patch(li, &upload, 0, bytes[..300_000].to_vec()).await;
    let head = li.send(Method::HEAD, &upload, None).await;
    assert_eq!(word(head.headers()), None, "not while bytes are missing");

    let last = patch_answer(li, &upload, half, bytes[half..].to_vec()).await.unwrap();
    assert_eq!(last.status(), StatusCode::NO_CONTENT);
    let note = word(last.headers()).unwrap();
    let id = upload.rsplit('/').next().unwrap();
    assert!(note.starts_with("liuhen-acceptance/v1\n"), "{note}");
    assert_eq!(line(&note, "upload"), id);
    assert_eq!(line(&note, "sha256"), hex::encode(Sha256::digest(&bytes)));
    assert_eq!(line(&note, "size"), "700000");

    let is_deposited =
        |list: &serde_json::Value| find(list, "upload_id", id)["state"] == "deposited";
    let list = until(li, "/uploads", is_deposited).await;
    let deposited = find(&list, "upload_id", id);
    assert_eq!(deposited["recording_id"], line(&note, "recording"));
    assert_eq!(deposited["sha256"], line(&note, "sha256"));
    let leaf: u64 = line(&note, "leaf").parse().unwrap();
    assert!(deposited["log_n"].as_u64().unwrap() > leaf, "the fact came first");

    let shown = &deposited["acceptance"];
    assert_eq!((&shown["note"], &shown["log_n"]), (&note.clone().into(), &leaf.into()), "{shown}");

    // Whoever lost the answer is told the same, whenever they ask.
    let head = li.send(Method::HEAD, &upload, None).await;
    assert_eq!(word(head.headers()), Some(note));
    assert_checked(&county);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complete_upload_is_accepted_before_it_is_read_back() {
    is_accepted_once_and_for_ever(On::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complete_upload_is_accepted_on_postgres_too() {
    is_accepted_once_and_for_ever(On::Postgres).await;
}

/// What the pages let one save is what the verifier reads, without our server.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_from_a_recordings_page_is_verified_offline() {
    let county = County::found(On::Sqlite).await;
    let li = county.person("li");
    let matter = Matter::register(&county).await;
    let (activity, _) = matter.visit(60).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clip");
    std::fs::write(&file, "no clip, and kept all the same").unwrap();
    let recording = matter.upload(&file, "DSJ_0001.mp4", &activity).await;
    let page = li.get(&format!("/recordings/{recording}")).await;
    let proof = async |key: &str| {
        let path = page[key].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        OriginalProof::parse(&li.get(path).await.to_string()).unwrap()
    };
    let deposit = proof("log_proof_href").await;
    assert!(deposit.leaf.contains("recording.deposited"), "{}", deposit.leaf);
    let report = archive::verify_original(std::fs::File::open(&file).unwrap(), &deposit, None);
    let report = report.unwrap();
    assert_eq!((report.verdict, report.defects), (Verdict::NotWitnessed, vec![]));

    let shown = &page["acceptance"];
    let received = proof("acceptance_proof_href").await;
    let key = VerifierKey::parse(shown["server_key"].as_str().unwrap()).unwrap();
    let report = archive::verify_acceptance(AcceptanceInput {
        note: shown["note"].as_str().unwrap(),
        key: &key,
        original: Some(&mut std::fs::File::open(&file).unwrap()),
        proof: Some(&received),
        policy: None,
    });
    let report = report.unwrap();
    assert_eq!((report.verdict, report.defects), (Verdict::NotWitnessed, vec![]));
    assert_eq!(report.proven.len(), 3, "{:?}", report.proven);
}
