//! Document numbers over HTTP: voided by two hands, kept in the register, taken away as CSV.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::{Person, problem, run};
use crate::story::{Matter, place};

async fn ask(person: &Person, path: &str, body: Value) -> Response {
    person.send(Method::POST, path, Some(body)).await
}

fn reason() -> Value {
    json!({ "reason": "当事人名称写错，送达前发现" })
}

fn step<'a>(page: &'a Value, action: &str) -> Option<&'a Value> {
    page["actions"].as_array().unwrap().iter().find(|step| step["action"] == action)
}

/// The series of a word this year.
async fn series(person: &Person, word: &str) -> Value {
    let register = person.get("/doc-numbers").await;
    let items = register["items"].as_array().unwrap();
    items.iter().find(|one| one["series"] == word).unwrap().clone()
}

async fn entries(person: &Person, series: &Value) -> Vec<Value> {
    // The word of the series stands in an address as its bytes.
    let word: String =
        series["series"].as_str().unwrap().bytes().map(|b| format!("%{b:02X}")).collect();
    let path = format!("/doc-numbers/entries?series={word}&year={}", series["year"]);
    person.get(&path).await["items"].as_array().unwrap().clone()
}

async fn holds(matter: &Matter<'_>) {
    let place = place(matter.county);
    let (code, told) = run(&["check", "--json", &place[0], &place[1]]);
    assert_eq!(code, 0, "{told}");
}

async fn a_number_is_voided_by_two_hands(on: On) {
    let county = County::found(on).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let [li, chen, zhou, sun] = ["li", "chen", "zhou", "sun"].map(|login| county.person(login));
    let record = matter.record("WS09", json!({})).await;
    let path = matter.path(&format!("/records/{record}"));
    let page = li.get(&path).await;
    let number = page["summary"]["doc_no"].as_str().unwrap().to_owned();
    assert_eq!(step(&page, "propose_voiding").unwrap()["allowed"], true, "{page}");

    // One hand is not enough, and nobody agrees to what nobody asked for.
    problem(ask(li, &format!("{path}/void"), reason()).await, 422, "record.effective_not_voidable")
        .await;
    let approve = format!("{path}/voiding/approve");
    problem(ask(zhou, &approve, json!({})).await, 422, "record.no_voiding").await;
    problem(ask(sun, &format!("{path}/voiding"), reason()).await, 403, "authority.not_allowed")
        .await;
    li.post(&format!("{path}/voiding"), reason()).await;
    problem(ask(li, &approve, json!({})).await, 403, "authority.not_allowed").await;
    let page = zhou.get(&path).await;
    assert_eq!(page["summary"]["status"], "effective", "a wish changes nothing yet");
    assert_eq!(page["voiding"]["reason"], "当事人名称写错，送达前发现");

    // It waits in the inbox of the office that may agree, refused once and asked for again.
    let office = page["voiding"]["decided_by"].as_str().unwrap();
    let head = if office == "机关负责人" { zhou } else { chen };
    let inbox = head.get("/approvals").await;
    let items = inbox["items"].as_array().unwrap();
    let slip = items.iter().find(|item| item["kind"] == "voiding").unwrap();
    assert_eq!(slip["record_id"], record.as_str());
    assert!(slip["three_lines"][0].as_str().unwrap().contains(&number), "{slip}");
    head.post(&format!("{path}/voiding/refuse"), json!({ "reason": "再核对一次" })).await;
    problem(ask(head, &approve, json!({})).await, 422, "record.no_voiding").await;
    li.post(&format!("{path}/voiding"), reason()).await;
    head.post(&approve, json!({})).await;
    assert_eq!(head.post(&approve, json!({})).await["already_done"], true);

    let page = li.get(&path).await;
    assert_eq!(page["summary"]["status"], "voided");
    assert_eq!(page["summary"]["doc_no"], number.as_str(), "the number is kept");
    assert_eq!(page["voided"]["reason"], "当事人名称写错，送达前发现");
    assert!(page["voided"]["proposed_by"].is_string() && page["fields"].is_object());
    assert!(step(&page, "propose_voiding").is_none() && step(&page, "correct").is_none());
    let pdf = li.send(Method::GET, &format!("{path}/pdf"), None).await;
    assert!(pdf.status().is_success(), "it stays readable");

    seen_everywhere(&matter, &record, &number).await;
    let again = matter.record("WS09", json!({})).await;
    let again = li.get(&matter.path(&format!("/records/{again}"))).await;
    assert_ne!(again["summary"]["doc_no"], number.as_str(), "never given again");
    let of_series = series(sun, again_series(&number)).await;
    assert_eq!((&of_series["taken"], &of_series["voided"]), (&json!(2), &json!(1)));
    assert_eq!(of_series["holes"], json!([]), "two numbers, no gap");
    holds(&matter).await;
}

