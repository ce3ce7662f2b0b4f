//! Each guard from its forbidden side.

use reqwest::Method;
use serde_json::{Value, json};

use crate::county::{County, On, new_case, until};
use crate::program::problem;
use crate::story::{Matter, begin, find, patch};

fn rules(problem: &Value) -> Vec<String> {
    let missing = problem["missing"].as_array().unwrap();
    for one in missing {
        assert!(one["article"].as_str().unwrap().contains('第'), "{one}");
        assert!(!one["message"].as_str().unwrap().is_empty(), "{one}");
    }
    missing.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

fn draft(code: &str) -> Value {
    json!({ "kind": code, "fields": {}, "corrects": null, "activity": null })
}

/// Art. 10(一): two officers, each with a credential valid that day.
#[tokio::test]
async fn a_case_needs_two_officers_with_valid_credentials() {
    let county = County::found(On::Sqlite).await;
    let li = county.person("li");
    let id = |login: &str| county.ids[login].as_str();
    li.refused("/cases", new_case(&[id("li")]), 422, "case.too_few_officers").await;
    li.refused("/cases", new_case(&[id("li"), id("li")]), 422, "officer.named_twice").await;
    li.refused("/cases", new_case(&[id("li"), id("expired")]), 403, "officer.credential_invalid")
        .await;
    let expired = county.person("expired");
    expired
        .refused("/cases", new_case(&[id("li"), id("wang")]), 403, "officer.credential_invalid")
        .await;
    let zhou = county.person("zhou");
    zhou.refused("/cases", new_case(&[id("li"), id("wang")]), 403, "authority.not_allowed").await;
}

/// Arts. 9, 11: no investigation before filing, no decision before notice, review and approval;
/// everything that is missing is said at once.
#[tokio::test]
async fn what_comes_too_early_is_told_with_everything_missing() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    let li = county.person("li");
    let early = li.refused(&matter.path("/records"), draft("WS08"), 422, "rules.unmet").await;
    assert!(!rules(&early).is_empty());
    matter.open().await;
    let early = li.refused(&matter.path("/records"), draft("WS46"), 422, "rules.unmet").await;
    let missing = rules(&early);
    for rule in ["QGC-10-09", "QGC-11-01", "QGC-11-02", "QGC-11-04", "QGC-11-05"] {
        assert!(missing.iter().any(|id| id.starts_with(rule)), "{rule} is not among {missing:?}");
    }
    let early = li.refused(&matter.path("/records"), draft("WS59"), 422, "rules.unmet").await;
    assert!(!rules(&early).is_empty());
    let page = li.get(&matter.path("")).await;
    let steps = page["steps"].as_array().unwrap();
    let decision = steps.iter().find(|step| step["kind"] == "WS46").unwrap();
    assert_eq!(decision["allowed"], false);
    assert_eq!(decision["missing"].as_array().unwrap().len(), missing.len());
}

/// Arts. 8, 11: blank elements block signing; slots are signed in order, by their holders, with
/// an opinion; what came back is signed anew.
#[tokio::test]
async fn a_record_is_signed_in_order_by_those_it_belongs_to() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.record("WS01", json!({})).await;
    let li = county.person("li");
    let empty = li.post(&matter.path("/records"), draft("WS02")).await;
    let empty = matter.path(&format!("/records/{}", empty["id"].as_str().unwrap()));
    li.refused(&format!("{empty}/submit"), json!({}), 422, "record.elements_missing").await;
    li.post(&format!("{empty}/void"), json!({ "reason": "重复" })).await;

    let record = matter.draft("WS02", json!({})).await;
    let path = matter.path(&format!("/records/{record}"));
    let sign = |slot: &str, opinion: Option<&str>| json!({ "slot": slot, "opinion": opinion });
    li.refused(
        &format!("{path}/sign"),
        sign("case_officers", Some("同意")),
        422,
        "record.not_signing",
    )
    .await;
    li.post(&format!("{path}/submit"), json!({})).await;
    li.refused(&format!("{path}/sign"), sign("case_officers", None), 422, "record.opinion_missing")
        .await;
    li.refused(
        &format!("{path}/sign"),
        sign("agency_head", Some("同意")),
        403,
        "record.slot_not_yours",
    )
    .await;
    let zhou = county.person("zhou");
    zhou.refused(
        &format!("{path}/sign"),
        sign("agency_head", Some("同意")),
        422,
        "record.slot_too_early",
    )
    .await;
    li.post(&format!("{path}/sign"), sign("case_officers", Some("建议立案"))).await;
    let back = json!({ "slot": "division_head", "reason": "案情写得太简单" });
    county.person("chen").post(&format!("{path}/return"), back).await;
    let page = li.get(&path).await;
    assert_eq!(page["summary"]["status"], "returned");
    li.post(&format!("{path}/submit"), json!({})).await;
    let page = li.get(&path).await;
    assert_eq!(page["slots"][0]["signed"], json!([]), "signatures fall away");
    let edit = li.send(Method::PUT, &format!("{path}/fields"), Some(json!({ "fields": {} }))).await;
    problem(edit, 422, "record.not_open").await;
}

