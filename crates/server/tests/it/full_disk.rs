//! The data folder on a really full disk: said so, nothing half done, and gone on with once there is
//! room, by the very same requests.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use testkit::small_disk::SmallDisk;

use crate::county::{County, new_case, until};
use crate::program::{Person, problem};
use crate::story::{assert_checked, begin, begin_answer, find, patch, patch_answer};

/// Pages of the disk: 96 MiB, of which the program needs the smaller part.
const PAGES: u64 = 24 * 1024;
/// Length of the upload; its first third comes while there is room.
const LENGTH: usize = 3 << 20;

fn register(county: &County, key: &str) -> impl Future<Output = Response> {
    let case = new_case(&[&county.ids["li"], &county.ids["wang"]]);
    let li = county.person("li");
    let request = li.request(Method::POST, "/cases").header("idempotency-key", key).json(&case);
    async { request.send().await.unwrap() }
}

/// Registers cases until the disk is full; answers the ids told and the key that was refused.
async fn register_until_full(county: &County, round: u64) -> (Vec<Value>, String) {
    let mut told = Vec::new();
    for number in 0..2000 {
        let key = format!("case-{round}-{number}");
        let answer = register(county, &key).await;
        if answer.status().is_success() {
            told.push(answer.json::<Value>().await.unwrap()["id"].clone());
            continue;
        }
        problem(answer, 507, "storage.no_space").await;
        return (told, key);
    }
    panic!("the disk was never full");
}

async fn cases(person: &Person) -> Vec<Value> {
    let (mut cases, mut path) = (Vec::new(), "/cases?limit=200".to_owned());
    loop {
        let page = person.get(&path).await;
        cases.extend(page["items"].as_array().unwrap().iter().map(|row| row["case_id"].clone()));
        match page["next_cursor"].as_str() {
            Some(next) => path = format!("/cases?limit=200&cursor={next}"),
            None => return cases,
        }
    }
}

async fn offset(person: &Person, upload: &str) -> usize {
    let answer = person.send(Method::HEAD, upload, None).await;
    assert_eq!(answer.status(), 200);
    answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
}

/// Reading goes on, and whoever asks how the server is, is told.
async fn is_told(county: &County) {
    let li = county.person("li");
    let ready = li.ask("/ready").await;
    assert_eq!(ready.status(), 503);
    assert_eq!(ready.text().await.unwrap(), "not ready: storage full\n");
    assert_eq!(li.ask("/health").await.text().await.unwrap(), "ok\nstorage: full\n");
    assert!(li.ask("/metrics").await.text().await.unwrap().contains("liuhen_disk_free_bytes "));
    for path in ["/cases", "/activities", "/recordings", "/desk", "/log/head", "/recording-list"] {
        li.get(path).await;
    }
    // A failed login is noted where there is room for it, and is no fault where there is none.
    let wrong = json!({ "login_name": "chen", "password": "wrong-password-1" });
    let stranger = Person::stranger(&county.program.url);
    let answer = stranger.send(Method::POST, "/session", Some(wrong)).await;
    assert!([401, 507].contains(&answer.status().as_u16()));
}

#[tokio::test]
async fn a_full_disk_is_told_and_the_same_requests_go_through_once_there_is_room() {
    let disk = match SmallDisk::mount(PAGES) {
        Ok(disk) => disk,
        Err(error) => return println!("NOT TESTED: no tmpfs: {error}"),
    };
    let county = County::found_at(&disk.path().join("data")).await;
    let li = county.person("li");
    let bytes: Vec<u8> = (0..LENGTH).map(|i| u8::try_from(i * 31 % 251).unwrap()).collect();
    for (round, leave_pages) in [0, 2, 30, 400].into_iter().enumerate() {
        let round = u64::try_from(round).unwrap();
        let upload = begin(li, "长片.mp4", LENGTH, None).await;
        let third = LENGTH / 3;
        assert_eq!(patch(li, &upload, 0, bytes[..third].to_vec()).await, third);
        let known = cases(li).await.len();
        let uploads = li.get("/uploads").await["items"].as_array().unwrap().len();

        disk.fill(leave_pages).unwrap();
        let (told, key) = register_until_full(&county, round).await;
        is_told(&county).await;
        let now = cases(li).await;
        assert_eq!(now.len(), known + told.len(), "what was refused is not there");
        assert!(told.iter().all(|case| now.contains(case)), "what was told is there");
        let full = patch_answer(li, &upload, third, bytes[third..].to_vec()).await.unwrap();
        problem(full, 507, "storage.no_space").await;
        assert_eq!(offset(li, &upload).await, third, "the told offset holds");
        let refused = begin_answer(li, "又一段.mp4", LENGTH, None).await;
        problem(refused, 507, "storage.no_space").await;
        assert_eq!(li.get("/uploads").await["items"].as_array().unwrap().len(), uploads);

        disk.make_room().unwrap();
        assert_eq!(li.ask("/ready").await.text().await.unwrap(), "ready\n");
        assert_eq!(li.ask("/health").await.text().await.unwrap(), "ok\n");
        let first: Value = register(&county, &key).await.json().await.unwrap();
        let again: Value = register(&county, &key).await.json().await.unwrap();
        assert_eq!(first["id"], again["id"], "done once");
        assert_eq!(cases(li).await.len(), known + told.len() + 1);
        assert_eq!(patch(li, &upload, third, bytes[third..].to_vec()).await, LENGTH);
        let id = upload.rsplit('/').next().unwrap().to_owned();
        until(li, "/uploads", |list| find(list, "upload_id", &id)["state"] == "deposited").await;
        assert_checked(&county);
    }
}

/// The disk is full when the last byte is on it, so that nothing after it can be noted: the sender
/// who asks how far it is sets the rest going.
#[tokio::test]
async fn an_upload_whose_end_could_not_be_noted_is_deposited_all_the_same() {
    let disk = match SmallDisk::mount(PAGES) {
        Ok(disk) => disk,
        Err(error) => return println!("NOT TESTED: no tmpfs: {error}"),
    };
    let county = County::found_at(&disk.path().join("data")).await;
    let li = county.person("li");
    let upload = begin(li, "短片.mp4", 8192, None).await;
    disk.fill(0).unwrap();
    register_until_full(&county, 0).await;
    // Room for these bytes, their state and its temporary copy; none for a fact or a job.
    disk.make_room().unwrap();
    disk.fill(4).unwrap();
    let answer = patch_answer(li, &upload, 0, vec![7; 8192]).await.unwrap();
    problem(answer, 507, "storage.no_space").await;
    disk.make_room().unwrap();
    assert_eq!(offset(li, &upload).await, 8192, "the bytes were kept");
    let id = upload.rsplit('/').next().unwrap().to_owned();
    until(li, "/uploads", |list| find(list, "upload_id", &id)["state"] == "deposited").await;
    assert_checked(&county);
}
