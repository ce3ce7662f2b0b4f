//! The other acts of Art. 2 over HTTP, each from registration to its archived package: summary
//! penalty, compulsory measure and enforcement, inspection, levy, requisition and licensing.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::clips::{Clip, Clips};

use crate::county::{County, On, new_case, until};
use crate::story::Matter;

/// A record of a walk: its kind, what is told otherwise than in the example (`@WS27` is the id of
/// the last record of that kind), and whether it is served at once.
type Record = (&'static str, Value, bool);

async fn register<'a>(county: &'a County, process: &str) -> Matter<'a> {
    let processes = county.person("li").get("/processes").await;
    let items = processes["items"].as_array().unwrap();
    let known = items.iter().find(|item| item["process"] == process).unwrap();
    let mut new = new_case(&[&county.ids["li"], &county.ids["wang"]]);
    new["act_kind"] = known["act_kind"].clone();
    new["procedure"] = known["procedure"].clone();
    new["process"] = json!(process);
    new["title"] = json!(format!("{}一案", known["title"].as_str().unwrap()));
    let done = county.person("li").post("/cases", new).await;
    Matter { county, case: done["id"].as_str().unwrap().to_owned() }
}

/// Drafts, signs and serves one record after the other.
async fn write(matter: &Matter<'_>, records: Vec<Record>) {
    let mut made: BTreeMap<String, String> = BTreeMap::new();
    for (code, given, is_served) in records {
        let mut given = given;
        for value in given.as_object_mut().unwrap().values_mut() {
            let meant =
                value.as_str().and_then(|text| text.strip_prefix('@')).map(|kind| &made[kind]);
            if let Some(id) = meant {
                *value = json!(id);
            }
        }
        let record = matter.record(code, given).await;
        if is_served {
            matter.serve(&record).await;
        }
        made.insert(code.to_owned(), record);
    }
}

/// From registration to the archived package; answers the page of the case.
async fn walk(county: &County, process: &str, records: Vec<Record>) -> Value {
    let matter = register(county, process).await;
    write(&matter, records).await;
    close_and_archive(&matter).await
}

async fn close_and_archive(matter: &Matter<'_>) -> Value {
    matter.record("WS59", json!({ "ground": "其他" })).await;
    let page = matter.county.person("li").get(&matter.path("")).await;
    assert_eq!(page["process"]["end_fixed"], true, "{}", page["process"]);
    let steps = page["process"]["steps"].as_array().unwrap();
    let open: Vec<_> = steps.iter().filter(|step| step["state"] == "open").collect();
    assert!(open.is_empty(), "every step that is not struck was done: {open:#?}");
    archive(matter).await;
    matter.county.person("li").get(&matter.path("")).await
}

async fn archive(matter: &Matter<'_>) {
    let sun = matter.county.person("sun");
    let compose = json!({ "order": null, "retention": "10年", "note": null });
    sun.post(&matter.path("/case-file/compose"), compose).await;
    sun.post(&matter.path("/case-file/pack"), json!({})).await;
    let is_packed = |file: &Value| file["state"] == "packed";
    let file = until(sun, &matter.path("/case-file"), is_packed).await;
    assert_eq!(file["package"]["verdict"], "not_witnessed", "{}", file["package"]);
    let number = json!({ "archive_no": format!("2025{}", &matter.case[matter.case.len() - 4..]) });
    sun.post(&matter.path("/archive"), number).await;
}

/// Penalty Law Arts. 51–53: decided and handed over on the spot; nothing is opened or reviewed.
#[tokio::test(flavor = "multi_thread")]
async fn a_summary_penalty_goes_from_source_to_archive() {
    let county = County::found(On::Sqlite).await;
    let records = vec![("WS01", json!({}), false), ("WS45", json!({}), false)];
    let page = walk(&county, "penalty-summary", records).await;
    assert_eq!(page["process"]["rule_of_end"], "当场处罚决定书交付之日");
    let struck = page["process"]["steps"].as_array().unwrap().iter();
    let struck = struck.filter(|step| step["state"] == "struck");
    assert!(struck.clone().count() >= 4, "nothing is opened, concluded, reviewed or announced");
    assert!(struck.clone().all(|step| step["because"].as_str().is_some_and(|why| !why.is_empty())));
}

