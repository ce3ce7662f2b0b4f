//! What cards really hold: kept, flagged, explained; nothing lost, nothing executed.

use serde_json::Value;

use crate::card::{Card, content};
use crate::world::{World, dock, file};

fn flags(told: &Value, path: &str) -> String {
    let flags = file(told, path)["flags"].as_array().unwrap();
    flags.iter().map(|flag| flag.as_str().unwrap()).collect::<Vec<_>>().join("；")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_bad_file_is_kept_flagged_and_explained() {
    let world = World::found().await;
    let card = Card::new(world.folder.path(), "card");
    let film = content(1, 1_000);
    card.put("whole.mp4", &film);
    card.put("truncated.mp4", &content(2, 1_000)[..1_500]);
    card.put("photo.jpg", &content(3, 1_000));
    card.put("1970.mp4", &content(4, 1_000));
    card.date("1970.mp4", 12);
    card.put("A/same.mp4", &content(5, 1_000));
    card.put("B/same.mp4", &content(6, 1_000));
    card.put("copy of whole.mp4", &film);
    card.put("empty.mp4", b"");
    card.put("list.mp4", b"#EXTM3U\n#EXTINF:1.0,\n/etc/passwd\n");
    card.put("text.mp4", "这不是录像。".as_bytes());
    card.put("INDEX.DB", b"no recording");
    card.put("D/S1_P1_20250307235900_0001.mp4", &content(7, 1_000));
    card.put("D/S1_P1_20250307000100_0002.mp4", &content(8, 1_000));
    let other = Card::new(world.folder.path(), "other");
    other.put("S1_P1_20250308100000_0003.mp4", &content(9, 1_000));
    let folders = [card.0.as_path(), other.0.as_path()];
    let (code, told) = world.run(&folders, &[]);
    assert_eq!(code, 10, "{told}");
    let expected = [
        ("truncated.mp4", "文件不完整"),
        ("photo.jpg", "扩展名与内容不符"),
        ("1970.mp4", "设备时钟没有设置"),
        ("A/same.mp4", "同名而内容不同"),
        ("B/same.mp4", "同名而内容不同"),
        ("copy of whole.mp4", "同一内容出现两次"),
        ("list.mp4", "播放列表"),
        ("text.mp4", "不能识别的格式"),
        ("D/S1_P1_20250307000100_0002.mp4", "设备时钟倒退"),
        ("S1_P1_20250308100000_0003.mp4", "报同一编号"),
    ];
    for (path, flag) in expected {
        assert!(flags(&told, path).contains(flag), "{path}: {}", flags(&told, path));
        assert_eq!(file(&told, path)["fate"], "deposited", "{path}");
    }
    let empty = file(&told, "empty.mp4");
    assert_eq!(empty["fate"], "kept");
    assert!(empty["why"].as_str().unwrap().contains("空文件"), "{empty}");
    assert_eq!(told["others"], serde_json::json!(["INDEX.DB"]));
    // Twelve files with something in them, of which two are the same.
    assert_eq!(world.recordings().await.len(), 11);
    for path in ["empty.mp4", "INDEX.DB", "whole.mp4"] {
        assert!(card.0.join(path).exists(), "{path} is still on the card");
    }
    let page = world.get(&format!("/stations/{}", world.station)).await;
    let troubles = page["tile"]["said"]["troubles"].as_array().unwrap();
    assert!(troubles.iter().any(|trouble| trouble["file_name"] == "empty.mp4"), "{troubles:?}");
    assert_eq!(page["docks"].as_array().unwrap().len(), 3, "{page}");
}

#[test]
fn a_key_that_is_not_registered_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("station.key");
    assert!(dock().args(["key", "new", "--station"]).arg(&key).output().unwrap().status.success());
    let mut import = dock();
    import.arg("import").arg(folder.path()).args(["--server", "http://127.0.0.1:9", "--station"]);
    let output = import.arg(&key).output().unwrap();
    assert_eq!(output.status.code(), Some(30));
    assert!(String::from_utf8_lossy(&output.stderr).contains("登记"), "{output:?}");
}

#[test]
fn a_server_in_the_clear_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("station.key");
    assert!(dock().args(["key", "new", "--station"]).arg(&key).output().unwrap().status.success());
    let id = "station_01JNP300000000000000000009";
    let signer = ledger::StationSigner::from_seed("a/1", [1; 32]).unwrap();
    let mut pin = dock();
    pin.args(["key", "pin", "--id", id, "--server-key", &signer.verifier_key().to_string()]);
    assert!(pin.arg("--station").arg(&key).output().unwrap().status.success());
    let mut import = dock();
    import.arg("import").arg(folder.path()).args(["--server", "http://example.com", "--station"]);
    let output = import.arg(&key).output().unwrap();
    assert_eq!(output.status.code(), Some(30));
    assert!(String::from_utf8_lossy(&output.stderr).contains("https"), "{output:?}");
}

#[test]
fn layouts_can_be_tried_on_a_name() {
    let path = "DCIM/DSJ0007_330106012_20250307100500_0012_IMP.MP4";
    let output = dock().args(["layouts", "test", path, "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let named = &told["paths"][0]["named"];
    assert_eq!((&named["serial"], &named["is_important"]), (&"DSJ0007".into(), &true.into()));
    let output = dock().args(["layouts", "test", "clip.mp4"]).output().unwrap();
    assert_eq!(output.status.code(), Some(10));
    let output = dock().args(["layouts", "list"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 5);
}

#[test]
fn an_odd_command_line_is_told_apart_from_what_cannot_be_done() {
    assert_eq!(dock().arg("import").output().unwrap().status.code(), Some(2));
    assert_eq!(dock().arg("--help").output().unwrap().status.code(), Some(0));
}
