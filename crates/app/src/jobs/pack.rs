//! The case file in bytes: the pages around the records, and the package.
//!
//! Order: contents fixed → cover, contents and notes pages rendered, kept and noted as facts →
//! package streamed to scratch from blobs, facts and proofs → read back by the code of the offline
//! verifier → kept → noted. A crash after any step is finished by running the job again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write as _};
use std::path::Path;

use archive::{FactLine, Item, PackagePlan, ProofLine};
use bytes::Bytes;
use domain::Refusal;
use domain::case::Case;
use domain::case_file::{Command, Entry, EntrySource, Verdict};
use domain::dossier::Dossier;
use futures_util::future::join_all;
use ledger::{Hash, KeyKind, Sha256Tree, Sm3Tree, TreeHash as _, verify_inclusion};
use rules::catalogue::{self, RecordKind};
use serde_json::{Value, json};
use terms::{CaseId, Digests, StreamId};
use vault::Place;

use super::contents::{contents, file_fields, is_known_type, path_of};
use crate::error::{Error, Result, fault};
use crate::{App, prefill};

/// Files of a case that are read back at the same time: the vault hashes them side by side, and two
/// blocks of each are in memory.
const READ_AT_ONCE: usize = 8;

/// The words of outside clocks, where there are any.
const TIMES: &str = "times.jsonl";
/// Files of a package that are written for it, in the order in which they are packed.
const WRITTEN: [&str; 9] = [
    "facts.jsonl",
    "proofs.jsonl",
    TIMES,
    "checkpoint.txt",
    "log.vkey",
    "sm3/proofs.jsonl",
    "sm3/checkpoint.txt",
    "sm3/log.vkey",
    "report.json",
];

/// Kinds that belong to the file itself, by the part they are bound into.
fn pages_of(app: &App) -> Vec<RecordKind> {
    let around = |kind: &&RecordKind| {
        matches!(kind.volume, catalogue::Volume::Front | catalogue::Volume::Back)
    };
    app.law.catalogue.iter().filter(around).cloned().collect()
}

impl App {
    /// Renders the pages around the records and writes the contents down.
    pub(super) async fn bind(&self, id: CaseId) -> Result<()> {
        let dossier = self.dossier(id).await?;
        let directory = self.directory().await?;
        let case = dossier.case.as_ref().ok_or(Refusal::NotFound)?;
        let Some(composition) = &case.file.composition else { return Ok(()) };
        for kind in pages_of(self) {
            if case.file.pages.contains_key(&kind.code) {
                continue;
            }
            let known = prefill::Known { catalogue: &self.law.catalogue, directory: &directory };
            let mut fields = prefill::fields(&kind, &dossier, known, None, self.context.now());
            file_fields(&kind, case, composition, &mut fields);
            let sheet = self.page_sheet(case, &directory, &kind, fields);
            let rendered = self.render(sheet).await?;
            let kept = self.blobs.put_bytes(Bytes::from(rendered.pdf)).await;
            let digests = kept.map_err(fault("keeping a page"))?;
            let command = Command::NotePage { kind: kind.code, digests, pages: rendered.pages };
            self.note_file(id, command).await?;
        }
        if case.file.contents.is_none() {
            let text = contents(&dossier, case, composition).to_string();
            let kept = self.blobs.put_bytes(Bytes::from(text)).await;
            let digests = kept.map_err(fault("keeping the contents"))?;
            self.note_file(id, Command::NoteContents { digests }).await?;
        }
        Ok(())
    }

    /// Makes the package and checks it; a failure is noted so that the custodian sees it.
    pub(super) async fn pack(&self, id: CaseId) -> Result<()> {
        self.bind(id).await?;
        let dossier = self.dossier(id).await?;
        let case = dossier.case.as_ref().ok_or(Refusal::NotFound)?;
        if case.file.packing_since.is_none() {
            return Ok(());
        }
        let result = match self.make_package(&dossier).await {
            Ok(made) => Ok(made),
            Err(Error::NoSpace) => Err("磁盘空间不足，案卷包未制作。请清理后重试。".to_owned()),
            Err(error) => {
                super::report("making a package", &error);
                Err("案卷包制作失败，未产生任何文件。请重试；仍失败时请联系管理员。".to_owned())
            }
        };
        self.note_file(id, Command::NotePackage { result }).await
    }

