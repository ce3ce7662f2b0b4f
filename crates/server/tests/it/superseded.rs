//! Reports that were wrong: taken back by two, and counted again by the mirror (Art. 26).

use std::path::Path;

use ledger::{Recount, RecountResult, Report, Sha256Tree, Step, Superseded, Tally, TreeHash as _};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::county::{County, On, on_both};
use crate::mirrors::{
    Log, START_MS, hand_in, key, line, mirrored, our_mirror, plain, policy_of, report_now,
};
use crate::program::run;
use crate::witnesses::{Watcher, key_of, text};

/// Leaves of a day whose first report tells of 98 files more than there are.
struct Liar {
    lines: Vec<String>,
    reports: Vec<(u64, String)>,
    honest: Report,
}

impl Liar {
    fn new() -> Self {
        let mut lines = plain(300);
        let mut tally = Tally::new();
        lines.iter().for_each(|line| tally.count(line));
        let honest = tally.report(300);
        let mut wrong = honest.clone();
        wrong.add("cases_archived", Step { leaf: 299, amount: 98 });
        let mut liar = Self { lines: std::mem::take(&mut lines), reports: Vec::new(), honest };
        liar.tell("report.daily", &wrong, "");
        liar
    }

    /// Writes a report; `rest` are the keys that come after its kind.
    fn tell(&mut self, kind: &str, report: &Report, old: &str) -> u64 {
        let n = u64::try_from(self.lines.len()).unwrap();
        let text = report.to_text().unwrap();
        let sha256 = hex::encode(Sha256Tree::of(&[text.as_bytes()]));
        let at = START_MS + 24 * 3_600_000 + n;
        let (day, from, to) = (&report.day, report.from, report.to);
        let why = if old.is_empty() { "" } else { ",\"why\":\"tampering\"" };
        self.lines.push(format!(
            "{{\"at\":{at},\"day\":\"{day}\",\"from\":{from},\"n\":{n},{old}\"set\":1,\
             \"sha256\":\"{sha256}\",\"t\":\"{kind}\",\"to\":{to}{why}}}"
        ));
        self.reports.push((n, text));
        n
    }

    fn supersede(&mut self, old: u64, report: &Report) -> u64 {
        self.tell("report.superseded", report, &format!("\"old\":{old},"))
    }

    async fn judged(&self, room: &Path) -> (Watcher, Value, Recount) {
        let log = Log::of(self.lines.clone());
        let (watcher, keys) = our_mirror(room);
        mirrored(&watcher, &log).await;
        for (leaf, report) in &self.reports {
            assert_eq!(hand_in(&watcher, *leaf, report).await, 200, "{leaf}");
        }
        let recount = watcher.recounted(|recount| recount.wants.is_empty()).await;
        (watcher, keys, recount)
    }
}

fn results(recount: &Recount) -> Vec<RecountResult> {
    recount.reports.iter().map(|one| one.result).collect()
}

