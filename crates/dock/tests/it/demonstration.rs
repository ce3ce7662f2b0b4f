//! Art. 22, and Arts. 3 and 16: three hundred clips of five layouts from three cameras, over a line
//! that is cut twenty times, to a server that is killed five times: all there, digests equal, none
//! twice; and each where it belongs, by what is known to be true.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use terms::ActivityId;

use crate::campaign::{LENGTHS, Place, Shot, tell};
use crate::card::{Card, own, timeless};
use crate::world::{World, dock, told};

const CLIPS: usize = 300;
/// Bytes of its own that each clip has.
const OWN_BYTES: usize = 60_000;
const CUTS: usize = 20;
const KILLS: usize = 5;
/// Of a hundred first candidates so many are right, at least.
const RIGHT_PERCENT: usize = 95;
/// Looking into three hundred films takes the server a while.
const PATIENCE_S: u64 = 1_200;

/// The names of five layouts, one after the other.
fn path(number: usize, shot: &Shot) -> String {
    let said = shot.said.to_china_rfc3339();
    let digits: String = said.chars().filter(char::is_ascii_digit).take(14).collect();
    let (day, time) = digits.split_at(8);
    let (camera, bearer) = (shot.camera + 2, &shot.bearer);
    match number % 5 {
        0 => format!("DCIM/DSJ{camera:04}_{bearer}_{day}{time}_{number:04}.MP4"),
        1 => format!("{day}/{bearer}/{time}_{number:04}.MP4"),
        2 => format!("DCIM/100MEDIA/DJI_{day}{time}_{number:04}_V.MP4"),
        3 => format!("EVENT/{}_{}_{time}_{number:04}F.MP4", &day[..4], &day[4..]),
        _ => format!("RECORD/R{number:04}_{}_{time}.MP4", &day[2..]),
    }
}

/// The cards of three cameras. Answers digests with names, names with what is true, and all bytes.
struct Filled {
    cards: Vec<Card>,
    digests: BTreeMap<String, String>,
    shots: BTreeMap<String, Shot>,
    bytes: u64,
}

fn fill(folder: &Path, shots: Vec<Shot>) -> Filled {
    let names = ["camera-a", "camera-b", "camera-c"];
    let cards: Vec<Card> = names.iter().map(|name| Card::new(folder, name)).collect();
    for (number, card) in (2..).zip(&cards) {
        card.put("SYSTEM/DEVICE.INI", format!("SN=DSJ{number:04}\nBAT=81\n").as_bytes());
    }
    let films = LENGTHS.map(timeless);
    let (digests, bytes) = (BTreeMap::new(), 0);
    let mut filled = Filled { cards, digests, shots: BTreeMap::new(), bytes };
    for (number, shot) in shots.into_iter().enumerate() {
        let path = path(number, &shot);
        let film = LENGTHS.iter().position(|length| *length == shot.seconds).unwrap();
        let content = own(films[film].clone(), u32::try_from(number).unwrap(), OWN_BYTES);
        filled.bytes += u64::try_from(content.len()).unwrap();
        let digest = filled.cards[shot.camera].put(&path, &content);
        let name = path.rsplit('/').next().unwrap().to_owned();
        filled.digests.insert(digest, name.clone());
        filled.shots.insert(name, shot);
    }
    filled
}

