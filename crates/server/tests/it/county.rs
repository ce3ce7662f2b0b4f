//! A county made over HTTP: an agency, its people, its list; the same wherever facts and bytes lie.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::postgres::Database;
use testkit::s3;

use crate::program::{Person, Program, liuhen};
use crate::stations::StationKey;

/// Where facts and bytes lie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// SQLite and a folder.
    Sqlite,
    /// PostgreSQL and a folder.
    Postgres,
    /// PostgreSQL and an S3 bucket.
    PostgresAndS3,
}

pub(crate) struct County {
    pub(crate) program: Program,
    pub(crate) people: BTreeMap<&'static str, Person>,
    pub(crate) ids: BTreeMap<&'static str, String>,
    pub(crate) agency: String,
    pub(crate) config: Option<PathBuf>,
    passwords: BTreeMap<&'static str, String>,
    _folder: TempDir,
    _database: Option<Database>,
    pub(crate) bucket: Option<s3::Server>,
    log: Option<PathBuf>,
}

const PEOPLE: &[(&str, &str, &[&str], bool)] = &[
    ("li", "李华", &["officer"], true),
    ("wang", "王强", &["officer"], true),
    ("expired", "旧证", &["officer"], false),
    ("chen", "陈军", &["division_head"], true),
    ("liu", "刘芳", &["legal_reviewer"], true),
    ("zhou", "周伟", &["agency_head"], true),
    ("lin", "林海", &["agency_head"], true),
    ("sun", "孙丽", &["records_custodian"], true),
    ("qian", "钱进", &["device_custodian"], true),
    ("he", "何鉴", &["supervisor"], true),
];

impl County {
    pub(crate) async fn found(on: On) -> Self {
        Self::found_in(TempDir::new().unwrap(), on, false, None).await
    }

    /// On SQLite, with its data folder at a place where uploads may use all the room there is.
    pub(crate) async fn found_at(data: &Path) -> Self {
        Self::found_in(TempDir::new().unwrap(), On::Sqlite, false, Some(data)).await
    }

    /// With all that the program can say written down.
    pub(crate) async fn found_logged(on: On) -> Self {
        Self::found_in(TempDir::new().unwrap(), on, true, None).await
    }

    async fn found_in(folder: TempDir, on: On, is_logged: bool, at: Option<&Path>) -> Self {
        let log = is_logged.then(|| folder.path().join("server.log"));
        let data = at.map_or_else(|| folder.path().join("data"), Path::to_owned);
        let database = (on != On::Sqlite).then(|| Database::create().unwrap());
        let bucket = (on == On::PostgresAndS3).then(|| s3::Server::start().unwrap());
        let config = (at.is_some() || on != On::Sqlite).then(|| {
            let text = configuration(&data, database.as_ref(), bucket.as_ref());
            let path = folder.path().join("liuhen.toml");
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
            path
        });
        let founded = found_agency(&data, config.as_deref());
        let program = Program::start(&data, config.as_deref(), log.as_deref());
        let password = founded["one_time_password"].as_str().unwrap();
        let admin = Person::log_in(&program.url, "admin", password).await;
        let agency = founded["agency_id"].as_str().unwrap().to_owned();
        let mut county = Self {
            people: BTreeMap::new(),
            ids: BTreeMap::new(),
            passwords: BTreeMap::new(),
            agency,
            program,
            config,
            _folder: folder,
            _database: database,
            bucket,
            log,
        };
        county.people.insert("admin", admin);
        for (login, name, roles, is_valid) in PEOPLE {
            county.enrol(login, name, roles, *is_valid).await;
        }
        county.adopt_list().await;
        county
    }

    async fn enrol(&mut self, login: &'static str, name: &str, roles: &[&str], is_valid: bool) {
        let admin = self.people["admin"].clone();
        let until = if is_valid { "2099-12-31" } else { "2020-12-31" };
        let new = json!({
            "name": name, "agency_id": self.agency, "login_name": login,
            "credential_no": format!("粤A-{login}"),
            "credential_from_on": "2015-01-01", "credential_until_on": until,
        });
        let made = admin.post("/officers", new).await;
        let id = made["officer_id"].as_str().unwrap().to_owned();
        for role in roles {
            let role = json!({ "role": role, "from_on": "2020-01-01" });
            admin.post(&format!("/officers/{id}/roles"), role).await;
        }
        let password = made["one_time_password"].as_str().unwrap().to_owned();
        let person = Person::log_in(&self.program.url, login, &password).await;
        self.people.insert(login, person);
        self.passwords.insert(login, password);
        self.ids.insert(login, id);
    }

    async fn adopt_list(&self) {
        let row = |item: &str, mode: &str| {
            json!({
                "act": "行政处罚", "item": item, "stage_text": "调查取证", "scene": "现场",
                "devices": "执法记录仪", "mode": mode, "content": "全部过程",
                "start_point": "到达现场", "end_point": "离开现场", "retention": "同案卷",
            })
        };
        let rows = [row("现场检查", "continuous"), row("询问", "situational")];
        let list = json!({ "effective_from_on": "2020-01-01", "source": "测试清单", "rows": rows });
        self.people["zhou"].post("/recording-list", list).await;
    }

