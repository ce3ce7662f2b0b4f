//! A time-stamping authority before the real program: the proof centre tells how it goes, and the
//! token leaves with the package, to be verified by openssl alone as the handbook says.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use archive::{BoundSeen, Policy};
use serde_json::Value;
use tempfile::TempDir;
use testkit::authority::{Authority, HttpAnswer, P256, RSA, Served};

use crate::county::{County, until};
use crate::whole_story::whole_story;
use crate::witnesses::key_of;

/// A county that asks whoever is served there, and believes that authority.
async fn stamped_by(room: &Path, authority: &Authority, served: &Served) -> County {
    let data = room.join("data");
    std::fs::create_dir(&data).unwrap();
    let county = County::found_at(&data).await;
    let config = county.config.clone().unwrap();
    std::fs::write(config.with_file_name("tsa.pem"), authority.root().unwrap()).unwrap();
    let text = std::fs::read_to_string(&config).unwrap();
    let tsa = format!("[tsa]\nurl = {:?}\ncertificates = \"tsa.pem\"\n", served.url());
    std::fs::write(&config, text + &tsa).unwrap();
    county.restart()
}

#[tokio::test]
async fn a_stamp_leaves_with_the_package_and_openssl_verifies_it() {
    let room = TempDir::new().unwrap();
    let authority = Arc::new(Authority::new(RSA).unwrap());
    let asked = authority.clone();
    let answer = move |_: &str, question: &[u8]| HttpAnswer::Reply(asked.answer(question).unwrap());
    let served = Served::start(answer).unwrap();
    let county = stamped_by(room.path(), &authority, &served).await;
    let has_stamp = |seen: &Value| !seen["time"]["stamp"].is_null();
    let seen = until(county.person("sun"), "/proof", has_stamp).await;
    assert_eq!(seen["time"]["stamp"]["authority"], "CN=test tsa", "{seen}");
    assert!(seen["time"]["stamping"]["why"].is_null(), "{seen}");
    assert_eq!(seen["time"]["has_beacons"], false, "{seen}");

    let matter = whole_story(&county).await;
    let package = crate::package::export(&matter, room.path());
    let report = |policy: &str| {
        let log = key_of(&county.program.data).verifier_key().to_string();
        let policy = Policy::parse(&format!("log {log}\n{policy}quorum none\n")).unwrap();
        archive::verify(std::fs::File::open(&package).unwrap(), Some(&policy))
    };
    authority.openssl(&["x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.der"]).unwrap();
    let root = archive::digests_of(&std::fs::read(authority.path("ca.der")).unwrap()).sha256;
    let found = report(&format!("# tsa 授时 sha256:{root}\n"));
    assert!(found.defects.is_empty(), "{:?}", found.defects);
    let by = |bound: &Option<BoundSeen>| bound.as_ref().map(|bound| bound.by.clone());
    for one in &found.times.unwrap().boxes {
        assert_eq!(by(&one.not_before).as_deref(), Some("授时"), "{one:?}");
    }
    // Nobody named: that is told, and nothing is wrong.
    let found = report("");
    assert!(found.defects.is_empty(), "{:?}", found.defects);
    assert!(found.warnings.iter().any(|told| told.contains("没有写明")), "{:?}", found.warnings);

    let zhou = county.person("zhou");
    let seen = zhou.get(&matter.path("/integrity")).await;
    let boxes = seen["boxes"].as_array().unwrap();
    assert!(boxes.iter().all(|one| one["not_before"]["by"] == "CN=test tsa"), "{seen}");
    // The proof of a single fact leaves with it as well.
    let trail = zhou.get(&matter.path("/trail?limit=200")).await;
    let first = trail["items"].as_array().unwrap().last().unwrap()["n"].as_u64().unwrap();
    let proof = zhou.get(&matter.path(&format!("/trail/{first}/proof"))).await;
    assert!(proof["times"][0]["stamp"]["token"].is_string(), "{proof}");
    archive::OriginalProof::parse(&proof.to_string()).unwrap();

    by_the_handbook(&package, &authority.root().unwrap());
}

/// What `docs/operating/time.md` says to do without a program of ours, done as it stands there.
fn by_the_handbook(package: &Path, root: &str) {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating/time.md");
    let page = std::fs::read_to_string(page).unwrap();
    let blocks = page.split("```\n").filter(|block| block.contains("openssl ts -verify"));
    let commands: Vec<&str> = blocks.collect();
    assert_eq!(commands.len(), 1, "one block of commands");
    let folder = TempDir::new().unwrap();
    std::fs::copy(package, folder.path().join("案卷包.tar")).unwrap();
    let run = |root: &str| {
        std::fs::write(folder.path().join("tsa-root.pem"), root).unwrap();
        let mut shell = Command::new("bash");
        let done = shell.current_dir(folder.path()).args(["-ec", commands[0]]).output().unwrap();
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8_lossy(&said).into_owned())
    };
    let (is_good, said) = run(root);
    assert!(is_good && said.contains("Verification: OK") && said.contains("Time stamp:"), "{said}");
    let (is_good, said) = run(&Authority::new(P256).unwrap().root().unwrap());
    assert!(!is_good && !said.contains("Verification: OK"), "{said}");
}

#[tokio::test]
async fn a_failure_is_told_on_the_proof_centre_and_stops_nothing() {
    let room = TempDir::new().unwrap();
    let authority = Authority::new(P256).unwrap();
    let page = |_: &str, _: &[u8]| {
        HttpAnswer::Other(200, "text/html", String::new(), b"<html>login</html>".to_vec())
    };
    let served = Served::start(page).unwrap();
    let county = stamped_by(room.path(), &authority, &served).await;
    let has_failed = |seen: &Value| !seen["time"]["stamping"]["why"].is_null();
    let seen = until(county.person("sun"), "/proof", has_failed).await;
    let stamping = &seen["time"]["stamping"];
    assert!(stamping["why"].as_str().unwrap().contains("登录页"), "{seen}");
    assert_eq!((&stamping["failures"], &seen["time"]["stamp"]), (&1.into(), &Value::Null));
    assert!(served.url().contains(stamping["host"].as_str().unwrap()), "{seen}");
    county.register().await;
}
