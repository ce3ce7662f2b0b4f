//! Recording breaks off on site and goes on, or does not (Art. 19).

use serde_json::{Value, json};

use crate::county::{County, On};
use crate::program::Person;
use crate::story::{Matter, epoch, rfc3339};

/// A visit that began ten minutes ago; times are told in seconds after the arrival.
struct Visit<'a> {
    matter: &'a Matter<'a>,
    path: String,
    from: i64,
}

impl<'a> Visit<'a> {
    /// Planned under a row of the list: 0 is recorded without a break, 1 as the situation asks.
    async fn planned(matter: &'a Matter<'a>, row: usize) -> Self {
        let county = matter.county;
        let li = county.person("li");
        let from = epoch(&li.get("/session").await["server_time"]) - 600_000;
        let list = li.get("/recording-list").await;
        let plan = json!({
            "case_id": matter.case, "title": "现场检查", "place": "解放路88号",
            "list_row": list["items"][row]["row_id"], "planned_at": rfc3339(from), "purpose": null,
            "officers": [county.ids["li"], county.ids["wang"]],
        });
        let done = li.post("/activities", plan).await;
        Self { matter, path: format!("/activities/{}", done["id"].as_str().unwrap()), from }
    }

    async fn arrived(matter: &'a Matter<'a>, row: usize) -> Self {
        let visit = Self::planned(matter, row).await;
        let at = visit.at(0);
        visit.li().post(&visit.step("arrive"), json!({ "at": at, "place": null })).await;
        visit
    }

    fn li(&self) -> &Person {
        self.matter.county.person("li")
    }

    fn at(&self, seconds: i64) -> String {
        rfc3339(self.from + seconds * 1000)
    }

    fn step(&self, step: &str) -> String {
        format!("{}/{step}", self.path)
    }

    fn broken_off(&self, seconds: i64, cause: &str) -> Value {
        json!({ "at": self.at(seconds), "cause": cause, "note": null })
    }

    fn gone_on(&self, seconds: i64, stated: bool) -> Value {
        json!({ "at": self.at(seconds), "stated": stated })
    }

    async fn interrupt(&self, seconds: i64, cause: &str) -> Value {
        self.li().post(&self.step("interrupt"), self.broken_off(seconds, cause)).await
    }

    async fn resume(&self, seconds: i64, stated: bool) -> Value {
        self.li().post(&self.step("resume"), self.gone_on(seconds, stated)).await
    }

    async fn refused(&self, step: &str, body: Value, code: &str) {
        self.li().refused(&self.step(step), body, 422, code).await;
    }

    async fn depart(&self, seconds: i64) {
        self.li().post(&self.step("depart"), json!({ "at": self.at(seconds) })).await;
    }

    async fn page(&self) -> Value {
        self.li().get(&self.path).await
    }

    async fn standing(&self, rule: &str) -> Option<String> {
        let page = self.page().await;
        let duties = page["duties"].as_array().unwrap().clone();
        let duty = duties.into_iter().find(|duty| duty["rule"] == rule)?;
        Some(duty["standing"].as_str().unwrap().to_owned())
    }
}

async fn opened(county: &County) -> Matter<'_> {
    let matter = Matter::register(county).await;
    matter.open().await;
    matter
}

/// Arts. 18, 19: interruptions come on site and in order; a retry changes nothing.
#[tokio::test]
async fn recording_breaks_off_and_goes_on_in_order() {
    let county = County::found(On::Sqlite).await;
    let matter = opened(&county).await;
    let visit = Visit::planned(&matter, 0).await;
    visit.refused("interrupt", visit.broken_off(10, "battery"), "activity.step_too_early").await;
    visit.refused("resume", visit.gone_on(10, true), "activity.step_too_early").await;
    visit.li().post(&visit.step("arrive"), json!({ "at": visit.at(0), "place": null })).await;

    visit.refused("resume", visit.gone_on(10, true), "activity.not_interrupted").await;
    visit.refused("interrupt", visit.broken_off(-10, "battery"), "time.out_of_order").await;
    visit.refused("interrupt", visit.broken_off(9_000, "battery"), "time.out_of_order").await;
    visit.refused("interrupt", visit.broken_off(60, "tired"), "value.invalid").await;
    let long = json!({ "at": visit.at(60), "cause": "other", "note": "长".repeat(201) });
    visit.refused("interrupt", long, "value.invalid").await;
    let stranger = county.person("zhou");
    for (step, body) in
        [("interrupt", visit.broken_off(60, "battery")), ("resume", visit.gone_on(90, true))]
    {
        stranger.refused(&visit.step(step), body, 403, "authority.not_allowed").await;
    }
    assert_eq!(visit.page().await["interruptions"], json!([]));

    assert_eq!(visit.interrupt(60, "battery").await["already_done"], false);
    assert_eq!(visit.interrupt(60, "battery").await["already_done"], true);
    visit.refused("interrupt", visit.broken_off(70, "fault"), "activity.already_interrupted").await;
    visit.refused("resume", visit.gone_on(59, true), "time.out_of_order").await;
    assert_eq!(visit.resume(120, true).await["already_done"], false);
    assert_eq!(visit.resume(120, true).await["already_done"], true);
    visit.refused("resume", visit.gone_on(130, true), "activity.not_interrupted").await;
    visit.refused("interrupt", visit.broken_off(110, "fault"), "time.out_of_order").await;
    visit.interrupt(200, "weather").await;
    visit.refused("depart", json!({ "at": visit.at(199) }), "time.out_of_order").await;
}

