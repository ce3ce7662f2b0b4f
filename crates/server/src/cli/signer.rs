//! `liuhen signer`: the process that holds the log's keys, and the care of its state.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use app::signer::{
    Client, ClientError, Config, Keeper, KeyPlace, Module, Secrets, SignerFault, Sm2Input, Status,
};
use clap::{Args, Subcommand};

use super::open::Where;
use super::say;

/// How long a signer that was started beside the server waits for one that is just ending.
const TRIES: u32 = 100;
const WAIT: Duration = Duration::from_millis(100);

/// The signer.
#[derive(Args)]
pub(crate) struct Signer {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 运行签名进程
    Serve(Serve),
    /// 建立签名状态：新日志，或者接管已有的私钥
    Init(Init),
    /// 查看公钥和最后签署的校验点；正在运行的也可以查看
    Status(Asked),
    /// 状态丢失后，用校验点重建
    Recover(Recover),
}

#[derive(Args)]
struct Place {
    /// 签名状态目录
    #[arg(long)]
    state: PathBuf,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Asked {
    #[command(flatten)]
    place: Place,
    /// 正在运行的签名进程的套接字；不写时为状态目录下的 socket
    #[arg(long)]
    socket: Option<PathBuf>,
}

#[derive(Args)]
struct Serve {
    /// 签名状态目录
    #[arg(long)]
    state: PathBuf,
    /// 监听的套接字
    #[arg(long)]
    socket: PathBuf,
    /// 标准输入结束时退出（由主程序启动时使用）
    #[arg(long, hide = true)]
    until_input_ends: bool,
}

#[derive(Args)]
struct Init {
    #[command(flatten)]
    place: Place,
    /// 日志名称，与 liuhen.toml 的 origin 一致
    #[arg(long, default_value = "liuhen.local/1")]
    origin: String,
    /// 接管已有的 Ed25519 私钥文件（64 位十六进制）；须同时用 --note 说明已签署到哪里
    #[arg(long)]
    key: Option<PathBuf>,
    /// 已签署的校验点文件，可以多个
    #[arg(long)]
    note: Vec<PathBuf>,
    /// PKCS#11 模块；给出时 Ed25519 私钥在模块中
    #[arg(long, requires_all = ["token", "pin_file", "key_label"])]
    pkcs11: Option<PathBuf>,
    /// 令牌标签
    #[arg(long)]
    token: Option<String>,
    /// PIN 所在文件
    #[arg(long)]
    pin_file: Option<PathBuf>,
    /// Ed25519 密钥标签
    #[arg(long)]
    key_label: Option<String>,
    /// SM2 密钥标签；给出时 SM2 私钥也在模块中
    #[arg(long, requires_all = ["pkcs11", "sm2_mechanism"])]
    sm2_key_label: Option<String>,
    /// SM2 签名机制编号（十进制，由厂商给出）
    #[arg(long)]
    sm2_mechanism: Option<u64>,
    /// SM2 机制接收原文而不是摘要
    #[arg(long)]
    sm2_takes_message: bool,
}

#[derive(Args)]
struct Recover {
    #[command(flatten)]
    place: Place,
    /// 校验点文件，可以多个：数据库中的、见证方保存的
    #[arg(long)]
    note: Vec<PathBuf>,
    /// 另从这个数据目录的数据库读取已签署的校验点
    #[arg(long)]
    data: Option<PathBuf>,
}

impl Signer {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.what {
            What::Serve(serve) => serve.run(),
            What::Init(init) => init.run(),
            What::Status(asked) => asked.run(),
            What::Recover(recover) => recover.run(),
        }
    }
}

