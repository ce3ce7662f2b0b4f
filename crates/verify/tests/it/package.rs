//! `liuhen-verify package`.

use serde_json::Value;

use crate::program::{DOCUMENT, Desk, run};

#[test]
fn a_witnessed_package_is_proven() {
    let desk = Desk::new();
    let answer = run(&["package", &desk.file("package.tar"), "--policy", &desk.file("policy.txt")]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert!(answer.stdout.starts_with("验证通过"), "{}", answer.stdout);
    assert!(answer.stdout.contains("见证:市局"), "{}", answer.stdout);
}

#[test]
fn without_the_wanted_witness_the_answer_is_ten() {
    let desk = Desk::new();
    let package = desk.file("package.tar");
    assert_eq!(run(&["package", &package]).code, 10);
    let answer = run(&["package", &package, "--policy", &desk.file("other-witness.txt")]);
    assert_eq!(answer.code, 10);
    assert!(answer.stdout.contains("尚未取得"), "{}", answer.stdout);
}

#[test]
fn a_flipped_byte_is_invalid_and_its_file_is_named() {
    let desk = Desk::new();
    let mut tar = desk.bytes("package.tar");
    let at = tar.windows(DOCUMENT.len()).position(|bytes| bytes == DOCUMENT).unwrap();
    tar[at] ^= 1;
    desk.put("flipped.tar", &tar);
    let answer = run(&["package", &desk.file("flipped.tar")]);
    assert_eq!(answer.code, 30);
    assert!(answer.stdout.contains("data/main/001_WS01.pdf"), "{}", answer.stdout);
}

#[test]
fn a_package_cut_short_is_incomplete() {
    let desk = Desk::new();
    let tar = desk.bytes("package.tar");
    desk.put("cut.tar", &tar[..tar.len() / 2]);
    assert_eq!(run(&["package", &desk.file("cut.tar")]).code, 20);
    desk.put("empty.tar", b"");
    assert_eq!(run(&["package", &desk.file("empty.tar")]).code, 20);
}

#[test]
fn the_report_is_json_on_demand() {
    let desk = Desk::new();
    let answer = run(&["package", "--json", &desk.file("package.tar")]);
    assert_eq!(answer.code, 10);
    let report: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(report["verdict"], "not_witnessed");
    assert_eq!(report["facts"], 1);
    assert_eq!(report["package"], "case-1");
    assert_eq!(report["log"]["size"], 2);
}

#[test]
fn what_cannot_be_read_is_named_also_in_json() {
    let desk = Desk::new();
    let missing = desk.file("missing.tar");
    let answer = run(&["package", &missing]);
    assert_eq!(answer.code, 20);
    assert!(answer.stdout.contains("找不到") && answer.stdout.contains(&missing));
    let answer = run(&["package", &missing, "--json"]);
    let report: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!((answer.code, &report["defects"][0]["code"]), (20, &Value::from("unreadable")));
    let folder = desk.file("");
    assert_eq!(run(&["package", &folder]).code, 20);
}

#[test]
fn a_policy_that_is_none_is_named_with_its_line() {
    let desk = Desk::new();
    desk.put("bad.txt", "log x\n".as_bytes());
    let answer = run(&["package", &desk.file("package.tar"), "--policy", &desk.file("bad.txt")]);
    assert_eq!(answer.code, 20);
    assert!(answer.stdout.contains("第 1 行"), "{}", answer.stdout);
    desk.put("binary.txt", &[0xFF; 10]);
    let answer = run(&["package", &desk.file("package.tar"), "--policy", &desk.file("binary.txt")]);
    assert_eq!(answer.code, 20);
    desk.put("long.txt", &vec![b'#'; 300_000]);
    let answer = run(&["package", &desk.file("package.tar"), "--policy", &desk.file("long.txt")]);
    assert_eq!(answer.code, 20);
}
