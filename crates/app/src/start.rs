//! Opening everything: database, vault, law, fonts, keys; and finishing what a crash left.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use documents::{Fonts, Renderer};
use domain::org::Directory;
use ledger::{Policy, StationSigner};
use media::Media;
use store::Store;
use terms::UploadId;
use tokio::sync::{Mutex, Notify, OnceCell, RwLock, Semaphore};
use vault::{Blobs, Vault};

use crate::beacons::TimeAuthority;
use crate::context::Context;
use crate::error::{Result, fault};
use crate::excerpts::Cutting;
use crate::law::{Law, LawDefect};
use crate::law_drafts::Turns;
use crate::leaves::Leaves;
use crate::oversight::Overseen;
use crate::patrol::{Keeper, Keeping};
use crate::recording_lists::Lists;
use crate::reports::Reporting;
use crate::sessions::MAX_HASHING;
use crate::signing::{self, LogKeys, SignerPlace, Signing};
use crate::slips::Asked;
use crate::witnesses::{Witnessing, read_policy};

/// Where the facts are kept.
#[derive(Debug, Clone)]
pub enum Database {
    /// SQLite in the data folder.
    Embedded,
    /// PostgreSQL.
    Postgres {
        /// Connection URL.
        url: String,
    },
}

/// What is opened.
#[derive(Debug, Clone)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// Where the facts are kept.
    pub database: Database,
    /// Where the bytes are kept; the staging area is always in the data folder.
    pub vault: vault::Config,
    /// Folders searched for fonts.
    pub fonts: Vec<PathBuf>,
    /// Name of the log in checkpoints, e.g. `liuhen.example/330106/1`.
    pub origin: String,
    /// Where the log's heads are signed.
    pub signer: SignerPlace,
    /// Which witnesses are asked (C2SP tlog-policy); `policy` in the data folder if nothing is said.
    pub policy: Option<PathBuf>,
    /// How stored bytes are kept.
    pub keeping: Keeping,
    /// Who stamps the log's heads; nobody if nothing is said.
    pub tsa: Option<TimeAuthority>,
}

