//! Recording lists over HTTP (Art. 16): from a table nobody foresaw to a version in force, guided
//! from above; compared, and tried on the work that was done.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::below::Below;
use crate::county::{County, On};
use crate::program::{Person, problem, run};
use crate::routes::Route;
use crate::story::place;

/// A table in columns of its own: another order, own titles, a heading, a merged cell, a note.
const TABLE: &str = "\
2025年度音像记录事项一览表,,,,,,
序号,记录方式,执法事项,执法环节,记录场合,保存期限,责任科室
一、行政处罚,,,,,,
1,全程,现场检查,调查取证,经营场所,长期,一科
2,重点,抽样取证,调查取证,仓库,三年,\"一科,二科\"
3,全程,,调查取证,冷库,长期,二科
4,未写明,听证,审核决定,听证室,长期,
注：本表自发文之日起施行,,,,,,
";

impl Below {
    /// A draft made of the table, as the person would map it.
    async fn draft(&self) -> String {
        let sheet = read(&self.reviewer, TABLE).await;
        let done = self.reviewer.post("/recording-lists", imported(&sheet)).await;
        done["id"].as_str().unwrap().to_owned()
    }

    async fn submitted(&self) -> String {
        let list = self.draft().await;
        self.reviewer.post(&format!("/recording-lists/{list}/submit"), json!({})).await;
        list
    }
}

async fn read_answer(person: &Person, bytes: impl Into<reqwest::Body>) -> Response {
    let request = person.request(Method::POST, "/recording-lists/read");
    request.header("content-type", "application/octet-stream").body(bytes).send().await.unwrap()
}

/// The only sheet of a file, as read.
async fn read(person: &Person, text: &str) -> Value {
    let answer = read_answer(person, text.to_owned()).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    let file: Value = answer.json().await.unwrap();
    file["sheets"][0].clone()
}

fn lines_below(sheet: &Value) -> Vec<Value> {
    let header = usize::try_from(sheet["header_line"].as_u64().unwrap()).unwrap();
    sheet["lines"].as_array().unwrap()[header..].to_vec()
}

fn mapped(sheet: &Value) -> Value {
    let header = usize::try_from(sheet["header_line"].as_u64().unwrap()).unwrap();
    json!({
        "table": {
            "header": sheet["lines"][header - 1], "first_line": header + 1,
            "rows": lines_below(sheet),
        },
        "mapping": sheet["mapping"],
        "mode_words": [
            { "word": "全程", "mode": "continuous" }, { "word": "重点", "mode": "situational" },
            { "word": "未写明", "mode": "optional" },
        ],
    })
}

fn imported(sheet: &Value) -> Value {
    let mut body = mapped(sheet);
    body["title"] = json!("河东所2025年清单");
    body["source"] = json!("办公室表格");
    body["hoped_from_on"] = json!("2099-01-01");
    body
}

fn names(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
}

/// What the desk says of drafts of lists.
async fn waiting(person: &Person) -> Vec<String> {
    let desk = person.get("/desk").await;
    let sections = desk["sections"].as_array().unwrap();
    let lists = sections.iter().find(|section| section["key"] == "lists");
    lists.map(|section| names(&section["items"], "detail")).unwrap_or_default()
}

async fn refused(answer: Response, status: u16, code: &str) -> Value {
    problem(answer, status, code).await
}

async fn ask(person: &Person, path: &str, body: Value) -> Response {
    person.send(Method::POST, path, Some(body)).await
}