/// Art. 11(三): whoever handled the case does not review it, whatever offices they hold.
#[tokio::test]
async fn a_handler_of_the_case_cannot_review_it() {
    let mut county = County::found(On::Sqlite).await;
    let id = &county.ids["wang"];
    let role = json!({ "role": "legal_reviewer", "from_on": "2020-01-01" });
    county.person("admin").post(&format!("/officers/{id}/roles"), role).await;
    county.log_in("wang").await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    matter.record("WS08", json!({})).await;
    matter.record("WS10", json!({})).await;
    matter.record("WS33", json!({})).await;
    matter.record("WS34", json!({})).await;
    let record = matter.draft("WS35", json!({ "conclusion": "通过" })).await;
    let path = matter.path(&format!("/records/{record}"));
    county.person("liu").post(&format!("{path}/submit"), json!({})).await;
    let sign = json!({ "slot": "legal_reviewer", "opinion": "通过" });
    county
        .person("wang")
        .refused(&format!("{path}/sign"), sign.clone(), 422, "review.handled_case")
        .await;
    county.person("liu").post(&format!("{path}/sign"), sign).await;
}

/// Arts. 18, 19: steps on site come in order and once.
#[tokio::test]
async fn steps_on_site_come_in_order_and_once() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let li = county.person("li");
    let plan = json!({
        "case_id": matter.case, "title": "检查", "place": "某处", "list_row": county.row().await,
        "officers": [county.ids["li"], county.ids["wang"]], "purpose": null,
        "planned_at": "2025-03-08T09:00:00+08:00",
    });
    let mut wrong = plan.clone();
    wrong["list_row"] = json!("row_01JNP300000000000000000001");
    li.refused("/activities", wrong, 422, "activity.unknown_list_row").await;
    let done = li.post("/activities", plan).await;
    let path = format!("/activities/{}", done["id"].as_str().unwrap());
    let at = |time: &str| json!({ "at": time });
    li.refused(
        &format!("{path}/depart"),
        at("2025-03-08T09:10:00+08:00"),
        422,
        "activity.step_too_early",
    )
    .await;
    li.post(&format!("{path}/arrive"), json!({ "at": "2025-03-08T09:00:00+08:00", "place": null }))
        .await;
    let again = json!({ "at": "2025-03-08T09:05:00+08:00", "place": null });
    li.refused(&format!("{path}/arrive"), again, 422, "activity.step_done").await;
    li.refused(
        &format!("{path}/depart"),
        at("2025-03-08T08:00:00+08:00"),
        422,
        "time.out_of_order",
    )
    .await;
    li.refused(
        &format!("{path}/depart"),
        at("2199-01-01T00:00:00+08:00"),
        422,
        "time.out_of_order",
    )
    .await;
    let expired = county.person("expired");
    expired
        .refused(
            &format!("{path}/depart"),
            at("2025-03-08T10:00:00+08:00"),
            403,
            "authority.not_allowed",
        )
        .await;
}

