//! What records and commands tell the rules, over HTTP: each time a rule that waits for a fact changes
//! its answer.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::county::{County, On, new_case};
use crate::program::{Person, problem};
use crate::story::{Matter, epoch, rfc3339};

/// What a rule says of a case: the standing of each thing it judges.
async fn standings(matter: &Matter<'_>, rule: &str) -> Vec<String> {
    let sheet = matter.county.person("li").get(&matter.path("/completeness")).await;
    let rows = sheet["items"].as_array().unwrap().iter().filter(|row| row["rule"] == rule);
    rows.map(|row| row["standing"].as_str().unwrap().to_owned()).collect()
}

async fn says(matter: &Matter<'_>, rule: &str, standing: &str) {
    assert_eq!(standings(matter, rule).await, [standing], "{rule}");
}

async fn of_act<'a>(county: &'a County, act: &str, process: &str) -> Matter<'a> {
    let mut new = new_case(&[&county.ids["li"], &county.ids["wang"]]);
    new["act_kind"] = json!(act);
    new["process"] = json!(process);
    let done = county.person("li").post("/cases", new).await;
    Matter { county, case: done["id"].as_str().unwrap().to_owned() }
}

async fn try_draft(matter: &Matter<'_>, code: &str, more: Value) -> Response {
    let mut new = json!({
        "kind": code, "fields": matter.fields(code, &json!({})).await,
        "corrects": null, "activity": null,
    });
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let path = matter.path("/records");
    matter.drafter(code).send(Method::POST, &path, Some(new)).await
}

async fn now(person: &Person) -> i64 {
    epoch(&person.get("/session").await["server_time"])
}

/// Art. 9: whoever cannot wait for the filing registers that, and files afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn an_urgent_start_frees_the_investigation_and_asks_for_the_filing() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    let told = problem(try_draft(&matter, "WS10", json!({})).await, 422, "rules.unmet").await;
    assert!(told["missing"].as_array().unwrap().iter().any(|m| m["rule"] == "QGC-09-02"), "{told}");
    says(&matter, "QGC-09-02c", "not_applicable").await;

    matter.record("WS75", json!({ "matter": "紧急先行调查" })).await;
    says(&matter, "QGC-09-02c", "open").await;
    assert_eq!(try_draft(&matter, "WS10", json!({})).await.status(), 201);
    matter.open().await;
    says(&matter, "QGC-09-02c", "met").await;
}

/// Arts. 2, 9 and the market regulators' rules: heads approve that another law applies, and that
/// checking a lead takes longer.
#[tokio::test(flavor = "multi_thread")]
async fn another_law_and_a_longer_check_are_approved_in_writing() {
    let county = County::found(On::Sqlite).await;
    let sectors = json!({ "sectors": ["market_regulation"] });
    let done = county.person("zhou").send(Method::PUT, "/law-sectors", Some(sectors)).await;
    assert_eq!(done.status(), 200);
    let matter = Matter::register(&county).await;
    let due = async || {
        let page = county.person("li").get(&matter.path("")).await;
        let duties = page["duties"].as_array().unwrap().clone();
        let duty = duties.into_iter().find(|duty| duty["rule"] == "SX-CF-54").unwrap();
        duty["due_on"].as_str().unwrap().to_owned()
    };
    let before = due().await;
    let longer = json!({ "matter": "延长立案前的核查", "started_at": null });
    matter.record("WS75", longer).await;
    assert!(due().await > before, "fifteen working days more");

    says(&matter, "QGC-02-01", "not_applicable").await;
    let other = json!({
        "matter": "适用其他法律、法规、规章的规定", "started_at": null,
        "basis": "某专门规章第五条：检查笔录由系统生成。",
    });
    matter.record("WS75", other).await;
    says(&matter, "QGC-02-01", "met").await;
}

/// Arts. 9(三), 10(十二): what the agency demands in writing holds for cases registered from then on.
#[tokio::test(flavor = "multi_thread")]
async fn an_agency_demands_further_kinds_of_record() {
    let county = County::found(On::Sqlite).await;
    let (li, zhou) = (county.person("li"), county.person("zhou"));
    let older = Matter::register(&county).await;
    let reading = zhou.get("/law-reading").await;
    let items = reading["items"].as_array().unwrap();
    let kind = |stage: &str, code: &str| {
        items.iter().any(|item| item["kind"] == code && item["stage"] == stage)
    };
    assert!(kind("initiation", "WS01") && kind("investigation", "WS17"), "{items:?}");
    assert!(!items.iter().any(|item| item["stage"] == "archiving"), "no rule asks there");

    let want = |required: bool| json!({ "required": required, "basis": "《案卷规范》" });
    let path = "/law-items/WS17";
    problem(li.send(Method::POST, path, Some(want(true))).await, 403, "authority.not_allowed")
        .await;
    let unknown = zhou.send(Method::POST, "/law-items/WS46", Some(want(true))).await;
    assert_eq!(unknown.status(), 422, "no rule asks about decisions");
    zhou.post(path, want(true)).await;
    assert_eq!(zhou.post(path, want(true)).await["already_done"], true);

    let matter = Matter::register(&county).await;
    says(&matter, "QGC-10-12", "open").await;
    says(&older, "QGC-10-12", "not_applicable").await;
    matter.open().await;
    matter.record("WS17", json!({})).await;
    says(&matter, "QGC-10-12", "met").await;
    zhou.post(path, want(false)).await;
    says(&Matter::register(&county).await, "QGC-10-12", "not_applicable").await;
}

