//! A penalty case in which the party asked for a hearing (Art. 10(十), Penalty Law Arts. 63–65): it
//! was held yesterday, and its minutes come next.

use domain::case::{PartyKind, SourceKind};
use serde_json::json;

use super::matter::{About, Matter};
use super::people::Staff;
use super::scene::Scene;

const LIQUOR: About = About {
    title: "涉嫌销售侵犯注册商标专用权的白酒案",
    party: "清河县醉仙楼酒业有限公司",
    party_kind: PartyKind::Organisation,
    party_id: "91330199MA0HJZ5T3P",
    person: "邵某",
    relation: "法定代表人",
    address: "清河县城关镇中山路102号",
    summary: "商标权利人投诉该公司销售的白酒系假冒其注册商标的商品。",
    kind: SourceKind::Complaint,
};
const ROOM: &str = "清河县市场监督管理局四楼听证室";

/// Told of the right, asked for, announced in time.
pub(super) async fn heard(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    let held_at = scene.at(1, 9, 0).to_china_rfc3339();
    scene.at(48, 9, 0);
    let matter = Matter::register(scene, staff, &LIQUOR).await?;
    matter.open().await?;
    scene.at(46, 9, 0);
    matter.record("WS10", None, json!({})).await?;
    scene.at(40, 9, 0);
    matter.record("WS33", None, json!({})).await?;
    matter.record("WS34", None, json!({})).await?;
    let notice = matter.record("WS37", None, json!({})).await?;
    matter.serve(notice, "行政处罚听证告知书").await?;
    let received_on = scene.pass(0).date();
    scene.at(38, 10, 0);
    let asked = json!({ "notice": notice, "received_on": received_on, "choice": "申请听证" });
    matter.record("WS38", None, asked).await?;
    scene.at(35, 9, 0);
    let hearing = json!({
        "ground": "当事人要求听证", "held_at": held_at, "place": ROOM,
        "host": [staff.id("liufang")?], "recorder": "李华", "open": "公开",
    });
    let summons = matter.record("WS39", None, hearing.clone()).await?;
    matter.serve(summons, "听证通知书").await?;
    let mut public = hearing;
    if let Some(fields) = public.as_object_mut() {
        fields.retain(|name, _| ["held_at", "place", "host"].contains(&name.as_str()));
    }
    matter.record("WS40", None, public).await?;
    Ok(())
}