/// Compulsion Law Arts. 18–28: approved, recorded, counted, decided, released.
#[tokio::test(flavor = "multi_thread")]
async fn a_compulsory_measure_goes_from_approval_to_archive() {
    let county = County::found(On::Sqlite).await;
    let matter = register(&county, "compulsory-measure").await;
    write(&matter, vec![("WS01", json!({}), false), ("WS26", json!({}), false)]).await;
    let (activity, _) = record_whole_visit(&matter).await;
    assert!(!activity.is_empty());
    let records = vec![
        ("WS27", json!({}), true),
        ("WS29", json!({ "decision": "@WS27" }), false),
        ("WS28", json!({ "decision": "@WS27" }), false),
        ("WS31", json!({ "decision": "@WS27" }), true),
    ];
    write(&matter, records).await;
    let page = close_and_archive(&matter).await;
    assert_eq!(page["process"]["rule_of_end"], "解除（处理）决定送达之日");
}

/// Compulsion Law Arts. 34–37: demanded, decided, enforced.
#[tokio::test(flavor = "multi_thread")]
async fn a_compulsory_enforcement_goes_from_demand_to_archive() {
    let county = County::found(On::Sqlite).await;
    let records = vec![
        ("WS01", json!({}), false),
        ("WS53", json!({}), true),
        ("WS34", json!({}), false),
        ("WS54", json!({ "demand": "@WS53" }), true),
        ("WS56", json!({ "decision": "@WS54" }), false),
    ];
    let page = walk(&county, "compulsory-enforcement", records).await;
    assert_eq!(page["process"]["rule_of_end"], "执行现场笔录签署之日");
}

/// Arts. 9, 10: an inspection is approved, not opened; its result ends it.
#[tokio::test(flavor = "multi_thread")]
async fn an_inspection_goes_from_approval_to_archive() {
    let county = County::found(On::Sqlite).await;
    let none = json!({ "result": "未发现违法行为", "minutes": "@WS08" });
    let records = vec![
        ("WS06", json!({}), false),
        ("WS07", json!({}), true),
        ("WS08", json!({}), false),
        ("WS73", none, true),
    ];
    let page = walk(&county, "inspection", records).await;
    assert_eq!(page["process"]["rule_of_end"], "检查结果送达之日；责令改正的，复查之日");
}

/// Arts. 9–12 for a levy: from filing to compensation.
#[tokio::test(flavor = "multi_thread")]
async fn a_levy_goes_from_filing_to_archive() {
    levy("levy", "征收决定书").await;
}

/// The same for a requisition.
#[tokio::test(flavor = "multi_thread")]
async fn a_requisition_goes_from_filing_to_archive() {
    levy("requisition", "征用决定书").await;
}

async fn levy(process: &str, decision: &str) {
    let county = County::found(On::Sqlite).await;
    let heads = json!([{ "name": "周伟", "post": "局长" }, { "name": "林海", "post": "副局长" }]);
    let compensation = json!({
        "document": "补偿记录", "decision": "@WS69", "compensation_basis": "按评估报告",
        "compensation_fen": 1_200_000, "paid_on": "2025-07-01", "payment": "银行转账，凭证号0012",
        "receiver": "马某", "reconsideration_body": null, "court": null,
    });
    let records = vec![
        ("WS01", json!({}), false),
        ("WS02", json!({}), false),
        ("WS08", json!({}), false),
        ("WS11", json!({}), false),
        ("WS33", json!({ "discretion_tier": "不涉及裁量", "major": false }), false),
        ("WS34", json!({}), false),
        ("WS43", json!({ "attendees": heads }), false),
        ("WS69", json!({ "document": decision }), true),
        ("WS69", compensation, true),
    ];
    let page = walk(&county, process, records).await;
    assert!(page["process"]["act_ended_on"].is_string());
}

/// Licensing Law Arts. 29–44: applied for, accepted, verified, granted, served.
#[tokio::test(flavor = "multi_thread")]
async fn a_licence_goes_from_application_to_archive() {
    let county = County::found(On::Sqlite).await;
    let records = vec![
        ("WS64", json!({}), false),
        (
            "WS65",
            json!({
                "application": "@WS64", "result": "受理", "accepted_on": "2025-03-19",
                "corrections": null, "correct_by": null,
            }),
            true,
        ),
        ("WS67", json!({}), false),
        ("WS34", json!({}), false),
        ("WS68", json!({ "application": "@WS64" }), true),
    ];
    let page = walk(&county, "licensing", records).await;
    assert_eq!(page["process"]["rule_of_end"], "决定（证件）送达之日");
}

/// A visit of a minute, recorded from arrival to departure by one clip.
async fn record_whole_visit(matter: &Matter<'_>) -> (String, String) {
    let (activity, from) = matter.visit(60).await;
    let folder = tempfile::tempdir().unwrap();
    let clips = Clips::in_folder(folder.path()).unwrap();
    let clip = Clip::new("whole", terms::Timestamp::from_ms(from), 61_000);
    let path = clips.make(&clip).unwrap();
    let recording = matter.upload(&path, "DSJ_0001.mp4", &activity).await;
    (activity, recording)
}
