//! A round of gossip: the heads of every sibling, and where they differ the log itself.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use ledger::{Fetched, TileAt};
use service::Outbound;
use witness::{Heard, Settled, Sibling, Witness};

use crate::{State, now, say};

#[derive(Args)]
pub(crate) struct Once {
    #[command(flatten)]
    place: State,
}

impl Once {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let witness = self.place.open()?;
        let lines = round(&witness, &Outbound::new()?).await;
        lines.iter().for_each(|line| say(&line.text));
        Ok(ExitCode::from(u8::from(lines.iter().any(|line| line.is_alarm))))
    }
}

/// What came of a comparison.
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) is_alarm: bool,
}

/// Compares every log with every sibling once.
pub(crate) async fn round(witness: &Arc<Witness>, client: &Outbound) -> Vec<Line> {
    let mut lines = Vec::new();
    for sibling in witness.siblings() {
        for (hash, url) in witness.logs() {
            let line = compare(witness, client, &sibling, (&hash, url.as_deref())).await;
            lines.extend(line);
        }
    }
    lines
}

async fn compare(
    witness: &Arc<Witness>,
    client: &Outbound,
    sibling: &Sibling,
    (hash, url): (&str, Option<&str>),
) -> Option<Line> {
    let say = |text: String, is_alarm| Some(Line { text, is_alarm });
    let name = &sibling.name;
    let text = match client.get(&format!("{}/{hash}/checkpoint", sibling.url)).await {
        Ok(answer) if answer.status == 200 => answer.text(),
        Ok(_) => return None, // it has no head of this log
        Err(why) => return say(format!("{name}：{why}"), false),
    };
    match witness.hear(sibling, hash, &text, now()) {
        Err(error) => return say(format!("{name}：不能记下（{error}）"), true),
        Ok(Heard::Nothing) => return None,
        Ok(Heard::Same) => return say(format!("{name}：一致"), false),
        Ok(Heard::Convicted(path)) => {
            let what = format!("{name}：日志签过两份矛盾的历史，证据 {}", path.display());
            return say(what, true);
        }
        Ok(Heard::Ask) => {}
    }
    let Some(url) = url.map(|url| url.trim_end_matches('/')) else {
        return say(format!("{name}：大小不同，日志没有公开地址，待证明"), false);
    };
    let (head, tiles) = match tree_of(witness, client, (hash, &text), url).await {
        Ok(read) => read,
        Err(why) => return say(format!("{name}：大小不同，{why}，待证明"), false),
    };
    match witness.settle(sibling, (hash, &text), &head, &tiles, now()) {
        Err(error) => say(format!("{name}：不能记下（{error}）"), true),
        Ok(Settled::Agreed) => say(format!("{name}：一致（日志已证明）"), false),
        Ok(Settled::Unproven) => say(format!("{name}：大小不同，日志未能证明，待证明"), false),
        Ok(Settled::Convicted(paths)) => {
            let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
            let what = format!("{name}：日志签过两份矛盾的历史，证据 {}", paths.join("、"));
            say(what, true)
        }
    }
}

/// The log's head and the tiles that settle it.
async fn tree_of(
    witness: &Arc<Witness>,
    client: &Outbound,
    (hash, text): (&str, &str),
    url: &str,
) -> Result<(String, Fetched), String> {
    let head = client.get(&format!("{url}/checkpoint")).await?;
    if head.status != 200 {
        return Err("日志没有给出检查点".to_owned());
    }
    let head = head.text();
    let tiles = witness.tiles_to_settle(hash, text, &head);
    let tiles = tiles.ok_or("日志给出的检查点无效，或小于已见证的")?;
    Ok((head, read_tiles(client, url, &tiles).await?))
}

/// Reads tiles of a log.
pub(crate) async fn read_tiles(
    client: &Outbound,
    url: &str,
    tiles: &[TileAt],
) -> Result<Fetched, String> {
    let mut read = Fetched::default();
    for tile in tiles {
        let answer = client.get(&format!("{url}/tile/{}", tile.path())).await?;
        if answer.status != 200 || !read.insert_tile(*tile, &answer.body) {
            return Err("日志没有给出所需的哈希".to_owned());
        }
    }
    Ok(read)
}