    async fn make_package(
        &self,
        dossier: &Dossier,
    ) -> Result<(Digests, Verdict, Value, Vec<String>)> {
        let case = dossier.case.as_ref().ok_or(Refusal::NotFound)?;
        let scratch = self.blobs.scratch_folder().await.map_err(fault("making room"))?;
        let mut sources = self.sources(dossier, case).await?;
        let unproven = self.write_facts(dossier, scratch.path()).await?;
        let report = self.four_properties(dossier, &sources, &unproven).await?;
        let text = serde_json::to_string_pretty(&report).map_err(fault("writing the report"))?;
        keep(&scratch.path().join("report.json"), text.as_bytes())?;
        for name in WRITTEN {
            let path = scratch.path().join(name);
            if name == TIMES && !path.exists() {
                continue; // no outside clock said anything
            }
            let digests = digests(&path)?;
            let item = Item { path: name.to_owned(), digests };
            sources.push((item, Source::File(path)));
        }
        let plan = self.plan(case, sources.iter().map(|(item, _)| item.clone()).collect());
        let package = scratch.path().join("package.tar");
        let (readers, to) = (self.open_all(case, sources).await?, package.clone());
        let policy = self.policy.clone();
        let checked = tokio::task::spawn_blocking(move || {
            write_and_verify(&plan, readers, &to, policy.as_ref())
        });
        let checked = checked.await.map_err(fault("packing"))??;
        let kept = self.blobs.put_file(&package).await;
        let digests = kept.map_err(fault("keeping a package"))?;
        let verdict = match checked.verdict {
            archive::Verdict::Proven => Verdict::Proven,
            archive::Verdict::NotWitnessed => Verdict::NotWitnessed,
            archive::Verdict::Incomplete
            | archive::Verdict::Invalid
            | archive::Verdict::Equivocation => Verdict::Invalid,
        };
        let defects = checked.defects.iter().map(|d| format!("{}：{}", d.file, d.what)).collect();
        Ok((digests, verdict, report, defects))
    }

    /// Every file of the case with what its bytes must be.
    async fn sources(&self, dossier: &Dossier, case: &Case) -> Result<Vec<(Item, Source)>> {
        let composition = case.file.composition.as_ref().ok_or(Refusal::NotComposed)?;
        let mut sources = Vec::new();
        for kind in pages_of(self) {
            let Some((digests, _)) = case.file.pages.get(&kind.code) else { continue };
            let folder = if kind.volume == catalogue::Volume::Front { "front" } else { "back" };
            let item = Item { path: format!("{folder}/{}.pdf", kind.code), digests: *digests };
            sources.push((item, Source::Blob(digests.sha256)));
        }
        for entry in &composition.entries {
            let item = Item {
                path: path_of(dossier, case, entry),
                digests: self.digests_of(case, entry).await?,
            };
            let source = match entry.source {
                EntrySource::Record(_) => Source::Blob(entry.digest),
                EntrySource::Recording(..) | EntrySource::Excerpt(..) => {
                    Source::Evidence(entry.digest)
                }
            };
            sources.push((item, source));
        }
        let contents = case.file.contents.ok_or(Refusal::NotComposed)?;
        let item = Item { path: "contents.json".to_owned(), digests: contents };
        sources.push((item, Source::Blob(contents.sha256)));
        Ok(sources)
    }

    async fn digests_of(&self, case: &Case, entry: &Entry) -> Result<Digests> {
        match entry.source {
            EntrySource::Record(id) => {
                let rendered = case.records.get(&id).and_then(|record| record.rendered);
                Ok(rendered.ok_or(Refusal::NotComposed)?.0)
            }
            EntrySource::Recording(id, note) => {
                let dossier = self.dossier(id).await?;
                let recording = dossier.recordings.get(&id).ok_or(Refusal::NotComposed)?;
                let copy = recording.evidence.iter().find(|(known, ..)| *known == note);
                Ok(copy.ok_or(Refusal::NotComposed)?.1)
            }
            EntrySource::Excerpt(id, note, number) => {
                let dossier = self.dossier(id).await?;
                let excerpt = dossier.recordings.get(&id).and_then(|one| one.excerpt(number));
                let mut evidence = excerpt.into_iter().flat_map(|one| &one.evidence);
                let copy = evidence.find(|(known, ..)| *known == note);
                Ok(copy.ok_or(Refusal::NotComposed)?.1)
            }
        }
    }

