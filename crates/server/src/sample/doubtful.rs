//! A penalty case that waits for its legal review (Art. 11(三)) and has every kind of flaw that a
//! hint tells and no rule holds up.

use anyhow::Context as _;
use domain::case::{PartyKind, SourceKind};
use serde_json::{Value, json};
use terms::Timestamp;

use super::matter::{About, Matter, refused};
use super::people::Staff;
use super::scene::Scene;

const STALE: About = About {
    title: "涉嫌经营超过保质期的食品案",
    party: "清河县城南副食店",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0UCN4X6B",
    person: "孟某",
    relation: "经营者",
    address: "清河县城关镇城南路9号",
    summary: "巡查发现货架上有超过保质期的糕点。",
    kind: SourceKind::Inspection,
};
const INTERVIEW_ROOM: &str = "清河县市场监督管理局二楼询问室";

/// Investigated, proposed and announced; the reviewer writes next.
pub(super) async fn reviewing(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(19, 8, 40);
    let matter = Matter::register(scene, staff, &STALE).await?;
    matter.record("WS01", None, json!({})).await?;
    scene.at(18, 10, 0);
    matter.record("WS02", None, json!({})).await?;
    investigate(&matter).await?;
    leave_unfinished(&matter).await?;
    scene.at(8, 9, 0);
    matter.record("WS33", None, json!({})).await?;
    matter.record("WS34", None, json!({})).await?;
    let notice = matter.record("WS36", None, json!({})).await?;
    matter.serve(notice, "行政处罚事先告知书").await
}

/// Questioned before the case was open, in two places at once, in two cases at once; one piece of
/// evidence taken after the paper took effect, one written up three days later.
async fn investigate(matter: &Matter<'_>) -> anyhow::Result<()> {
    let scene = matter.scene;
    let asked = |days_ago, from: (i64, i64), to: (i64, i64), place: &str| {
        let (from, to) = (scene.at(days_ago, from.0, from.1), scene.at(days_ago, to.0, to.1));
        spent(from, to, place)
    };
    let early = asked(18, (9, 10), (9, 50), matter.about.address);
    scene.at(18, 11, 0);
    matter.record("WS10", None, early).await?;

    let site = asked(16, (9, 30), (10, 30), matter.about.address);
    let meanwhile = asked(16, (10, 0), (10, 50), INTERVIEW_ROOM);
    scene.at(16, 14, 0);
    matter.record("WS08", None, site).await?;
    let clerk = json!({
        "nth": 1, "respondent": "孟小某", "respondent_role": "证人",
        "respondent_employer": "清河县城南副食店店员",
    });
    matter.record("WS10", None, together(meanwhile, clerk)).await?;

    let tomorrow = scene.at(14, 15, 0);
    scene.at(15, 9, 0);
    let taken = |at: Timestamp| json!({ "collected_at": at.to_china_rfc3339() });
    matter.record("WS14", None, taken(tomorrow)).await?;
    let long_ago = scene.at(15, 10, 40);
    scene.at(12, 9, 0);
    matter.record("WS14", None, taken(long_ago)).await?;

    let again = asked(9, (9, 40), (10, 30), INTERVIEW_ROOM);
    scene.at(9, 15, 0);
    matter.record("WS10", None, together(again, json!({ "nth": 2 }))).await?;
    Ok(())
}

/// A record without all its elements, and one that nobody signed.
async fn leave_unfinished(matter: &Matter<'_>) -> anyhow::Result<()> {
    matter.draft("WS21", None, json!({})).await?;
    let app = &matter.scene.app;
    let kind = app.law.catalogue.kind("WS15").context("目录中没有WS15")?;
    let blank = json!({ "place": null, "source_device": null });
    let fields = matter.fields(kind, None, &blank).await?;
    let new = app::DraftRecord {
        kind: kind.code.clone(),
        fields,
        corrects: None,
        activity: None,
        happened: None,
    };
    let call = Scene::by(matter.staff.id("lihua")?);
    let drafted = app.draft_record(&call, matter.case, new).await;
    drafted.map_err(|error| refused("WS15", "起草", error))?;
    Ok(())
}

fn spent(from: Timestamp, to: Timestamp, place: &str) -> Value {
    json!({
        "started_at": from.to_china_rfc3339(), "ended_at": to.to_china_rfc3339(), "place": place,
    })
}

fn together(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}
