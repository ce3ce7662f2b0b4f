//! The command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

use crate::config::Said;

/// 采集工作站：把记录设备上的音像导入留痕服务器
#[derive(Parser)]
#[command(
    name = "liuhen-dock",
    version,
    after_help = "退出码：0 全部入库；10 有文件需要处理；20 线路不通或者没有传完，队列已保存；30 不能办理；2 命令写错"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// 导入一个或多个目录（每个目录算一个仓位），全部入库后结束
    Import {
        /// 设备、存储卡或者文件夹
        #[arg(required = true)]
        folders: Vec<PathBuf>,
        #[command(flatten)]
        line: LineArgs,
        /// 设备屏幕上显示的时间，如 2025-03-07T10:05:00+08:00
        #[arg(long)]
        device_clock: Option<String>,
        /// 设备屏幕上显示的电量百分比
        #[arg(long)]
        battery: Option<u8>,
    },
    /// 守候配置中的仓位，有设备接入即导入
    Watch {
        #[command(flatten)]
        line: LineArgs,
    },
    /// 查看本地队列
    Status {
        #[command(flatten)]
        queue: QueueArgs,
    },
    /// 查看入库回执和清空凭据
    Receipts {
        #[command(flatten)]
        queue: QueueArgs,
        /// 把回执逐个存入目录
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 采集站密钥
    #[command(subcommand)]
    Key(KeyCommand),
    /// 命名规则
    #[command(subcommand)]
    Layouts(LayoutsCommand),
}

#[derive(Subcommand)]
pub(crate) enum KeyCommand {
    /// 新建密钥，显示公钥
    New {
        /// 密钥文件
        #[arg(long)]
        station: PathBuf,
    },
    /// 显示公钥
    Show {
        /// 密钥文件
        #[arg(long)]
        station: PathBuf,
    },
    /// 登记后写入采集站编号，固定服务器公钥
    Pin {
        /// 密钥文件
        #[arg(long)]
        station: PathBuf,
        /// 采集站编号
        #[arg(long)]
        id: String,
        /// 服务器公钥，整行
        #[arg(long)]
        server_key: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum LayoutsCommand {
    /// 列出命名规则
    List {
        /// 配置文件
        #[arg(long)]
        config: Option<PathBuf>,
        /// 以 JSON 输出
        #[arg(long)]
        json: bool,
    },
    /// 试一个路径：符合哪条规则，读出什么
    Test {
        /// 设备根目录之下的路径，或者一个目录
        path: PathBuf,
        /// 配置文件
        #[arg(long)]
        config: Option<PathBuf>,
        /// 以 JSON 输出
        #[arg(long)]
        json: bool,
    },
}

#[derive(ClapArgs)]
pub(crate) struct LineArgs {
    /// 服务器地址
    #[arg(long)]
    pub(crate) server: Option<String>,
    /// 采集站密钥文件
    #[arg(long)]
    pub(crate) station: Option<PathBuf>,
    /// 配置文件
    #[arg(long)]
    pub(crate) config: Option<PathBuf>,
    /// 本地队列目录
    #[arg(long)]
    pub(crate) queue: Option<PathBuf>,
    /// 只信任这个文件中的证书
    #[arg(long)]
    pub(crate) ca: Option<PathBuf>,
    /// 同时上传的文件数
    #[arg(long)]
    pub(crate) parallel: Option<usize>,
    /// 带宽上限，KiB/秒
    #[arg(long)]
    pub(crate) limit_kib: Option<u64>,
    /// 文件多久不变才算写完，毫秒
    #[arg(long)]
    pub(crate) settle_ms: Option<u64>,
    /// 多久毫无进展就留待下次，秒
    #[arg(long)]
    pub(crate) patience_s: Option<u64>,
    /// 入库后从设备上删除（凭服务器签名的回执）
    #[arg(long)]
    pub(crate) wipe: bool,
    /// 以 JSON 输出
    #[arg(long)]
    pub(crate) json: bool,
}

impl LineArgs {
    /// What it says beside the configuration.
    pub(crate) fn said(&self) -> Said {
        Said {
            server: self.server.clone(),
            station: self.station.clone(),
            queue: self.queue.clone(),
            ca: self.ca.clone(),
            parallel: self.parallel,
            limit_kib_s: self.limit_kib,
            settle_ms: self.settle_ms,
            patience_s: self.patience_s,
            wipe: self.wipe,
        }
    }
}

#[derive(ClapArgs)]
pub(crate) struct QueueArgs {
    /// 采集站密钥文件；队列在它旁边
    #[arg(long)]
    station: Option<PathBuf>,
    /// 本地队列目录
    #[arg(long)]
    queue: Option<PathBuf>,
    /// 配置文件
    #[arg(long)]
    pub(crate) config: Option<PathBuf>,
    /// 以 JSON 输出
    #[arg(long)]
    pub(crate) json: bool,
}

impl QueueArgs {
    /// What it says beside the configuration.
    pub(crate) fn said(&self) -> Said {
        Said { station: self.station.clone(), queue: self.queue.clone(), ..Said::default() }
    }
}
