//! The command line. Exit codes: 0 done, 1 a check found something or an answer is "no", 2 wrong
//! use or bad input, 3 a fault of the machine or of ours, or a database that must not be written on.

mod admin;
mod check;
mod demo;
mod export;
mod law;
pub(crate) mod open;
mod policy;
mod red_team;
pub(crate) mod red_team_child;
mod replica;
mod s3;
mod scrub;
mod serve;
mod signer;
mod signer_child;
mod tsa;
mod witness;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// 行政执法全过程记录系统
#[derive(Parser)]
#[command(
    name = "liuhen",
    version,
    about = "留痕：行政执法全过程记录系统",
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 启动服务
    Serve(serve::Serve),
    /// 启动带样例数据的演示服务，打印地址和登录名
    Demo(demo::Demo),
    /// 规则：检查、列出、查看、对照、期限、场景
    Law(law::Law),
    /// 重新计算全部投影与日志树，指出不一致之处
    Check(check::Check),
    /// 逐件读回原始资料，与入库时的摘要核对
    Scrub(scrub::Scrub),
    /// 日志签名进程：运行、建立、查看、重建
    Signer(signer::Signer),
    /// 导出案卷包、整份日志或全库
    Export(export::Export),
    /// 在机器上办理的管理事项
    Admin(admin::Admin),
    /// 见证：做别人日志的见证方，或与见证方交换文件
    Witness(witness::Witness),
    /// 见证策略：检查一份策略值多少信任
    Policy(policy::Policy),
    /// 红队演练：在临时的样例库上做二十种攻击，看报警是否响
    RedTeam(red_team::RedTeam),
    /// 打印接口说明（OpenAPI）
    Openapi,
}

/// Runs what was asked and turns the outcome into an exit code.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    let outcome = match arguments.command {
        Command::Serve(serve) => on_runtime(serve.run()),
        Command::Demo(demo) => on_runtime(demo.run()),
        Command::Law(law) => law.run(),
        Command::Check(check) => on_runtime(check.run()),
        Command::Scrub(scrub) => on_runtime(scrub.run()),
        Command::Signer(signer) => signer.run(),
        Command::Export(export) => on_runtime(export.run()),
        Command::Admin(admin) => on_runtime(admin.run()),
        Command::Witness(witness) => on_runtime(witness.run()),
        Command::Policy(policy) => policy.run(),
        Command::RedTeam(red_team) => on_runtime(red_team.run()),
        Command::Openapi => print_openapi(),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            say_error(&format!("{error:#}"));
            ExitCode::from(3)
        }
    }
}

fn on_runtime<T>(task: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(task)
}

/// Prints an answer. A reader who has gone, e.g. `head`, has what it wanted.
pub(crate) fn say(line: &str) {
    use std::io::Write as _;
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}

pub(crate) fn say_error(line: &str) {
    eprintln!("{line}");
}

fn print_openapi() -> anyhow::Result<ExitCode> {
    say(&serde_json::to_string_pretty(&crate::http::openapi())?);
    Ok(ExitCode::SUCCESS)
}
