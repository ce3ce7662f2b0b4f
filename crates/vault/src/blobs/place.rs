//! Names of published bytes, the same in a folder and in a bucket.

use std::fmt;
use std::str::FromStr;

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
    const ALL: [Self; 2] = [Self::Poster, Self::Preview];

    const fn name(self) -> &'static str {
        match self {
            Self::Poster => "poster.jpg",
            Self::Preview => "preview.mp4",
        }
    }
}

/// Where published bytes are. The text is the key in a bucket and the path below a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// An original, or a document or package.
    Original(Digest),
    /// The evidence copy of a case.
    Evidence(CaseId, Digest),
    /// What was made of an original.
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

/// The text is no name of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of published bytes")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    /// Only what [`fmt::Display`] writes is read: a digest in another folder than its own is no name.
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let parts: Vec<&str> = text.split('/').collect();
        let digest = |text: &str| text.parse::<Digest>().map_err(|_| NoPlace);
        let place = match parts.as_slice() {
            ["blobs", _, _, of] => Self::Original(digest(of)?),
            ["evidence", case, of] => {
                Self::Evidence(case.parse().map_err(|_| NoPlace)?, digest(of)?)
            }
            ["derivatives", _, _, of, name] => {
                let kind = DerivativeKind::ALL.into_iter().find(|kind| kind.name() == *name);
                Self::Derivative(digest(of)?, kind.ok_or(NoPlace)?)
            }
            _ => return Err(NoPlace),
        };
        if place.to_string() == text { Ok(place) } else { Err(NoPlace) }
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

    #[test]
    fn a_name_is_read_back_and_nothing_else_is() {
        let digest = Digest::from_bytes([0xab; 32]);
        let case = CaseId::from_bits(1);
        let places = [
            Place::Original(digest),
            Place::Evidence(case, digest),
            Place::Derivative(digest, DerivativeKind::Preview),
        ];
        for place in places {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        let other = format!("blobs/ab/ac/{digest}");
        for text in ["", "blobs/ab/ab/x", "blobs/ab/ab", "evidence/x/y", "a/b/c", &other] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }
}
