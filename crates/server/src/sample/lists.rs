//! The recording lists: that of the agency above, that of the bureau, and the bureau's next version,
//! which waits for its head with a comment from above in the margin.

use app::{DraftRows, NewList};
use domain::authority::Action;
use domain::recording_list::{Command, ListRow, Mode};
use terms::{ListRowId, RecordingListId};

use super::county::{made, text};
use super::people::Staff;
use super::scene::Scene;

const FULL: Mode = Mode::Continuous;

/// Item, scene, mode, content, start, end.
type Words = (&'static str, &'static str, Mode, &'static str, &'static str, &'static str);

/// What the agency above wants recorded, and how (Art. 16 para. 2).
const ABOVE: &[Words] = &[
    ("现场检查", "检查现场", FULL, "亮证、告知、检查过程、当事人签名", "到达现场", "离开现场"),
    ("查封、扣押", "查封扣押现场", FULL, "出示决定、清点物品、粘贴封条", "到达现场", "离开现场"),
    ("抽样取证", "抽样现场", FULL, "抽样过程、封样、签名", "抽样开始", "封样完成"),
    ("留置送达", "送达现场", FULL, "送达过程、拒收情况、留置位置", "到达现场", "离开现场"),
    ("听证", "听证室", Mode::Situational, "听证过程、核对笔录", "听证开始", "签名完成"),
];

/// The bureau's own.
const OWN: &[Words] = &[
    (
        "现场检查",
        "检查现场",
        FULL,
        "亮证、告知、检查过程、涉案物品、当事人签名",
        "到达现场",
        "离开现场",
    ),
    (
        "查封、扣押",
        "查封扣押现场",
        FULL,
        "出示决定、清点物品、粘贴封条、当事人意见",
        "到达现场",
        "离开现场",
    ),
    ("先行登记保存", "登记保存现场", FULL, "清点、登记、封存、当事人签名", "到达现场", "离开现场"),
    ("抽样取证", "抽样现场", FULL, "抽样过程、封样、签名", "抽样开始", "封样完成"),
    (
        "询问当事人",
        "询问室",
        Mode::Situational,
        "告知权利、询问过程、核对签名",
        "询问开始",
        "签名完成",
    ),
    ("留置送达", "送达现场", FULL, "送达过程、拒收情况、留置位置", "到达现场", "离开现场"),
    ("张贴公告", "公告地点", Mode::Optional, "公告内容、张贴位置", "张贴开始", "张贴完成"),
];

/// Puts the two lists in force and lays the next version before the agency above.
pub(super) async fn all(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    let app = &scene.app;
    scene.at(405, 10, 0);
    let above = Scene::by(staff.id("fangyuan")?);
    let from_on = scene.today.plus_days(-405);
    app.adopt_list(&above, from_on, rows(ABOVE), "全县音像记录事项指导清单（样例）".to_owned())
        .await?;
    scene.at(400, 10, 0);
    let head = Scene::by(staff.id("zhouwei")?);
    let from_on = scene.today.plus_days(-400);
    app.adopt_list(&head, from_on, rows(OWN), "本局2024年音像记录事项清单（样例）".to_owned())
        .await?;
    next_version(scene, staff).await
}

/// Service by leaving is weakened and questioning is recorded continuously; the agency above asks.
async fn next_version(scene: &Scene, staff: &Staff) -> anyhow::Result<()> {
    let app = &scene.app;
    scene.at(12, 14, 0);
    let reviewer = Scene::by(staff.id("liufang")?);
    let known = app.recording_list(staff.agency, scene.today).await?;
    let mut drafted: Vec<ListRow> = known.iter().flat_map(|list| list.rows.clone()).collect();
    for row in &mut drafted {
        match row.item.as_str() {
            "留置送达" => row.mode = Mode::Situational,
            "询问当事人" => row.mode = FULL,
            _ => {}
        }
    }
    let weakened = drafted.iter().find(|row| row.item == "留置送达").map(|row| row.id);
    let given = drafted.into_iter().map(|row| (Some(row.id), row)).collect();
    let new = NewList {
        title: text("2025年音像记录事项清单（修订稿）")?,
        source: text("以现行版为底稿修订（样例）")?,
        hoped_from_on: Some(scene.today.plus_days(20)),
        from_list: known.map(|list| list.id),
        rows: DraftRows::Given(given),
    };
    let list: RecordingListId = made(app.draft_list(&reviewer, new).await?.id)?;
    scene.at(11, 9, 30);
    app.decide_list(&reviewer, list, Action::ListDraft, Command::Submit).await?;
    scene.at(9, 15, 20);
    let supervisor = Scene::by(staff.id("hejian")?);
    let words = text("留置送达容易引发争议，请说明为何不再全程记录。")?;
    let comment = Command::Comment { row: weakened, text: words, is_consent: false };
    app.decide_list(&supervisor, list, Action::ListComment, comment).await?;
    Ok(())
}

fn rows(words: &[Words]) -> Vec<ListRow> {
    let row = |(item, scene, mode, content, start, end): &Words| ListRow {
        id: ListRowId::from_bits(0),
        act: "行政处罚".to_owned(),
        item: (*item).to_owned(),
        stage: "调查取证".to_owned(),
        scene: (*scene).to_owned(),
        devices: "执法记录仪".to_owned(),
        mode: *mode,
        content: (*content).to_owned(),
        other_focus: String::new(),
        start_point: (*start).to_owned(),
        end_point: (*end).to_owned(),
        retention: "与案卷保管期限相同".to_owned(),
        remarks: Vec::new(),
    };
    words.iter().map(row).collect()
}