/// The series of a number of this county.
fn again_series(number: &str) -> &str {
    number.trim_start_matches("清市监").split('〔').next().unwrap()
}

/// A void number shows on the axis, on the sheet, in the trail and in the register.
async fn seen_everywhere(matter: &Matter<'_>, record: &str, number: &str) {
    let (li, sun) = (matter.county.person("li"), matter.county.person("sun"));
    let axis = li.get(&matter.path("/axis")).await;
    let lanes = axis["lanes"].as_array().unwrap();
    let lane = lanes.iter().find(|lane| lane["key"] == "records").unwrap();
    let items = lane["items"].as_array().unwrap();
    let is_own = |item: &&Value| item["href"].as_str().unwrap().ends_with(record);
    let own = items.iter().find(is_own).unwrap();
    assert!(own["title"].as_str().unwrap().ends_with("（已作废）"), "{own}");
    let sheet = li.get(&matter.path("/completeness")).await;
    assert_eq!(sheet["voided"][0]["doc_no"], number, "{}", sheet["voided"]);
    let is_evidence = |row: &Value| row["evidence"].to_string().contains(record);
    assert!(!sheet["items"].as_array().unwrap().iter().any(is_evidence), "it meets nothing");
    let of_series = series(sun, again_series(number)).await;
    let listed = entries(sun, &of_series).await;
    assert_eq!(listed[0]["doc_no"], number);
    assert_eq!(listed[0]["voided"]["reason"], "当事人名称写错，送达前发现");
    assert!(listed[0]["href"].as_str().unwrap().ends_with(record));
}

#[tokio::test]
async fn a_number_is_voided_by_two_hands_on_sqlite() {
    a_number_is_voided_by_two_hands(On::Sqlite).await;
}

#[tokio::test]
async fn a_number_is_voided_by_two_hands_on_postgres() {
    a_number_is_voided_by_two_hands(On::Postgres).await;
}

/// Art. 12(一): the refusal names why, and what to do instead.
#[tokio::test]
async fn what_was_served_is_not_voided() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let li = county.person("li");
    let record = matter.record("WS09", json!({})).await;
    matter.serve(&record).await;
    let path = matter.path(&format!("/records/{record}"));
    let told = ask(li, &format!("{path}/voiding"), reason()).await;
    let told = problem(told, 422, "record.voiding_served").await;
    let detail = told["detail"].as_str().unwrap();
    assert!(detail.contains("已于") && detail.contains("撤销或者变更"), "{detail}");
    assert_eq!(told["article"], "本办法第12条第(一)项");
    let page = li.get(&path).await;
    let offered = step(&page, "propose_voiding").unwrap();
    assert_eq!(offered["allowed"], false);
    assert!(offered["missing"][0]["message"].as_str().unwrap().contains("送达"), "{offered}");
    // What opened the case carries all that came after it.
    let case = li.get(&matter.path("")).await;
    let records = case["records"].as_array().unwrap();
    let opening = records.iter().find(|one| one["kind"] == "WS02").unwrap()["record_id"].clone();
    let path = matter.path(&format!("/records/{}/voiding", opening.as_str().unwrap()));
    problem(ask(li, &path, reason()).await, 422, "record.voiding_moved_case").await;
}

