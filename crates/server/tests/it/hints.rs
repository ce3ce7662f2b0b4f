//! Hints before legal review (Art. 11(三)) over HTTP: an officer in two cases at once, told as far as
//! the reader may see the other one.

use serde_json::{Value, json};
use terms::Timestamp;

use crate::county::{County, On, new_case};
use crate::story::Matter;

const SECRET: &str = "强制执行另一当事人案";

/// A case in which people may be heard without an opening.
async fn enforcement<'a>(county: &'a County, title: &str, officers: [&str; 2]) -> Matter<'a> {
    let mut new = new_case(&officers);
    new["act_kind"] = json!("compulsion");
    new["process"] = json!("compulsory-enforcement");
    new["title"] = json!(title);
    let done = county.person("li").post("/cases", new).await;
    Matter { county, case: done["id"].as_str().unwrap().to_owned() }
}

/// A third officer, whom nobody needs to log in.
async fn third(county: &County) -> String {
    let admin = county.person("admin");
    let new = json!({
        "name": "赵敏", "agency_id": county.agency, "login_name": "zhao",
        "credential_no": "粤A-zhao",
        "credential_from_on": "2015-01-01", "credential_until_on": "2099-12-31",
    });
    let made = admin.post("/officers", new).await;
    let id = made["officer_id"].as_str().unwrap().to_owned();
    let role = json!({ "role": "officer", "from_on": "2020-01-01" });
    admin.post(&format!("/officers/{id}/roles"), role).await;
    id
}

/// Minutes before now.
fn ago(now: Timestamp, minutes: i64) -> Value {
    json!(now.plus_ms(-minutes * 60_000).to_china_rfc3339())
}

/// The hints of a kind as somebody reads them.
async fn told(matter: &Matter<'_>, reader: &str) -> Vec<Value> {
    let list = matter.county.person(reader).get(&matter.path("/hints")).await;
    assert_eq!(list["is_cut"], false);
    let items = list["items"].as_array().unwrap().iter();
    items.filter(|hint| hint["kind"] == "two_places").cloned().collect()
}

fn sentence(hint: &Value) -> &str {
    hint["sentence"].as_str().unwrap()
}

/// Art. 10(一): nobody is in two cases at once, and nobody learns of a case by its shadow.
#[tokio::test(flavor = "multi_thread")]
async fn an_officer_in_two_cases_is_told_as_far_as_the_reader_may_see() {
    let county = County::found(On::Sqlite).await;
    let (li, wang, zhao) = (&county.ids["li"], &county.ids["wang"], third(&county).await);
    let here = enforcement(&county, "强制执行一案", [li, wang]).await;
    let there = enforcement(&county, SECRET, [li, &zhao]).await;
    let session = county.person("li").get("/session").await;
    let now: Timestamp = session["server_time"].as_str().unwrap().parse().unwrap();
    let heard = |from: i64, to: i64, place: &str, officers: [&str; 2]| {
        json!({
            "started_at": ago(now, from), "ended_at": ago(now, to), "place": place,
            "officers": officers,
        })
    };
    here.draft("WS11", heard(60, 30, "询问室", [li, wang])).await;
    assert_eq!(told(&here, "li").await, Vec::<Value>::new());
    let other = there.draft("WS11", heard(40, 20, "农贸市场", [li, &zhao])).await;

    for reader in ["li", "liu"] {
        let hints = told(&here, reader).await;
        let [hint] = hints.as_slice() else { panic!("{hints:?}") };
        assert!(sentence(hint).starts_with("李华在"), "only who is in both: {hint}");
        assert!(sentence(hint).contains(SECRET), "{hint}");
        let href = format!("/cases/{}/records/{other}", there.case);
        let places = hint["places"].as_array().unwrap();
        assert!(places.iter().any(|place| place["href"] == href), "{hint}");
    }
    let hints = told(&here, "wang").await;
    let [hint] = hints.as_slice() else { panic!("{hints:?}") };
    assert!(sentence(hint).contains("又出现在另一案件"), "{hint}");
    let text = hint.to_string();
    let is_silent =
        [SECRET, &there.case, &other, "农贸市场"].iter().all(|word| !text.contains(word));
    assert!(is_silent, "{text}");
    // Art. 25: what others may not read is told by a number alone, also of this case.
    let mark = json!({ "kinds": ["privacy"], "viewers": [&zhao], "reason": "含他人住址" });
    let path = there.path(&format!("/records/{other}/secrecy"));
    county.person("li").post(&path, mark).await;
    assert_eq!(told(&here, "li").await.len(), 1, "the drafter reads it");
    assert_eq!(told(&here, "liu").await, Vec::<Value>::new());
    let list = county.person("liu").get(&here.path("/hints")).await;
    assert_eq!(list["withheld"], 1);
    let lift = json!({ "kinds": [], "viewers": [], "reason": "已隐去" });
    county.person("li").post(&path, lift).await;
    assert_eq!(told(&here, "liu").await.len(), 1);
    let back = told(&there, "li").await;
    assert!(sentence(&back[0]).contains("强制执行一案"), "{back:?}");

    // On-site work of no case clashes as well, until it is over.
    let plan = json!({
        "case_id": null, "title": "巡查", "place": "河堤路", "list_row": county.row().await,
        "planned_at": ago(now, 58), "purpose": null, "officers": [li, zhao],
    });
    let done = county.person("li").post("/activities", plan).await;
    let work = format!("/activities/{}", done["id"].as_str().unwrap());
    let arrived = json!({ "at": ago(now, 58), "place": null });
    county.person("li").post(&format!("{work}/arrive"), arrived).await;
    assert_eq!(told(&here, "li").await.len(), 1, "nobody knows yet until when");
    county.person("li").post(&format!("{work}/depart"), json!({ "at": ago(now, 50) })).await;
    let hints = told(&here, "li").await;
    assert!(hints.iter().any(|hint| sentence(hint).contains("不属于案件的现场工作“巡查”")));
    let hints = told(&here, "wang").await;
    assert!(
        hints.iter().any(|hint| sentence(hint).contains("又出现在另一项现场工作，")),
        "{hints:?}"
    );
}
