//! Art. 22: a device is cleared only on the server's signed receipt, and that leaves a proof.

use crate::card::{Card, content};
use crate::world::{World, dock, file};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deposited_is_deleted_where_that_is_wanted_and_the_server_knows() {
    let world = World::found().await;
    let card = Card::new(world.folder.path(), "card");
    let name = "S1_330106012_20250307100000_0001.mp4";
    card.put(name, &content(1, 1_000));
    card.put("INDEX.DB", b"no recording");
    let (code, told) = world.run(&[&card.0], &[]);
    assert_eq!((code, &file(&told, name)["fate"]), (0, &"deposited".into()), "{told}");
    assert!(card.0.join(name).exists(), "nothing is deleted unasked");
    let (code, told) = world.run(&[&card.0], &["--wipe"]);
    assert_eq!((code, &file(&told, name)["fate"]), (0, &"cleared".into()), "{told}");
    assert!(!card.0.join(name).exists());
    assert!(card.0.join("INDEX.DB").exists(), "what is no recording stays");
    let list = world.get("/recordings").await;
    let id = list["items"][0]["recording_id"].as_str().unwrap().to_owned();
    let page = world.get(&format!("/recordings/{id}")).await;
    let history = page["history"].as_array().unwrap();
    let told: Vec<&str> = history.iter().map(|fact| fact["action"].as_str().unwrap()).collect();
    assert!(
        told.contains(&"采集站取自设备") && told.contains(&"采集站清空设备上的文件"),
        "{told:?}"
    );
    let mut receipts = dock();
    let output = receipts.args(["receipts", "--json", "--station"]).arg(world.key()).output();
    let told: serde_json::Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let receipt = &told["receipts"][0];
    assert!(receipt["cleared_at"].is_string(), "{receipt}");
    assert!(receipt["receipt"].as_str().unwrap().starts_with("liuhen-receipt/v1\n"), "{receipt}");
    world.assert_checked();
}

/// What is on the card now is not what the receipt speaks of: another file in its place.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changed_after_its_deposit_is_not_deleted() {
    let world = World::found().await;
    let card = Card::new(world.folder.path(), "card");
    let long = content(1, 400_000);
    card.put("a.mp4", &long);
    card.date("a.mp4", 1_741_309_200);
    assert_eq!(world.run(&[&card.0], &[]).0, 0);
    // Same size, same time, same ends: only reading all of it tells.
    let mut other = long.clone();
    let middle = other.len() / 2;
    other[middle] ^= 1;
    card.put("a.mp4", &other);
    card.date("a.mp4", 1_741_309_200);
    let (code, told) = world.run(&[&card.0], &["--wipe"]);
    assert_eq!(code, 10, "{told}");
    let why = file(&told, "a.mp4")["why"].as_str().unwrap();
    assert!(why.contains("不一致"), "{why}");
    assert!(card.0.join("a.mp4").exists());
}

/// A station that is closed gets nothing in, and its files stay where they are.
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_station_brings_nothing_in() {
    let world = World::found().await;
    let card = Card::new(world.folder.path(), "card");
    card.put("a.mp4", &content(1, 1_000));
    let path = format!("/stations/{}/close", world.station);
    world.post(&path, serde_json::json!({ "reason": "报废" })).await;
    let (code, told) = world.run(&[&card.0], &["--wipe"]);
    assert_eq!(code, 10, "{told}");
    assert!(file(&told, "a.mp4")["why"].as_str().unwrap().contains("停用"), "{told}");
    assert!(card.0.join("a.mp4").exists());
    assert_eq!(world.recordings().await.len(), 0);
}
