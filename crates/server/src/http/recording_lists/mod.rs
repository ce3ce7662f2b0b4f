//! Recording lists (Art. 16): versions, drafts, import, guidance, comparison, trial.

pub(crate) mod compare;
pub(crate) mod draft;
pub(crate) mod file;
pub(crate) mod page;
pub(crate) mod replay;
pub(crate) mod step;
pub(crate) mod table;

use domain::org::Directory;
use domain::recording_list::{ListRow as Row, Mode, RecordingList, Remark, Standing};
use serde::{Deserialize, Serialize};
use terms::Date;
use utoipa::ToSchema;

use super::problem::Problem;
use super::wire::{self, time};
use super::words;

/// A row of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ListRow {
    pub row_id: String,
    pub act: String,
    pub item: String,
    pub stage_text: String,
    pub scene: String,
    pub devices: String,
    #[schema(value_type = words::Mode)]
    pub mode: Mode,
    pub content: String,
    /// Other points to focus on than those of Art. 17.
    pub other_focus: String,
    pub start_point: String,
    pub end_point: String,
    pub retention: String,
    /// What a table said of it under other columns.
    pub remarks: Vec<ListRemark>,
}

/// A column that is none of ours, and what it said.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListRemark {
    pub title: String,
    pub value: String,
}

pub(crate) fn list_row(row: &Row) -> ListRow {
    let remark =
        |remark: &Remark| ListRemark { title: remark.title.clone(), value: remark.value.clone() };
    ListRow {
        row_id: row.id.to_string(),
        act: row.act.clone(),
        item: row.item.clone(),
        stage_text: row.stage.clone(),
        scene: row.scene.clone(),
        devices: row.devices.clone(),
        mode: row.mode,
        content: row.content.clone(),
        other_focus: row.other_focus.clone(),
        start_point: row.start_point.clone(),
        end_point: row.end_point.clone(),
        retention: row.retention.clone(),
        remarks: row.remarks.iter().map(remark).collect(),
    }
}

/// A row as somebody wrote it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewListRow {
    /// Its id in a list this one comes from; a new row has none. A list adopted at once gives every
    /// row a new one.
    #[serde(default)]
    row_id: Option<String>,
    act: String,
    item: String,
    stage_text: String,
    scene: String,
    devices: String,
    #[schema(value_type = words::Mode)]
    mode: String,
    content: String,
    #[serde(default)]
    other_focus: String,
    start_point: String,
    end_point: String,
    retention: String,
    #[serde(default)]
    remarks: Vec<ListRemark>,
}

/// A row as it is to be kept, with its id in another list. Beside the item a cell may be empty.
pub(crate) fn new_row(row: &NewListRow) -> Result<(Option<terms::ListRowId>, Row), Problem> {
    let cell = |field: &'static str, text: &str| -> Result<String, Problem> {
        let text = wire::maybe_text::<500>(field, Some(text))?;
        Ok(text.map(|text| text.as_str().to_owned()).unwrap_or_default())
    };
    let remark = |remark: &ListRemark| -> Result<Remark, Problem> {
        Ok(Remark {
            title: wire::text::<500>("备注的列名", &remark.title)?.as_str().to_owned(),
            value: wire::text::<1000>("备注", &remark.value)?.as_str().to_owned(),
        })
    };
    let id = row.row_id.as_deref().filter(|id| !id.is_empty()).map(wire::id).transpose()?;
    let remarks: Result<_, Problem> = row.remarks.iter().map(remark).collect();
    let row = Row {
        id: terms::ListRowId::from_bits(0),
        act: cell("执法行为", &row.act)?,
        item: wire::text::<200>("事项", &row.item)?.as_str().to_owned(),
        stage: cell("执法环节", &row.stage_text)?,
        scene: cell("记录场合", &row.scene)?,
        devices: cell("记录设备", &row.devices)?,
        mode: wire::word("记录方式", &row.mode, Mode::parse)?,
        content: cell("记录内容", &row.content)?,
        other_focus: cell("其他摄录重点", &row.other_focus)?,
        start_point: cell("起点", &row.start_point)?,
        end_point: cell("止点", &row.end_point)?,
        retention: cell("保存要求", &row.retention)?,
        remarks: remarks?,
    };
    Ok((id, row))
}

/// A version in a list of versions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ListSummary {
    pub list_id: String,
    pub agency_id: String,
    pub agency_name: String,
    pub title: String,
    pub source: String,
    #[schema(value_type = words::ListStanding)]
    pub standing: Standing,
    /// Number of the version, once it was approved.
    pub version: Option<u32>,
    pub effective_from_on: Option<String>,
    /// First day of the version that takes its place.
    pub succeeded_on: Option<String>,
    pub hoped_from_on: Option<String>,
    pub drafted_by: String,
    pub drafted_at: String,
    pub rows: usize,
    pub continuous_rows: usize,
    pub open_comments: usize,
}

pub(crate) fn summary(
    list: &RecordingList,
    standing: Standing,
    succeeded_on: Option<Date>,
    directory: &Directory,
) -> ListSummary {
    let in_force = list.in_force();
    let agency = directory.agencies.get(&list.agency);
    ListSummary {
        list_id: list.id.to_string(),
        agency_id: list.agency.to_string(),
        agency_name: agency.map(|agency| agency.name.clone()).unwrap_or_default(),
        title: list.title.clone(),
        source: list.source.clone(),
        standing,
        version: in_force.map(|since| since.version),
        effective_from_on: in_force.map(|since| since.from_on.to_string()),
        succeeded_on: succeeded_on.map(|day| day.to_string()),
        hoped_from_on: list.hoped_from_on.map(|day| day.to_string()),
        drafted_by: list.drafted_by.map(|id| directory.name_of(id)).unwrap_or_default(),
        drafted_at: time(list.drafted_at),
        rows: list.rows.len(),
        continuous_rows: list.rows.iter().filter(|row| row.mode == Mode::Continuous).count(),
        open_comments: list.comments.iter().filter(|one| one.is_open()).count(),
    }
}
