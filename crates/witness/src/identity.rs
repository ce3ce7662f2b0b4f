//! Who the witness is: name, key and the second place, made once and for all.

use std::path::{Path, PathBuf};

use ledger::{Cosigner, VerifierKey};

use crate::fault::{Fault, OpenError, fault};
use crate::files;

const HEADER: &str = "liuhen-witness/v1";
const KEY_FILE: &str = "witness.key";
pub(crate) const HEADS: &str = "heads";
pub(crate) const POLICY: &str = "policy";
pub(crate) const RETIRED: &str = "retired";
/// In the second place: whose sizes stand there.
const INSTANCE: &str = "instance";

pub(crate) struct Identity {
    pub(crate) cosigner: Cosigner,
    pub(crate) second: PathBuf,
    instance: String,
}

/// Makes a witness: a key, an empty memory, and the second place for its sizes.
///
/// `seed` and `instance` are 32 random bytes each. A folder in which a witness was ever made is
/// never used again.
///
/// # Errors
/// [`OpenError::Retired`] if one of the places is in use; faults of the disk; a name that cannot be
/// a key's is [`OpenError::NotMade`].
pub fn init(
    folder: &Path,
    second: &Path,
    name: &str,
    seed: [u8; 32],
    instance: [u8; 32],
) -> Result<VerifierKey, OpenError> {
    let cosigner = Cosigner::from_seed(name, seed);
    let cosigner = cosigner.map_err(|_| OpenError::NotMade(folder.to_owned()))?;
    files::make_folder(&folder.join(HEADS))?;
    files::make_folder(second)?;
    for place in [folder, second] {
        if !files::names(place)?.iter().all(|name| name == HEADS) {
            return Err(OpenError::Retired(format!("{} is in use", place.display())));
        }
    }
    let second = second.canonicalize().map_err(fault("find", second))?;
    let instance = hex::encode(instance);
    files::replace(&second.join(INSTANCE), &format!("{instance}\n"))?;
    files::replace(&folder.join(POLICY), "quorum none\n")?;
    let text = format!(
        "{HEADER}\nname {name}\nseed {}\ninstance {instance}\nsecond {}\n",
        hex::encode(seed),
        second.display()
    );
    // Last: without it there is no witness.
    files::replace(&folder.join(KEY_FILE), &text)?;
    Ok(cosigner.verifier_key().clone())
}

impl Identity {
    /// Reads the key and looks whether the second place is ours.
    pub(crate) fn read(folder: &Path) -> Result<Self, OpenError> {
        let not_made = || OpenError::NotMade(folder.to_owned());
        let text = files::read(&folder.join(KEY_FILE))?.ok_or_else(not_made)?;
        let identity = Self::parse(&text).ok_or_else(not_made)?;
        if !folder.join(HEADS).is_dir() {
            return Err(not_made());
        }
        for place in [folder, &identity.second] {
            if let Some(why) = files::read(&place.join(RETIRED))? {
                return Err(OpenError::Retired(why.trim_end().to_owned()));
            }
        }
        let instance = files::read(&identity.second.join(INSTANCE))?;
        if instance.as_deref().map(str::trim_end) != Some(&identity.instance) {
            return Err(OpenError::SecondPlace(identity.second));
        }
        Ok(identity)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return None;
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let name = field("name")?;
        let mut seed = [0; 32];
        hex::decode_to_slice(field("seed")?, &mut seed).ok()?;
        let instance = field("instance")?.to_owned();
        let second = PathBuf::from(field("second")?);
        let cosigner = Cosigner::from_seed(name, seed).ok()?;
        Some(Self { cosigner, second, instance })
    }

    /// Nothing is signed with this key any more, whatever is put back later.
    pub(crate) fn retire(&self, folder: &Path, why: String) -> Result<OpenError, Fault> {
        files::replace(&self.second.join(RETIRED), &format!("{why}\n"))?;
        files::replace(&folder.join(RETIRED), &format!("{why}\n"))?;
        Ok(OpenError::Retired(why))
    }
}
