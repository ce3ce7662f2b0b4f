//! Art. 22: three hundred clips of five layouts from three cameras, over a line that is cut twenty
//! times, to a server that is killed five times: all there, digests equal, none twice.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::card::{Card, content};
use crate::world::{World, dock, told};

const CLIPS: u32 = 300;
/// Bytes of its own that each clip has.
const OWN_BYTES: usize = 60_000;
const CUTS: usize = 20;
const KILLS: usize = 5;

/// The names of five layouts, one after the other.
fn path(number: u32, camera: u32) -> String {
    let (day, minute) = (1 + number / 60 % 28, number % 60);
    match number % 5 {
        0 => format!("DCIM/DSJ{camera:04}_330106012_202503{day:02}10{minute:02}00_{number:04}.MP4"),
        1 => format!("202503{day:02}/330106012/10{minute:02}00_{number:04}.MP4"),
        2 => format!("DCIM/100MEDIA/DJI_202503{day:02}10{minute:02}00_{number:04}_V.MP4"),
        3 => format!("EVENT/2025_03{day:02}_10{minute:02}00_{number:04}F.MP4"),
        _ => format!("RECORD/R{number:04}_2503{day:02}_10{minute:02}00.MP4"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_clips_arrive_once_over_a_line_that_breaks() {
    let mut world = World::found().await;
    let names = ["camera-a", "camera-b", "camera-c"];
    let cards = names.map(|name| Card::new(world.folder.path(), name));
    for (number, card) in (2..).zip(&cards) {
        card.put("SYSTEM/DEVICE.INI", format!("SN=DSJ{number:04}\nBAT=81\n").as_bytes());
    }
    let mut wanted: BTreeMap<String, String> = BTreeMap::new();
    for (number, (camera, card)) in (0..CLIPS).zip((2..).zip(&cards).cycle()) {
        let path = path(number, camera);
        let digest = card.put(&path, &content(number, OWN_BYTES));
        wanted.insert(digest, path.rsplit('/').next().unwrap().to_owned());
    }
    assert_eq!(wanted.len(), 300);
    let folders: Vec<_> = cards.iter().map(|card| card.0.as_path()).collect();
    let mut import = world.import(&folders);
    import.args(["--limit-kib", "3000", "--parallel", "6", "--patience-s", "600"]);
    let import = import.spawn().unwrap();

    // Breaks come with the bytes, so that each finds some under way.
    let all = u64::try_from(OWN_BYTES).unwrap() * u64::from(CLIPS);
    let breaks = u64::try_from(CUTS + KILLS).unwrap();
    let (mut cuts, mut kills, mut ends) = (0, 0, 0);
    for number in 0..breaks {
        let mark = all * (number + 1) / (breaks + 2);
        while world.proxy.passed() < mark {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        if number % 5 == 4 {
            world.kill_server();
            ends += world.proxy.cut();
            world.start_server();
            kills += 1;
        } else {
            ends += world.proxy.cut();
            cuts += 1;
        }
    }
    assert_eq!((cuts, kills), (CUTS, KILLS));
    assert!(ends >= CUTS, "only {ends} connections were cut");

    let output = tokio::task::spawn_blocking(|| import.wait_with_output().unwrap()).await.unwrap();
    let (code, summary) = told(&output);
    assert_eq!(code, 0, "{summary}");
    let files = summary["files"].as_array().unwrap();
    assert_eq!(files.len(), 300);
    assert!(files.iter().all(|file| file["fate"] == "deposited"), "{summary}");

    let mut found = world.recordings().await;
    found.sort();
    let there: Vec<(String, String)> = wanted.into_iter().collect();
    assert_eq!(found, there, "each clip is there once, with its own digest and name");
    world.assert_checked();

    // What was done is not done again.
    let (code, again) = world.run(&folders, &[]);
    assert_eq!((code, again["files"].as_array().unwrap().len()), (0, 300));
    assert_eq!(world.recordings().await.len(), 300);
    let mut receipts = dock();
    receipts.args(["receipts", "--json", "--station"]).arg(world.key());
    let output = receipts.output().unwrap();
    let receipts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(receipts["receipts"].as_array().unwrap().len(), 300);
}
