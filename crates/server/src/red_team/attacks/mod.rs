//! The attacks. Each takes a [`Victim`] and answers what it hit.

mod bytes;
mod copies;
mod facts;
mod papers;
mod rows;

use super::sample::Victim;
use super::target::Done;
use super::words::Attack;

/// Carries an attack out.
pub(super) async fn carry_out(attack: Attack, on: &Victim) -> anyhow::Result<Done> {
    match attack {
        Attack::FlipByte => bytes::flip(on),
        Attack::SwapOriginals => bytes::swap(on),
        Attack::CutClip => bytes::cut(on),
        Attack::DeleteOriginal => bytes::delete(on),
        Attack::ReplaceOriginal => bytes::replace(on).await,
        Attack::SwapInTransit => bytes::swap_in_transit(on).await,
        Attack::ShiftTime => facts::shift_time(on).await,
        Attack::DeleteLogRow => facts::delete_row(on).await,
        Attack::ReorderLog => facts::reorder(on).await,
        Attack::ChangeBody => facts::change_body(on).await,
        Attack::RewriteHistory => facts::rewrite(on).await,
        Attack::RenamePerson => rows::rename(on).await,
        Attack::MoveDue => rows::move_due(on).await,
        Attack::ForgeGrant => rows::forge_grant(on).await,
        Attack::ReplayBackup => copies::replay_database(on),
        Attack::ReplaySigner => copies::replay_signer(on),
        Attack::ForgeSignature => copies::forge_signature(on).await,
        Attack::FakeWitness => papers::fake_witness(on),
        Attack::RemakePackage => papers::remake_package(on),
        Attack::ForgeSlip => papers::forge_slip(on),
    }
}
