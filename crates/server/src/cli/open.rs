//! Opening the system as the command line names it: a data folder, or a configuration file.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use app::{App, Config, Context, Database, Keeping, StartError};
use clap::Args;
use serde::Deserialize;

use super::replica::Replica;
use super::s3::S3;

/// Where the system keeps its things.
#[derive(Args, Clone)]
pub(crate) struct Where {
    /// 数据目录
    #[arg(long, env = "LIUHEN_DATA", default_value = "data")]
    pub data: PathBuf,
    /// 配置文件（liuhen.toml）；给出时以其为准
    #[arg(long, env = "LIUHEN_CONFIG", conflicts_with = "data")]
    pub config: Option<PathBuf>,
}

/// `liuhen.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: PathBuf,
    /// `postgres://…`; absent: SQLite in the data folder.
    database: Option<String>,
    fonts: Option<Vec<PathBuf>>,
    origin: Option<String>,
    /// Bytes that uploads leave free on the disk of the data folder.
    reserve_bytes: Option<u64>,
    /// Absent: bytes lie in the data folder.
    s3: Option<S3>,
    /// Bytes that the patrol reads in a second; 0: none; absent: so many that it ends in time.
    patrol_bytes_per_second: Option<u64>,
    /// Absent: there is no second copy.
    replica: Option<Replica>,
    /// Reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    trusted_proxies: Option<Vec<IpAddr>>,
}

impl File {
    fn of_folder(data: &Path) -> Self {
        let data = data.to_owned();
        Self {
            data,
            database: None,
            fonts: None,
            origin: None,
            reserve_bytes: None,
            s3: None,
            patrol_bytes_per_second: None,
            replica: None,
            trusted_proxies: None,
        }
    }

    /// Reads the file. A complaint names the line and never shows it: it may hold a key.
    fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("不能读取配置文件 {}", path.display()))?;
        toml::from_str(&text).map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            let message = error.message();
            let what = if message.starts_with("invalid") {
                "值的写法或类型不对"
            } else {
                message
            };
            anyhow!("配置文件 {} 第{line}行有误：{what}", path.display())
        })
    }
}

/// Fonts are looked for here: beside the data, beside the program, and where a checkout puts them.
fn font_folders(data: &Path) -> Vec<PathBuf> {
    let mut folders = vec![data.join("fonts")];
    folders.extend(std::env::var_os("LIUHEN_FONTS").map(PathBuf::from));
    if let Some(program) =
        std::env::current_exe().ok().and_then(|p| p.parent().map(Path::to_path_buf))
    {
        folders.push(program.join("fonts"));
        folders.extend(program.parent().map(|target| target.join("fonts")));
    }
    folders.push(PathBuf::from("/usr/share/fonts/truetype/hanazono"));
    folders
}

impl Where {
    fn file(&self) -> anyhow::Result<File> {
        match &self.config {
            Some(path) => File::read(path),
            None => Ok(File::of_folder(&self.data)),
        }
    }

    /// The proxies in front of the server; none where nothing is said.
    pub(crate) fn trusted_proxies(&self) -> anyhow::Result<Vec<IpAddr>> {
        Ok(self.file()?.trusted_proxies.unwrap_or_default())
    }

    /// The configuration, with its data folder made.
    pub(crate) fn read(&self) -> anyhow::Result<Config> {
        let file = self.file()?;
        std::fs::create_dir_all(&file.data)
            .with_context(|| format!("不能建立数据目录 {}", file.data.display()))?;
        let root = file.data.join("vault");
        let mut vault = app::vault::Config::folder(&root);
        if let Some(bytes) = file.reserve_bytes {
            vault.reserve_bytes = bytes;
        }
        if let (Some(s3), Some(config)) = (&file.s3, &self.config) {
            let bucket = s3.bucket(config, |name| std::env::var(name).ok())?;
            vault.backend = app::vault::Backend::S3(bucket);
        }
        let replica = match (&file.replica, &self.config) {
            (Some(replica), Some(config)) => Some(replica.place(config, &root)?),
            (Some(_) | None, _) => None,
        };
        let keeping = Keeping { patrol_bytes_per_second: file.patrol_bytes_per_second, replica };
        Ok(Config {
            keeping,
            fonts: file.fonts.unwrap_or_else(|| font_folders(&file.data)),
            database: file.database.map_or(Database::Embedded, |url| Database::Postgres { url }),
            origin: file.origin.unwrap_or_else(|| "liuhen.local/1".to_owned()),
            vault,
            data: file.data,
        })
    }

    /// Opens the system to serve.
    pub(crate) async fn open(&self) -> anyhow::Result<App> {
        told(App::open(&self.read()?, Context::system()).await)
    }

    /// Opens the system to read, beside a running server.
    pub(crate) async fn open_to_read(&self) -> anyhow::Result<App> {
        told(App::open_to_read(&self.read()?, Context::system()).await)
    }
}

/// Defects of the law data are told one by one.
pub(super) fn told(opened: Result<App, StartError>) -> anyhow::Result<App> {
    match opened {
        Ok(app) => Ok(app),
        Err(StartError::Law(defects)) => {
            for defect in &defects {
                super::say_error(&format!("{}：{}。{}", defect.place, defect.what, defect.fix));
            }
            bail!("规则数据有{}处错误，未启动", defects.len())
        }
        Err(error @ StartError::Store(_)) => Err(error).context("不能打开数据库，未启动"),
        Err(error @ StartError::Vault(_)) => Err(error).context("不能打开原件库，未启动"),
        Err(error @ StartError::Replica(_)) => Err(error).context("不能打开副本库，未启动"),
        Err(error @ StartError::Key { .. }) => Err(error).context("不能读取日志签名私钥，未启动"),
    }
}
