use std::collections::BTreeSet;

use terms::{ListRowId, OfficerId, RecordingListId, Timestamp};

use super::*;
use crate::given::{
    AGENCY, FOREIGN, HEAD, OTHER_AGENCY, REVIEWER, clock, day, directory, fact, text,
};
use crate::org::Directory;
use crate::{Outcome, Refusal};

const LIST: RecordingListId = RecordingListId::from_bits(1);
const NEXT: RecordingListId = RecordingListId::from_bits(2);
const ABOVE: RecordingListId = RecordingListId::from_bits(9);

const fn id(number: u128) -> ListRowId {
    ListRowId::from_bits(number)
}

fn row(number: u128, item: &str, mode: Mode) -> ListRow {
    let words = String::from;
    ListRow {
        id: id(number),
        act: words("行政处罚"),
        item: words(item),
        stage: words("调查取证"),
        scene: words("现场"),
        devices: words("执法记录仪"),
        mode,
        content: words("全过程"),
        start_point: words("到达现场"),
        end_point: words("离开现场"),
        other_focus: String::new(),
        retention: words("长期"),
        remarks: Vec::new(),
    }
}

/// What the county above records: inspection and seizure continuously, service as it comes.
fn wanted() -> Vec<ListRow> {
    let full = Mode::Continuous;
    vec![row(91, "现场检查", full), row(92, "查封扣押", full), row(93, "送达", Mode::Situational)]
}

/// People of an agency that may have another above it, and the versions there are.
struct Desk {
    directory: Directory,
    lists: Vec<RecordingList>,
    now: Timestamp,
}

impl Desk {
    fn below() -> Self {
        let mut desk = Self::alone();
        if let Some(agency) = desk.directory.agencies.get_mut(&AGENCY) {
            agency.superior = Some(OTHER_AGENCY);
        }
        let adopted =
            adopt(ABOVE, 1, day("2024-01-01"), &wanted(), "上级清单", desk.person(FOREIGN));
        desk.tell(ABOVE, FOREIGN, adopted.unwrap());
        desk
    }

    fn alone() -> Self {
        Self { directory: directory(), lists: Vec::new(), now: clock("12:00") }
    }

    fn person(&self, who: OfficerId) -> &crate::org::Officer {
        self.directory.officer(who).unwrap()
    }

    fn list(&self, list: RecordingListId) -> &RecordingList {
        self.lists.iter().find(|known| known.id == list).unwrap()
    }

    fn when(
        &self,
        who: OfficerId,
        list: RecordingListId,
        command: Command,
    ) -> Result<Outcome<Event>, Refusal> {
        let versions: Vec<_> = self.lists.iter().filter(|one| one.agency == AGENCY).collect();
        let around = Around {
            by: self.person(who),
            directory: &self.directory,
            versions: &versions,
            base: None,
            superior: in_force(&self.lists, OTHER_AGENCY, self.now.date()),
            now: self.now,
        };
        decide(self.lists.iter().find(|known| known.id == list), command, &around)
    }

    fn tell(&mut self, list: RecordingListId, who: OfficerId, outcome: Outcome<Event>) {
        for event in outcome.into_events() {
            let fact = fact(self.now, who, event);
            match self.lists.iter().position(|known| known.id == list) {
                None => self.lists.extend(RecordingList::begin(&fact)),
                Some(at) => {
                    let known = self.lists.remove(at);
                    self.lists.insert(at, known.evolve(&fact));
                }
            }
        }
    }

    fn given(mut self, who: OfficerId, list: RecordingListId, command: Command) -> Self {
        let outcome = self.when(who, list, command).unwrap();
        self.tell(list, who, outcome);
        self
    }

    /// Drafted with these rows and laid before the agency above.
    fn submitted(rows: Vec<ListRow>) -> Self {
        Self::below().given(REVIEWER, LIST, draft(LIST, rows)).given(
            REVIEWER,
            LIST,
            Command::Submit,
        )
    }
}

fn ids(rows: &[ListRow]) -> BTreeSet<ListRowId> {
    rows.iter().map(|row| row.id).collect()
}

fn draft(list: RecordingListId, rows: Vec<ListRow>) -> Command {
    let new_ids = ids(&rows);
    let (title, source) = (text("2025年清单"), text("本局起草"));
    Command::Draft { list, title, source, hoped_from_on: None, rows, new_ids }
}

fn change(rows: &[ListRow]) -> Command {
    Command::ChangeRows { rows: rows.to_vec(), new_ids: ids(rows), seen: None }
}

