//! All stored bytes are read again; what is damaged is found, named and put right (Art. 24).

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::vault::{Backend, Config as VaultConfig, Pace, S3Bucket, S3Settings};
use app::{
    App, Bearer, BeginUpload, BodySource, Content, Keeping, PatrolStep, RequestAccess, Sender,
};
use domain::access::{Command, Verb};
use domain::authority::Role;
use domain::custody::OriginalState;
use domain::recording::Description;
use futures_util::stream;
use tempfile::TempDir;
use terms::{ActivityId, AvRecordId, CaseId};
use testkit::s3::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY, Server};

use crate::county::{County, day, text};

const HOUR: i64 = 3_600_000;
const WEEK: i64 = 7 * 24 * HOUR;

/// Bytes that differ from place to place and from number to number.
fn bytes(number: u64, len: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(&mut next).flatten().take(len).collect()
}

impl County {
    /// Deposits so many recordings; how long each is, `len` says.
    async fn deposit(&self, count: u64, len: impl Fn(u64) -> usize) -> Vec<Clip> {
        self.deposit_on(None, count, len).await
    }

    async fn deposit_on(
        &self,
        activity: Option<ActivityId>,
        count: u64,
        len: impl Fn(u64) -> usize,
    ) -> Vec<Clip> {
        let mut clips = Vec::new();
        for number in 0..count {
            let bytes = bytes(number + 1, len(number));
            let new = BeginUpload {
                size_bytes: u64::try_from(bytes.len()).unwrap(),
                file_name: format!("片段{number}.bin"),
                activity,
                declared: None,
                claimed_at: None,
                device: None,
                description: Description { taken_by: None, note: None },
            };
            let id = self.app.begin_upload(&self.call("li"), new).await.unwrap();
            let piece = bytes::Bytes::from(bytes.clone());
            let body: BodySource = Box::pin(stream::iter([Ok(piece)]));
            let sender = Sender::Officer(self.id("li"));
            self.app.append_upload(sender, id, 0, None, body).await.unwrap().unwrap();
            clips.push(Clip { id: AvRecordId::of_upload(id), bytes });
        }
        self.app.run_pending_jobs().await.unwrap();
        clips
    }

    /// Li may look at everything of a case.
    async fn grant(&self, case: CaseId) {
        let new = RequestAccess {
            case,
            recordings: None,
            subjects: BTreeSet::new(),
            verbs: BTreeSet::from([Verb::View]),
            purpose: text("核对原始资料"),
            reason: text("复核取证过程"),
            until_on: day("2025-03-10"),
        };
        let done = self.app.request_access(&self.call("li"), new).await.unwrap();
        let id = done.id.unwrap().parse().unwrap();
        let approve = Command::Approve { until_on: day("2025-03-10"), opinion: None };
        self.app.decide_access(&self.call("head"), id, approve).await.unwrap();
    }

    async fn facts(&self, kind: &str) -> usize {
        let facts = self.beside().await.facts_of_family("custody.").await.unwrap();
        facts.into_iter().filter(|fact| fact.kind == kind).count()
    }
}

struct Clip {
    id: AvRecordId,
    bytes: Vec<u8>,
}

impl Clip {
    /// Where its bytes lie below a folder of blobs.
    fn path(&self, root: &Path) -> PathBuf {
        let name = app::vault::Content::of(&self.bytes).digests.sha256.to_string();
        root.join("blobs").join(&name[..2]).join(&name[2..4]).join(&name)
    }
}

fn overwrite(path: &Path, bytes: &[u8]) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(path, bytes).unwrap();
}

/// One bit flipped in 4, 3 cut short, 3 gone, 2 pairs swapped: 14 of 24, of which 3 are gone.
fn damage(clips: &[Clip], root: &Path) {
    for clip in &clips[0..4] {
        let mut bytes = clip.bytes.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        overwrite(&clip.path(root), &bytes);
    }
    for clip in &clips[4..7] {
        overwrite(&clip.path(root), &clip.bytes[..clip.bytes.len() - 1]);
    }
    for clip in &clips[7..10] {
        fs::remove_file(clip.path(root)).unwrap();
    }
    for pair in clips[10..14].chunks(2) {
        overwrite(&pair[0].path(root), &pair[1].bytes);
        overwrite(&pair[1].path(root), &pair[0].bytes);
    }
}

fn unhurried() -> Pace {
    Arc::new(|_| true)
}

/// Walks to the end of a round; how many steps it took.
async fn walk(app: &App) -> usize {
    let mut patrol = app.patrol();
    for steps in 1.. {
        let step = patrol.step(&unhurried()).await.unwrap();
        if matches!(step, PatrolStep::Ended) {
            return steps;
        }
        assert!(matches!(step, PatrolStep::Read { .. }), "{step:?}");
    }
    unreachable!()
}

