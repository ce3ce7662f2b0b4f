//! What a file is, by its content. Read, never run and never opened by a player.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::flag::Flag;

/// Bytes looked at in front.
const HEAD_BYTES: usize = 4096;
/// Bytes of each end by which a file is known again.
const EDGE_BYTES: u64 = 64 * 1024;
/// Boxes walked at most: a film has a dozen at the top.
const MAX_BOXES: usize = 10_000;

/// Families of content, each with the extensions that go with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Mp4,
    Avi,
    Wave,
    Matroska,
    TransportStream,
    ProgramStream,
    Mp3,
    Aac,
    Amr,
    Ogg,
    Jpeg,
    Png,
    /// A text that names other films.
    Playlist,
    /// Anything else.
    Unknown,
}

impl Kind {
    const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Mp4 => &["mp4", "mov", "m4v", "m4a", "3gp", "3g2", "heic", "insv", "lrv", "lrf"],
            Self::Avi => &["avi"],
            Self::Wave => &["wav"],
            Self::Matroska => &["mkv", "webm"],
            Self::TransportStream => &["ts", "mts", "m2ts"],
            Self::ProgramStream => &["mpg", "mpeg", "vob"],
            Self::Mp3 => &["mp3"],
            Self::Aac => &["aac"],
            Self::Amr => &["amr"],
            Self::Ogg => &["ogg", "opus"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Playlist | Self::Unknown => &[],
        }
    }

    const MEDIA: [Self; 12] = [
        Self::Mp4,
        Self::Avi,
        Self::Wave,
        Self::Matroska,
        Self::TransportStream,
        Self::ProgramStream,
        Self::Mp3,
        Self::Aac,
        Self::Amr,
        Self::Ogg,
        Self::Jpeg,
        Self::Png,
    ];
}

/// What was seen of a file without reading all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) kind: Kind,
    pub(crate) flags: Vec<Flag>,
    /// SHA-256 of its size and both its ends: the same file is known again by it.
    pub(crate) edges: String,
}

/// Whether a name says that it is a recording.
pub(crate) fn is_media_name(name: &str) -> bool {
    let extension = extension(name);
    Kind::MEDIA.iter().any(|kind| kind.extensions().contains(&extension.as_str()))
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
}

/// Looks at a file of `size` bytes.
///
/// # Errors
/// The file cannot be read, e.g. because its card was pulled.
pub(crate) fn look(path: &Path, name: &str, size: u64) -> Result<Look> {
    let mut file = File::open(path).context("无法打开文件")?;
    let mut head = Vec::new();
    let most = u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX);
    file.by_ref().take(most).read_to_end(&mut head).context("无法读取文件")?;
    let kind = kind_of(&head);
    let mut flags = Vec::new();
    if size == 0 {
        // Said in other words: there is nothing in it.
    } else if kind == Kind::Playlist {
        flags.push(Flag::Playlist);
    } else if kind == Kind::Unknown {
        flags.push(Flag::UnknownKind);
    } else if !kind.extensions().contains(&extension(name).as_str()) {
        flags.push(Flag::WrongExtension);
    }
    let is_cut = if kind == Kind::Mp4 {
        is_mp4_cut(&mut file, size)?
    } else {
        matches!(kind, Kind::Avi | Kind::Wave) && is_riff_cut(&head, size)
    };
    if is_cut {
        flags.push(Flag::Truncated);
    }
    Ok(Look { kind, flags, edges: edges(&mut file, size)? })
}

fn edges(file: &mut File, size: u64) -> Result<String> {
    let mut hasher = Sha256::new();
    hasher.update(size.to_be_bytes());
    for start in [0, size.saturating_sub(EDGE_BYTES)] {
        file.seek(SeekFrom::Start(start)).context("无法读取文件")?;
        let mut edge = Vec::new();
        file.by_ref().take(EDGE_BYTES).read_to_end(&mut edge).context("无法读取文件")?;
        hasher.update(&edge);
    }
    Ok(hex::encode(hasher.finalize()))
}

fn kind_of(head: &[u8]) -> Kind {
    let at = |from: usize, text: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(text));
    let byte = |place: usize| head.get(place).copied();
    if at(4, b"ftyp") || at(4, b"moov") || at(4, b"mdat") || at(4, b"wide") {
        Kind::Mp4
    } else if at(0, b"RIFF") && at(8, b"AVI ") {
        Kind::Avi
    } else if at(0, b"RIFF") && at(8, b"WAVE") {
        Kind::Wave
    } else if at(0, &[0x1A, 0x45, 0xDF, 0xA3]) {
        Kind::Matroska
    } else if byte(0) == Some(0x47) && byte(188) == Some(0x47)
        || byte(4) == Some(0x47) && byte(196) == Some(0x47)
    {
        Kind::TransportStream
    } else if at(0, &[0, 0, 1, 0xBA]) {
        Kind::ProgramStream
    } else if at(0, b"ID3") || at(0, &[0xFF, 0xFB]) || at(0, &[0xFF, 0xF3]) {
        Kind::Mp3
    } else if at(0, &[0xFF, 0xF1]) || at(0, &[0xFF, 0xF9]) {
        Kind::Aac
    } else if at(0, b"#!AMR") {
        Kind::Amr
    } else if at(0, b"OggS") {
        Kind::Ogg
    } else if at(0, &[0xFF, 0xD8, 0xFF]) {
        Kind::Jpeg
    } else if at(0, &[0x89, b'P', b'N', b'G']) {
        Kind::Png
    } else if is_playlist(head) {
        Kind::Playlist
    } else {
        Kind::Unknown
    }
}

