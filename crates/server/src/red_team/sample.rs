//! The store that is attacked: a sample county of its own, with a signer, a witness, a package at a
//! court and a slip in a party's hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use app::archive::Policy;
use app::{App, Config, Context, Database, Keeping, Scratch, SignerPlace};
use terms::{AgencyId, AvRecordId, CaseId, Digests, OfficerId};

use super::cosigner;
use crate::sample::small::{Past, Story};

/// Folders beside the data folder.
const BACKUP: &str = "backup";
const COURT: &str = "court";
const PARTY: &str = "party";
const PACKAGE: &str = "package.tar";
const SLIP: &str = "slip.txt";
/// What a backup of the database is.
const DATABASE: [&str; 2] = ["liuhen.db", "liuhen.db-wal"];
const SIGNER: &str = "signer";

/// One recording of the sample.
pub(super) struct Clip {
    pub(super) id: AvRecordId,
    pub(super) digests: Digests,
}

impl Clip {
    /// Its original's name in the vault.
    pub(super) fn place(&self) -> String {
        app::vault::Place::Original(self.digests.sha256).to_string()
    }
}

/// What is known of the sample to whoever attacks it and to whoever asks the alarms.
pub(super) struct Known {
    fonts: Vec<PathBuf>,
    pub(super) policy: Policy,
    pub(super) agency: AgencyId,
    pub(super) head: OfficerId,
    pub(super) officer: OfficerId,
    pub(super) viewer: OfficerId,
    pub(super) outsider: OfficerId,
    pub(super) archived: CaseId,
    pub(super) running: CaseId,
    pub(super) clips: [Clip; 2],
}

/// The sample, as nobody attacked it.
pub(super) struct Sample {
    scratch: Scratch,
    known: Arc<Known>,
}

/// A copy of the sample, to be attacked. Only [`Sample::victim`] makes one.
pub(super) struct Victim {
    scratch: Scratch,
    pub(super) known: Arc<Known>,
}

impl Sample {
    /// Makes it in a new folder below `under`.
    pub(super) async fn make(under: &Path, fonts: &[PathBuf]) -> anyhow::Result<Self> {
        let scratch = Scratch::make(under, "sample").context("不能建立样例目录")?;
        let (config, context) = (config_of(&scratch, fonts), Context::system());
        App::prepare_signer(&config, &context).await?;
        let app = App::open_to_read(&config, context.clone()).await?;
        let log = app.log_keys().await?.log.clone();
        app.close().await;
        let secret = [context.secret(), context.secret()];
        let policy = cosigner::make(scratch.folder(), &log, secret)?;
        fs::write(scratch.data().join("policy"), &policy)?;
        for folder in [BACKUP, COURT, PARTY] {
            fs::create_dir(scratch.folder().join(folder))?;
        }

        let story = Story::open(&config).await?;
        let past = cosigned(&scratch, &story, Box::pin(story.past())).await?;
        story.close().await;
        back_up(&scratch)?;
        let story = Story::open(&config).await?;
        let running = cosigned(&scratch, &story, Box::pin(story.present(&past))).await?;
        cosigner::ask(story.app(), &cosigner::open(scratch.folder())?).await?;
        hand_out(&scratch, story.app(), &past).await?;
        let clips = clips_of(story.app(), &past).await?;
        story.close().await;
        let known = Arc::new(Known {
            fonts: fonts.to_vec(),
            policy: Policy::parse(&policy)?,
            agency: past.agency(),
            head: past.head()?,
            officer: past.officer()?,
            viewer: past.viewer()?,
            outsider: past.outsider()?,
            archived: past.archived,
            running,
            clips,
        });
        Ok(Self { scratch, known })
    }

    /// A fresh copy.
    pub(super) fn victim(&self, name: &str) -> anyhow::Result<Victim> {
        let scratch = self.scratch.copy(name).context("不能复制样例")?;
        cosigner::moved(self.scratch.folder(), scratch.folder())?;
        Ok(Victim { scratch, known: Arc::clone(&self.known) })
    }
}

