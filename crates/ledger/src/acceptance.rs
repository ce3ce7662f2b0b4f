//! Our signed word that every byte of an upload came: how it is written, and how somebody who trusts
//! nobody reads it. `docs/formats/station-receipt.md` describes the text.

use std::fmt;

use terms::{Digest, Timestamp};

use crate::checkpoint::verify_log_signature;
use crate::key::VerifierKey;
use crate::leaf::Token;
use crate::note::{NoteError, SignatureError, SignedNote};

/// First line of every acceptance.
pub const ACCEPTANCE_HEADER: &str = "liuhen-acceptance/v1";

/// That every byte of an upload is on disk, with the SHA-256 of what came. Not yet read back: no
/// device is cleared on it.
#[doc(alias = "接收回执")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The upload.
    pub upload: Token,
    /// The recording it becomes.
    pub recording: Token,
    /// SHA-256 of what came.
    pub sha256: Digest,
    /// How many bytes.
    pub size_bytes: u64,
    /// When the last of them was on disk.
    pub received_at: Timestamp,
    /// Place of that fact in the log.
    pub leaf: u64,
}

impl fmt::Display for Acceptance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{ACCEPTANCE_HEADER}")?;
        writeln!(f, "upload {}", self.upload)?;
        writeln!(f, "recording {}", self.recording)?;
        writeln!(f, "sha256 {}", self.sha256)?;
        writeln!(f, "size {}", self.size_bytes)?;
        writeln!(f, "received {}", self.received_at.ms())?;
        writeln!(f, "leaf {}", self.leaf)
    }
}

/// Why a text is not an acceptance of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AcceptanceError {
    /// It is no signed note.
    #[error("not a signed note")]
    Note(#[from] NoteError),
    /// The first line is another, e.g. that of a receipt.
    #[error("the first line is not that of an acceptance")]
    Header,
    /// A line is missing, out of order or not as it is written; which.
    #[error("the line {0} is missing or malformed")]
    Line(&'static str),
    /// There are more lines than these.
    #[error("lines that do not belong here")]
    More,
}

impl Acceptance {
    /// Reads the text of an acceptance, without its signatures. Only what we write is read: one
    /// form for one meaning.
    ///
    /// # Errors
    /// [`AcceptanceError`] naming the first line that is wrong.
    pub fn parse(text: &str) -> Result<Self, AcceptanceError> {
        let mut lines = text.split_terminator('\n');
        if lines.next() != Some(ACCEPTANCE_HEADER) {
            return Err(AcceptanceError::Header);
        }
        let mut value = |name: &'static str| {
            let rest = lines.next().and_then(|line| line.strip_prefix(name));
            rest.and_then(|rest| rest.strip_prefix(' ')).ok_or(AcceptanceError::Line(name))
        };
        let wrong = AcceptanceError::Line;
        let acceptance = Self {
            upload: Token::parse(value("upload")?).map_err(|_| wrong("upload"))?,
            recording: Token::parse(value("recording")?).map_err(|_| wrong("recording"))?,
            sha256: value("sha256")?.parse().map_err(|_| wrong("sha256"))?,
            size_bytes: decimal(value("size")?).ok_or(wrong("size"))?,
            received_at: decimal(value("received")?)
                .and_then(|ms| i64::try_from(ms).ok())
                .map(Timestamp::from_ms)
                .ok_or(wrong("received"))?,
            leaf: decimal(value("leaf")?).ok_or(wrong("leaf"))?,
        };
        if lines.next().is_some() || acceptance.to_string() != text {
            return Err(AcceptanceError::More);
        }
        Ok(acceptance)
    }
}

/// A number as we write it: no sign, no zeros in front.
fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Reads an acceptance and says apart whether `key` has signed just this text: what is written is
/// told even where the signature is wrong.
///
/// # Errors
/// [`AcceptanceError`] naming what is no acceptance.
pub fn open_acceptance(
    note: &str,
    key: &VerifierKey,
) -> Result<(Acceptance, Result<(), SignatureError>), AcceptanceError> {
    let note = SignedNote::parse(note)?;
    let acceptance = Acceptance::parse(note.text())?;
    Ok((acceptance, verify_log_signature(&note, key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RECEIPT_HEADER, StationSigner};

    fn signer() -> StationSigner {
        StationSigner::from_seed("liuhen.example/330106/1", [7; 32]).unwrap()
    }

    fn token(text: &str) -> Token {
        Token::parse(text).unwrap()
    }

    fn digest(letter: &str) -> Digest {
        letter.repeat(64).parse().unwrap()
    }

    fn acceptance() -> Acceptance {
        Acceptance {
            upload: token("up_1"),
            recording: token("rec_1"),
            sha256: digest("a"),
            size_bytes: 5,
            received_at: Timestamp::from_ms(1_741_309_200_000),
            leaf: 42,
        }
    }

    #[test]
    fn an_acceptance_is_a_signed_note_that_no_reader_takes_for_a_receipt() {
        let note = signer().sign_acceptance(&acceptance()).to_string();
        let text = format!(
            "liuhen-acceptance/v1\nupload up_1\nrecording rec_1\nsha256 {}\nsize 5\n\
             received 1741309200000\nleaf 42\n\n— liuhen.example/330106/1/station ",
            digest("a")
        );
        assert!(note.starts_with(&text), "{note}");
        assert!(!note.contains(RECEIPT_HEADER));
        let read = open_acceptance(&note, signer().verifier_key());
        assert_eq!(read, Ok((acceptance(), Ok(()))));
        let other = StationSigner::from_seed("liuhen.example/330106/1", [8; 32]).unwrap();
        let read = open_acceptance(&note, other.verifier_key());
        assert_eq!(read, Ok((acceptance(), Err(SignatureError::Absent))));
    }

    #[test]
    fn only_what_we_write_is_read() {
        let text = acceptance().to_string();
        assert_eq!(Acceptance::parse(&text), Ok(acceptance()));
        for (from, to, wrong) in [
            ("acceptance/v1", "receipt/v1", AcceptanceError::Header),
            ("size 5", "size 05", AcceptanceError::Line("size")),
            ("size 5", "size +5", AcceptanceError::Line("size")),
            ("leaf 42", "leaf -1", AcceptanceError::Line("leaf")),
            ("received 1", "received  1", AcceptanceError::Line("received")),
            ("sha256 a", "sha256 A", AcceptanceError::Line("sha256")),
            ("recording rec_1\n", "", AcceptanceError::Line("recording")),
            ("leaf 42\n", "leaf 42\nleaf 42\n", AcceptanceError::More),
            ("leaf 42\n", "leaf 42", AcceptanceError::More),
        ] {
            assert_eq!(Acceptance::parse(&text.replacen(from, to, 1)), Err(wrong), "{to}");
        }
    }
}
