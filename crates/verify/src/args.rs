//! The command line.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand};

const TOP_HELP: &str = "\
{about}

用法:{usage}

命令:
{subcommands}

选项:
{options}{after-help}";

const COMMAND_HELP: &str = "\
{about}

用法:{usage}

参数:
{positionals}

选项:
{options}";

const EXIT_CODES: &str = "\
退出码:
  0   验证通过,见证签名齐全
  10  内容无误,尚无所要求的见证签名
  20  材料不完整或无法读取
  30  验证不通过
  40  服务器签过互相矛盾的两种说法
  2   命令行有误";

/// 离线核验案卷包、原始文件、查验单、接收回执、整份日志和全库导出,不依赖生成它们的系统,不访问网络。
#[derive(Debug, Parser)]
#[command(
    name = "liuhen-verify",
    version,
    help_template = TOP_HELP,
    after_help = EXIT_CODES,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    override_usage = "liuhen-verify <命令>",
    subcommand_value_name = "命令"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// 显示帮助
    #[arg(short, long, action = ArgAction::Help, global = true)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 核验案卷包:清单、摘要、事实、存在性证明、检查点和见证签名
    #[command(
        help_template = COMMAND_HELP,
        override_usage = "liuhen-verify package <文件> [--policy <策略文件>] [--json]"
    )]
    Package {
        /// 案卷包(tar 文件)
        #[arg(value_name = "文件")]
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// 核验单个文件就是当时存证的那一个
    #[command(
        help_template = COMMAND_HELP,
        override_usage =
            "liuhen-verify original <文件> --proof <证明文件> [--policy <策略文件>] [--json]"
    )]
    Original {
        /// 要核验的文件
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 证明文件(从系统下载的 JSON)
        #[arg(long, value_name = "证明文件")]
        proof: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// 核验当事人手里的查验单:单上所指的那条记载仍在日志中,没有换过
    #[command(
        help_template = COMMAND_HELP,
        override_usage =
            "liuhen-verify receipt <查验单> --proof <证明文件> [--policy <策略文件>] [--json]"
    )]
    Receipt {
        /// 查验单上的一行文字,以 LH1 开头
        #[arg(value_name = "查验单")]
        text: String,
        /// 证明文件(从查验页面下载的 JSON)
        #[arg(long, value_name = "证明文件")]
        proof: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// 核验上传后得到的接收回执:服务器以哪把公钥承认收到了哪些字节
    #[command(
        help_template = COMMAND_HELP,
        override_usage = "liuhen-verify acceptance <回执文件> --key <公钥> [--original <原文件>] \
            [--proof <证明文件>] [--policy <策略文件>] [--json]"
    )]
    Acceptance {
        /// 接收回执(从系统保存的文本)
        #[arg(value_name = "回执文件")]
        file: PathBuf,
        /// 服务器的公钥:一行文字,或者存着它的文件
        #[arg(long, value_name = "公钥")]
        key: String,
        /// 当时上传的文件
        #[arg(long, value_name = "原文件")]
        original: Option<PathBuf>,
        /// 回执所指那条事实的证明文件(从系统下载的 JSON)
        #[arg(long, value_name = "证明文件")]
        proof: Option<PathBuf>,
        #[command(flatten)]
        output: Output,
    },
    /// 核验同一日志的两个检查点是不是同一段历史
    #[command(
        help_template = COMMAND_HELP,
        override_usage = "liuhen-verify checkpoints <检查点> <另一个检查点> \
            [--proof <一致性证明>] --policy <策略文件> [--json]"
    )]
    Checkpoints {
        /// 检查点(从系统保存的文本)
        #[arg(value_name = "检查点")]
        old: PathBuf,
        /// 另一个检查点
        #[arg(value_name = "另一个检查点")]
        new: PathBuf,
        /// 从较小到较大的一致性证明:一行一个哈希,或向见证方提交的请求
        #[arg(long, value_name = "一致性证明")]
        proof: Option<PathBuf>,
        #[command(flatten)]
        output: Output,
    },
    /// 核验整份日志:由叶和哈希重算两棵树,与检查点和签名核对
    #[command(
        help_template = COMMAND_HELP,
        override_usage =
            "liuhen-verify log <文件夹> [--checkpoint <检查点>]… [--policy <策略文件>] [--json]"
    )]
    Log(Exported),
    /// 由全部事实重建整个数据库:叶、正文、两棵树、全部检查点,以及能独立推出的投影
    #[command(
        help_template = COMMAND_HELP,
        override_usage =
            "liuhen-verify rebuild <文件夹> [--checkpoint <检查点>]… [--policy <策略文件>] [--json]"
    )]
    Rebuild(Exported),
    /// 核验日志分叉的证据:成立时退出码为 40,不成立为 30
    #[command(
        help_template = COMMAND_HELP,
        override_usage = "liuhen-verify evidence <证据文件> --policy <策略文件> [--json]"
    )]
    Evidence {
        /// 证据文件
        #[arg(value_name = "证据文件")]
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
}

/// A log or a whole database as a folder.
#[derive(Debug, ClapArgs)]
pub(crate) struct Exported {
    /// 文件夹(liuhen export log 或 liuhen export journal 导出;日志也可由公开地址镜像)
    #[arg(value_name = "文件夹")]
    pub(crate) folder: PathBuf,
    /// 自己先前保存的检查点,可以写多次
    #[arg(long, value_name = "检查点")]
    pub(crate) checkpoint: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Output {
    /// 信任策略:信任哪个日志、哪些见证方、要求几方签名
    #[arg(long, value_name = "策略文件")]
    pub(crate) policy: Option<PathBuf>,
    /// 以 JSON 输出报告
    #[arg(long)]
    pub(crate) json: bool,
}

/// One Chinese sentence for a command line that cannot be understood.
pub(crate) fn complaint(error: &clap::Error) -> String {
    let named = |kind| error.get(kind).map(ContextValue::to_string).unwrap_or_default();
    let kind = error.kind();
    let what = if kind == ErrorKind::UnknownArgument {
        format!("不认识的参数 {}", named(ContextKind::InvalidArg))
    } else if kind == ErrorKind::InvalidSubcommand {
        format!("没有这个命令:{}", named(ContextKind::InvalidSubcommand))
    } else if kind == ErrorKind::MissingRequiredArgument {
        format!("缺少参数 {}", named(ContextKind::InvalidArg))
    } else if kind == ErrorKind::ArgumentConflict {
        format!("参数 {} 不能这样使用", named(ContextKind::InvalidArg))
    } else if [ErrorKind::MissingSubcommand, ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand]
        .contains(&kind)
    {
        "缺少命令".to_owned()
    } else {
        "命令行有误".to_owned()
    };
    format!("{what}。用 liuhen-verify --help 查看用法。")
}