#[tokio::test]
async fn a_table_of_any_shape_is_read_mapped_and_tried() {
    let county = County::found(On::Sqlite).await;
    let liu = county.person("liu");
    let sheet = read(liu, TABLE).await;
    assert_eq!(sheet["header_line"], 2);
    assert_eq!(
        sheet["mapping"],
        json!(["remarks", "mode", "item", "stage", "scene", "retention", "remarks"])
    );
    assert_eq!(sheet["unmapped"], json!(["序号", "责任科室"]));
    assert_eq!(names(&sheet["unknown_modes"], "word"), ["全程", "未写明", "重点"]);
    assert_eq!(sheet["unknown_modes"][0]["first_line"], 4);

    let preview = liu.post("/recording-lists/preview", mapped(&sheet)).await;
    assert_eq!(preview["whole"], true, "{preview}");
    let lines: Vec<_> =
        preview["rows"].as_array().unwrap().iter().map(|row| row["line"].clone()).collect();
    assert_eq!(lines, [4, 5, 6, 7]);
    let rows = &preview["rows"];
    assert_eq!(rows[2]["row"]["item"], "抽样取证", "a blank below a name is the same name");
    assert_eq!(
        rows[1]["row"]["remarks"],
        json!([
            { "title": "分组标题", "value": "一、行政处罚" }, { "title": "序号", "value": "2" },
            { "title": "责任科室", "value": "一科,二科" },
        ])
    );
    let told = preview["problems"].as_array().unwrap();
    let places: Vec<_> =
        told.iter().map(|one| (one["line"].clone(), one["blocks"].clone())).collect();
    assert_eq!(
        places,
        [(json!(3), json!(false)), (json!(6), json!(false)), (json!(8), json!(false))]
    );

    // Other titles of the same table, and no mapping: it is proposed anew.
    let mut unmapped = mapped(&sheet);
    unmapped["mapping"] = json!([]);
    unmapped["table"]["header"][6] = json!("记录内容");
    let proposed = liu.post("/recording-lists/preview", unmapped).await;
    assert_eq!(proposed["mapping"][6], "content");

    // Without the meaning of its words no draft is made, and it is said which are missing.
    let mut silent = imported(&sheet);
    silent["mode_words"] = json!([]);
    let told =
        refused(ask(liu, "/recording-lists", silent).await, 422, "recording_list.table_unread")
            .await;
    assert_eq!(told["fields"].as_array().unwrap().len(), 3, "{told}");
    let head = liu.get("/log/head").await["size"].clone();
    read(liu, TABLE).await;
    assert_eq!(liu.get("/log/head").await["size"], head, "reading keeps nothing");
}

#[tokio::test]
async fn what_is_no_table_is_refused_in_words() {
    let county = County::found(On::Sqlite).await;
    let liu = county.person("liu");
    let told =
        refused(read_answer(liu, &b"%PDF-1.7 "[..]).await, 422, "recording_list.file_unread").await;
    assert!(told["detail"].as_str().unwrap().contains("PDF"), "{told}");
    refused(read_answer(liu, "").await, 422, "recording_list.file_unread").await;
    let large = vec![b'a'; 8 * 1024 * 1024 + 1];
    refused(read_answer(liu, large).await, 413, "request.too_large").await;
    let json = ask(liu, "/recording-lists/read", json!({})).await;
    refused(json, 415, "request.content_type").await;
}

