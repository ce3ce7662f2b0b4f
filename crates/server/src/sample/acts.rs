//! Cases of the other acts of Art. 2, each at another point of its way: summary penalty, inspection,
//! compulsory measure and enforcement, licensing, levy and requisition.

use domain::case::{PartyKind, SourceKind};
use domain::case_file::Retention;
use serde_json::json;
use terms::Timestamp;

use super::clips::Clip;
use super::matter::{About, Matter, text};
use super::people::Staff;
use super::scene::Scene;
use super::visit::Visit;

const SNACKS: About = About {
    title: "未明码标价案",
    party: "清河县拾味小吃店",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0QSW6R3T",
    person: "罗听雨",
    relation: "经营者",
    address: "清河县安澜街道集贤巷3号",
    summary: "巡查发现该店菜品没有标明价格。",
    kind: SourceKind::Inspection,
};
const KITCHEN: About = About {
    title: "餐饮服务食品安全日常监督检查",
    party: "清河县启明小吃店",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0QMXC28P",
    person: "周启明",
    relation: "经营者",
    address: "清河县安澜街道灯市路26号",
    summary: "本年度随机抽查名单。",
    kind: SourceKind::Assigned,
};
const SOCKETS: About = About {
    title: "扣押涉嫌不合格移动式转换器",
    party: "清河县明灯五金经营部",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0MDWJ14U",
    person: "周启明",
    relation: "经营者",
    address: "清河县安澜街道灯市路18号",
    summary: "复查发现库房内存有同批次不合格移动式转换器，需要扣押。",
    kind: SourceKind::Inspection,
};
const PAINT: About = About {
    title: "催告履行处罚决定",
    party: "清河县绿荫涂料店",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0RKF8N5W",
    person: "何景行",
    relation: "经营者",
    address: "清河县安澜街道河堤路12号",
    summary: "处罚决定送达后当事人逾期没有缴纳罚款，也没有申请复议、提起诉讼。",
    kind: SourceKind::Other,
};
const EATERY: About = About {
    title: "食品经营许可（餐饮服务）申请",
    party: "清河县启明小吃店",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0QMXC28P",
    person: "周启明",
    relation: "经营者",
    address: "清河县安澜街道灯市路26号",
    summary: "申请人在窗口提交食品经营许可申请。",
    kind: SourceKind::Other,
};
const BAKERY: About = About {
    title: "食品经营许可（糕点）申请",
    party: "清河县麦香烘焙坊",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0TPK2X7C",
    person: "钱某",
    relation: "经营者",
    address: "清河县城关镇解放路41号",
    summary: "申请人在窗口提交食品经营许可申请，材料尚未审查。",
    kind: SourceKind::Other,
};
const LAND: About = About {
    title: "征收安澜路拓宽范围内附着物",
    party: "清河县老陈水产摊",
    party_kind: PartyKind::Citizen,
    party_id: "330199196806060017",
    person: "陈某",
    relation: "所有权人",
    address: "清河县城关镇农贸市场12号摊",
    summary: "县政府批准安澜路拓宽，范围内有摊棚一处。",
    kind: SourceKind::Assigned,
};
const PUMPS: About = About {
    title: "防汛期间征用发电机组",
    party: "清河县万家便利店",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0WJBLD2X",
    person: "吴某",
    relation: "负责人",
    address: "清河县城关镇人民路56号",
    summary: "防汛指挥部要求就近征用发电机组。",
    kind: SourceKind::Assigned,
};

/// All of them, oldest first.
pub(super) async fn all(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    inspected(scene, staff).await?;
    fined_on_the_spot(scene, staff).await?;
    licensed(scene, staff).await?;
    seized(scene, staff).await?;
    demanded(scene, staff).await?;
    levying(scene, staff).await?;
    requisitioning(scene, staff).await?;
    applying(scene, staff).await
}

/// An inspection without findings, archived.
async fn inspected(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    let clip = |arrived: Timestamp| Clip {
        name: "DSJ_0004_11_0930.mp4",
        from: arrived.plus_ms(2_000),
        seconds: 118,
        is_h265: false,
        black_s: None,
    };
    let (matter, visit) = inspect(scene, staff, |arrived| vec![clip(arrived)]).await?;
    conclude(&matter, &visit).await
}

/// An inspection up to the visit, recorded by clips that begin when it does.
pub(super) async fn inspect<'a>(
    scene: &'a Scene,
    staff: &'a Staff,
    clips: impl FnOnce(Timestamp) -> Vec<Clip>,
) -> anyhow::Result<(Matter<'a>, Visit)> {
    scene.at(40, 9, 0);
    let matter = Matter::register_under(scene, staff, &KITCHEN, "inspection").await?;
    matter.record("WS06", None, json!({ "from_on": scene.today.plus_days(-39), "until_on": scene.today.plus_days(-38) })).await?;
    let notice = matter.record("WS07", None, json!({})).await?;
    matter.serve(notice, "行政检查通知书").await?;
    let arrived = scene.at(39, 9, 30);
    let visit = matter.visit(arrived, 2, &clips(arrived), &[], false).await?;
    Ok((matter, visit))
}