/// Why it did not open.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The law data has defects.
    #[error("the law data has {} defects", .0.len())]
    Law(Vec<LawDefect>),
    /// The database.
    #[error("cannot open the database")]
    Store(#[source] store::StoreFault),
    /// The vault.
    #[error("cannot open the vault")]
    Vault(#[source] vault::Fault),
    /// The replica.
    #[error("cannot open the replica")]
    Replica(#[source] vault::Fault),
    /// The policy that says which witnesses are asked.
    #[error("cannot read the policy at {path}: {why}")]
    Policy {
        /// Where.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A key.
    #[error("cannot use the key at {path}: {why}")]
    Key {
        /// Where.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The signer does not answer, or broke.
    #[error("cannot reach the log's signer")]
    Signer(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The log was signed before, and what signed it is gone.
    #[error("the log was signed, and its signer's state is not in {folder}")]
    SignerLost {
        /// Where it should be.
        folder: PathBuf,
    },
    /// More was signed than the database holds: an old copy was put back.
    #[error("a head of {signed} facts was signed, the database has {size}")]
    PutBack {
        /// Facts under the last signature.
        signed: u64,
        /// Facts there are.
        size: u64,
    },
    /// Other facts were signed than the database holds.
    #[error("the {size} facts of the database do not extend the {signed} that were signed")]
    OtherHistory {
        /// Facts under the last signature.
        signed: u64,
        /// Facts there are.
        size: u64,
    },
}

/// Below this a fact may find no room: the database writes some pages more than the fact is long.
const FULL_BYTES: u64 = 8 << 20;

/// Room on the disk of the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Free for us.
    pub free_bytes: u64,
    /// What uploads leave free.
    pub reserve_bytes: u64,
}

impl Room {
    /// No upload begins any more.
    #[must_use]
    pub const fn is_low(&self) -> bool {
        self.free_bytes < self.reserve_bytes
    }

    /// Facts may find no room either.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.free_bytes < FULL_BYTES
    }
}

/// The running system. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Parts>,
}

/// What the system is made of; [`App`] derefs to it inside this crate.
pub struct Parts {
    data: PathBuf,
    reserve_bytes: u64,
    pub(crate) store: Store,
    vault: Option<Vault>,
    pub(crate) blobs: Blobs,
    pub(crate) media: Media,
    fonts: Vec<PathBuf>,
    renderer: OnceCell<Arc<Renderer>>,
    /// The law in force.
    pub law: Law,
    pub(crate) context: Context,
    pub(crate) signing: Signing,
    pub(crate) log_keys: OnceCell<LogKeys>,
    pub(crate) station_signer: StationSigner,
    pub(crate) directory: RwLock<Option<(Option<u64>, Arc<Directory>)>>,
    pub(crate) lists: RwLock<Option<(Option<u64>, Arc<Lists>)>>,
    pub(crate) overseen: RwLock<Option<(Option<u64>, Arc<Overseen>)>>,
    pub(crate) leaves: Leaves,
    pub(crate) cutting: Cutting,
    pub(crate) asked: Mutex<Asked>,
    pub(crate) keeper: Keeper,
    pub(crate) work: Notify,
    pub(crate) sign_one: Mutex<()>,
    pub(crate) policy: Option<Policy>,
    /// All of its file.
    pub(crate) policy_text: Option<String>,
    pub(crate) tsa: Option<TimeAuthority>,
    pub(crate) witnessing: Witnessing,
    pub(crate) reporting: Reporting,
    pub(crate) hashing: Semaphore,
    pub(crate) law_turns: Turns,
    pub(crate) password_checks: AtomicU64,
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.inner
    }
}

impl App {
    /// Makes the state of a signer that is to run as a process of this data folder's, before it is
    /// started. Keys of an older version are moved over, once.
    ///
    /// # Errors
    /// [`StartError::SignerLost`] if the log was signed and what signed it is gone.
    pub async fn prepare_signer(config: &Config, context: &Context) -> Result<(), StartError> {
        signing::receipts_key(config, context)?;
        let store = open_store(config).await?;
        let made = signing::make_signer(config, context, &store).await;
        store.close().await;
        made
    }

    /// Opens everything to serve. Complete uploads that a crash left are taken up again.
    ///
    /// # Errors
    /// [`StartError`]; nothing is changed then. [`StartError::PutBack`] if the database is older
    /// than what was signed: it may be read, but not written.
    pub async fn open(config: &Config, context: Context) -> Result<Self, StartError> {
        let (vault, left) = Vault::open(&config.vault).await.map_err(StartError::Vault)?;
        let blobs = vault.blobs().clone();
        let app = Self::with(config, context, Some(vault), blobs).await?;
        signing::check_not_put_back(&app.signing, &app.store).await?;
        if matches!(config.database, Database::Embedded) {
            // The vault is locked, so no other process works on this folder.
            app.store.release_jobs().await.map_err(StartError::Store)?;
        }
        for status in left.complete.iter().chain(&left.receiving) {
            if let Err(error) = app.take_up(status.id).await {
                crate::jobs::report("taking an upload up again", &error);
            }
        }
        Ok(app)
    }

    /// Opens everything to read, e.g. at the command line beside a running server. Takes no
    /// uploads.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn open_to_read(config: &Config, context: Context) -> Result<Self, StartError> {
        let blobs = Blobs::open(&config.vault).await.map_err(StartError::Vault)?;
        Self::with(config, context, None, blobs).await
    }

    async fn with(
        config: &Config,
        context: Context,
        vault: Option<Vault>,
        blobs: Blobs,
    ) -> Result<Self, StartError> {
        let law = Law::built_in().map_err(StartError::Law)?;
        let station_signer = signing::receipts_key(config, &context)?;
        let (policy, policy_text) = read_policy(config)?.unzip();
        let keeper = Keeper::open(&config.keeping, &context).await.map_err(StartError::Replica)?;
        let store = open_store(config).await?;
        if matches!(config.signer, SignerPlace::Here) {
            signing::make_signer(config, &context, &store).await?;
        }
        Ok(Self {
            inner: Arc::new(Parts {
                data: config.data.clone(),
                reserve_bytes: config.vault.reserve_bytes,
                store,
                vault,
                blobs,
                media: Media::new(&media::Config::default()).await,
                fonts: config.fonts.clone(),
                renderer: OnceCell::new(),
                law,
                signing: Signing::new(&config.signer, &config.data),
                log_keys: OnceCell::new(),
                station_signer,
                context,
                directory: RwLock::new(None),
                lists: RwLock::new(None),
                overseen: RwLock::new(None),
                leaves: Leaves::default(),
                cutting: Cutting::default(),
                asked: Mutex::new(Asked::default()),
                keeper,
                work: Notify::new(),
                sign_one: Mutex::new(()),
                policy,
                policy_text,
                tsa: config.tsa.clone(),
                witnessing: Witnessing::default(),
                reporting: Reporting::default(),
                hashing: Semaphore::new(MAX_HASHING),
                law_turns: Turns::new(),
                password_checks: AtomicU64::new(0),
            }),
        })
    }

    /// The way in for bytes; there is none when opened to read.
    pub(crate) fn vault(&self) -> Result<&Vault> {
        let closed = "opened to read: no uploads are taken here";
        self.vault.as_ref().ok_or_else(|| fault("opening the vault")(closed))
    }

    /// What makes page images. Its fonts are large, so they are read when first needed.
    pub(crate) async fn renderer(&self) -> Result<Arc<Renderer>> {
        let made = self.renderer.get_or_try_init(async || {
            let (folders, templates) = (self.fonts.clone(), self.law.templates.clone());
            let made = tokio::task::spawn_blocking(move || {
                let folders: Vec<&std::path::Path> = folders.iter().map(PathBuf::as_path).collect();
                Renderer::new(Fonts::load_from(&folders)?, &templates)
            });
            let renderer = made.await.map_err(fault("reading fonts"))?;
            Ok(Arc::new(renderer.map_err(fault("reading fonts and templates"))?))
        });
        made.await.cloned()
    }

    /// An upload that the last run left: one with every byte is finished, and one that was never
    /// noted gives its room back, because nobody was told of it.
    async fn take_up(&self, id: UploadId) -> Result<()> {
        let row = self.store.upload(id).await.map_err(fault("reading an upload"))?;
        let stage = self.vault()?.stage();
        let is_complete = stage.status(id).is_ok_and(|status| status.is_complete());
        match row {
            Some(row) if is_complete => self.complete_upload(&row).await.map(|_| ()),
            Some(_) => Ok(()),
            None if is_complete => Ok(()), // footage: left for people to see
            None => stage.terminate(id).await.map_err(crate::error::stage_error),
        }
    }

    /// Lets go of the database, so that its folder may be copied.
    pub async fn close(self) {
        self.store.close().await;
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn ping(&self) -> Result<()> {
        self.store.head().await.map(|_| ()).map_err(fault("asking the database"))
    }

    /// The data folder.
    #[must_use]
    pub fn data_folder(&self) -> &std::path::Path {
        &self.data
    }

    /// Where fonts are looked for.
    #[must_use]
    pub fn font_folders(&self) -> &[PathBuf] {
        &self.fonts
    }

    /// How much room there is on the disk of the data folder.
    ///
    /// # Errors
    /// Faults of the machine.
    pub fn room(&self) -> Result<Room> {
        let free_bytes = vault::free_bytes(&self.data).map_err(fault("measuring the disk"))?;
        Ok(Room { free_bytes, reserve_bytes: self.reserve_bytes })
    }

    /// 32 fresh random bytes, for a page.
    #[must_use]
    pub fn nonce(&self) -> [u8; 32] {
        self.context.secret()
    }

    /// Jobs that are not done yet.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn open_jobs(&self) -> Result<u64> {
        self.store.open_jobs().await.map_err(fault("counting jobs"))
    }

    /// Now, by the system's clock.
    #[must_use]
    pub fn now(&self) -> terms::Timestamp {
        self.context.now()
    }
}

async fn open_store(config: &Config) -> Result<Store, StartError> {
    let store = match &config.database {
        Database::Embedded => Store::open_folder(&config.data).await,
        Database::Postgres { url } => Store::connect(url).await,
    };
    store.map_err(StartError::Store)
}

/// A secret of 64 hexadecimal digits, if there is that file.
pub(crate) fn read_seed(path: &std::path::Path) -> Result<Option<[u8; 32]>, StartError> {
    let wrong = |why: String| StartError::Key { path: path.to_owned(), why };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(error.to_string())),
    };
    let mut seed = [0; 32];
    hex::decode_to_slice(text.trim(), &mut seed).map_err(|error| wrong(error.to_string()))?;
    Ok(Some(seed))
}

/// Writes a secret that only our account may read.
pub(crate) fn write_private(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