fn comment(row: Option<u128>, words: &str, is_consent: bool) -> Command {
    Command::Comment { row: row.map(id), text: text(words), is_consent }
}

fn approve(from_on: &str) -> Command {
    Command::Approve { effective_from_on: day(from_on), opinion: None, explained: Vec::new() }
}

fn own_rows() -> Vec<ListRow> {
    let full = Mode::Continuous;
    vec![row(1, "现场检查", full), row(2, "查封扣押", full), row(3, "抽样取证", Mode::Optional)]
}

fn code<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> &'static str {
    refused.unwrap_err().code()
}

/// Art. 16 para. 1: a version is in force from its day on, and the one before ends by itself.
#[test]
fn a_version_is_in_force_from_its_first_day_and_ends_the_one_before() {
    let desk = Desk::submitted(own_rows()).given(HEAD, LIST, approve("2025-03-10"));
    let desk = desk.given(REVIEWER, NEXT, draft(NEXT, own_rows()));
    let desk = desk.given(REVIEWER, NEXT, Command::Submit).given(HEAD, NEXT, approve("2025-04-01"));
    let valid = |on| in_force(&desk.lists, AGENCY, day(on)).map(|list| list.id);
    assert_eq!(valid("2025-03-09"), None);
    assert_eq!(valid("2025-03-10"), Some(LIST));
    assert_eq!(valid("2025-03-31"), Some(LIST));
    assert_eq!(valid("2025-04-01"), Some(NEXT));
    assert_eq!(desk.list(NEXT).in_force().unwrap().version, 2);
    assert_eq!(succeeded_on(&desk.lists, desk.list(LIST)), Some(day("2025-04-01")));
    assert_eq!(succeeded_on(&desk.lists, desk.list(NEXT)), None);
    let standing = |list, on| desk.list(list).standing(&desk.lists, day(on));
    assert_eq!(standing(LIST, "2025-03-09"), Standing::ToCome);
    assert_eq!(standing(LIST, "2025-03-31"), Standing::InForce);
    assert_eq!(standing(LIST, "2025-04-01"), Standing::Ended);
    assert_eq!(standing(NEXT, "2025-04-01"), Standing::InForce);
    assert_eq!(desk.list(LIST).in_force().unwrap().by, Some(HEAD));
}

/// Art. 16 para. 2: guidance comes first where there is an agency above; else there is none.
#[test]
fn guidance_comes_before_approval_where_there_is_somebody_to_give_it() {
    let desk = Desk::below().given(REVIEWER, LIST, draft(LIST, own_rows()));
    assert_eq!(desk.when(HEAD, LIST, approve("2025-03-10")), Err(Refusal::ListNotGuided));
    let alone = Desk::alone().given(REVIEWER, LIST, draft(LIST, own_rows()));
    assert_eq!(alone.when(REVIEWER, LIST, Command::Submit), Err(Refusal::ListHasNoSuperior));
    assert!(alone.when(HEAD, LIST, approve("2025-03-10")).is_ok());
}

/// Art. 16 para. 2.
#[test]
fn comments_come_from_above_on_what_was_laid_before_it() {
    let desk = Desk::below().given(REVIEWER, LIST, draft(LIST, own_rows()));
    let words = comment(Some(1), "请写明起点", false);
    assert_eq!(desk.when(FOREIGN, LIST, words.clone()), Err(Refusal::NotFound), "still a draft");
    let desk = desk.given(REVIEWER, LIST, Command::Submit);
    assert_eq!(desk.when(HEAD, LIST, words.clone()), Err(Refusal::NotSuperiorAgency));
    assert_eq!(
        desk.when(FOREIGN, LIST, comment(Some(77), "哪一行", false)),
        Err(Refusal::ListRowGone)
    );
    assert!(desk.when(FOREIGN, LIST, comment(Some(92), "上级清单的行", false)).is_ok());
    let desk =
        desk.given(FOREIGN, LIST, words.clone()).given(FOREIGN, LIST, comment(None, "总体", false));
    let numbers: Vec<_> = desk.list(LIST).comments.iter().map(|one| (one.no, one.row)).collect();
    assert_eq!(numbers, [(1, Some(id(1))), (2, None)]);
    assert_eq!(desk.when(FOREIGN, LIST, comment(None, "总体", false)), Ok(Outcome::AlreadyDone));
    assert_eq!(desk.when(FOREIGN, LIST, Command::Submit), Err(Refusal::NotFound), "not theirs");
}

