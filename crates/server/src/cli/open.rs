//! Opening the system as the command line names it: a data folder, or a configuration file.

use std::net::IpAddr;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use app::{App, Config, Context, Database, Keeping, SignerPlace, StartError};
use clap::Args;
use serde::Deserialize;

use super::replica::Replica;
use super::s3::S3;
use super::signer_child::SignerChild;
use super::tsa::Tsa;

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
    /// Which witnesses are asked; absent: `policy` in the data folder, if there is one.
    policy: Option<PathBuf>,
    /// Bytes that uploads leave free on the disk of the data folder.
    reserve_bytes: Option<u64>,
    /// The socket of a signer of another account; absent: it is started beside the server.
    signer_socket: Option<PathBuf>,
    /// Absent: bytes lie in the data folder.
    s3: Option<S3>,
    /// Bytes that the patrol reads in a second; 0: none; absent: so many that it ends in time.
    patrol_bytes_per_second: Option<u64>,
    /// Absent: there is no second copy.
    replica: Option<Replica>,
    /// Absent: nobody stamps the log's heads.
    tsa: Option<Tsa>,
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
            policy: None,
            reserve_bytes: None,
            signer_socket: None,
            s3: None,
            patrol_bytes_per_second: None,
            replica: None,
            tsa: None,
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
pub(crate) fn font_folders(data: &Path) -> Vec<PathBuf> {
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
        let tsa = match (&file.tsa, &self.config) {
            (Some(tsa), Some(config)) => Some(tsa.authority(config)?),
            (Some(_) | None, _) => None,
        };
        let keeping = Keeping { patrol_bytes_per_second: file.patrol_bytes_per_second, replica };
        Ok(Config {
            keeping,
            tsa,
            fonts: file.fonts.unwrap_or_else(|| font_folders(&file.data)),
            database: file.database.map_or(Database::Embedded, |url| Database::Postgres { url }),
            policy: file.policy,
            origin: file.origin.unwrap_or_else(|| "liuhen.local/1".to_owned()),
            vault,
            signer: file.signer_socket.map_or(SignerPlace::Here, SignerPlace::Socket),
            data: file.data,
        })
    }

    /// Opens the system to serve, with the signer started beside it unless another account runs
    /// it. The signer runs until what is returned is dropped.
    pub(crate) async fn open_to_serve(&self) -> anyhow::Result<(App, Option<SignerChild>)> {
        let (mut config, context) = (self.read()?, Context::system());
        let child = match config.signer {
            SignerPlace::Socket(_) => None,
            SignerPlace::Here => {
                told(App::prepare_signer(&config, &context).await)?;
                let state = app::signer_folder(&config.data);
                let socket = state.join(SOCKET);
                let child = SignerChild::start(&state, &socket)?;
                config.signer = SignerPlace::Socket(socket);
                Some(child)
            }
        };
        Ok((told(App::open(&config, context).await)?, child))
    }

    /// Opens the system to change it without serving it.
    pub(crate) async fn open(&self) -> anyhow::Result<App> {
        told(App::open(&self.read()?, Context::system()).await)
    }

    /// Opens the system to read, beside a running server or without one.
    pub(crate) async fn open_to_read(&self) -> anyhow::Result<App> {
        let mut config = self.read()?;
        if matches!(config.signer, SignerPlace::Here) {
            let state = app::signer_folder(&config.data);
            let socket = state.join(SOCKET);
            // The signer of a running server is asked; without one nobody else holds its state.
            let is_running = UnixStream::connect(&socket).is_ok();
            if is_running || !app::signer::is_initialised(&state) {
                config.signer = SignerPlace::Socket(socket);
            }
        }
        told(App::open_to_read(&config, Context::system()).await)
    }
}

/// The socket of a signer that is started beside the server, in its state folder.
pub(super) const SOCKET: &str = "socket";

/// Defects of the law data are told one by one.
pub(crate) fn told<T>(opened: Result<T, StartError>) -> anyhow::Result<T> {
    match opened {
        Ok(opened) => Ok(opened),
        Err(StartError::Law(defects)) => {
            for defect in &defects {
                super::say_error(&format!("{}：{}。{}", defect.place, defect.what, defect.fix));
            }
            bail!("规则数据有{}处错误，未启动", defects.len())
        }
        Err(error @ StartError::Store(_)) => Err(error).context("不能打开数据库，未启动"),
        Err(error @ StartError::Vault(_)) => Err(error).context("不能打开原件库，未启动"),
        Err(error @ StartError::Replica(_)) => Err(error).context("不能打开副本库，未启动"),
        Err(error @ StartError::Policy { .. }) => Err(error).context("不能读取见证策略，未启动"),
        Err(error @ StartError::Key { .. }) => Err(error).context("不能使用密钥文件，未启动"),
        Err(error @ StartError::Signer(_)) => Err(error).context("签名进程没有应答，未启动"),
        Err(error @ StartError::SignerLost { .. }) => Err(error).context(SIGNER_LOST),
        Err(StartError::PutBack { signed, size }) => {
            bail!("未启动：日志已签署到第{signed}条，而数据库只有{size}条。{PUT_BACK}")
        }
        Err(StartError::OtherHistory { signed, size }) => bail!(
            "未启动：日志已签署到第{signed}条，数据库现有{size}条，其中已签署的部分与签署时不同。{PUT_BACK}"
        ),
    }
}

const SIGNER_LOST: &str = "未启动：这份日志签署过校验点，但签名状态不在了，不能确定已签署到哪里。\
     请找回 signer 目录；私钥还在的，用 liuhen signer recover 重建";
/// Why, and what to do.
const PUT_BACK: &str = "这是把旧的备份放了回来，或者有人改动了数据库；继续写入会使同一份日志有两种历史，\
     证明将不再成立。请换回最新的数据库，或者从上级的镜像补回缺少的部分；确实补不回来的，另起一份新日志。\
     在此之前，核对、导出等只读命令仍可使用";
