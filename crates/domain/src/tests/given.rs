//! What the tests are given: people, the shipped law, and a case that is told as it goes on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rules::RuleBook;
use rules::catalogue::{Catalogue, Slot};
use serde_json::{Map, Value};
use terms::{
    ActKind, AgencyId, CaseId, Date, Digest, Digests, DivisionId, OfficerId, Personal, Procedure,
    Sm3Digest, StreamId, TextRecordId, Timestamp,
};

use crate::authority::{Action, Role, roles_for};
use crate::case::{self, Case, Party, PartyKind, Source, SourceKind};
use crate::dossier::{self, Dossier};
use crate::org::{self, Directory, Officer};
use crate::record::{self, Command, Context, DocNo, Record, Signing, Status};
use crate::{Event, Outcome, Recorded, Refusal, Text};

pub(crate) const AGENCY: AgencyId = AgencyId::from_bits(1);
pub(crate) const OTHER_AGENCY: AgencyId = AgencyId::from_bits(2);
pub(crate) const SQUAD: DivisionId = DivisionId::from_bits(1);
pub(crate) const OTHER_DIVISION: DivisionId = DivisionId::from_bits(2);
/// Of the agency beside ours.
pub(crate) const FOREIGN_DIVISION: DivisionId = DivisionId::from_bits(3);

/// The two in charge, and a colleague.
pub(crate) const LI: OfficerId = OfficerId::from_bits(1);
pub(crate) const WANG: OfficerId = OfficerId::from_bits(2);
pub(crate) const CHEN: OfficerId = OfficerId::from_bits(3);
/// Those who approve, review, keep.
pub(crate) const CHIEF: OfficerId = OfficerId::from_bits(4);
pub(crate) const OTHER_CHIEF: OfficerId = OfficerId::from_bits(5);
pub(crate) const HEAD: OfficerId = OfficerId::from_bits(6);
pub(crate) const REVIEWER: OfficerId = OfficerId::from_bits(7);
pub(crate) const CUSTODIAN: OfficerId = OfficerId::from_bits(8);
/// Those with something wrong.
pub(crate) const EXPIRED: OfficerId = OfficerId::from_bits(9);
pub(crate) const DISABLED: OfficerId = OfficerId::from_bits(10);
pub(crate) const FOREIGN: OfficerId = OfficerId::from_bits(11);
pub(crate) const FOREIGN_HEAD: OfficerId = OfficerId::from_bits(12);
pub(crate) const HEAD_TO_BE: OfficerId = OfficerId::from_bits(13);
/// Two more heads of our agency.
pub(crate) const DEPUTIES: [OfficerId; 2] = [OfficerId::from_bits(14), OfficerId::from_bits(15)];

pub(crate) const CASE: CaseId = CaseId::from_bits(1);

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A time on the day the stories play, 7 March 2025.
pub(crate) fn clock(time: &str) -> Timestamp {
    at(&format!("2025-03-07T{time}:00+08:00"))
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::parse(text).unwrap()
}