#[tokio::test]
async fn an_honest_report_in_the_place_of_a_wrong_one_is_signed_and_both_are_told() {
    let room = TempDir::new().unwrap();
    let mut liar = Liar::new();
    let honest = liar.honest.clone();
    let new = liar.supersede(300, &honest);
    liar.lines.push(line(302, 1, "case.closed", ""));
    let (watcher, keys, recount) = liar.judged(room.path()).await;
    assert_eq!(results(&recount), [RecountResult::Differs, RecountResult::Equal]);
    let superseded = Some(Superseded { by: new, why: "tampering".to_owned() });
    assert_eq!(recount.reports[0].superseded, superseded);
    assert_eq!(recount.reports[0].differences[0].leaf, 299, "what it told wrongly stays told");
    assert!(recount.is_equal());
    let (status, note) = watcher.of_log("audited").await;
    assert_eq!(status, 200, "all that stand are equal");
    ledger::cosigned_at(&ledger::SignedNote::parse(&note).unwrap(), &key(&keys, "auditor"))
        .unwrap();
    // A text that is read back is the same.
    assert_eq!(Recount::parse(&recount.to_string()).unwrap(), recount);
    let (code, told) = run(&["witness", "recount", "--state", text(&watcher.state)]);
    assert_eq!(code, 0, "{told}");
    for wanted in
        ["有 1 份日报被下级更正过", "与复算不符；已由第 301 条叶子的更正报告取代，理由：被人改动"]
    {
        assert!(told.contains(wanted), "{told}");
    }
    let (_, told) = run(&["witness", "status", "--state", text(&watcher.state), "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["logs"][0]["mirror"]["recount"]["superseded"], 1, "{told}");
}

/// Whoever takes a wrong report back with another wrong one is named with the first leaf again.
#[tokio::test]
async fn a_superseding_report_that_lies_is_named_and_nothing_is_signed() {
    let room = TempDir::new().unwrap();
    let mut liar = Liar::new();
    let mut other = liar.honest.clone();
    let steps = other.counted.get_mut("cases_opened").unwrap();
    let place = steps.iter().position(|(leaf, _)| *leaf == 45).unwrap();
    steps[place].0 = 46;
    liar.supersede(300, &other);
    let (watcher, _, recount) = liar.judged(room.path()).await;
    assert_eq!(results(&recount), [RecountResult::Differs, RecountResult::Differs]);
    let named = &recount.reports[1].differences[0];
    assert_eq!((named.indicator.as_str(), named.leaf), ("cases_opened", 45));
    assert_eq!(watcher.of_log("audited").await.0, 404);
    assert_eq!(run(&["witness", "recount", "--state", text(&watcher.state)]).0, 1);
}

/// It stands in the place of one report, once, and of the same leaves.
#[tokio::test]
async fn a_report_takes_the_place_of_no_other_leaves_and_of_none_twice() {
    let room = TempDir::new().unwrap();
    let mut liar = Liar::new();
    let honest = liar.honest.clone();
    let shorter = Report { to: 200, ..Report::new(honest.day.clone(), 0, 200) };
    liar.supersede(300, &shorter); // other leaves
    liar.supersede(7, &honest); // no report at all
    liar.supersede(305, &honest); // a later one
    let first = liar.supersede(300, &honest);
    liar.supersede(300, &honest); // for the second time
    let chained = liar.supersede(first, &honest); // what stands now, although it is right
    let (watcher, _, recount) = liar.judged(room.path()).await;
    use RecountResult::{Differs, Equal, Gap};
    assert_eq!(results(&recount), [Differs, Gap, Gap, Gap, Equal, Gap, Equal]);
    assert_eq!(recount.reports[0].superseded.as_ref().unwrap().by, first);
    assert_eq!(recount.reports[4].superseded.as_ref().unwrap().by, chained);
    assert_eq!(watcher.of_log("audited").await.0, 404, "what fits nowhere is no way out");
}

async fn a_doubt_takes_two_heads_and_an_equal_report_stands(on: On) {
    let room = TempDir::new().unwrap();
    let county = County::found(on).await;
    let log = key_of(&county.program.data);
    let (watcher, keys) =
        crate::mirrors::mirror(room.path(), "city", &log.verifier_key().to_string());
    std::fs::write(county.program.data.join("policy"), policy_of(&log, &watcher, &keys)).unwrap();
    county.register().await;
    let county = county.restart_after(report_now);
    let n = county.person("sun").get("/proof/reports").await["reports"][0]["n"].as_u64().unwrap();
    let path = |what: &str| format!("/proof/reports/{n}/{what}");
    let doubt = || json!({ "why": "program", "text": "归档数偏大" });
    county.person("li").refused(&path("doubt"), doubt(), 403, "authority.not_allowed").await;
    let (sun, zhou, lin) = (county.person("sun"), county.person("zhou"), county.person("lin"));
    sun.refused("/proof/reports/0/doubt", doubt(), 404, "not_found").await;
    sun.refused(&path("doubt"), json!({ "why": "mood", "text": "x" }), 422, "value.invalid").await;
    zhou.refused(&path("supersede"), json!({}), 422, "report.no_doubt").await;
    zhou.post(&path("doubt"), doubt()).await;
    let seen = sun.get("/proof/reports").await;
    let report = &seen["reports"][0];
    assert_eq!(
        (&report["doubt"]["why"], &report["doubt"]["by"]),
        (&json!("program"), &json!("周伟"))
    );
    assert_eq!(report["doubt_step"]["missing"][0]["rule"], "report.not_open", "{seen}");
    zhou.refused(&path("supersede"), json!({}), 422, "report.own_doubt").await;
    sun.refused(&path("supersede"), json!({}), 403, "authority.not_allowed").await;
    lin.refused(&path("supersede"), json!({}), 422, "report.recounts").await;
    lin.post(&path("uphold"), json!({ "text": "重新统计相同" })).await;
    let seen = sun.get("/proof/reports").await;
    assert_eq!(seen["reports"][0]["doubt"], Value::Null, "{seen}");
    assert_eq!(seen["reports"].as_array().unwrap().len(), 1);
}

on_both! {
    a_doubt_takes_two_heads_and_an_equal_report_stands
}
