//! Answers that were carried back on a disc.

use ledger::{KeyKind, NoteSignature};
use store::WitnessRow;

use super::{WAITING, new_row};
use crate::App;
use crate::error::{Result, fault};

/// What a carried answer was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// A cosignature of the head of that size.
    Cosigned(u64),
    /// The witness knows that size: the next question starts from there.
    Told(u64),
    /// Neither: not a signature of a head we signed lately.
    Nothing,
    /// The policy has no such witness.
    UnknownWitness,
}

impl App {
    /// Takes what the witness of that name answered about a tree.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn witness_carried(
        &self,
        tree: KeyKind,
        name: &str,
        answer: &str,
    ) -> Result<Carried> {
        let Some(witness) = self.witness_named(name) else { return Ok(Carried::UnknownWitness) };
        let head = self.store.head().await.map_err(fault("reading the log's head"))?.size;
        if let Ok(told) = answer.trim_end().parse::<u64>() {
            if told > head {
                return Ok(Carried::Nothing); // a size alone proves nothing against us
            }
            let known = self.standing_of(tree, witness.key).await?;
            let known = known.unwrap_or_else(|| new_row(tree, witness.key));
            let row = WitnessRow { size: told, state: WAITING.to_owned(), ..known };
            self.store.save_witness(&row).await.map_err(fault("keeping a witness"))?;
            return Ok(Carried::Told(told));
        }
        let notes = self.store.latest_checkpoints(tree).await;
        let notes = notes.map_err(fault("reading checkpoints"))?;
        let lines = answer.lines().filter_map(|line| NoteSignature::parse(line).ok());
        for line in lines.filter(|line| line.name == *witness.key.name()) {
            for (size, note) in &notes {
                let Ok(note) = ledger::SignedNote::parse(note) else { continue };
                if self.keep_lines((tree, witness.key), &note, *size, &line.to_string()).await? {
                    return Ok(Carried::Cosigned(*size));
                }
            }
        }
        Ok(Carried::Nothing)
    }
}
