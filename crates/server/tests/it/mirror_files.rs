//! Leaves, reports and answers carried as files between a log and a mirror that no line connects.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use ledger::{CarriedPart, CarriedWriter, MirrorInfo, Recount, Report};
use serde_json::Value;
use tempfile::TempDir;

use crate::county::{County, On, on_both};
use crate::mirrors::{Log, leaves_of, line, lying, mirror, plain, report_now, signer};
use crate::program::{liuhen, run};
use crate::witnesses::{Watcher, key_of, text};

/// A mirror that nobody reaches over a network.
struct Island {
    room: TempDir,
    state: PathBuf,
    keys: Value,
}

impl Island {
    fn of(log: &str) -> Self {
        let room = TempDir::new().unwrap();
        let (watcher, keys) = mirror(room.path(), "city", log);
        let state = watcher.state.clone();
        drop(watcher);
        Self { room, state, keys }
    }

    fn ours() -> Self {
        Self::of(&signer().verifier_key().to_string())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }

    fn import(&self, file: &Path, out: &Path) -> (i32, String) {
        run(&["witness", "import", "--state", text(&self.state), text(file), "--out", text(out)])
    }

    /// Leaves of the head that is said to be kept, and leaves there are.
    fn held(&self) -> (u64, u64) {
        let (_, told) = run(&["witness", "status", "--state", text(&self.state), "--json"]);
        let told: Value = serde_json::from_str(&told).unwrap();
        let mirror = &told["logs"][0]["mirror"];
        (mirror["size"].as_u64().unwrap(), mirror["held"].as_u64().unwrap())
    }
}

/// A file that a log of our own making hands over.
fn file_of(log: &Log, old: u64, start: u64, end: u64, reports: &[(u64, &str)]) -> Vec<u8> {
    let info = MirrorInfo { size: end, next: start, ticket: Vec::new() };
    let (mut writer, header) = CarriedWriter::new();
    let mut file = header.to_vec();
    file.extend(writer.part(CarriedPart::AddCheckpoint, log.head(old, end).as_bytes()));
    file.extend(writer.part(CarriedPart::AddEntries, &log.request(&info, 9_999)));
    for (leaf, report) in reports {
        file.extend(writer.part(CarriedPart::Report(*leaf), report.as_bytes()));
    }
    file.extend(writer.end());
    file
}

async fn files_carried_to_and_fro_equal_the_line(on: On) {
    let county = County::found(on).await;
    let log = key_of(&county.program.data);
    let island = Island::of(&log.verifier_key().to_string());
    let policy = format!(
        "log {}\nwitness m {}\nwitness a {}\n# mirror m\n# auditor a\ngroup q all m a\nquorum q\n",
        log.verifier_key(),
        island.keys["mirror"].as_str().unwrap(),
        island.keys["auditor"].as_str().unwrap()
    );
    std::fs::write(county.program.data.join("policy"), &policy).unwrap();
    county.register().await;
    let export = |place: [&str; 2], name: &str, more: &[&str]| {
        let out = island.path(name);
        let args = ["witness", "export", "--for", "m", "--out", text(&out), place[0], place[1]];
        let (code, told) = run(&[args.as_slice(), more].concat());
        assert_eq!(code, 0, "{told}");
        (out, told)
    };
    let take_back = |place: [&str; 2], answer: &Path| {
        let args = ["witness", "import-response", "--for", "m", text(answer), place[0], place[1]];
        run(&args)
    };
    let (first, answer) = (island.path("1.mirreq"), island.path("1.mirresp"));
    let county = county.restart_after(|place| {
        report_now(place);
        let (_, told) = export(place, "1.mirreq", &[]);
        assert!(told.contains("1 份日报"), "{told}");
        let (code, told) = island.import(&first, &answer);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains("1 份日报，1 份相符"), "{told}");
        // The very same file once more, as after a crash before its answer was written.
        let again = island.path("again.mirresp");
        assert_eq!(island.import(&first, &again).0, 0);
        // A part of the answer, an answer that was altered, and the auditor's name.
        let bytes = std::fs::read(&answer).unwrap();
        let (cut, altered) = (island.path("cut"), island.path("altered"));
        std::fs::write(&cut, &bytes[..bytes.len() - 9]).unwrap();
        let place_of = |bytes: &[u8]| bytes.windows(5).position(|it| it == b"equal").unwrap();
        let mut other = bytes.clone();
        other[place_of(&bytes)] = b'E';
        std::fs::write(&altered, other).unwrap();
        for (wrong, why) in [(&cut, "不完整"), (&altered, "损坏或被改动")] {
            let (code, told) = take_back(place, wrong);
            assert_eq!(code, 1, "{told}");
            assert!(told.contains(why), "{told}");
        }
        let (code, told) = take_back(place, &answer);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains("1 份相符；复算已签名"), "{told}");
    });
    let sun = county.person("sun");
    let seen = sun.get("/proof/reports").await;
    assert_eq!(seen["reports"][0]["outcomes"][0]["result"], "equal", "{seen}");
    let seen = sun.get("/proof/witnesses").await;
    let roles: Vec<_> =
        seen["witnesses"].as_array().unwrap().iter().map(|it| &it["state"]).collect();
    assert_eq!(roles, ["online", "online"], "{seen}");
    let held = seen["witnesses"][1]["held"].as_u64().unwrap();
    county.register().await;
    let county = county.restart_after(|place| {
        let (second, told) = export(place, "2.mirreq", &[]);
        assert!(told.contains(&format!("第 {held} 条起")), "only what is new: {told}");
        // A file that begins too late, and one that goes on from an older head.
        let (late, _) = export(place, "late.mirreq", &["--old", &(held + 1).to_string()]);
        let told_late = island.path("late.mirresp");
        let (code, told) = island.import(&late, &told_late);
        assert_eq!(code, 1, "{told}");
        let (code, told) = take_back(place, &told_late);
        assert_eq!(code, 1);
        assert!(told.contains(&format!("保存到第 {held} 条")), "{told}");
        let newer = island.path("2.mirresp");
        assert_eq!(island.import(&second, &newer).0, 0);
        assert_eq!(take_back(place, &newer).0, 0);
        // What came long ago, either way.
        let (code, told) = island.import(&first, &island.path("no.mirresp"));
        assert_eq!(code, 1);
        assert!(told.contains("旧文件"), "{told}");
        let (code, told) = take_back(place, &answer);
        assert_eq!(code, 1);
        assert!(told.contains("旧答复"), "{told}");
        let named = ["witness", "export", "--for", "a", "--out", "x", place[0], place[1]];
        assert_eq!(run(&named).0, 3, "the auditor is no mirror");
    });
    let seen = county.person("sun").get("/proof/witnesses").await;
    assert!(seen["witnesses"][1]["held"].as_u64().unwrap() > held, "{seen}");
}

