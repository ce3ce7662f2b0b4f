//! What an administrator hears of guessing.

use domain::authority::{Action, Place, authorize};
use domain::{Event, org};
use terms::{OfficerId, Timestamp};

use crate::App;
use crate::desk::{DeskItem, DeskSection, Tone};
use crate::error::{Result, fault};
use crate::load::{Acting, recorded};

/// An alarm stays on the desk this long; the fact stays for ever.
const SHOWN_MS: i64 = 7 * 86_400_000;
/// So many are looked through: guessing at one person is told at most every other quarter of an
/// hour, but a large tree has many people.
const MAX_FACTS: u32 = 500;
/// So many are shown, the last first.
const MAX_SHOWN: usize = 20;

impl App {
    /// Guessing at people whom the person administers.
    pub(crate) async fn alarms_for(&self, acting: &Acting) -> Result<DeskSection> {
        let since = acting.now.plus_ms(-SHOWN_MS);
        let facts = self.store.last_facts("org.guessing_stopped", since, MAX_FACTS).await;
        let mut items = Vec::new();
        for fact in facts.map_err(fault("reading alarms"))? {
            let known = recorded(&fact)?.map(|recorded| (recorded.at, recorded.event));
            if let Some((at, Event::Org(event))) = known {
                items.extend(item(acting, fact.n, at, &event));
            }
        }
        items.truncate(MAX_SHOWN);
        Ok(DeskSection {
            key: "alarms",
            title: "登录异常",
            empty: "七天内没有人连续猜测密码。",
            items,
            more: None,
        })
    }
}

fn item(acting: &Acting, n: u64, at: Timestamp, event: &org::Event) -> Option<DeskItem> {
    let org::Event::GuessingStopped { officer, failures, known_browser, address } = event else {
        return None;
    };
    let href = page_of(acting, *officer)?;
    let from = if *known_browser { "本人曾登录过的浏览器" } else { "陌生的浏览器" };
    Some(DeskItem {
        key: n.to_string(),
        title: format!("有人连续猜测{}的密码", acting.directory.name_of(*officer)),
        detail: format!(
            "{}，从{from}连续失败{failures}次，应答已放慢；最后一次来自{}。请当面向本人核实，必要时停用账号。",
            at.to_chinese_minute(),
            address.reveal()
        ),
        href,
        due_at: None,
        internal_at: None,
        tone: Tone::Soon,
        article: None,
        icon: "alarm",
    })
}

/// Where the person is administered; nowhere, if not by whoever is asking.
fn page_of(acting: &Acting, officer: OfficerId) -> Option<String> {
    let officer = acting.directory.officer(officer)?;
    let place = Place { agency: Some(officer.agency), division: None, officers: &[] };
    let (by, directory, today) = (&acting.officer, &acting.directory, acting.now.date());
    authorize(by, directory, Action::OrgWrite, place, today).ok()?;
    Some(format!("/people?agency={}", officer.agency))
}
