//! The law officer's workshop over HTTP: scenarios, the table of clauses, and drafts of the law that
//! are checked, compared and tried on cases, while the running law stays as it is.

use serde_json::{Value, json};

use crate::county::{County, On, new_case};
use crate::program::Person;
use crate::story::Matter;

const KEEPING: &str = "packs/qgc-28/keeping.toml";

async fn text_of(person: &Person, path: &str) -> String {
    let list = person.get(&format!("/law-files?path={path}")).await;
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{path}");
    items[0]["text"].as_str().unwrap().to_owned()
}

/// A built-in file with one text replaced.
async fn edited(person: &Person, path: &str, old: &str, new: &str) -> Value {
    let text = text_of(person, path).await;
    assert!(text.contains(old), "{path} has no {old}");
    json!({ "path": path, "text": text.replacen(old, new, 1) })
}

fn draft(files: &[Value]) -> Value {
    json!({ "files": files })
}

async fn size_of_log(person: &Person) -> Value {
    person.get("/log/head").await["size"].clone()
}

/// A case of summary penalty whose act has ended and that nobody archived yet.
async fn ended(county: &County) -> Matter<'_> {
    let mut new = new_case(&[&county.ids["li"], &county.ids["wang"]]);
    new["procedure"] = json!("summary");
    new["process"] = json!("penalty-summary");
    let done = county.person("li").post("/cases", new).await;
    let matter = Matter { county, case: done["id"].as_str().unwrap().to_owned() };
    for code in ["WS01", "WS45"] {
        matter.record(code, json!({})).await;
    }
    matter.record("WS59", json!({ "ground": "其他" })).await;
    matter
}

/// Style, 8: every scenario holds by the running law, and one that does not tells what differs.
#[tokio::test]
async fn scenarios_are_read_run_and_rewritten() {
    let county = County::found(On::Sqlite).await;
    let liu = county.person("liu");
    let list = liu.get("/scenarios").await;
    let items = list["items"].as_array().unwrap();
    let ran = liu.post("/scenarios/run", json!({})).await;
    assert_eq!((&ran["passed"], &ran["failed"]), (&json!(items.len()), &json!(0)), "{ran}");
    let speaks = |item: &&Value| item["rules"].as_array().unwrap().contains(&json!("QGC-21-01"));
    let known = items.iter().find(speaks).unwrap();
    assert!(known["articles"].as_array().unwrap().contains(&json!("本办法第21条")), "{known}");
    let one = liu.post("/scenarios/run", json!({ "paths": [known["path"]] })).await;
    assert_eq!((&one["passed"], &one["results"][0]["path"]), (&json!(1), &known["path"]));
    liu.refused("/scenarios/run", json!({ "paths": ["scenarios/x.toml"] }), 404, "not_found").await;
    let both = json!({ "paths": [], "text": "" });
    liu.refused("/scenarios/run", both, 422, "value.invalid").await;
    let long = json!({ "text": "#".repeat(70_000) });
    liu.refused("/scenarios/run", long, 422, "value.invalid").await;

    let text =
        "name = \"试\"\n[[due]]\nrule = \"QGC-21-01\"\nfrom = 2025-09-19\ndue_on = 2025-10-22\n";
    let ran = liu.post("/scenarios/run", json!({ "text": text })).await;
    let [found] = ran["results"][0]["differences"].as_array().unwrap().as_slice() else {
        panic!("{ran}")
    };
    let told = (&found["what"], &found["expected"], &found["found"]);
    assert_eq!(told, (&json!("到期日"), &json!("2025-10-22"), &json!("2025-10-23")));
    let text = text.replace("QGC-21-01", "QGC-99-01");
    let ran = liu.post("/scenarios/run", json!({ "text": text })).await;
    let defect = &ran["results"][0]["defects"][0];
    assert_eq!((&defect["line"], &ran["failed"]), (&json!(3), &json!(1)));
    assert!(defect["what"].as_str().unwrap().contains("没有规则“QGC-99-01”"), "{defect}");
}

#[tokio::test]
async fn each_clause_has_a_rule_with_scenarios_or_a_reason() {
    let county = County::found(On::Sqlite).await;
    let matrix = county.person("liu").get("/law-matrix").await;
    assert_eq!((&matrix["failed"], &matrix["holes"]), (&json!(0), &json!([])));
    let (mut rules, mut reasons) = (0, 0);
    for pack in matrix["packs"].as_array().unwrap() {
        for clause in pack["clauses"].as_array().unwrap() {
            let own = clause["rules"].as_array().unwrap();
            assert!(!own.is_empty() || clause["no_rule"].is_string(), "{clause}");
            reasons += usize::from(clause["no_rule"].is_string());
            for rule in own {
                let scenarios = rule["scenarios"].as_array().unwrap();
                assert!(scenarios.iter().any(|scenario| scenario["passed"] == true), "{rule}");
                rules += 1;
            }
        }
    }
    assert!(rules > 90 && reasons > 0, "{rules} rules, {reasons} reasons");
}

