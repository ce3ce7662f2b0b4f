//! The real binary on a folder of its own, and a person with a browser's manners.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};

/// A running server. Killed when dropped.
pub(crate) struct Program {
    child: Child,
    pub(crate) url: String,
    pub(crate) data: PathBuf,
}

pub(crate) fn liuhen() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liuhen"));
    command.env("RUST_LOG", "warn");
    command
}

/// Runs the program to its end; answers exit code and what it printed.
pub(crate) fn run(arguments: &[&str]) -> (i32, String) {
    let output = liuhen().args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code().unwrap_or(-1);
    (code, if text.is_empty() { complaint } else { text })
}

impl Program {
    /// Serves a folder (SQLite) or, with a configuration file, whatever it names. With a log it
    /// writes all it can say there.
    pub(crate) fn start(data: &Path, config: Option<&Path>, log: Option<&Path>) -> Self {
        let mut command = liuhen();
        if let Some(log) = log {
            let log = File::options().create(true).append(true).open(log).unwrap();
            command.env("RUST_LOG", "debug").stderr(log);
        }
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        match config {
            Some(config) => command.arg("--config").arg(config),
            None => command.arg("--data").arg(data),
        };
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url =
            line.trim().split("：").nth(1).unwrap_or_default().trim_end_matches('/').to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "the server said `{line}`");
        Self { child, url, data: data.to_owned() }
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A person who is logged in, or not yet.
#[derive(Clone)]
pub(crate) struct Person {
    client: Client,
    url: String,
    cookie: Option<String>,
    /// The token of a station.
    bearer: Option<String>,
}

impl Person {
    pub(crate) fn stranger(url: &str) -> Self {
        // Plain HTTP on loopback; the client wants a provider all the same. Twice is no harm.
        drop(rustls::crypto::ring::default_provider().install_default());
        Self { client: Client::new(), url: url.to_owned(), cookie: None, bearer: None }
    }

    pub(crate) async fn log_in(url: &str, name: &str, password: &str) -> Self {
        let mut person = Self::stranger(url);
        let login = json!({ "login_name": name, "password": password });
        let answer = person.send(Method::POST, "/session", Some(login)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{name} logs in");
        person.keep_cookies(&answer);
        person
    }

    /// A station that is logged in: it shows a token and no cookie.
    pub(crate) fn with_bearer(url: &str, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..Self::stranger(url) }
    }

    /// Keeps the cookies of an answer as a browser would, in the place of those it had.
    pub(crate) fn keep_cookies(&mut self, answer: &Response) {
        let set = answer.headers().get_all("set-cookie").iter();
        let pairs = set.filter_map(|cookie| cookie.to_str().unwrap().split(';').next());
        self.cookie = Some(pairs.collect::<Vec<_>>().join("; "));
    }

    /// The same browser with only the cookie of that name.
    pub(crate) fn with_only(&self, name: &str) -> Self {
        let pairs = self.cookie.as_deref().unwrap_or_default().split("; ");
        let found = pairs.filter(|pair| pair.split('=').next() == Some(name));
        Self { cookie: found.map(str::to_owned).next(), ..self.clone() }
    }

    /// Somebody whose requests come from this address of the loopback network.
    pub(crate) fn stranger_at(url: &str, address: std::net::Ipv4Addr) -> Self {
        let client = Self::stranger(url);
        let bound = Client::builder().local_address(std::net::IpAddr::from(address));
        Self { client: bound.build().unwrap(), ..client }
    }

    /// The same person with the same cookie at a server that was started again.
    pub(crate) fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("/api/") {
            format!("{}{path}", self.url)
        } else {
            format!("{}/api/v1{path}", self.url)
        };
        let request = self.client.request(method, url).header("x-requested-with", "liuhen");
        let request = match &self.bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let request = self.request(method, path);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        request.send().await.unwrap()
    }

    /// Asks for something outside the interface, e.g. whether the server is ready.
    pub(crate) async fn ask(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    /// Asks and expects an answer.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.send(Method::GET, path, None).await;
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, StatusCode::OK, "GET {path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Writes and expects it to be done.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.send(Method::POST, path, Some(body)).await;
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "POST {path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Writes and expects to be refused with a status and a code.
    pub(crate) async fn refused(&self, path: &str, body: Value, status: u16, code: &str) -> Value {
        let answer = self.send(Method::POST, path, Some(body)).await;
        problem(answer, status, code).await
    }
}

/// A problem as promised: status, code, Chinese title and sentence, a number for the operator.
pub(crate) async fn problem(answer: Response, status: u16, code: &str) -> Value {
    let (found, kind) = (answer.status().as_u16(), answer.headers().get("content-type").cloned());
    let text = answer.text().await.unwrap();
    assert_eq!(found, status, "{text}");
    let kind = kind.unwrap().to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/problem+json"), "{kind}: {text}");
    let problem: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(problem["code"], code, "{problem}");
    let is_chinese = |text: &Value| text.as_str().unwrap().chars().any(|c| c > '\u{4E00}');
    assert!(is_chinese(&problem["title"]) && is_chinese(&problem["detail"]), "{problem}");
    assert!(!problem["request_id"].as_str().unwrap().is_empty());
    problem
}
