//! The project's own tool: what a newcomer, a reviewer and the gate run.
//!
//! Everything it installs or starts is named on the screen; what it starts, it stops.
//! Nothing in the product depends on this crate.

mod alone;
mod bench;
mod check;
mod clock;
mod command;
mod demo;
mod fuzz;
mod generate;
mod prove;
mod repo;
mod running;
mod set_up;
mod steps;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::repo::Repo;

const HELP: &str = "\
用法:cargo xtask <命令>

  demo [参数…]   装好缺少的工具,编译界面和程序,建一个示例县并开始服务;参数原样交给 liuhen demo
  test           全部测试:补齐工具,启动一次性数据库,单元、集成、界面、端到端
  check          格式、clippy、房间之间的箭头、文件长度、术语表、许可证、生成物、法规自检
                 check --quick 只做不用编译的部分,几秒钟
  gen [--check]  由程序的 OpenAPI 生成界面的接口类型;--check 只核对
  bench rules [N] 对 N 件虚构案件跑全部规则,与同样三个期限的 SQL 查询并列
  bench digests  一核上 SM3、SHA-256 的速度:各种向量宽度,1 至 64 路并行
  bench packages [文件夹] 案卷包的写出与核验:五万个小文件,以及少数大文件;可把包留在文件夹里
  bench read-back 原件回读:同时读 1、2、8 份时的速度
  bench uploads [轮数] [每段MiB] 上传:与 @tus/server、rustus、nginx 并列,一份 2 GiB、三十二份 64 MiB
  bench playback [轮数] 按范围播放:与 nginx 读同一文件并列
  bench timeline 有 200 段录像的现场执法,页面取数用时
  prove 名称    持久性的一项承诺,由种子重现:ack、powercut、nth、faults、rollback、tamper、race、
                 clock、inputs、mutations;[--seed N] [--rounds N] [--short] [--sabotage 步骤]
  fuzz [目标|all] [秒] 由覆盖率引导的模糊测试:记录、检查点、证明、叶、请求、策略、证据、查验单、回执、
                 包、签名进程、表格、时间戳;出错的输入留在 target/fuzz
  bench proof [N] 核验、全库重算、N 条日志的证明、追加一条的代价
  bench witness  见证二百个日志的内存
  dock [--dev]   编译采集站程序,不依赖采集站系统上的任何库;--dev 编译得快,只供试用
  witness [--dev] 同样编译见证方程序 liuhen-witness
  fonts          把公文所用字体取到 target/fonts
  web            安装界面依赖并编译到 web/dist
  help           本页
";

fn run(arguments: &[String]) -> Result<ExitCode> {
    let (name, rest) = match arguments {
        [] => ("help", arguments),
        [name, rest @ ..] => (name.as_str(), rest),
    };
    let takes_none = || match rest {
        [] => Ok(()),
        [extra, ..] => bail!("「{name}」不接受参数:{extra}"),
    };
    if matches!(name, "help" | "-h" | "--help") {
        eprint!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let repo = Repo::find()?;
    let done = match name {
        "prove" => return prove::prove(&repo, rest),
        "demo" => demo::demo(&repo, rest),
        "dock" => alone::build(&repo, "liuhen-dock", rest),
        "witness" => alone::build(&repo, "liuhen-witness", rest),
        "test" => takes_none().and_then(|()| test::test(&repo)),
        "check" => check::check(&repo, rest),
        "bench" => bench::bench(&repo, rest),
        "fuzz" => fuzz::fuzz(&repo, rest),
        "gen" => generate::generate(&repo, rest),
        "fonts" => takes_none().and_then(|()| set_up::fonts::fetch(&repo).map(drop)),
        "web" => takes_none().and_then(|()| set_up::web::build(&repo)),
        other => bail!("没有「{other}」这个命令\n\n{HELP}"),
    };
    done.map(|()| ExitCode::SUCCESS)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("\n错误:{fault:#}");
            ExitCode::FAILURE
        }
    }
}