/// Art. 21: with fifteen working days instead of twenty the archive clock of a case moves, and
/// nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn a_shorter_archive_clock_is_compared_and_tried() {
    let county = County::found(On::Sqlite).await;
    let matter = ended(&county).await;
    let (liu, li) = (county.person("liu"), county.person("li"));
    let before = size_of_log(li).await;
    let fifteen = edited(liu, KEEPING, "n = 20", "n = 15").await;
    let checked = liu.post("/law-drafts/check", draft(std::slice::from_ref(&fifteen))).await;
    assert_eq!((&checked["defects"], &checked["defect_count"]), (&json!([]), &json!(0)));
    let diff = &checked["diff"];
    let [rule] = diff["rules"].as_array().unwrap().as_slice() else { panic!("{diff}") };
    assert_eq!((&rule["rule"], &rule["change"]), (&json!("QGC-21-01"), &json!("changed")));
    let told =
        json!([{ "key": "within", "label": "期限", "old": "20个工作日", "new": "15个工作日" }]);
    assert_eq!(rule["keys"], told);
    let file = json!([{ "path": KEEPING, "kind": "pack", "change": "changed" }]);
    assert_eq!((&diff["files"], &diff["packs"]), (&file, &json!([])));

    let tried = liu.post("/law-drafts/simulate", draft(std::slice::from_ref(&fifteen))).await;
    assert_eq!((&tried["looked"], &tried["changed"]), (&json!(1), &json!(1)), "{tried}");
    let [clock] = tried["rules"].as_array().unwrap().as_slice() else { panic!("{tried}") };
    assert_eq!((&clock["rule"], &clock["due_moved"]), (&json!("QGC-21-01"), &json!(1)));
    let case = &tried["cases"][0];
    assert_eq!((&case["case_id"], &case["is_open"]), (&json!(matter.case), &json!(true)));
    let moved = &case["findings"][0];
    let days =
        (moved["due"]["due_on"].as_str().unwrap(), moved["was_due"]["due_on"].as_str().unwrap());
    assert!(days.0 < days.1, "{moved}");
    assert_eq!(tried["next_cursor"], Value::Null);

    let same = json!({ "path": KEEPING, "text": text_of(liu, KEEPING).await });
    let tried = liu.post("/law-drafts/simulate", draft(std::slice::from_ref(&same))).await;
    assert_eq!((&tried["looked"], &tried["changed"]), (&json!(1), &json!(0)));
    let rules = liu.get("/rules").await;
    let running = crate::story::find(&rules, "id", "QGC-21-01");
    assert_eq!(running["time_limit"]["length"], "20个工作日", "the running law is untouched");
    assert_eq!(size_of_log(li).await, before, "nothing was written");
}

/// A law that is not there yet: its rules are new, and what they want is missing.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_law_is_tried_on_the_cases_one_may_see() {
    let county = County::found(On::Sqlite).await;
    county.register().await;
    let pack = "id = \"new\"\nversion = \"1\"\ntitle = \"新规定\"\nshort = \"新规定\"\n\
                verified = \"checked\"\neffective_from = 2020-01-01\n\n[[rule]]\nid = \"NEW-1\"\n\
                article = \"1\"\ntitle = \"须有现场笔录\"\nseverity = \"S2\"\nquote = \"试\"\n\
                message = \"缺少{missing}。\"\n[rule.required_record]\n\
                all = [{ fact = \"record.effective\", kind = \"WS08\" }]\n";
    let files = [json!({ "path": "law/packs/new/pack.toml", "text": pack })];
    let liu = county.person("liu");
    let diff = liu.post("/law-drafts/check", draft(&files)).await["diff"].clone();
    assert_eq!(
        (&diff["packs"][0]["change"], &diff["rules"][0]["rule"]),
        (&json!("added"), &json!("NEW-1"))
    );
    assert_eq!(diff["rules"][0]["effective_from"], "2020-01-01");
    let mut asked = draft(&files);
    asked["since"] = json!("2020-01-01");
    let tried = liu.post("/law-drafts/simulate", asked.clone()).await;
    assert_eq!((&tried["looked"], &tried["rules"][0]["newly_open"]), (&json!(1), &json!(1)));
    let admin = county.person("admin");
    let answer = admin.send(reqwest::Method::POST, "/law-drafts/simulate", Some(asked)).await;
    assert_eq!(answer.status(), 403, "who reads no cases tries nothing on them");
}