fn bucket(server: &Server) -> Backend {
    let settings = S3Settings {
        endpoint: server.endpoint(),
        bucket: BUCKET.to_owned(),
        region: REGION.to_owned(),
        access_key: ACCESS_KEY.to_owned(),
        secret_key: SECRET_KEY.to_owned(),
    };
    Backend::S3(S3Bucket::new(&settings).unwrap())
}

fn set_aside(root: &Path) -> usize {
    fs::read_dir(root.join("damaged")).map_or(0, |entries| {
        entries.filter(|entry| !entry.as_ref().unwrap().path().is_dir()).count()
    })
}

async fn everything_is_put_right(county: &County, root: &Path) {
    let clips = county.deposit(24, |number| 1000 + 37 * usize::try_from(number).unwrap()).await;
    assert_eq!(county.app.copy_to_replica().await.unwrap(), 24);
    assert_eq!(county.app.copy_to_replica().await.unwrap(), 0, "once");
    damage(&clips, root);
    county.clock.advance_ms(2 * HOUR);
    walk(&county.app).await;

    let row = county.beside().await.patrol().await.unwrap().unwrap();
    assert_eq!((row.files_read, row.damaged, row.restored, row.unread), (24, 14, 14, 0));
    assert!(row.ended_at.is_some());
    for (number, clip) in clips.iter().enumerate() {
        assert!(fs::read(clip.path(root)).unwrap() == clip.bytes, "{number}");
    }
    // Each damage is a fact, and so are what was set aside and what was put back; nothing else is.
    assert_eq!(county.facts("custody.original_checked").await, 14);
    assert_eq!(county.facts("custody.damage_set_aside").await, 11, "three were gone");
    assert_eq!(county.facts("custody.bytes_restored").await, 14);
    assert_eq!(county.facts("custody.patrolled").await, 1);
    assert_eq!(set_aside(root), 11, "kept, not dropped");
    let seen = county.app.custody(county.id("head")).await.unwrap();
    assert_eq!(seen.originals.len(), 14, "what was damaged once stays told");
    assert!(seen.originals.iter().all(|one| one.last_found() == OriginalState::Intact));

    let again = county.app.scrub().await.unwrap();
    assert!(again.is_sound() && again.restored.is_empty(), "{again:?}");
    assert_eq!(again.read, 24);
    assert_eq!(
        county.facts("custody.original_checked").await,
        14,
        "no fact of what did not change"
    );
    assert_eq!(county.differences().await, []);
}

/// Art. 24: a bit, an end, a whole file, a swapped pair: each is found, named and put right.
#[tokio::test(flavor = "multi_thread")]
async fn every_damage_in_a_folder_is_put_right_from_a_folder() {
    let replica = TempDir::new().unwrap();
    let county = County::found_with(|config| {
        config.keeping.replica = Some(VaultConfig::folder(replica.path()));
    })
    .await;
    let root = county.data().join("vault");
    everything_is_put_right(&county, &root).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_damage_in_a_bucket_is_put_right_from_a_bucket() {
    let (server, replica) = (Server::start().unwrap(), Server::start().unwrap());
    let county = County::found_with(|config| {
        config.vault.backend = bucket(&server);
        let root = config.vault.root.clone();
        let backend = bucket(&replica);
        config.keeping.replica = Some(VaultConfig { backend, ..VaultConfig::folder(root) });
    })
    .await;
    everything_is_put_right(&county, &server.folder()).await;
}

/// Without a second copy nothing is touched: each finding stays, and is told to whoever may know.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_replica_every_finding_stays() {
    let mut county = County::found().await;
    county.enrol("keeper", Role::RecordsCustodian).await;
    let root = county.data().join("vault");
    let clips = county.deposit(24, |_| 2000).await;
    damage(&clips, &root);
    let stray = root.join("blobs/00/11/left-behind");
    fs::create_dir_all(stray.parent().unwrap()).unwrap();
    fs::write(&stray, "nobody's").unwrap();
    // The file's own time is that of the machine.
    county.clock.set("2099-01-01T00:00:00+08:00".parse().unwrap());
    let report = county.app.scrub().await.unwrap();
    let ids = |list: &[app::Damaged]| -> BTreeSet<AvRecordId> {
        list.iter().map(|one| one.recording.as_ref().unwrap().0).collect()
    };
    let wanted: BTreeSet<_> = clips[..14].iter().map(|clip| clip.id).collect();
    assert_eq!(ids(&report.damaged), wanted);
    assert_eq!(report.damaged.iter().filter(|o| o.found == OriginalState::Missing).count(), 3);
    assert_eq!((report.restored.len(), report.unread.len()), (0, 0));
    assert_eq!(report.untracked, ["blobs/00/11/left-behind"]);
    assert!(stray.exists(), "never deleted");
    assert_eq!(set_aside(&root), 0);

    county.clock.set("2025-03-07T12:00:00+08:00".parse().unwrap());
    let seen = county.app.proof_seen(county.id("keeper")).await.unwrap();
    assert_eq!((seen.findings.len(), seen.elsewhere, seen.has_replica), (14, 0, false));
    let told: BTreeSet<_> =
        seen.findings.iter().map(|one| one.recording.as_ref().unwrap().0).collect();
    assert_eq!(told, wanted);
    let admin = county.app.proof_seen(county.id("admin")).await.unwrap();
    assert!(admin.findings.iter().all(|one| one.recording.is_none()), "sees no recording");
    county.app.proof_seen(county.id("li")).await.unwrap_err();
}

