//! The fonts instruments are set in.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::fault::RenderFault;

/// Loaded fonts. The templates ask for Noto Serif SC and Noto Sans SC by name; any other font
/// serves for characters those lack.
pub struct Fonts {
    fonts: Vec<Font>, // INVARIANT: not empty
    book: LazyHash<FontBook>,
}

impl Fonts {
    /// Loads every `.ttf` and `.otf` file of one folder (not of its subfolders).
    ///
    /// # Errors
    /// As [`Fonts::load_from`].
    pub fn load(dir: &Path) -> Result<Self, RenderFault> {
        Self::load_from(&[dir])
    }

    /// Loads the fonts of several folders; a folder that does not exist is passed over.
    ///
    /// # Errors
    /// [`RenderFault::FontUnreadable`] if a folder or file cannot be read,
    /// [`RenderFault::NoFonts`] if there is no font in any of them.
    pub fn load_from(dirs: &[&Path]) -> Result<Self, RenderFault> {
        let mut fonts = Vec::new();
        for dir in dirs.iter().filter(|dir| dir.is_dir()) {
            for path in font_files(dir)? {
                let data = fs::read(&path)
                    .map_err(|source| RenderFault::FontUnreadable { path, source })?;
                fonts.extend(Font::iter(Bytes::new(data)));
            }
        }
        if fonts.is_empty() {
            let dirs = dirs.iter().map(|dir| dir.to_path_buf()).collect();
            return Err(RenderFault::NoFonts { dirs });
        }
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(Self { fonts, book })
    }

    /// Whether some font has a glyph for this character.
    #[must_use]
    pub fn covers(&self, character: char) -> bool {
        let point = u32::from(character);
        self.fonts.iter().any(|font| font.info().coverage.contains(point))
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
}

/// Sorted by name, so that the same folder always gives the same choice of fonts.
fn font_files(dir: &Path) -> Result<Vec<PathBuf>, RenderFault> {
    let unreadable = |source| RenderFault::FontUnreadable { path: dir.to_path_buf(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let ending = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
        if matches!(ending.as_deref(), Some("ttf" | "otf")) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
