//! Without a line the queue grows, and nothing of it is lost, whatever stops.

use std::time::Duration;

use crate::card::{Card, content};
use crate::world::{World, dock, file};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_without_a_line_is_sent_when_it_is_back() {
    let mut world = World::found().await;
    let card = Card::new(world.folder.path(), "card");
    let digest = card.put("S1_330106012_20250307100000_0001.mp4", &content(1, 1_000));
    world.kill_server();
    let (code, told) = world.run(&[&card.0], &["--patience-s", "1"]);
    assert_eq!(code, 20, "{told}");
    let one = file(&told, "S1_330106012_20250307100000_0001.mp4");
    assert_eq!((&one["fate"], &one["sha256"]), (&"waiting".into(), &digest.clone().into()));
    let mut status = dock();
    let output = status.args(["status", "--json", "--station"]).arg(world.key()).output().unwrap();
    let queue: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(queue["clips"][0]["standing"], "已读取，待上传");
    world.start_server();
    let (code, told) = world.run(&[&card.0], &[]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(world.recordings().await[0].0, digest);
    // Whose number is in the name has it in his list.
    let mine = world.get("/recordings?mine=true").await;
    assert_eq!(mine["items"][0]["deposited_by"], "采集站（钱进）", "{mine}");
}

/// The program itself is killed in the middle, again and again.
#[tokio::test(flavor = "multi_thread")]
async fn a_station_that_is_killed_goes_on_where_it_was() {
    let world = World::found().await;
    let card = Card::new(world.folder.path(), "card");
    for number in 0..20 {
        let path = format!("S1_P1_202503071000{number:02}_{number:04}.mp4");
        card.put(&path, &content(number, 200_000));
    }
    let mut killed = 0;
    for round in 1..=6 {
        let start = world.proxy.passed();
        let mut import = world.import(&[&card.0]).args(["--limit-kib", "2000"]).spawn().unwrap();
        while world.proxy.passed() < start + 300_000 && import.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        killed += usize::from(import.try_wait().unwrap().is_none());
        import.kill().unwrap();
        import.wait().unwrap();
        assert!(killed >= round.min(4), "the import was over before it could be killed");
    }
    let (code, told) = world.run(&[&card.0], &[]);
    assert_eq!(code, 0, "{told}");
    let mut found = world.recordings().await;
    found.sort();
    found.dedup();
    assert_eq!((found.len(), world.recordings().await.len()), (20, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_pulled_is_told_and_read_on_when_it_is_back() {
    let world = World::found().await;
    let card = Card::new(world.folder.path(), "card");
    for number in 0..4 {
        let path = format!("S1_P1_202503071000{number:02}_{number:04}.mp4");
        card.put(&path, &content(number, 2_000_000));
    }
    let away = world.folder.path().join("away");
    let mut import = world.import(&[&card.0]);
    let import = import.args(["--limit-kib", "1000", "--parallel", "1"]).spawn().unwrap();
    while world.proxy.passed() < 1_000_000 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // An open file lives on in this system after its card is gone; the line must break as well.
    std::fs::rename(&card.0, &away).unwrap();
    world.proxy.cut();
    let output = tokio::task::spawn_blocking(|| import.wait_with_output().unwrap()).await.unwrap();
    let (code, told) = crate::world::told(&output);
    assert_eq!(code, 10, "{told}");
    let files = told["files"].as_array().unwrap();
    assert!(files.iter().any(|file| file["fate"] == "pulled"), "{told}");
    std::fs::rename(&away, &card.0).unwrap();
    let (code, told) = world.run(&[&card.0], &[]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(world.recordings().await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_brings_in_what_is_put_in() {
    let world = World::found().await;
    let media = world.folder.path().join("media");
    std::fs::create_dir(&media).unwrap();
    let config = world.folder.path().join("dock.toml");
    let text = format!(
        "server = {:?}\nstation = {:?}\nmedia = {media:?}\npoll_s = 1\nsettle_ms = 50\n",
        world.proxy.url(),
        world.key()
    );
    std::fs::write(&config, text).unwrap();
    let mut watch = dock();
    let mut watch = watch.args(["watch", "--json", "--config"]).arg(&config).spawn().unwrap();
    let card = Card::new(&media, "1号仓");
    card.put("S1_P1_20250307100000_0001.mp4", &content(1, 1_000));
    for _ in 0..600 {
        if world.recordings().await.len() == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    card.put("S1_P1_20250307100100_0002.mp4", &content(2, 1_000));
    let mut slot = serde_json::Value::Null;
    for _ in 0..600 {
        let page = world.get(&format!("/stations/{}", world.station)).await;
        slot = page["tile"]["said"]["bays"][0].clone();
        if world.recordings().await.len() == 2 && slot["deposited"] == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!((&slot["bay"], &slot["state"]), (&"1号仓".into(), &"safe".into()), "{slot}");
    watch.kill().unwrap();
    watch.wait().unwrap();
}
