//! An agency on the real server, a station that is registered there, and the line between them.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::proxy::Proxy;

/// The server's program lies beside ours; `cargo build -p liuhen-server` makes it.
fn liuhen() -> Command {
    let path = Path::new(env!("CARGO_BIN_EXE_liuhen-dock")).with_file_name("liuhen");
    assert!(path.exists(), "{} is missing: run `cargo build -p liuhen-server`", path.display());
    let mut command = Command::new(path);
    command.env("RUST_LOG", "warn");
    command
}

/// Our own program.
pub(crate) fn dock() -> Command {
    Command::new(env!("CARGO_BIN_EXE_liuhen-dock"))
}

/// A running server. Killed when dropped.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Running {
    fn start(data: &Path) -> Self {
        let mut command = liuhen();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("//").next().unwrap().trim_end_matches('/');
        let address = address.parse().unwrap_or_else(|_| panic!("the server said `{line}`"));
        Self { child, address }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Somebody who is logged in.
pub(crate) struct Person {
    client: Client,
    cookie: String,
}

impl Person {
    async fn log_in(address: SocketAddr, name: &str, password: &str) -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::new();
        let login = json!({ "login_name": name, "password": password });
        let request = client.post(format!("http://{address}/api/v1/session"));
        let request = request.header("x-requested-with", "liuhen").json(&login);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{name} logs in");
        let set = answer.headers().get_all("set-cookie").iter();
        let pairs = set.filter_map(|cookie| cookie.to_str().unwrap().split(';').next());
        let cookie = pairs.collect::<Vec<_>>().join("; ");
        Self { client, cookie }
    }
}

/// The agency, its server, the station's folder and the line.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    server: Option<Running>,
    pub(crate) proxy: Proxy,
    keeper: Person,
    pub(crate) station: String,
}

