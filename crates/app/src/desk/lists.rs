//! Drafts of recording lists that wait for somebody (Art. 16).

use domain::authority::{Action, may_ever};
use domain::recording_list::{RecordingList, Status};

use super::{DeskItem, DeskSection, Tone};
use crate::App;
use crate::error::Result;
use crate::load::Acting;

impl App {
    /// Drafts laid before the own agency on which it has not said a word, and own ones that wait
    /// for an answer or for the head. Nothing, where there is none: most days nobody drafts a list.
    pub(super) async fn lists_waiting(&self, acting: &Acting) -> Result<Option<DeskSection>> {
        let may = |action| may_ever(&acting.officer, action, acting.now.date());
        let agency = acting.officer.agency;
        let seen = self.recording_lists(acting.officer.id).await?;
        let name = |list: &RecordingList| {
            let agency = acting.directory.agencies.get(&list.agency);
            agency.map(|agency| agency.name.clone()).unwrap_or_default()
        };
        let is_submitted = |list: &&RecordingList| matches!(list.status, Status::Submitted { .. });
        let mut items = Vec::new();
        if may(Action::ListComment) {
            let is_silent =
                |list: &&RecordingList| !list.comments.iter().any(|one| one.agency == agency);
            let waiting = seen.below.iter().filter(is_submitted).filter(is_silent);
            items.extend(waiting.map(|list| item(list, format!("{}报来，待提出意见", name(list)))));
        }
        for list in seen.own.iter().filter(is_submitted) {
            let open = list.comments.iter().filter(|one| one.is_open()).count();
            if open > 0 && may(Action::ListDraft) {
                items.push(item(list, format!("上级的{open}条意见待处理")));
            } else if open == 0 && may(Action::ListAdopt) {
                items.push(item(list, "已报上级指导，待批准施行".to_owned()));
            }
        }
        Ok((!items.is_empty()).then_some(DeskSection {
            key: "lists",
            title: "音像记录事项清单草案",
            empty: "没有等待办理的清单草案。",
            items,
            more: Some("/recording-list"),
        }))
    }
}

fn item(list: &RecordingList, detail: String) -> DeskItem {
    DeskItem {
        key: list.id.to_string(),
        title: list.title.clone(),
        detail,
        href: format!("/recording-list/{}", list.id),
        due_at: None,
        internal_at: None,
        tone: Tone::None,
        article: Some("本办法第16条第2款".to_owned()),
        icon: "approval",
    }
}