/// Brings them in; breaks come with the bytes, so that each finds some under way.
async fn import_over_a_breaking_line(world: &mut World, folders: &[&Path], all: u64) {
    let mut import = world.import(folders);
    import.args(["--limit-kib", "3000", "--parallel", "6", "--patience-s", "600"]);
    let import = import.spawn().unwrap();
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
    assert_eq!(files.len(), CLIPS);
    assert!(files.iter().all(|file| file["fate"] == "deposited"), "{summary}");
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_clips_arrive_once_over_a_line_that_breaks_and_find_their_work() {
    let folder = TempDir::new().unwrap();
    let campaign = tell(&folder.path().join("data")).await;
    assert_eq!(campaign.shots.len(), CLIPS);
    let mut world = World::open(folder, &campaign.agency, &campaign.passwords["admin"]).await;
    world.leave_to_machine(&campaign.passwords["head"]).await;
    let filled = fill(world.folder.path(), campaign.shots);
    let folders: Vec<_> = filled.cards.iter().map(|card| card.0.as_path()).collect();
    import_over_a_breaking_line(&mut world, &folders, filled.bytes).await;

    let mut found = world.recordings().await;
    found.sort();
    let there: Vec<(String, String)> = filled.digests.into_iter().collect();
    assert_eq!(found, there, "each clip is there once, with its own digest and name");
    world.assert_checked();

    // What was done is not done again.
    let (code, again) = world.run(&folders, &[]);
    assert_eq!((code, again["files"].as_array().unwrap().len()), (0, CLIPS));
    assert_eq!(world.recordings().await.len(), CLIPS);
    let mut receipts = dock();
    receipts.args(["receipts", "--json", "--station"]).arg(world.key());
    let output = receipts.output().unwrap();
    let receipts: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(receipts["receipts"].as_array().unwrap().len(), CLIPS);

    assert_matched(&world, &filled.shots).await;
}

async fn assert_matched(world: &World, shots: &BTreeMap<String, Shot>) {
    let answers = settled(world).await;
    let truth: Truth =
        shots.iter().map(|(name, shot)| (name.as_str(), (shot.place, shot.truth))).collect();
    let table = Table::of(&answers, &truth);
    println!("{}", table.text());
    table.judge().unwrap();
    world.assert_checked();

    // The controls: held against another truth, the same answers fail.
    let works: Vec<_> = truth.values().map(|(_, work)| *work).collect();
    let shifted = truth.iter().zip(works.iter().cycle().skip(7));
    let shifted: Truth =
        shifted.map(|((name, (place, _)), work)| (*name, (*place, *work))).collect();
    let blind = Table::of(&answers, &shifted).judge();
    assert!(blind.is_err(), "a truth of other clips is as good?");
    let linked = answers.iter().find(|(_, answer)| answer.linked.is_some()).unwrap().0;
    let mut of_none = truth.clone();
    of_none.insert(linked.as_str(), (Place::NoWork, None));
    let one = Table::of(&answers, &of_none).judge().unwrap_err();
    assert!(one.contains("关联错误"), "one wrong link of three hundred is found: {one}");
}

type Truth<'a> = BTreeMap<&'a str, (Place, Option<ActivityId>)>;

/// What the server says of one clip.
struct Answer {
    first: Option<ActivityId>,
    linked: Option<ActivityId>,
}

/// What the server says once it has looked into all of them and linked what is beyond doubt.
async fn settled(world: &World) -> BTreeMap<String, Answer> {
    for _ in 0..PATIENCE_S {
        let (waiting, linked) =
            (world.matches("unclassified").await, world.matches("by_machine").await);
        let doubts = |found: &Value| found["doubts"].as_array().unwrap().clone();
        let is_settled = |found: &Value| {
            let doubts = doubts(found);
            !doubts.is_empty() && doubts.iter().all(|doubt| doubt["kind"] != "unexamined")
        };
        if waiting.len() + linked.len() == CLIPS && waiting.values().all(is_settled) {
            return waiting
                .into_iter()
                .chain(linked)
                .map(|(name, found)| (name, answer(&found)))
                .collect();
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    panic!("the server did not get done with the clips");
}

fn answer(found: &Value) -> Answer {
    let id = |value: &Value| value.as_str().map(|text| text.parse().unwrap());
    Answer {
        first: id(&found["candidates"][0]["activity_id"]),
        linked: id(&found["link"]["activity_id"]),
    }
}

/// What came of the clips of one kind.
#[derive(Debug, Default, Clone, Copy)]
struct Line {
    clips: usize,
    first_right: usize,
    linked: usize,
    linked_wrong: usize,
}

struct Table(BTreeMap<Place, Line>);

impl Table {
    fn of(answers: &BTreeMap<String, Answer>, truth: &Truth<'_>) -> Self {
        let mut lines: BTreeMap<Place, Line> = BTreeMap::new();
        for (name, answer) in answers {
            let (place, work) = truth[name.as_str()];
            let line = lines.entry(place).or_default();
            line.clips += 1;
            line.first_right += usize::from(work.is_some() && answer.first == work);
            line.linked += usize::from(answer.linked.is_some());
            line.linked_wrong += usize::from(answer.linked.is_some() && answer.linked != work);
        }
        Self(lines)
    }

    fn sum(&self, of: impl Fn(&Place) -> bool) -> Line {
        let lines = self.0.iter().filter(|(place, _)| of(place)).map(|(_, line)| *line);
        lines.fold(Line::default(), |sum, line| Line {
            clips: sum.clips + line.clips,
            first_right: sum.first_right + line.first_right,
            linked: sum.linked + line.linked,
            linked_wrong: sum.linked_wrong + line.linked_wrong,
        })
    }

    fn text(&self) -> String {
        let mut text =
            "| 音像 | 段数 | 首位候选正确 | 系统关联 | 关联错误 |\n|---|---|---|---|---|\n"
                .to_owned();
        let all = self.sum(|_| true);
        let lines = self.0.iter().map(|(place, line)| (place.zh(), *place, *line));
        for (name, place, line) in lines.chain([("合计", Place::Inside, all)]) {
            let right = match place {
                Place::NoWork => "—".to_owned(),
                Place::Inside | Place::Edge | Place::Together | Place::Unread => {
                    line.first_right.to_string()
                }
            };
            let Line { clips, linked, linked_wrong, .. } = line;
            text += &format!("| {name} | {clips} | {right} | {linked} | {linked_wrong} |\n");
        }
        text
    }

    /// What the issue demands of it.
    fn judge(&self) -> Result<(), String> {
        let all = self.sum(|_| true);
        let of_work = self.sum(|place| *place != Place::NoWork);
        let of_none = self.sum(|place| *place == Place::NoWork);
        let text = self.text();
        if all.linked_wrong > 0 || of_none.linked > 0 {
            return Err(format!("关联错误\n{text}"));
        }
        if of_work.first_right * 100 < of_work.clips * RIGHT_PERCENT {
            return Err(format!("首位候选正确的不足\n{text}"));
        }
        // It is of some use, and none of the kinds is missing.
        if all.linked * 3 < all.clips || self.0.len() < 5 {
            return Err(format!("系统关联的太少\n{text}"));
        }
        Ok(())
    }
}
