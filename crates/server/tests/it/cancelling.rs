//! Work that is cancelled, and officers who come and leave (Arts. 10, 23): what the machine had linked
//! is matched anew, what a person linked becomes a question, duties are struck out with the reason.

use serde_json::{Value, json};

use crate::county::{County, On, on_both, until};
use crate::matching::{on_site, out_with_a_camera, send};
use crate::program::Person;
use crate::story::{Matter, assert_checked, epoch, rfc3339};

const MINUTE: i64 = 60_000;

async fn leave_to_machine(county: &County) {
    let choice = json!({ "level": "link", "basis": "音像资料管理规定第6条" });
    county.person("zhou").post("/match/level", choice).await;
}

async fn linked_to(person: &Person, recording: &str, activity: &str) -> Value {
    let is_there = |page: &Value| page["link"]["activity_id"] == json!(activity);
    until(person, &format!("/recordings/{recording}/candidates"), is_there).await
}

fn step<'a>(page: &'a Value, action: &str) -> &'a Value {
    let actions = page["actions"].as_array().unwrap();
    actions.iter().find(|one| one["action"] == action).unwrap()
}

async fn cancelled_work_lets_go_of_what_the_machine_linked(on: On) {
    let county = County::found(on).await;
    let (li, sun) = (county.person("li"), county.person("sun"));
    let (matter, activity, with_li) = out_with_a_camera(&county).await;
    leave_to_machine(&county).await;
    let folder = tempfile::tempdir().unwrap();
    let by_machine = send(li, folder.path(), "A1B2C3D_0001.mp4", with_li + 5000).await;
    linked_to(li, &by_machine, &activity).await;
    let by_hand = send(li, folder.path(), "别处拍的.mp4", with_li + 5000).await;
    li.post(&format!("/recordings/{by_hand}/link"), json!({ "activity_id": activity })).await;
    // Planned twice by mistake; the other one is what was done.
    let page = li.get(&format!("/activities/{activity}")).await;
    let duties = page["duties"].as_array().unwrap().iter();
    let open = duties.filter(|one| one["standing"] == "open").count();
    assert!(open > 0, "there are duties to strike out");
    assert_eq!(step(&page, "cancel")["allowed"], true);

    let path = format!("/activities/{activity}/cancel");
    li.refused(&path, json!({ "reason": " " }), 422, "value.invalid").await;
    let reason = json!({ "reason": "重复登记" });
    county.person("expired").refused(&path, reason.clone(), 403, "authority.not_allowed").await;
    li.post(&path, reason.clone()).await;
    assert_eq!(li.post(&path, reason).await["already_done"], true);

    let page = li.get(&format!("/activities/{activity}")).await;
    assert_eq!(page["summary"]["status"], "cancelled");
    assert_eq!(page["cancelled"]["reason"], "重复登记");
    let duties = page["duties"].as_array().unwrap();
    assert!(duties.iter().all(|duty| duty["standing"] == "not_applicable"), "{duties:#?}");
    let is_struck = |duty: &&Value| duty["reason"].to_string().contains("已取消：重复登记");
    let struck = duties.iter().filter(is_struck).count();
    assert!(struck >= open, "struck out with the reason, not silently gone: {struck} of {open}");
    li.refused(
        &format!("/activities/{activity}/return"),
        json!({ "at": null }),
        422,
        "activity.cancelled",
    )
    .await;
    assert_eq!(step(&page, "officers")["allowed"], false);

    // The machine's link is gone and no person said that it was wrong; a person's link is a question.
    let freed = li.get(&format!("/recordings/{by_machine}/candidates")).await;
    assert!(freed["link"].is_null() && freed["partings"] == json!([]), "{freed}");
    assert_eq!(freed["candidates"], json!([]), "cancelled work is no candidate");
    let asked = li.get("/match/recordings?standing=cancelled").await;
    assert_eq!(asked["items"].as_array().unwrap().len(), 1);
    assert_eq!(asked["items"][0]["summary"]["recording_id"], json!(by_hand));
    for person in [li, sun] {
        let desk = person.get("/desk").await.to_string();
        assert!(desk.contains("所关联的现场执法已取消"), "it lies on a desk: {desk}");
    }
    let link = format!("/recordings/{by_machine}/link");
    li.refused(&link, json!({ "activity_id": activity }), 422, "activity.cancelled").await;

    // Matched anew: the same time, other work.
    let other = on_site(&matter, "同一次检查", with_li - 30 * MINUTE, with_li + MINUTE).await;
    linked_to(li, &by_machine, &other).await;
    li.post(&format!("/recordings/{by_hand}/unlink"), json!({ "reason": "活动已取消" })).await;
    let none = li.get("/match/recordings?standing=cancelled").await;
    assert_eq!(none["items"], json!([]));
    assert_checked(&county);
}