/// Art. 16: drafted, guided from above, answered, approved, in force from its day on.
#[tokio::test]
async fn a_version_comes_into_force_under_guidance() {
    let county = County::found(On::Sqlite).await;
    let below = Below::found(&county).await;
    let list = below.draft().await;
    let path = format!("/recording-lists/{list}");
    let (zhou, he, li) = (county.person("zhou"), county.person("he"), county.person("li"));
    refused(he.send(Method::GET, &path, None).await, 404, "not_found").await;
    below.reviewer.post(&format!("{path}/submit"), json!({})).await;

    let seen = he.get("/recording-lists").await;
    assert_eq!(names(&seen["below"], "list_id"), std::slice::from_ref(&list));
    assert_eq!(seen["below"][0]["standing"], "submitted");
    refused(li.send(Method::GET, &path, None).await, 404, "not_found").await;

    assert_eq!(waiting(he).await, ["河东市场监督管理所报来，待提出意见"]);
    assert_eq!(waiting(&below.head).await, ["已报上级指导，待批准施行"]);

    // The superior's list records the inspection of its own row continuously; the draft has none.
    let page = he.get(&path).await;
    let alarms = page["alarms"].as_array().unwrap();
    assert!(!alarms.is_empty() && alarms.iter().all(|alarm| alarm["agreed"] == false), "{page}");
    let row = page["items"][1]["row_id"].clone();
    let words = json!({ "row_id": row, "text": "抽样应当全程记录" });
    he.post(&format!("{path}/comments"), words.clone()).await;
    let own = ask(&below.head, &format!("{path}/comments"), words).await;
    refused(own, 403, "recording_list.not_superior").await;
    let early = json!({ "effective_from_on": page["earliest_on"] });
    let early = ask(&below.head, &format!("{path}/approve"), early).await;
    let told = refused(early, 422, "recording_list.comments_open").await;
    assert!(told["article"].as_str().unwrap().contains("16"), "{told}");

    assert!(waiting(he).await.is_empty(), "it was spoken on");
    assert_eq!(waiting(&below.reviewer).await, ["上级的1条意见待处理"]);
    let answer = json!({ "text": "已改为全程" });
    below.reviewer.post(&format!("{path}/comments/1/answer"), answer).await;
    let mut rows = page["items"].clone();
    rows[1]["mode"] = json!("continuous");
    let put = below
        .reviewer
        .send(Method::PUT, &format!("{path}/rows"), Some(json!({ "rows": rows })))
        .await;
    assert_eq!(put.status(), 200, "{}", put.text().await.unwrap());

    let from_on = page["earliest_on"].clone();
    let silent = json!({ "effective_from_on": from_on });
    let silent = ask(&below.head, &format!("{path}/approve"), silent).await;
    refused(silent, 422, "recording_list.alarms_open").await;
    let reason =
        |alarm: &Value| json!({ "row_id": alarm["wanted"]["row_id"], "reason": "本所不办理" });
    let explained: Vec<_> = alarms.iter().map(reason).collect();
    let yes = json!({ "effective_from_on": from_on, "opinion": "同意", "explained": explained });
    let stranger = ask(&below.reviewer, &format!("{path}/approve"), yes.clone()).await;
    refused(stranger, 403, "authority.not_allowed").await;
    below.head.post(&format!("{path}/approve"), yes).await;

    let lists = below.officer.get("/recording-lists").await;
    assert_eq!(lists["below"], json!([]), "the list from above is not from below");
    assert_eq!(lists["superior"]["standing"], "in_force");
    let in_force = below.officer.get("/recording-list").await;
    assert_eq!((&in_force["list_id"], &in_force["version"]), (&json!(list), &json!(1)));
    let page = below.officer.get(&path).await;
    assert_eq!(page["summary"]["standing"], "in_force");
    assert_eq!(page["explained"].as_array().unwrap().len(), alarms.len());
    assert_eq!(page["comments"][0]["answer"]["text"], "已改为全程");
    let late = ask(zhou, &format!("{path}/comments"), json!({ "text": "迟了" })).await;
    refused(late, 422, "recording_list.settled").await;
    let place = place(&county);
    let (code, told) = run(&["check", "--json", &place[0], &place[1]]);
    assert_eq!(code, 0, "{told}");
}