    /// What the program said so far.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.log.as_ref().unwrap()).unwrap()
    }

    pub(crate) fn password(&self, login: &str) -> &str {
        &self.passwords[login]
    }

    pub(crate) fn person(&self, login: &str) -> &Person {
        &self.people[login]
    }

    /// Kills the program and starts it again on the same folder. Sessions live on.
    pub(crate) fn restart(self) -> Self {
        self.restart_after(|_| {})
    }

    /// As [`Self::restart`]; does something while it does not run, with the arguments that name
    /// where it keeps its things.
    pub(crate) fn restart_after(self, meanwhile: impl FnOnce([&str; 2])) -> Self {
        let Self { program, config, log, people, .. } = self;
        let data = program.data.clone();
        program.kill();
        let (name, place) = config.as_deref().map_or(("--data", &*data), |it| ("--config", it));
        meanwhile([name, place.to_str().unwrap()]);
        let program = Program::start(&data, config.as_deref(), log.as_deref());
        let people = people.into_iter().map(|(login, person)| (login, person.at(&program.url)));
        let people = people.collect();
        Self { program, people, config, log, ..self }
    }

    /// Logs somebody in anew, e.g. after a change of roles, which ends sessions.
    pub(crate) async fn log_in(&mut self, login: &'static str) {
        let person = Person::log_in(&self.program.url, login, &self.passwords[login]).await;
        self.people.insert(login, person);
    }

    /// A case with officers Li and Wang in charge.
    pub(crate) async fn register(&self) -> String {
        let done =
            self.person("li").post("/cases", new_case(&[&self.ids["li"], &self.ids["wang"]])).await;
        done["id"].as_str().unwrap().to_owned()
    }

    /// A station that Qian registered, with a key that nobody else has; its id.
    pub(crate) async fn register_station(&self) -> String {
        self.register_station_with(&StationKey::fresh()).await
    }

    pub(crate) async fn register_station_with(&self, key: &StationKey) -> String {
        let new = json!({ "name": "一楼采集站", "place": "一楼大厅", "public_key": key.public() });
        let done = self.person("qian").post("/stations", new).await;
        done["id"].as_str().unwrap().to_owned()
    }

    /// The row of the list for on-site inspection.
    pub(crate) async fn row(&self) -> String {
        let list = self.person("li").get("/recording-list").await;
        list["items"][0]["row_id"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn new_case(officers: &[&str]) -> Value {
    json!({
        "act_kind": "penalty", "procedure": "ordinary", "title": "涉嫌经营过期食品案",
        "source": {
            "kind": "report", "provider": "方某", "provider_contact": null, "confidential": true,
            "received_at": "2025-03-07T09:00:00+08:00", "summary": "货架上有过期酸奶。",
        },
        "party": {
            "kind": "organisation", "name": "好又多商行", "id_no": "91330199MA0XXXXX0X",
            "address": "解放路88号", "phone": "000", "legal_representative": "马某",
        },
        "division_id": null, "officers": officers,
    })
}

pub(crate) fn found_agency(data: &Path, config: Option<&Path>) -> Value {
    let mut command = liuhen();
    command.args(["admin", "found", "--json", "--agency", "清河县市场监督管理局"]);
    command.args(["--short-name", "清市监", "--region", "330199", "--name", "吴管"]);
    match config {
        Some(config) => command.arg("--config").arg(config),
        None => command.arg("--data").arg(data),
    };
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A configuration that may name a database and a bucket of its own.
fn configuration(data: &Path, database: Option<&Database>, bucket: Option<&s3::Server>) -> String {
    let mut text = format!("data = {:?}\nreserve_bytes = 0\n", data.display().to_string());
    if let Some(database) = database {
        text.push_str(&format!("database = {:?}\n", database.url()));
    }
    if let Some(bucket) = bucket {
        text.push_str(&format!(
            "[s3]\nendpoint = {:?}\nbucket = {:?}\nregion = {:?}\naccess_key = {:?}\nsecret_key = {:?}\n",
            bucket.endpoint(),
            s3::BUCKET,
            s3::REGION,
            s3::ACCESS_KEY,
            s3::SECRET_KEY,
        ));
    }
    text
}

/// Asks again until `is_there` says yes. No sleep decides: only the answer does.
pub(crate) async fn until(person: &Person, path: &str, is_there: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..600 {
        let answer = person.send(Method::GET, path, None).await;
        if answer.status().is_success() {
            let value = answer.json().await.unwrap();
            if is_there(&value) {
                return value;
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{path} did not come to be as awaited");
}

/// Runs each test on both databases.
macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {$(
            #[tokio::test]
            async fn $name() {
                super::$name(crate::county::On::Sqlite).await;
            }
        )*}
        mod postgres {$(
            #[tokio::test]
            async fn $name() {
                super::$name(crate::county::On::Postgres).await;
            }
        )*}
    };
}
pub(crate) use on_both;
