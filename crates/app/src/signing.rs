//! Having the log's heads signed. The keys are with the signer, which signs only what extends what
//! it signed last; this asks it, and compares it with the database at start.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ledger::{Checkpoint, KeyKind, StationSigner, VerifierKey};
use signer::{
    Client, ClientError, Extension, Keeper, Refusal, RefusedBy, Secrets, SignRequest, Signed,
    Status,
};
use store::{Head, Store};

use crate::App;
use crate::context::Context;
use crate::error::{Error, Result, fault};
use crate::start::{Config, StartError};

/// Where the signer is.
#[derive(Debug, Clone)]
pub enum SignerPlace {
    /// In this process, its state in the data folder: to fill a sample or to found an agency before
    /// anything is served, and for tests.
    Here,
    /// A process of its own that listens on this socket.
    Socket(PathBuf),
}

/// The state of a signer that is not a process of an account of its own.
#[must_use]
pub fn signer_folder(data: &Path) -> PathBuf {
    data.join("signer")
}

/// How often a signer that does not answer is asked again before it is given up, and how long it
/// is waited each time: it is started beside us, or again after it died.
const TRIES: usize = 100;
const WAIT: Duration = Duration::from_millis(100);

/// The way to the signer.
pub(crate) enum Signing {
    Here(Arc<Here>),
    There(Client),
}

/// A signer in this process. Its state is opened when it is first asked.
pub(crate) struct Here {
    folder: PathBuf,
    keeper: Mutex<Option<Keeper>>,
}

impl Here {
    fn ask<T>(
        &self,
        asking: impl FnOnce(&mut Keeper) -> std::result::Result<T, ClientError>,
    ) -> std::result::Result<T, ClientError> {
        let mut held = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        let keeper = match held.take() {
            Some(keeper) => held.insert(keeper),
            None => held.insert(Keeper::open(&self.folder).map_err(broken)?),
        };
        asking(keeper)
    }
}

fn broken(fault: signer::SignerFault) -> ClientError {
    if fault.is_no_space() { ClientError::NoSpace } else { ClientError::Fault(fault.to_string()) }
}

impl Signing {
    pub(crate) fn new(place: &SignerPlace, data: &Path) -> Self {
        match place {
            SignerPlace::Here => {
                let (folder, keeper) = (signer_folder(data), Mutex::new(None));
                Self::Here(Arc::new(Here { folder, keeper }))
            }
            SignerPlace::Socket(socket) => Self::There(Client::at(socket)),
        }
    }

    /// Asks on a thread that may wait.
    async fn on_thread<T: Send + 'static>(
        asking: impl FnOnce() -> std::result::Result<T, ClientError> + Send + 'static,
    ) -> std::result::Result<T, ClientError> {
        let asked = tokio::task::spawn_blocking(asking).await;
        asked.unwrap_or_else(|stopped| Err(ClientError::Fault(stopped.to_string())))
    }

    async fn status_once(&self) -> std::result::Result<Status, ClientError> {
        match self {
            Self::Here(here) => {
                let here = Arc::clone(here);
                Self::on_thread(move || here.ask(|keeper| keeper.status().map_err(broken))).await
            }
            Self::There(client) => {
                let client = client.clone();
                Self::on_thread(move || client.status()).await
            }
        }
    }

    /// Who signs, and what was signed last; waits for a signer that is just being started.
    pub(crate) async fn status(&self) -> std::result::Result<Status, ClientError> {
        let mut tries = 0;
        loop {
            match self.status_once().await {
                Err(ClientError::Unreachable { .. }) if tries < TRIES => {}
                answer => return answer,
            }
            tries += 1;
            tokio::time::sleep(WAIT).await;
        }
    }

    async fn sign(&self, request: SignRequest) -> std::result::Result<Signed, ClientError> {
        match self {
            Self::Here(here) => {
                let here = Arc::clone(here);
                let sign = move |keeper: &mut Keeper| match keeper.admit(&request) {
                    Ok(admitted) => keeper.sign(&admitted).map_err(broken),
                    Err(RefusedBy::Rule(refusal)) => Err(ClientError::Refused(refusal)),
                    Err(RefusedBy::Fault(fault)) => Err(broken(fault)),
                };
                Self::on_thread(move || here.ask(sign)).await
            }
            Self::There(client) => {
                let client = client.clone();
                Self::on_thread(move || client.sign(&request)).await
            }
        }
    }
}

/// The log's public keys.
#[derive(Debug, Clone)]
pub struct LogKeys {
    /// Of the SHA-256 tree.
    pub log: VerifierKey,
    /// Of the SM3 tree.
    pub sm3: VerifierKey,
}

impl LogKeys {
    /// Of one tree.
    #[must_use]
    pub const fn of(&self, tree: KeyKind) -> &VerifierKey {
        match tree {
            KeyKind::Log | KeyKind::Cosignature => &self.log,
            KeyKind::Sm2Log => &self.sm3,
        }
    }
}