/// Art. 16 para. 2: a comment is answered, or its row is changed, before the head approves.
#[test]
fn every_comment_is_dealt_with_before_approval() {
    let desk = Desk::submitted(own_rows())
        .given(FOREIGN, LIST, comment(Some(3), "建议改为应当", false))
        .given(FOREIGN, LIST, comment(None, "补充听证", false));
    let open = |numbers: &str| Err(Refusal::ListCommentsOpen { numbers: numbers.to_owned() });
    assert_eq!(desk.when(HEAD, LIST, approve("2025-03-10")), open("1、2"));
    let mut rows = own_rows();
    rows[2].mode = Mode::Situational;
    let desk = desk.given(REVIEWER, LIST, change(&rows));
    assert_eq!(desk.when(HEAD, LIST, approve("2025-03-10")), open("2"));
    let answer = |words: &str| Command::Answer { comment: 2, text: text(words) };
    let desk = desk.given(REVIEWER, LIST, answer("本局不办理听证"));
    assert!(desk.when(HEAD, LIST, approve("2025-03-10")).is_ok());
    assert_eq!(desk.when(REVIEWER, LIST, answer("本局不办理听证")), Ok(Outcome::AlreadyDone));
    assert_eq!(
        code(desk.when(REVIEWER, LIST, answer("另一答复"))),
        "recording_list.comment_answered"
    );
    let unknown = Command::Answer { comment: 7, text: text("无") };
    assert_eq!(desk.when(REVIEWER, LIST, unknown), Err(Refusal::NotFound));
}

/// Art. 16 para. 2: what the superior agency records continuously is not weakened in silence.
#[test]
fn less_than_the_superior_agency_demands_is_agreed_to_or_explained() {
    let weak = vec![row(1, "现场检查", Mode::Optional), row(3, "抽样取证", Mode::Optional)];
    let desk = Desk::submitted(weak);
    let refused = desk.when(HEAD, LIST, approve("2025-03-10"));
    let rows = "现场检查（现场）、查封扣押（现场）".to_owned();
    assert_eq!(refused, Err(Refusal::ListAlarmsOpen { rows }));
    assert_eq!(Refusal::ListAlarmsOpen { rows: String::new() }.clause(), Some("16.2"));

    // A remark is no consent; a consent is, on the own row or on the superior's.
    let desk = desk.given(FOREIGN, LIST, comment(Some(1), "请说明", false));
    let desk = desk.given(REVIEWER, LIST, Command::Answer { comment: 1, text: text("设备不足") });
    assert_eq!(unanswered(desk.list(LIST), Some(desk.list(ABOVE))).len(), 2);
    let desk = desk.given(FOREIGN, LIST, comment(Some(1), "同意", true));
    let left = unanswered(desk.list(LIST), Some(desk.list(ABOVE)));
    assert_eq!(left.iter().map(|alarm| alarm.wanted.id).collect::<Vec<_>>(), [id(92)]);

    let explained = |row: u128| Command::Approve {
        effective_from_on: day("2025-03-10"),
        opinion: Some(text("同意施行")),
        explained: vec![(id(row), text("本局没有查封扣押权限"))],
    };
    assert_eq!(code(desk.when(HEAD, LIST, explained(91))), "recording_list.alarms_open");
    let desk = desk.given(HEAD, LIST, explained(92));
    let Status::Approved { explained, opinion, .. } = &desk.list(LIST).status else {
        panic!("approved")
    };
    let told: Vec<_> = explained.iter().map(|one| (one.row, one.item.as_str())).collect();
    assert_eq!(told, [(id(92), "查封扣押（现场）")]);
    assert_eq!(opinion.as_deref(), Some("同意施行"));
}

#[test]
fn a_first_day_is_not_before_today_nor_before_the_version_it_follows() {
    let desk = Desk::submitted(own_rows());
    let early = |day: &str| Err(Refusal::ListFromTooEarly { earliest: day.to_owned() });
    assert_eq!(desk.when(HEAD, LIST, approve("2025-03-06")), early("2025-03-07"));
    let desk = desk.given(HEAD, LIST, approve("2025-05-01"));
    assert_eq!(desk.when(HEAD, LIST, approve("2025-05-01")), Ok(Outcome::AlreadyDone));
    assert_eq!(code(desk.when(HEAD, LIST, approve("2025-06-01"))), "recording_list.settled");
    let desk =
        desk.given(REVIEWER, NEXT, draft(NEXT, own_rows())).given(REVIEWER, NEXT, Command::Submit);
    assert_eq!(desk.when(HEAD, NEXT, approve("2025-04-30")), early("2025-05-01"));
    let desk = desk.given(HEAD, NEXT, approve("2025-05-01"));
    let valid = in_force(&desk.lists, AGENCY, day("2025-05-01")).map(|list| list.id);
    assert_eq!(valid, Some(NEXT), "of two that begin the same day the later version holds");
}

