//! Standing watch: slots are listed again and again, and what is new is brought in. Listing works on
//! every kind of card and share; notices of the system do not.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, Result};

use crate::config::Config;
use crate::import::{self, Fate, Options, Summary};
use crate::scan::{self, Listed, Slot};
use crate::send::Line;

type Seen = BTreeMap<String, BTreeMap<String, Listed>>;

/// Watches until it is stopped from outside. `told` hears of each round.
///
/// # Errors
/// The queue cannot be written.
pub(crate) async fn watch(
    line: &Arc<Line>,
    config: &Config,
    options: &Options,
    told: impl Fn(&Summary) -> Result<()>,
) -> Result<()> {
    let mut done = Seen::new();
    loop {
        let slots = config.slots_now();
        let names: Vec<String> = slots.iter().map(|slot| slot.name.clone()).collect();
        line.progress.keep_only(&names);
        done.retain(|name, _| names.contains(name));
        let fresh = fresh(&slots, &done);
        if !fresh.is_empty() {
            // A card that is pulled while it is listed is simply no longer there.
            let before = listed(&fresh);
            match import::run(line, &fresh, &config.layouts, options).await {
                Ok(summary) => {
                    told(&summary)?;
                    let left = left(&before, listed(&fresh));
                    done.extend(left.into_iter().filter(|(name, _)| is_over(&summary, name)));
                }
                Err(error) => {
                    writeln!(std::io::stderr(), "本轮没有办成：{error:#}").context("无法输出")?;
                }
            }
        } else {
            // What is left untold is told the next time.
            crate::clear::tell(line).await?;
        }
        tokio::time::sleep(config.poll).await;
    }
}

/// Of what is there now, what was there before: what came in between is still to be seen to.
fn left(before: &Seen, mut now: Seen) -> Seen {
    for (name, files) in &mut now {
        let known = before.get(name);
        files.retain(|path, file| known.and_then(|known| known.get(path)) == Some(file));
    }
    now
}

/// Whether nothing of a slot is left to do but what needs somebody to look.
fn is_over(summary: &Summary, slot: &str) -> bool {
    let mut files = summary.files.iter().filter(|file| file.slot == slot);
    files.all(|file| matches!(file.fate, Fate::Deposited | Fate::Cleared | Fate::Kept))
}

/// Slots on which something is that was not seen to its end.
fn fresh(slots: &[Slot], done: &Seen) -> Vec<Slot> {
    let is_fresh = |slot: &&Slot| match scan::list(&slot.root) {
        Ok(listed) => done.get(&slot.name) != Some(&listed),
        Err(_) => false,
    };
    slots.iter().filter(is_fresh).cloned().collect()
}

fn listed(slots: &[Slot]) -> Seen {
    let list = |slot: &Slot| Some((slot.name.clone(), scan::list(&slot.root).ok()?));
    slots.iter().filter_map(list).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_fresh_until_what_lies_on_it_was_seen_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.mp4"), "a").unwrap();
        let slots = [Slot { name: "1".to_owned(), root: folder.path().to_owned() }];
        assert_eq!(fresh(&slots, &Seen::new()), slots);
        let done = listed(&slots);
        assert_eq!(fresh(&slots, &done), []);
        std::fs::write(folder.path().join("b.mp4"), "b").unwrap();
        assert_eq!(fresh(&slots, &done), slots);
        let now = listed(&slots);
        assert_eq!(left(&done, now), done, "what came in between is not done");
        let gone = [Slot { name: "1".to_owned(), root: folder.path().join("none") }];
        assert_eq!(fresh(&gone, &done), []);
    }
}
