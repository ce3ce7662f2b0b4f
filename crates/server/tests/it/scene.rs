//! Words to tell a visit by: who was where when, what was recorded, and what the rules say to it.

use serde_json::{Value, json};
use testkit::clips::{Clip, Clips};

use crate::county::County;
use crate::program::Person;
use crate::story::{Matter, epoch, rfc3339};

const MINUTE: i64 = 60_000;

/// A visit whose times are told in minutes after the arrival.
pub(crate) struct Scene<'a> {
    pub(crate) matter: &'a Matter<'a>,
    pub(crate) activity: String,
    from: i64,
}

/// Milliseconds of an instant told as a person would write it.
pub(crate) fn instant(text: &str) -> i64 {
    text.parse::<terms::Timestamp>().unwrap().ms()
}

/// What the server's clock says.
pub(crate) async fn now(county: &County) -> i64 {
    epoch(&county.person("li").get("/session").await["server_time"])
}

impl<'a> Scene<'a> {
    /// Li and Wang are on site from `from` on; the list wants it recorded without a break.
    pub(crate) async fn begun(matter: &'a Matter<'a>, title: &str, from: i64) -> Self {
        let county = matter.county;
        let plan = json!({
            "case_id": matter.case, "title": title, "place": "解放路88号",
            "list_row": county.row().await, "planned_at": rfc3339(from), "purpose": null,
            "officers": [county.ids["li"], county.ids["wang"]],
        });
        let done = county.person("li").post("/activities", plan).await;
        let activity = done["id"].as_str().unwrap().to_owned();
        let scene = Self { matter, activity, from };
        scene.step("arrive", json!({ "at": scene.at(0), "place": null })).await;
        scene
    }

    pub(crate) fn li(&self) -> &'a Person {
        self.matter.county.person("li")
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/activities/{}{rest}", self.activity)
    }

    pub(crate) fn at(&self, minutes: i64) -> String {
        rfc3339(self.from + minutes * MINUTE)
    }

    pub(crate) async fn step(&self, step: &str, body: Value) -> Value {
        self.li().post(&self.path(&format!("/{step}")), body).await
    }

    /// Tells that recording is on, and says what Art. 18 wants said.
    pub(crate) async fn announced(&self) {
        self.step("announce", json!({ "at": self.at(1), "told": true, "note": null })).await;
        let elements = json!(["time", "place", "officers", "act", "focus"]);
        self.step("voice-statement", json!({ "at": self.at(1), "elements": elements })).await;
    }

    /// The same at this moment.
    pub(crate) async fn announced_now(&self) {
        self.step("announce", json!({ "at": null, "told": true, "note": null })).await;
    }

    pub(crate) async fn left(&self, minutes: i64) {
        self.step("depart", json!({ "at": self.at(minutes) })).await;
    }

    /// A camera recorded from one minute to another, and its clip is deposited; its id.
    pub(crate) async fn recorded(&self, camera: &str, from: i64, to: i64) -> String {
        let folder = tempfile::tempdir().unwrap();
        let started = terms::Timestamp::from_ms(self.from + from * MINUTE);
        let lasted = u64::try_from((to - from) * MINUTE).unwrap();
        let clip = Clip {
            size: (64, 36),
            fps: 1,
            sound: false,
            ..Clip::new(&format!("{camera}-{from}"), started, lasted)
        };
        let path = Clips::in_folder(folder.path()).unwrap().make(&clip).unwrap();
        self.matter.upload(&path, &format!("{camera}_{from}.mp4"), &self.activity).await
    }

    /// Something is deposited; what is in it does not matter.
    pub(crate) async fn deposited(&self) -> String {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("no clip of {}", self.activity)).unwrap();
        self.matter.upload(file.path(), "DSJ_0001.mp4", &self.activity).await
    }

    pub(crate) async fn page(&self) -> Value {
        self.li().get(&self.path("")).await
    }

    /// What a rule says to this visit; nothing where it does not judge it.
    pub(crate) async fn duty(&self, rule: &str) -> Option<Value> {
        let page = self.page().await;
        let duties = page["duties"].as_array().unwrap();
        duties.iter().find(|duty| duty["rule"] == rule).cloned()
    }

    pub(crate) async fn says(&self, rule: &str, standing: &str) -> Value {
        let duty = self.duty(rule).await.unwrap_or_else(|| panic!("{rule} says nothing"));
        assert_eq!(duty["standing"], standing, "{rule}: {duty}");
        duty
    }

    /// Declares that the same day is impossible, and a head who took no part agrees.
    pub(crate) async fn declared(&self, ground: &str, reason: &str) {
        self.step("remote", json!({ "ground": ground, "reason": reason })).await;
    }
}
