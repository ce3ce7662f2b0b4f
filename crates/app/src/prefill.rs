//! First values of a record's fields, from what the case already knows: nobody types twice.

use domain::Refusal;
use domain::activity::Activity;
use domain::authority::Action;
use domain::case::{Case, PartyKind};
use domain::dossier::Dossier;
use domain::org::{Directory, Officer};
use domain::recording::Recording;
use rules::catalogue::{Catalogue, RecordKind};
use serde_json::{Map, Value, json};
use terms::{ActivityId, AvRecordId, CaseId, OfficerId, Timestamp};

use crate::App;
use crate::error::Result;

/// What a form is about beside its case.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About<'a> {
    pub(crate) activity: Option<&'a Activity>,
    pub(crate) recording: Option<&'a Recording>,
    pub(crate) me: Option<&'a Officer>,
}

/// What values come from beside the case: the law and the people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) directory: &'a Directory,
}

impl App {
    /// First values for a new record of a kind.
    ///
    /// # Errors
    /// *Not found* for a case of another agency or an unknown kind.
    pub async fn prefill(
        &self,
        reader: OfficerId,
        id: CaseId,
        code: &str,
        activity: Option<ActivityId>,
        recording: Option<AvRecordId>,
    ) -> Result<Map<String, Value>> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::CaseRead, &dossier)?;
        let kind = self.law.catalogue.kind(code).ok_or(Refusal::NotFound)?;
        let about = About {
            activity: activity
                .and_then(|id| dossier.activities.get(&id))
                .or_else(|| dossier.activities.values().next_back()),
            recording: recording
                .and_then(|id| dossier.recordings.get(&id))
                .filter(|one| one.secrecy.as_ref().is_none_or(|one| one.admits(reader).is_ok())),
            me: Some(&acting.officer),
        };
        let known = Known { catalogue: &self.law.catalogue, directory: &acting.directory };
        Ok(fields_about(kind, &dossier, known, about, acting.now))
    }
}

/// Values for a kind, from the case alone.
pub(crate) fn fields(
    kind: &RecordKind,
    dossier: &Dossier,
    known: Known<'_>,
    me: Option<&Officer>,
    now: Timestamp,
) -> Map<String, Value> {
    fields_about(kind, dossier, known, About { me, ..About::default() }, now)
}

fn fields_about(
    kind: &RecordKind,
    dossier: &Dossier,
    known: Known<'_>,
    about: About<'_>,
    now: Timestamp,
) -> Map<String, Value> {
    let mut fields = Map::new();
    let Some(case) = &dossier.case else { return fields };
    let source = Source { case, known, about, now };
    for field in &kind.fields {
        if let Some(value) = field.prefill.as_deref().and_then(|key| source.value(key))
            && let Some(value) = fit(kind, &field.name, value)
        {
            fields.insert(field.name.clone(), value);
        }
    }
    fields
}

/// A value only if the field could hold it: a choice among its words, a text within its length.
fn fit(kind: &RecordKind, name: &str, value: Value) -> Option<Value> {
    let schema = kind.schema.get("properties")?.get(name)?;
    if let Some(words) = schema.get("enum").and_then(Value::as_array)
        && !words.contains(&value)
    {
        return None;
    }
    let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(u64::MAX);
    let length = value.as_str().map_or(0, |text| text.chars().count());
    u64::try_from(length).is_ok_and(|length| length <= most).then_some(value)
}

struct Source<'a> {
    case: &'a Case,
    known: Known<'a>,
    about: About<'a>,
    now: Timestamp,
}

