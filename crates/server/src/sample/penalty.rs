//! Five ordinary-procedure penalty cases: one archived, one closed, one before its decision, one
//! in investigation with a hole in its recording, one just registered.

use anyhow::Context as _;
use app::rules::catalogue::Slot;
use app::{ActivityStep, Call, RequestAccess};
use domain::access::Verb;
use domain::activity::{Cause, Manner};
use domain::case::{PartyKind, SourceKind};
use domain::case_file::Retention;
use domain::recording::{ExcerptKind, ExcerptWish, MarkKind};
use serde_json::json;
use terms::{AvRecordId, TextRecordId};

use super::clips::Clip;
use super::matter::{About, Matter, text};
use super::people::Staff;
use super::scene::Scene;
use super::visit::Break;

const GOODS: About = About {
    title: "涉嫌销售以不合格产品冒充合格产品案",
    party: "清河县明灯五金经营部",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0MDWJ14U",
    person: "周启明",
    relation: "经营者",
    address: "清河县安澜街道灯市路18号",
    summary: "投诉称灯市路18号明灯五金经营部销售的移动式转换器使用中外壳发热变形。",
    kind: SourceKind::Complaint,
};
const LABELS: About = About {
    title: "涉嫌经营标签不合格的预包装食品案",
    party: "清河县万家便利店",
    party_kind: PartyKind::Organisation,
    party_id: "92330199MA0WJBLD2X",
    person: "吴某",
    relation: "负责人",
    address: "清河县城关镇人民路56号",
    summary: "上级交办线索：该店销售的预包装糕点标签没有标示生产日期。",
    kind: SourceKind::Assigned,
};
const SCALES: About = About {
    title: "涉嫌使用未经检定的计量器具案",
    party: "清河县老陈水产摊",
    party_kind: PartyKind::Citizen,
    party_id: "330199196806060017",
    person: "陈某",
    relation: "经营者",
    address: "清河县城关镇农贸市场12号摊",
    summary: "日常检查发现经营者使用的电子秤无检定合格标识。",
    kind: SourceKind::Inspection,
};
const ADVERT: About = About {
    title: "涉嫌发布虚假广告案",
    party: "清河县康乐养生馆",
    party_kind: PartyKind::Organisation,
    party_id: "91330199MA0KLYS88X",
    person: "马某",
    relation: "法定代表人",
    address: "清河县城关镇解放路88号",
    summary: "投诉称该馆宣传其理疗床可治愈高血压。",
    kind: SourceKind::Complaint,
};
pub(super) const LICENCE: About = About {
    title: "涉嫌未取得许可从事餐饮服务案",
    party: "清河县小李面馆",
    party_kind: PartyKind::Citizen,
    party_id: "330199199003030018",
    person: "李某",
    relation: "经营者",
    address: "清河县城关镇学府路31号",
    summary: "城关镇移送线索：该店未取得食品经营许可从事餐饮服务。",
    kind: SourceKind::Transfer,
};

/// From source to archived package.
pub(super) async fn archived(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(75, 9, 0);
    let matter = Matter::register(scene, staff, &GOODS).await?;
    matter.open().await?;
    let arrived = scene.at(74, 9, 30);
    let clips = [
        Clip {
            name: "DSJ_0001_20_0930.mp4",
            from: arrived.plus_ms(5_000),
            seconds: 62,
            is_h265: false,
            black_s: None,
        },
        Clip {
            name: "DSJ_0001_20_0931.mp4",
            from: arrived.plus_ms(66_500),
            seconds: 60,
            is_h265: true,
            black_s: None,
        },
        Clip {
            name: "DSJ_0001_20_0932.mp4",
            from: arrived.plus_ms(126_000),
            seconds: 60,
            is_h265: false,
            black_s: None,
        },
    ];
    let visit = matter.visit(arrived, 3, &clips, &[], false).await?;
    let other = Clip {
        name: "DSJ_0007_20_0930.mp4",
        from: arrived.plus_ms(20_000),
        seconds: 90,
        is_h265: false,
        black_s: Some((30, 36)),
    };
    matter.second_camera(visit.activity, &other).await?;
    if let Some(first) = visit.recordings.first() {
        for (at_ms, kind) in [
            (15_000, MarkKind::Credentials),
            (20_000, MarkKind::Notice),
            (30_000, MarkKind::VoiceStatement),
            (45_000, MarkKind::Objects),
        ] {
            matter.mark(*first, at_ms, kind).await?;
        }
    }
    matter.grant().await?;
    let recording = visit.recordings.first().copied().context("没有音像")?;
    let span = json!({ "recording": recording });
    matter.record("WS08", Some(visit.activity), span.clone()).await?;
    scene.at(73, 14, 0);
    matter.record("WS12", None, json!({})).await?;
    matter.record("WS10", None, json!({})).await?;
    scene.at(70, 10, 0);
    let note = matter.record("WS16", Some(visit.activity), span).await?;
    let officer = Scene::by(staff.id("lihua")?);
    scene.app.attach_evidence(&officer, recording, note).await?;
    excerpts(scene, &officer, recording, note).await?;
    scene.at(60, 9, 0);
    matter.record("WS33", None, json!({})).await?;
    decide(&matter, 50).await?;
    scene.at(20, 15, 0);
    matter.record("WS51", None, json!({})).await?;
    matter.record("WS59", None, json!({})).await?;
    scene.at(12, 10, 0);
    let custodian = Scene::by(staff.id("sunli")?);
    let app = &scene.app;
    app.compose_file(&custodian, matter.case, None, Retention::ThirtyYears, None).await?;
    scene.work().await?;
    scene.pass(30);
    app.pack_file(&custodian, matter.case).await?;
    scene.work().await?;
    scene.pass(10);
    let archive_no = format!("{}-0001", scene.today.ymd().0);
    app.archive_file(&custodian, matter.case, text(&archive_no)?).await?;
    Ok(())
}

