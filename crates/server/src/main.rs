//! The `liuhen` binary: HTTP, sessions, configuration and sub-commands.

mod cli;
mod http;

use clap::Parser;

fn main() -> std::process::ExitCode {
    cli::run(cli::Arguments::parse())
}