/// Whoever looks does not wait for the patrol: what is gone or cut short is put right first.
#[tokio::test(flavor = "multi_thread")]
async fn who_plays_a_lost_original_sees_it() {
    let replica = TempDir::new().unwrap();
    let mut county = County::found_with(|config| {
        config.keeping.replica = Some(VaultConfig::folder(replica.path()));
    })
    .await;
    county.enrol("keeper", Role::RecordsCustodian).await;
    let root = county.data().join("vault");
    let case = county.registered().await;
    let activity = county.planned_in(Some(case)).await;
    let clips = county.deposit_on(Some(activity), 3, |_| 3000).await;
    county.grant(case).await;
    county.app.copy_to_replica().await.unwrap();
    fs::remove_file(clips[0].path(&root)).unwrap();
    overwrite(&clips[1].path(&root), &clips[1].bytes[..100]);
    for clip in &clips[..2] {
        county.app.view_recording(&county.call("li"), clip.id, true).await.unwrap();
        let log_size = county.app.log_head().await.unwrap().size;
        let bearer = Bearer { officer: county.id("li"), log_size };
        let opened = county.app.content(bearer, clip.id, Content::Original).await.unwrap();
        assert_eq!(opened.size_bytes(), 3000);
        assert!(fs::read(clip.path(&root)).unwrap() == clip.bytes);
    }
    assert_eq!(county.facts("custody.bytes_restored").await, 2);

    // Who asks for a check has it put right as well.
    let mut other = clips[2].bytes.clone();
    other[7] ^= 0x80;
    overwrite(&clips[2].path(&root), &other);
    county.app.check_original(&county.call("keeper"), clips[2].id).await.unwrap();
    assert!(fs::read(clips[2].path(&root)).unwrap() == clips[2].bytes);
    assert_eq!(county.facts("custody.bytes_restored").await, 3);
}

/// A replica whose own bytes are damaged puts nothing right, and takes the right ones anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_replica_spreads_no_damage() {
    let replica = TempDir::new().unwrap();
    let county = County::found_with(|config| {
        config.keeping.replica = Some(VaultConfig::folder(replica.path()));
    })
    .await;
    let root = county.data().join("vault");
    let clips = county.deposit(2, |_| 3000).await;
    county.app.copy_to_replica().await.unwrap();
    for place in [&root, &replica.path().to_owned()] {
        overwrite(&clips[0].path(place), &clips[1].bytes);
    }
    let report = county.app.scrub().await.unwrap();
    assert_eq!((report.damaged.len(), report.restored.len()), (1, 0));
    assert!(fs::read(clips[0].path(&root)).unwrap() == clips[1].bytes, "not touched");
    assert_eq!(county.facts("custody.damage_set_aside").await, 0);
}

