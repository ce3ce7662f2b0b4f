//! The `liuhen-witness` binary: a witness without the rest of the system.

use std::process::ExitCode;

use clap::Parser;
use witness_program::Command;

/// 见证方：记住见过的日志头，只为由它延续而来的下一个签名
#[derive(Parser)]
#[command(name = "liuhen-witness", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = runtime.map_err(anyhow::Error::from).and_then(|it| it.block_on(command.run()));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(3)
        }
    }
}
