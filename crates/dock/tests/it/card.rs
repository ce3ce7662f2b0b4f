//! Cards as cameras leave them: a real small film, made different from all others by a box that
//! players skip.

use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};
use terms::Timestamp;
use testkit::clips::{Clip, Clips};

/// A real film of one second, made once.
fn film() -> Vec<u8> {
    let mut clip = Clip::new("dock", "2025-03-07T10:05:00+08:00".parse().unwrap(), 1_000);
    clip.size = (160, 90);
    clip.sound = false;
    fs::read(Clips::shared().unwrap().make(&clip).unwrap()).unwrap()
}

/// A real film of so many seconds, one picture each, that does not say when it was recorded: then
/// the name of its file is all there is.
pub(crate) fn timeless(seconds: i64) -> Vec<u8> {
    let length = u64::try_from(seconds).unwrap() * 1_000;
    let mut clip = Clip::new("dock-long", Timestamp::from_ms(0), length);
    (clip.size, clip.fps, clip.sound) = ((160, 90), 1, false);
    let mut film = fs::read(Clips::shared().unwrap().make(&clip).unwrap()).unwrap();
    for name in [b"mvhd", b"tkhd", b"mdhd"] {
        let found = film.windows(4).position(|four| four == name).unwrap();
        // Version and flags, then when it was made and changed; zero: not told.
        film[found + 8..found + 16].fill(0);
    }
    film
}

/// A film of one second with so many bytes of its own at the end.
pub(crate) fn content(number: u32, bytes: usize) -> Vec<u8> {
    own(film(), number, bytes)
}

/// The film with so many bytes of its own at the end.
pub(crate) fn own(mut film: Vec<u8>, number: u32, bytes: usize) -> Vec<u8> {
    let length = u32::try_from(bytes + 8).unwrap();
    film.extend(length.to_be_bytes());
    film.extend(b"free");
    let mut seed = u64::from(number) * 2_654_435_761 + 1;
    film.extend((0..bytes).map(|_| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        seed.to_le_bytes()[7]
    }));
    film
}

/// A card with files on it.
pub(crate) struct Card(pub(crate) PathBuf);

impl Card {
    pub(crate) fn new(folder: &Path, name: &str) -> Self {
        let root = folder.join(name);
        fs::create_dir_all(&root).unwrap();
        Self(root)
    }

    /// Puts a file on it; answers its SHA-256.
    pub(crate) fn put(&self, path: &str, content: &[u8]) -> String {
        let file = self.0.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        hex::encode(Sha256::digest(content))
    }

    /// Sets when a file says it was written, in seconds since 1970.
    pub(crate) fn date(&self, path: &str, seconds: u64) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let file = File::options().write(true).open(self.0.join(path)).unwrap();
        file.set_times(FileTimes::new().set_modified(time)).unwrap();
    }
}
