//! The wall in the terminal: a line for each slot, drawn anew while something moves.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use crate::send::Line;

/// How often the wall is drawn.
const DRAWN: Duration = Duration::from_millis(500);
/// How often the server is told how the station is.
const TOLD: Duration = Duration::from_secs(15);

/// Draws the wall as long as it is not stopped; does nothing where nobody looks.
pub(crate) async fn draw(line: Arc<Line>, is_wanted: bool) {
    if !is_wanted || !std::io::stdout().is_terminal() {
        return;
    }
    let mut drawn = 0;
    loop {
        let lines = line.progress.lines();
        let mut text = String::new();
        if drawn > 0 {
            // Back up over what was drawn.
            text.push_str(&format!("\u{1B}[{drawn}A"));
        }
        for line in &lines {
            text.push_str(&format!("\u{1B}[2K{line}\n"));
        }
        drawn = lines.len();
        if show(&text).is_err() {
            return;
        }
        tokio::time::sleep(DRAWN).await;
    }
}

fn show(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Tells the server how the station is, as long as it is not stopped. A word that does not arrive
/// is no harm: the next one comes soon.
pub(crate) async fn report(line: Arc<Line>, queue: std::path::PathBuf) {
    loop {
        tell(&line, &queue).await;
        tokio::time::sleep(TOLD).await;
    }
}

/// Tells the server once.
pub(crate) async fn tell(line: &Line, queue: &std::path::Path) {
    let all = line.queue.all();
    let waiting = all.iter().filter(|(_, standing)| standing.is_waiting());
    let (mut files, mut bytes) = (0_u32, 0_u64);
    for (clip, _) in waiting {
        files = files.saturating_add(1);
        bytes = bytes.saturating_add(clip.size);
    }
    drop(line.server.status(&line.progress.status(queue, (files, bytes))).await);
}
