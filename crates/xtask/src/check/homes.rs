//! Heavy outside crates have one home each, and some are not wanted at all.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::Finding;
use super::metadata::{For, Room};

/// Outside crates (by name, or by the start of the name before `*`) and the rooms that may use them.
const HOMES: [(&str, &[&str]); 24] = [
    ("axum*", &["server", "witness-program"]),
    ("clap*", &["server", "verify", "dock", "witness-program"]),
    ("cms", &["tsa"]),
    ("cryptoki*", &["signer"]),
    ("der", &["tsa"]),
    ("encoding_rs", &["sheets"]),
    ("fearless_simd", &["sm3x"]),
    ("fuser", &["lossfs"]),
    ("getrandom", &["app", "server", "dock", "witness-program"]),
    ("object_store", &["vault"]),
    ("opendal", &["vault"]),
    ("quick-xml", &["sheets"]),
    ("rand*", &["app", "server"]),
    ("reqwest", &["vault", "dock", "service"]),
    ("rust-embed", &["app", "server"]),
    ("rustls*", &["service", "vault", "dock", "tsa"]),
    ("sm2", &["ledger"]),
    ("sqlx*", &["store"]),
    ("tower*", &["server"]),
    ("tracing-subscriber", &["service"]),
    ("typst*", &["documents"]),
    ("utoipa*", &["server"]),
    ("x509-cert", &["tsa"]),
    ("zip", &["sheets"]),
];

/// What a room without I/O may never need.
const IMPURE: [&str; 8] =
    ["async-std", "futures-util", "mio", "rusqlite", "rustix", "smol", "tempfile", "tokio*"];
/// The rooms without I/O.
pub(super) const PURE: [&str; 8] =
    ["terms", "rules", "domain", "ledger", "archive", "sheets", "sm3x", "tsa"];

/// C libraries that need more than a C compiler, or a second copy of what we have.
const UNWANTED: [(&str, &str); 4] = [
    ("aws-lc-sys", "TLS 用 ring"),
    ("aws-lc-rs", "TLS 用 ring"),
    ("openssl-sys", "TLS 用 rustls"),
    ("native-tls", "TLS 用 rustls"),
];
/// Two versions of these would double the build or break the program.
const ONE_VERSION: [&str; 7] =
    ["axum", "hyper", "libsqlite3-sys", "reqwest", "rustls", "sqlx", "typst"];

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        None => pattern == name,
        Some(stem) => name
            .strip_prefix(stem)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_'])),
    }
}

/// Heavy crates outside their home, and unwanted or doubled crates in the lock file.
///
/// # Errors
/// The lock file cannot be read.
pub(super) fn check(rooms: &[Room], lock: &Path) -> Result<Vec<Finding>> {
    let lock = fs::read_to_string(lock).with_context(|| format!("无法读取 {}", lock.display()))?;
    let mut findings = astray(rooms);
    findings.extend(locked(&lock));
    Ok(findings)
}

fn astray(rooms: &[Room]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for room in rooms.iter().filter(|room| room.name != "testkit") {
        let product = room
            .arrows
            .iter()
            .filter(|arrow| !arrow.is_ours && matches!(arrow.purpose, For::Product | For::Build));
        for arrow in product {
            let place = || format!("crates/{}", room.name);
            let home = HOMES.iter().find(|(pattern, _)| matches(pattern, &arrow.to));
            if let Some((_, homes)) = home
                && !homes.contains(&room.name.as_str())
            {
                let what = format!("{} 只能住在 {}", arrow.to, homes.join("、"));
                findings.push(Finding::new(place(), what));
            }
            if PURE.contains(&room.name.as_str())
                && IMPURE.iter().any(|pattern| matches(pattern, &arrow.to))
            {
                let what = format!("纯净房间不得依赖 {}", arrow.to);
                findings.push(Finding::new(place(), what));
            }
        }
    }
    findings
}

fn locked(lock: &str) -> Vec<Finding> {
    let named = |name: &str| {
        let line = format!("name = \"{name}\"");
        lock.lines().filter(|candidate| *candidate == line).count()
    };
    let unwanted = UNWANTED
        .iter()
        .filter(|(name, _)| named(name) > 0)
        .map(|(name, instead)| Finding::new("Cargo.lock", format!("不应出现 {name}:{instead}")));
    let doubled = ONE_VERSION
        .iter()
        .filter(|name| named(name) > 1)
        .map(|name| Finding::new("Cargo.lock", format!("{name} 有两个版本")));
    unwanted.chain(doubled).collect()
}

#[cfg(test)]
mod tests {
    use super::super::metadata::Arrow;
    use super::*;

    fn uses(room: &str, to: &str, purpose: For) -> usize {
        let arrow = Arrow { to: to.to_owned(), is_ours: false, purpose };
        astray(&[Room { name: room.to_owned(), arrows: vec![arrow] }]).len()
    }

    #[test]
    fn a_heavy_crate_has_one_home() {
        assert_eq!(uses("server", "typst-pdf", For::Product), 1);
        assert_eq!(uses("documents", "typst-pdf", For::Product), 0);
        assert_eq!(uses("app", "sqlx", For::Product), 1);
        assert_eq!(uses("domain", "tokio", For::Product), 1);
        assert_eq!(uses("vault", "tokio", For::Product), 0);
        assert_eq!(uses("ledger", "typst", For::Tests), 0);
    }

    #[test]
    fn a_pattern_ends_at_a_word() {
        assert!(matches("rand*", "rand_core") && matches("rand*", "rand"));
        assert!(!matches("rand*", "random-things") && !matches("axum", "axum-core"));
    }

    #[test]
    fn unwanted_and_doubled_crates_are_named() {
        let lock = "name = \"openssl-sys\"\nname = \"hyper\"\nname = \"serde\"\nname = \"hyper\"\n";
        let whats: Vec<String> = locked(lock).into_iter().map(|finding| finding.what).collect();
        assert_eq!(whats.len(), 2);
        assert!(whats[0].contains("openssl-sys") && whats[1].contains("hyper"), "{whats:?}");
    }
}
