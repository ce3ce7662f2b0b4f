//! Devices that somebody has to see to (Art. 20).

use domain::authority::Action;
use domain::device::Status;
use domain::org::Officer;
use store::{DeviceFilter, DeviceRow};
use terms::Timestamp;

use super::{DeskItem, DeskSection, Tone, page};
use crate::App;
use crate::error::{Result, fault};

/// Most devices of one desk.
const MOST: u32 = 30;

impl App {
    /// For whoever keeps them: those with an open fault or missing files, and those that were out
    /// over night.
    pub(super) async fn devices_to_see_to(
        &self,
        officer: &Officer,
        now: Timestamp,
    ) -> Result<DeskSection> {
        let (acting, scope) = self.reader(officer.id, Action::DeviceRead).await?;
        let open = DeviceFilter { is_open: true, ..DeviceFilter::of(scope.clone()) };
        let out = vec![Status::Out.as_str().to_owned()];
        let out = DeviceFilter { statuses: out, ..DeviceFilter::of(scope) };
        let mut rows = Vec::new();
        for filter in [open, out] {
            let found = self.store.devices(&filter, &page(MOST)).await;
            rows.extend(found.map_err(fault("listing devices"))?.rows);
        }
        let today = now.date().start();
        let overnight = |row: &DeviceRow| row.holder_id.is_some() && row.held_since < today;
        rows.retain(|row| row.gone_at.is_none());
        rows.retain(|row| row.open_faults > 0 || row.open_gaps > 0 || overnight(row));
        let mut seen = std::collections::BTreeSet::new();
        rows.retain(|row| seen.insert(row.device_id));
        let items = rows.into_iter().map(|row| {
            let mut what = Vec::new();
            if row.open_faults > 0 {
                what.push(format!("{}件报修没有办结", row.open_faults));
            }
            if row.open_gaps > 0 {
                what.push(format!("{}处文件缺号没有说明", row.open_gaps));
            }
            if let Some(holder) = row.holder_id.filter(|_| overnight(&row)) {
                let since = row.held_since.to_chinese_minute();
                what.push(format!("{}{since}领用，没有归还", acting.directory.name_of(holder)));
            }
            item(&row, what.join("；"), Tone::Soon)
        });
        Ok(DeskSection {
            key: "devices",
            title: "待处理的设备",
            empty: "没有待修、缺号或者隔夜未还的设备。",
            items: items.collect(),
            more: Some("/devices"),
        })
    }

    /// What an officer has and is to give back; nothing, if there is nothing.
    pub(super) async fn own_devices(&self, officer: &Officer) -> Result<Option<DeskSection>> {
        let (_, scope) = self.reader(officer.id, Action::DeviceRead).await?;
        let filter = DeviceFilter { holder: Some(officer.id), ..DeviceFilter::of(scope) };
        let page = self.store.devices(&filter, &page(MOST)).await;
        let rows = page.map_err(fault("listing devices"))?.rows;
        let there = rows.into_iter().filter(|row| row.gone_at.is_none());
        let items: Vec<DeskItem> = there
            .map(|row| {
                let since = row.held_since.to_chinese_minute();
                item(&row, format!("{since}领用，当日入库、归还"), Tone::None)
            })
            .collect();
        Ok((!items.is_empty()).then_some(DeskSection {
            key: "own_devices",
            title: "我领用的设备",
            empty: "您没有领用设备。",
            items,
            more: Some("/devices"),
        }))
    }
}

fn item(row: &DeviceRow, detail: String, tone: Tone) -> DeskItem {
    let kind = domain::device::DeviceKind::parse(&row.kind).map_or("", |kind| kind.zh());
    DeskItem {
        key: row.device_id.to_string(),
        title: format!("{kind} {}", row.asset_no),
        detail,
        href: format!("/devices/{}", row.device_id),
        due_at: None,
        internal_at: None,
        tone,
        article: Some("本办法第20条第1款".to_owned()),
        icon: "device",
    }
}
