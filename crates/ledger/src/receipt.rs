//! What a collection station is told under signature: that bytes are deposited, and that it may
//! speak for a while. A key of its own, so that no checkpoint can ever be signed by mistake.
//!
//! `docs/formats/station-receipt.md` describes both texts.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::Digest as _;
use terms::{Digest, Digests, Timestamp};

use crate::acceptance::Acceptance;
use crate::key::{KeyError, KeyKind, KeyName, VerifierKey};
use crate::leaf::Token;
use crate::note::{NoteSignature, SignedNote};

/// First line of every receipt.
pub const RECEIPT_HEADER: &str = "liuhen-receipt/v1";
/// First line of every grant.
const GRANT_HEADER: &str = "liuhen-station-grant/v1";
/// First line of what a station signs to log in.
const LOGIN_HEADER: &str = "liuhen-station-login/v1";
/// Mixed into the log's seed, so that the two keys have nothing to do with each other.
const SEED_CONTEXT: &[u8] = b"liuhen station key v1\n";

/// That bytes are deposited: durable, read back, both digests computed, a fact in the log.
#[doc(alias = "入库回执")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The station that sent them.
    pub station: Token,
    /// The upload they came by.
    pub upload: Token,
    /// The recording they became.
    pub recording: Token,
    /// The bytes.
    pub digests: Digests,
    /// When they were deposited.
    pub deposited_at: Timestamp,
    /// Place of that fact in the log.
    pub leaf: u64,
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{RECEIPT_HEADER}")?;
        writeln!(f, "station {}", self.station)?;
        writeln!(f, "upload {}", self.upload)?;
        writeln!(f, "recording {}", self.recording)?;
        writeln!(f, "sha256 {}", self.digests.sha256)?;
        writeln!(f, "sm3 {}", self.digests.sm3)?;
        writeln!(f, "size {}", self.digests.size_bytes)?;
        writeln!(f, "deposited {}", self.deposited_at.ms())?;
        writeln!(f, "leaf {}", self.leaf)
    }
}

/// What a grant is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be signed by the station, which so proves that it has its key.
    Challenge,
    /// To be shown with each request.
    Session,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Session => "session",
        }
    }
}

/// Something a station was granted. Kept nowhere: its signature is what makes it ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// What for.
    pub purpose: Purpose,
    /// Whose.
    pub station: Token,
    /// Random for a challenge, the station's key for a session.
    pub binds: Digest,
    /// From when on it is no longer good.
    pub until: Timestamp,
}

impl Grant {
    fn text(&self) -> String {
        let Self { purpose, station, binds, until } = self;
        format!("{GRANT_HEADER}\n{} {station} {binds} {}\n", purpose.as_str(), until.ms())
    }
}

/// The secret of the station key of a log whose own key this program once held: stations pinned
/// the public key that follows from it.
#[must_use]
pub fn station_seed(log_seed: [u8; 32]) -> [u8; 32] {
    let mut hasher = sha2::Sha256::new();
    hasher.update(SEED_CONTEXT);
    hasher.update(log_seed);
    hasher.finalize().into()
}

/// Signs receipts and grants of one log.
pub struct StationSigner {
    key: SigningKey,
    verifier: VerifierKey,
}

impl StationSigner {
    /// Makes the signer from the log's name and a secret of its own. It signs under
    /// `origin/station`.
    ///
    /// # Errors
    /// [`KeyError::Name`] if the origin cannot be part of a key name.
    pub fn from_seed(origin: &str, seed: [u8; 32]) -> Result<Self, KeyError> {
        let name = KeyName::parse(&format!("{origin}/station"))?;
        let key = SigningKey::from_bytes(&seed);
        let verifier = VerifierKey::new(name, KeyKind::Log, key.verifying_key());
        Ok(Self { key, verifier })
    }

    /// The public key, to be pinned by stations.
    #[must_use]
    pub const fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a receipt.
    #[must_use]
    pub fn sign(&self, receipt: &Receipt) -> SignedNote {
        self.sign_text(receipt.to_string())
    }

    /// Signs an acceptance.
    #[must_use]
    pub fn sign_acceptance(&self, acceptance: &Acceptance) -> SignedNote {
        self.sign_text(acceptance.to_string())
    }

    fn sign_text(&self, text: String) -> SignedNote {
        let line = NoteSignature {
            name: self.verifier.name().clone(),
            key_id: self.verifier.id(),
            bytes: self.key.sign(text.as_bytes()).to_bytes().to_vec(),
        };
        SignedNote::signed(text, line)
    }

    /// Writes a grant: `purpose.station.binds.until.signature`.
    #[must_use]
    pub fn grant(&self, grant: &Grant) -> String {
        let signature = self.key.sign(grant.text().as_bytes()).to_bytes();
        let Grant { purpose, station, binds, until } = grant;
        format!("{}.{station}.{binds}.{}.{}", purpose.as_str(), until.ms(), hex(&signature))
    }

