//! A really small disk, to be filled: a tmpfs in a temporary folder.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// Room is given in pages of this many bytes.
pub const PAGE: u64 = 4096;

/// A mounted tmpfs, unmounted when dropped.
#[derive(Debug)]
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one of so many pages.
    ///
    /// # Errors
    /// Where this user may not mount.
    pub fn mount(pages: u64) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        let folder = std::env::temp_dir().join(format!("liuhen-small-disk-{process}-{count}"));
        std::fs::create_dir(&folder)?;
        let size = format!("size={}", pages * PAGE);
        let mut mount = Command::new("mount");
        let ran = mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).output()?;
        if ran.status.success() {
            return Ok(Self(folder));
        }
        std::fs::remove_dir(&folder)?;
        Err(io::Error::other(String::from_utf8_lossy(&ran.stderr).into_owned()))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    /// Fills it but for some pages.
    ///
    /// # Errors
    /// If not even the filler can be made.
    pub fn fill(&self, leave_pages: u64) -> io::Result<()> {
        let mut filler = File::create(self.filler())?;
        let page = [0xff; 4096];
        while filler.write_all(&page).is_ok() {}
        let length = filler.metadata()?.len();
        filler.set_len(length.saturating_sub(leave_pages * PAGE))
    }

    /// Makes room again.
    ///
    /// # Errors
    /// If it was not filled.
    pub fn make_room(&self) -> io::Result<()> {
        std::fs::remove_file(self.filler())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a task may still hold a file. What stays mounted does no harm.
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
        drop(std::fs::remove_dir(&self.0));
    }
}
