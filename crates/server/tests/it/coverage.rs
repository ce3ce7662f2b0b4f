//! 应录尽录 and reviewing, over HTTP (Arts. 15, 16, 24, 26).

use reqwest::Method;
use serde_json::{Value, json};

use crate::below::Below;
use crate::county::{County, On};
use crate::program::{Person, run};
use crate::story::{Matter, place};

/// Counts by hand: every activity that the reader may list, one by one.
async fn counted_by_hand(reader: &Person) -> (u64, u64, u64) {
    let list = reader.get("/activities?limit=200").await;
    let (mut done, mut required, mut recorded) = (0, 0, 0);
    for one in list["items"].as_array().unwrap() {
        let page =
            reader.get(&format!("/activities/{}", one["activity_id"].as_str().unwrap())).await;
        if page["summary"]["departed_at"].is_null() {
            continue;
        }
        done += 1;
        if page["list_row"]["mode"] == "continuous" {
            required += 1;
            recorded += u64::from(!page["recordings"].as_array().unwrap().is_empty());
        }
    }
    (done, required, recorded)
}

fn sum(matrix: &Value, of: &str) -> u64 {
    let rows = matrix["rows"].as_array().unwrap();
    let cells = rows.iter().flat_map(|row| row["cells"].as_array().unwrap());
    cells.map(|cell| cell[of].as_u64().unwrap()).sum()
}

/// Arts. 15, 16: the matrix says what a count by hand says, on both databases.
async fn the_matrix_says_what_a_count_by_hand_says(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (recorded, _) = matter.visit(60).await;
    matter.visit(60).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clip");
    std::fs::write(&file, "no clip, and kept all the same").unwrap();
    matter.upload(&file, "DSJ_0001.mp4", &recorded).await;
    let planned = json!({
        "case_id": matter.case, "title": "还没有去", "place": "解放路", "purpose": null,
        "list_row": county.row().await, "planned_at": county.person("li").get("/session").await["server_time"],
        "officers": [county.ids["li"], county.ids["wang"]],
    });
    county.person("li").post("/activities", planned).await;

    let zhou = county.person("zhou");
    let matrix = zhou.get("/coverage").await;
    let (done, required, with) = counted_by_hand(zhou).await;
    assert_eq!((done, required, with), (2, 2, 1));
    assert_eq!((sum(&matrix, "done"), sum(&matrix, "required")), (done, required));
    assert_eq!((sum(&matrix, "recorded"), sum(&matrix, "on_site_s")), (with, 120));
    let rows = matrix["rows"].as_array().unwrap();
    let modes: Vec<_> = rows.iter().map(|row| row["row"]["mode"].as_str().unwrap()).collect();
    assert_eq!(modes, ["continuous", "situational"], "what must be recorded comes first");
    assert_eq!(matrix["units"][0]["unit_id"], "none", "the agency has no division: {matrix}");

    // From a cell to the work behind it.
    let row = rows[0]["row"]["row_id"].as_str().unwrap();
    let missing = zhou.get(&format!("/coverage/work?row_id={row}&unit_id=none&missing=true")).await;
    let items = missing["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{missing}");
    assert_ne!(items[0]["activity_id"], json!(recorded));
    let all = zhou.get(&format!("/coverage/work?row_id={row}&unit_id=none")).await;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    let outside = zhou.get("/coverage/work?row_id=none").await;
    assert_eq!(outside["items"].as_array().unwrap().len(), 0);
    let before = zhou.get("/coverage?from=2020-01-01&to=2020-02-01").await;
    assert_eq!(sum(&before, "done"), 0);
    let table = zhou.send(Method::GET, "/coverage/table", None).await;
    assert_eq!(table.headers()["content-type"], "text/csv; charset=utf-8");
    let text = table.text().await.unwrap();
    assert!(text.contains("现场检查（现场）") && text.lines().count() == 3, "{text}");

    // Who may not, and what cannot be.
    for login in ["li", "sun", "qian"] {
        let refused = county.person(login).send(Method::GET, "/coverage", None).await;
        assert_eq!(refused.status(), 403, "{login}");
    }
    for query in ["from=2025-02-01&to=2025-01-01", "from=2015-01-01&to=2025-01-01", "from=x"] {
        let refused = zhou.send(Method::GET, &format!("/coverage?{query}"), None).await;
        assert_eq!(refused.status(), 422, "{query}");
    }

    // A new version with the same row under another id: the work done before stays on its line.
    let list = json!({
        "effective_from_on": "2021-01-01", "source": "第二版", "rows": [{
            "act": "行政处罚", "item": "现场检查", "stage_text": "调查取证", "scene": "现场",
            "devices": "执法记录仪", "mode": "continuous", "content": "全部过程",
            "start_point": "到达现场", "end_point": "离开现场", "retention": "同案卷",
        }],
    });
    zhou.post("/recording-list", list).await;
    let matrix = zhou.get("/coverage").await;
    assert_eq!(matrix["rows"].as_array().unwrap().len(), 1, "{matrix}");
    assert_ne!(matrix["rows"][0]["row"]["row_id"], json!(row));
    assert_eq!(sum(&matrix, "done"), 2);

    let place = place(&county);
    let (code, told) = run(&["check", "--json", &place[0], &place[1]]);
    assert_eq!(code, 0, "{told}");
}