impl Source<'_> {
    fn value(&self, key: &str) -> Option<Value> {
        let (topic, _) = key.split_once('.').unwrap_or((key, ""));
        match topic {
            "case" => self.of_case(key),
            "agency" => self.of_agency(key),
            "activity" => self.of_activity(key),
            "recording" => self.of_recording(key),
            "decision" => self.of_decision(key),
            "officers" => Some(ids(&self.case.officers)),
            "me" => self.about.me.map(|officer| json!(officer.name.reveal())),
            "today" => Some(json!(self.now.date())),
            "now" => Some(json!(self.now.to_china_rfc3339())),
            _ => None,
        }
    }

    fn of_case(&self, key: &str) -> Option<Value> {
        let (case, party) = (self.case, &self.case.party);
        let text =
            |value: &Option<terms::Personal<String>>| value.as_ref().map(|t| json!(t.reveal()));
        // A record travels; who asked not to be named stays in the source alone.
        let unless_secret = |value: &Option<terms::Personal<String>>| {
            if case.source.is_confidential { Some(json!("要求保密")) } else { text(value) }
        };
        match key {
            "case.case_no" => case.case_no.as_ref().map(|no| json!(no)),
            "case.cause" => Some(json!(case.title)),
            "case.facts" => Some(json!(case.source.summary.reveal())),
            "case.source" => Some(json!(case.source.kind.zh())),
            "case.source_received_at" => Some(json!(case.source.received_at.to_china_rfc3339())),
            "case.source_provider" => unless_secret(&case.source.provider),
            "case.source_contact" => unless_secret(&case.source.provider_contact),
            "case.source_is_confidential" => Some(json!(case.source.is_confidential)),
            "case.opened_on" => case.opened_at.map(|at| json!(at.date())),
            "case.act_ended_on" => case.act_ended_on(self.known.catalogue).map(|day| json!(day)),
            "case.closed_on" => case.closed.map(|(at, _)| json!(at.date())),
            "case.party_name" => Some(json!(party.name.reveal())),
            "case.party_kind" => Some(json!(match party.kind {
                PartyKind::Citizen => "公民",
                PartyKind::Organisation => "法人",
            })),
            "case.party_id_no" => text(&party.id_no),
            "case.party_representative" => text(&party.legal_representative),
            "case.party_address" => text(&party.address),
            "case.party_phone" => text(&party.phone),
            _ => None,
        }
    }

    fn of_agency(&self, key: &str) -> Option<Value> {
        let agency = self.known.directory.agencies.get(&self.case.agency)?;
        match key {
            "agency.name" => Some(json!(agency.name)),
            "agency.short_name" => Some(json!(agency.short_name)),
            _ => None,
        }
    }

    fn of_activity(&self, key: &str) -> Option<Value> {
        let activity = self.about.activity?;
        match key {
            "activity.place" => Some(json!(activity.place.reveal())),
            "activity.arrived_at" => activity.arrived_at.map(|at| json!(at.to_china_rfc3339())),
            "activity.departed_at" => activity.departed_at.map(|at| json!(at.to_china_rfc3339())),
            _ => of_interruption(activity, key),
        }
    }

    fn of_recording(&self, key: &str) -> Option<Value> {
        let recording = self.about.recording?;
        match key {
            "recording.id" => Some(json!(recording.id)),
            "recording.span_from" => {
                recording.placed().map(|(span, _)| json!(span.from().to_china_rfc3339()))
            }
            "recording.duration" => recording.duration_ms().map(|ms| json!(lasted(ms))),
            "recording.sha256" => Some(json!(recording.digests.sha256)),
            _ => None,
        }
    }

    fn of_decision(&self, key: &str) -> Option<Value> {
        let (decided_at, decision) = (self.case.decided_at()?, self.case.decision()?);
        if self.about.me.is_some_and(|officer| decision.may_read(officer.id).is_err()) {
            return None;
        }
        match key {
            "decision.doc_no" => decision.doc_no.as_ref().map(|no| json!(no.to_string())),
            "decision.made_on" => Some(json!(decided_at.date())),
            "decision.fine_fen" => decision.fields.get("fine_fen").cloned(),
            _ => None,
        }
    }
}

/// Of the interruption that wants a written explanation (Art. 19), or the last there was.
fn of_interruption(activity: &Activity, key: &str) -> Option<Value> {
    let noted = activity.open_interruption().or(activity.interruptions.last())?;
    match key {
        "activity.interrupted_at" => Some(json!(noted.interrupted_at.to_china_rfc3339())),
        "activity.interruption_ended_at" => {
            activity.span_of(noted).map(|span| json!(span.to().to_china_rfc3339()))
        }
        // Resumed in silence is neither: the form's words fit what was told or never went on.
        "activity.interruption_resumed" => match noted.resumed {
            None => Some(json!(false)),
            Some(resumed) => resumed.is_stated.then_some(json!(true)),
        },
        "activity.interruption_cause" => Some(json!(noted.cause.zh())),
        _ => None,
    }
}

fn ids<T: ToString>(ids: &[T]) -> Value {
    Value::Array(ids.iter().map(|id| json!(id.to_string())).collect())
}

/// `1小时02分03秒`.
fn lasted(ms: i64) -> String {
    let seconds = ms / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s}秒"),
        (0, m, s) => format!("{m}分{s:02}秒"),
        (h, m, s) => format!("{h}小时{m:02}分{s:02}秒"),
    }
}
