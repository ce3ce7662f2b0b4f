//! The whole log and the whole database, exported beside a running server and checked by the
//! offline verifier's own code.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::Command;

use archive::{LogInput, Report, Verdict, verify_journal, verify_log};
use ledger::{KeyKind, Policy, VerifierKey};

use crate::county::{County, On};
use crate::program::run;
use crate::story::place;

fn export(county: &County, folder: &Path, words: &[&str]) {
    let place = place(county);
    let out = folder.display().to_string();
    let mut args = vec!["export"];
    args.extend(words);
    args.extend(["--out", &out]);
    args.extend(place.iter().map(String::as_str));
    let (code, told) = run(&args);
    assert_eq!(code, 0, "{told}");
    assert_eq!(run(&args).0, 3, "what is there is not written over");
}

fn verify(verify: fn(LogInput<'_>) -> Report, folder: &Path, kept: &[(String, String)]) -> Report {
    let key = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        VerifierKey::parse(text.trim_end()).unwrap()
    };
    let (log, sm3) = (key("log.vkey"), key("sm3/log.vkey"));
    assert_eq!((log.kind(), sm3.kind()), (KeyKind::Log, KeyKind::Sm2Log));
    let policy = Policy::parse(&format!("log {log}\nlog {sm3}\nquorum none\n")).unwrap();
    report_under(&policy, verify, folder, kept)
}

/// What the verifier's code says of a folder.
pub(crate) fn report_under(
    policy: &Policy,
    verify: fn(LogInput<'_>) -> Report,
    folder: &Path,
    kept: &[(String, String)],
) -> Report {
    let mut files = |path: &str| -> io::Result<Option<Box<dyn Read>>> {
        match File::open(folder.join(path)) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause),
        }
    };
    verify(LogInput { files: &mut files, policy: Some(policy), kept })
}

/// Everything that the database holds is what its facts say, to somebody who has only the export.
pub(crate) fn is_rebuilt(county: &County) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("journal");
    export(county, &out, &["journal"]);
    let report = verify(verify_journal, &out, &[]);
    assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]));
}

fn sql(county: &County, statement: &str) {
    let database = county.program.data.join("liuhen.db");
    let output = Command::new("sqlite3").arg(&database).arg(statement).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn a_log_goes_out_and_what_was_kept_of_it_convicts_a_rewritten_one() {
    let county = County::found(On::Sqlite).await;
    county.register().await;
    let folder = tempfile::tempdir().unwrap();
    for (name, words) in [("hashes", vec!["log"]), ("leaves", vec!["log", "--leaves"])] {
        let out = folder.path().join(name);
        export(&county, &out, &words);
        let report = verify(verify_log, &out, &[]);
        assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]));
        assert!(!out.join("facts.jsonl").exists() && !out.join("rows.jsonl").exists());
        assert_eq!(out.join("tile/entries").exists(), name == "leaves");
    }
    // The public address is such a folder, of both trees.
    let client = reqwest::Client::new();
    for path in ["checkpoint", "sm3/checkpoint", "sm3/tile/0/000.p/3"] {
        let answer = client.get(format!("{}/log/{path}", county.program.url)).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        let theirs = answer.bytes().await.unwrap();
        if path.ends_with("checkpoint") {
            let ours = std::fs::read(folder.path().join("leaves").join(path)).unwrap();
            assert_eq!(theirs, ours, "{path}");
        } else {
            assert_eq!(theirs.len(), 96);
        }
    }
    let note = std::fs::read_to_string(folder.path().join("hashes/checkpoint")).unwrap();
    let kept = [("kept".to_owned(), note)];
    county.register().await;
    let out = folder.path().join("later");
    export(&county, &out, &["journal"]);
    assert_eq!(verify(verify_journal, &out, &kept).verdict, Verdict::Proven);
}

#[tokio::test]
async fn a_changed_row_body_or_leaf_is_named_by_somebody_who_has_only_the_export() {
    let county = County::found(On::Sqlite).await;
    let case = county.register().await;
    is_rebuilt(&county);
    let folder = tempfile::tempdir().unwrap();
    let found = |name: &str| {
        let out = folder.path().join(name);
        export(&county, &out, &["journal"]);
        let report = verify(verify_journal, &out, &[]);
        assert_eq!(report.verdict, Verdict::Invalid, "{name}");
        report.defects.into_iter().map(|defect| format!("{} {}", defect.file, defect.what))
    };
    sql(&county, "update case_row set party_label = '别人'");
    let mut named = found("row");
    assert!(named.any(|what| what.contains(&format!("case_row 的 {case} 的 party_label"))));
    sql(
        &county,
        "drop trigger body_no_update; update body set text = replace(text, '过期', '新鲜') where text like '%过期%'",
    );
    assert!(found("body").any(|what| what.contains("正文与叶中的承诺值不符")));
    sql(
        &county,
        "drop trigger journal_no_update; update journal set leaf = replace(leaf, '\"at\":1', '\"at\":2') where n = 1",
    );
    assert!(found("leaf").any(|what| what.contains("第 1 条")), "the leaf by its number");
}