#[test]
fn what_was_approved_or_given_up_stays_as_it_is() {
    let withdraw = |words: &str| Command::Withdraw { reason: text(words) };
    let given_up = Desk::submitted(own_rows()).given(REVIEWER, LIST, withdraw("合并到下一版"));
    assert_eq!(given_up.when(REVIEWER, LIST, withdraw("合并到下一版")), Ok(Outcome::AlreadyDone));
    assert_eq!(given_up.list(LIST).status.zh(), "已撤回");
    assert!(!given_up.list(LIST).is_shown_outside(), "nobody outside had said anything");
    let approved = Desk::submitted(own_rows()).given(HEAD, LIST, approve("2025-03-10"));
    for desk in [given_up, approved] {
        let other = [row(5, "听证", Mode::Situational)];
        for (who, command) in [
            (REVIEWER, change(&other)),
            (REVIEWER, Command::Submit),
            (REVIEWER, withdraw("不要了")),
            (FOREIGN, comment(None, "迟到的意见", false)),
            (HEAD, approve("2025-09-01")),
        ] {
            assert_eq!(code(desk.when(who, LIST, command)), "recording_list.settled");
        }
    }
}

#[test]
fn only_what_changed_is_written_down() {
    let desk = Desk::submitted(own_rows());
    assert_eq!(desk.when(REVIEWER, LIST, change(&own_rows())), Ok(Outcome::AlreadyDone));
    let mut rows = own_rows();
    rows.remove(1);
    rows[0].content = "检查全过程".to_owned();
    rows.push(row(4, "听证", Mode::Situational));
    let put = vec![rows[0].clone(), rows[2].clone()];
    let event = Event::RowsChanged { list: LIST, put, removed: vec![id(2)] };
    assert_eq!(desk.when(REVIEWER, LIST, change(&rows)), Ok(Outcome::one(event)));
    let desk = desk.given(REVIEWER, LIST, change(&rows));
    assert_eq!(desk.list(LIST).rows, rows);
    assert_eq!(code(desk.when(REVIEWER, LIST, change(&[]))), "recording_list.invalid");
}

/// Two people change rows at once: the later one is told, and loses nobody's rows unseen.
#[test]
fn whoever_read_rows_before_they_were_changed_is_told() {
    let mut rows = own_rows();
    rows.push(row(4, "听证", Mode::Situational));
    let desk = Desk::submitted(own_rows()).given(REVIEWER, LIST, change(&rows));
    let late = |seen| {
        let (rows, new_ids) = (own_rows(), BTreeSet::new());
        desk.when(HEAD, LIST, Command::ChangeRows { rows, new_ids, seen })
    };
    assert_eq!(late(Some(0)), Err(Refusal::ListRowsMoved));
    assert!(late(Some(1)).is_ok());
    assert!(late(None).is_ok(), "who does not ask is not told");
}

#[test]
fn a_comment_keeps_the_name_of_a_row_that_goes() {
    let desk = Desk::submitted(own_rows()).given(FOREIGN, LIST, comment(Some(3), "删去", false));
    let desk = desk.given(REVIEWER, LIST, change(&own_rows()[..2]));
    let said = &desk.list(LIST).comments[0];
    assert_eq!(said.row_label.as_deref(), Some("抽样取证（现场）"));
    assert!(said.is_row_changed && !said.is_open());
}

#[test]
fn rows_that_cannot_be_are_refused() {
    let nameless = row(1, " ", Mode::Optional);
    let twice = vec![row(1, "甲", Mode::Optional), row(1, "乙", Mode::Optional)];
    let many = (0..2_001).map(|number| row(number, "甲", Mode::Optional)).collect();
    for rows in [vec![nameless], twice, many] {
        assert_eq!(
            code(Desk::below().when(REVIEWER, LIST, draft(LIST, rows))),
            "recording_list.invalid"
        );
    }
    // An id that is neither new nor known.
    let strange = Command::ChangeRows {
        rows: vec![row(8, "甲", Mode::Optional)],
        new_ids: BTreeSet::new(),
        seen: None,
    };
    let desk = Desk::submitted(own_rows());
    assert_eq!(desk.when(REVIEWER, LIST, strange), Err(Refusal::ListRowGone));
    let from_above = Command::ChangeRows { rows: wanted(), new_ids: BTreeSet::new(), seen: None };
    assert!(
        desk.when(REVIEWER, LIST, from_above).is_ok(),
        "rows of the superior's list keep their ids"
    );
    let empty = Desk::below().given(REVIEWER, LIST, draft(LIST, Vec::new()));
    assert_eq!(code(empty.when(REVIEWER, LIST, Command::Submit)), "recording_list.invalid");
    assert_eq!(Desk::below().when(REVIEWER, LIST, Command::Submit), Err(Refusal::NotFound));
}

