//! The inbox: what waits for one's hand.

use app::rules::Finding;
use app::rules::catalogue::Gate;
use app::rules::catalogue::Slot;
use app::{App, CaseView};
use axum::Json;
use axum::extract::State;
use domain::activity::Activity;
use domain::case::{Case, DutyKey, Waiver};
use domain::org::Directory;
use domain::record;
use serde::Serialize;
use terms::{Severity, Timestamp};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::view::case_label;
use super::wire::time;
use super::words;

/// Most items shown at once.
const MOST: u32 = 100;

/// What waits.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ApprovalKind {
    /// A signature.
    Record,
    /// A request for access.
    Access,
    /// A reason why a duty does not apply.
    Waiver,
    /// A wish to void a numbered record.
    Voiding,
    /// A declaration that same-day deposit is impossible.
    Remote,
}

/// Something to sign or approve, in three lines.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ApprovalItem {
    key: String,
    /// Nothing for on-site work that belongs to no case.
    case_id: Option<String>,
    case_label: String,
    activity_id: Option<String>,
    record_id: Option<String>,
    request_id: Option<String>,
    /// The rule of a waiver.
    rule: Option<String>,
    /// What the rule of a waiver judges.
    subject: Option<String>,
    kind: ApprovalKind,
    title: String,
    #[schema(value_type = Option<words::Slot>)]
    slot: Option<Slot>,
    slot_title: Option<String>,
    asked_at: String,
    due_at: Option<String>,
    three_lines: Vec<String>,
    href: String,
}

/// The inbox.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApprovalList {
    items: Vec<ApprovalItem>,
}

/// Why, and what is risky about it: what blocks this very record, and what should have been
/// done whatever comes next. What only a later act asks for is no risk yet.
fn why_and_risk(view: &CaseView, case: &Case, gate: Option<Gate>) -> [String; 2] {
    let is_due = |finding: &&Finding| {
        let is_own =
            |gate: Gate| finding.rule.blocks.iter().any(|blocked| blocked == gate.as_str());
        !finding.is_settled()
            && matches!(finding.rule.severity, Severity::S1 | Severity::S2)
            && (finding.rule.blocks.is_empty() || gate.is_some_and(is_own))
    };
    let grave: Vec<_> = view.findings.iter().filter(is_due).collect();
    let late = view.findings.iter().filter(|finding| finding.is_late(view.now)).count();
    let risk = match grave.first() {
        None => "未发现重大程序问题".to_owned(),
        Some(first) => format!("尚有{}项重大要求未满足，如：{}", grave.len(), first.rule.title),
    };
    let overdue = if late == 0 { String::new() } else { format!("；{late}项已逾期") };
    let party = case.party.name.reveal();
    [format!("{party}，{}，{}", case.title, case.stage().zh()), format!("{risk}{overdue}")]
}

fn of_record(
    app: &App,
    view: &CaseView,
    case: &Case,
    id: terms::TextRecordId,
    key: String,
    asked_at: Timestamp,
) -> Option<ApprovalItem> {
    let record = case.records.get(&id)?;
    let kind = app.law.kind_of(record)?;
    let signer = record::waits_for(record, kind)?;
    let gate = kind.gate_in(case.act, &record.fields);
    let [why, risk] = why_and_risk(view, case, gate);
    Some(ApprovalItem {
        key,
        case_id: Some(case.id.to_string()),
        case_label: case_label(case),
        activity_id: None,
        record_id: Some(id.to_string()),
        request_id: None,
        rule: None,
        subject: None,
        kind: ApprovalKind::Record,
        title: kind.title.clone(),
        slot: Some(signer.slot),
        slot_title: Some(signer.title.clone()),
        asked_at: time(asked_at),
        due_at: None,
        three_lines: vec![format!("以“{}”签署《{}》", signer.title, kind.title), why, risk],
        href: format!("/cases/{}/records/{id}", case.id),
    })
}