/// Art. 19: while recording is interrupted everybody sees since when and why.
#[tokio::test]
async fn an_interruption_shows_on_the_page_the_axis_and_the_trail() {
    let county = County::found(On::Sqlite).await;
    let matter = opened(&county).await;
    let visit = Visit::arrived(&matter, 0).await;
    let note = json!({ "at": visit.at(60), "cause": "other", "note": "镜头被雨水遮挡" });
    visit.li().post(&visit.step("interrupt"), note).await;

    let page = visit.page().await;
    let noted = &page["interruptions"][0];
    assert_eq!((&noted["cause"], &noted["to"]), (&json!("other"), &Value::Null));
    assert_eq!((&noted["note"], &noted["by"]), (&json!("镜头被雨水遮挡"), &json!("李华")));
    assert_eq!(epoch(&noted["from"]), visit.from + 60_000);
    let allowed = |action: &str| {
        let steps = page["actions"].as_array().unwrap();
        steps.iter().find(|step| step["action"] == action).unwrap()["allowed"] == true
    };
    assert_eq!((allowed("interrupt"), allowed("resume"), allowed("depart")), (false, true, true));

    let axis = visit.li().get(&matter.path("/axis")).await;
    let lanes = axis["lanes"].as_array().unwrap();
    let lane = lanes.iter().find(|lane| lane["key"] == "coverage").unwrap();
    assert_eq!(lane["items"][0]["kind"], "wedge");
    assert_eq!(lane["items"][0]["title"], "中止记录：其他客观原因");

    visit.resume(90, false).await;
    let trail = visit.li().get(&matter.path("/trail?limit=200")).await;
    let told = trail["items"].as_array().unwrap();
    for (kind, action, after) in [
        ("activity.interrupted", "中止记录", "其他客观原因"),
        ("activity.resumed", "恢复记录", "否"),
    ] {
        let fact = told.iter().find(|fact| fact["kind"] == kind).unwrap();
        assert_eq!(fact["action"], action);
        let details = fact["detail"].as_array().unwrap();
        assert!(details.iter().any(|detail| detail["after"] == after), "{fact}");
    }
}

/// Art. 19: the note proposes the explanation; only the explanation closes the gap.
#[tokio::test]
async fn leaving_while_interrupted_wants_a_written_explanation() {
    let county = County::found(On::Sqlite).await;
    let matter = opened(&county).await;
    let visit = Visit::arrived(&matter, 0).await;
    visit.interrupt(60, "damage").await;
    visit.depart(540).await;
    visit.refused("resume", visit.gone_on(541, true), "time.out_of_order").await;

    let page = visit.page().await;
    let gap = &page["coverage"]["gaps"][0];
    assert_eq!(gap["explained"], false, "a note explains nothing");
    assert_eq!(gap["noted"]["cause"], "damage");
    assert_eq!(gap["noted"]["proposed_manner"], "written");
    assert_eq!(visit.standing("QGC-19-02").await.as_deref(), Some("open"));

    let explain = json!({
        "from": gap["from"], "to": gap["to"], "cause": "damage", "manner": "written",
        "text": "记录仪摔坏，现场没有备用设备。", "recording_id": null, "mark_ms": null,
    });
    visit.li().post(&visit.step("explain-gap"), explain).await;
    assert_eq!(visit.standing("QGC-19-02").await.as_deref(), Some("met"));
    assert_eq!(visit.standing("QGC-19-02b").await.as_deref(), Some("open"), "WS60 is due");
    assert_eq!(visit.page().await["interruptions"][0]["explained"], true);
    let activity = visit.path.rsplit('/').next().unwrap();
    let form = matter.path(&format!("/prefill?kind=WS60&activity={activity}"));
    let fields = visit.li().get(&form).await["fields"].clone();
    assert_eq!(fields["cause"], "设备损坏");
    assert_eq!(fields["resumed"], false);
    assert_eq!(epoch(&fields["from_at"]), visit.from + 60_000);
    assert_eq!(epoch(&fields["until_at"]), visit.from + 540_000);
}

/// Art. 19: also where a continuous recording is not demanded, silence on resumption is told at
/// once, and an explanation of what was noted settles it.
#[tokio::test]
async fn a_silent_resumption_is_told_at_once_where_recording_is_situational() {
    let county = County::found(On::Sqlite).await;
    let matter = opened(&county).await;
    let visit = Visit::arrived(&matter, 1).await;
    visit.interrupt(60, "battery").await;
    assert_eq!(visit.standing("QGC-19-01b").await, None, "the matter's finding, not the visit's");
    visit.resume(120, false).await;
    assert_eq!(visit.standing("QGC-19-01b").await.as_deref(), Some("open"));
    visit.interrupt(300, "storage").await;
    visit.depart(540).await;
    assert_eq!(visit.standing("QGC-19-02c").await.as_deref(), Some("open"));

    for (from, to) in [(60, 120), (300, 540)] {
        let explain = json!({
            "from": visit.at(from), "to": visit.at(to), "cause": "battery", "manner": "written",
            "text": "电量不足，当时没有口头说明。", "recording_id": null, "mark_ms": null,
        });
        visit.li().post(&visit.step("explain-gap"), explain).await;
    }
    assert_eq!(visit.standing("QGC-19-01b").await.as_deref(), Some("met"));
    assert_eq!(visit.standing("QGC-19-02c").await.as_deref(), Some("met"));
}