#[tokio::test]
async fn the_register_is_read_by_whoever_answers_for_it() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    for login in ["sun", "liu", "zhou", "he"] {
        let person = county.person(login);
        let opened = series(person, "立").await;
        assert_eq!((&opened["taken"], &opened["last"]), (&json!(1), &json!(1)), "{login}");
        assert!(opened["kinds"].to_string().contains("立案审批表"), "{opened}");
        let listed = entries(person, &opened).await;
        assert_eq!(listed.len(), 1);
        assert!(listed[0]["doc_no"].as_str().unwrap().starts_with("清市监立〔"));
        assert!(listed[0]["case_label"].as_str().unwrap().contains("涉嫌经营过期食品案"));
    }
    for login in ["li", "chen", "qian"] {
        let answer = county.person(login).send(Method::GET, "/doc-numbers", None).await;
        problem(answer, 403, "authority.not_allowed").await;
    }
    let elsewhere = "/doc-numbers?agency_id=agency_01JNP300000000000000000009";
    for login in ["sun", "he"] {
        problem(county.person(login).send(Method::GET, elsewhere, None).await, 404, "not_found")
            .await;
    }
    let broken = "/doc-numbers/entries?series=x&year=2025&cursor=x";
    let answer = county.person("sun").send(Method::GET, broken, None).await;
    assert_eq!(answer.status(), 422);
}

#[tokio::test]
async fn the_register_is_taken_away_as_csv() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (li, sun) = (county.person("li"), county.person("sun"));
    let record = matter.record("WS09", json!({})).await;
    let path = matter.path(&format!("/records/{record}"));
    let odd = json!({ "reason": "=HYPERLINK(\"x\")，写错" });
    li.post(&format!("{path}/voiding"), odd).await;
    let office = li.get(&path).await["voiding"]["decided_by"].clone();
    let head = county.person(if office == "机关负责人" { "zhou" } else { "chen" });
    head.post(&format!("{path}/voiding/approve"), json!({})).await;
    let year = series(sun, "立").await["year"].clone();
    let answer = sun.send(Method::GET, &format!("/doc-numbers/table?year={year}"), None).await;
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert_eq!(name, format!("attachment; filename=\"doc-numbers-{year}.csv\""));
    let bytes = answer.bytes().await.unwrap();
    assert_eq!(&bytes[..3], [0xEF, 0xBB, 0xBF], "spreadsheet programs know UTF-8 by its mark");
    let text = std::str::from_utf8(&bytes[3..]).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("年度,编号字,顺序号,文号,文书,状态,案件"), "{text}");
    let of = |word: &str| lines.iter().find(|line| line.contains(word)).unwrap();
    assert!(of("〔").contains("清市监"), "{text}");
    assert!(of("立案审批表").contains(",在用,"), "{text}");
    let void = of("询问通知书");
    assert!(void.contains(",作废,") && void.contains("李华"), "{void}");
    assert!(void.contains("\"'=HYPERLINK(\"\"x\"\")，写错\""), "no formula gets out: {void}");
    let none = sun.send(Method::GET, "/doc-numbers/table?year=1999", None).await;
    assert_eq!(none.text().await.unwrap().lines().count(), 1, "only the titles");
    problem(
        li.send(Method::GET, "/doc-numbers/table?year=2025", None).await,
        403,
        "authority.not_allowed",
    )
    .await;
}

/// Art. 11(三): an opinion that was voided reviews nothing, and taking it back is the reviewer's.
#[tokio::test]
async fn a_voided_opinion_reviews_nothing() {
    let county = County::found(On::Sqlite).await;
    let matter = Matter::register(&county).await;
    matter.open().await;
    let (li, zhou, liu) = (county.person("li"), county.person("zhou"), county.person("liu"));
    let record = matter.record("WS35", json!({})).await;
    let path = matter.path(&format!("/records/{record}"));
    let proves = async || {
        let sheet = li.get(&matter.path("/completeness")).await;
        let items = sheet["items"].as_array().unwrap();
        let is_met_by = |row: &&Value| {
            row["standing"] == "met" && row["evidence"].to_string().contains(&record)
        };
        items.iter().filter(is_met_by).count()
    };
    assert!(proves().await > 0, "the opinion is there");
    problem(ask(li, &format!("{path}/voiding"), reason()).await, 403, "authority.not_allowed")
        .await;
    liu.post(&format!("{path}/voiding"), reason()).await;
    let office = liu.get(&path).await["voiding"]["decided_by"].clone();
    let head = if office == "机关负责人" { zhou } else { county.person("chen") };
    head.post(&format!("{path}/voiding/approve"), json!({})).await;
    assert_eq!(proves().await, 0);
}
