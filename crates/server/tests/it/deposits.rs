//! The clock of the deposit over HTTP (Art. 22): a declaration waits for a head, what is agreed to
//! stays, what is not is due the same day, and both readings are told; each also from its forbidden
//! side, on both databases.

use serde_json::{Value, json};

use crate::county::{County, On, on_both, until};
use crate::devices::{issue, register};
use crate::program::{Person, problem};
use crate::scene::{Scene, now};
use crate::story::{Matter, assert_checked, epoch, rfc3339};

const HOUR: i64 = 3_600_000;

async fn slip(person: &Person) -> Option<Value> {
    let inbox = person.get("/approvals").await;
    let items = inbox["items"].as_array().unwrap();
    items.iter().find(|item| item["kind"] == "remote").cloned()
}

fn offered(page: &Value, action: &str) -> bool {
    let steps = page["deposit"]["steps"].as_array().unwrap();
    steps.iter().any(|step| step["action"] == action && step["allowed"] == true)
}

/// Who declares does not agree, who agrees is asked, and what was agreed to is not written anew.
async fn a_declaration_is_agreed_to_by_a_head(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let visit = Scene::begun(&matter, "水上检查", now(&county).await - 3 * HOUR).await;
    visit.left(100).await;
    let (li, chen) = (county.person("li"), county.person("chen"));
    let (approve, refuse) = (visit.path("/remote/approve"), visit.path("/remote/refuse"));
    let yes = || json!({ "reason": null });
    chen.refused(&approve, yes(), 422, "activity.remote_not_declared").await;
    let bare = json!({ "ground": "holiday", "reason": "休假" });
    li.refused(&visit.path("/remote"), bare, 422, "value.invalid").await;

    visit.declared("water", "水上执法，夜间不能靠岸").await;
    visit.says("QGC-22-02d", "open").await;
    visit.says("QGC-22-02", "open").await;
    for login in ["li", "wang", "sun", "liu", "qian"] {
        let person = county.person(login);
        let answer = person.send(reqwest::Method::POST, &approve, Some(yes())).await;
        problem(answer, 403, "authority.not_allowed").await;
    }
    assert!(slip(li).await.is_none(), "nobody is asked for an own declaration");
    let asked = slip(chen).await.unwrap();
    assert_eq!(asked["activity_id"], json!(visit.activity), "{asked}");
    assert!(asked["three_lines"].to_string().contains("水上"), "{asked}");
    assert!(chen.get("/desk").await.to_string().contains("不能当日储存"), "on the desk too");
    assert!(offered(&chen.get(&visit.path("")).await, "approve-remote"));
    assert!(!offered(&visit.page().await, "approve-remote"), "shown as locked");

    chen.refused(&refuse, json!({ "reason": " " }), 422, "value.invalid").await;
    chen.post(&approve, yes()).await;
    assert_eq!(chen.post(&approve, yes()).await["already_done"], true);
    let no = json!({ "reason": "可以当日返回" });
    chen.refused(&refuse, no, 422, "activity.remote_decided").await;
    let other = json!({ "ground": "elsewhere", "reason": "异地" });
    li.refused(&visit.path("/remote"), other, 422, "activity.remote_decided").await;
    let page = visit.page().await;
    assert_eq!(
        (&page["remote"]["approved"], &page["remote"]["decided_by"]),
        (&json!(true), &json!("陈军"))
    );
    visit.says("QGC-22-02d", "met").await;
    assert!(slip(chen).await.is_none());
    let list = li.get("/activities").await;
    assert_eq!(list["items"][0]["deposit"]["exception"], "approved");
    assert_eq!(list["items"][0]["deposit"]["due_at"], Value::Null, "they are not back");
    assert_checked(&county);
}

/// What a head holds possible is due the same day; a new reason may be declared.
async fn what_is_not_agreed_to_is_due_the_same_day(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    let visit = Scene::begun(&matter, "现场检查", now(&county).await - 30 * HOUR).await;
    visit.left(100).await;
    visit.declared("remote", "路远").await;
    assert!(visit.duty("QGC-22-01").await.is_none_or(|duty| duty["standing"] == "not_applicable"));
    let zhou = county.person("zhou");
    zhou.post(&visit.path("/remote/refuse"), json!({ "reason": "县城内执法，当日可以返回" })).await;
    let duty = visit.says("QGC-22-01", "open").await;
    assert_eq!(duty["late"], true, "{duty}");
    let page = visit.page().await;
    assert_eq!(page["remote"]["decision_reason"], "县城内执法，当日可以返回");
    assert_eq!(page["deposit"]["law"]["late"], true);
    let listed = county.person("li").get("/activities").await["items"][0]["deposit"].clone();
    assert_eq!((&listed["exception"], &listed["late"]), (&json!("refused"), &json!(true)));
    visit.declared("no_transport", "塌方断路，次日抢通").await;
    assert_eq!(visit.page().await["remote"]["approved"], Value::Null, "it waits again");
    assert!(slip(county.person("chen")).await.is_some());
    assert_checked(&county);
}