/// A clip and a still of what matters, beside the copy of the whole (Art. 23).
async fn excerpts(
    scene: &Scene,
    officer: &Call,
    recording: AvRecordId,
    note: TextRecordId,
) -> anyhow::Result<()> {
    let places = [
        (ExcerptKind::Clip, 40_000, 52_000, "证明涉案转换器在货架上待售"),
        (ExcerptKind::Still, 45_000, 45_000, "证明涉案转换器的标识和批号"),
    ];
    for (kind, from_ms, to_ms, purpose) in places {
        let reason = text("整段较长，便于审核时直接查看涉案物品")?;
        let purpose = text(purpose)?;
        let wish = ExcerptWish { kind, from_ms, to_ms, reason, purpose };
        scene.app.take_excerpt(officer, recording, wish).await?;
    }
    scene.work().await?;
    scene.pass(60);
    scene.app.attach_excerpt(officer, recording, 1, note).await?;
    Ok(())
}

/// Closed some days ago: the custodian has it on the desk.
pub(super) async fn closed(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(66, 9, 0);
    let matter = Matter::register(scene, staff, &LABELS).await?;
    matter.open().await?;
    scene.at(64, 14, 0);
    matter.record("WS12", None, json!({})).await?;
    matter.record("WS10", None, json!({})).await?;
    scene.at(58, 9, 0);
    matter.record("WS33", None, json!({})).await?;
    heard(&matter).await?;
    decide(&matter, 38).await?;
    scene.at(9, 15, 0);
    matter.record("WS51", None, json!({})).await?;
    matter.record("WS59", None, json!({})).await?;
    Ok(())
}

/// Told of the right, asked for, announced in time, held by somebody who took no part, reported.
async fn heard(matter: &Matter<'_>) -> anyhow::Result<()> {
    let scene = matter.scene;
    scene.at(57, 9, 0);
    let right = matter.record("WS37", None, json!({})).await?;
    matter.serve(right, "行政处罚听证告知书").await?;
    scene.at(56, 15, 0);
    matter.record("WS38", None, json!({ "choice": "申请听证", "notice": right })).await?;
    let held_at = scene.at(41, 9, 0).to_china_rfc3339();
    scene.at(55, 9, 0);
    let notice = matter.record("WS39", None, json!({ "held_at": held_at })).await?;
    matter.serve(notice, "听证通知书").await?;
    let started_at = scene.at(41, 9, 0).to_china_rfc3339();
    let ended_at = scene.at(41, 11, 0).to_china_rfc3339();
    let held = json!({ "started_at": started_at, "ended_at": ended_at, "unrecorded_reason": "听证公开举行，笔录经各方核对签名，已经全面记录。" });
    let minutes = matter.record("WS41", None, held).await?;
    scene.at(40, 9, 0);
    matter.record("WS42", None, json!({ "minutes": minutes, "held_at": started_at })).await?;
    Ok(())
}

/// Opinion, notice, review, discussion, decision, service.
async fn decide(matter: &Matter<'_>, days_ago: i64) -> anyhow::Result<()> {
    let scene = matter.scene;
    scene.at(days_ago, 9, 0);
    matter.record("WS34", None, json!({})).await?;
    let notice = matter.record("WS36", None, json!({})).await?;
    matter.serve(notice, "行政处罚事先告知书").await?;
    scene.at(days_ago - 9, 9, 0);
    matter.record("WS35", None, json!({ "conclusion": "通过" })).await?;
    matter.record("WS43", None, discussion()).await?;
    matter.record("WS44", None, json!({})).await?;
    let decision = matter.record("WS46", None, json!({})).await?;
    matter.serve(decision, "行政处罚决定书").await?;
    Ok(())
}