/// The log's head, signed in both trees.
#[derive(Debug, Clone)]
pub struct SignedHead {
    /// Number of facts.
    pub size: u64,
    /// The checkpoint of the SHA-256 tree.
    pub checkpoint: String,
    /// The checkpoint of the SM3 tree.
    pub sm3_checkpoint: String,
}

impl App {
    /// The log's public keys, as its signer says; a verifier brings its own.
    ///
    /// # Errors
    /// A fault if the signer does not answer.
    pub async fn log_keys(&self) -> Result<&LogKeys> {
        let ask = async || {
            let status = self.signing.status().await.map_err(fault("asking the signer"))?;
            Ok(LogKeys { log: status.log, sm3: status.sm3 })
        };
        self.log_keys.get_or_try_init(ask).await
    }

    /// The checkpoints of the largest size that were kept, of both trees: a lost state of the
    /// signer is made of them.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn stored_checkpoints(&self) -> Result<Vec<String>> {
        let reading = "reading a checkpoint";
        let latest = self.store.latest_checkpoint().await.map_err(fault(reading))?;
        let Some((size, note)) = latest else { return Ok(Vec::new()) };
        let sm3 = self.store.sm3_checkpoint_at(size).await.map_err(fault(reading))?;
        Ok(std::iter::once(note).chain(sm3).collect())
    }

    /// Signs the log's head as it is now, unless it does not extend what was signed before.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoints`].
    pub async fn sign_checkpoint(&self) -> Result<(u64, String)> {
        let signed = self.sign_checkpoints().await?;
        Ok((signed.size, signed.checkpoint))
    }

    /// Has the log's head signed as it is now, in both trees.
    ///
    /// # Errors
    /// A fault that stops signing if an earlier signed head is no longer part of the log: then
    /// somebody changed history, or an old copy of the database was put back. The signer keeps
    /// what was asked.
    pub async fn sign_checkpoints(&self) -> Result<SignedHead> {
        let _one_at_a_time = self.sign_one.lock().await;
        self.refuse_if_rolled_back(self.log_head().await?.size).await?;
        if let Some(signed) = self.signed_already().await? {
            return Ok(signed);
        }
        // Another node may have something signed between the two questions: then once more.
        let mut left = 5;
        loop {
            match self.ask_signer().await {
                Err(ClientOr::Signer(ClientError::Refused(Refusal::OldDiffers))) if left > 0 => {
                    left -= 1;
                }
                // A signature is kept before it is shown, and so is what it is made of.
                Err(ClientOr::Signer(ClientError::NoSpace)) => return Err(Error::NoSpace),
                Err(ClientOr::Signer(error)) => return Err(fault("signing the log")(error)),
                Err(ClientOr::Ours(error)) => return Err(error),
                Ok(signed) => return Ok(signed),
            }
        }
    }

    /// The stored checkpoints, if the head has not moved since. They are compared with it.
    async fn signed_already(&self) -> Result<Option<SignedHead>> {
        let head = self.log_head().await?;
        let reading = "reading a checkpoint";
        let note = self.store.checkpoint_at(head.size).await.map_err(fault(reading))?;
        let sm3 = self.store.sm3_checkpoint_at(head.size).await.map_err(fault(reading))?;
        let (Some(checkpoint), Some(sm3_checkpoint)) = (note, sm3) else { return Ok(None) };
        let keys = self.log_keys().await?;
        let roots = [
            (&checkpoint, &keys.log, head.root_sha256.as_bytes()),
            (&sm3_checkpoint, &keys.sm3, head.root_sm3.as_bytes()),
        ];
        for (note, key, root) in roots {
            let (signed, _) = ledger::open_checkpoint(note, key).map_err(fault(reading))?;
            if signed.root != *root {
                return Err(not_extended(signed.size, head.size));
            }
        }
        Ok(Some(SignedHead { size: head.size, checkpoint, sm3_checkpoint }))
    }

    /// One try. The signer is asked before the database: what it signed was committed, so a log
    /// that is shorter now has lost something.
    async fn ask_signer(&self) -> std::result::Result<SignedHead, ClientOr> {
        let last = self.signing.status().await?;
        let head = self.log_head().await?;
        let request = request(&self.store, &last, &head).await?;
        let signed = self.signing.sign(request).await?;
        let (checkpoint, sm3_checkpoint) = (signed.sha256.to_string(), signed.sm3.to_string());
        ledger::open_checkpoint(&checkpoint, &last.log).map_err(fault("signing the log"))?;
        ledger::open_checkpoint(&sm3_checkpoint, &last.sm3).map_err(fault("signing the log"))?;
        self.store
            .save_checkpoints(head.size, &checkpoint, &sm3_checkpoint)
            .await
            .map_err(fault("keeping a checkpoint"))?;
        Ok(SignedHead { size: head.size, checkpoint, sm3_checkpoint })
    }
}

enum ClientOr {
    Signer(ClientError),
    Ours(Error),
}

impl From<ClientError> for ClientOr {
    fn from(error: ClientError) -> Self {
        Self::Signer(error)
    }
}