fn is_playlist(head: &[u8]) -> bool {
    const STARTS: [&str; 9] = [
        "#extm3u",
        "ffconcat",
        "[playlist]",
        "<?xml",
        "<mpd",
        "<smil",
        "http://",
        "https://",
        "file:",
    ];
    let text = String::from_utf8_lossy(head.get(..64).unwrap_or(head)).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    STARTS.iter().any(|start| text.starts_with(start))
}

/// Whether a film ends before its boxes do, or has pictures and no index of them.
fn is_mp4_cut(file: &mut File, size: u64) -> Result<bool> {
    let (mut place, mut has_index, mut has_data) = (0_u64, false, false);
    for _ in 0..MAX_BOXES {
        if place >= size {
            return Ok(place > size || has_data && !has_index);
        }
        file.seek(SeekFrom::Start(place)).context("无法读取文件")?;
        let mut head = [0_u8; 16];
        let read = read_some(file, &mut head)?;
        let (Some(length), Some(name)) = (head.first_chunk::<4>(), head.get(4..8)) else {
            return Ok(true);
        };
        if read < 8 {
            return Ok(true);
        }
        has_index |= name == b"moov" || name == b"moof";
        has_data |= name == b"mdat";
        let length = match u64::from(u32::from_be_bytes(*length)) {
            0 => size - place,
            1 if read == 16 => head.last_chunk::<8>().map_or(0, |long| u64::from_be_bytes(*long)),
            1 => return Ok(true),
            short => short,
        };
        if length < 8 {
            return Ok(true);
        }
        place = place.saturating_add(length);
    }
    Ok(place != size || !has_index)
}

fn read_some(file: &mut File, into: &mut [u8; 16]) -> Result<usize> {
    let mut bytes = Vec::new();
    file.by_ref().take(16).read_to_end(&mut bytes).context("无法读取文件")?;
    for (to, from) in into.iter_mut().zip(&bytes) {
        *to = *from;
    }
    Ok(bytes.len())
}

fn is_riff_cut(head: &[u8], size: u64) -> bool {
    let length = head.get(4..8).and_then(|bytes| bytes.first_chunk::<4>());
    let Some(length) = length.map(|bytes| u64::from(u32::from_le_bytes(*bytes))) else {
        return true;
    };
    // A recorder that was cut off never came back to write the length.
    length == 0 || length.saturating_add(8) > size
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(name: &str, bytes: &[u8]) -> Look {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        look(&path, name, u64::try_from(bytes.len()).unwrap()).unwrap()
    }

    fn boxed(name: &[u8; 4], inside: usize) -> Vec<u8> {
        let length = u32::try_from(inside + 8).unwrap();
        [&length.to_be_bytes()[..], name, &vec![7; inside]].concat()
    }

    fn film() -> Vec<u8> {
        [boxed(b"ftyp", 16), boxed(b"mdat", 500), boxed(b"moov", 100)].concat()
    }

    #[test]
    fn a_whole_film_has_no_flag() {
        assert_eq!(seen("a.MP4", &film()).flags, []);
        assert_eq!(seen("a.mov", &film()).kind, Kind::Mp4);
    }

    #[test]
    fn a_film_that_ends_too_early_is_told() {
        let film = film();
        for cut in [30, 100, 524, 540, film.len() - 1] {
            assert_eq!(seen("a.mp4", &film[..cut]).flags, [Flag::Truncated], "{cut}");
        }
        let endless =
            [boxed(b"ftyp", 16), vec![0, 0, 0, 0], b"mdat".to_vec(), vec![1; 50]].concat();
        assert_eq!(seen("a.mp4", &endless).flags, [Flag::Truncated]);
    }

    #[test]
    fn content_is_believed_and_not_the_name() {
        assert_eq!(seen("a.jpg", &film()).flags, [Flag::WrongExtension]);
        assert_eq!(seen("a.mp4", b"#EXTM3U\nhttp://x/y").flags, [Flag::Playlist]);
        assert_eq!(
            seen("a.mp4", b"ffconcat version 1.0\nfile /etc/passwd").flags,
            [Flag::Playlist]
        );
        assert_eq!(seen("a.mp4", b"nothing of the kind").flags, [Flag::UnknownKind]);
        assert_eq!(seen("a.mp4", b"").flags, []);
    }

    #[test]
    fn two_files_are_told_apart_by_their_ends() {
        let long = |last: u8| [vec![1; 300_000], vec![last]].concat();
        assert_eq!(seen("a", &long(1)).edges, seen("b", &long(1)).edges);
        assert_ne!(seen("a", &long(1)).edges, seen("a", &long(2)).edges);
    }

    #[test]
    fn names_of_recordings_are_known() {
        assert!(is_media_name("A.MP4") && is_media_name("x.y.wav"));
        assert!(!is_media_name("INDEX.DB") && !is_media_name("mp4"));
    }
}