#[tokio::test]
async fn the_matrix_is_right_on_sqlite() {
    the_matrix_says_what_a_count_by_hand_says(On::Sqlite).await;
}

#[tokio::test]
async fn the_matrix_is_right_on_postgres() {
    the_matrix_says_what_a_count_by_hand_says(On::Postgres).await;
}

/// Art. 26: from above agencies are the columns, and one of them opens into its divisions.
#[tokio::test]
async fn a_supervisor_sees_agencies_side_by_side() {
    let county = County::found(On::Sqlite).await;
    let below = Below::found(&county).await;
    let he = county.person("he");
    let matrix = he.get("/coverage").await;
    let units: Vec<_> = matrix["units"].as_array().unwrap().iter().map(|u| &u["unit_id"]).collect();
    assert!(units.contains(&&json!(below.agency)) && units.contains(&&json!(county.agency)));
    let applies = matrix["rows"][0]["cells"].as_array().unwrap();
    assert!(applies.iter().all(|cell| cell["applies"] == true), "one list for both: {matrix}");
    let one = he.get(&format!("/coverage?agency_id={}", below.agency)).await;
    assert_eq!(one["agency_id"], json!(below.agency));
    // Whoever is below knows of nothing above.
    let above = format!("/coverage?agency_id={}", county.agency);
    let refused = below.head.send(Method::GET, &above, None).await;
    assert_eq!(refused.status(), 404);
}

/// Art. 24: what was played needs leave that is good now; what is held of a clip, that one looked.
#[tokio::test]
async fn what_was_watched_is_kept_for_those_who_may_look() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (activity, _) = matter.visit(60).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clip");
    std::fs::write(&file, "no clip, and kept all the same").unwrap();
    let recording = matter.upload(&file, "DSJ_0001.mp4", &activity).await;
    let (li, wang) = (county.person("li"), county.person("wang"));
    let path = format!("/recordings/{recording}");
    let (watched, verdict) = (format!("{path}/watched"), format!("{path}/verdict"));
    let played = json!({ "parts": [{ "from_ms": 0, "to_ms": 4_000 }] });
    let put = |person: Person, path: String, body: Value| async move {
        person.send(Method::PUT, &path, Some(body)).await
    };
    // Li brought it in and may check it, but has not asked to look yet.
    for (path, body) in
        [(&watched, played.clone()), (&verdict, json!({ "verdict": "fine", "note": null }))]
    {
        assert_eq!(put(li.clone(), path.clone(), body).await.status(), 403);
    }
    li.post(&format!("{path}/view"), json!({ "original": false })).await;
    let size = li.get("/log/head").await["size"].clone();
    assert_eq!(put(li.clone(), watched.clone(), played.clone()).await.status(), 200);
    let more = json!({ "parts": [{ "from_ms": 3_000, "to_ms": 9_000 }] });
    let answer: Value = put(li.clone(), watched.clone(), more).await.json().await.unwrap();
    assert_eq!(answer["watched"], json!([{ "from_ms": 0, "to_ms": 9_000 }]));
    let held = json!({ "verdict": "doubtful", "note": "开头没有告知" });
    assert_eq!(put(li.clone(), verdict.clone(), held).await.status(), 200);
    assert_eq!(li.get("/log/head").await["size"], size, "no fact: the look is one");
    assert_eq!(put(wang.clone(), watched.clone(), played).await.status(), 403, "no grant");

    let queue = li.get(&format!("/review?activity_id={activity}")).await;
    let item = &queue["items"][0];
    assert_eq!((&item["may_view"], &item["viewing"]["watched_ms"]), (&json!(true), &json!(9_000)));
    assert_eq!(item["viewing"]["note"], "开头没有告知");
    let page = li.get(&path).await;
    assert_eq!(page["viewing"]["verdict"], "doubtful");
    // Wang may know of the recording; what Li watched is not shown without leave to look.
    let page = wang.get(&path).await;
    assert_eq!(
        (&page["watched_by_others"], &page["viewing"]["verdict"]),
        (&json!([]), &Value::Null)
    );
    let queue = wang.get(&format!("/review?case_id={}", matter.case)).await;
    assert_eq!(queue["items"][0]["may_view"], false);
}