/// Art. 5: what is written late says about when, and why.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_record_says_when_it_happened_and_why_it_is_late() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let li = county.person("li");
    let past = rfc3339(now(li).await - 3 * 24 * 3_600_000);
    let ahead = rfc3339(now(li).await + 3_600_000);
    let told = try_draft(&matter, "WS10", json!({ "late_reason": "停电" })).await;
    problem(told, 422, "value.invalid").await;
    let told = try_draft(&matter, "WS10", json!({ "happened_at": ahead })).await;
    problem(told, 422, "time.out_of_order").await;

    let silent = try_draft(&matter, "WS10", json!({ "happened_at": past })).await;
    assert_eq!(silent.status(), 201);
    let sheet = li.get(&matter.path("/completeness")).await;
    let rows = sheet["items"].as_array().unwrap().clone();
    let row = rows.iter().find(|row| row["rule"] == "QGC-05-01").unwrap();
    assert_eq!(row["late"], true, "{row}");
    let silent: Value = silent.json().await.unwrap();
    let path = matter.path(&format!("/records/{}", silent["id"].as_str().unwrap()));
    li.post(&format!("{path}/void"), json!({ "reason": "重做" })).await;

    let said = json!({ "happened_at": past, "late_reason": "现场停电，次日补记" });
    let late = try_draft(&matter, "WS10", said).await;
    assert_eq!(late.status(), 201);
    let late: Value = late.json().await.unwrap();
    says(&matter, "QGC-05-01", "not_applicable").await;
    let page = li.get(&matter.path(&format!("/records/{}", late["id"].as_str().unwrap()))).await;
    assert_eq!(page["happened"]["late_reason"], "现场停电，次日补记");
}

/// Arts. 15 para. 3, 17(六): the agency holds that recording is needed; the list names a focus.
#[tokio::test(flavor = "multi_thread")]
async fn needed_recordings_and_other_points_of_the_list_are_asked_for() {
    let county = County::found(On::Sqlite).await;
    let row = json!({
        "act": "行政处罚", "item": "油品抽检", "stage_text": "调查取证", "scene": "加油站",
        "devices": "执法记录仪", "mode": "optional", "content": "全部过程",
        "other_focus": "油枪编号", "start_point": "到达", "end_point": "离开", "retention": "同案卷",
    });
    let list = json!({ "effective_from_on": "2020-01-02", "source": "新清单", "rows": [row] });
    county.person("zhou").post("/recording-list", list).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let li = county.person("li");
    let plan = json!({
        "case_id": matter.case, "title": "抽检", "place": "加油站", "list_row": county.row().await,
        "planned_at": rfc3339(now(li).await), "purpose": null, "needed": true,
        "officers": [county.ids["li"], county.ids["wang"]],
    });
    let done = li.post("/activities", plan).await;
    let path = format!("/activities/{}", done["id"].as_str().unwrap());
    let page = li.get(&path).await;
    assert_eq!(
        (&page["needed"], &page["list_row"]["other_focus"]),
        (&json!(true), &json!("油枪编号"))
    );
    let at = rfc3339(now(li).await);
    li.post(&format!("{path}/arrive"), json!({ "at": at, "place": null })).await;
    li.post(&format!("{path}/depart"), json!({ "at": rfc3339(now(li).await) })).await;
    says(&matter, "QGC-15-08", "open").await;
    says(&matter, "QGC-17-06", "not_applicable").await;

    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "no clip, and kept all the same").unwrap();
    let activity = done["id"].as_str().unwrap();
    matter.upload(file.path(), "DSJ_0001.mp4", activity).await;
    says(&matter, "QGC-15-08", "met").await;
    says(&matter, "QGC-17-06", "open").await;
    li.post(&format!("{path}/focus"), json!({ "point": 6, "at": at, "note": "油枪" })).await;
    says(&matter, "QGC-17-06", "met").await;
}

