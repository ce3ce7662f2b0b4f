//! Clips that are made once, and the tools with and without bubblewrap.

use std::path::{Path, PathBuf};

use media::{Config, Media, Sandbox};
use terms::Timestamp;
use testkit::clips::{Clip, Clips};

pub(crate) fn clips() -> Clips {
    Clips::shared().unwrap()
}

pub(crate) fn started_at() -> Timestamp {
    "2025-03-07T09:30:00+08:00".parse().unwrap()
}

/// Eight seconds with sound.
pub(crate) fn clip(name: &str) -> Clip {
    Clip::new(name, started_at(), 8000)
}

pub(crate) fn make(clip: &Clip) -> PathBuf {
    clips().make(clip).unwrap()
}

/// The tools in every sandbox that works here; says which does not.
pub(crate) async fn each_media() -> Vec<Media> {
    let bare = Media::new(&Config { bubblewrap: false, ..Config::default() }).await;
    assert_eq!(bare.sandbox().unwrap(), Sandbox::LimitsOnly);
    let bubble = Media::new(&Config::default()).await;
    if bubble.sandbox().unwrap() == Sandbox::Bubblewrap {
        return vec![bare, bubble];
    }
    println!("NOT TESTED: bubblewrap is missing or not allowed here");
    vec![bare]
}

pub(crate) async fn media() -> Media {
    each_media().await.pop().unwrap()
}

/// Processes that were given a file of this folder or, in a sandbox of their own, can see one.
pub(crate) fn processes_with(folder: &Path) -> usize {
    let wanted = folder.file_name().unwrap().to_str().unwrap().as_bytes();
    let names_it = |file: PathBuf| {
        let text = std::fs::read(file).unwrap_or_default(); // it may have ended meanwhile
        text.windows(wanted.len()).any(|part| part == wanted)
    };
    let processes = std::fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    processes.filter(|dir| names_it(dir.join("cmdline")) || names_it(dir.join("mountinfo"))).count()
}