fn of_request(
    view: &CaseView,
    case: &Case,
    id: terms::AccessRequestId,
    key: String,
) -> Option<ApprovalItem> {
    let request = view.dossier.access.get(&id)?;
    let who = request.asked_by.map(|id| view.directory.name_of(id)).unwrap_or_default();
    let verbs: Vec<_> = request.verbs.iter().map(|verb| verb.zh()).collect();
    let others = request.subjects.iter().filter(|id| request.asked_by != Some(**id));
    let others: Vec<_> = others.map(|id| view.directory.name_of(*id)).collect();
    let others = if others.is_empty() {
        String::new()
    } else {
        format!("（供{}使用）", others.join("、"))
    };
    Some(ApprovalItem {
        key,
        case_id: Some(case.id.to_string()),
        case_label: case_label(case),
        activity_id: None,
        record_id: None,
        request_id: Some(id.to_string()),
        rule: None,
        subject: None,
        kind: ApprovalKind::Access,
        title: "调阅、复制申请".to_owned(),
        slot: Some(Slot::AgencyHead),
        slot_title: Some("机关负责人".to_owned()),
        asked_at: time(request.asked_at),
        due_at: None,
        three_lines: vec![
            format!(
                "{who}申请{}{}{others}，至{}",
                verbs.join("、"),
                request.scope_zh(),
                request.until_at.plus_ms(-1).date().to_chinese()
            ),
            format!("用途：{}", request.purpose),
            format!("理由：{}", request.reason),
        ],
        href: format!("/cases/{}?tab=recordings", case.id),
    })
}

fn of_voiding(
    app: &App,
    view: &CaseView,
    case: &Case,
    id: terms::TextRecordId,
) -> Option<ApprovalItem> {
    let record = case.records.get(&id)?;
    let kind = app.law.kind_of(record)?;
    let asked = record.pending_voiding()?;
    let who = asked.proposed_by.map(|id| view.directory.name_of(id)).unwrap_or_default();
    let number = record.doc_no.as_ref().map(ToString::to_string).unwrap_or_default();
    let office = record::voided_by(record, kind);
    Some(ApprovalItem {
        key: app::voiding_key(record),
        case_id: Some(case.id.to_string()),
        case_label: case_label(case),
        activity_id: None,
        record_id: Some(id.to_string()),
        request_id: None,
        rule: None,
        subject: None,
        kind: ApprovalKind::Voiding,
        title: format!("作废：{}", kind.title),
        slot: Some(office),
        slot_title: Some(office.zh().to_owned()),
        asked_at: time(asked.proposed_at),
        due_at: None,
        three_lines: vec![
            format!("{who}提出作废《{}》{number}", kind.title),
            format!("原因：{}", asked.reason),
            "批准后该文号作废，不再使用；文书仍可查阅，不再作为本案的依据".to_owned(),
        ],
        href: format!("/cases/{}/records/{id}", case.id),
    })
}

fn of_waiver(
    view: &CaseView,
    case: &Case,
    duty: &DutyKey,
    waiver: &Waiver,
) -> Option<ApprovalItem> {
    let finding = view.findings.iter().find(|finding| duty.is_of(finding))?;
    let who = waiver.proposed_by.map(|id| view.directory.name_of(id)).unwrap_or_default();
    if waiver.signed.is_some() || finding.is_settled() {
        return None;
    }
    Some(ApprovalItem {
        key: app::waiver_key(case, duty),
        case_id: Some(case.id.to_string()),
        case_label: case_label(case),
        activity_id: None,
        record_id: None,
        request_id: None,
        rule: Some(duty.rule.clone()),
        subject: Some(duty.subject.clone()),
        kind: ApprovalKind::Waiver,
        title: format!("认定不适用：{}", waiver.title),
        slot: Some(Slot::DivisionHead),
        slot_title: Some("承办机构负责人".to_owned()),
        asked_at: time(waiver.proposed_at),
        due_at: None,
        three_lines: vec![
            format!("{who}提出“{}”在本案不适用", finding.rule.title),
            format!("理由：{}", waiver.reason),
            format!("{}：{}", finding.rule.article, finding.message()),
        ],
        href: format!("/cases/{}?tab=completeness", case.id),
    })
}

