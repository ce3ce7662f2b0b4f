//! Visits of rooms kept for enforcement work, and what the cameras fixed there recorded (Art. 15).

use domain::authority::Action;
use domain::case::{self, Footage};
use domain::dossier::{self, Dossier};
use domain::org::Directory;
use domain::{Refusal, case::Case};
use rules::{Cover, Finding, Matter, Value};
use store::RecordingRow;
use terms::{AgencyId, CaseId, DeviceId, OfficerId, Span, TextRecordId, Timestamp};

use crate::commit::{Call, Decided, Done};
use crate::error::{Result, fault};
use crate::{App, CaseView};

/// Somebody came into a room, and left it.
const ENTERED: &str = "premises.entered";
const LEFT: &str = "premises.left";

/// A camera with its number.
type Camera = (DeviceId, String);

/// Somebody's time in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The record that tells of it.
    pub record: TextRecordId,
    /// The room.
    pub room: String,
    /// Who came in.
    pub person: Option<String>,
    /// When.
    pub entered_at: Timestamp,
    /// When they left, once that is known.
    pub left_at: Option<Timestamp>,
}

/// A visit with what was recorded of it.
pub struct VisitSeen {
    /// The visit.
    pub visit: Visit,
    /// What was found of the room's cameras.
    pub footage: Vec<(Footage, Option<RecordingRow>)>,
    /// Whether a room of the register goes by that name.
    pub is_registered: bool,
    /// Numbers of the cameras that are fixed in the room.
    pub cameras: Vec<String>,
    /// What is recorded of the visit and what is not; `None` while it lasts.
    pub cover: Option<Cover>,
    /// What the rules say to it.
    pub findings: Vec<Finding>,
}

/// The visits a case tells of, in order of time.
fn visits(matter: &Matter) -> Vec<Visit> {
    let text = |fact: &rules::Fact, attr: &str| {
        fact.attrs.get(attr).and_then(Value::as_text).map(|text| text.trim().to_owned())
    };
    let entered = matter.facts.iter().filter(|fact| fact.name == ENTERED);
    let mut visits: Vec<Visit> = entered
        .filter_map(|fact| {
            let is_its = |other: &&rules::Fact| other.name == LEFT && other.subject == fact.subject;
            Some(Visit {
                record: fact.subject.parse().ok()?,
                room: text(fact, "room").filter(|room| !room.is_empty())?,
                person: text(fact, "person"),
                entered_at: fact.at,
                left_at: matter.facts.iter().find(is_its).map(|fact| fact.at),
            })
        })
        .collect();
    visits.sort_by_key(|visit| (visit.entered_at, visit.record));
    visits
}

impl App {
    fn visits_of(&self, dossier: &Dossier, directory: &Directory) -> Vec<Visit> {
        let matter = dossier::matter(dossier, &self.law.catalogue, directory);
        matter.as_ref().map(visits).unwrap_or_default()
    }

