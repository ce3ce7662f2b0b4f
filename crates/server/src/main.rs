//! The `liuhen` binary: HTTP, sessions, configuration and sub-commands.

mod cli;
mod http;
mod mirroring;
mod red_team;
mod sample;
mod stamping;
mod witnessing;

use clap::Parser;

fn main() -> std::process::ExitCode {
    cli::run(cli::Arguments::parse())
}
