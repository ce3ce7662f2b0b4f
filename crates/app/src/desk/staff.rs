//! What an administrator has to see to.

use domain::org::Officer;
use terms::Date;

use super::{DeskItem, DeskSection, Tone};
use crate::App;
use crate::load::Acting;

/// A credential that ends within this many days is on the desk.
const AHEAD_DAYS: i64 = 30;

impl App {
    /// People below whose credential has ended or soon will: without one they may not enforce.
    pub(super) fn expiring_credentials(&self, acting: &Acting) -> DeskSection {
        let today = acting.now.date();
        let soon = acting.now.plus_ms(AHEAD_DAYS * 86_400_000).date();
        let is_below = |officer: &&Officer| {
            acting.directory.is_above(acting.officer.agency, officer.agency) && officer.is_enabled
        };
        let mut ending: Vec<(Date, &Officer)> = acting
            .directory
            .officers
            .values()
            .filter(is_below)
            .filter_map(|officer| Some((officer.credentials.last()?.until_on, officer)))
            .filter(|(until, _)| *until <= soon)
            .collect();
        ending.sort_by_key(|(until, officer)| (*until, officer.id));
        let item = |(until, officer): (Date, &Officer)| {
            let agency = acting.directory.agencies.get(&officer.agency);
            let has_ended = until < today;
            DeskItem {
                key: officer.id.to_string(),
                title: officer.name.reveal().clone(),
                detail: format!(
                    "{}，执法证{}{}",
                    agency.map_or("", |agency| agency.name.as_str()),
                    if has_ended { "已于" } else { "有效至" },
                    if has_ended {
                        format!("{}到期", until.to_chinese())
                    } else {
                        until.to_chinese()
                    },
                ),
                href: format!("/people?agency={}", officer.agency),
                due_at: None,
                internal_at: None,
                tone: if has_ended { Tone::Late } else { Tone::Soon },
                article: Some("本办法第10条第(一)项".to_owned()),
                icon: "approval",
            }
        };
        DeskSection {
            key: "credentials",
            title: "到期的执法证",
            empty: "三十天内没有执法证到期。",
            items: ending.into_iter().map(item).collect(),
            more: Some("/people"),
        }
    }
}
