//! Heads of the log as they leave the house: with the cosignatures that make them worth something.

use std::time::Duration;

use ledger::{KeyKind, NoteSignature, Policy, SignedNote, TileAt, VerifierKey, complete_hashes};

use crate::App;
use crate::error::{Error, Result, fault};
use crate::witnesses::ROLLED_BACK;

/// A package waits so long for its witnesses, and then leaves without them.
const WAIT: Duration = Duration::from_secs(15);
/// How often it looks whether they answered.
const LOOK: Duration = Duration::from_millis(200);
/// A head younger than this is told again instead of a new one: anybody may ask for it.
const PUBLIC_MS: i64 = 10_000;

/// A head as a package shows it.
pub(crate) struct ShownHead {
    pub(crate) size: u64,
    pub(crate) note: String,
    pub(crate) key: VerifierKey,
}

/// The heads of both trees.
pub(crate) struct ShownHeads {
    sha256: ShownHead,
    sm3: ShownHead,
}

impl ShownHeads {
    pub(crate) const fn of(&self, tree: KeyKind) -> &ShownHead {
        match tree {
            KeyKind::Log | KeyKind::Cosignature => &self.sha256,
            KeyKind::Sm2Log => &self.sm3,
        }
    }
}

impl App {
    /// The best head of a tree that has at least `least` facts: the latest with a quorum, else the
    /// one most witnesses cosigned, else the newest.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub async fn witnessed_checkpoint(&self, tree: KeyKind, least: u64) -> Result<(u64, String)> {
        let signed = self.sign_checkpoints().await?;
        let newest = match tree {
            KeyKind::Log | KeyKind::Cosignature => (signed.size, signed.checkpoint),
            KeyKind::Sm2Log => (signed.size, signed.sm3_checkpoint),
        };
        let Some(policy) = &self.policy else { return Ok(newest) };
        let mut best: Option<(usize, (u64, String))> = None;
        for (size, lines) in self.cosignatures(tree, least).await? {
            let Some(note) = self.merged(tree, size, &lines).await? else { continue };
            let witnessed = policy.witnessed(&note);
            let found = (size, note.to_string());
            if policy.needs_witnesses() && witnessed.quorum_reached {
                return Ok(found);
            }
            if best.as_ref().is_none_or(|(by, _)| *by < witnessed.by.len()) {
                best = Some((witnessed.by.len(), found));
            }
        }
        Ok(best.map_or(newest, |(_, found)| found))
    }

    /// As [`Self::witnessed_checkpoint`] of each tree, but asks the witnesses at once and waits some
    /// seconds for a quorum in those that they are asked about. Without it the heads are still a
    /// promise of ours.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub(crate) async fn await_witnesses(&self, least: u64) -> Result<ShownHeads> {
        let mut found = self.shown_heads(least).await?;
        let Some(policy) = self.policy.as_ref().filter(|_| self.witnessing.is_running()) else {
            return Ok(found);
        };
        let trees = self.witnessed_trees().await?;
        let is_awaited = |found: &ShownHeads| {
            trees.iter().any(|tree| !is_reached(policy, &found.of(*tree).note))
        };
        let mut waited = Duration::ZERO;
        while is_awaited(&found) && waited < WAIT {
            self.witnessing.want(least);
            tokio::time::sleep(LOOK).await;
            waited += LOOK;
            found = self.shown_heads(least).await?;
        }
        Ok(found)
    }

    /// The best heads of both trees that have at least `least` facts.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub(crate) async fn shown_heads(&self, least: u64) -> Result<ShownHeads> {
        let keys = self.log_keys().await?;
        let (size, note) = self.witnessed_checkpoint(KeyKind::Log, least).await?;
        let sha256 = ShownHead { size, note, key: keys.log.clone() };
        let (size, note) = self.witnessed_checkpoint(KeyKind::Sm2Log, least).await?;
        Ok(ShownHeads { sha256, sm3: ShownHead { size, note, key: keys.sm3.clone() } })
    }

    /// The newest head of a tree as anybody may read it, with what witnesses said of it. At most
    /// one new signature in ten seconds.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub async fn public_checkpoint(&self, tree: KeyKind) -> Result<String> {
        let now = self.context.now();
        let known = self.witnessing.published(now.ms().saturating_sub(PUBLIC_MS));
        let size = match known {
            Some(size) => size,
            None => {
                let (size, _) = self.sign_checkpoint().await?;
                self.witnessing.publish(now.ms(), size);
                size
            }
        };
        self.checkpoint_with_lines(tree, size).await
    }

    /// A head of a tree that was signed, with what witnesses said of it.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn checkpoint_with_lines(&self, tree: KeyKind, size: u64) -> Result<String> {
        let lines = self.cosignatures(tree, size).await?;
        let of_it = lines.into_iter().find(|(known, _)| *known == size).map(|(_, lines)| lines);
        let note = self.merged(tree, size, &of_it.unwrap_or_default()).await?;
        note.map(|note| note.to_string()).ok_or_else(|| fault("reading a checkpoint")("not there"))
    }

    /// Hashes of a tile as they are served, of the tree whose heads such a key signs; none if the
    /// log has not so many.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn tile(&self, tree: KeyKind, tile: TileAt) -> Result<Option<Vec<u8>>> {
        use ledger::HashReader as _;
        let head = self.store.head().await.map_err(fault("reading the log's head"))?;
        let range = tile.range();
        if range.first.saturating_add(range.count) > complete_hashes(head.size, tile.level) {
            return Ok(None);
        }
        let fetched = self.store.fetch_hashes(tree, &[range]).await;
        let fetched = fetched.map_err(fault("reading a tile"))?;
        let hashes = fetched.tile_hashes(range.level, range.first, range.count);
        Ok(Some(hashes.map_err(fault("reading a tile"))?.concat()))
    }

    /// Sizes from `least` on, the largest first, and what witnesses said of each.
    async fn cosignatures(&self, tree: KeyKind, least: u64) -> Result<Vec<(u64, Vec<String>)>> {
        let found = self.store.cosignatures(tree, least).await;
        Ok(by_size(found.map_err(fault("reading cosignatures"))?))
    }

    pub(crate) async fn merged(
        &self,
        tree: KeyKind,
        size: u64,
        lines: &[String],
    ) -> Result<Option<SignedNote>> {
        let note = match tree {
            KeyKind::Log | KeyKind::Cosignature => self.store.checkpoint_at(size).await,
            KeyKind::Sm2Log => self.store.sm3_checkpoint_at(size).await,
        };
        let note = note.map_err(fault("reading a checkpoint"))?;
        let Some(mut note) = note.as_deref().and_then(|note| SignedNote::parse(note).ok()) else {
            return Ok(None);
        };
        for line in lines.iter().filter_map(|line| NoteSignature::parse(line).ok()) {
            if note.add(line).is_err() {
                break; // full: what is there is enough to be read
            }
        }
        Ok(Some(note))
    }

    /// Nothing is signed while a witness holds a larger head that we signed: an old copy of the
    /// database was put back. What is missing has to come back first.
    pub(crate) async fn refuse_if_rolled_back(&self, size: u64) -> Result<()> {
        if self.policy.is_none() {
            return Ok(());
        }
        let rows = self.store.witnesses().await.map_err(fault("reading the witnesses"))?;
        match rows.iter().find(|row| row.state == ROLLED_BACK && row.size > size) {
            None => Ok(()),
            Some(row) => Err(Error::Fault {
                doing: "signing the log",
                cause: format!(
                    "a witness shows a head of size {} with our signature; size now {size}",
                    row.size
                )
                .into(),
            }),
        }
    }

    /// The latest head with a quorum of the policy, with their lines.
    ///
    /// # Errors
    /// Faults of the database.
    pub(crate) async fn latest_with_quorum(&self) -> Result<Option<(u64, SignedNote)>> {
        let Some(policy) = self.policy.as_ref().filter(|policy| policy.needs_witnesses()) else {
            return Ok(None);
        };
        for (size, lines) in self.cosignatures(KeyKind::Log, 0).await? {
            let Some(note) = self.merged(KeyKind::Log, size, &lines).await? else { continue };
            if policy.witnessed(&note).quorum_reached {
                return Ok(Some((size, note)));
            }
        }
        Ok(None)
    }
}

/// Lines of one size together, in the order they came.
pub(crate) fn by_size(found: Vec<(u64, String)>) -> Vec<(u64, Vec<String>)> {
    let mut heads: Vec<(u64, Vec<String>)> = Vec::new();
    for (size, line) in found {
        match heads.last_mut().filter(|(last, _)| *last == size) {
            Some((_, lines)) => lines.push(line),
            None => heads.push((size, vec![line])),
        }
    }
    heads
}

fn is_reached(policy: &Policy, note: &str) -> bool {
    !policy.needs_witnesses()
        || SignedNote::parse(note).is_ok_and(|note| policy.witnessed(&note).quorum_reached)
}