on_both! {
    files_carried_to_and_fro_equal_the_line
}

/// Whatever is wrong with a file is named, and nothing of it is kept.
#[tokio::test]
async fn a_file_that_is_not_as_it_should_be_leaves_nothing() {
    let island = Island::ours();
    let (log, report, leaf) = lying(|_| {});
    let whole = file_of(&log, 0, 0, log.size(), &[(leaf, &report)]);
    let mut edited = log.lines.clone();
    edited[290] = line(290, 0, "case.archived", "");
    let edited = Log::of(edited);
    let mut swapped = file_of(&log, 0, 0, log.size(), &[]);
    // One leaf edited, with a digest that fits.
    let (mut writer, header) = CarriedWriter::new();
    let info = MirrorInfo { size: log.size(), next: 0, ticket: Vec::new() };
    let mut forged = header.to_vec();
    forged.extend(writer.part(CarriedPart::AddCheckpoint, log.head(0, log.size()).as_bytes()));
    let mut entries = log.request(&info, 99);
    let leaf_290 = log.lines[290].as_bytes();
    let place = entries.windows(leaf_290.len()).position(|it| it == leaf_290).unwrap();
    entries[place + leaf_290.len() - 5] ^= 1;
    forged.extend(writer.part(CarriedPart::AddEntries, &entries));
    forged.extend(writer.end());
    let middle = swapped.len() / 2;
    swapped[middle] ^= 1;
    let other = report.replace("cases_opened", "cases_closed");
    let gap = file_of(&log, 0, 256, log.size(), &[]);
    let elsewhere = file_of(&log, 256, 256, log.size(), &[]);
    let not_whole = {
        let (mut writer, header) = CarriedWriter::new();
        let mut file = header.to_vec();
        file.extend(writer.part(CarriedPart::AddCheckpoint, log.head(0, log.size()).as_bytes()));
        file.extend(writer.part(CarriedPart::AddEntries, &log.request(&info, 1)));
        file.extend(writer.end());
        file
    };
    let cases: Vec<(&str, Vec<u8>, &str, bool)> = vec![
        ("cut", whole[..whole.len() - 1].to_vec(), "不完整", false),
        ("half", whole[..whole.len() / 2].to_vec(), "不完整", false),
        ("flipped", swapped, "损坏或被改动", false),
        ("longer", [whole.clone(), b"more".to_vec()].concat(), "不是送交镜像的文件", false),
        ("forged", forged, "第 256 到 302 条（不含 302）之间的叶子与检查点不符", false),
        ("gap", gap, "还缺第 0 条", true),
        ("elsewhere", elsewhere, "不是接着已见证的 0 条", true),
        ("short", not_whole, "不属于同一次导出", false),
        ("report", file_of(&log, 0, 0, log.size(), &[(leaf, &other)]), "摘要不符", false),
        ("no report", file_of(&log, 0, 0, log.size(), &[(7, &report)]), "那条叶子不是日报", false),
    ];
    for (name, bytes, why, is_answered) in cases {
        let (file, out) = (island.path(name), island.path(&format!("{name}.out")));
        std::fs::write(&file, bytes).unwrap();
        let (code, told) = island.import(&file, &out);
        assert_eq!(code, 1, "{name}: {told}");
        assert!(told.contains(why), "{name}: {told}");
        assert_eq!(out.exists(), is_answered, "{name}");
        assert_eq!(island.held(), (0, 0), "{name}");
    }
    // Another log, and this log's file at a mirror that does not know it.
    let stranger = Island::of(
        &ledger::LogSigner::from_seed("other.example/1", [9; 32])
            .unwrap()
            .verifier_key()
            .to_string(),
    );
    let file = island.path("whole");
    std::fs::write(&file, &whole).unwrap();
    let (code, told) = stranger.import(&file, &stranger.path("out"));
    assert_eq!(code, 1);
    assert!(told.contains("没有登记日志 log.example/330106/1"), "{told}");
    // The whole one is taken, and says so again.
    let (code, told) = island.import(&file, &island.path("out"));
    assert_eq!(code, 0, "{told}");
    assert_eq!(island.held(), (302, 302));
    assert_eq!(island.import(&file, &island.path("out")).0, 3, "an answer is not overwritten");
    // Another history of the same size under the log's own key convicts it.
    let fork = island.path("fork");
    std::fs::write(&fork, file_of(&edited, 0, 0, edited.size(), &[])).unwrap();
    let (code, told) = island.import(&fork, &island.path("fork.out"));
    assert_eq!(code, 1);
    assert!(told.contains("矛盾的历史，证据"), "{told}");
}

