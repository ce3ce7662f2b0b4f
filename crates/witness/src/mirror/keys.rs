//! Who the mirror and the auditor are: keys of their own, made once.

use std::path::Path;

use ledger::{Cosigner, VerifierKey};

use super::MIRROR;
use crate::fault::OpenError;
use crate::files;
use crate::identity::Identity;

const HEADER: &str = "liuhen-mirror/v1";
const KEYS: &str = "mirror.keys";

/// The public keys of a mirror.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorKeys {
    /// States that every leaf of a head is kept.
    pub mirror: VerifierKey,
    /// States besides that every report was counted again with the same figures.
    pub auditor: VerifierKey,
}

pub(crate) struct Keys {
    pub(super) mirror: Cosigner,
    pub(super) auditor: Cosigner,
}

/// Makes a mirror beside a witness: two keys, named after the witness. Its folder holds all leaves.
///
/// `seeds` are 32 random bytes each. A running witness has it after a restart.
///
/// # Errors
/// [`OpenError::MirrorMade`] if there is one; as opening the witness does.
pub fn init_mirror(state: &Path, seeds: [[u8; 32]; 2]) -> Result<MirrorKeys, OpenError> {
    let identity = Identity::read(state)?;
    let folder = state.join(MIRROR);
    if Keys::read(&folder)?.is_some() {
        return Err(OpenError::MirrorMade(folder));
    }
    let name = identity.cosigner.verifier_key().name().as_str();
    let [mirror, auditor] = seeds.map(hex::encode);
    let text =
        format!("{HEADER}\nmirror {name}/mirror {mirror}\nauditor {name}/auditor {auditor}\n");
    let keys = Keys::parse(&text).ok_or_else(|| OpenError::NotMade(folder.clone()))?;
    files::make_folder(&folder)?;
    files::replace(&folder.join(KEYS), &text)?;
    Ok(keys.public())
}

impl Keys {
    /// None if no mirror was made.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, OpenError> {
        let Some(text) = files::read(&folder.join(KEYS))? else { return Ok(None) };
        Self::parse(&text).map(Some).ok_or_else(|| OpenError::NotMade(folder.to_owned()))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return None;
        }
        let mut key = |word: &str| {
            let rest = lines.next()?.strip_prefix(word)?.strip_prefix(' ')?;
            let (name, seed) = rest.split_once(' ')?;
            let mut bytes = [0; 32];
            hex::decode_to_slice(seed, &mut bytes).ok()?;
            Cosigner::from_seed(name, bytes).ok()
        };
        Some(Self { mirror: key("mirror")?, auditor: key("auditor")? })
    }

    pub(super) fn public(&self) -> MirrorKeys {
        let key = |cosigner: &Cosigner| cosigner.verifier_key().clone();
        MirrorKeys { mirror: key(&self.mirror), auditor: key(&self.auditor) }
    }
}
