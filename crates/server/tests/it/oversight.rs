//! Oversight over HTTP (Arts. 26, 27): a violation from the agency above to the look again, a check
//! of one's own house, and the year's inspection, each also from its forbidden side.

use reqwest::Method;
use serde_json::{Value, json};

use crate::below::Below;
use crate::county::{County, On};
use crate::program::{Person, run};
use crate::story::{find, place};

impl Below {
    async fn open_duty(&self, reader: &Person) -> Value {
        let sheet = reader.get(&format!("/cases/{}/completeness", self.case)).await;
        let rows = sheet["items"].as_array().unwrap();
        let may_raise = |row: &&Value| {
            let mut steps = row["steps"].as_array().unwrap().iter();
            steps.any(|step| step["action"] == "raise")
        };
        rows.iter().find(may_raise).unwrap().clone()
    }

    async fn raised_by(&self, person: &Person) -> String {
        let duty = self.open_duty(person).await;
        let new = json!({ "case_id": self.case, "rule": duty["rule"], "subject": duty["subject"] });
        let done = person.post("/violations", new).await;
        format!("/violations/{}", done["id"].as_str().unwrap())
    }
}

fn verify() -> Value {
    json!({ "grounds": "调阅案卷，情况属实", "serious": false })
}

fn order() -> Value {
    json!({ "due_on": "2099-12-31", "criticised": true, "demand": "补齐并书面报告" })
}

fn recheck(passed: bool) -> Value {
    json!({ "passed": passed, "opinion": "查看补齐的记录" })
}

fn steps(page: &Value) -> Vec<String> {
    let steps = page["steps"].as_array().unwrap().iter().filter(|step| step["allowed"] == true);
    steps.map(|step| step["action"].as_str().unwrap().to_owned()).collect()
}

fn is_open(duties: &Value, rule: &str) -> bool {
    let items = duties["items"].as_array().unwrap();
    items.iter().any(|one| one["rule"] == rule && one["standing"] == "open")
}

/// Art. 27: raised from above, answered below, found true, ordered, set right, looked at again.
#[tokio::test]
async fn a_violation_goes_from_the_agency_above_to_the_look_again() {
    let county = County::found(On::Sqlite).await;
    let below = Below::found(&county).await;
    let he = county.person("he");
    let duty = below.open_duty(he).await;
    let path = below.raised_by(he).await;
    let again = json!({ "case_id": below.case, "rule": duty["rule"], "subject": duty["subject"] });
    he.refused("/violations", again, 422, "violation.raised_already").await;

    let page = he.get(&path).await;
    assert_eq!(page["title"], duty["title"]);
    assert_eq!(page["article"], duty["article"]);
    assert_eq!(page["status"], "raised");
    assert_eq!(steps(&page), ["verify", "dismiss"]);
    assert_eq!(steps(&below.officer.get(&path).await), ["defend"]);
    let to = |step: &str| format!("{path}/{step}");
    below.officer.refused(&to("verify"), verify(), 403, "authority.not_allowed").await;
    below.reviewer.refused(&to("verify"), verify(), 403, "violation.of_superior").await;
    he.refused(&to("order"), order(), 422, "violation.out_of_turn").await;

    below.officer.post(&to("defend"), json!({ "text": "正在补正" })).await;
    he.post(&to("verify"), verify()).await;
    let duties = format!("/agency-duties?agency_id={}", below.agency);
    assert!(is_open(&he.get(&duties).await, "QGC-27-01"), "no order yet");
    he.refused(
        &to("order"),
        json!({ "due_on": "2020-01-01", "criticised": true, "demand": "补齐" }),
        422,
        "violation.order_day_past",
    )
    .await;
    he.post(&to("order"), order()).await;
    let told = he.get(&duties).await;
    assert!(!is_open(&told, "QGC-27-01") && is_open(&told, "QGC-27-01c"), "{told}");
    let desk = below.officer.get("/desk").await;
    assert!(desk.to_string().contains(path.as_str()), "open ones are on the desk: {desk}");

    below.officer.post(&to("rectify"), json!({ "report": "已补齐" })).await;
    he.post(&to("recheck"), recheck(false)).await;
    assert_eq!(he.get(&path).await["status"], "verified", "it begins anew");
    he.post(&to("order"), order()).await;
    below.head.post(&to("rectify"), json!({ "report": "再次补齐" })).await;
    he.post(&to("recheck"), recheck(true)).await;
    let page = he.get(&path).await;
    assert_eq!((&page["status"], steps(&page)), (&json!("closed"), vec!["refer".to_owned()]));
    assert_eq!(page["rounds"].as_array().unwrap().len(), 2);
    let told: Vec<_> = page["trail"].as_array().unwrap().iter().map(|one| &one["action"]).collect();
    assert!(told.iter().all(|action| **action != "其他"), "{told:?}");
    assert!(!is_open(&he.get(&duties).await, "QGC-27-01d"));
    let place = place(&county);
    let (code, told) = run(&["check", "--json", &place[0], &place[1]]);
    assert_eq!(code, 0, "{told}");
}

