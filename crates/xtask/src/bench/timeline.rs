//! `bench timeline`: what the pages of on-site work with 200 clips ask the server for.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::matter::Matter;
use super::ours::at;
use super::peers::Kit;
use crate::clock::Stopwatch;
use crate::command;
use crate::repo::Repo;
use crate::set_up::programs;

const CLIPS: u64 = 200;
const ASKED: usize = 100;

/// Fills an activity and prints how long its data takes.
pub(super) fn bench(repo: &Repo) -> Result<()> {
    programs::ensure(programs::FOR_DEMO)?;
    let folder = repo.target("bench-peers/run");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("无法清空")?;
    }
    let own = folder.join("server");
    fs::create_dir_all(&own).with_context(|| format!("无法建立 {}", own.display()))?;
    let ours = Kit::ours_alone(repo, &folder)?;
    let served = ours.start(&own)?;
    let mut matter = Matter::open(&ours, served.port)?;
    let film = folder.join("clip.mp4");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=10:duration=1"]);
    command::output(ffmpeg.args(["-pix_fmt", "yuv420p", "-y"]).arg(&film))?;
    let film = fs::read(&film).context("没有样片")?;
    for number in 0..CLIPS {
        // A box of nothing at the end: the same film, other bytes.
        let rest = [&16_u32.to_be_bytes()[..], b"free", &number.to_be_bytes()].concat();
        let clip = [&film[..], &rest].concat();
        let place = matter.begin(clip.len().try_into()?)?;
        matter.send(&place, &clip)?;
    }
    eprintln!("等待 {CLIPS} 份录像入库并检视");
    let list = at(&format!("/recordings?activity_id={}&limit=200", matter.activity));
    let is_done = |list: &Value| {
        let items =
            list.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        items.len() == 200
            && items.iter().all(|item| item.get("preview").is_some_and(|one| one == true))
    };
    matter.until(&list, is_done)?;
    eprintln!("\n| asked {ASKED} times | bytes | p50 ms | p95 ms |");
    eprintln!("|---|---|---|---|");
    let pages = [
        at(&format!("/activities/{}", matter.activity)),
        at(&format!("/cases/{}", matter.case)),
        at(&format!("/cases/{}/axis", matter.case)),
        list,
    ];
    for page in pages {
        ask(&mut matter, &page)?;
    }
    drop(served);
    fs::remove_dir_all(&folder).context("无法清理")
}

fn ask(matter: &mut Matter, page: &str) -> Result<()> {
    let (mut times, mut bytes) = (Vec::with_capacity(ASKED), 0);
    for _ in 0..ASKED {
        let begin = Stopwatch::start();
        bytes = matter.line.ask("GET", page, "", b"")?.success()?.body.len();
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times.get(ASKED * percent / 100).copied().unwrap_or(f64::NAN);
    let name = page.split('?').next().unwrap_or(page);
    eprintln!("| GET {name} | {bytes} | {:.1} | {:.1} |", at(50), at(95));
    Ok(())
}
