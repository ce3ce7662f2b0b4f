//! The commands of whoever runs a witness: making it, telling it whom to know, running it, and what
//! its mirror can do. `liuhen witness` has them among others; `liuhen-witness` has nothing else.

mod clock;
mod disc;
mod feed;
mod gossip;
mod keep;
mod mirror;
mod mirroring;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use witness::OpenError;

use crate::clock::{now, secret};

pub use disc::{is_for_mirror, read_text, write_new};

/// What a witness does.
#[derive(Subcommand)]
#[expect(private_interfaces, reason = "whoever runs a command need not name its arguments")]
pub enum Command {
    /// 建立见证方：私钥与记忆放在一个目录，各日志的大小另存一处
    Init(keep::Init),
    /// 登记一个日志，此后为它见证
    AddLog(keep::AddLog),
    /// 登记一个同级见证方，定期与它核对
    AddSibling(keep::AddSibling),
    /// 查看见证过的日志、待证明的疑点和留存的证据
    Status(keep::Status),
    /// 启动见证服务，并定期与同级见证方核对
    Serve(serve::Serve),
    /// 在见证方旁建立镜像：保存日志的全部叶子，并复算指标日报
    Mirror(mirror::Mirror),
    /// 用镜像的叶子把全部指标日报重算一遍
    Recount(mirror::Again),
    /// 从镜像取回叶子，逐字节相同
    Leaves(mirror::LeavesOut),
    /// 与同级见证方核对一次（见证服务没有运行时）
    Gossip(gossip::Once),
    /// 从日志取检查点送交见证方（日志不能主动连接见证方时）
    Feed(feed::Feed),
    /// 见证一方：读入请求文件，写出答复文件（*.witresp、*.mirresp）
    Import(disc::Import),
}

impl Command {
    /// Does it; the exit code says how it came out.
    ///
    /// # Errors
    /// What could not be done, in Chinese.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Init(init) => init.run(),
            Self::AddLog(add) => add.run(),
            Self::AddSibling(add) => add.run(),
            Self::Status(status) => status.run(),
            Self::Serve(serve) => serve.run().await,
            Self::Mirror(mirror) => mirror.run(),
            Self::Recount(again) => again.run(),
            Self::Leaves(leaves) => leaves.run(),
            Self::Gossip(once) => once.run().await,
            Self::Feed(feed) => feed.run().await,
            Self::Import(import) => import.run(),
        }
    }
}

/// Where a witness keeps its key and memory.
#[derive(Args, Clone)]
struct State {
    /// 见证方目录
    #[arg(long, default_value = "witness")]
    state: PathBuf,
}

impl State {
    fn open(&self) -> anyhow::Result<Arc<witness::Witness>> {
        told(witness::Witness::open(&self.state)).map(Arc::new)
    }
}

/// Why a witness does not start, in Chinese.
fn told<T>(opened: Result<T, OpenError>) -> anyhow::Result<T> {
    let error = match opened {
        Ok(opened) => return Ok(opened),
        Err(error) => error,
    };
    let what = match &error {
        OpenError::NotMade(path) => {
            format!(
                "{} 不是见证方目录，或者不完整；请先用 liuhen witness init 建立",
                path.display()
            )
        }
        OpenError::MirrorMade(path) => format!("{} 已经有镜像", path.display()),
        OpenError::Locked(path) => format!("{} 正由另一个进程使用", path.display()),
        OpenError::SecondPlace(path) => {
            format!(
                "找不到另存大小的目录 {}，或者它属于别的见证方；不能确认记忆完整，未启动",
                path.display()
            )
        }
        OpenError::Retired(_) => {
            "目录被退回到旧副本，或者已经用过：这把私钥作废，不再签名。请另建见证方，公布新公钥"
                .to_owned()
        }
        OpenError::Policy(_) => "登记日志和同级见证方的文件 policy 有误".to_owned(),
        OpenError::Fault(_) => "不能读写见证方目录".to_owned(),
    };
    Err(error).context(what)
}

/// An instant for people.
fn time(seconds: u64) -> String {
    let ms = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
    terms::Timestamp::from_ms(ms).to_china_rfc3339()
}

/// Prints an answer. A reader who has gone, e.g. `head`, has what it wanted.
fn say(line: &str) {
    use std::io::Write as _;
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}