/// Art. 16: each piece of work is tied to a row and to the version it stands in; a draft that
/// changes the row is tried on it before it is in force.
#[tokio::test]
async fn a_draft_is_compared_and_tried_on_past_work() {
    let county = County::found(On::Sqlite).await;
    let below = Below::found(&county).await;
    let list = below.submitted().await;
    let path = format!("/recording-lists/{list}");
    let page = below.head.get(&path).await;
    let explained: Vec<_> = page["alarms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|alarm| json!({ "row_id": alarm["wanted"]["row_id"], "reason": "本所不办理" }))
        .collect();
    let yes = json!({ "effective_from_on": page["earliest_on"], "explained": explained });
    below.head.post(&format!("{path}/approve"), yes).await;

    let sampling = below.officer.get("/recording-list").await["items"][1].clone();
    let today = page["earliest_on"].as_str().unwrap().to_owned();
    let plan = json!({
        "case_id": null, "title": "抽样", "place": "仓库", "list_row": sampling["row_id"],
        "officers": below.officers, "planned_at": format!("{today}T00:00:01+08:00"), "purpose": null,
    });
    let work = below.officer.post("/activities", plan).await;
    let work = work["id"].as_str().unwrap();
    let activity = below.officer.get(&format!("/activities/{work}")).await;
    assert_eq!((&activity["list_id"], &activity["list_version"]), (&json!(list), &json!(1)));
    assert_eq!(activity["list_row"]["row_id"], sampling["row_id"]);

    // Without a word on the columns nothing is proposed and no draft is made.
    let mut silent = imported(&read(&below.reviewer, TABLE).await);
    silent["mapping"] = json!([]);
    refused(
        ask(&below.reviewer, "/recording-lists", silent).await,
        422,
        "recording_list.table_unread",
    )
    .await;

    // The next version records sampling continuously, drops the hearing and adds service.
    let next = json!({ "title": "下一版", "source": "以现行版为底稿", "from_list": list });
    let next = below.reviewer.post("/recording-lists", next).await;
    let next = format!("/recording-lists/{}", next["id"].as_str().unwrap());
    let mut rows = below.reviewer.get(&next).await["items"].as_array().unwrap().clone();
    assert_eq!(rows[1]["row_id"], sampling["row_id"], "rows keep their ids");
    rows[1]["mode"] = json!("continuous");
    rows.retain(|row| row["item"] != "听证");
    let mut service = rows[0].clone();
    service["row_id"] = Value::Null;
    service["item"] = json!("留置送达");
    rows.push(service);
    let put = below
        .reviewer
        .send(Method::PUT, &format!("{next}/rows"), Some(json!({ "rows": rows })))
        .await;
    assert_eq!(put.status(), 200, "{}", put.text().await.unwrap());

    let late = json!({ "rows": rows[..1], "rows_changed": 0 });
    let late = below.head.send(Method::PUT, &format!("{next}/rows"), Some(late)).await;
    refused(late, 422, "recording_list.rows_moved").await;

    let diff = below.reviewer.get(&format!("{next}/diff?against={list}")).await;
    assert_eq!(names(&diff["added"], "item"), ["留置送达"]);
    assert_eq!(names(&diff["removed"], "item"), ["听证"]);
    assert_eq!(diff["changed"][0]["fields"], json!(["mode"]));
    assert_eq!(diff["same"], 2);
    let above = below.reviewer.get(&format!("{next}/diff?against=superior")).await;
    assert_eq!(above["removed"].as_array().unwrap().len(), 2, "{above}");

    let span = format!("from={today}&to={today}");
    let replay = below.head.get(&format!("{next}/replay?{span}")).await;
    assert_eq!(
        (&replay["activities"], &replay["newly_continuous"]),
        (&json!(1), &json!(1)),
        "{replay}"
    );
    assert_eq!(replay["work"][0]["activity_id"], work);
    assert_eq!((&replay["partial"], &replay["next_cursor"]), (&json!(false), &Value::Null));
    assert_eq!(replay["rows"][1]["newly_continuous"], 1);
    let officer = below.officer.get(&format!("{next}/replay?{span}")).await;
    assert_eq!(officer["partial"], true, "an officer sees own work only, and is told");
    let backwards = format!("{next}/replay?from=2025-02-01&to=2025-01-01");
    refused(below.head.send(Method::GET, &backwards, None).await, 422, "range.backwards").await;
}

/// Art. 16: an agency without one above approves at once; a draft can be given up.
#[tokio::test]
async fn without_an_agency_above_nobody_is_asked() {
    let county = County::found(On::Sqlite).await;
    let (liu, zhou) = (county.person("liu"), county.person("zhou"));
    let seen = liu.get("/recording-lists").await;
    let (own, superior) = (&seen["own"], &seen["superior"]);
    assert_eq!((names(own, "standing"), superior), (vec!["in_force".to_owned()], &Value::Null));
    let new =
        json!({ "title": "新版", "source": "以现行版为底稿", "from_list": own[0]["list_id"] });
    let list = liu.post("/recording-lists", new.clone()).await;
    let path = format!("/recording-lists/{}", list["id"].as_str().unwrap());
    let submit = ask(liu, &format!("{path}/submit"), json!({})).await;
    refused(submit, 422, "recording_list.no_superior").await;
    let day = liu.get(&path).await["earliest_on"].clone();
    zhou.post(&format!("{path}/approve"), json!({ "effective_from_on": day })).await;
    assert_eq!(liu.get("/recording-list").await["version"], 2);
    let seen = liu.get("/recording-lists").await;
    assert_eq!(names(&seen["own"], "standing"), ["in_force", "ended"]);

    let given_up = liu.post("/recording-lists", new).await;
    let path = format!("/recording-lists/{}", given_up["id"].as_str().unwrap());
    liu.post(&format!("{path}/withdraw"), json!({ "reason": "并入下一版" })).await;
    assert_eq!(liu.get(&path).await["withdrawn_reason"], "并入下一版");
    let li = ask(county.person("li"), "/recording-lists", json!({ "title": "甲", "source": "乙" }))
        .await;
    refused(li, 403, "authority.not_allowed").await;
    let strange = ask(
        liu,
        "/recording-lists",
        json!({
            "title": "甲", "source": "乙", "from_list": Route::named("GET /recording-lists/{list}").path,
        }),
    );
    refused(strange.await, 404, "not_found").await;
}