/// A device that is given back tells when they were back; the officers' word stands beside it.
async fn a_device_given_back_tells_of_the_return(on: On) {
    let county = County::found(on).await;
    let (qian, li) = (county.person("qian"), county.person("li"));
    let device = register(&county, "ZFY-001", "A1B2C3D").await;
    qian.post(&format!("{device}/issue"), issue(&county.ids["li"])).await;
    let matter = Matter::register(&county).await;
    let visit = Scene::begun(&matter, "夜查", now(&county).await - HOUR).await;
    visit.declared("continuous", "连夜转场").await;
    visit.step("depart", json!({ "at": null })).await;
    assert_eq!(visit.page().await["deposit"]["law"]["due_at"], Value::Null);
    let back = json!({ "files_left": 1, "check": { "battery_percent": 20 } });
    qian.post(&format!("{device}/return"), back).await;
    let is_told = |page: &Value| page["deposit"]["returns"][0]["how"] == "given_back";
    let page = until(li, &visit.path(""), is_told).await;
    let source = &page["deposit"]["returns"][0];
    assert_eq!((&source["device"], &source["counts"]), (&json!("ZFY-001"), &json!(true)));
    let due = epoch(&page["deposit"]["law"]["due_at"]);
    assert_eq!(due, epoch(&source["at"]) + 24 * HOUR, "as the law has it");
    visit.step("return", json!({ "at": null })).await;
    let page = visit.page().await;
    let ways: Vec<_> = page["deposit"]["returns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["how"].clone())
        .collect();
    assert_eq!(ways, [json!("given_back"), Value::Null], "each source, earliest first");
    assert_eq!(page["deposit"]["doubts"], json!([]), "minutes apart is no contradiction");
    let trail = li.get(&matter.path("/trail?limit=200")).await;
    assert!(trail.to_string().contains("设备已返回单位"), "{trail}");
    assert_checked(&county);
}

/// The law's own limit stays in sight where the agency set one of its own, or reads it otherwise.
async fn both_readings_are_told(on: On) {
    let county = County::found(on).await;
    let zhou = county.person("zhou");
    let basis = |option: &str| json!({ "option": option, "basis": "局发〔2025〕1号" });
    zhou.post("/law-choices/night-work", basis("grace")).await;
    zhou.post("/law-choices/internal-limit.QGC-22-02", basis("within:12:hours")).await;
    let matter = Matter::register(&county).await;
    let at = now(&county).await;
    let visit = Scene::begun(&matter, "现场检查", at - HOUR).await;
    visit.left(10).await;
    let deposit = visit.page().await["deposit"].clone();
    assert_eq!(deposit["law"]["rule"], "QGC-22-01", "{deposit}");
    assert_eq!(deposit["agency"]["rule"], "QGC-22-01b", "{deposit}");
    assert!(epoch(&deposit["law"]["due_at"]) <= epoch(&deposit["agency"]["due_at"]));

    visit.declared("elsewhere", "异地执法").await;
    visit.step("return", json!({ "at": visit.at(20) })).await;
    let deposit = visit.page().await["deposit"].clone();
    let back = epoch(&json!(visit.at(20)));
    assert_eq!(epoch(&deposit["law"]["due_at"]), back + 24 * HOUR);
    assert_eq!(epoch(&deposit["agency"]["own_due_at"]), back + 12 * HOUR);
    let listed = county.person("li").get("/activities").await["items"][0]["deposit"].clone();
    assert!(epoch(&listed["own_due_at"]) < epoch(&listed["due_at"]), "{listed}");
    visit.deposited().await;
    let deposit = visit.page().await["deposit"].clone();
    for reading in ["law", "agency"] {
        assert_eq!(
            (&deposit[reading]["late"], &deposit[reading]["past_own"]),
            (&json!(false), &json!(false))
        );
        assert!(deposit[reading]["deposited_at"].is_string());
    }
    assert_checked(&county);
}

/// Work that belongs to no case waits for a head too, and a head who took part agrees to nothing.
async fn work_of_no_case_is_decided_by_who_took_no_part(on: On) {
    let mut county = County::found(on).await;
    let admin = county.person("admin").clone();
    let role = json!({ "role": "division_head", "from_on": "2020-01-01" });
    admin.post(&format!("/officers/{}/roles", county.ids["wang"]), role).await;
    county.log_in("wang").await;
    let li = county.person("li");
    let plan = json!({
        "case_id": null, "title": "日常巡查", "place": "湖区", "list_row": county.row().await,
        "planned_at": rfc3339(now(&county).await - HOUR), "purpose": null,
        "officers": [county.ids["li"], county.ids["wang"]],
    });
    let activity = li.post("/activities", plan).await["id"].as_str().unwrap().to_owned();
    let path = format!("/activities/{activity}");
    li.post(&format!("{path}/remote"), json!({ "ground": "water", "reason": "夜间不能靠岸" }))
        .await;
    let approve = format!("{path}/remote/approve");
    let yes = json!({ "reason": "情况属实" });
    county.person("wang").refused(&approve, yes.clone(), 422, "activity.own_remote").await;
    let chen = county.person("chen");
    let asked = slip(chen).await.unwrap();
    assert_eq!(asked["case_id"], Value::Null);
    chen.post(&approve, yes).await;
    assert_eq!(li.get(&path).await["remote"]["decision_reason"], "情况属实");
    assert_checked(&county);
}

on_both! {
    a_declaration_is_agreed_to_by_a_head
    what_is_not_agreed_to_is_due_the_same_day
    a_device_given_back_tells_of_the_return
    both_readings_are_told
    work_of_no_case_is_decided_by_who_took_no_part
}
