//! Attacks on what screens read, by whoever rules the database.

use app::{App, Call, Context, ForgedGrant};
use terms::AccessRequestId;

use super::super::sample::Victim;
use super::super::target::{About, Done};

const OTHER_NAME: &str = "清河县平安面馆";
const DAY_MS: i64 = 24 * 3_600_000;
const LATER_DAYS: i64 = 30;

fn row(table: &str, key: &str) -> About {
    About::Row(table.to_owned(), key.to_owned())
}

pub(super) async fn rename(on: &Victim) -> anyhow::Result<Done> {
    let case = on.known.running.to_string();
    let intruder = on.scratch().break_in().await?;
    intruder.rename_party(&case, OTHER_NAME).await?;
    intruder.leave().await;
    let what = format!("案件列表中当事人改成“{OTHER_NAME}”，事实不动");
    Ok(Done::one(what, row("case_row", &case)))
}

pub(super) async fn move_due(on: &Victim) -> anyhow::Result<Done> {
    let intruder = on.scratch().break_in().await?;
    let (key, title, due) = intruder.duty_of(&on.known.running.to_string()).await?;
    intruder.move_due(&key, due.plus_ms(LATER_DAYS * DAY_MS)).await?;
    intruder.leave().await;
    let what = format!("“{title}”的期限推后{LATER_DAYS}天，事实不动");
    Ok(Done::one(what, row("duty_row", &key)))
}

/// Writes the grant, and then tries to look with it.
pub(super) async fn forge_grant(on: &Victim) -> anyhow::Result<Done> {
    let (known, context) = (&on.known, Context::system());
    let [clip, _] = &known.clips;
    let request = AccessRequestId::from_bits(context.id()).to_string();
    let grant = ForgedGrant {
        request: request.clone(),
        agency: known.agency.to_string(),
        case: known.archived.to_string(),
        for_whom: known.outsider.to_string(),
        head: known.head.to_string(),
        reason: "办案需要".to_owned(),
        at: context.now().plus_ms(-DAY_MS),
        until: context.now().plus_ms(LATER_DAYS * DAY_MS),
    };
    let intruder = on.scratch().break_in().await?;
    intruder.forge_grant(&grant).await?;
    intruder.leave().await;
    let app = App::open(&on.config(), context).await?;
    let looked = app.view_recording(&Call::by(known.outsider), clip.id, true).await;
    app.close().await;
    let then = if looked.is_ok() { "看到了" } else { "没有看到" };
    let what = format!("授权列表里写入一条已批准的调阅，随即凭它去看录像：{then}");
    let look = About::Look(clip.id.to_string());
    Ok(Done { what, hit: vec![row("access_row", &request), look] })
}