/// Art. 23: what is evidence stays evidence of something.
async fn work_whose_recording_is_evidence_is_not_cancelled(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (activity, from) = matter.visit(20).await;
    let li = county.person("li");
    let folder = tempfile::tempdir().unwrap();
    let recording = send(li, folder.path(), "A1.mp4", from).await;
    li.post(&format!("/recordings/{recording}/link"), json!({ "activity_id": activity })).await;
    let note = matter.record("WS16", json!({ "recording": recording })).await;
    let attach = json!({ "record_id": note });
    li.post(&format!("/recordings/{recording}/evidence"), attach).await;
    let path = format!("/activities/{activity}/cancel");
    let reason = json!({ "reason": "登记有误" });
    let told = li.refused(&path, reason, 422, "activity.cancel_evidence").await;
    assert!(told.to_string().contains("23"), "the article is named: {told}");
    let page = li.get(&format!("/activities/{activity}")).await;
    assert_eq!(step(&page, "cancel")["allowed"], false);
    assert_eq!(step(&page, "cancel")["missing"][0]["rule"], "activity.cancel_evidence");
    assert_checked(&county);
}

/// Art. 10(一): two remain, and each counts for the time they took part.
async fn officers_come_and_leave_and_recordings_follow(on: On) {
    let county = County::found(on).await;
    let li = county.person("li");
    let (_, activity, with_li) = out_with_a_camera(&county).await;
    let path = format!("/activities/{activity}/officers");
    let team = |names: &[&str], since: i64| {
        let officers: Vec<_> = names.iter().map(|name| county.ids[*name].clone()).collect();
        json!({ "officers": officers, "since": rfc3339(since), "reason": "另有紧急任务" })
    };
    let since = with_li - 20 * MINUTE;
    let told = li.refused(&path, team(&["wang"], since), 422, "case.too_few_officers").await;
    assert!(told.to_string().contains("10"), "the article is named: {told}");
    let expired = team(&["li", "expired"], since);
    li.refused(&path, expired, 403, "officer.credential_invalid").await;

    // Li left before the camera recorded: the work is no longer where Li's recording belongs.
    leave_to_machine(&county).await;
    li.post(&path, team(&["wang", "chen"], since)).await;
    let page = li.get(&format!("/activities/{activity}")).await;
    assert_eq!(page["team_changes"][0]["left"][0]["name"], "李华");
    assert_eq!(page["team_changes"][0]["joined"][0]["name"], "陈军");
    let folder = tempfile::tempdir().unwrap();
    let recording = send(li, folder.path(), "A1B2C3D_0001.mp4", with_li + 5000).await;
    let of = format!("/recordings/{recording}/candidates");
    let found = li.get(&of).await;
    assert!(found["link"].is_null(), "{found}");
    assert!(found["doubts"].to_string().contains("holder_elsewhere"), "{found}");

    // Back again from before it recorded: matched anew, by nobody's hand.
    let now = epoch(&li.get("/session").await["server_time"]);
    assert!(now > with_li);
    li.post(&path, team(&["li", "wang"], since + MINUTE)).await;
    linked_to(li, &recording, &activity).await;

    // Told afterwards that Li had left by then: the machine lets go of its own link.
    li.post(&path, team(&["wang", "chen"], since + 2 * MINUTE)).await;
    let is_free = |page: &Value| page["link"].is_null();
    let freed = until(li, &of, is_free).await;
    assert_eq!(freed["partings"], json!([]), "no person said that it was wrong: {freed}");
    assert_checked(&county);
}

on_both! {
    cancelled_work_lets_go_of_what_the_machine_linked
    work_whose_recording_is_evidence_is_not_cancelled
    officers_come_and_leave_and_recordings_follow
}