impl Place {
    fn say(&self, status: &Status) -> anyhow::Result<ExitCode> {
        let Status { log, sm3, heads } = status;
        if self.json {
            let head = |head: &app::signer::TreeHead| serde_json::json!({ "size": head.size, "root": hex::encode(head.root) });
            let answer = serde_json::json!({
                "log": log.to_string(), "sm3": sm3.to_string(),
                "signed": { "sha256": head(&heads.sha256), "sm3": head(&heads.sm3) },
            });
            say(&answer.to_string());
        } else {
            say(&format!("日志公钥（SHA-256 树）：{log}"));
            say(&format!("日志公钥（SM3 树）：{sm3}"));
            let size = |head: &app::signer::TreeHead| match head.size {
                0 => "尚未签署".to_owned(),
                size => format!("已签署到第{size}条，根 {}", hex::encode(head.root)),
            };
            say(&format!("SHA-256 树：{}", size(&heads.sha256)));
            say(&format!("SM3 树：{}", size(&heads.sm3)));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Asked {
    fn run(self) -> anyhow::Result<ExitCode> {
        let beside = || self.place.state.join(super::open::SOCKET);
        let socket = self.socket.clone().unwrap_or_else(beside);
        let status = match Client::at(&socket).status() {
            Ok(status) => status,
            // Nobody runs it, so it can be looked at.
            Err(ClientError::Unreachable { .. }) => {
                told(Keeper::open(&self.place.state).and_then(|mut keeper| keeper.status()))?
            }
            Err(error) => return Err(error).context("签名进程没有给出可用的回答"),
        };
        self.place.say(&status)
    }
}

impl Serve {
    fn run(self) -> anyhow::Result<ExitCode> {
        if self.until_input_ends {
            // The pipe ends with the process that started us, however that ends.
            std::thread::spawn(|| {
                drop(std::io::stdin().read_to_end(&mut Vec::new()));
                std::process::exit(0)
            });
        }
        let mut left = if self.until_input_ends { TRIES } else { 0 };
        let keeper = loop {
            match Keeper::open(&self.state) {
                Err(SignerFault::Locked { .. }) if left > 0 => left -= 1,
                opened => break told(opened)?,
            }
            std::thread::sleep(WAIT);
        };
        let listener = told(app::signer::listen(&self.socket))?;
        if !self.until_input_ends {
            say(&format!("签名进程已启动：{}", self.socket.display()));
        }
        told(app::signer::serve(keeper, &listener))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Init {
    fn run(self) -> anyhow::Result<ExitCode> {
        if self.key.is_some() && self.note.is_empty() {
            bail!("接管已有私钥时，请用 --note 给出它签署过的最大校验点；没有签署过的私钥不必接管");
        }
        let log = match &self.key {
            None => random()?,
            Some(path) => read_secret(path)?,
        };
        let mut sm3 = random()?;
        if let Some(first) = sm3.first_mut() {
            *first &= 0x7f; // below the order of the curve, whatever the rest
        }
        let notes = read_notes(&self.note)?;
        let made =
            app::signer::init(&self.place.state, &self.config(), Secrets { log, sm3 }, &notes);
        let status = told(made)?;
        self.place.say(&status)
    }

    fn config(&self) -> Config {
        let mut config = Config::in_files(&self.origin);
        let module = |label: &Option<String>, mechanism, input| {
            let (module, token) = (self.pkcs11.clone()?, self.token.clone()?);
            let (pin_file, key) = (self.pin_file.clone()?, label.clone()?);
            let held = Module { module, token, pin_file, key, mechanism, input };
            Some(KeyPlace::Module(held))
        };
        if let Some(place) = module(&self.key_label, None, None) {
            config.log = place;
        }
        let input = if self.sm2_takes_message { Sm2Input::Message } else { Sm2Input::Digest };
        if let Some(place) = module(&self.sm2_key_label, self.sm2_mechanism, Some(input)) {
            config.sm3 = place;
        }
        config
    }
}

impl Recover {
    fn run(self) -> anyhow::Result<ExitCode> {
        let mut notes = read_notes(&self.note)?;
        if let Some(data) = &self.data {
            let place = Where { data: data.clone(), config: None };
            notes.extend(super::on_runtime(async {
                let app = place.open_to_read().await?;
                app.stored_checkpoints().await.context("不能读取数据库中的校验点")
            })?);
        }
        let status = told(app::signer::recover(&self.place.state, &notes))?;
        self.place.say(&status)
    }
}

fn random() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("不能取得随机数：{error}"))?;
    Ok(bytes)
}

fn read_secret(path: &Path) -> anyhow::Result<[u8; 32]> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("不能读取私钥文件 {}", path.display()))?;
    let mut secret = [0; 32];
    hex::decode_to_slice(text.trim(), &mut secret)
        .with_context(|| format!("私钥文件 {} 不是 64 位十六进制", path.display()))?;
    Ok(secret)
}

fn read_notes(paths: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    let read = |path: &PathBuf| {
        std::fs::read_to_string(path)
            .with_context(|| format!("不能读取校验点文件 {}", path.display()))
    };
    paths.iter().map(read).collect()
}

/// Says in Chinese what is wrong and what to do.
fn told<T>(done: Result<T, SignerFault>) -> anyhow::Result<T> {
    let fault = match done {
        Ok(value) => return Ok(value),
        Err(fault) => fault,
    };
    let what = match &fault {
        SignerFault::NoState { .. } => {
            "没有签名状态。新日志请用 liuhen signer init 建立；状态丢失的，请用 liuhen signer recover 重建"
        }
        SignerFault::Locked { .. } => "另一个签名进程正在使用这个状态目录",
        SignerFault::AlreadyThere { .. } => "这个目录里已有签名状态，没有改动",
        SignerFault::NoNote => "没有给出本日志签署过的校验点，不能确定已签署到哪里",
        SignerFault::Note { .. } => "给出的校验点不是本日志的私钥签署的",
        SignerFault::Contradiction { .. } => {
            "两个校验点大小相同而内容不同：私钥签署过两种历史，请立即报告，不要继续使用这把私钥"
        }
        SignerFault::Key(_) => "私钥或者密码模块不能使用",
        SignerFault::File { .. } => "不能读写签名状态",
        SignerFault::Malformed { .. } => "签名状态的文件格式不对",
    };
    Err(fault).context(what)
}
