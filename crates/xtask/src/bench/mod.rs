//! Benchmarks: measured on demand, never as timed tests.

pub(crate) mod http;
mod matter;
pub(crate) mod ours;
mod peers;
mod playback;
mod proof;
mod timeline;
mod uploads;
pub(crate) mod usage;
mod witness;

use anyhow::{Result, bail};

use crate::command::{cargo, run};
use crate::repo::Repo;

/// Cases judged when nobody says how many.
const CASES: &str = "1000000";

const USAGE: &str = "用法:cargo xtask bench rules [案件数] | digests | packages [文件夹] | read-back \
    | proof [日志条数] | uploads [轮数] [每段MiB] | playback [轮数] | timeline \
    | witness";

/// `bench NAME`: builds the program that measures with optimisation, and runs it.
///
/// # Errors
/// An unknown benchmark, or the program that measures fails.
pub(crate) fn bench(repo: &Repo, arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (package, example, argument) = match words.as_slice() {
        ["rules"] => ("liuhen-store", "rules_rate", Some(CASES)),
        ["rules", cases] => ("liuhen-store", "rules_rate", Some(*cases)),
        ["digests"] => ("liuhen-sm3x", "digest_rate", None),
        ["packages"] => ("liuhen-archive", "package_rate", None),
        ["packages", folder] => ("liuhen-archive", "package_rate", Some(*folder)),
        ["read-back"] => ("liuhen-vault", "read_back_rate", None),
        ["proof"] => return proof::bench(repo, None),
        ["proof", leaves] => return proof::bench(repo, Some(*leaves)),
        ["uploads", numbers @ ..] => return uploads::bench(repo, numbers),
        ["playback", numbers @ ..] => return playback::bench(repo, numbers),
        ["timeline"] => return timeline::bench(repo),
        ["witness"] => return witness::bench(repo),
        _ => bail!("{USAGE}"),
    };
    let program = ["run", "--release", "--package", package, "--example", example, "--"];
    run(cargo(repo.root(), program).args(argument))
}

/// The number at a place of the arguments, or what is usual.
fn number(words: &[&str], at: usize, usual: u64) -> Result<u64> {
    match words.get(at).map(|word| word.parse()) {
        None => Ok(usual),
        Some(Ok(number)) if number > 0 => Ok(number),
        Some(_) => bail!("{USAGE}"),
    }
}

/// The one in the middle of some measurements; of an even number the lower of the two.
fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}

/// For quotients: no benchmark counts to where a float is no longer exact.
fn float(number: u64) -> f64 {
    let (high, low) = (number >> 32, number & 0xffff_ffff);
    let part = |half: u64| u32::try_from(half).map_or(f64::NAN, f64::from);
    part(high) * 4_294_967_296.0 + part(low)
}

#[cfg(test)]
mod tests {
    use super::{float, median, number};

    #[test]
    fn numbers_are_taken_from_their_place_or_are_the_usual() {
        assert_eq!(number(&["7", "16"], 1, 3).unwrap(), 16);
        assert_eq!(number(&["7"], 1, 3).unwrap(), 3);
        assert!(number(&["0"], 0, 3).is_err() && number(&["x"], 0, 3).is_err());
        assert_eq!(float(5_000_000_000).to_string(), "5000000000");
    }

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert_eq!(median([9.0, 1.0, 5.0]).to_string(), "5");
        assert_eq!(median([4.0, 2.0]).to_string(), "2");
        assert!(median([]).is_nan());
    }
}