/// From the minutes of the visit to the archive.
pub(super) async fn conclude(matter: &Matter<'_>, visit: &Visit) -> anyhow::Result<()> {
    let scene = matter.scene;
    let span = json!({ "recording": visit.recordings.first() });
    let minutes = matter.record("WS08", Some(visit.activity), span).await?;
    scene.at(36, 10, 0);
    let result = json!({
        "minutes": minutes, "result": "未发现违法行为", "findings": [
            { "item": "餐具清洗消毒", "basis": "《食品安全法》第三十三条", "finding": "消毒柜运转正常，消毒记录完整。", "result": "合格" },
        ],
    });
    let result = matter.record("WS73", None, result).await?;
    matter.serve(result, "行政检查结果告知书").await?;
    matter
        .record("WS59", None, json!({ "ground": "检查结果已送达，无需改正或者复查合格" }))
        .await?;
    scene.at(30, 10, 0);
    file(matter, "检0001").await
}

/// Decided on the spot and paid; on the custodian's desk.
async fn fined_on_the_spot(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(6, 9, 20);
    let matter = Matter::register_under(scene, staff, &SNACKS, "penalty-summary").await?;
    matter.record("WS01", None, json!({})).await?;
    matter.record("WS45", None, json!({})).await?;
    scene.pass(60);
    matter.record("WS59", None, json!({ "ground": "履行完毕" })).await?;
    Ok(())
}

/// Accepted, verified, and waiting for its decision.
async fn licensed(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(12, 9, 0);
    let matter = Matter::register_under(scene, staff, &EATERY, "licensing").await?;
    let received = json!({ "received_on": scene.today.plus_days(-12) });
    let application = matter.record("WS64", None, received).await?;
    scene.at(11, 15, 0);
    let accepted = json!({
        "application": application, "result": "受理", "accepted_on": scene.today.plus_days(-11),
        "corrections": null, "correct_by": null,
    });
    let accepted = matter.record("WS65", None, accepted).await?;
    matter.serve(accepted, "许可受理通知书").await?;
    scene.at(7, 14, 0);
    matter.record("WS67", None, json!({})).await?;
    scene.at(2, 10, 0);
    matter.record("WS34", None, json!({})).await?;
    Ok(())
}

/// Seized with a whole recording; the thirty days run.
async fn seized(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(9, 8, 30);
    let matter = Matter::register_under(scene, staff, &SOCKETS, "compulsory-measure").await?;
    matter.record("WS01", None, json!({})).await?;
    matter.record("WS26", None, json!({})).await?;
    let arrived = scene.at(9, 10, 0);
    let clips = [Clip {
        name: "DSJ_0005_07_1000.mp4",
        from: arrived.plus_ms(2_000),
        seconds: 178,
        is_h265: true,
        black_s: None,
    }];
    let visit = matter.visit(arrived, 3, &clips, &[], false).await?;
    let decision = matter.record("WS27", None, json!({})).await?;
    matter.serve(decision, "扣押决定书").await?;
    let recording = visit.recordings.first();
    let given = json!({ "decision": decision, "recording": recording });
    matter.record("WS29", Some(visit.activity), given.clone()).await?;
    matter.record("WS28", Some(visit.activity), given).await?;
    Ok(())
}

/// Demanded and served; the ten days have not run out.
async fn demanded(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(4, 9, 0);
    let matter = Matter::register_under(scene, staff, &PAINT, "compulsory-enforcement").await?;
    matter.record("WS01", None, json!({})).await?;
    let demand = matter.record("WS53", None, json!({})).await?;
    matter.serve(demand, "履行催告书").await
}

/// Opened and looked at.
async fn levying(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(5, 9, 0);
    let matter = Matter::register_under(scene, staff, &LAND, "levy").await?;
    matter.record("WS01", None, json!({})).await?;
    matter.record("WS02", None, json!({})).await?;
    scene.at(3, 15, 0);
    matter.record("WS11", None, json!({})).await?;
    Ok(())
}

/// Registered; the filing form waits.
async fn requisitioning(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(1, 16, 0);
    let matter = Matter::register_under(scene, staff, &PUMPS, "requisition").await?;
    matter.record("WS01", None, json!({})).await?;
    matter.draft("WS02", None, json!({})).await?;
    Ok(())
}

/// Applied for; unless somebody answers within five working days it counts as accepted.
async fn applying(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(2, 10, 0);
    let matter = Matter::register_under(scene, staff, &BAKERY, "licensing").await?;
    let received = json!({ "received_on": scene.today.plus_days(-2) });
    matter.record("WS64", None, received).await?;
    Ok(())
}

/// Composed, packed, archived.
async fn file(matter: &Matter<'_>, number: &str) -> anyhow::Result<()> {
    let (scene, app) = (matter.scene, &matter.scene.app);
    let custodian = Scene::by(matter.staff.id("sunli")?);
    app.compose_file(&custodian, matter.case, None, Retention::TenYears, None).await?;
    scene.work().await?;
    app.pack_file(&custodian, matter.case).await?;
    scene.work().await?;
    let archive_no = format!("{}-{number}", scene.today.ymd().0);
    app.archive_file(&custodian, matter.case, text(&archive_no)?).await?;
    Ok(())
}
