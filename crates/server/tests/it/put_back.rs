//! Leaves that the database lost come back from the mirror, and no others.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::county::{County, On, until};
use crate::mirrors::{leaves_of, mirror, policy_of};
use crate::program::run;
use crate::witnesses::{key_of, text};

fn edit(data: &Path, statement: &str) -> String {
    let done = Command::new("sqlite3").arg(data.join("liuhen.db")).arg(statement).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

fn put_back(place: [&str; 2], file: &Path) -> (i32, Value) {
    let (code, told) = run(&["witness", "put-back", "--json", place[0], place[1], text(file)]);
    (code, serde_json::from_str(&told).unwrap_or_else(|_| panic!("{told}")))
}

#[tokio::test]
async fn lost_leaves_come_back_from_the_mirror_and_forged_ones_do_not() {
    let room = TempDir::new().unwrap();
    let county = County::found(On::Sqlite).await;
    let log = key_of(&county.program.data);
    let (watcher, keys) = mirror(room.path(), "city", &log.verifier_key().to_string());
    std::fs::write(county.program.data.join("policy"), policy_of(&log, &watcher, &keys)).unwrap();
    let county = county.restart();
    county.register().await;
    let is_held = |seen: &Value| {
        let mirror = seen["witnesses"].as_array().unwrap().iter().find(|it| it["role"] == "mirror");
        mirror.is_some_and(|it| it["held"] == seen["size"])
    };
    until(county.person("sun"), "/proof/witnesses", is_held).await;
    let county = county.restart_after(|place| {
        let data = Path::new(place[1]);
        let checked = || run(&["check", "--json", place[0], place[1]]);
        assert_eq!(checked().0, 0);
        let lines = leaves_of(&watcher.state, &room.path().join("all"), &["--from", "0"]);
        let file = |name: &str, lines: &[String]| {
            let path = room.path().join(name);
            std::fs::write(&path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
            path
        };
        let whole = file("whole", &lines);
        let case: u64 =
            edit(data, "select n from journal where kind = 'case.registered'").parse().unwrap();
        // Three leaves with their hashes in the other tree; of one of them the text too.
        edit(data, "drop trigger journal_no_delete; drop trigger body_no_delete; drop trigger sm3_tile_no_delete;");
        edit(data, &format!("delete from journal where n in (3, 9, {case}); delete from body where n = {case}; delete from sm3_tile where level = 0 and idx in (9, {case})"));
        let listed = ["witness", "put-back", "--json", place[0], place[1]];
        let (code, told) = run(&listed);
        assert_eq!((code, told.trim()), (1, format!("{{\"missing\":[[3,4],[9,10],[{case},{}]]}}", case + 1).as_str()));
        assert_eq!(checked().0, 1);
        let refused = |name: &str, lines: &[String], why: &str| {
            let (code, told) = put_back(place, &file(name, lines));
            assert_eq!((code, &told["done"]), (1, &json!(false)), "{name}: {told}");
            assert!(told["told"].as_str().unwrap().contains(why), "{name}: {told}");
            assert_eq!(edit(data, &format!("select count(*) from journal where n in (3, 9, {case})")), "0", "{name}");
        };
        refused("short", &lines[..9], "第 9 条既不在库里，也不在文件里");
        let mut forged = lines.clone();
        forged[3] = forged[3].replace("\"at\":1", "\"at\":2");
        assert_ne!(forged[3], lines[3]);
        refused("forged", &forged, "文件里第 3 条被改动过");
        // Where the other tree's hash was lost with it, the root says so all the same.
        let mut forged = lines.clone();
        forged[9] = forged[9].replace("\"at\":1", "\"at\":2");
        refused("forged elsewhere", &forged, "与已签名的");
        let mut swapped = lines.clone();
        swapped[3] = swapped[3].replace("\"n\":3,", "\"n\":4,");
        refused("of another place", &swapped[..4], "第 3 条既不在库里");
        let mut other = lines.clone();
        other[0] = "no leaf".to_owned();
        refused("not leaves", &other, "文件第 1 行不是叶子");
        let (code, told) = put_back(place, &whole);
        assert_eq!(code, 0, "{told}");
        assert_eq!((&told["leaves"], &told["without_body"]), (&json!([3, 9, case]), &json!([case])), "{told}");
        // What is lost for good is named, and nothing else.
        let (code, told) = checked();
        let told: Value = serde_json::from_str(&told).unwrap();
        let lost: Vec<_> = told["differences"].as_array().unwrap().iter()
            .filter(|one| ["journal", "body", "tile", "sm3_tile", "log_head"].contains(&one["table"].as_str().unwrap()))
            .map(|one| (one["table"].as_str().unwrap(), one["key"].as_str().unwrap())).collect();
        assert_eq!((code, lost), (1, vec![("body", case.to_string().as_str())]), "{told}");
        let (code, told) = put_back(place, &whole);
        assert_eq!((code, &told["leaves"]), (0, &json!([])), "once more: nothing to do: {told}");
        // A row that was altered is not healed by this, and lets nothing else be put back.
        edit(data, "drop trigger journal_no_update; update journal set leaf = replace(leaf, '\"at\":1', '\"at\":2') where n = 5; delete from journal where n = 3");
        let (code, told) = put_back(place, &whole);
        assert_eq!(code, 1, "{told}");
        assert!(told["told"].as_str().unwrap().contains("库中其余的叶子"), "{told}");
        edit(data, "update journal set leaf = replace(leaf, '\"at\":2', '\"at\":1') where n = 5");
        assert_eq!(put_back(place, &whole).0, 0);
    });
    // It serves and goes on.
    county.person("sun").get("/proof").await;
    county.person("li").get("/log/head").await;
}
