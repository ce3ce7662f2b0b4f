//! Names of published bytes, the same in a folder and in a bucket.

use std::fmt;

use terms::{CaseId, Digest};

/// What is made of an original for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DerivativeKind {
    /// One still picture, JPEG.
    Poster,
    /// A small copy that any browser plays, MP4.
    Preview,
}

impl DerivativeKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Poster => "poster.jpg",
            Self::Preview => "preview.mp4",
        }
    }
}

/// Where published bytes are. The text is the key in a bucket and the path below a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Original(Digest),
    Evidence(CaseId, Digest),
    Derivative(Digest, DerivativeKind),
}

impl Place {
    /// The digest in the name: of the bytes there, or of what they were made from.
    pub(crate) const fn digest(self) -> Digest {
        match self {
            Self::Original(digest) | Self::Evidence(_, digest) | Self::Derivative(digest, _) => {
                digest
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, ..] = *self.digest().as_bytes();
        match self {
            Self::Original(digest) => write!(f, "blobs/{first:02x}/{second:02x}/{digest}"),
            Self::Evidence(case, digest) => write!(f, "evidence/{case}/{digest}"),
            Self::Derivative(of, kind) => {
                write!(f, "derivatives/{first:02x}/{second:02x}/{of}/{}", kind.name())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_digests_and_ids_only() {
        let digest = Digest::from_bytes([0xab; 32]);
        assert_eq!(Place::Original(digest).to_string(), format!("blobs/ab/ab/{digest}"));
        let case = CaseId::from_bits(1);
        assert_eq!(Place::Evidence(case, digest).to_string(), format!("evidence/{case}/{digest}"));
        let poster = Place::Derivative(digest, DerivativeKind::Poster);
        assert_eq!(poster.to_string(), format!("derivatives/ab/ab/{digest}/poster.jpg"));
    }
}