/// Everything wrong is told with file, line and what to do, and the running law goes on.
#[tokio::test]
async fn a_broken_draft_is_told_line_by_line() {
    let county = County::found(On::Sqlite).await;
    let liu = county.person("liu");
    let check = async |path: &str, old: &str, new: &str| {
        let files = [edited(liu, path, old, new).await];
        let answer = liu.post("/law-drafts/check", draft(&files)).await;
        assert_eq!(answer["diff"], Value::Null, "{answer}");
        answer
    };
    for (path, old, new, what) in [
        (KEEPING, "case.act_ended", "case.actended", "没有“case.actended”这种事实"),
        (KEEPING, "working_days", "fortnights", "没有“fortnights”这种单位"),
        (KEEPING, "article = \"21\"\n", "", "缺少“article”"),
        (KEEPING, "[rule.clock]", "[rule.clock", "不是TOML"),
        (KEEPING, "QGC-21-02\"", "QGC-21-01\"", "且同时有效"),
        ("calendars/2025.toml", "make_up = [2025-01-26", "make_up = [2025-01-27", "不是周末"),
    ] {
        let answer = check(path, old, new).await;
        let defects = answer["defects"].as_array().unwrap();
        let is_it = |defect: &&Value| defect["what"].as_str().unwrap().contains(what);
        let told = defects.iter().find(is_it).unwrap_or_else(|| panic!("{what}: {answer}"));
        assert!(told["file"].as_str().unwrap().ends_with(path), "{told}");
        assert!(told["line"].as_u64().unwrap() > 0 && told["fix"] != "", "{told}");
    }
    let circle = "\n[[replace]]\nrule = \"QGC-21-01\"\nby = [\"QGC-21-02\"]\nbecause = \"试\"\n\
                  \n[[replace]]\nrule = \"QGC-21-02\"\nby = [\"QGC-21-01\"]\nbecause = \"试\"\n\
                  \n[[clause]]";
    let answer = check("packs/qgc-28/pack.toml", "\n[[clause]]", circle).await;
    assert!(answer["defects"][0]["what"].as_str().unwrap().contains("首尾相接"), "{answer}");
    let files = [edited(liu, KEEPING, "case.act_ended", "case.actended").await];
    let told = liu.refused("/law-drafts/simulate", draft(&files), 422, "law_draft.defects").await;
    assert!(told["detail"].as_str().unwrap().contains("第54行"), "{told}");
}

/// A few compute at once and some wait; the rest are told when to come back, and then they may.
#[tokio::test(flavor = "multi_thread")]
async fn too_many_simulations_at_once_are_told_to_come_back() {
    const MANY: usize = 24;
    let county = County::found(On::Sqlite).await;
    let liu = county.person("liu");
    let asked = draft(&[edited(liu, KEEPING, "n = 20", "n = 15").await]);
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..MANY {
        let (liu, asked) = (liu.clone(), asked.clone());
        all.spawn(async move {
            liu.send(reqwest::Method::POST, "/law-drafts/simulate", Some(asked)).await
        });
    }
    let answers = all.join_all().await;
    let is_done = |answer: &reqwest::Response| answer.status() == 200;
    let (done, busy): (Vec<_>, Vec<_>) = answers.into_iter().partition(is_done);
    assert!(done.len() >= 10, "{} were done", done.len());
    assert!(!busy.is_empty(), "all {MANY} were done");
    for answer in busy {
        assert!(answer.headers().contains_key("retry-after"));
        let told = crate::program::problem(answer, 429, "law.busy").await;
        assert!(told["detail"].as_str().unwrap().contains("再试"), "{told}");
    }
    let again = liu.post("/law-drafts/simulate", asked).await;
    assert!(again["rules"].is_array());
}

#[tokio::test]
async fn what_is_no_file_of_the_law_is_refused() {
    let county = County::found(On::Sqlite).await;
    let liu = county.person("liu");
    let refused = async |path: &str, text: &str| {
        let files = draft(&[json!({ "path": path, "text": text })]);
        liu.refused("/law-drafts/check", files, 422, "law_draft.defects").await["detail"]
            .to_string()
    };
    assert!(refused("packs/qgc-28/a.toml", "\n\u{fffd}\u{fffd}").await.contains("a.toml第2行"));
    assert!(refused("packs/qgc-28/a.toml", "a\n\nb\0").await.contains("a.toml第3行"));
    assert!(refused("records/WS01/record.toml", "").await.contains("草案不能有这个文件"));
    assert!(refused("packs/../../x.toml", "").await.contains("草案不能有这个文件"));
    let raw = liu.request(reqwest::Method::POST, "/law-drafts/check");
    let raw = raw.header("content-type", "application/json");
    let gb = b"{\"files\":[{\"path\":\"packs/a/b.toml\",\"text\":\"\xd6\xd0\xce\xc4\"}]}".to_vec();
    let answer = raw.try_clone().unwrap().body(gb).send().await.unwrap();
    crate::program::problem(answer, 400, "request.malformed").await;
    let large = draft(&[json!({ "path": KEEPING, "text": "#".repeat(2 << 20) })]);
    liu.refused("/law-drafts/check", large, 413, "request.too_large").await;
    let more_than_a_form = "# 长\n".repeat(200_000);
    let files = draft(&[json!({ "path": "packs/new/pack.toml", "text": more_than_a_form })]);
    let answer = liu.post("/law-drafts/check", files).await;
    assert!(answer["defect_count"].as_u64().unwrap() > 0, "1.4 MB are read: {answer}");
    let answer = liu.send(reqwest::Method::GET, "/law-files?path=../Cargo.toml", None).await;
    crate::program::problem(answer, 404, "not_found").await;
}