/// Art. 25: what is confidential names who alone may look, and nobody else looks.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_confidential_is_seen_by_those_named_only() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (li, wang) = (county.person("li"), county.person("wang"));
    let record = matter.record("WS10", json!({})).await;
    let path = matter.path(&format!("/records/{record}"));
    let mark = |kinds: &[&str], viewers: &[&str]| {
        let viewers: Vec<_> = viewers.iter().map(|login| &county.ids[*login]).collect();
        json!({ "kinds": kinds, "viewers": viewers, "reason": "含他人住址" })
    };
    let says_all = async |rule: &str, standing: &str| {
        let all = standings(&matter, rule).await;
        assert!(!all.is_empty() && all.iter().all(|one| one == standing), "{rule}: {all:?}");
    };
    says(&matter, "QGC-25-01", "not_applicable").await;
    li.post(&format!("{path}/secrecy"), mark(&["privacy"], &[])).await;
    says_all("QGC-25-01", "open").await;
    assert_eq!(wang.get(&path).await["secrecy"]["kinds"], json!(["privacy"]));

    li.post(&format!("{path}/secrecy"), mark(&["privacy", "commercial"], &["zhou"])).await;
    says_all("QGC-25-01", "met").await;
    for path in [path.clone(), format!("{path}/pdf")] {
        problem(wang.send(Method::GET, &path, None).await, 403, "secrecy.restricted").await;
    }
    // Nor does it leave in a package with whoever was not named.
    let export = matter.path("/package/export");
    county.person("sun").refused(&export, json!({}), 403, "secrecy.restricted").await;
    assert_eq!(county.person("zhou").get(&path).await["summary"]["record_id"], json!(record));
    assert_eq!(
        li.get(&path).await["secrecy"]["viewers"][0]["name"],
        "周伟",
        "the drafter reads it"
    );
    let trail = wang.get(&matter.path("/trail")).await;
    let told = trail["items"].as_array().unwrap().iter();
    let drafted = told.clone().filter(|one| one["kind"] == "record.drafted");
    assert!(drafted.clone().any(|one| one["detail"] == json!([])), "{trail}");

    li.post(&format!("{path}/secrecy"), mark(&["state"], &["li"])).await;
    says_all("QGC-25-01b", "open").await;
    li.post(&format!("{path}/secrecy"), mark(&[], &[])).await;
    says(&matter, "QGC-25-01", "not_applicable").await;
    assert!(wang.get(&path).await["secrecy"].is_null());

    let (activity, _) = matter.visit(60).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "no clip, and kept all the same").unwrap();
    let recording = matter.upload(file.path(), "DSJ_0001.mp4", &activity).await;
    let path = format!("/recordings/{recording}");
    li.post(&format!("{path}/secrecy"), mark(&["commercial"], &["wang"])).await;
    assert_eq!(li.get(&path).await["access"]["may_view"], false, "not even whoever deposited it");
    let look = json!({ "original": false });
    li.refused(&format!("{path}/view"), look, 403, "secrecy.restricted").await;
    says_all("QGC-25-01", "met").await;
}

/// Art. 24 para. 1: an approved release is a grant and a disclosure; what went out without one is
/// told and stays red; what a court demands is only registered.
#[tokio::test(flavor = "multi_thread")]
async fn releases_are_grants_and_disclosures() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    says(&matter, "QGC-24-03", "not_applicable").await;
    let until = json!({ "valid_until": "2099-12-31" });
    let approval = matter.record("WS63", until).await;
    says(&matter, "QGC-24-03", "met").await;

    let published = json!({
        "way": "互联网等传播渠道发布", "basis": "机关负责人批准", "approval": approval, "demand": null,
    });
    matter.record("WS76", published).await;
    says(&matter, "QGC-24-04", "open").await;
    matter.record("WS76", json!({ "basis": "法定的监督检查、调取" })).await;
    says(&matter, "QGC-24-03", "met").await;
    let found =
        json!({ "basis": "没有批准", "demand": null, "circumstances": "网上发现，已要求撤下。" });
    matter.record("WS76", found).await;
    assert!(standings(&matter, "QGC-24-03").await.contains(&"open".to_owned()));
}

/// Arts. 4, 15: a questioning in a room kept for it is a visit of that room; a sheet may say why there
/// is no recording.
#[tokio::test(flavor = "multi_thread")]
async fn rooms_are_entered_and_missing_recordings_are_explained() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    matter.record("WS10", json!({})).await;
    says(&matter, "QGC-15-02", "not_applicable").await;
    let room = json!({
        "room": "一号询问室",
        "started_at": "2025-03-08T14:00:00+08:00", "ended_at": "2025-03-08T15:10:00+08:00",
    });
    matter.record("WS10", room).await;
    says(&matter, "QGC-15-02", "open").await;

    matter.record("WS14", json!({})).await;
    says(&matter, "QGC-15-04", "open").await;
    let reason = json!({ "unrecorded_reason": "只复制账簿，提取单已经全面记录。" });
    matter.record("WS14", reason).await;
    let all = standings(&matter, "QGC-15-04").await;
    assert!(all.contains(&"explained".to_owned()), "{all:?}");
}