/// Both heads attend and sign; others sit in.
fn discussion() -> serde_json::Value {
    json!({
        "host": "周伟",
        "recorder": "李华",
        "attendees": [
            { "name": "周伟", "post": "局长" },
            { "name": "林海", "post": "副局长" },
        ],
        "observers": "陈军（承办机构负责人）、刘芳（法制审核人员）",
        "opinions": [
            { "name": "林海", "opinion": "事实清楚，同意法制审核意见。" },
            { "name": "周伟", "opinion": "同意处理建议。" },
        ],
        "vote": "应到2人，实到2人，同意2人，反对0人，弃权0人",
    })
}

/// All investigated; the legal reviewer and the head have it on their desks.
pub(super) async fn deciding(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(26, 9, 0);
    let matter = Matter::register(scene, staff, &ADVERT).await?;
    matter.open().await?;
    let arrived = scene.at(25, 14, 0);
    let clips = [Clip {
        name: "DSJ_0002_01_1400.mp4",
        from: arrived.plus_ms(3_000),
        seconds: 118,
        is_h265: false,
        black_s: None,
    }];
    let visit = matter.visit(arrived, 2, &clips, &[], false).await?;
    let span = json!({ "recording": visit.recordings.first() });
    matter.record("WS08", Some(visit.activity), span).await?;
    scene.at(24, 9, 0);
    matter.record("WS10", None, json!({})).await?;
    scene.at(15, 9, 0);
    matter.record("WS33", None, json!({})).await?;
    matter.record("WS34", None, json!({})).await?;
    let notice = matter.record("WS36", None, json!({})).await?;
    matter.serve(notice, "行政处罚事先告知书").await?;
    scene.at(2, 9, 0);
    matter.draft("WS35", None, json!({ "conclusion": "通过" })).await?;
    let until_on = scene.today.plus_days(30);
    let new = RequestAccess {
        case: matter.case,
        recordings: None,
        subjects: Default::default(),
        verbs: [Verb::View].into_iter().collect(),
        purpose: text("法制审核")?,
        reason: text("核对现场检查过程与笔录是否一致")?,
        until_on,
    };
    scene.app.request_access(&Scene::by(staff.id("liufang")?), new).await?;
    Ok(())
}

/// Recorded with a hole: one break explained by voice, one not yet, and a clip without its end.
pub(super) async fn investigating(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(3, 9, 0);
    let matter = Matter::register(scene, staff, &SCALES).await?;
    matter.open().await?;
    let arrived = scene.at(1, 9, 30);
    let clips = [
        Clip {
            name: "DSJ_0003_08_0930.mp4",
            from: arrived.plus_ms(4_000),
            seconds: 56,
            is_h265: false,
            black_s: None,
        },
        Clip {
            name: "DSJ_0003_08_0931.mp4",
            from: arrived.plus_ms(90_000),
            seconds: 50,
            is_h265: true,
            black_s: Some((20, 27)),
        },
        Clip {
            name: "DSJ_0003_08_0933.mp4",
            from: arrived.plus_ms(190_000),
            seconds: 50,
            is_h265: false,
            black_s: None,
        },
    ];
    let breaks = [
        Break { from_s: 60, to_s: 90, cause: Cause::Battery, is_stated: true },
        Break { from_s: 142, to_s: 190, cause: Cause::Storage, is_stated: false },
    ];
    let visit = matter.visit(arrived, 4, &clips, &breaks, true).await?;
    let gap = terms::Span::new(arrived.plus_ms(60_000), arrived.plus_ms(90_000)).context("缺口")?;
    let explain = ActivityStep::ExplainGap {
        gap,
        cause: Cause::Battery,
        manner: Manner::Voice,
        text: text("电池耗尽，更换备用电池后恢复记录，已在恢复后开头口头说明。")?,
        voice: visit.recordings.get(1).map(|recording| (*recording, 2_000)),
    };
    let officer = Scene::by(staff.id("lihua")?);
    scene.app.step_activity(&officer, visit.activity, explain).await?;
    let span = json!({ "recording": visit.recordings.first() });
    matter.draft("WS08", Some(visit.activity), span).await?;
    Ok(())
}

/// Its source is registered; the filing form waits for the division head.
pub(super) async fn registered(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    scene.at(0, 8, 40);
    let matter = Matter::register(scene, staff, &LICENCE).await?;
    matter.record("WS01", None, json!({})).await?;
    let filing = matter.draft("WS02", None, json!({})).await?;
    for login in ["lihua", "wangqiang"] {
        let call = Scene::by(staff.id(login)?);
        let opinion = Some(text("建议立案调查。")?);
        scene.app.sign_record(&call, matter.case, filing, Slot::CaseOfficers, opinion).await?;
    }
    Ok(())
}