/// A declaration that same-day deposit is impossible (Art. 22 para. 2).
fn of_remote(
    activity: &Activity,
    case: Option<&Case>,
    directory: &Directory,
) -> Option<ApprovalItem> {
    let declared = activity.remote.as_ref().filter(|one| one.decided.is_none())?;
    let who = declared.declared_by.map(|id| directory.name_of(id)).unwrap_or_default();
    let left = activity.departed_at.map_or_else(
        || "尚未登记离开现场".to_owned(),
        |at| format!("{}离开现场", at.to_chinese_minute()),
    );
    let back = activity.back_at().map_or_else(
        || "尚未返回单位".to_owned(),
        |at| format!("{}返回单位", at.to_chinese_minute()),
    );
    Some(ApprovalItem {
        key: app::remote_key(activity),
        case_id: activity.case.map(|id| id.to_string()),
        case_label: case.map_or_else(|| "没有关联案件的现场执法".to_owned(), case_label),
        activity_id: Some(activity.id.to_string()),
        record_id: None,
        request_id: None,
        rule: None,
        subject: None,
        kind: ApprovalKind::Remote,
        title: format!("不能当日储存：{}", activity.title),
        slot: None,
        slot_title: None,
        asked_at: time(declared.declared_at),
        due_at: None,
        three_lines: vec![
            format!("{who}申报本次现场执法的音像记录不能当日储存：{}", declared.ground.zh()),
            format!("理由：{}", declared.reason),
            format!("{left}，{back}；批准后期限自返回单位起算，不予批准的仍应当日储存"),
        ],
        href: format!("/acts/{}", activity.id),
    })
}

/// What waits in a case, for its page.
pub(crate) fn approvals_of(app: &App, view: &CaseView, case: &Case) -> Vec<ApprovalItem> {
    let records = case.records.values().filter(|r| r.status == record::Status::Signing);
    let records =
        records.filter_map(|r| of_record(app, view, case, r.id, r.id.to_string(), r.updated_at));
    let pending =
        view.dossier.access.values().filter(|r| r.status == domain::access::Status::Pending);
    let pending = pending.filter_map(|r| of_request(view, case, r.id, r.id.to_string()));
    let waivers = case.waivers.iter();
    let waivers = waivers.filter_map(|(duty, waiver)| of_waiver(view, case, duty, waiver));
    let voidings = case.records.keys().filter_map(|id| of_voiding(app, view, case, *id));
    let works = view.dossier.activities.values();
    let remotes = works.filter_map(|one| of_remote(one, Some(case), &view.directory));
    records.chain(pending).chain(waivers).chain(voidings).chain(remotes).collect()
}

async fn waiting_work(
    app: &App,
    caller: &Caller,
    id: terms::ActivityId,
) -> Result<Option<ApprovalItem>, Problem> {
    match app.activity(caller.officer(), id).await {
        Ok(view) => Ok(of_remote(&view.activity, view.dossier.case.as_ref(), &view.directory)),
        Err(app::Error::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What waits for the caller's hand, longest waiting first.
#[utoipa::path(get, path = "/approvals", tag = "待办审批", responses((status = 200, body = ApprovalList)))]
pub(crate) async fn approvals(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<ApprovalList>, Problem> {
    let rows = app.approvals(caller.officer(), MOST).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(id) = row.activity_id {
            items.extend(waiting_work(&app, &caller, id).await?);
            continue;
        }
        let Some(case_id) = row.case_id else { continue };
        // Whoever drafted a record and was replaced since still has it asked of them.
        let view = match app.case(caller.officer(), case_id).await {
            Ok(view) => view,
            Err(app::Error::Refused(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        let Some(case) = &view.dossier.case else { continue };
        let item = match (row.record_id, row.request_id) {
            (Some(id), _) if row.kind == "voiding" => of_voiding(&app, &view, case, id),
            (Some(id), _) => of_record(&app, &view, case, id, row.key, row.asked_at),
            (None, Some(id)) => of_request(&view, case, id, row.key),
            (None, None) => {
                let mut waivers = case.waivers.iter();
                let named = waivers.find(|(duty, _)| app::waiver_key(case, duty) == row.key);
                named.and_then(|(duty, waiver)| of_waiver(&view, case, duty, waiver))
            }
        };
        items.extend(item);
    }
    Ok(Json(ApprovalList { items }))
}
