//! Bad input gets a clear refusal; nothing is half visible, nothing panics.

use reqwest::Method;
use serde_json::{Value, json};

use crate::county::{County, On, until};
use crate::program::{problem, run};
use crate::story::{Matter, assert_checked, begin, begin_answer, find, patch, patch_answer};

#[tokio::test]
async fn malformed_requests_are_refused_in_chinese() {
    let county = County::found(On::Sqlite).await;
    let li = county.person("li");
    let before = li.get("/log/head").await["size"].clone();
    let raw = |body: &'static str| {
        li.request(Method::POST, "/cases")
            .header("content-type", "application/json")
            .body(body)
            .send()
    };
    problem(raw("{").await.unwrap(), 400, "request.malformed").await;
    problem(raw("[]").await.unwrap(), 400, "request.malformed").await;
    problem(raw("{\"act_kind\": 7}").await.unwrap(), 400, "request.malformed").await;
    let deep: &'static str = Box::leak("[".repeat(100_000).into_boxed_str());
    problem(raw(deep).await.unwrap(), 400, "request.malformed").await;
    let huge: &'static str = Box::leak(format!("\"{}\"", "x".repeat(2 << 20)).into_boxed_str());
    problem(raw(huge).await.unwrap(), 413, "request.too_large").await;
    for path in [
        "/cases/%2e%2e%2f",
        "/cases/case_1",
        "/cases/'; drop table journal; --",
        "/recordings/rec_1",
    ] {
        problem(li.send(Method::GET, path, None).await, 404, "not_found").await;
    }
    problem(li.send(Method::GET, "/cases?cursor=zzz", None).await, 422, "value.invalid").await;
    problem(li.send(Method::GET, "/cases?limit=abc", None).await, 422, "value.invalid").await;
    let long = "长".repeat(300);
    for (field, value) in [
        ("title", json!(long)),
        ("title", json!("  ")),
        ("title", json!("a\u{202E}b")),
        ("act_kind", json!("war")),
        ("officers", json!(["off_x"])),
    ] {
        let mut case = crate::county::new_case(&[&county.ids["li"], &county.ids["wang"]]);
        case[field] = value;
        li.refused("/cases", case, 422, "value.invalid").await;
    }
    let mut extra = crate::county::new_case(&[&county.ids["li"], &county.ids["wang"]]);
    extra["agency_id"] = json!(county.agency);
    li.refused("/cases", extra, 400, "request.malformed").await;
    assert_eq!(li.get("/log/head").await["size"], before, "nothing was written");
    assert_eq!(li.get("/cases?q=%25_'\"\\").await["items"], json!([]));
}

#[tokio::test]
async fn fields_that_do_not_fit_are_named() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    let li = county.person("li");
    let draft = |fields: Value| json!({ "kind": "WS02", "fields": fields, "corrects": null, "activity": null });
    let path = matter.path("/records");
    for fields in [
        json!({ "cause": 7 }),
        json!({ "nonsense": "x" }),
        json!({ "cause": "长".repeat(5000) }),
        json!({ "officers": ["x"] }),
    ] {
        let answer = li.refused(&path, draft(fields), 422, "record.fields_invalid").await;
        assert!(!answer["fields"].as_array().unwrap().is_empty(), "{answer}");
    }
    let unknown = json!({ "kind": "WS99", "fields": {}, "corrects": null, "activity": null });
    li.refused(&path, unknown, 422, "record.unknown_kind").await;
    assert_eq!(li.get(&matter.path("")).await["records"], json!([]));
}

/// Arts. 22, 24: what arrives is kept or refused, never half taken.
#[tokio::test]
async fn uploads_that_are_wrong_are_refused_or_set_aside() {
    let county = County::found(On::Sqlite).await;
    let li = county.person("li");
    for (name, size) in [("a.mp4", 0), ("../../x", 10), ("", 10), ("a\u{0}b", 10), ("..\\x", 10)] {
        problem(begin_answer(li, name, size, None).await, 422, "value.invalid").await;
    }
    let most = 21 * (1_usize << 30);
    problem(begin_answer(li, "a.mp4", most, None).await, 413, "upload.too_large").await;
    let foreign = "act_01JNP300000000000000000001";
    problem(begin_answer(li, "a.mp4", 10, Some(foreign)).await, 404, "not_found").await;
    assert_eq!(li.get("/uploads").await["items"], json!([]));

    let upload = begin(li, "真.mp4", 10, None).await;
    problem(patch_answer(li, &upload, 5, vec![0; 5]).await.unwrap(), 409, "upload.offset").await;
    problem(patch_answer(li, &upload, 0, vec![0; 11]).await.unwrap(), 413, "upload.too_long").await;
    let wang = county.person("wang");
    problem(patch_answer(wang, &upload, 0, vec![0; 5]).await.unwrap(), 404, "not_found").await;
    let wrong = json!({ "sha256": "0".repeat(64) });
    li.post(&format!("{upload}/digest"), wrong).await;
    assert_eq!(patch(li, &upload, 0, b"0123456789".to_vec()).await, 10);
    let id = upload.rsplit('/').next().unwrap().to_owned();
    let is_settled = |list: &Value| find(list, "upload_id", &id)["state"] == "quarantined";
    let list = until(li, "/uploads", is_settled).await;
    assert!(find(&list, "upload_id", &id)["error"].as_str().unwrap().contains("隔离"));
    let recording = find(&list, "upload_id", &id)["recording_id"].as_str().unwrap().to_owned();
    let page = li.get(&format!("/recordings/{recording}")).await;
    assert_eq!(page["summary"]["state"], "quarantined");
    let view = json!({ "original": false });
    li.refused(&format!("/recordings/{recording}/view"), view, 422, "recording.quarantined").await;
    assert_checked(&county);
}

#[test]
fn the_command_line_says_what_is_wrong() {
    for (arguments, word) in [
        (&["law", "due", "NO-SUCH", "--from", "2025-01-01"][..], "没有规则"),
        (&["law", "due", "QGC-21-01", "--from", "yesterday"][..], "不是日期"),
        (&["law", "due", "SX-QZ-19", "--from", "2025-01-01"][..], "按时刻计算"),
    ] {
        let (code, told) = run(arguments);
        assert_eq!(code, 2, "{told}");
        assert!(told.contains(word), "{told}");
    }
    let (code, _) = run(&["law", "check"]);
    assert_eq!(code, 0);
}