    /// Facts of every stream of the case in log order, with proofs in both trees against fresh
    /// checkpoints. Answers the numbers of those whose proof does not lead to its root.
    async fn write_facts(&self, dossier: &Dossier, folder: &Path) -> Result<Vec<String>> {
        let mut facts = BTreeMap::new();
        for stream in dossier.versions.keys() {
            for fact in self.store.stream(stream).await.map_err(fault("reading facts"))? {
                facts.insert(fact.n, fact);
            }
        }
        let mut lines = BufWriter::new(create(&folder.join("facts.jsonl"))?);
        for (n, fact) in &facts {
            let opening = fact.salt.as_ref().zip(fact.body.as_deref());
            let stream: &StreamId = &fact.stream;
            FactLine::new(*n, stream.as_str(), fact.version, &fact.leaf, opening)
                .write_to(&mut lines)
                .map_err(fault("writing facts"))?;
        }
        lines.flush().map_err(fault("writing facts"))?;
        let least = facts.keys().last().map_or(0, |n| n.saturating_add(1));
        let heads = self.await_witnesses(least).await?;
        let mut unproven = BTreeSet::new();
        for (tree, place) in [(KeyKind::Log, ""), (KeyKind::Sm2Log, "sm3")] {
            let folder = folder.join(place);
            std::fs::create_dir_all(&folder).map_err(fault("making a folder"))?;
            let head = heads.of(tree);
            let mut proofs = BufWriter::new(create(&folder.join("proofs.jsonl"))?);
            for (n, fact) in &facts {
                let (proof, holds) = self.prove_in(tree, *n, &fact.leaf, head.size).await?;
                if !holds {
                    unproven.insert(*n);
                }
                ProofLine::new(*n, &proof)
                    .write_to(&mut proofs)
                    .map_err(fault("writing proofs"))?;
            }
            proofs.flush().map_err(fault("writing proofs"))?;
            keep(&folder.join("checkpoint.txt"), head.note.as_bytes())?;
            keep(&folder.join("log.vkey"), format!("{}\n", head.key).as_bytes())?;
        }
        let indices = facts.keys().copied().collect();
        let times = self.time_lines(&indices, heads.of(KeyKind::Log).size).await?;
        if !times.is_empty() {
            let mut lines = BufWriter::new(create(&folder.join(TIMES))?);
            for line in times {
                line.write_to(&mut lines).map_err(fault("writing times"))?;
            }
            lines.flush().map_err(fault("writing times"))?;
        }
        Ok(unproven.iter().map(u64::to_string).collect())
    }

    /// The proof that a leaf is in a tree of so many leaves, and whether it leads to that root.
    async fn prove_in(
        &self,
        tree: KeyKind,
        n: u64,
        leaf: &str,
        size: u64,
    ) -> Result<(Vec<Hash>, bool)> {
        let (store, proving) = (&self.store, || fault("proving"));
        match tree {
            KeyKind::Log | KeyKind::Cosignature => {
                let proof = store.inclusion_proof(n, size).await.map_err(proving())?;
                let root = store.root_at(size).await.map_err(proving())?;
                let hash = Sha256Tree::leaf_hash(leaf.as_bytes());
                let holds = verify_inclusion::<Sha256Tree>(n, size, &hash, &proof, root.as_bytes());
                Ok((proof, holds.is_ok()))
            }
            KeyKind::Sm2Log => {
                let proof = store.sm3_inclusion_proof(n, size).await.map_err(proving())?;
                let root = store.sm3_root_at(size).await.map_err(proving())?;
                let hash = Sm3Tree::leaf_hash(leaf.as_bytes());
                let holds = verify_inclusion::<Sm3Tree>(n, size, &hash, &proof, root.as_bytes());
                Ok((proof, holds.is_ok()))
            }
        }
    }

    fn plan(&self, case: &Case, items: Vec<Item>) -> PackagePlan {
        let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        PackagePlan {
            name: case.id.to_string(),
            made_at: self.context.now(),
            info: vec![
                text("Source-Organization", &case.agency.to_string()),
                text("External-Identifier", &case.id.to_string()),
                text("Internal-Sender-Identifier", case.case_no.as_deref().unwrap_or("-")),
                text("Bag-Software-Agent", concat!("liuhen ", env!("CARGO_PKG_VERSION"))),
            ],
            items,
        }
    }

    async fn open_all(&self, case: &Case, sources: Vec<(Item, Source)>) -> Result<Readers> {
        let mut readers = Readers::new();
        for (item, source) in sources {
            let blobs = &self.blobs;
            let opened = match source {
                Source::Blob(digest) => {
                    Opened::Blob(blobs.reader(digest).await.map_err(fault("opening a file"))?)
                }
                Source::Evidence(digest) => {
                    let copy = blobs.evidence_reader(case.id, digest).await;
                    Opened::Blob(copy.map_err(fault("opening an evidence copy"))?)
                }
                Source::File(path) => Opened::File(path),
            };
            readers.insert(item.path, opened);
        }
        Ok(readers)
    }

    /// Whether an item's bytes are what was noted of them when they were stored.
    async fn is_whole(&self, case: CaseId, item: &Item, source: &Source) -> bool {
        let (found, place) = match source {
            Source::Blob(digest) => (self.blobs.verify(*digest).await, Place::Original(*digest)),
            Source::Evidence(digest) => {
                let found = self.blobs.verify_evidence(case, *digest).await;
                (found, Place::Evidence(case, *digest))
            }
            Source::File(_) => return true, // made just now
        };
        if found.is_ok_and(|content| content.digests == item.digests) {
            return true;
        }
        self.mend(place).await.unwrap_or_else(|error| {
            crate::jobs::report("putting stored bytes right", &error);
            false
        })
    }

