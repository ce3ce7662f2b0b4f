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
        json!({ "officers": vec![1; 200_000] }),
        json!({ "cause": "a\0b" }),
        json!({ "cause": "a\u{202e}b" }),
        json!({ "cause": "a\u{1b}[31mb" }),
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
    for (name, size) in [("a.mp4", 0), ("", 10), ("a\u{0}b", 10)] {
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

/// Art. 24: bytes that the disk gives back otherwise than they came are kept aside, and said so.
#[tokio::test]
async fn bytes_that_the_disk_changed_are_set_aside() {
    let county = County::found(On::Sqlite).await;
    let li = county.person("li");
    let upload = begin(li, "真.mp4", 10, None).await;
    assert_eq!(patch(li, &upload, 0, b"01234".to_vec()).await, 5);
    let id = upload.rsplit('/').next().unwrap().to_owned();
    let staged = county.program.data.join("vault/staging").join(&id).join("bytes");
    std::fs::write(staged, "x1234").unwrap();
    assert_eq!(patch(li, &upload, 5, b"56789".to_vec()).await, 10);
    let is_settled = |list: &Value| find(list, "upload_id", &id)["state"] == "quarantined";
    let list = until(li, "/uploads", is_settled).await;
    assert!(find(&list, "upload_id", &id)["error"].as_str().unwrap().contains("磁盘"));
    assert_checked(&county);
}

/// T-18, T-57, T-58: a name is data; what could deceive a person or a terminal is refused.
#[tokio::test]
async fn a_file_name_is_data_and_nothing_else() {
    let county = County::found_logged(On::Sqlite).await;
    let li = county.person("li");
    let longest = "汉".repeat(255);
    let too_long = "汉".repeat(256);
    for name in [
        "../../x",
        "..\\x",
        "C:\\con",
        "a\r\nSet-Cookie: x=1",
        "a\u{1b}[31mred",
        "a\u{202e}4pm.exe",
        "a\u{7f}b",
        "a\u{85}b",
        too_long.as_str(),
        "   ",
    ] {
        problem(begin_answer(li, name, 10, None).await, 422, "value.invalid").await;
    }
    assert_eq!(li.get("/uploads").await["items"], json!([]));
    let taken = [
        "-rf",
        "--help",
        "con",
        "..",
        "C:con",
        "%2e%2e%2fx",
        "<img src=x onerror=alert(1)>.mp4",
        "'; drop table upload; --",
        "$(reboot)`reboot`;.mp4",
        "cafe\u{301}.mp4",
        "名 字\u{200b}.mp4",
        longest.as_str(),
    ];
    for (number, name) in taken.into_iter().enumerate() {
        let bytes = vec![u8::try_from(number).unwrap(); 10];
        let upload = begin(li, name, 10, None).await;
        assert_eq!(patch(li, &upload, 0, bytes).await, 10);
        let id = upload.rsplit('/').next().unwrap().to_owned();
        let is_deposited = |list: &Value| find(list, "upload_id", &id)["state"] == "deposited";
        let list = until(li, "/uploads", is_deposited).await;
        let row = find(&list, "upload_id", &id);
        assert_eq!(row["file_name"], name);
        let page = li.get(&format!("/recordings/{}", row["recording_id"].as_str().unwrap())).await;
        assert_eq!(page["summary"]["file_name"], name, "{page}");
    }
    li.send(Method::GET, "/cases/%0d%0a%1b%5b31mforged", None).await;
    li.send(Method::GET, "/cases?q=%0d%0a%1b%5b31mforged", None).await;
    for path in paths_below(&county.program.data) {
        let parts = path.strip_prefix(&county.program.data).unwrap().iter();
        let parts: Vec<String> = parts.map(|part| part.to_str().unwrap().to_owned()).collect();
        let is_ours = |part: &String| {
            part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
                && !taken.contains(&part.as_str())
        };
        assert!(parts.iter().all(is_ours), "{parts:?}");
    }
    let said = county.said();
    assert!(said.lines().count() > 100, "the program said little: {said}");
    for line in said.lines() {
        let is_one = serde_json::from_str::<Value>(line).is_ok_and(|line| line.is_object());
        assert!(is_one && !line.chars().any(char::is_control), "{line:?}");
    }
    assert_checked(&county);
}

fn paths_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(paths_below(&path));
        }
        found.push(path);
    }
    found
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
