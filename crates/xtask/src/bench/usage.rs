//! What a server cost: processor time and memory of a process and all that it started.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context as _, Result};

/// Ticks of a second in `/proc`; the same on every Linux that runs Rust.
const TICKS: f64 = 100.0;

/// What a process and its children took so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// Seconds of all cores.
    pub(crate) cpu_s: f64,
    /// The most memory each had at a time, added up, in MiB.
    pub(crate) peak_mib: f64,
}

/// One line of `/proc/PID/stat`.
struct Process {
    parent: u32,
    /// Its own time and that of children that ended and were waited for.
    ticks: u64,
}

/// Looks at a process and everything below it.
pub(crate) fn of(pid: u32) -> Result<Usage> {
    let all = processes()?;
    let (mut ticks, mut peak) = (0, 0);
    for (id, process) in &all {
        if is_below(*id, pid, &all) {
            ticks += process.ticks;
            peak += peak_kib(*id).unwrap_or(0); // a child may end at any moment
        }
    }
    Ok(Usage { cpu_s: super::float(ticks) / TICKS, peak_mib: super::float(peak) / 1024.0 })
}

fn is_below(mut id: u32, top: u32, all: &BTreeMap<u32, Process>) -> bool {
    while id != top {
        match all.get(&id) {
            Some(process) if process.parent != id => id = process.parent,
            _ => return false,
        }
    }
    true
}

fn processes() -> Result<BTreeMap<u32, Process>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir("/proc").context("无法读取 /proc")? {
        let path = entry?.path();
        let id = path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
        // It may have ended since the folder was listed.
        if let Some(id) = id
            && let Ok(text) = fs::read_to_string(path.join("stat"))
            && let Some(process) = process(&text)
        {
            all.insert(id, process);
        }
    }
    Ok(all)
}

/// The name stands in brackets and may hold anything; what follows are numbers.
fn process(stat: &str) -> Option<Process> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let words: Vec<&str> = rest.split(' ').collect();
    let number = |at: usize| words.get(at)?.parse::<u64>().ok();
    let ticks = [11, 12, 13, 14].into_iter().map(number).sum::<Option<u64>>()?;
    Some(Process { parent: number(1)?.try_into().ok()?, ticks })
}

fn peak_kib(id: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{of, process};

    #[test]
    fn a_name_with_brackets_hides_no_number() {
        let line = "7 (a) b) S 3 7 7 0 -1 4194304 1 0 0 0 10 20 3 4 20 0 1 0 5";
        let found = process(line).unwrap();
        assert_eq!((found.parent, found.ticks), (3, 37));
    }

    #[test]
    fn a_process_counts_with_its_children() {
        let mut child = std::process::Command::new("sleep").arg("20").spawn().unwrap();
        let (alone, all) = (of(child.id()).unwrap(), of(std::process::id()).unwrap());
        assert!(alone.peak_mib > 0.0 && all.peak_mib > alone.peak_mib);
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