    /// The four-property report: what was checked just now, not what is hoped.
    async fn four_properties(
        &self,
        dossier: &Dossier,
        sources: &[(Item, Source)],
        unproven: &[String],
    ) -> Result<Value> {
        let case = dossier.case.as_ref().ok_or(Refusal::NotFound)?;
        let mut damaged = Vec::new();
        for some in sources.chunks(READ_AT_ONCE) {
            let reads = some.iter().map(|(item, source)| self.is_whole(case.id, item, source));
            let damages = some.iter().zip(join_all(reads).await).filter(|(_, is_whole)| !is_whole);
            damaged.extend(damages.map(|((item, _), _)| item.path.clone()));
        }
        let directory = self.directory().await?;
        let now = self.context.now();
        let missing = crate::project::missing_from_file(&self.law, dossier, &directory, now);
        let open: Vec<_> =
            missing.iter().map(|one| format!("{} {}", one.rule.article, one.rule.title)).collect();
        let unrendered =
            case.records.values().filter(|r| r.counts() && r.rendered.is_none()).count();
        let evidence = dossier.recordings.values().filter(|r| !r.evidence.is_empty());
        let unreadable = evidence.filter(|r| r.probe().is_none()).count();
        let paths = sources.iter().map(|(item, _)| item.path.clone());
        let unknown: Vec<_> = paths.filter(|path| !is_known_type(path)).collect();
        let item = |property: &str, rule: &str, title: &str, passed: bool, detail: String| json!({ "property": property, "rule": rule, "title": title, "passed": passed, "detail": detail });
        let listed =
            |list: &[String]| if list.is_empty() { "无".to_owned() } else { list.join("；") };
        Ok(json!({ "items": [
            item("真实性", "A-1", "每份材料的SHA-256与SM3同其入库时的记载一致", damaged.is_empty(), format!("不一致：{}", listed(&damaged))),
            item("真实性", "A-2", "每条事实都在校验点所指的日志树内", unproven.is_empty(), format!("不在树内的序号：{}；随包附逐条证明，可离线复核", listed(unproven))),
            item("完整性", "B-1", "生效文书均有页面文件", unrendered == 0, format!("缺页面文件{unrendered}份")),
            item("完整性", "B-2", "办案各环节应有记录齐全", open.is_empty(), format!("未满足：{}", listed(&open))),
            item("可用性", "C-1", "页面为PDF，字体随文件嵌入", unrendered == 0, "由同一版式程序生成".to_owned()),
            item("可用性", "C-2", "音像复制件可以识别播放", unreadable == 0, format!("不能识别{unreadable}件")),
            item("安全性", "D-1", "包内只有PDF、音像副本与文本，文件名由系统生成", unknown.is_empty(), format!("类型不明的文件：{}", listed(&unknown))),
        ]}))
    }
}

/// Where an item's bytes are.
enum Source {
    Blob(terms::Digest),
    Evidence(terms::Digest),
    File(std::path::PathBuf),
}

/// Opened sources by path in the package.
type Readers = BTreeMap<String, Opened>;

enum Opened {
    Blob(vault::BlobReader),
    File(std::path::PathBuf),
}

fn write_and_verify(
    plan: &PackagePlan,
    mut readers: Readers,
    to: &Path,
    policy: Option<&ledger::Policy>,
) -> Result<archive::Report> {
    let mut open = |item: &Item| -> io::Result<Box<dyn Read>> {
        match readers.remove(&item.path) {
            Some(Opened::Blob(reader)) => Ok(Box::new(reader.into_std())),
            Some(Opened::File(path)) => Ok(Box::new(File::open(path)?)),
            None => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    };
    let mut sink = BufWriter::new(create(to)?);
    archive::write(plan, &mut open, &mut sink).map_err(fault("writing a package"))?;
    let file = sink.into_inner().map_err(|error| fault("writing a package")(error.into_error()))?;
    file.sync_all().map_err(fault("syncing a package"))?;
    let read = File::open(to).map_err(fault("reading a package back"))?;
    Ok(archive::verify(read, policy))
}

fn create(path: &Path) -> Result<File> {
    File::create_new(path).map_err(fault("making a file"))
}

fn keep(path: &Path, bytes: &[u8]) -> Result<()> {
    create(path)?.write_all(bytes).map_err(fault("writing a file"))
}

fn digests(path: &Path) -> Result<Digests> {
    let file = File::open(path).map_err(fault("reading a file"))?;
    Ok(vault::Content::read(file).map_err(fault("reading a file"))?.digests)
}
