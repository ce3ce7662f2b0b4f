//! The signer as a process: with the server and apart from it, moved, killed, lost, and faced with
//! an old copy of the database.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::county::found_agency;
use crate::program::{Person, Program, liuhen, run};

/// A data folder with an agency and its administrator.
struct Place {
    folder: TempDir,
    password: String,
    agency: String,
}

fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}

impl Place {
    /// With `signer`, another process signs, which must be running.
    fn found(folder: TempDir, signer: Option<&Path>) -> Self {
        let mut place = Self { folder, password: String::new(), agency: String::new() };
        if let Some(socket) = signer {
            let text = format!("data = {:?}\nsigner_socket = {socket:?}\n", place.data());
            std::fs::write(place.config(), text).unwrap();
        }
        let config = place.config();
        let founded = found_agency(&place.data(), config.exists().then_some(&*config));
        place.password = founded["one_time_password"].as_str().unwrap().to_owned();
        place.agency = founded["agency_id"].as_str().unwrap().to_owned();
        place
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("liuhen.toml")
    }

    fn arguments(&self) -> [String; 2] {
        let (name, path) = if self.config().exists() {
            ("--config", self.config())
        } else {
            ("--data", self.data())
        };
        [name.to_owned(), arg(&path).to_owned()]
    }

    fn command(&self, words: &[&str]) -> (i32, String) {
        let place = self.arguments();
        let words: Vec<&str> =
            words.iter().copied().chain(place.iter().map(String::as_str)).collect();
        run(&words)
    }

    async fn start(&self) -> (Program, Person) {
        let config = self.config();
        let program = Program::start(&self.data(), config.exists().then_some(&*config), None);
        let admin = Person::log_in(&program.url, "admin", &self.password).await;
        (program, admin)
    }

    /// Some facts.
    async fn write(&self, admin: &Person, count: usize) {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        for _ in 0..count {
            let login = format!("u{}", NEXT.fetch_add(1, Ordering::SeqCst));
            let new = json!({ "name": "张三", "agency_id": self.agency, "login_name": login });
            admin.post("/officers", new).await;
        }
    }

    /// Refuses to serve; what it said.
    fn refused(&self) -> String {
        let (code, said) = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(code, 3, "{said}");
        said
    }
}

/// Size and checkpoint that the head is signed with.
async fn signed(admin: &Person) -> (u64, String) {
    let head = admin.get("/log/head").await;
    let note = head["checkpoint"].as_str().unwrap_or_else(|| panic!("{head}")).to_owned();
    let size = note.lines().nth(1).unwrap().parse().unwrap();
    (size, note)
}

/// The key id in front of a note's signature, and the name before it.
fn signer_of(note: &str) -> String {
    use base64::Engine as _;
    let line = note.lines().find(|line| line.starts_with("— ")).unwrap();
    let (name, bytes) = line[4..].split_once(' ').unwrap();
    let bytes = base64::engine::general_purpose::STANDARD.decode(bytes).unwrap();
    format!("{name} {}", hex::encode(&bytes[..4]))
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(done.success());
}

/// A signer of another account's, as an operator runs it.
struct Apart(Child);

