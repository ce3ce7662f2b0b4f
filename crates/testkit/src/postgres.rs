//! PostgreSQL databases for tests: one each, on a server that is there or that is started here.
//!
//! `LIUHEN_TEST_PG` names a server on which databases may be made. Without it a private server is
//! started for this process: in a temporary folder, on a loopback port, as an ordinary user, and
//! without syncing to disk. A shell that waits for this process to end stops it and removes
//! everything, whatever way the process ends.

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The variable that names a server, e.g. `postgres://postgres@127.0.0.1:5432/postgres`.
pub const SERVER_VARIABLE: &str = "LIUHEN_TEST_PG";

/// How long a server may take to answer: polls of [`POLL`].
const MAX_POLLS: u32 = 600;
const POLL: Duration = Duration::from_millis(50);
/// PostgreSQL refuses to run as root; Debian's package brings this user.
const SERVER_USER: &str = "postgres";

/// Starts the server, waits until nobody holds the other end of its input, stops the server.
const KEEPER: &str = r#"
trap '' INT TERM HUP
"$@" -D "$DATA" -p "$PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c fsync=off -c max_connections=300 </dev/null >"$FOLDER/log" 2>&1 &
server=$!
read -r _
kill -QUIT "$(head -n 1 "$DATA/postmaster.pid")"
wait "$server"
rm -rf "$FOLDER"
"#;

/// A database of one test; dropped with this value.
#[derive(Debug)]
pub struct Database {
    name: String,
    server: String,
}

impl Database {
    /// Makes an empty database.
    ///
    /// # Errors
    /// If PostgreSQL is not installed, does not start, or refuses.
    pub fn create() -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let count = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("liuhen_test_{}_{count}", std::process::id());
        run(Command::new(program("createdb")?).arg(format!("--maintenance-db={server}")).args([
            "--encoding=UTF8",
            "--template=template0",
            &name,
        ]))?;
        Ok(Self { name, server })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        let base = self.server.rsplit_once('/').map_or(self.server.as_str(), |(base, _)| base);
        format!("{base}/{}", self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A test that has failed must not fail twice: a database that stays does no harm.
        if let Ok(program) = program("dropdb") {
            drop(run(Command::new(program)
                .arg(format!("--maintenance-db={}", self.server))
                .args(["--force", "--if-exists", &self.name])));
        }
    }
}

/// The server of this process, by its address.
fn server() -> io::Result<String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    if let Ok(url) = std::env::var(SERVER_VARIABLE) {
        return Ok(url);
    }
    match SERVER.get_or_init(|| Server::start().map_err(|e| e.to_string())) {
        Ok(server) => Ok(server.url.clone()),
        Err(error) => Err(io::Error::other(format!("PostgreSQL for tests: {error}"))),
    }
}

/// A private server. It ends when this process does: then the keeper's input is closed.
#[derive(Debug)]
struct Server {
    url: String,
    _keeper: Child,
}

impl Server {
    fn start() -> io::Result<Self> {
        let folder = folder()?;
        let data = folder.join("data");
        run(as_server_user(&program("initdb")?)?
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8"])
            .args(["--locale=C.UTF-8", "--no-sync", "--no-instructions", "-D"])
            .arg(&data))?;
        let port = free_port()?;
        let server = as_server_user(&program("postgres")?)?;
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(server.get_program())
            .args(server.get_args())
            .env("FOLDER", &folder)
            .env("DATA", &data)
            .env("PORT", port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        for _ in 0..MAX_POLLS {
            let ready = run(Command::new(program("pg_isready")?).args(["--quiet", "-d"]).arg(&url));
            if ready.is_ok() {
                return Ok(Self { url, _keeper: keeper });
            }
            std::thread::sleep(POLL);
        }
        drop(keeper.stdin.take());
        keeper.wait()?;
        Err(io::Error::other("the server does not answer"))
    }
}

/// A folder that belongs to the user the server runs as.
fn folder() -> io::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("liuhen-test-postgres-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    if is_root()? {
        run(Command::new("chown").arg(SERVER_USER).arg(&folder))?;
    }
    Ok(folder)
}

fn as_server_user(program: &Path) -> io::Result<Command> {
    let mut command = if is_root()? {
        let mut command = Command::new("runuser");
        command.args(["-u", SERVER_USER, "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    Ok(command)
}

fn is_root() -> io::Result<bool> {
    let output = Command::new("id").arg("-u").output()?;
    Ok(output.stdout.trim_ascii() == b"0")
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Where a program of PostgreSQL is: on the path, or where Debian puts it; the newest version.
fn program(name: &str) -> io::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        let mut versions: Vec<PathBuf> =
            versions.filter_map(|entry| entry.ok().map(|entry| entry.path().join("bin"))).collect();
        versions.sort();
        folders.splice(0..0, versions.into_iter().rev());
    }
    let mut programs = folders.into_iter().map(|folder| folder.join(name));
    programs.find(|program| program.is_file()).ok_or_else(|| {
        io::Error::new(io::ErrorKind::NotFound, format!("{name} (PostgreSQL) is not installed"))
    })
}

/// Runs a program to its end; what it complained of becomes the error.
fn run(command: &mut Command) -> io::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!("{}: {complaint}", command.get_program().display())))
}
