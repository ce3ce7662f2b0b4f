//! A small county: an agency, its people, its list.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::{App, Call, Clock, Config, Context, Database, Ids, PlanActivity, RegisterCase};
use domain::authority::Role;
use domain::case::{Party, PartyKind, Source, SourceKind};
use domain::recording_list::{ListRow, Mode};
use domain::{Event, Text};
use store::{Append, NewFact, Row, RowChange, Store};
use tempfile::TempDir;
use terms::{
    ActKind, ActivityId, AgencyId, CaseId, Date, DivisionId, ListRowId, OfficerId, Personal,
    Procedure, Timestamp,
};
use testkit::{CountingIds, HandClock};

#[derive(Clone)]
struct ByHand {
    clock: HandClock,
    ids: CountingIds,
}

impl Clock for ByHand {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Ids for ByHand {
    fn next(&self, now: Timestamp) -> u128 {
        app::id_bits(now, self.ids.bits())
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.ids.bits().to_be_bytes());
        bytes
    }
}

pub(crate) fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::parse(text).unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn said(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

pub(crate) struct County {
    pub(crate) app: App,
    pub(crate) clock: HandClock,
    pub(crate) agency: AgencyId,
    pub(crate) division: DivisionId,
    people: BTreeMap<&'static str, OfficerId>,
    folder: TempDir,
    config: Config,
    context: Context,
}

/// Name and role of everybody; each has held it since 2021.
const PEOPLE: &[(&str, Role)] = &[
    ("li", Role::Officer),
    ("wang", Role::Officer),
    ("chief", Role::DivisionHead),
    ("head", Role::AgencyHead),
];

impl County {
    /// On 7 March 2025, a Friday, at 9 o'clock.
    pub(crate) async fn found() -> Self {
        Self::found_with(|_| {}).await
    }

    /// The same, kept in another way.
    pub(crate) async fn found_with(set: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = HandClock::at("2025-03-07T09:00:00+08:00".parse().unwrap());
        let by_hand = Arc::new(ByHand { clock: clock.clone(), ids: CountingIds::new() });
        let mut config = Config {
            data: folder.path().to_owned(),
            database: Database::Embedded,
            vault: app::vault::Config::folder(folder.path().join("vault")),
            fonts: Vec::new(),
            origin: "liuhen.example/test/1".to_owned(),
            signer: app::SignerPlace::Here,
            policy: None,
            keeping: app::Keeping::default(),
            tsa: None,
        };
        set(&mut config);
        let context = Context::new(by_hand.clone(), by_hand);
        let app = App::open(&config, context.clone()).await.unwrap();
        let agency = app.found(text("某县某局"), text("某"), text("999901")).await.unwrap();
        let (admin, _) = app.found_administrator(agency, text("管理"), "admin").await.unwrap();
        let call = Call::by(admin);
        let division = app.add_division(&call, agency, text("执法一队")).await.unwrap();
        let mut county = Self {
            app,
            clock,
            agency,
            division: division.id.unwrap().parse().unwrap(),
            people: BTreeMap::from([("admin", admin)]),
            folder,
            config,
            context,
        };
        for (name, role) in PEOPLE {
            county.enrol(name, *role).await;
        }
        county
    }

    pub(crate) async fn enrol(&mut self, name: &'static str, role: Role) {
        self.enrol_in(name, role, Some(self.division)).await;
    }

    pub(crate) async fn enrol_in(
        &mut self,
        name: &'static str,
        role: Role,
        division: Option<DivisionId>,
    ) {
        let call = self.call("admin");
        let (officer, _) = self
            .app
            .enrol_officer(&call, self.agency, division, text(name), name, None)
            .await
            .unwrap();
        let (from_on, until_on) = (day("2021-01-01"), day("2029-12-31"));
        self.app.issue_credential(&call, officer, text(name), from_on, until_on).await.unwrap();
        self.app.appoint_role(&call, officer, role, from_on).await.unwrap();
        self.people.insert(name, officer);
    }

    pub(crate) fn id(&self, name: &str) -> OfficerId {
        self.people[name]
    }

    pub(crate) fn call(&self, name: &str) -> Call {
        Call::by(self.id(name))
    }

    /// A case of the first division, handled by Li and Wang.
    pub(crate) async fn registered(&self) -> CaseId {
        self.registered_in(Some(self.division), ["li", "wang"]).await
    }

    pub(crate) async fn registered_in(
        &self,
        division: Option<DivisionId>,
        officers: [&str; 2],
    ) -> CaseId {
        self.registered_as(ActKind::Penalty, division, officers).await
    }

    pub(crate) async fn registered_as(
        &self,
        act: ActKind,
        division: Option<DivisionId>,
        officers: [&str; 2],
    ) -> CaseId {
        let new = RegisterCase {
            act,
            procedure: Procedure::Ordinary,
            process: None,
            title: text("涉嫌占道经营案"),
            source: Source {
                kind: SourceKind::Inspection,
                provider: None,
                provider_contact: None,
                is_confidential: false,
                received_at: self.clock.now(),
                summary: said("巡查发现占道经营"),
            },
            party: Party {
                kind: PartyKind::Organisation,
                name: said("明灯五金经营部"),
                id_no: None,
                address: None,
                phone: None,
                legal_representative: None,
            },
            division,
            officers: officers.map(|name| self.id(name)).to_vec(),
        };
        let done = self.app.register_case(&self.call("li"), new).await.unwrap();
        done.id.unwrap().parse().unwrap()
    }

    /// On-site work that belongs to no case.
    pub(crate) async fn planned(&self) -> ActivityId {
        self.planned_in(None).await
    }

    pub(crate) async fn planned_in(&self, case: Option<CaseId>) -> ActivityId {
        let row = ListRow {
            id: ListRowId::from_bits(1),
            act: "行政检查".to_owned(),
            item: "现场检查".to_owned(),
            stage: "调查取证".to_owned(),
            scene: "现场".to_owned(),
            devices: "执法记录仪".to_owned(),
            mode: Mode::Continuous,
            content: "全部过程".to_owned(),
            start_point: "到达现场".to_owned(),
            end_point: "离开现场".to_owned(),
            other_focus: String::new(),
            retention: "同案卷".to_owned(),
            remarks: Vec::new(),
        };
        let (call, on) = (self.call("head"), day("2025-01-01"));
        self.app.adopt_list(&call, on, vec![row], "测试清单".to_owned()).await.unwrap();
        let list = self.app.recording_list(self.agency, day("2025-03-07")).await.unwrap().unwrap();
        let new = PlanActivity {
            case,
            title: text("日常检查"),
            place: text("灯市路18号"),
            list_row: list.rows[0].id,
            officers: vec![self.id("li"), self.id("wang")],
            planned_at: self.clock.now(),
            purpose: None,
            is_needed: false,
        };
        let done = self.app.plan_activity(&self.call("li"), new).await.unwrap();
        done.id.unwrap().parse().unwrap()
    }

    /// Another process on the same data, e.g. after the first one was killed.
    pub(crate) async fn another(&self) -> App {
        App::open_to_read(&self.config, self.context.clone()).await.unwrap()
    }

    /// The data folder.
    pub(crate) fn data(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A second door to the database, as a tool or an older program would have.
    pub(crate) async fn beside(&self) -> Store {
        match &self.config.database {
            Database::Embedded => Store::open_folder(self.folder.path()).await.unwrap(),
            Database::Postgres { url } => Store::connect(url).await.unwrap(),
        }
    }

    /// Every leaf of the log.
    pub(crate) async fn leaves(&self) -> Vec<String> {
        self.beside().await.leaves(0, u32::MAX).await.unwrap()
    }

    /// Writes a row that no fact asks for.
    pub(crate) async fn put_row(&self, row: impl Into<Row>) {
        let append = Append { rows: vec![RowChange::put(row)], ..Append::new(self.clock.now()) };
        self.beside().await.append(append).await.unwrap();
    }

    /// Writes one more fact of a case, and no row.
    pub(crate) async fn tell(&self, case: CaseId, event: impl Into<Event>) {
        let event = event.into();
        let store = self.beside().await;
        let version = store.stream(&case.into()).await.unwrap().len();
        let fact = NewFact {
            stream: case.into(),
            kind: event.kind(),
            case: Some(case),
            by: "system".to_owned(),
            org: self.agency.to_string(),
            binds: Vec::new(),
            body: event.to_body().unwrap(),
            salt: [7; 32],
        };
        let append = Append {
            reads: vec![(case.into(), u64::try_from(version).unwrap())],
            facts: vec![fact],
            ..Append::new(self.clock.now())
        };
        store.append(append).await.unwrap();
    }

    /// What `liuhen check` names: table and key.
    pub(crate) async fn differences(&self) -> Vec<(String, String)> {
        let report = self.app.check().await.unwrap();
        assert_eq!(report.jobs_waiting, 0, "rows are about to change");
        report.differences.into_iter().map(|found| (found.table, found.key)).collect()
    }
}
