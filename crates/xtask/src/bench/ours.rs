//! Our own server for a benchmark: built with optimisation, on SQLite and a folder, with an agency
//! and a few people who are logged in.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::http::Line;
use crate::command;
use crate::repo::Repo;
use crate::running::{Launch, Running, Stop, free_port};

/// What every request of a program carries.
const MARK: &str = "X-Requested-With: liuhen\r\n";
const API: &str = "/api/v1";

/// A program and a data folder that has what a benchmark needs.
pub(crate) struct Ours {
    program: PathBuf,
    /// Copied for each start: originals are never deleted, and no round finds those of another.
    seed: PathBuf,
    people: Vec<Member>,
}

/// Somebody who is logged in.
struct Member {
    id: String,
    login: &'static str,
    password: String,
    /// Of the last login: it ends those before it.
    cookie: Mutex<String>,
}

impl Member {
    fn cookie(&self) -> String {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The first deposits, with the second on the case; the third approves.
const PEOPLE: [(&str, &str, &str); 3] =
    [("li", "李华", "officer"), ("wang", "王强", "officer"), ("zhou", "周伟", "agency_head")];

/// A server that runs.
pub(crate) struct Served {
    pub(crate) running: Running,
    pub(crate) port: u16,
}

impl Ours {
    /// Builds the program, unless `LIUHEN_PROGRAM` names one, and founds the agency below `folder`.
    pub(crate) fn found(repo: &Repo, folder: &Path) -> Result<Self> {
        let program = match std::env::var_os("LIUHEN_PROGRAM") {
            Some(program) => PathBuf::from(program),
            None => {
                let build = ["build", "--release", "--package", "liuhen-server", "--bin", "liuhen"];
                command::run(&mut command::cargo(repo.root(), build))?;
                repo.target("release/liuhen")
            }
        };
        let seed = folder.join("seed");
        Self::found_at(program, &seed, &[], folder)
    }

    /// Founds the agency in a data folder, or where `place` (`--config FILE`) says; logs go to
    /// another folder.
    pub(crate) fn found_at(
        program: PathBuf,
        seed: &Path,
        place: &[String],
        logs: &Path,
    ) -> Result<Self> {
        let place = if place.is_empty() { data_folder(seed) } else { place.to_vec() };
        let mut found = Command::new(&program);
        found.args(["admin", "found", "--agency", "示例市场监督管理局", "--short-name", "示市监"]);
        found.args(["--region", "440000", "--name", "管理员", "--json"]).args(&place);
        let founded: Value = serde_json::from_slice(&command::output(&mut found)?)?;
        let mut ours = Self { program, seed: seed.to_owned(), people: Vec::new() };
        let served = ours.serve(&place, logs)?;
        let admin = log_in(served.port, "admin", text(&founded, "one_time_password")?)?;
        let mut line = Line::open(served.port, &headers(&admin))?;
        for (login, name, role) in PEOPLE {
            let new = json!({
                "name": name, "agency_id": text(&founded, "agency_id")?, "login_name": login,
                "credential_no": format!("粤A-{login}"), "credential_from_on": "2015-01-01",
                "credential_until_on": "2099-12-31",
            });
            let made = line.json("POST", &at("/officers"), Some(&new))?;
            let id = text(&made, "officer_id")?.to_owned();
            let role = json!({ "role": role, "from_on": "2020-01-01" });
            line.json("POST", &at(&format!("/officers/{id}/roles")), Some(&role))?;
            let password = text(&made, "one_time_password")?.to_owned();
            let cookie = log_in(served.port, login, &password)?;
            ours.people.push(Member { id, login, password, cookie: Mutex::new(cookie) });
        }
        Ok(ours)
    }

    /// Serves a fresh copy of what was founded, below an empty folder.
    pub(crate) fn start(&self, folder: &Path) -> Result<Served> {
        let data = folder.join("data");
        command::run(Command::new("cp").arg("-r").arg(&self.seed).arg(&data))?;
        self.serve(&data_folder(&data), folder)
    }

    fn serve(&self, place: &[String], logs: &Path) -> Result<Served> {
        let port = free_port()?;
        let mut arguments = vec!["serve".to_owned()];
        arguments.extend_from_slice(place);
        arguments.extend(["--listen".to_owned(), format!("127.0.0.1:{port}")]);
        let running = Running::start(&Launch {
            program: &self.program,
            arguments: &arguments,
            // As the unit in docs/operating says.
            variables: &[("RUST_LOG", "warn".into()), ("MALLOC_ARENA_MAX", "2".into())],
            user: None,
            stop: Stop::Terminate,
            log: &logs.join("liuhen.log"),
            patience: Duration::from_secs(60),
            is_ready: |line| line.contains("http://127.0.0.1:"),
        })?;
        Ok(Served { running, port })
    }

    /// What the depositing officer's browser sends with each request.
    pub(crate) fn headers(&self) -> String {
        self.people.first().map(|member| headers(&member.cookie())).unwrap_or_default()
    }

    /// What the browser of one of the two officers sends; they take turns.
    pub(crate) fn headers_of(&self, person: usize) -> String {
        self.people.get(person % 2).map(|member| headers(&member.cookie())).unwrap_or_default()
    }

    /// A connection of one of the two officers after logging in once more.
    pub(crate) fn line_anew(&self, port: u16, person: usize) -> Result<Line> {
        let member = self.people.get(person % 2).context("没有执法人员")?;
        let cookie = log_in(port, member.login, &member.password)?;
        member.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&cookie);
        Line::open(port, &headers(&cookie))
    }

    /// A connection of that browser.
    pub(crate) fn line(&self, port: u16) -> Result<Line> {
        Line::open(port, &self.headers())
    }

    /// A connection of the agency head's browser.
    pub(crate) fn head_line(&self, port: u16) -> Result<Line> {
        let head = self.people.last().context("没有负责人")?;
        Line::open(port, &headers(&head.cookie()))
    }

    /// Those who work on the case.
    pub(crate) fn officers(&self) -> Vec<&str> {
        self.people.iter().take(2).map(|member| member.id.as_str()).collect()
    }
}

/// How the command line names a data folder.
pub(crate) fn data_folder(data: &Path) -> Vec<String> {
    vec!["--data".to_owned(), data.to_string_lossy().into_owned()]
}

/// A path of the interface.
pub(crate) fn at(path: &str) -> String {
    format!("{API}{path}")
}

/// The id of what was just made.
pub(crate) fn id(answer: &Value) -> Result<String> {
    text(answer, "id").map(str::to_owned)
}

/// A text in an answer.
pub(crate) fn text<'a>(answer: &'a Value, key: &str) -> Result<&'a str> {
    answer[key].as_str().with_context(|| format!("回答里没有 {key}:{answer}"))
}

fn headers(cookie: &str) -> String {
    format!("Cookie: {cookie}\r\n{MARK}")
}

fn log_in(port: u16, name: &str, password: &str) -> Result<String> {
    let login = json!({ "login_name": name, "password": password }).to_string();
    let kind = "Content-Type: application/json\r\n";
    let mut line = Line::open(port, MARK)?;
    let answer = line.ask("POST", &at("/session"), kind, login.as_bytes())?.success()?;
    let pairs = answer.headers("set-cookie").filter_map(|cookie| cookie.split(';').next());
    Ok(pairs.collect::<Vec<_>>().join("; "))
}
