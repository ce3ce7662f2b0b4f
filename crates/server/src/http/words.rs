//! The closed words of the wire that are lists of the domain: how OpenAPI shows them.
//!
//! These types are never made; a field of the domain's own type, or a text that is read by its
//! `parse`, names one of them in `#[schema(value_type = …)]`.

use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema, openapi::RefOr};

macro_rules! listed {
    ($($(#[$doc:meta])* $name:ident = $words:ty;)*) => {$(
        $(#[$doc])*
        pub(crate) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let words = <$words>::ALL.iter().map(|word| word.as_str());
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

listed! {
    /// Kinds of enforcement act (Art. 2).
    ActKind = terms::ActKind;
    /// Procedures.
    Procedure = terms::Procedure;
    /// Stages of a case (Art. 3).
    Stage = terms::Stage;
    /// What makes a record confidential (Art. 25).
    Confidentiality = domain::secrecy::Confidentiality;
    /// How grave an unmet rule is.
    Severity = terms::Severity;
    /// How well a rule was compared with the law.
    Verification = app::rules::Verification;
    /// Attacks of the red team.
    RedTeamAttack = crate::red_team::Attack;
    /// Who could do such an attack.
    RedTeamPower = crate::red_team::Power;
    /// Alarms that the red team asks.
    RedTeamAlarm = crate::red_team::Alarm;
    /// Whether a rule speaks of cases or of an agency.
    Sphere = app::rules::Sphere;
    /// What a scenario shows a rule doing.
    ScenarioHow = app::rules::scenario::How;
    /// What became of a part of the law.
    LawChange = app::rules::Change;
    /// What a file of the law holds.
    LawFileKind = app::FileKind;
    /// What a draft of the law makes of a finding.
    LawMoved = app::Moved;
    /// What a notice makes of a day.
    SpecialKind = app::rules::SpecialKind;
    /// Layouts on paper.
    Layout = app::rules::catalogue::Layout;
    /// Acts whose rules are checked before a record.
    Gate = app::rules::catalogue::Gate;
    /// What a record changes in its case.
    Effect = app::rules::catalogue::Effect;
    /// Capacities in which somebody signs.
    Slot = app::rules::catalogue::Slot;
    /// Offices held in an agency.
    Role = domain::authority::Role;
    /// Everything a person can ask of the system.
    Action = domain::authority::Action;
    /// How far a case has come.
    CaseStatus = domain::case::Status;
    /// Where a case came from (Art. 9).
    SourceKind = domain::case::SourceKind;
    /// Who a party is.
    PartyKind = domain::case::PartyKind;
    /// Where a text record stands.
    RecordStatus = domain::record::Status;
    /// How far on-site work has come.
    ActivityStatus = domain::activity::Status;
    /// How much of the linking of recordings is left to the machine.
    MatchLevel = domain::matching::Level;
    /// After which acts parties are given a slip.
    SlipsGiven = domain::org::Slips;
    /// How it stands with a witness of the log.
    WitnessState = app::WitnessState;
    /// What a cosigner of a policy states.
    CosignerRole = ledger::CosignerRole;
    /// What came of a report that was counted again.
    RecountResult = ledger::RecountResult;
    /// Why a report of figures is wrong.
    WrongReport = domain::report::WrongReport;
    /// Why the machine leaves a link to people.
    MatchDoubt = domain::matching::Doubt;
    /// On what the times of a recording rest.
    ClockBasis = domain::matching::ClockBasis;
    /// What a recording shows instead of enforcement.
    NonEnforcementKind = domain::recording::NonEnforcementKind;
    /// Objective causes of a break (Art. 19).
    Cause = domain::activity::Cause;
    /// How a break is explained (Art. 19).
    Manner = domain::activity::Manner;
    /// What a voice statement tells (Art. 18).
    VoiceElement = domain::activity::Element;
    /// Grounds of Art. 22 para. 2.
    RemoteGround = domain::activity::RemoteGround;
    /// How far a declaration has come that same-day deposit is impossible (Art. 22).
    RemoteStatus = domain::activity::RemoteStatus;
    /// What reading an original again found (Art. 24).
    OriginalState = domain::custody::OriginalState;
    /// What stored bytes are to the fact that names them.
    StoredKind = domain::custody::StoredKind;
    /// How a device of the work was seen back (Art. 22).
    SeenBack = domain::activity::SeenBack;
    /// How strongly recording is demanded (Art. 15).
    Mode = domain::recording_list::Mode;
    /// Where a version of a recording list stands.
    ListStanding = domain::recording_list::Standing;
    /// What a row of a recording list says, cell by cell.
    ListField = domain::recording_list::Field;
    /// What a draft would have demanded of work.
    ListDemand = domain::recording_list::Demand;
    /// What a mark points at (Arts. 17 to 19).
    MarkKind = domain::recording::MarkKind;
    /// What a stretch of a recording seems to be, by machine.
    Seen = domain::recording::Seen;
    /// What is taken from a recording (Art. 23).
    ExcerptKind = domain::recording::ExcerptKind;
    /// What a hint before legal review is about.
    HintKind = domain::hints::HintKind;
    /// Where a violation stands (Art. 27).
    ViolationStatus = domain::oversight::Status;
    /// What a device is.
    DeviceKind = domain::device::DeviceKind;
    /// Where a device stands.
    DeviceStatus = domain::device::Status;
    /// How a device looks.
    Looks = domain::device::Looks;
    /// How a clock was read.
    ClockSource = domain::device::ClockSource;
    /// How a device numbers its files.
    Numbering = domain::device::Numbering;
    /// What does not work.
    FaultKind = domain::device::FaultKind;
    /// Where numbers are missing (Art. 22).
    GapKind = domain::device::GapKind;
    /// Why numbers are missing.
    GapReason = domain::device::GapReason;
    /// How a device ends.
    Retirement = domain::device::Retirement;
    /// How it is known from which device a recording came.
    DeviceBasis = domain::recording::DeviceBasis;
    /// What access is asked for (Art. 24).
    AccessVerb = domain::access::Verb;
    /// Parts of a case file (Art. 21).
    Volume = domain::case_file::Volume;
    /// How long a file is kept (Art. 20).
    Retention = domain::case_file::Retention;
    /// What the check of a package said.
    Verdict = domain::case_file::Verdict;
    /// What a person holds of a recording after looking.
    ViewingVerdict = app::Verdict;
    /// How far a bay of a collection station is.
    BayState = app::BayState;
    /// What a station saw about a file.
    FileFlag = domain::recording::FileFlag;
    /// How far an upload has come.
    UploadState = app::UploadState;
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    /// Names that speak of a closed list wherever they stand.
    const CLOSED: &[&str] = &[
        "act_kind",
        "applies_to",
        "cause",
        "effect",
        "elements",
        "gate",
        "ground",
        "layout",
        "manner",
        "mode",
        "procedure",
        "role",
        "roles",
        "severity",
        "slot",
        "stage",
        "standing",
        "state",
        "status",
        "tone",
        "verbs",
        "verdict",
        "verified",
        "volume",
    ];

    /// A reference to a named schema, perhaps in a list, perhaps null.
    fn is_named(schema: &Value) -> bool {
        let inside = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
        schema.get("$ref").is_some()
            || schema.get("items").is_some_and(is_named)
            || inside("oneOf").any(is_named)
    }

    #[test]
    fn closed_words_are_lists_and_no_plain_texts() {
        let document = serde_json::to_value(crate::http::openapi()).unwrap();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let mut seen = 0;
        for (name, schema) in schemas {
            let properties = schema.get("properties").and_then(Value::as_object);
            for (field, property) in properties.into_iter().flatten() {
                if !CLOSED.contains(&field.as_str()) || property["type"] == "integer" {
                    continue;
                }
                assert!(is_named(property), "{name}.{field}: {property}");
                seen += 1;
            }
        }
        assert!(seen > 30, "{seen}");
    }
}