/// The same request sent twice is done once; the same key for another request is refused.
#[tokio::test]
async fn a_repeated_request_is_done_once() {
    let county = County::found(On::Sqlite).await;
    let li = county.person("li");
    let case = new_case(&[&county.ids["li"], &county.ids["wang"]]);
    let send = |case: Value| {
        let request = li.request(Method::POST, "/cases").header("idempotency-key", "one-and-only");
        request.json(&case).send()
    };
    let first: Value = send(case.clone()).await.unwrap().json().await.unwrap();
    let second: Value = send(case.clone()).await.unwrap().json().await.unwrap();
    assert_eq!(first["id"], second["id"]);
    assert_eq!(li.get("/cases").await["items"].as_array().unwrap().len(), 1);
    let mut other = case;
    other["title"] = json!("另一案");
    problem(send(other).await.unwrap(), 422, "idempotency.key_reused").await;
}

/// Arts. 20, 24: whoever keeps the devices deposits what nobody handed in, sees what still belongs
/// to no on-site work, and looks at none of it.
#[tokio::test]
async fn whoever_keeps_the_devices_deposits_and_does_not_look() {
    let county = County::found(On::Sqlite).await;
    let [li, qian] = ["li", "qian"].map(|who| county.person(who));
    for (person, name) in [(li, "DSJ_0001.mp4"), (qian, "DSJ_0002.mp4")] {
        let upload = begin(person, name, 3, None).await;
        patch(person, &upload, 0, b"two".to_vec()).await;
    }
    let section = |desk: &Value| find(&json!({ "items": desk["sections"] }), "key", "unlinked");
    let count = |desk: &Value| section(desk)["items"].as_array().unwrap().len();
    let desk = until(qian, "/desk", |desk| count(desk) == 2).await;
    let own = until(li, "/desk", |desk| count(desk) == 1).await;
    assert_eq!(section(&own)["items"][0]["title"], "DSJ_0001.mp4", "what they deposited");
    let path = find(&section(&desk), "title", "DSJ_0001.mp4")["href"].clone();
    let recording = path.as_str().unwrap().replace("/av/", "/recordings/");
    assert_eq!(qian.get(&recording).await["summary"]["file_name"], "DSJ_0001.mp4");
    let look = format!("{recording}/view");
    qian.refused(&look, json!({ "original": true }), 403, "authority.not_allowed").await;
}

/// Art. 9(一): the source form is filled from what was registered, and does not carry on the name of
/// somebody who asked not to be named.
#[tokio::test]
async fn a_source_form_is_filled_from_the_source_without_a_secret_name() {
    let county = County::found(On::Sqlite).await;
    let li = county.person("li");
    for (is_confidential, informant) in [(true, "要求保密"), (false, "方某")] {
        let mut new = new_case(&[&county.ids["li"], &county.ids["wang"]]);
        new["source"]["provider"] = json!("方某");
        new["source"]["confidential"] = json!(is_confidential);
        let case = li.post("/cases", new.clone()).await["id"].clone();
        let form = format!("/cases/{}/prefill?kind=WS01", case.as_str().unwrap());
        let filled = li.get(&form).await["fields"].clone();
        assert_eq!(filled["informant"], informant);
        assert_eq!(filled["keep_secret"], is_confidential);
        for (who, is_told) in [("li", true), ("chen", true), ("zhou", true), ("liu", false)] {
            let page = format!("/cases/{}", case.as_str().unwrap());
            let provider = county.person(who).get(&page).await["source"]["provider"].clone();
            assert_eq!(provider == "方某", is_told || !is_confidential, "{who}: {provider}");
        }
        assert_eq!(filled["subject_name"], new["party"]["name"]);
        assert_eq!(filled["summary"], new["source"]["summary"]);
    }
}

/// A login name is told to whoever keeps the person, and to nobody else.
#[tokio::test]
async fn login_names_are_told_to_whoever_keeps_people() {
    let county = County::found(On::Sqlite).await;
    for (who, told) in [("admin", json!("li")), ("zhou", Value::Null), ("li", Value::Null)] {
        let people = county.person(who).get("/officers").await;
        let li = find(&people, "officer_id", &county.ids["li"]);
        assert_eq!((&li["name"], &li["login_name"]), (&json!("李华"), &told), "{who}");
    }
}
