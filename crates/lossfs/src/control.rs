//! Orders, one a line on a Unix socket; each is answered with one line.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};

use crate::Shared;
use crate::disk::Survivors;
use crate::faults::{Fault, Kind, Op, Rule};

/// Takes orders until told to end.
pub(crate) fn serve(socket: &Path, shared: &Mutex<Shared>) -> Result<()> {
    let listener =
        UnixListener::bind(socket).with_context(|| format!("cannot bind {}", socket.display()))?;
    println_ready();
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line)?;
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.as_slice() == ["end"] {
            return answer(&mut stream, "ok");
        }
        let said = match obey(&words, shared) {
            Ok(said) => said,
            Err(fault) => format!("error {fault:#}"),
        };
        answer(&mut stream, &said)?;
    }
    Ok(())
}

/// Whoever started us waits for this line.
fn println_ready() {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "ready"));
    drop(out.flush());
}

fn answer(stream: &mut UnixStream, said: &str) -> Result<()> {
    Ok(writeln!(stream, "{said}")?)
}

fn obey(words: &[&str], shared: &Mutex<Shared>) -> Result<String> {
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    let Shared { disk, faults } = &mut *shared;
    match words {
        ["sync"] => disk.sync(),
        ["cut", "nothing"] => disk.cut(Survivors::Nothing),
        ["cut", seed] => disk.cut(Survivors::Some(seed.parse().context("no seed")?)),
        ["lie", how] => faults.lies = on(how)?,
        ["full", how] => faults.is_full = on(how)?,
        ["arm", rest @ ..] => faults.rules.push(rule(rest)?),
        ["reset"] => {
            faults.rules.clear();
            faults.struck.clear();
            (faults.seen, faults.lies, faults.is_full) = (0, false, false);
        }
        ["seen"] => return Ok(faults.seen.to_string()),
        ["struck"] => return Ok(faults.struck.join("; ")),
        _ => bail!("unknown order"),
    }
    Ok("ok".to_owned())
}

fn on(word: &str) -> Result<bool> {
    match word {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => bail!("on or off"),
    }
}

/// `FAULT [op=…] [path=…] [pass=…] [forever]`, with FAULT one of `eio`, `enospc`, `short`,
/// `flip`, `crash=PID`.
fn rule(words: &[&str]) -> Result<Rule> {
    let [fault, options @ ..] = words else { bail!("no fault named") };
    let fault = match (*fault, fault.strip_prefix("crash=")) {
        ("eio", _) => Fault::Fails(Kind::Eio),
        ("enospc", _) => Fault::Fails(Kind::Enospc),
        ("short", _) => Fault::Short,
        ("flip", _) => Fault::Flip,
        (_, Some(pid)) => Fault::Crash(pid.parse().context("no process")?),
        (other, None) => bail!("unknown fault {other}"),
    };
    let mut rule = Rule { op: None, path: String::new(), pass: 0, fault, is_forever: false };
    for option in options {
        match option.split_once('=') {
            Some(("op", word)) => rule.op = Some(Op::parse(word).context("unknown operation")?),
            Some(("path", part)) => rule.path = part.to_owned(),
            Some(("pass", count)) => rule.pass = count.parse().context("no number")?,
            None if *option == "forever" => rule.is_forever = true,
            Some(_) | None => bail!("unknown option {option}"),
        }
    }
    Ok(rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::Disk;
    use crate::faults::Faults;

    #[test]
    fn an_order_is_read_whole_or_refused() {
        let shared = Mutex::new(Shared { disk: Disk::new(), faults: Faults::default() });
        let say = |line: &str| obey(&line.split(' ').collect::<Vec<_>>(), &shared);
        say("arm eio op=sync path=-wal pass=3 forever").unwrap();
        say("arm crash=77").unwrap();
        let rules = shared.lock().unwrap().faults.rules.clone();
        assert_eq!((rules[0].pass, rules[0].is_forever, rules[0].op), (3, true, Some(Op::Sync)));
        assert_eq!(rules[1].fault, Fault::Crash(77));
        for bad in ["arm", "arm burn", "arm eio op=nap", "cut half", "lie maybe", "hello"] {
            assert!(say(bad).is_err(), "{bad}");
        }
        say("reset").unwrap();
        assert_eq!(say("seen").unwrap(), "0");
    }
}
