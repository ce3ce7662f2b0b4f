//! Attacks on the journal, by whoever rules the database.

use anyhow::{Context as _, bail};
use app::Intruder;

use super::super::sample::Victim;
use super::super::target::{About, Done};
use crate::sample::small::PARTY;

const DEPOSITED: &str = "recording.deposited";
const VIEWED: &str = "recording.viewed";
const REGISTERED: &str = "case.registered";
/// Who the party is made to be.
const OTHER_PARTY: &str = "清河县平安面馆";
const TWO_DAYS_MS: i64 = 2 * 24 * 3_600_000;

/// Replaces a text that must be there.
fn replaced(text: &str, old: &str, new: &str) -> anyhow::Result<String> {
    if !text.contains(old) {
        bail!("样例中没有要改的内容");
    }
    Ok(text.replace(old, new))
}

async fn done(intruder: Intruder, what: String, hit: Vec<u64>) -> anyhow::Result<Done> {
    intruder.leave().await;
    Ok(Done { what, hit: hit.into_iter().map(About::Fact).collect() })
}

pub(super) async fn shift_time(on: &Victim) -> anyhow::Result<Done> {
    let intruder = on.scratch().break_in().await?;
    let fact = intruder.last_of_kind(DEPOSITED).await?;
    let early = fact.at.plus_ms(-TWO_DAYS_MS);
    let at = |ms: i64| format!("\"at\":{ms}");
    let leaf = replaced(&fact.leaf, &at(fact.at.ms()), &at(early.ms()))?;
    intruder.set_leaf(fact.n, early, &leaf).await?;
    let what = format!("第{}条（入库）的时间改早两天，列、叶和叶哈希一并改好", fact.n);
    done(intruder, what, vec![fact.n]).await
}

pub(super) async fn delete_row(on: &Victim) -> anyhow::Result<Done> {
    let intruder = on.scratch().break_in().await?;
    let fact = intruder.last_of_kind(VIEWED).await?;
    intruder.remove_fact(fact.n).await?;
    let what = format!("第{}条（查看录像）连同正文从日志表删去", fact.n);
    done(intruder, what, vec![fact.n]).await
}

pub(super) async fn reorder(on: &Victim) -> anyhow::Result<Done> {
    let intruder = on.scratch().break_in().await?;
    let fact = intruder.last_of_kind(VIEWED).await?;
    let before = fact.n.checked_sub(1).context("没有前一条")?;
    intruder.swap_facts(before, fact.n).await?;
    let what = format!("第{before}条与第{}条互换序号", fact.n);
    done(intruder, what, vec![before, fact.n]).await
}

pub(super) async fn change_body(on: &Victim) -> anyhow::Result<Done> {
    let intruder = on.scratch().break_in().await?;
    let fact = intruder.last_of_kind(REGISTERED).await?;
    let text = replaced(&intruder.body(fact.n).await?, PARTY, OTHER_PARTY)?;
    intruder.set_body(fact.n, &text).await?;
    let what = format!("第{}条（案件登记）正文中的当事人改成“{OTHER_PARTY}”", fact.n);
    done(intruder, what, vec![fact.n]).await
}

/// The log agrees with itself again, at every place a check of the database alone can look.
pub(super) async fn rewrite(on: &Victim) -> anyhow::Result<Done> {
    let intruder = on.scratch().break_in().await?;
    let fact = intruder.last_of_kind(VIEWED).await?;
    let viewer = on.known.viewer.to_string();
    let leaf = replaced(&fact.leaf, &viewer, &on.known.outsider.to_string())?;
    intruder.set_leaf(fact.n, fact.at, &leaf).await?;
    intruder.rebuild_tree().await?;
    intruder.leave().await;
    let what =
        format!("第{}条（查看录像）改记到别人名下；两棵树、日志头全部重算，旧签名删去", fact.n);
    Ok(Done::one(what, About::Log))
}
