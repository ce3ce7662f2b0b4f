//! Which demuxer a file gets: decided here by its first bytes, never by its name or by ffmpeg.

use serde::{Deserialize, Serialize};

/// Bytes of the start that are looked at.
pub(crate) const HEAD_BYTES: usize = 1024;

/// The containers that are opened. Everything else is kept without being looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// MP4, MOV and their kin (ISO base media).
    Mp4,
    /// AVI.
    Avi,
    /// MPEG transport stream, also with 192-byte packets.
    MpegTs,
    /// Matroska and WebM.
    Matroska,
    /// MP3.
    Mp3,
    /// WAV.
    Wav,
    /// JPEG picture.
    Jpeg,
    /// PNG picture.
    Png,
}

impl Container {
    /// Looks at the first bytes; `None` if it is nothing we open.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        const BOXES: [&[u8]; 7] = [b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp"];
        let at = |start: usize, len: usize| head.get(start..start + len).unwrap_or_default();
        if BOXES.contains(&at(4, 4)) {
            return Some(Self::Mp4);
        }
        match (at(0, 4), at(8, 4)) {
            (b"RIFF", b"AVI ") => return Some(Self::Avi),
            (b"RIFF", b"WAVE") => return Some(Self::Wav),
            ([0x1a, 0x45, 0xdf, 0xa3], _) => return Some(Self::Matroska),
            ([0x89, b'P', b'N', b'G'], _) => return Some(Self::Png),
            ([0xff, 0xd8, 0xff, _], _) => return Some(Self::Jpeg),
            ([b'I', b'D', b'3', _], _) => return Some(Self::Mp3),
            _ => {}
        }
        if transport_packet(head).is_some() {
            return Some(Self::MpegTs);
        }
        match at(0, 2) {
            [0xff, second] if second & 0xe6 == 0xe2 => Some(Self::Mp3), // frame sync, layer III
            _ => None,
        }
    }

    /// ffmpeg's name of the demuxer.
    pub(crate) const fn demuxer(self) -> &'static str {
        match self {
            Self::Mp4 => "mov",
            Self::Avi => "avi",
            Self::MpegTs => "mpegts",
            Self::Matroska => "matroska",
            Self::Mp3 => "mp3",
            Self::Wav => "wav",
            Self::Jpeg => "jpeg_pipe",
            Self::Png => "png_pipe",
        }
    }

    /// A single picture has no length.
    pub(crate) const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png)
    }
}

/// Packet length of a transport stream: sync bytes at four equal distances.
pub(crate) fn transport_packet(head: &[u8]) -> Option<u64> {
    let has = |first: usize, step: usize| {
        (0..4).all(|n| head.get(first + n * step).is_some_and(|byte| *byte == 0x47))
    };
    if has(0, 188) {
        Some(188)
    } else if has(4, 192) {
        Some(192)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_starts() {
        let mut stream = vec![0; 1024];
        for n in 0..5 {
            stream[n * 188] = 0x47;
        }
        let cases: [(&[u8], Option<Container>); 12] = [
            (b"\0\0\0\x20ftypisom", Some(Container::Mp4)),
            (b"RIFF\0\0\0\0AVI LIST", Some(Container::Avi)),
            (b"RIFF\0\0\0\0WAVEfmt ", Some(Container::Wav)),
            (b"\x1a\x45\xdf\xa3\x01", Some(Container::Matroska)),
            (b"\x89PNG\r\n\x1a\n", Some(Container::Png)),
            (b"\xff\xd8\xff\xe0", Some(Container::Jpeg)),
            (b"ID3\x04", Some(Container::Mp3)),
            (b"\xff\xfb\x90\x00", Some(Container::Mp3)),
            (&stream, Some(Container::MpegTs)),
            (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n", None),
            (b"ffconcat version 1.0\nfile /etc/passwd\n", None),
            (b"", None),
        ];
        for (head, expected) in cases {
            assert_eq!(Container::of(head), expected, "{head:?}");
        }
    }
}
