//! Whether the time of a failed login tells a known name from an unknown one (T-02):
//! `login_times [NAMES]`, 200 of each if nothing is said.
//!
//! Each name is tried once, known and unknown ones in turn, so that whatever else the machine does
//! falls on both alike. Printed are the Kolmogorov–Smirnov statistic of the two samples and the
//! probability of one at least as large if they are alike. That is a figure to look at, not a
//! test: of a hundred runs one is below 0.01 by chance. What a test can hold, the work, it holds.

use std::error::Error;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};

use app::{App, Call, Config, Context, Database, Login, Visitor};
use domain::{Text, TextError};
use terms::OfficerId;
use tokio::time::Instant;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let names: u32 = std::env::args().nth(1).map_or(Ok(200), |names| names.parse())?;
    let folder = tempfile::tempdir()?;
    let (app, admin) = found(folder.path()).await?;
    let by = Call::by(admin);
    let agency = app.people(admin).await?.0.agencies.keys().next().copied();
    for number in 0..names {
        let name = text(&format!("人员{number}"))?;
        let agency = agency.ok_or("no agency")?;
        app.enrol_officer(&by, agency, None, name, &format!("known{number:05}"), None).await?;
    }
    // The first ones read the staff.
    for name in ["warm-up", "known00000", "warm-up-too"] {
        time_of(&app, name, names).await?;
    }
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 1..names {
        let (a, b) = (format!("known{number:05}"), format!("stray{number:05}"));
        if number % 2 == 0 {
            known.push(time_of(&app, &a, number).await?);
            unknown.push(time_of(&app, &b, number).await?);
        } else {
            unknown.push(time_of(&app, &b, number).await?);
            known.push(time_of(&app, &a, number).await?);
        }
    }
    let d = statistic(&mut known, &mut unknown);
    let p = probability(d, known.len(), unknown.len());
    let median = |times: &[u64]| times.get(times.len() / 2).copied().unwrap_or(0);
    writeln!(
        std::io::stdout(),
        "{} names each: median {} µs known, {} µs unknown; D = {d:.3}, p = {p:.3}",
        known.len(),
        median(&known),
        median(&unknown)
    )?;
    Ok(())
}

async fn found(folder: &std::path::Path) -> Result<(App, OfficerId), Box<dyn Error>> {
    let config = Config {
        data: folder.to_owned(),
        database: Database::Embedded,
        vault: app::vault::Config::folder(folder.join("vault")),
        fonts: Vec::new(),
        origin: "bench.local/1".to_owned(),
        signer: app::SignerPlace::Here,
        policy: None,
        keeping: app::Keeping::default(),
        tsa: None,
    };
    let app = App::open(&config, Context::system()).await?;
    let agency = app.found(text("某局")?, text("某")?, text("999901")?).await?;
    let (admin, _) = app.found_administrator(agency, text("管理")?, "admin").await?;
    Ok((app, admin))
}

fn text<const MAX: usize>(text: &str) -> Result<Text<MAX>, TextError> {
    Text::parse(text)
}

/// Microseconds until a wrong password is refused.
async fn time_of(app: &App, name: &str, number: u32) -> Result<u64, Box<dyn Error>> {
    let address = IpAddr::from(Ipv4Addr::from(number.saturating_add(0x0A00_0000)));
    let from = Visitor { address, agent: String::new(), browser: None, session: None };
    let (name, password) = (name.to_owned(), "wrong-password-1".to_owned().into());
    let began = Instant::now();
    let answer = app.log_in(Login { name, password, from }).await;
    let lasted = began.elapsed();
    match answer {
        Err(app::Error::LoginFailed) => Ok(u64::try_from(lasted.as_micros())?),
        Err(error) => Err(error.into()),
        Ok(_) => Err("a wrong password was right".into()),
    }
}

/// The largest distance between the two shares of samples up to a value. Sorts them.
fn statistic(one: &mut [u64], other: &mut [u64]) -> f64 {
    one.sort_unstable();
    other.sort_unstable();
    let share = |sorted: &[u64], value: u64| {
        let count = sorted.partition_point(|sample| *sample <= value);
        real(count) / real(sorted.len())
    };
    let distance = |value: &u64| (share(one, *value) - share(other, *value)).abs();
    one.iter().chain(other.iter()).map(distance).fold(0.0, f64::max)
}

/// Kolmogorov's distribution, for samples of this size.
fn probability(d: f64, one: usize, other: usize) -> f64 {
    let (one, other) = (real(one), real(other));
    let size = (one * other / (one + other)).sqrt();
    let lambda = (size + 0.12 + 0.11 / size) * d;
    let term = |k: u32| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * f64::from(k * k) * lambda * lambda).exp()
    };
    (1..=100).map(term).sum::<f64>().clamp(0.0, 1.0)
}

fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_apart_and_samples_alike_are_told() {
        let mut low: Vec<u64> = (0..200).collect();
        let mut high: Vec<u64> = (500..700).collect();
        assert!((statistic(&mut low, &mut high) - 1.0).abs() < 1e-9);
        assert!(probability(1.0, 200, 200) < 1e-9);
        let mut same = low.clone();
        assert!(statistic(&mut low, &mut same) < 1e-9);
        // The table's value for 5 % is 1.36 times the root of 2/200.
        assert!((probability(0.136, 200, 200) - 0.046).abs() < 0.01);
    }
}