/// A process that is killed in the middle of a round loses the files in hand and no more.
#[tokio::test(flavor = "multi_thread")]
async fn a_round_goes_on_where_a_killed_process_stopped() {
    let county = County::found().await;
    county.deposit(11, |_| 1000).await;
    county.clock.advance_ms(2 * HOUR);
    let mut first = county.app.patrol();
    assert_eq!(first.step(&unhurried()).await.unwrap(), PatrolStep::Read { files: 4 });
    let begun = county.beside().await.patrol().await.unwrap().unwrap();
    let another = county.another().await;
    let mut second = another.patrol();
    let step = second.step(&unhurried()).await.unwrap();
    assert_eq!(step, PatrolStep::Elsewhere, "the first one may still be alive");

    county.clock.advance_ms(60_000);
    assert_eq!(second.step(&unhurried()).await.unwrap(), PatrolStep::Read { files: 4 });
    // Stopped within a file: nothing is noted of it.
    let told: Pace = Arc::new(|_| false);
    assert_eq!(second.step(&told).await.unwrap(), PatrolStep::Stopped);
    assert_eq!(walk(&another).await, 2, "three files, and the end");
    let row = county.beside().await.patrol().await.unwrap().unwrap();
    assert_eq!((row.round, row.files, row.files_read, row.seed), (1, 11, 11, begun.seed));
    assert_eq!(county.facts("custody.patrolled").await, 1);

    assert_eq!(another.patrol().step(&unhurried()).await.unwrap(), PatrolStep::Resting);
    county.clock.advance_ms(WEEK);
    walk(&another).await;
    let next = county.beside().await.patrol().await.unwrap().unwrap();
    assert_eq!((next.round, next.files_read), (2, 11));
    assert_ne!(next.seed, begun.seed, "another order");
}

/// The clock alone says how many bytes may be read.
#[tokio::test(flavor = "multi_thread")]
async fn the_budget_is_kept_by_the_clock() {
    const RATE: u64 = 1_000_000;
    /// Four files are read side by side, each a block ahead.
    const AHEAD: u64 = 4 * 512 * 1024;
    let county = County::found_with(|config| {
        config.keeping = Keeping { patrol_bytes_per_second: Some(RATE), replica: None };
    })
    .await;
    county.deposit(4, |_| 2_000_000).await;
    county.clock.advance_ms(2 * HOUR);
    let mut patrol = county.app.patrol();
    let read = Arc::new(AtomicU64::new(0));
    let kept = patrol.pace(|| true);
    let count = Arc::clone(&read);
    let counted: Pace = Arc::new(move |bytes| {
        count.fetch_add(bytes, Ordering::SeqCst);
        kept(bytes)
    });
    let walked = tokio::spawn(async move { patrol.step(&counted).await.unwrap() });
    let (all, mut passed_ms) = (8_000_000, 0);
    while !walked.is_finished() {
        let now = read.load(Ordering::SeqCst);
        assert!(now <= RATE * passed_ms / 1000 + AHEAD, "{now} bytes after {passed_ms} ms");
        // However long the readers are left alone, the clock stands still.
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        county.clock.advance_ms(100);
        passed_ms += 100;
    }
    assert_eq!(walked.await.unwrap(), PatrolStep::Read { files: 4 });
    assert_eq!(read.load(Ordering::SeqCst), all);
    assert!(RATE * passed_ms / 1000 >= all, "all of it is paid for: {passed_ms} ms");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patrol_that_is_switched_off_reads_nothing() {
    let county = County::found_with(|config| {
        config.keeping = Keeping { patrol_bytes_per_second: Some(0), replica: None };
    })
    .await;
    county.deposit(1, |_| 1000).await;
    county.clock.advance_ms(2 * HOUR);
    assert_eq!(county.app.patrol().step(&unhurried()).await.unwrap(), PatrolStep::Off);
}

/// The facts of a case are recomputed when its page is opened, and what somebody edited is named.
#[tokio::test(flavor = "multi_thread")]
async fn an_edited_fact_of_a_case_is_named_on_its_page() {
    let county = County::found().await;
    let case = county.registered().await;
    county.app.sign_checkpoint().await.unwrap();
    let whole = county.app.case_integrity(county.id("li"), case).await.unwrap();
    assert!(whole.facts > 0 && whole.bodies == whole.facts, "{whole:?}");
    assert_eq!((whole.defects.len(), whole.signed), (0, Some(whole.size)));

    let database = county.data().join("liuhen.db");
    let edit = |statement: &str| {
        let mut command = std::process::Command::new("sqlite3");
        let done = command.arg(&database).arg(statement).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    edit("drop trigger body_no_update; drop trigger journal_no_update");
    edit("update body set text = replace(text, '占道', '合法') where text like '%占道%'");
    let edited = county.app.case_integrity(county.id("li"), case).await.unwrap();
    assert_eq!(edited.defects.len(), 1, "{edited:?}");
    assert!(edited.defects[0].n.is_some() && edited.defects[0].what.contains("正文"));

    // A leaf line edited with its hash computed anew leads to no root.
    edit("update body set text = replace(text, '合法', '占道')");
    edit(&format!(
        "update journal set leaf_hash = zeroblob(32) where stream = '{case}' and version = 1"
    ));
    let edited = county.app.case_integrity(county.id("li"), case).await.unwrap();
    assert!(edited.defects.iter().any(|one| one.what.contains("叶哈希")), "{edited:?}");
}