/// Art. 10(十), Penalty Law Art. 64(四): whom the notice names presides, and nobody in charge.
#[tokio::test(flavor = "multi_thread")]
async fn a_hearing_is_presided_over_by_whom_the_agency_named() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    matter.record("WS39", json!({})).await;
    let minutes = matter.draft("WS41", json!({})).await;
    let path = matter.path(&format!("/records/{minutes}"));
    let li = county.person("li");
    li.post(&format!("{path}/submit"), json!({})).await;
    let sign = json!({ "slot": "hearing_host", "opinion": null });
    let sign_as = async |login: &str| {
        county.person(login).send(Method::POST, &format!("{path}/sign"), Some(sign.clone())).await
    };
    for slot in ["registrar", "case_officers"] {
        li.post(&format!("{path}/sign"), json!({ "slot": slot, "opinion": null })).await;
    }
    assert_ne!(sign_as("li").await.status(), 200, "in charge of the case");
    problem(sign_as("zhou").await, 422, "record.not_named").await;
    let inbox = county.person("liu").get("/approvals").await;
    let items = inbox["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["record_id"] == json!(minutes)), "{inbox}");
    let party = json!({ "slot": "party", "name": "马某", "refused": null });
    li.post(&format!("{path}/party-signature"), party).await;
    assert_eq!(sign_as("liu").await.status(), 200);
    assert_eq!(li.get(&path).await["summary"]["status"], "effective");
    matter.record("WS42", json!({ "minutes": minutes })).await;
    says(&matter, "QGC-10-10b", "met").await;
}

/// Art. 11(三): a major decision of any act waits for the legal review.
#[tokio::test(flavor = "multi_thread")]
async fn a_major_decision_of_another_act_waits_for_legal_review() {
    let county = County::found(On::Sqlite).await;
    let matter = of_act(&county, "inspection", "inspection").await;
    for code in ["WS06", "WS07", "WS08"] {
        let record = matter.record(code, json!({})).await;
        if code == "WS07" {
            matter.serve(&record).await;
        }
    }
    matter.record("WS34", json!({ "major": true })).await;
    let told = problem(try_draft(&matter, "WS73", json!({})).await, 422, "rules.unmet").await;
    let missing = told["missing"].as_array().unwrap();
    assert!(missing.iter().any(|one| one["rule"] == "QGC-11-03-INS"), "{told}");
    matter.record("WS35", json!({ "conclusion": "通过", "major": true })).await;
    assert_eq!(try_draft(&matter, "WS73", json!({})).await.status(), 201);
}

/// Reconsideration Law Arts. 48, 62: what reaches the agency sets the clocks running.
#[tokio::test(flavor = "multi_thread")]
async fn a_reconsideration_sets_its_clocks_running() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let duty = async |rule: &str| {
        let page = county.person("li").get(&matter.path("")).await;
        let duties = page["duties"].as_array().unwrap().clone();
        duties.into_iter().find(|duty| duty["rule"] == rule).unwrap()
    };
    let step = async |step: &str, on: &str| {
        matter.record("WS77", json!({ "step": step, "happened_on": on })).await;
    };
    step("收到复议申请书副本", "2025-09-26").await;
    assert_eq!(duty("SX-FY-48").await["due_on"], "2025-10-16");
    says(&matter, "SX-FY-48", "open").await;
    step("提交书面答复和证据", "2025-10-16").await;
    says(&matter, "SX-FY-48", "met").await;
    step("复议机关受理", "2025-09-24").await;
    let before = duty("SX-FY-62").await["due_on"].clone();
    step("收到延长审理期限通知", "2025-11-20").await;
    assert_eq!(
        (before, duty("SX-FY-62").await["due_on"].clone()),
        (json!("2025-11-24"), json!("2025-12-23"))
    );
}

/// Art. 9: an application is a source of its own, and asks to be recorded.
#[tokio::test(flavor = "multi_thread")]
async fn a_levy_on_application_asks_for_the_application() {
    let county = County::found(On::Sqlite).await;
    let li = county.person("li");
    let register = async |kind: &str| {
        let mut new = new_case(&[&county.ids["li"], &county.ids["wang"]]);
        new["act_kind"] = json!("levy_or_requisition");
        new["process"] = json!("levy");
        new["source"]["kind"] = json!(kind);
        let case = li.post("/cases", new).await["id"].as_str().unwrap().to_owned();
        Matter { county: &county, case }
    };
    says(&register("assigned").await, "QGC-09-03-LEV", "not_applicable").await;
    let matter = register("application").await;
    says(&matter, "QGC-09-03-LEV", "open").await;
    matter.record("WS01", json!({})).await;
    says(&matter, "QGC-09-03-LEV", "met").await;
}