impl World {
    pub(crate) async fn found() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        let mut command = liuhen();
        command.args(["admin", "found", "--json", "--agency", "清河县市场监督管理局"]);
        command.args(["--short-name", "清市监", "--region", "330199", "--name", "吴管", "--data"]);
        let output = command.arg(&data).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let founded: Value = serde_json::from_slice(&output.stdout).unwrap();
        let password = founded["one_time_password"].as_str().unwrap();
        Self::open(folder, founded["agency_id"].as_str().unwrap(), password).await
    }

    /// The server on the data of a founded agency, with a keeper and a station.
    pub(crate) async fn open(folder: TempDir, agency: &str, password: &str) -> Self {
        let server = Running::start(&folder.path().join("data"));
        let proxy = Proxy::start(server.address).unwrap();
        let admin = Person::log_in(server.address, "admin", password).await;
        let mut world =
            Self { folder, server: Some(server), proxy, keeper: admin, station: String::new() };
        world.enrol_keeper(agency).await;
        world.register().await;
        world
    }

    /// Qian keeps the devices and carries one of them.
    async fn enrol_keeper(&mut self, agency: &str) {
        let new = json!({
            "name": "钱进", "agency_id": agency, "login_name": "qian",
            "credential_no": "330106012", "credential_from_on": "2015-01-01",
            "credential_until_on": "2099-12-31",
        });
        let made = self.post("/officers", new).await;
        let id = made["officer_id"].as_str().unwrap().to_owned();
        for role in ["device_custodian", "officer"] {
            let role = json!({ "role": role, "from_on": "2020-01-01" });
            self.post(&format!("/officers/{id}/roles"), role).await;
        }
        let password = made["one_time_password"].as_str().unwrap();
        self.keeper = Person::log_in(self.address(), "qian", password).await;
    }

    async fn register(&mut self) {
        let key = self.key();
        let output = dock().args(["key", "new", "--station"]).arg(&key).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let public = String::from_utf8(output.stdout).unwrap().trim().to_owned();
        let new = json!({ "name": "一楼采集站", "place": "一楼大厅", "public_key": public });
        let done = self.post("/stations", new).await;
        self.station = done["id"].as_str().unwrap().to_owned();
        let page = self.get(&format!("/stations/{}", self.station)).await;
        let mut pin = dock();
        pin.args(["key", "pin", "--id", &self.station, "--server-key"]);
        pin.arg(page["server_key"].as_str().unwrap()).arg("--station").arg(&key);
        let output = pin.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.server.as_ref().unwrap().address
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.folder.path().join("station.key")
    }

    /// Kills the server as a power cut would.
    pub(crate) fn kill_server(&mut self) {
        self.proxy.point_to(None);
        drop(self.server.take());
    }

    /// Starts it again on the same data.
    pub(crate) fn start_server(&mut self) {
        let server = Running::start(&self.folder.path().join("data"));
        self.proxy.point_to(Some(server.address));
        self.server = Some(server);
    }

    /// `liuhen check` finds nothing.
    pub(crate) fn assert_checked(&self) {
        let mut command = liuhen();
        let output = command.arg("check").arg("--data").arg(self.folder.path().join("data"));
        let output = output.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}");
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        self.send_as(&self.keeper, method, path, body).await
    }

    async fn send_as(
        &self,
        person: &Person,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Response {
        let url = format!("http://{}/api/v1{path}", self.address());
        let request = person.client.request(method, url);
        let request = request.header("x-requested-with", "liuhen");
        let request = request.header("cookie", &person.cookie);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        request.send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.send(Method::GET, path, None).await;
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, 200, "GET {path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.send(Method::POST, path, Some(body)).await;
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "POST {path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The head leaves to the machine what is beyond doubt.
    pub(crate) async fn leave_to_machine(&self, password: &str) {
        let head = Person::log_in(self.address(), "head", password).await;
        let choice = json!({ "level": "link", "basis": "演示用的内部规定" });
        let answer = self.send_as(&head, Method::POST, "/match/level", Some(choice)).await;
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// All that wait or that the machine linked, by the name of their file.
    pub(crate) async fn matches(&self, standing: &str) -> BTreeMap<String, Value> {
        let (mut found, mut cursor) = (BTreeMap::new(), String::new());
        loop {
            let path = format!("/match/recordings?standing={standing}&limit=200{cursor}");
            let page = self.get(&path).await;
            for item in page["items"].as_array().unwrap() {
                let name = item["summary"]["file_name"].as_str().unwrap().to_owned();
                found.insert(name, item["found"].clone());
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    }

    /// SHA-256 and file name of every recording on the server, each as often as it is there.
    pub(crate) async fn recordings(&self) -> Vec<(String, String)> {
        let (mut found, mut path) = (Vec::new(), "/recordings?limit=200".to_owned());
        loop {
            let page = self.get(&path).await;
            for row in page["items"].as_array().unwrap() {
                let id = row["recording_id"].as_str().unwrap();
                let one = self.get(&format!("/recordings/{id}")).await;
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                found.push((text(&one["sha256"]), text(&row["file_name"])));
            }
            match page["next_cursor"].as_str() {
                Some(next) => path = format!("/recordings?limit=200&cursor={next}"),
                None => return found,
            }
        }
    }

    /// An import of these folders over the line, to be run.
    pub(crate) fn import(&self, folders: &[&Path]) -> Command {
        let mut command = dock();
        command.arg("import").args(folders).arg("--server").arg(self.proxy.url());
        command.arg("--station").arg(self.key()).args(["--json", "--settle-ms", "50"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs an import to its end: exit code and what it told.
    pub(crate) fn run(&self, folders: &[&Path], more: &[&str]) -> (i32, Value) {
        told(&self.import(folders).args(more).output().unwrap())
    }
}

/// Exit code and what an import told.
pub(crate) fn told(output: &Output) -> (i32, Value) {
    let code = output.status.code().unwrap_or(-1);
    let complaint = String::from_utf8_lossy(&output.stderr);
    let told = serde_json::from_slice(&output.stdout);
    (code, told.unwrap_or_else(|error| panic!("exit {code}, {error}: {complaint}")))
}

/// The file of that path in what an import told.
pub(crate) fn file<'a>(told: &'a Value, path: &str) -> &'a Value {
    let files = told["files"].as_array().unwrap();
    files.iter().find(|file| file["path"] == path).unwrap_or_else(|| panic!("{path}: {told}"))
}