impl Apart {
    fn start(state: &Path, socket: &Path) -> Self {
        let arguments = ["signer", "serve", "--state", arg(state), "--socket", arg(socket)];
        let child = liuhen().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut apart = Self(child);
        let mut line = String::new();
        let out = apart.0.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line).unwrap();
        assert!(line.contains("签名进程已启动"), "{line}");
        apart
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Processes that serve this state, by their command lines.
fn signers_of(state: &Path) -> Vec<u32> {
    let is_it = |pid: &u32| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        line.contains("signer serve") && line.contains(arg(state))
    };
    let names = std::fs::read_dir("/proc").unwrap();
    let pids = names.filter_map(|name| name.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(is_it).collect()
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..300 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came that {what}");
}

#[tokio::test]
async fn an_old_copy_of_a_whole_folder_is_read_and_not_written() {
    let folder = TempDir::new().unwrap();
    let (state, socket) = (folder.path().join("signer"), folder.path().join("socket"));
    let (code, made) = run(&["signer", "init", "--state", arg(&state), "--json"]);
    assert_eq!(code, 0, "{made}");
    let _signer = Apart::start(&state, &socket);
    let place = Place::found(folder, Some(&socket));
    assert!(!place.data().join("signer").exists(), "no key is with the server");
    let (program, admin) = place.start().await;
    place.write(&admin, 2).await;
    let (before, _) = signed(&admin).await;
    program.kill();
    let kept = place.folder.path().join("copy");
    copy(&place.data(), &kept);
    let (program, admin) = place.start().await;
    place.write(&admin, 3).await;
    let (after, _) = signed(&admin).await;
    assert!(after > before, "{before} {after}");
    program.kill();
    let newest = place.folder.path().join("newest");
    std::fs::rename(place.data(), &newest).unwrap();
    copy(&kept, &place.data());
    let said = place.refused();
    assert!(said.contains(&format!("已签署到第{after}条")), "{said}");
    assert!(said.contains("备份") && said.contains("镜像"), "what, why and what to do: {said}");
    let (code, told) = place.command(&["check"]);
    assert_eq!(code, 0, "reading still works: {told}");
    let (code, told) = place.command(&["export", "case", "--list"]);
    assert_eq!(code, 0, "{told}");
    // The newest is put back, and all goes on.
    std::fs::remove_dir_all(place.data()).unwrap();
    std::fs::rename(&newest, place.data()).unwrap();
    let (_program, admin) = place.start().await;
    place.write(&admin, 1).await;
    assert!(signed(&admin).await.0 > after);
}

#[tokio::test]
async fn an_old_database_beside_a_newer_signer_is_refused_even_when_it_has_grown_since() {
    let place = Place::found(TempDir::new().unwrap(), None);
    let (program, admin) = place.start().await;
    let (_, _) = signed(&admin).await;
    program.kill();
    let kept = place.folder.path().join("copy");
    copy(&place.data(), &kept);
    let (program, admin) = place.start().await;
    place.write(&admin, 1).await;
    signed(&admin).await;
    program.kill();
    // The database of the copy, with a signer of its own, goes its own way: a second history.
    let (password, agency) = (place.password.clone(), place.agency.clone());
    let other = Place { folder: TempDir::new().unwrap(), password, agency };
    copy(&kept, &other.data());
    let (program, admin) = other.start().await;
    other.write(&admin, 6).await;
    program.kill();
    for name in ["liuhen.db", "liuhen.db-wal", "liuhen.db-shm"] {
        drop(std::fs::remove_file(place.data().join(name)));
        if other.data().join(name).exists() {
            copy(&other.data().join(name), &place.data().join(name));
        }
    }
    let said = place.refused();
    assert!(said.contains("与签署时不同"), "{said}");
}

#[tokio::test]
async fn the_signer_lives_and_dies_with_the_server_and_is_started_again() {
    let place = Place::found(TempDir::new().unwrap(), None);
    let state = place.data().join("signer");
    let (program, admin) = place.start().await;
    let (first, note) = signed(&admin).await;
    let [pid] = signers_of(&state)[..] else { panic!("one signer") };
    // A second one on the same state has no chance.
    let second = place.folder.path().join("second");
    let (code, said) = run(&["signer", "serve", "--state", arg(&state), "--socket", arg(&second)]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("另一个签名进程"), "{said}");
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    place.write(&admin, 1).await;
    let (next, again) = signed(&admin).await;
    assert!(next > first);
    assert_eq!(signer_of(&again), signer_of(&note));
    assert_ne!(signers_of(&state), [pid]);
    program.kill(); // with -9: nobody tells the signer
    until("the signer has ended", || signers_of(&state).is_empty()).await;
    let (code, told) = run(&["signer", "status", "--state", arg(&state), "--json"]);
    let status: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &status["signed"]["sha256"]["size"]), (0, &json!(next)));
    assert_eq!(status["signed"]["sm3"]["size"], json!(next));
}

#[tokio::test]
async fn a_folder_of_an_older_version_is_moved_over_once() {
    let place = Place::found(TempDir::new().unwrap(), None);
    let (program, admin) = place.start().await;
    let (_, note) = signed(&admin).await;
    program.kill();
    let (data, state) = (place.data(), place.data().join("signer"));
    // What it looked like: the key lay beside the database, and nothing else of all this.
    std::fs::rename(state.join("log.key"), data.join("log.key")).unwrap();
    std::fs::remove_dir_all(&state).unwrap();
    std::fs::remove_file(data.join("receipts.key")).unwrap();
    let old = "drop trigger sm3_checkpoint_no_delete; delete from sm3_checkpoint; \
               drop trigger sm3_tile_no_delete; delete from sm3_tile";
    let done = Command::new("sqlite3").arg(data.join("liuhen.db")).arg(old).status().unwrap();
    assert!(done.success());
    let (program, admin) = place.start().await;
    let (_, same) = signed(&admin).await;
    assert_eq!(same, note, "the same key over the same head");
    place.write(&admin, 1).await;
    let (_, next) = signed(&admin).await;
    assert_eq!(signer_of(&next), signer_of(&note));
    assert!(!data.join("log.key").exists(), "the server's own folder has no log key any more");
    assert!(state.join("log.key").exists() && data.join("receipts.key").exists());
    program.kill();
    assert_eq!(place.command(&["check"]).0, 0);
    let (_program, admin) = place.start().await;
    assert_eq!(signed(&admin).await.1, next);
}

#[tokio::test]
async fn a_lost_state_signs_nothing_until_it_is_made_again_from_checkpoints() {
    let place = Place::found(TempDir::new().unwrap(), None);
    let (program, admin) = place.start().await;
    place.write(&admin, 1).await;
    let (size, note) = signed(&admin).await;
    program.kill();
    let state = place.data().join("signer");
    until("the signer has ended", || signers_of(&state).is_empty()).await;
    std::fs::remove_file(state.join("state")).unwrap();
    let said = place.refused();
    assert!(said.contains("签名状态") && said.contains("signer recover"), "{said}");
    let (code, said) = run(&["signer", "recover", "--state", arg(&state)]);
    assert_eq!(code, 3, "{said}");
    let recover = ["signer", "recover", "--state", arg(&state), "--json"];
    let data = place.data();
    let (code, told) = run(&[&recover[..], &["--data", arg(&data)]].concat());
    let status: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &status["signed"]["sha256"]["size"]), (0, &json!(size)));
    // The same from what a witness kept, as a file.
    std::fs::remove_file(state.join("state")).unwrap();
    let file = place.folder.path().join("head.txt");
    std::fs::write(&file, &note).unwrap();
    let (code, told) = run(&[&recover[..], &["--note", arg(&file)]].concat());
    let status: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &status["signed"]["sha256"]["size"]), (0, &json!(size)));
    let (_program, admin) = place.start().await;
    place.write(&admin, 1).await;
    assert!(signed(&admin).await.0 > size);
}
