//! Which room may use which: the picture of `docs/ARCHITECTURE.md` as data.

use super::Finding;
use super::metadata::{For, Room};

/// A room, its floor and what its product code may use.
struct Rule {
    room: &'static str,
    floor: u8,
    may_use: &'static [&'static str],
}

/// Rooms beside the house: never a dependency of the product.
const BESIDE: [&str; 3] = ["lossfs", "testkit", "xtask"];

const FLOORS_0_AND_1: [&str; 13] = [
    "terms",
    "rules",
    "domain",
    "ledger",
    "archive",
    "sheets",
    "sm3x",
    "tsa",
    "store",
    "vault",
    "media",
    "documents",
    "signer",
];

/// The table. A new arrow needs a line of reason in `docs/ARCHITECTURE.md`.
const RULES: [Rule; 23] = [
    Rule { room: "terms", floor: 0, may_use: &[] },
    Rule { room: "rules", floor: 0, may_use: &["terms"] },
    Rule { room: "domain", floor: 0, may_use: &["rules", "terms"] },
    Rule { room: "ledger", floor: 0, may_use: &["terms"] },
    Rule { room: "archive", floor: 0, may_use: &["ledger", "sm3x", "terms", "tsa"] },
    Rule { room: "sheets", floor: 0, may_use: &[] },
    Rule { room: "sm3x", floor: 0, may_use: &[] },
    Rule { room: "tsa", floor: 0, may_use: &["terms"] },
    Rule { room: "store", floor: 1, may_use: &["domain", "ledger", "terms"] },
    Rule { room: "vault", floor: 1, may_use: &["sm3x", "terms"] },
    Rule { room: "media", floor: 1, may_use: &["terms"] },
    Rule { room: "documents", floor: 1, may_use: &["rules", "terms"] },
    Rule { room: "signer", floor: 1, may_use: &["ledger"] },
    Rule { room: "witness", floor: 1, may_use: &["ledger"] },
    Rule { room: "service", floor: 1, may_use: &[] },
    Rule {
        room: "witness-program",
        floor: 2,
        may_use: &["domain", "ledger", "service", "terms", "witness"],
    },
    Rule { room: "app", floor: 2, may_use: &FLOORS_0_AND_1 },
    Rule {
        room: "server",
        floor: 3,
        may_use: &["app", "domain", "ledger", "service", "terms", "witness", "witness-program"],
    },
    Rule { room: "dock", floor: 3, may_use: &["terms"] },
    Rule { room: "verify", floor: 3, may_use: &["archive", "ledger", "terms"] },
    Rule { room: "testkit", floor: 2, may_use: &FLOORS_0_AND_1 },
    Rule { room: "lossfs", floor: 3, may_use: &[] },
    Rule { room: "xtask", floor: 3, may_use: &[] },
];

fn rule(room: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.room == room)
}

/// Tests may use the test kit and every room on a lower floor besides.
fn allowed(from: &Rule, to: &str, purpose: For) -> bool {
    if from.may_use.contains(&to) {
        return true;
    }
    match purpose {
        For::Product | For::Build => false,
        For::Tests => {
            to == from.room || to == "testkit" || rule(to).is_some_and(|to| to.floor < from.floor)
        }
    }
}

/// Every arrow between our crates that is not in the table.
pub(super) fn check(rooms: &[Room]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for room in rooms {
        let Some(rule) = rule(&room.name) else {
            findings.push(Finding::new(
                format!("crates/{}", room.name),
                "这个房间不在箭头表里:在 xtask 的 arrows.rs 和 docs/ARCHITECTURE.md 各加一行",
            ));
            continue;
        };
        for arrow in room.arrows.iter().filter(|arrow| arrow.is_ours) {
            if allowed(rule, &arrow.to, arrow.purpose) {
                continue;
            }
            let why = if BESIDE.contains(&arrow.to.as_str()) {
                "只有测试可以用它"
            } else {
                "箭头表不允许;换个房间写,或先在 docs/ARCHITECTURE.md 说明理由"
            };
            findings.push(Finding::new(format!("{} → {}", room.name, arrow.to), why));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::metadata::Arrow;
    use super::*;

    fn one(from: &str, to: &str, purpose: For) -> Vec<Finding> {
        let arrow = Arrow { to: to.to_owned(), is_ours: true, purpose };
        check(&[Room { name: from.to_owned(), arrows: vec![arrow] }])
    }

    #[test]
    fn a_pure_room_may_not_use_the_database() {
        assert_eq!(one("domain", "store", For::Product).len(), 1);
        assert_eq!(one("rules", "domain", For::Product).len(), 1);
        assert_eq!(one("ledger", "rules", For::Product).len(), 1);
        assert!(one("domain", "rules", For::Product).is_empty());
    }

    #[test]
    fn the_verifier_shares_nothing_with_the_running_system() {
        for room in ["store", "vault", "app", "domain"] {
            assert_eq!(one("verify", room, For::Product).len(), 1, "{room}");
        }
    }

    #[test]
    fn only_tests_use_the_test_kit_and_the_floors_below() {
        assert_eq!(one("server", "testkit", For::Product).len(), 1);
        assert!(one("server", "testkit", For::Tests).is_empty());
        assert!(one("store", "archive", For::Tests).is_empty());
        assert_eq!(one("store", "vault", For::Tests).len(), 1);
        assert_eq!(one("store", "app", For::Tests).len(), 1);
    }

    #[test]
    fn a_room_without_a_row_is_a_finding() {
        assert_eq!(check(&[Room { name: "attic".to_owned(), arrows: vec![] }]).len(), 1);
    }

    #[test]
    fn the_table_has_no_cycle_and_no_arrow_to_a_higher_floor() {
        for from in RULES.iter().filter(|rule| !BESIDE.contains(&rule.room)) {
            for to in from.may_use {
                let to = rule(to).unwrap();
                assert!(to.floor <= from.floor, "{} → {}", from.room, to.room);
                assert!(!to.may_use.contains(&from.room), "{} ↔ {}", from.room, to.room);
            }
        }
    }
}
