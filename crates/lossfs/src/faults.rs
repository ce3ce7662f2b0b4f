//! Faults on order: the n-th operation of a kind fails, or is the last before a crash.

use std::process::Command;

use fuser::Errno;

/// Operations that change what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Write,
    Length,
    Sync,
    SyncFolder,
    Make,
    Rename,
    Remove,
}

impl Op {
    const ALL: [(Self, &str); 7] = [
        (Self::Write, "write"),
        (Self::Length, "length"),
        (Self::Sync, "sync"),
        (Self::SyncFolder, "sync_folder"),
        (Self::Make, "make"),
        (Self::Rename, "rename"),
        (Self::Remove, "remove"),
    ];

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(op, _)| *op)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(op, _)| *op == self).map_or("", |(_, name)| name)
    }

    const fn takes_room(self) -> bool {
        matches!(self, Self::Write | Self::Make)
    }
}

/// What happens to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It fails.
    Fails(Kind),
    /// Half of a write is taken; any other operation fails.
    Short,
    /// One bit of a write is turned on its way.
    Flip,
    /// It is done, and the process is killed before it hears of it.
    Crash(u32),
}

/// How it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Eio,
    Enospc,
}

impl Kind {
    pub(crate) const fn errno(self) -> Errno {
        match self {
            Self::Eio => Errno::EIO,
            Self::Enospc => Errno::ENOSPC,
        }
    }
}

/// An armed fault.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// Of which kind; any if `None`.
    pub(crate) op: Option<Op>,
    /// Part of the path; empty for any.
    pub(crate) path: String,
    /// So many more such operations pass.
    pub(crate) pass: u64,
    pub(crate) fault: Fault,
    /// It stays after it struck.
    pub(crate) is_forever: bool,
}

/// What is armed, and what was seen.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) rules: Vec<Rule>,
    /// A sync says that it is done and does nothing.
    pub(crate) lies: bool,
    /// Nothing that takes room is taken.
    pub(crate) is_full: bool,
    /// Operations since the last reset.
    pub(crate) seen: u64,
    /// Those that were struck.
    pub(crate) struck: Vec<String>,
}

impl Faults {
    /// Counts an operation and says what is to happen to it.
    pub(crate) fn strike(&mut self, op: Op, path: &str) -> Option<Fault> {
        // SQLite's shared memory is no storage: it is written when the kernel likes.
        if path.ends_with("-shm") {
            return None;
        }
        self.seen += 1;
        let fault = self.due(op, path);
        if let Some(fault) = fault {
            self.struck.push(format!("{} {path} {fault:?}", op.name()));
        }
        fault
    }

    fn due(&mut self, op: Op, path: &str) -> Option<Fault> {
        if self.is_full && op.takes_room() {
            return Some(Fault::Fails(Kind::Enospc));
        }
        let mut found = None;
        self.rules.retain_mut(|rule| {
            let is_meant = rule.op.is_none_or(|wanted| wanted == op) && path.contains(&rule.path);
            if !is_meant || found.is_some() {
                return true;
            }
            if rule.pass > 0 {
                rule.pass -= 1;
                return true;
            }
            found = Some(rule.fault);
            rule.is_forever
        });
        found
    }
}

/// Ends a process at once.
pub(crate) fn kill(pid: u32) {
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
    if !killed.is_ok_and(|status| status.success()) {
        eprintln!("lossfs: cannot kill {pid}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_of_its_kind_is_struck_once() {
        let fault = Fault::Fails(Kind::Eio);
        let rule =
            Rule { op: Some(Op::Sync), path: "wal".into(), pass: 1, fault, is_forever: false };
        let mut faults = Faults { rules: vec![rule], ..Faults::default() };
        let ops = [(Op::Sync, "a.db"), (Op::Sync, "a.db-wal"), (Op::Write, "a.db-wal")];
        assert!(ops.iter().all(|(op, path)| faults.strike(*op, path).is_none()));
        assert_eq!(faults.strike(Op::Sync, "a.db-wal"), Some(fault));
        assert_eq!(faults.strike(Op::Sync, "a.db-wal"), None);
        assert_eq!(faults.seen, 5);
    }

    #[test]
    fn a_full_disk_takes_no_bytes_and_no_names_but_gives_them_up() {
        let mut faults = Faults { is_full: true, ..Faults::default() };
        assert!(faults.strike(Op::Write, "x").is_some() && faults.strike(Op::Make, "x").is_some());
        assert!(faults.strike(Op::Remove, "x").is_none() && faults.strike(Op::Sync, "x").is_none());
    }
}
