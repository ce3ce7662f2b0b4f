//! An agency's own, stricter limits over HTTP: chosen by its head, refused where they are looser, of
//! effect for matters that begin later, and a third day beside the law's.

use reqwest::Method;
use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::{Person, problem, run};
use crate::story::{Matter, place};

/// Penalty Law Art. 60: ninety days from the opening of a case to its decision.
const DECIDE: &str = "SX-CF-60";

fn choice() -> String {
    format!("/law-choices/internal-limit.{DECIDE}")
}

fn chosen(option: &str) -> Value {
    json!({ "option": option, "basis": "《内部办案时限规定》（清市监〔2026〕3号）" })
}

async fn point(person: &Person) -> Value {
    let reading = person.get("/law-reading").await;
    let points = reading["internal"].as_array().unwrap();
    points.iter().find(|point| point["rule"] == DECIDE).unwrap().clone()
}

async fn duty(person: &Person, matter: &Matter<'_>) -> Value {
    let case = person.get(&matter.path("")).await;
    let duties = case["duties"].as_array().unwrap();
    duties.iter().find(|duty| duty["rule"] == DECIDE).unwrap().clone()
}

#[tokio::test]
async fn only_a_stricter_limit_is_chosen_and_only_by_the_head() {
    let county = County::found(On::Sqlite).await;
    let (zhou, li) = (county.person("zhou"), county.person("li"));
    let offered = point(zhou).await;
    assert_eq!((&offered["option"], &offered["limit"]), (&json!("none"), &Value::Null));
    assert_eq!((&offered["unit"], &offered["backwards"]), (&json!("days"), &json!(false)));
    assert!(offered["law"].as_str().unwrap().contains("90日"), "{offered}");
    let ask = async |person: &Person, path: &str, option: &str| {
        person.send(Method::POST, path, Some(chosen(option))).await
    };
    problem(ask(li, &choice(), "within:30:days").await, 403, "authority.not_allowed").await;
    for looser in ["within:90:days", "within:120:days", "before:90:days"] {
        let told = ask(zhou, &choice(), looser).await;
        let told = problem(told, 422, "law.internal_looser").await;
        let detail = told["detail"].as_str().unwrap();
        assert!(detail.contains("行政处罚法") && detail.contains("60"), "{looser}: {detail}");
    }
    problem(ask(zhou, &choice(), "within:2:months").await, 422, "law.internal_unit").await;
    problem(ask(zhou, &choice(), "before:2:hours").await, 422, "law.internal_unit").await;
    assert_eq!(ask(zhou, &choice(), "早一点").await.status(), 422);
    for none in ["QGC-21-02", "QGC-99-99", ""] {
        let path = format!("/law-choices/internal-limit.{none}");
        problem(ask(zhou, &path, "before:1:days").await, 422, "law.no_internal_limit").await;
    }
    zhou.post(&choice(), chosen("within:30:days")).await;
    assert_eq!(zhou.post(&choice(), chosen("within:30:days")).await["already_done"], true);
    let held = point(li).await;
    assert_eq!((&held["option"], &held["limit"]), (&json!("within:30:days"), &json!("30日内")));
    assert!(held["basis"].as_str().unwrap().contains("3号") && held["chosen_at"].is_string());
    zhou.post(&choice(), chosen("none")).await;
    let held = point(li).await;
    assert_eq!((&held["option"], &held["limit"]), (&json!("none"), &Value::Null));
    assert!(held["chosen_at"].is_string(), "who took it away, and on what basis, stays");
}

#[tokio::test]
async fn three_days_are_shown_for_matters_that_begin_later() {
    let county = County::found(On::Sqlite).await;
    let (zhou, li) = (county.person("zhou"), county.person("li"));
    let earlier = Matter::register(&county).await;
    earlier.open().await;
    zhou.post(&choice(), chosen("within:10:days")).await;
    let later = Matter::register(&county).await;
    later.open().await;

    let before = duty(li, &earlier).await;
    assert_eq!(before["internal_due_on"], Value::Null, "a matter that runs stays as it was read");
    let found = duty(li, &later).await;
    let (law, internal) = (found["due_on"].as_str().unwrap(), found["internal_due_on"].as_str());
    assert_eq!(before["due_on"], law, "the law's own day does not move");
    assert!(internal.unwrap() < law, "{found}");
    assert_eq!(found["internal_chosen"], "10日内");
    assert_eq!((&found["late"], &found["past_internal"]), (&json!(false), &json!(false)));

    // Ninety days are far off; the agency's own ten bring it onto the desk.
    let desk = li.get("/desk").await;
    let sections = desk["sections"].as_array().unwrap();
    let duties = sections.iter().find(|section| section["key"] == "duties").unwrap();
    let title = &found["title"];
    let items = duties["items"].as_array().unwrap();
    let of_rule: Vec<&Value> = items.iter().filter(|item| item["title"] == *title).collect();
    assert_eq!(of_rule.len(), 1, "only of the later matter: {items:?}");
    assert!(of_rule[0]["href"].as_str().unwrap().contains(&later.case));
    assert_eq!(of_rule[0]["due_at"], found["due_at"], "the lawful instant is told beside it");
    assert_eq!(of_rule[0]["internal_at"], found["internal_due_at"]);
    assert_ne!(of_rule[0]["tone"], "late");
    let axis = li.get(&later.path("/axis")).await;
    let lanes = axis["lanes"].as_array().unwrap();
    let deadlines = lanes.iter().find(|lane| lane["key"] == "deadlines").unwrap();
    let items = deadlines["items"].as_array().unwrap();
    let own = items.iter().find(|item| item["title"] == *title).unwrap();
    assert!(own["detail"].as_str().unwrap().contains("内部时限"), "{own}");
    let place = place(&county);
    let (code, told) = run(&["check", "--json", &place[0], &place[1]]);
    assert_eq!(code, 0, "{told}");
}