#[test]
fn a_list_adopted_at_once_is_in_force_like_an_approved_one() {
    let desk = Desk::below();
    let list = desk.list(ABOVE);
    assert_eq!(
        list.in_force().map(|since| (since.version, since.from_on)),
        Some((1, day("2024-01-01")))
    );
    assert!(list.is_shown_outside() && !list.is_open());
    let refused = adopt(LIST, 1, day("2024-01-01"), &[], "空", desk.person(HEAD));
    assert_eq!(code(refused), "recording_list.invalid");
}

#[test]
fn rows_are_compared_by_id_and_else_by_what_they_are_about() {
    let before = own_rows();
    let mut renamed = before[0].clone();
    renamed.item = "现场检查（勘验）".to_owned();
    renamed.mode = Mode::Situational;
    let imported = row(22, " 查封 扣押", Mode::Continuous);
    let after = vec![row(7, "听证", Mode::Optional), imported.clone(), renamed.clone()];
    let found = diff(&before, &after);
    assert_eq!(found.added, [&after[0]]);
    assert_eq!(found.removed, [&before[2]]);
    assert_eq!(found.same, 0);
    let changed: Vec<_> =
        found.changed.iter().map(|one| (one.after.id, one.fields.as_slice())).collect();
    assert_eq!(
        changed,
        [(renamed.id, &[Field::Item, Field::Mode][..]), (imported.id, &[Field::Item][..])]
    );
    assert_eq!(diff(&before, &before).same, 3);
    let mut kept = after;
    keep_ids(&mut kept, &before);
    assert_eq!(kept.iter().map(|row| row.id).collect::<Vec<_>>(), [id(7), id(2), id(1)]);
}

#[test]
fn twins_are_paired_one_to_one() {
    let twin = |number| row(number, "现场检查", Mode::Continuous);
    let (before, after) = ([twin(1), twin(2), twin(3)], [twin(11), twin(12)]);
    let found = diff(&before, &after);
    assert_eq!((found.same, found.added.len()), (2, 0));
    assert_eq!(found.removed, [&before[2]]);
    assert_eq!(alarms(&before, &after).len(), 1);
}

/// Art. 18: what a draft would have demanded of work done before it.
#[test]
fn a_draft_says_what_it_would_have_demanded() {
    use Mode::{Continuous, Optional, Situational};
    let draft = |mode| vec![row(31, "现场检查", mode)];
    let of = |then, now| demand(&row(1, "现场检查", then), &draft(now)).0;
    assert_eq!(of(Continuous, Continuous), Demand::Same);
    assert_eq!(of(Optional, Optional), Demand::Same);
    assert_eq!(of(Situational, Continuous), Demand::NewlyContinuous);
    assert_eq!(of(Continuous, Optional), Demand::NoLongerContinuous);
    assert_eq!(of(Optional, Situational), Demand::Otherwise);
    let gone = row(1, "拆除", Continuous);
    assert_eq!(demand(&gone, &draft(Continuous)), (Demand::WithoutRow, None));
}

/// What the agencies above see is what was laid before them.
#[test]
fn a_draft_is_shown_outside_once_it_was_submitted() {
    let draft = Desk::below().given(REVIEWER, LIST, draft(LIST, own_rows()));
    assert!(!draft.list(LIST).is_shown_outside());
    let submitted = draft.given(REVIEWER, LIST, Command::Submit);
    assert!(submitted.list(LIST).is_shown_outside());
    let said = submitted.given(FOREIGN, LIST, comment(None, "总体可行", false));
    let gone = said.given(REVIEWER, LIST, Command::Withdraw { reason: text("重做") });
    assert!(gone.list(LIST).is_shown_outside(), "whoever commented may see what became of it");
    assert_eq!(gone.list(LIST).agency, AGENCY);
}