    /// Reads a grant that this signer wrote; `None` for anything else.
    #[must_use]
    pub fn read_grant(&self, text: &str) -> Option<Grant> {
        let mut parts = text.split('.');
        let mut next = || parts.next();
        let (purpose, station, binds, until, signature) =
            (next()?, next()?, next()?, next()?, next()?);
        if next().is_some() {
            return None;
        }
        let purpose = match purpose {
            "challenge" => Purpose::Challenge,
            "session" => Purpose::Session,
            _ => return None,
        };
        let grant = Grant {
            purpose,
            station: Token::parse(station).ok()?,
            binds: binds.parse().ok()?,
            until: Timestamp::from_ms(until.parse().ok()?),
        };
        let signature = unhex::<64>(signature)?;
        self.verifier.accepts(grant.text().as_bytes(), &signature).then_some(grant)
    }
}

impl fmt::Debug for StationSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StationSigner({})", self.verifier)
    }
}

/// What a station signs with its own key to log in.
#[must_use]
pub fn login_message(challenge: &str) -> String {
    format!("{LOGIN_HEADER}\n{challenge}\n")
}

/// Whether a station's public key (32 bytes) signed a challenge; the signature is hexadecimal.
#[must_use]
pub fn is_signed_login(key: Digest, challenge: &str, signature: &str) -> bool {
    let (Ok(key), Some(signature)) = (VerifyingKey::from_bytes(key.as_bytes()), unhex(signature))
    else {
        return false;
    };
    let message = login_message(challenge);
    key.verify_strict(message.as_bytes(), &Signature::from_bytes(&signature)).is_ok()
}

/// Whether 32 bytes can be a station's public key.
#[must_use]
pub fn is_station_key(key: Digest) -> bool {
    VerifyingKey::from_bytes(key.as_bytes()).is_ok_and(|key| !key.is_weak())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N
        || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> StationSigner {
        StationSigner::from_seed("liuhen.example/330106/1", [7; 32]).unwrap()
    }

    fn token(text: &str) -> Token {
        Token::parse(text).unwrap()
    }

    fn digest(letter: &str) -> Digest {
        letter.repeat(64).parse().unwrap()
    }

    #[test]
    fn a_receipt_is_a_signed_note_and_never_a_checkpoint() {
        let receipt = Receipt {
            station: token("station_1"),
            upload: token("up_1"),
            recording: token("rec_1"),
            digests: Digests {
                sha256: digest("a"),
                sm3: "b".repeat(64).parse().unwrap(),
                size_bytes: 5,
            },
            deposited_at: Timestamp::from_ms(1_741_309_200_000),
            leaf: 42,
        };
        let note = signer().sign(&receipt).to_string();
        assert!(note.starts_with("liuhen-receipt/v1\nstation station_1\nupload up_1\n"), "{note}");
        assert!(note.contains("\nleaf 42\n\n— liuhen.example/330106/1/station "), "{note}");
        assert!(SignedNote::parse(&note).is_ok());
        assert!(crate::open_checkpoint(&note, signer().verifier_key()).is_err());
    }

    #[test]
    fn the_station_key_made_of_a_logs_key_is_another() {
        let log = crate::LogSigner::from_seed("liuhen.example/330106/1", [7; 32]).unwrap();
        let seed = super::station_seed([7; 32]);
        let station = StationSigner::from_seed("liuhen.example/330106/1", seed).unwrap();
        assert_ne!(log.verifier_key().public_bytes(), station.verifier_key().public_bytes());
    }

    #[test]
    fn a_grant_reads_back_and_no_letter_of_it_may_change() {
        let grant = Grant {
            purpose: Purpose::Session,
            station: token("station_1"),
            binds: digest("c"),
            until: Timestamp::from_ms(99),
        };
        let text = signer().grant(&grant);
        assert_eq!(signer().read_grant(&text), Some(grant));
        for place in 0..text.len() {
            let mut other = text.clone().into_bytes();
            other[place] = if other[place] == b'1' { b'2' } else { b'1' };
            assert_eq!(signer().read_grant(&String::from_utf8(other).unwrap()), None, "{place}");
        }
        assert_eq!(signer().read_grant(&text.replace("session", "challenge")), None);
        assert_eq!(signer().read_grant(&format!("{text}.")), None);
    }

    #[test]
    fn only_the_stations_own_key_logs_in() {
        let key = SigningKey::from_bytes(&[9; 32]);
        let public = Digest::from_bytes(key.verifying_key().to_bytes());
        let signature = hex(&key.sign(login_message("x").as_bytes()).to_bytes());
        assert!(is_signed_login(public, "x", &signature));
        assert!(!is_signed_login(public, "y", &signature));
        assert!(!is_signed_login(digest("0"), "x", &signature));
        assert!(!is_signed_login(public, "x", &signature[..126]));
    }
}