/// Art. 27: what the own house finds, its reviewer and head judge; nobody what they handled.
#[tokio::test]
async fn an_agency_checks_its_own_house() {
    let county = County::found(On::Sqlite).await;
    let below = Below::found(&county).await;
    let path = below.raised_by(&below.reviewer).await;
    let to = |step: &str| format!("{path}/{step}");
    below.head.post(&to("verify"), verify()).await;
    below.head.post(&to("order"), order()).await;
    below.head.post(&to("rectify"), json!({ "report": "已补齐" })).await;
    below.head.refused(&to("recheck"), recheck(true), 422, "violation.own_rectification").await;
    below.reviewer.post(&to("recheck"), recheck(true)).await;

    // An officer raises nothing; a finding that is not there is no violation.
    let new = json!({ "case_id": below.case, "title": "某", "severity": "S3", "seen": "某" });
    below.officer.refused("/violations", new.clone(), 403, "authority.not_allowed").await;
    let none = json!({ "case_id": below.case, "rule": "QGC-21-01", "subject": below.case });
    below.reviewer.refused("/violations", none, 422, "violation.no_finding").await;
    let by_hand = json!({ "case_id": below.case, "title": "某", "seen": "某" });
    below.reviewer.refused("/violations", by_hand, 422, "value.invalid").await;
    let done = below.reviewer.post("/violations", new).await;
    let path = format!("/violations/{}", done["id"].as_str().unwrap());
    below.reviewer.post(&format!("{path}/dismiss"), json!({ "reason": "记录在案" })).await;
    assert_eq!(below.reviewer.get(&path).await["status"], "dismissed");
}

#[tokio::test]
async fn violations_are_listed_for_those_they_concern() {
    let county = County::found(On::Sqlite).await;
    let below = Below::found(&county).await;
    let he = county.person("he");
    let path = below.raised_by(he).await;
    let id = path.rsplit('/').next().unwrap();
    let count = async |person: &Person, query: &str| {
        let list = person.get(&format!("/violations{query}")).await;
        list["items"].as_array().unwrap().len()
    };
    for person in [he, &below.officer, &below.reviewer, &below.head] {
        let list = person.get("/violations").await;
        assert_eq!(find(&list, "violation_id", id)["status"], "raised");
    }
    // Another officer of the county handles nothing of it, and the county's own people look at
    // their own house only.
    for person in ["li", "zhou", "liu"] {
        assert_eq!(count(county.person(person), "").await, 0, "{person}");
        let answer = county.person(person).send(Method::GET, &path, None).await;
        assert_eq!(answer.status(), 404, "{person}");
    }
    assert_eq!(count(he, "?status=raised").await, 1);
    assert_eq!(count(he, "?status=closed").await, 0);
    assert_eq!(count(he, "?overdue=true").await, 0);
    assert_eq!(count(he, &format!("?agency_id={}", county.agency)).await, 0);
    assert_eq!(count(he, &format!("?case_id={}", below.case)).await, 1);
    let custodian = county.person("sun").send(Method::GET, "/violations", None).await;
    assert_eq!(custodian.status(), 403);
}

/// Art. 26: planned, reported and published by the supervisor, so that the year's rules are met.
#[tokio::test]
async fn a_years_inspection_is_planned_reported_and_published() {
    let county = County::found(On::Sqlite).await;
    let he = county.person("he");
    let year = he.get("/oversight-plans").await["this_year"].clone();
    assert!(is_open(&he.get("/agency-duties").await, "QGC-26-01"));
    let new =
        |year: &Value| json!({ "plan_year": year, "title": "年度计划", "scope": "抽查二十份" });
    let zhou = county.person("zhou");
    zhou.refused("/oversight-plans", new(&year), 403, "authority.not_allowed").await;
    he.refused("/oversight-plans", new(&json!(2000)), 422, "oversight.year_out_of_range").await;
    let done = he.post("/oversight-plans", new(&year)).await;
    let path = format!("/oversight-plans/{}", done["id"].as_str().unwrap());
    let told = he.get("/agency-duties").await;
    assert!(!is_open(&told, "QGC-26-01") && is_open(&told, "QGC-26-01b"), "{told}");
    let publish = json!({ "published_in": "县政府网站" });
    he.refused(&format!("{path}/indicator"), publish.clone(), 422, "oversight.too_early").await;
    let report = |rectified: u32| json!({ "sampled": 20, "found": 3, "rectified": rectified, "summary": "随机抽取二十份" });
    he.refused(&format!("{path}/report"), report(4), 422, "oversight.counts").await;
    he.post(&format!("{path}/report"), report(2)).await;
    assert!(is_open(&he.get("/agency-duties").await, "QGC-26-01c"));
    he.post(&format!("{path}/indicator"), publish).await;
    assert!(!is_open(&he.get("/agency-duties").await, "QGC-26-01c"));
    let seen = zhou.get("/oversight-plans").await;
    assert_eq!(seen["items"][0]["report"]["sampled"], 20);
    assert_eq!(seen["plan"]["allowed"], false);
}