impl From<Error> for ClientOr {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

fn not_extended(signed: u64, size: u64) -> Error {
    let cause = format!(
        "a head of size {signed} was signed, and the log does not extend it; size now {size}"
    );
    Error::Fault { doing: "signing the log", cause: cause.into() }
}

/// Both heads with the proofs that they extend what was signed. A log that is shorter than that
/// has no proof: it is asked for all the same, so that the signer keeps it.
async fn request(store: &Store, last: &Status, head: &Head) -> Result<SignRequest> {
    let proving = || fault("proving that the log was only extended");
    let (old, old_sm3) = (last.heads.sha256.size, last.heads.sm3.size);
    let proof = if old <= head.size {
        store.consistency_proof(old, head.size).await.map_err(proving())?
    } else {
        Vec::new()
    };
    let sm3_proof = if old_sm3 <= head.size {
        store.sm3_consistency_proof(old_sm3, head.size).await.map_err(proving())?
    } else {
        Vec::new()
    };
    let of = |key: &VerifierKey, root: &ledger::Hash| Checkpoint {
        origin: key.name().clone(),
        size: head.size,
        root: *root,
    };
    Ok(SignRequest {
        sha256: Extension { old, proof, head: of(&last.log, head.root_sha256.as_bytes()) },
        sm3: Extension {
            old: old_sm3,
            proof: sm3_proof,
            head: of(&last.sm3, head.root_sm3.as_bytes()),
        },
    })
}

/// Compares what was signed last with what the database holds: an old copy that was put back must
/// not be written on, because the log would have two histories then.
pub(crate) async fn check_not_put_back(
    signing: &Signing,
    store: &Store,
) -> std::result::Result<(), StartError> {
    let status = signing.status().await.map_err(|error| StartError::Signer(Box::new(error)))?;
    let head = store.head().await.map_err(StartError::Store)?;
    let signed = status.heads;
    let longest = signed.sha256.size.max(signed.sm3.size);
    if longest > head.size {
        return Err(StartError::PutBack { signed: longest, size: head.size });
    }
    let root = store.root_at(signed.sha256.size).await.map_err(StartError::Store)?;
    let sm3_root = store.sm3_root_at(signed.sm3.size).await.map_err(StartError::Store)?;
    if *root.as_bytes() == signed.sha256.root && *sm3_root.as_bytes() == signed.sm3.root {
        Ok(())
    } else {
        Err(StartError::OtherHistory { signed: longest, size: head.size })
    }
}

/// Makes the signer's state in the data folder where there is none: a new one for a new log, and
/// one with the key of old for a log that was signed by this program itself (`log.key`).
///
/// A log that has checkpoints and neither key nor state is left as it is: what was signed is not
/// known then. A crash leaves a state that is not begun or whole.
pub(crate) async fn make_signer(
    config: &Config,
    context: &Context,
    store: &Store,
) -> std::result::Result<(), StartError> {
    let (folder, old_key) = (signer_folder(&config.data), config.data.join("log.key"));
    if !signer::is_initialised(&folder) {
        let mut notes = Vec::new();
        if let Some((size, note)) = store.latest_checkpoint().await.map_err(StartError::Store)? {
            let sm3 = store.sm3_checkpoint_at(size).await.map_err(StartError::Store)?;
            notes = std::iter::once(note).chain(sm3).collect();
        }
        let log = match crate::start::read_seed(&old_key)? {
            Some(seed) => seed,
            None if notes.is_empty() => context.secret(),
            None => return Err(StartError::SignerLost { folder }),
        };
        let mut sm3 = context.secret();
        if let Some(first) = sm3.first_mut() {
            *first &= 0x7f; // below the order of the curve, whatever the rest
        }
        let keys = signer::Config::in_files(&config.origin);
        signer::init(&folder, &keys, Secrets { log, sm3 }, &notes)
            .map_err(|error| StartError::Signer(Box::new(error)))?;
    }
    // The signer has it now; this process is not to hold it any more. Another key is not ours to
    // remove.
    let old = crate::start::read_seed(&old_key)?;
    if old.is_some() && old == crate::start::read_seed(&folder.join("log.key"))? {
        std::fs::remove_file(&old_key)
            .map_err(|error| StartError::Key { path: old_key, why: error.to_string() })?;
    }
    Ok(())
}

/// The key that signs receipts to stations: `receipts.key`, 64 hexadecimal digits. It comes from
/// the log's key where there was one, so that stations go on trusting it.
pub(crate) fn receipts_key(
    config: &Config,
    context: &Context,
) -> std::result::Result<StationSigner, StartError> {
    let path = config.data.join("receipts.key");
    let wrong = |why: String| StartError::Key { path: path.clone(), why };
    let seed = match crate::start::read_seed(&path)? {
        Some(seed) => seed,
        None => {
            let log_key = crate::start::read_seed(&config.data.join("log.key"))?;
            let seed = log_key.map_or_else(|| context.secret(), ledger::station_seed);
            crate::start::write_private(&path, &hex::encode(seed))
                .map_err(|error| wrong(error.to_string()))?;
            seed
        }
    };
    StationSigner::from_seed(&config.origin, seed).map_err(|error| wrong(error.to_string()))
}
