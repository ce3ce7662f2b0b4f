//! Hints before the review of a case, with a look at where its officers were in other cases.

use std::collections::{BTreeMap, BTreeSet};

use domain::authority::Action;
use domain::case::Case;
use domain::dossier::Dossier;
use domain::hints::{self, Drawn, Elsewhere, Hint, Presence};
use store::{ActivityRow, ElsewhereFilter};
use terms::{ActivityId, CaseId, OfficerId, StreamId, Timestamp};

use crate::App;
use crate::error::{Result, fault};
use crate::load::Acting;

/// Most other cases of one officer whose records are read for one answer.
const MAX_CASES: u32 = 60;

/// The hints about a case, for a reader.
pub struct HintsSeen {
    /// The case they are about.
    pub dossier: Dossier,
    /// In their order.
    pub hints: Vec<Hint>,
    /// An officer has more cases at that time than are looked at; the oldest were left out.
    pub is_cut: bool,
    /// Further hints, left out because they tell of records the reader may not read (Art. 25).
    pub withheld: usize,
}

/// Where officers were in other matters.
#[derive(Default)]
struct Others {
    /// By case, or by the work that belongs to none.
    matters: BTreeMap<(Option<CaseId>, Option<ActivityId>), Vec<Presence>>,
    /// Records among them that the reader may not read.
    confidential: BTreeSet<String>,
    is_cut: bool,
}

impl App {
    /// What a reviewer should look at in a case.
    ///
    /// # Errors
    /// *Not found* for a case of an agency the reader has nothing to do with.
    pub async fn hints(&self, reader: OfficerId, id: CaseId) -> Result<HintsSeen> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::CaseRead, &dossier)?;
        let catalogue = &self.law.catalogue;
        let own = hints::presences(&dossier, catalogue);
        let mut others = self.others(reader, &dossier, &own).await?;
        let is_cut = others.is_cut;
        let mut confidential = std::mem::take(&mut others.confidential);
        confidential.extend(dossier.case.iter().flat_map(|case| unreadable(case, reader)));
        let elsewhere = self.elsewhere(&acting, &own, others).await?;
        let all = hints::hints(Drawn {
            dossier: &dossier,
            catalogue,
            directory: &acting.directory,
            elsewhere: &elsewhere,
            now: acting.now,
        });
        let (withheld, hints): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|hint| tells_of(hint, &confidential));
        Ok(HintsSeen { dossier, hints, is_cut, withheld: withheld.len() })
    }

    /// Everything by which other matters may say where the officers of these presences were then.
    async fn others(
        &self,
        reader: OfficerId,
        dossier: &Dossier,
        own: &[Presence],
    ) -> Result<Others> {
        let mut others = Others::default();
        let Some(case) = &dossier.case else { return Ok(others) };
        let kinds = self.law.catalogue.iter().filter(|kind| hints::tells_presence(kind));
        let kinds: Vec<&str> = kinds.map(|kind| kind.code.as_str()).collect();
        let (mut visits, mut cases) = (BTreeMap::new(), BTreeMap::new());
        for (officer, (from, to)) in times(own) {
            let filter =
                ElsewhereFilter { agency: case.agency, officer, beside: case.id, from, to };
            let found = self.store.visits_elsewhere(&filter).await;
            let found = found.map_err(fault("listing visits of an officer"))?;
            visits.extend(found.into_iter().map(|row| (row.activity_id, row)));
            let found = self.store.cases_elsewhere(&filter, &kinds, MAX_CASES).await;
            let found = found.map_err(fault("listing cases of an officer"))?;
            others.is_cut |= u32::try_from(found.len()).is_ok_and(|count| count >= MAX_CASES);
            cases.extend(found.into_iter().map(|row| (row.case_id, ())));
        }
        for row in visits.into_values() {
            let loose = row.case_id.is_none().then_some(row.activity_id);
            let matter = others.matters.entry((row.case_id, loose)).or_default();
            matter.extend(of_row(row));
        }
        for id in cases.into_keys() {
            // The records alone: visits are known from their rows.
            let mut other = Dossier::default();
            self.fold_into(&mut other, &StreamId::from(id)).await?;
            let Some(case) = &other.case else { continue };
            others.confidential.extend(unreadable(case, reader));
            let told = hints::recorded_presences(case, &self.law.catalogue);
            others.matters.entry((Some(id), None)).or_default().extend(told);
        }
        Ok(others)
    }

    /// Those that clash with these presences, named as far as the reader may see them.
    async fn elsewhere(
        &self,
        acting: &Acting,
        own: &[Presence],
        others: Others,
    ) -> Result<Vec<Elsewhere>> {
        let mut elsewhere = Vec::new();
        for ((case, loose), presences) in others.matters {
            let mut clashing = hints::distinct(presences);
            clashing.retain(|there| own.iter().any(|here| here.clashes(there).is_some()));
            if clashing.is_empty() {
                continue;
            }
            let label = self.label_for(acting, case, loose).await?;
            let shown = |presence| Elsewhere { case, label: label.clone(), presence };
            elsewhere.extend(clashing.into_iter().map(shown));
        }
        Ok(elsewhere)
    }

    /// What another matter is called, if the reader may see it.
    async fn label_for(
        &self,
        acting: &Acting,
        case: Option<CaseId>,
        loose: Option<ActivityId>,
    ) -> Result<Option<String>> {
        if let Some(id) = case {
            let is_seen = acting.may(Action::CaseRead, &self.dossier(id).await?).is_ok();
            let mut labels = self.case_labels(is_seen.then_some(id)).await?;
            return Ok(labels.remove(&id));
        }
        let Some(id) = loose else { return Ok(None) };
        let dossier = self.dossier(id).await?;
        let is_seen = acting.may(Action::ActivityRead, &dossier).is_ok();
        let work = dossier.activities.get(&id).filter(|_| is_seen);
        Ok(work.map(|work| work.title.clone()))
    }
}

/// The records of a case that a reader may not read.
fn unreadable(case: &Case, reader: OfficerId) -> impl Iterator<Item = String> {
    let records = case.records.values();
    let hidden = records.filter(move |record| record.may_read(reader).is_err());
    hidden.map(|record| record.id.to_string())
}

fn tells_of(hint: &Hint, records: &BTreeSet<String>) -> bool {
    let elsewhere = hint.elsewhere.iter().map(|there| &there.presence.subject);
    hint.subjects.iter().chain(elsewhere).any(|subject| records.contains(subject))
}

/// From when until when each officer was anywhere.
fn times(own: &[Presence]) -> BTreeMap<OfficerId, (Timestamp, Timestamp)> {
    let mut times: BTreeMap<OfficerId, (Timestamp, Timestamp)> = BTreeMap::new();
    for presence in own {
        for officer in &presence.officers {
            let time = times.entry(*officer).or_insert((presence.from, presence.to));
            *time = (time.0.min(presence.from), time.1.max(presence.to));
        }
    }
    times
}

fn of_row(row: ActivityRow) -> Option<Presence> {
    Some(Presence {
        officers: row.officers.into_iter().collect(),
        from: row.arrived_at?,
        to: row.departed_at?,
        place: row.place,
        title: row.title,
        subject: row.activity_id.to_string(),
        visit: Some(row.activity_id),
    })
}
