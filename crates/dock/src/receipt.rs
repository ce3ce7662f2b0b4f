//! Receipts and challenges of the server, checked against its pinned key (C2SP signed-note,
//! `docs/formats/station-receipt.md`). Only what passes here lets anything be deleted.

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use terms::{Digest, Digests};

const RECEIPT_HEADER: &str = "liuhen-receipt/v1";
const GRANT_HEADER: &str = "liuhen-station-grant/v1";
/// Type byte of an Ed25519 key in a signed note.
const ED25519: u8 = 1;
/// Longest receipt.
const MAX_BYTES: usize = 8 * 1024;

/// The server's public key, as `name+id+key`.
#[derive(Debug, Clone)]
pub(crate) struct ServerKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl ServerKey {
    /// Reads the text that the station's page shows.
    ///
    /// # Errors
    /// It is no Ed25519 key of that form, or the id does not belong to it.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let wrong = "服务器公钥无法识别，请从“采集站”页面整行复制";
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            bail!("{wrong}");
        };
        let bytes = STANDARD.decode(key).ok().context(wrong)?;
        let Some((&ED25519, key)) = bytes.split_first() else { bail!("{wrong}") };
        let key: &[u8; 32] = key.try_into().context(wrong)?;
        let mut hasher = Sha256::new();
        hasher.update(name.as_bytes());
        hasher.update([b'\n', ED25519]);
        hasher.update(key);
        let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
        if hex::encode([a, b, c, d]) != id {
            bail!("服务器公钥与其标识不符，请重新复制");
        }
        let key = VerifyingKey::from_bytes(key).ok().context(wrong)?;
        Ok(Self { name: name.to_owned(), id: [a, b, c, d], key })
    }

    fn signed(&self, message: &str, signature: &[u8]) -> bool {
        let Ok(signature) = <&[u8; 64]>::try_from(signature) else { return false };
        self.key.verify_strict(message.as_bytes(), &Signature::from_bytes(signature)).is_ok()
    }

    /// Whether a challenge is the pinned server's: no other one gets a signature of ours.
    pub(crate) fn gave(&self, challenge: &str, station: &str) -> bool {
        let parts: Vec<&str> = challenge.split('.').collect();
        let ["challenge", whose, binds, until, signature] = parts.as_slice() else { return false };
        let text = format!("{GRANT_HEADER}\nchallenge {whose} {binds} {until}\n");
        let signature = hex::decode(signature).unwrap_or_default();
        *whose == station && self.signed(&text, &signature)
    }

    /// Checks a receipt against what was sent.
    ///
    /// # Errors
    /// Not signed by the pinned key, or about something else.
    pub(crate) fn check(
        &self,
        note: &str,
        station: &str,
        upload: &str,
        digests: &Digests,
    ) -> Result<()> {
        if note.len() > MAX_BYTES {
            bail!("回执过长");
        }
        let (text, lines) = note.rsplit_once("\n\n").context("回执格式不对")?;
        let text = format!("{text}\n");
        let is_ours = |line: &str| {
            let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
            let bytes = STANDARD.decode(signature).ok()?;
            let (id, signature) = bytes.split_first_chunk::<4>()?;
            Some(name == self.name && *id == self.id && self.signed(&text, signature))
        };
        if !lines.lines().any(|line| is_ours(line) == Some(true)) {
            bail!("回执不是已固定的服务器签发的");
        }
        let mut said = text.lines();
        if said.next() != Some(RECEIPT_HEADER) {
            bail!("这不是入库回执");
        }
        let wanted = [
            format!("station {station}"),
            format!("upload {upload}"),
            format!("sha256 {}", digests.sha256),
            format!("sm3 {}", digests.sm3),
            format!("size {}", digests.size_bytes),
        ];
        let said: Vec<&str> = said.collect();
        match wanted.iter().find(|line| !said.contains(&line.as_str())) {
            None => Ok(()),
            Some(line) => bail!("回执与所传文件不符：没有“{line}”"),
        }
    }
}

/// SHA-256 of a receipt, by which the server knows it again.
pub(crate) fn digest_of(note: &str) -> Digest {
    Digest::from_bytes(Sha256::digest(note.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use ledger::{Grant, Purpose, Receipt, StationSigner, Token};
    use terms::Timestamp;

    use super::*;

    fn digests() -> Digests {
        Digests {
            sha256: "a".repeat(64).parse().unwrap(),
            sm3: "b".repeat(64).parse().unwrap(),
            size_bytes: 5,
        }
    }

    fn token(text: &str) -> Token {
        Token::parse(text).unwrap()
    }

    fn signer(seed: u8) -> StationSigner {
        StationSigner::from_seed("liuhen.example/1", [seed; 32]).unwrap()
    }

    fn key(seed: u8) -> ServerKey {
        ServerKey::parse(&signer(seed).verifier_key().to_string()).unwrap()
    }

    fn note() -> String {
        let receipt = Receipt {
            station: token("station_1"),
            upload: token("up_1"),
            recording: token("rec_1"),
            digests: digests(),
            deposited_at: Timestamp::from_ms(1),
            leaf: 9,
        };
        signer(7).sign(&receipt).to_string()
    }

    #[test]
    fn a_receipt_of_the_server_is_believed() {
        key(7).check(&note(), "station_1", "up_1", &digests()).unwrap();
    }

    #[test]
    fn no_other_receipt_is() {
        let no = |note: &str, key: &ServerKey, station: &str, upload: &str, digests: &Digests| {
            assert!(key.check(note, station, upload, digests).is_err(), "{note}");
        };
        no(&note(), &key(8), "station_1", "up_1", &digests());
        no(&note(), &key(7), "station_2", "up_1", &digests());
        no(&note(), &key(7), "station_1", "up_2", &digests());
        let other = Digests { sha256: "c".repeat(64).parse().unwrap(), ..digests() };
        no(&note(), &key(7), "station_1", "up_1", &other);
        no(&note(), &key(7), "station_1", "up_1", &Digests { size_bytes: 6, ..digests() });
        for changed in [
            note().replace("size 5", "size 6"),
            note().replace(RECEIPT_HEADER, "liuhen-receipt/v2"),
            note().replace("\n\n", "\n"),
            String::new(),
        ] {
            no(&changed, &key(7), "station_1", "up_1", &Digests { size_bytes: 6, ..digests() });
            no(&changed, &key(7), "station_1", "up_1", &digests());
        }
    }

    #[test]
    fn only_the_pinned_servers_challenge_is_answered() {
        let grant = |purpose| Grant {
            purpose,
            station: token("station_1"),
            binds: "d".repeat(64).parse().unwrap(),
            until: Timestamp::from_ms(9),
        };
        let challenge = signer(7).grant(&grant(Purpose::Challenge));
        assert!(key(7).gave(&challenge, "station_1"));
        assert!(!key(8).gave(&challenge, "station_1"));
        assert!(!key(7).gave(&challenge, "station_2"));
        assert!(!key(7).gave(&signer(7).grant(&grant(Purpose::Session)), "station_1"));
        assert!(!key(7).gave("challenge.a.b.c", "station_1"));
    }

    #[test]
    fn a_key_whose_id_is_another_keys_is_refused() {
        let text = signer(7).verifier_key().to_string();
        assert!(ServerKey::parse(&text.replace("liuhen", "liuhem")).is_err());
        assert!(ServerKey::parse("a+b").is_err());
    }
}