impl Victim {
    pub(super) const fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    pub(super) fn config(&self) -> Config {
        config_of(&self.scratch, &self.known.fonts)
    }

    /// The file of a clip's original.
    pub(super) fn original(&self, clip: &Clip) -> PathBuf {
        self.stored(&clip.place())
    }

    /// A file of the vault, by its name there.
    pub(super) fn stored(&self, place: &str) -> PathBuf {
        self.scratch.data().join("vault").join(place)
    }

    /// The package as a court has it.
    pub(super) fn package(&self) -> PathBuf {
        self.scratch.folder().join(COURT).join(PACKAGE)
    }

    /// The slip as a party has it.
    pub(super) fn slip(&self) -> PathBuf {
        self.scratch.folder().join(PARTY).join(SLIP)
    }

    /// Puts the old copy of the database back.
    pub(super) fn put_database_back(&self) -> anyhow::Result<()> {
        let backup = self.scratch.folder().join(BACKUP);
        for name in ["liuhen.db", "liuhen.db-wal", "liuhen.db-shm"] {
            let (old, now) = (backup.join(name), self.scratch.data().join(name));
            if now.exists() {
                fs::remove_file(&now)?;
            }
            if old.exists() {
                fs::copy(&old, &now)?;
            }
        }
        Ok(())
    }

    /// Puts the old copy of the signer's memory back.
    pub(super) fn put_signer_back(&self) -> anyhow::Result<()> {
        let (old, now) = (self.scratch.folder().join(BACKUP).join(SIGNER), self.scratch.data());
        let now = now.join(SIGNER);
        fs::remove_dir_all(&now)?;
        copy_files(&old, &now)
    }
}

fn config_of(scratch: &Scratch, fonts: &[PathBuf]) -> Config {
    let data = scratch.data();
    Config {
        vault: app::vault::Config::folder(data.join("vault")),
        database: Database::Embedded,
        fonts: fonts.to_vec(),
        origin: "sample.liuhen.local/1".to_owned(),
        signer: SignerPlace::Here,
        policy: None,
        keeping: Keeping { patrol_bytes_per_second: Some(0), replica: None },
        tsa: None,
        data,
    }
}

/// Tells a part of the story while the witness cosigns what is asked for.
async fn cosigned<T>(
    scratch: &Scratch,
    story: &Story,
    part: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    let witness = cosigner::open(scratch.folder())?;
    tokio::select! {
        told = part => told,
        never = cosigner::keep_cosigning(story.app().clone(), witness) => match never {},
    }
}

fn back_up(scratch: &Scratch) -> anyhow::Result<()> {
    let backup = scratch.folder().join(BACKUP);
    for name in DATABASE {
        let from = scratch.data().join(name);
        if from.exists() {
            fs::copy(from, backup.join(name))?;
        }
    }
    copy_files(&scratch.data().join(SIGNER), &backup.join(SIGNER))
}

/// The files of a folder without folders.
fn copy_files(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// The package to a court, the slip to the party.
async fn hand_out(scratch: &Scratch, app: &App, past: &Past) -> anyhow::Result<()> {
    let package = fs::File::create_new(scratch.folder().join(COURT).join(PACKAGE))?;
    app.export_package(past.archived, package).await?;
    let offer = app.slip_of_work(past.officer()?, past.work).await?;
    let slip = offer.slip.context("样例没有查验单")?;
    fs::write(scratch.folder().join(PARTY).join(SLIP), slip.text)?;
    Ok(())
}

async fn clips_of(app: &App, past: &Past) -> anyhow::Result<[Clip; 2]> {
    let mut clips = Vec::new();
    for id in &past.clips {
        let view = app.recording(past.head()?, *id).await?;
        let state = view.dossier.recordings.get(id).context("样例没有音像")?;
        clips.push(Clip { id: *id, digests: state.digests });
    }
    clips.try_into().map_err(|_| anyhow::anyhow!("样例应有两段音像"))
}