    /// Looks for what the cameras fixed in the rooms of a case recorded of its visits, and notes what
    /// is new.
    ///
    /// # Errors
    /// A refusal for whoever is not in charge of the case, or where nobody was in any room.
    pub async fn match_footage(&self, call: &Call, id: CaseId) -> Result<Done> {
        let (acting, dossier) = self.case_for(call, id, Action::ActivityWrite, false).await?;
        let visits = self.visits_of(&dossier, &acting.directory);
        if visits.is_empty() {
            return Err(Refusal::NoVisit.into());
        }
        let found = self.footage_of(&dossier, &visits).await?;
        self.execute(call, || async {
            let (_, before) = self.case_for(call, id, Action::ActivityWrite, false).await?;
            let case = before.case.as_ref().ok_or(Refusal::NotFound)?;
            let outcome = case::match_footage(case, found.clone());
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// The same without anybody asking, once a record tells of a visit. May run twice.
    pub(crate) async fn match_footage_unasked(&self, id: CaseId) -> Result<()> {
        let call = Call::system();
        let dossier = self.dossier(id).await?;
        let directory = self.directory().await?;
        let found = self.footage_of(&dossier, &self.visits_of(&dossier, &directory)).await?;
        self.execute(&call, || async {
            let before = self.dossier(id).await?;
            let case: &Case = before.case.as_ref().ok_or(Refusal::NotFound)?;
            let outcome = match case::gate(case, false) {
                Ok(()) => case::match_footage(case, found.clone()),
                Err(_) => domain::Outcome::AlreadyDone,
            };
            Ok(Decided::on(before, id, outcome))
        })
        .await?;
        Ok(())
    }

    async fn footage_of(&self, dossier: &Dossier, visits: &[Visit]) -> Result<Vec<Footage>> {
        let Some(case) = &dossier.case else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for visit in visits {
            let Some(left_at) = visit.left_at else { continue };
            let cameras = self.cameras_in(case.agency, &visit.room).await?;
            for (device, _) in cameras.unwrap_or_default() {
                let rows = self.store.recorded_by(device, visit.entered_at, left_at).await;
                for row in rows.map_err(fault("looking for footage of a room"))? {
                    let span = row.started_at.zip(row.ended_at);
                    let Some(recorded) = span.and_then(|(from, to)| Span::new(from, to)) else {
                        continue;
                    };
                    let (visit, room) = (visit.record, visit.room.clone());
                    found.push(Footage { visit, recording: row.recording_id, room, recorded });
                }
            }
        }
        Ok(found)
    }

    /// Cameras fixed in the room that goes by a name; `None` if no room of the register does.
    async fn cameras_in(&self, agency: AgencyId, room: &str) -> Result<Option<Vec<Camera>>> {
        let directory = self.directory().await?;
        let known = directory.agencies.get(&agency).and_then(|agency| agency.room_called(room));
        let Some(known) = known else { return Ok(None) };
        let cameras = self.fixed_cameras(agency).await?.into_iter();
        let own = cameras.filter(|(_, details)| details.room == Some(known.id));
        Ok(Some(own.map(|(row, _)| (row.device_id, row.asset_no)).collect()))
    }

    /// The visits of rooms in a case, each with what was recorded of it.
    ///
    /// # Errors
    /// *Not found* for a case of an agency the reader has nothing to do with.
    pub async fn premises(
        &self,
        reader: OfficerId,
        id: CaseId,
    ) -> Result<(CaseView, Vec<VisitSeen>)> {
        let view = self.case(reader, id).await?;
        let matter = dossier::matter(&view.dossier, &self.law.catalogue, &view.directory);
        let Some((case, matter)) = view.dossier.case.as_ref().zip(matter) else {
            return Err(Refusal::NotFound.into());
        };
        let mut seen = Vec::new();
        for visit in visits(&matter) {
            let own: Vec<_> =
                case.footage.iter().filter(|one| one.visit == visit.record).cloned().collect();
            let ids = own.iter().map(|one| one.recording);
            let rows = self.store.rows_by_key::<RecordingRow>(ids).await;
            let rows = rows.map_err(fault("reading recordings"))?;
            let row =
                |one: &Footage| rows.iter().find(|row| row.recording_id == one.recording).cloned();
            let subject = visit.record.to_string();
            let is_own = |finding: &&Finding| {
                finding.subject == subject && finding.rule.shape_name() == "coverage"
            };
            let cameras = self.cameras_in(case.agency, &visit.room).await?;
            seen.push(VisitSeen {
                footage: own.iter().map(|one| (one.clone(), row(one))).collect(),
                is_registered: cameras.is_some(),
                cameras: cameras.into_iter().flatten().map(|(_, number)| number).collect(),
                cover: self.law.book.coverage(&matter, &subject),
                findings: view.findings.iter().filter(is_own).cloned().collect(),
                visit,
            });
        }
        Ok((view, seen))
    }
}
