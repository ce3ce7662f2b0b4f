//! Which keys a signer has and where they are: `keys.toml` in its state folder.

use std::path::{Path, PathBuf};

use ledger::{KeyKind, KeyName, LogSigner, Sm2LogSigner};
use serde::{Deserialize, Serialize};

use crate::fault::SignerFault;
use crate::files;
use crate::keys::{Signer, of_key};
use crate::pkcs11::ModuleKey;

pub(crate) const FILE: &str = "keys.toml";

/// The log's name and its two keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Name of the log in checkpoints.
    pub origin: String,
    /// The Ed25519 key of the SHA-256 tree.
    pub log: KeyPlace,
    /// The SM2 key of the SM3 tree.
    pub sm3: KeyPlace,
}

/// Where a key is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeyPlace {
    /// 64 hexadecimal digits in a file of the state folder, readable by the signer's account alone.
    File {
        /// Name of the file.
        file: PathBuf,
    },
    /// Behind PKCS#11, in a hardware module or one of software.
    Module(Module),
}

/// A key behind PKCS#11.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The vendor's library.
    pub module: PathBuf,
    /// Label of the token.
    pub token: String,
    /// File with the user's PIN, beside `keys.toml` or absolute.
    pub pin_file: PathBuf,
    /// Label of the key pair.
    pub key: String,
    /// Number of the mechanism that signs with SM2; vendors differ. Not asked of an Ed25519 key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<u64>,
    /// What that mechanism wants to be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Sm2Input>,
}

/// What an SM2 mechanism signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sm2Input {
    /// The 32 bytes over identity and text, computed here.
    Digest,
    /// The text; the module computes the digest with the default identity.
    Message,
}

impl Config {
    /// Both keys in files of the state folder.
    #[must_use]
    pub fn in_files(origin: &str) -> Self {
        let file = |name: &str| KeyPlace::File { file: PathBuf::from(name) };
        Self { origin: origin.to_owned(), log: file("log.key"), sm3: file("sm3.key") }
    }

    pub(crate) fn store(&self, folder: &Path) -> Result<(), SignerFault> {
        let text = toml::to_string(self)
            .map_err(|error| SignerFault::malformed(&folder.join(FILE), error))?;
        files::replace(folder, FILE, &text)
    }

    pub(crate) fn load(folder: &Path) -> Result<Self, SignerFault> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Err(SignerFault::NoState { path: folder.to_owned() });
        }
        toml::from_str(&files::read(&path)?)
            .map_err(|error: toml::de::Error| SignerFault::malformed(&path, error.message()))
    }

    pub(crate) fn origin(&self) -> Result<KeyName, SignerFault> {
        KeyName::parse(&self.origin).map_err(of_key)
    }

    /// Opens both keys.
    pub(crate) fn open(&self, folder: &Path) -> Result<Keys, SignerFault> {
        let log: Box<dyn Signer> = match &self.log {
            KeyPlace::File { file } => {
                let seed = secret(&folder.join(file))?;
                Box::new(LogSigner::from_seed(&self.origin, seed).map_err(of_key)?)
            }
            KeyPlace::Module(module) => {
                Box::new(ModuleKey::open(module, folder, self.origin()?, KeyKind::Log)?)
            }
        };
        let sm3: Box<dyn Signer> = match &self.sm3 {
            KeyPlace::File { file } => {
                let seed = secret(&folder.join(file))?;
                Box::new(Sm2LogSigner::from_secret(&self.origin, seed).map_err(of_key)?)
            }
            KeyPlace::Module(module) => {
                let name = self.origin()?.sm3().map_err(of_key)?;
                Box::new(ModuleKey::open(module, folder, name, KeyKind::Sm2Log)?)
            }
        };
        Ok(Keys { log, sm3 })
    }
}

/// The two keys of a log.
pub(crate) struct Keys {
    pub(crate) log: Box<dyn Signer>,
    pub(crate) sm3: Box<dyn Signer>,
}

fn secret(path: &Path) -> Result<[u8; 32], SignerFault> {
    let mut secret = [0; 32];
    hex::decode_to_slice(files::read(path)?.trim(), &mut secret)
        .map_err(|error| SignerFault::malformed(path, error))?;
    Ok(secret)
}
