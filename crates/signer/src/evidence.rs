//! Requests that show a second history, kept for those who look into it.

use std::path::Path;

use ledger::{Sha256Tree, TreeHash as _};

use crate::fault::SignerFault;
use crate::files;
use crate::protocol::{Refusal, SignRequest};
use crate::state::Heads;

const FOLDER: &str = "evidence";
/// Files kept. Whoever asks for more than that is not heard better by more.
const MAX_FILES: usize = 1_000;

/// Keeps a refused request beside what was signed before it. The same request twice is one file.
pub(crate) fn keep(
    state: &Path,
    signed: &Heads,
    request: &SignRequest,
    refusal: Refusal,
) -> Result<(), SignerFault> {
    let folder = state.join(FOLDER);
    files::make_folder(&folder)?;
    let text = format!(
        "liuhen-signer-evidence/v1\nrefused {refusal}\nsigned sha256 {}\nsigned sm3 {}\n\n{request}",
        signed.sha256, signed.sm3
    );
    let digest = Sha256Tree::of(&[text.as_bytes()]);
    let name = format!("{}.txt", hex::encode(digest.get(..16).unwrap_or_default()));
    let kept = std::fs::read_dir(&folder).map_err(SignerFault::file(&folder))?.count();
    if kept < MAX_FILES { files::write_once(&folder, &name, &text) } else { Ok(()) }
}