pub(crate) fn said(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

pub(crate) fn digests(seed: u8) -> Digests {
    Digests {
        sha256: Digest::from_bytes([seed; 32]),
        sm3: Sm3Digest::from_bytes([seed; 32]),
        size_bytes: u64::from(seed) * 1000,
    }
}

pub(crate) fn fact(at: Timestamp, by: OfficerId, event: impl Into<Event>) -> Recorded {
    Recorded { at, by: Some(by), event: event.into() }
}

fn person(
    id: OfficerId,
    agency: AgencyId,
    division: Option<DivisionId>,
    name: &str,
    roles: &[(Role, &str)],
) -> (OfficerId, Officer) {
    let mut events = vec![
        org::Event::OfficerEnrolled { officer: id, agency, division, name: said(name) },
        org::Event::CredentialIssued {
            officer: id,
            number: said(&format!("执法{name}")),
            from_on: day("2020-01-01"),
            until_on: if id == EXPIRED { day("2025-03-06") } else { day("2029-12-31") },
        },
    ];
    events.extend(roles.iter().map(|(role, from_on)| org::Event::RoleAppointed {
        officer: id,
        role: *role,
        from_on: day(from_on),
    }));
    if id == DISABLED {
        events.push(org::Event::OfficerDisabled { officer: id, reason: "调离".to_owned() });
    }
    (id, Officer::fold(&events).unwrap())
}

/// Everybody, in two agencies side by side.
pub(crate) fn directory() -> Directory {
    let since = "2021-01-01";
    let here = |id, name, role| person(id, AGENCY, Some(SQUAD), name, &[(role, since)]);
    let officers = BTreeMap::from([
        here(LI, "李华", Role::Officer),
        here(WANG, "王强", Role::Officer),
        here(CHEN, "陈明", Role::Officer),
        here(CHIEF, "赵刚", Role::DivisionHead),
        person(OTHER_CHIEF, AGENCY, Some(OTHER_DIVISION), "孙立", &[(Role::DivisionHead, since)]),
        person(HEAD, AGENCY, None, "周正", &[(Role::AgencyHead, since)]),
        person(REVIEWER, AGENCY, None, "郑审", &[(Role::LegalReviewer, since)]),
        person(CUSTODIAN, AGENCY, None, "吴档", &[(Role::RecordsCustodian, since)]),
        here(EXPIRED, "钱过", Role::Officer),
        here(DISABLED, "冯停", Role::Officer),
        person(FOREIGN, OTHER_AGENCY, None, "外人", &[(Role::Officer, since)]),
        person(FOREIGN_HEAD, OTHER_AGENCY, None, "外长", &[(Role::AgencyHead, since)]),
        person(DEPUTIES[0], AGENCY, None, "副一", &[(Role::AgencyHead, since)]),
        person(DEPUTIES[1], AGENCY, None, "副二", &[(Role::AgencyHead, since)]),
        person(HEAD_TO_BE, AGENCY, None, "候任", &[(Role::AgencyHead, "2025-04-01")]),
    ]);
    let agency = |id, name: &str, divisions: &[DivisionId]| {
        let registered = org::Event::AgencyRegistered {
            agency: id,
            name: name.to_owned(),
            short_name: "青市监".to_owned(),
            region: "999901".to_owned(),
            superior: None,
        };
        let added = divisions.iter().map(|division| org::Event::DivisionAdded {
            agency: id,
            division: *division,
            name: format!("{division}"),
        });
        let events: Vec<_> = std::iter::once(registered).chain(added).collect();
        let began = at("2021-01-01T09:00:00+08:00");
        (id, org::Agency::fold(events.iter().map(|event| (began, event))).unwrap())
    };
    let agencies = BTreeMap::from([
        agency(AGENCY, "青禾县市场监督管理局", &[SQUAD, OTHER_DIVISION]),
        agency(OTHER_AGENCY, "邻县市场监督管理局", &[FOREIGN_DIVISION]),
    ]);
    Directory { agencies, officers }
}

/// The shipped law.
pub(crate) struct Law {
    pub(crate) catalogue: Catalogue,
    pub(crate) book: RuleBook,
}

pub(crate) static LAW: LazyLock<Law> = LazyLock::new(|| {
    let files = law_files();
    let rules: Vec<_> =
        files.iter().filter(|(path, _)| !path.starts_with("records/")).cloned().collect();
    Law { catalogue: Catalogue::load(&files).unwrap(), book: RuleBook::load(&rules).unwrap() }
});

fn law_files() -> Vec<(String, String)> {
    fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { collect(&path, paths) } else { paths.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut paths = Vec::new();
    for part in ["packs", "calendars", "records"] {
        collect(&root.join(part), &mut paths);
    }
    paths.extend(["facts.toml", "choices.toml"].map(|name| root.join(name)));
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The complete fictitious record of a kind.
pub(crate) fn example(code: &str) -> Map<String, Value> {
    let path = format!("{}/../../law/records/{code}/example.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A complete record of a kind with some fields told otherwise.
pub(crate) fn example_with(code: &str, changes: Value) -> Map<String, Value> {
    let mut fields = example(code);
    let Value::Object(changes) = changes else { panic!("an object of fields") };
    fields.extend(changes);
    fields
}

pub(crate) fn source() -> Source {
    Source {
        kind: SourceKind::Complaint,
        provider: None,
        provider_contact: None,
        is_confidential: false,
        received_at: clock("08:00"),
        summary: said("投诉反映产品质量问题"),
    }
}

pub(crate) fn party() -> Party {
    Party {
        kind: PartyKind::Organisation,
        name: said("明灯五金经营部"),
        id_no: None,
        address: None,
        phone: None,
        legal_representative: None,
    }
}

pub(crate) fn registration(officers: &[OfficerId]) -> case::Command {
    case::Command::Register {
        case: CASE,
        agency: AGENCY,
        division: Some(SQUAD),
        act: ActKind::Penalty,
        procedure: Procedure::Ordinary,
        title: text("涉嫌销售不合格产品案"),
        source: source(),
        party: party(),
        officers: officers.to_vec(),
        packs: LAW.book.packs().iter().map(rules::Pack::tag).collect(),
        process: None,
        rule_of_end: None,
    }
}

/// A case told fact by fact; commands are decided at `now`, which moves on a minute a fact.
pub(crate) struct Story {
    pub(crate) dossier: Dossier,
    pub(crate) directory: Directory,
    pub(crate) now: Timestamp,
    /// Whether the rules of the packs may block; most stories are about something else.
    pub(crate) asks_rules: bool,
    records: u128,
    numbers: u32,
}

impl Story {
    /// A source registered at 9 o'clock by Li, with Wang.
    pub(crate) fn registered() -> Self {
        let mut story = Self {
            dossier: Dossier::default(),
            directory: directory(),
            now: clock("09:00"),
            asks_rules: false,
            records: 0,
            numbers: 0,
        };
        let command = registration(&[LI, WANG]);
        let outcome = case::decide(None, command, &story.directory, story.now.date()).unwrap();
        for event in outcome.into_events() {
            story.tell(LI, event);
        }
        story
    }

    /// As registered, and opened by a filing approval that went through all hands.
    pub(crate) fn opened() -> Self {
        let mut story = Self::registered();
        story.effective("WS02", example("WS02"));
        story
    }

    /// As opened, decided and closed.
    pub(crate) fn closed() -> Self {
        let mut story = Self::opened();
        story.effective("WS46", example("WS46"));
        story.effective("WS59", example("WS59"));
        story
    }

    /// As closed, packed and archived.
    pub(crate) fn archived() -> Self {
        let mut story = Self::closed();
        story.tell(
            CUSTODIAN,
            crate::case_file::Event::Archived { archive_no: "2025-0001".to_owned() },
        );
        story
    }

    pub(crate) fn case(&self) -> &Case {
        self.dossier.case.as_ref().unwrap()
    }

    pub(crate) fn get(&self, id: TextRecordId) -> &Record {
        &self.case().records[&id]
    }

    pub(crate) fn actor(&self, id: OfficerId) -> &Officer {
        &self.directory.officers[&id]
    }

    /// One more fact of the case's stream.
    pub(crate) fn tell(&mut self, by: OfficerId, event: impl Into<Event>) {
        self.tell_of(StreamId::from(CASE), by, event);
    }

    /// One more fact of any stream.
    pub(crate) fn tell_of(&mut self, stream: StreamId, by: OfficerId, event: impl Into<Event>) {
        self.dossier.apply(&stream, &fact(self.now, by, event));
        self.now = self.now.plus_ms(60_000);
    }

    /// What is decided when `who` wants `command`, with nothing recorded.
    pub(crate) fn when(&self, who: OfficerId, command: Command) -> Result<Outcome<Event>, Refusal> {
        let matter = dossier::matter(&self.dossier, &LAW.catalogue, &self.directory).unwrap();
        let action = match &command {
            Command::Sign { .. } | Command::Return { .. } => Action::RecordSign,
            Command::Draft { .. }
            | Command::Edit { .. }
            | Command::Submit { .. }
            | Command::MarkSecrecy { .. }
            | Command::NotePartySignature { .. }
            | Command::Void { .. } => Action::RecordWrite,
        };
        let officers = self.dossier.officers();
        let place = self.dossier.place(&officers);
        let (actor, today) = (self.actor(who), self.now.date());
        let roles = roles_for(actor, &self.directory, action, place, today);
        let context = Context {
            catalogue: &LAW.catalogue,
            directory: &self.directory,
            actor,
            roles: &roles,
            now: self.now,
            blocked: &|gate| {
                let asks = self.asks_rules;
                if asks {
                    LAW.book.blocked_at(gate.as_str(), &matter, self.now)
                } else {
                    Vec::new()
                }
            },
            next_doc_no: &|series| DocNo {
                short_name: "青市监".to_owned(),
                series: series.to_owned(),
                year: 2025,
                seq: self.numbers + 1,
            },
        };
        record::decide(self.case(), command, &context)
    }

    /// As `when`, and recorded at one instant; a refusal ends the test.
    pub(crate) fn done(&mut self, who: OfficerId, command: Command) -> Vec<Event> {
        let events = self.when(who, command).unwrap().into_events();
        let now = self.now;
        for event in &events {
            if matches!(event, Event::Record(record::Event::TookEffect { doc_no: Some(_), .. })) {
                self.numbers += 1;
            }
            self.now = now;
            self.tell(who, event.clone());
        }
        events
    }

    pub(crate) fn new_record(&mut self) -> TextRecordId {
        self.records += 1;
        TextRecordId::from_bits(self.records)
    }

    pub(crate) fn drafted(&mut self, code: &str, fields: Map<String, Value>) -> TextRecordId {
        self.drafted_instead_of(None, code, fields)
    }

    pub(crate) fn drafted_instead_of(
        &mut self,
        corrects: Option<TextRecordId>,
        code: &str,
        fields: Map<String, Value>,
    ) -> TextRecordId {
        let record = self.new_record();
        let kind = code.to_owned();
        let drafter = Self::drafter(code);
        self.done(
            drafter,
            Command::Draft { record, kind, fields, corrects, activity: None, happened: None },
        );
        record
    }

    /// The reviewer writes the opinion, Li everything else.
    pub(crate) fn drafter(code: &str) -> OfficerId {
        let first = LAW.catalogue.kind(code).and_then(|kind| kind.signers.first());
        let is_apart = |slot| matches!(slot, Slot::LegalReviewer | Slot::HearingHost);
        if first.is_some_and(|signer| is_apart(signer.slot)) { REVIEWER } else { LI }
    }

    pub(crate) fn submitted(&mut self, code: &str, fields: Map<String, Value>) -> TextRecordId {
        let record = self.drafted(code, fields);
        self.done(Self::drafter(code), Command::Submit { record });
        record
    }

    pub(crate) fn sign(record: TextRecordId, slot: Slot) -> Command {
        Command::Sign { record, slot, opinion: Some(text("同意。")) }
    }

    /// Takes a record through every hand it needs.
    pub(crate) fn signed_by_all(&mut self, record: TextRecordId) {
        let people: Vec<OfficerId> = self.directory.officers.keys().copied().collect();
        while self.get(record).status == Status::Signing {
            let kind = LAW.catalogue.kind(&self.get(record).kind).unwrap();
            let waiting = record::waits_for(self.get(record), kind).unwrap();
            let slot = waiting.slot;
            if record::is_external(slot) {
                let (name, signing) = (text("周启明"), Signing::Signed);
                self.done(LI, Command::NotePartySignature { record, slot, name, signing });
                continue;
            }
            let signer = people.iter().copied().find(|id| {
                let signed = self.get(record).signers(slot.as_str());
                let (case, actor) = (self.case(), self.actor(*id));
                let may = record::may_sign(case, self.get(record), waiting, actor, self.now.date());
                may.is_ok() && !signed.contains(id)
            });
            self.done(signer.unwrap(), Self::sign(record, slot));
        }
    }

    pub(crate) fn effective(&mut self, code: &str, fields: Map<String, Value>) -> TextRecordId {
        let record = self.submitted(code, fields);
        self.signed_by_all(record);
        record
    }

    /// As `effective`, with its page image.
    pub(crate) fn rendered(&mut self, code: &str, fields: Map<String, Value>) -> TextRecordId {
        let record = self.effective(code, fields);
        self.render(record);
        record
    }

    pub(crate) fn render(&mut self, record: TextRecordId) {
        let seed = u8::try_from(self.records).unwrap();
        self.tell(LI, record::Event::Rendered { record, digests: digests(seed), pages: 2 });
    }
}
