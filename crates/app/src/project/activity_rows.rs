//! Rows of on-site work, and of declarations that wait for a head.

use domain::activity::Activity;
use domain::authority::Role;
use domain::dossier::Dossier;
use domain::org::{Directory, Officer};
use rules::catalogue::Slot;
use rules::{Finding, Standing};
use store::{ActivityRow, ApprovalRow, Row};
use terms::{Date, Timestamp};

use crate::App;
use crate::deposits;

pub(super) fn all(
    app: &App,
    dossier: &Dossier,
    directory: &Directory,
    findings: &[Finding],
    rows: &mut Vec<Row>,
) {
    if dossier.activities.is_empty() {
        return;
    }
    let by_law = deposits::by_law(&app.law, dossier, directory, findings);
    for activity in dossier.activities.values() {
        let clocks = [&*by_law, findings].map(|found| deposits::clock_of(found, activity.id));
        rows.push(activity_row(app, activity, dossier, clocks).into());
        rows.extend(remote_row(activity, dossier, directory).map(Row::from));
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn activity_row(
    app: &App,
    activity: &Activity,
    dossier: &Dossier,
    [by_law, own]: [Option<&Finding>; 2],
) -> ActivityRow {
    let cover = app.cover(activity, dossier);
    let open = cover.as_ref().map(|c| c.gaps.iter().filter(|gap| !gap.explained).count());
    // A clock in hours is missed after its last instant, one in days from it on.
    let too_late =
        |at: Timestamp, day: Option<Date>| if day.is_some() { at } else { at.plus_ms(1) };
    let due = by_law.and_then(|finding| finding.due.as_ref());
    let own_due = own.and_then(|finding| finding.due.as_ref()).map(|due| match &due.internal {
        Some(internal) => too_late(internal.due_at, internal.due_on),
        None => too_late(due.due_at, due.due_on),
    });
    ActivityRow {
        activity_id: activity.id,
        agency_id: activity.agency,
        case_id: activity.case,
        title: activity.title.clone(),
        place: activity.place.reveal().clone(),
        list_row: activity.list_item.clone(),
        list_row_id: Some(activity.list_row),
        continuous: activity.is_continuous,
        officers: activity.people(),
        officers_changed: !activity.team_changes.is_empty(),
        status: activity.status().as_str().to_owned(),
        planned_at: activity.planned_at,
        arrived_at: activity.arrived_at,
        departed_at: activity.departed_at,
        returned_at: activity.back_at(),
        coverage_ppm: cover.as_ref().map(|cover| cover.ratio_ppm),
        open_gaps: count(open.unwrap_or_default()),
        recordings: count(activity.recordings.len()),
        lat_e6: activity.position.as_ref().map(|at| i64::from(at.reveal().lat_e6)),
        lon_e6: activity.position.as_ref().map(|at| i64::from(at.reveal().lon_e6)),
        exception: activity.remote.as_ref().map(|one| one.status().as_str().to_owned()),
        deposit_due_at: due.map(|due| too_late(due.due_at, due.due_on)),
        deposit_own_due_at: own_due,
        deposited_at: by_law.or(own).and_then(|finding| match &finding.standing {
            Standing::Met { at, .. } => Some(*at),
            Standing::Open | Standing::NotApplicable { .. } | Standing::Explained { .. } => None,
        }),
        return_doubted: activity.cancelled.is_none() && activity.return_doubts().next().is_some(),
    }
}

/// A declaration waits for a head of the division who took no part, or else for the agency's.
fn remote_row(
    activity: &Activity,
    dossier: &Dossier,
    directory: &Directory,
) -> Option<ApprovalRow> {
    let is_alive = activity.cancelled.is_none();
    let declared = activity.remote.as_ref().filter(|one| is_alive && one.decided.is_none())?;
    let people = activity.people();
    let division = dossier.case.as_ref().and_then(|case| case.division);
    let day = declared.declared_at.date();
    let is_free = |officer: &&Officer| {
        officer.agency == activity.agency
            && officer.is_enabled
            && officer.holds(Role::DivisionHead, day)
            && (division.is_none() || officer.division == division)
            && !people.contains(&officer.id)
            && declared.declared_by != Some(officer.id)
    };
    let head = Slot::DivisionHead.as_str();
    let slot = match (directory.officers.values().any(|officer| is_free(&officer)), division) {
        (false, _) => Slot::AgencyHead.as_str().to_owned(),
        (true, Some(division)) => format!("{head}:{division}"),
        (true, None) => head.to_owned(),
    };
    Some(ApprovalRow {
        key: remote_key(activity),
        agency_id: activity.agency,
        case_id: activity.case,
        activity_id: Some(activity.id),
        record_id: None,
        request_id: None,
        kind: "remote".to_owned(),
        title: format!("不能当日储存：{}", activity.title),
        slot,
        officer_id: None,
        asked_at: declared.declared_at,
        due_at: None,
    })
}

/// Key of the row of a declaration that waits for a head.
#[must_use]
pub fn remote_key(activity: &Activity) -> String {
    format!("{}|remote", activity.id)
}
