//! `liuhen-verify`: checks packages and originals, offline, without the system that made them.
//!
//! Exit codes: 0 proven, 10 proven but not yet witnessed, 20 input incomplete, 30 invalid, 40 for a
//! server that signed two stories; 2 for a command line that it does not understand.

mod args;
mod input;
mod print;

use std::io::{self, Write};
use std::process::ExitCode;

use archive::{Report, Verdict, verify_journal, verify_log};
use clap::Parser as _;

use crate::args::{Args, Command};

/// The command line itself is wrong.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return ExitCode::from(explain(&error)),
    };
    let mut in_words: fn(Verdict) -> &'static str = Verdict::zh;
    let (report, json) = match args.command {
        Command::Package { file, output } => (input::package(&file, &output), output.json),
        Command::Original { file, proof, output } => {
            (input::original(&file, &proof, &output), output.json)
        }
        Command::Receipt { text, proof, output } => {
            (input::slip(&text, &proof, &output), output.json)
        }
        Command::Checkpoints { old, new, proof, output } => {
            in_words = Verdict::zh_of_heads;
            (input::checkpoints(&old, &new, proof.as_deref(), &output), output.json)
        }
        Command::Evidence { file, output } => {
            in_words = Verdict::zh_of_heads;
            (input::evidence(&file, &output), output.json)
        }
        Command::Log(exported) => (input::log(verify_log, &exported), exported.output.json),
        Command::Rebuild(exported) => (input::log(verify_journal, &exported), exported.output.json),
        Command::Acceptance { file, key, original, proof, output } => {
            in_words = Verdict::zh_of_word;
            let (original, proof) = (original.as_deref(), proof.as_deref());
            (input::acceptance(&file, &key, original, proof, &output), output.json)
        }
    };
    let report = report.unwrap_or_else(Report::from);
    let mut stdout = io::stdout().lock();
    let printed = match json {
        true => print::json(&report, &mut stdout),
        false => print::text(&report, in_words(report.verdict), &mut stdout),
    };
    match printed.and_then(|()| stdout.flush()) {
        Ok(()) => ExitCode::from(code(&report)),
        // Whoever asked has not seen the answer: it must not look like a success.
        Err(_) => ExitCode::from(exit_code(Verdict::Incomplete)),
    }
}

fn code(report: &Report) -> u8 {
    exit_code(report.verdict)
}

const fn exit_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Proven => 0,
        Verdict::NotWitnessed => 10,
        Verdict::Incomplete => 20,
        Verdict::Invalid => 30,
        Verdict::Equivocation => 40,
    }
}

/// Shows help where it was asked for, else says what is wrong with the command line.
fn explain(error: &clap::Error) -> u8 {
    if error.use_stderr() {
        let told = writeln!(io::stderr(), "{}", args::complaint(error));
        told.map_or(USAGE, |()| USAGE)
    } else {
        error.print().map_or(USAGE, |()| 0)
    }
}