/// A lie is found out as over the line, and the answer tells of it.
#[tokio::test]
async fn a_report_that_lies_is_named_in_the_answer() {
    let island = Island::ours();
    let (log, report, leaf) = lying(|report: &mut Report| {
        report.add("cases_archived", ledger::Step { leaf: 299, amount: 98 });
    });
    let (file, out) = (island.path("file"), island.path("out"));
    std::fs::write(&file, file_of(&log, 0, 0, log.size(), &[(leaf, &report)])).unwrap();
    let (code, told) = island.import(&file, &out);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("报 98，复算 0，自第 299 条叶子起不同"), "{told}");
    let answer = std::fs::read_to_string(&out).unwrap();
    assert!(answer.contains(&format!("differs {leaf} cases_archived 98 0 299")), "{answer}");
    assert!(!answer.contains("\naudited "), "nothing is signed: {answer}");
}

/// Killed at any moment, an import leaves proven leaves, and the same file completes it.
#[tokio::test]
async fn an_import_killed_anywhere_is_completed_by_the_same_file() {
    let island = Island::ours();
    let log = Log::of(plain(12_000));
    let file = island.path("file");
    std::fs::write(&file, file_of(&log, 0, 0, log.size(), &[])).unwrap();
    let (mut seen, mut wait) = (Vec::new(), Duration::from_millis(20));
    for n in 0.. {
        let out = island.path(&format!("out{n}"));
        let args = ["witness", "import", "--state", text(&island.state), text(&file)];
        let mut child = liuhen();
        child.args(args).args(["--out", text(&out)]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = child.spawn().unwrap();
        tokio::time::sleep(wait).await;
        drop(child.kill());
        if child.wait().unwrap().success() {
            break;
        }
        seen.push(island.held().1);
        wait += wait / 2;
        assert!(n < 40, "{seen:?}");
    }
    assert!(seen.is_sorted(), "{seen:?}");
    let (code, told) = island.import(&file, &island.path("answer"));
    assert_eq!(code, 0, "{told}");
    assert_eq!(island.held(), (12_000, 12_000));
    assert_eq!(leaves_of(&island.state, &island.path("leaves"), &["--from", "0"]), log.lines);
    let answer = std::fs::read_to_string(island.path("answer")).unwrap();
    let recount = answer.split("liuhen-recount/v1").nth(1).unwrap();
    let recount = format!("liuhen-recount/v1{}", recount.split("audited ").next().unwrap());
    assert_eq!(Recount::parse(&recount).unwrap().size, 12_000);
    // What the killed ones left does no harm to the one that serves.
    let watcher = Watcher::again(&island.state);
    assert_eq!(watcher.ask(log.head(12_000, 12_000)).await.0, 200);
}
