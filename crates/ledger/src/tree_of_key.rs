//! Which tree the heads are of that a key signs: SM2 keys sign the SM3 tree, all others SHA-256's.

use crate::key::KeyKind;
use crate::proof::{ProofError, consistency_proof, root_at};
use crate::tile::HashReader;
use crate::tree::{Hash, Sha256Tree, Sm3Tree, TreeHash};
use crate::verify::{Mismatch, old_root_from_consistency, verify_consistency};

impl KeyKind {
    /// Root of that tree without leaves.
    #[must_use]
    pub fn empty_root(self) -> Hash {
        match self {
            Self::Log | Self::Cosignature => Sha256Tree::empty_root(),
            Self::Sm2Log => Sm3Tree::empty_root(),
        }
    }

    /// As [`verify_consistency`] in that tree; sizes and roots are those of the old and the new head.
    ///
    /// # Errors
    /// As there.
    pub fn verify_consistency(
        self,
        (old, old_root): (u64, &Hash),
        (new, new_root): (u64, &Hash),
        proof: &[Hash],
    ) -> Result<(), Mismatch> {
        let verify = match self {
            Self::Log | Self::Cosignature => verify_consistency::<Sha256Tree>,
            Self::Sm2Log => verify_consistency::<Sm3Tree>,
        };
        verify(old, new, old_root, new_root, proof)
    }

    /// As [`old_root_from_consistency`] in that tree.
    #[must_use]
    pub fn old_root(self, old: u64, (new, new_root): (u64, &Hash), proof: &[Hash]) -> Option<Hash> {
        match self {
            Self::Log | Self::Cosignature => {
                old_root_from_consistency::<Sha256Tree>(old, new, new_root, proof)
            }
            Self::Sm2Log => old_root_from_consistency::<Sm3Tree>(old, new, new_root, proof),
        }
    }

    /// As [`consistency_proof`] in that tree.
    ///
    /// # Errors
    /// As there.
    pub fn consistency_proof<R: HashReader>(
        self,
        old: u64,
        new: u64,
        reader: &R,
    ) -> Result<Vec<Hash>, ProofError<R::Error>> {
        match self {
            Self::Log | Self::Cosignature => consistency_proof::<Sha256Tree, R>(old, new, reader),
            Self::Sm2Log => consistency_proof::<Sm3Tree, R>(old, new, reader),
        }
    }

    /// As [`root_at`] in that tree.
    ///
    /// # Errors
    /// As there.
    pub fn root_at<R: HashReader>(
        self,
        size: u64,
        reader: &R,
    ) -> Result<Hash, ProofError<R::Error>> {
        match self {
            Self::Log | Self::Cosignature => root_at::<Sha256Tree, R>(size, reader),
            Self::Sm2Log => root_at::<Sm3Tree, R>(size, reader),
        }
    }
}
