//! Whole logs: every kind of damage is named, and what is signed twice convicts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read};

use archive::{DefectCode, LogInput, Policy, Report, Verdict, verify_journal, verify_log};
use ledger::{
    Frontier, Hash, LogSigner, Sha256Tree, SignedNote, Sm2LogSigner, Sm3Tree, TileAt, TileLevels,
    TreeHash, complete_hashes, tiles_of_level,
};
use serde_json::json;

use crate::sample::{ORIGIN, fact, log, witness};

/// More than one whole tile of the level above the leaves would be too slow to spoil often; this
/// has two levels, whole tiles and parts.
const FACTS: u64 = 700;

fn sm3_log() -> Sm2LogSigner {
    Sm2LogSigner::from_secret(ORIGIN, [5; 32]).unwrap()
}

fn policy_text() -> String {
    let (log, sm3) = (log(), sm3_log());
    format!("log {}\nlog {}\nquorum none\n", log.verifier_key(), sm3.verifier_key())
}

fn policy() -> Policy {
    Policy::parse(&policy_text()).unwrap()
}

/// Files by path, open to being spoilt.
#[derive(Clone)]
struct Mirror(BTreeMap<String, Vec<u8>>);

fn leaf_lines(size: u64) -> Vec<archive::FactLine> {
    let line = |n: u64| {
        let stream = format!("case_{}", n % 7);
        let body = format!("{{\"n\":{n},\"t\":\"case.opened\"}}");
        fact_of(n, &stream, n / 7 + 1, &body)
    };
    (0..size).map(line).collect()
}

fn fact_of(n: u64, stream: &str, version: u64, body: &str) -> archive::FactLine {
    // The sample's salt is the number in one byte.
    let mut made = fact((n % 256, stream, version), body, None);
    made.leaf = made.leaf.replace(&format!("\"n\":{},", n % 256), &format!("\"n\":{n},"));
    made.n = n;
    made
}

fn put_tree<H: TreeHash>(
    to: &mut BTreeMap<String, Vec<u8>>,
    prefix: &str,
    leaves: &[String],
) -> Hash {
    let size = u64::try_from(leaves.len()).unwrap();
    let (mut tree, mut levels) = (Frontier::<H>::new(), TileLevels::<H>::default());
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| H::leaf_hash(leaf.as_bytes())).collect();
    for hash in &hashes {
        tree.push(*hash);
        levels.push(*hash);
    }
    for level in (0..).take_while(|level| complete_hashes(size, *level) > 0) {
        let all = if level == 0 { &hashes } else { levels.level(level) };
        for tile in tiles_of_level(size, level) {
            let range = tile.range();
            let bytes = (range.first..range.first + range.count)
                .flat_map(|at| all[usize::try_from(at).unwrap()])
                .collect();
            to.insert(format!("{prefix}tile/{}", tile.path()), bytes);
        }
    }
    tree.root()
}

fn root<H: TreeHash>(leaves: &[String]) -> Hash {
    let mut tree = Frontier::<H>::new();
    leaves.iter().for_each(|leaf| tree.push(H::leaf_hash(leaf.as_bytes())));
    tree.root()
}

impl Mirror {
    fn of(facts: &[archive::FactLine]) -> Self {
        let leaves: Vec<String> = facts.iter().map(|fact| fact.leaf.clone()).collect();
        let size = u64::try_from(leaves.len()).unwrap();
        let mut files = BTreeMap::new();
        let roots = (
            put_tree::<Sha256Tree>(&mut files, "", &leaves),
            put_tree::<Sm3Tree>(&mut files, "sm3/", &leaves),
        );
        for tile in tiles_of_level(size, 0) {
            let range = tile.range();
            let mut bundle = Vec::new();
            for leaf in &leaves[usize::try_from(range.first).unwrap()..]
                [..usize::try_from(range.count).unwrap()]
            {
                bundle.extend(u16::try_from(leaf.len()).unwrap().to_be_bytes());
                bundle.extend(leaf.as_bytes());
            }
            files.insert(format!("tile/{}", tile.entries_path()), bundle);
        }
        let note = log().sign(size, roots.0);
        let early = log().sign(300, root::<Sha256Tree>(&leaves[..300]));
        let line = |size: u64, note: &SignedNote| {
            format!("{}\n", json!({ "size": size, "note": note.to_string() }))
        };
        let kept = format!("{}{}", line(300, &early), line(size, &note));
        files.insert("checkpoints.jsonl".to_owned(), kept.into_bytes());
        files.insert("checkpoint".to_owned(), note.to_string().into_bytes());
        files.insert("log.vkey".to_owned(), format!("{}\n", log().verifier_key()).into_bytes());
        let note = sm3_log().sign(size, roots.1).unwrap();
        files.insert("sm3/checkpoint".to_owned(), note.to_string().into_bytes());
        files.insert(
            "sm3/log.vkey".to_owned(),
            format!("{}\n", sm3_log().verifier_key()).into_bytes(),
        );
        let mut lines = Vec::new();
        facts.iter().for_each(|fact| fact.write_to(&mut lines).unwrap());
        files.insert("facts.jsonl".to_owned(), lines);
        Self(files)
    }

    fn without(&self, paths: &[&str]) -> Self {
        let mut spoilt = self.clone();
        spoilt.0.retain(|path, _| !paths.iter().any(|gone| path.starts_with(gone)));
        spoilt
    }

    fn flipped(&self, path: &str, at: usize) -> Self {
        let mut spoilt = self.clone();
        spoilt.0.get_mut(path).unwrap()[at] ^= 1;
        spoilt
    }

    fn with(&self, path: &str, text: &str) -> Self {
        let mut spoilt = self.clone();
        spoilt.0.insert(path.to_owned(), text.as_bytes().to_vec());
        spoilt
    }

    fn verify(
        &self,
        verify: fn(LogInput<'_>) -> Report,
        policy: Option<&Policy>,
        kept: &[(String, String)],
    ) -> Report {
        let mut files = |path: &str| -> io::Result<Option<Box<dyn Read>>> {
            let Some(bytes) = self.0.get(path).cloned() else { return Ok(None) };
            Ok(Some(Box::new(io::Cursor::new(bytes))))
        };
        verify(LogInput { files: &mut files, policy, kept })
    }

    fn log(&self) -> Report {
        self.verify(verify_log, Some(&policy()), &[])
    }

    fn rebuild(&self) -> Report {
        self.verify(verify_journal, Some(&policy()), &[])
    }
}

fn mirror() -> Mirror {
    Mirror::of(&leaf_lines(FACTS))
}

/// The only defect: its code, its file and its words.
fn only(report: &Report) -> (DefectCode, &str, &str) {
    assert_eq!(report.defects.len(), 1, "{:#?}", report.defects);
    let defect = &report.defects[0];
    (defect.code, &defect.file, &defect.what)
}

#[test]
fn a_sound_log_is_proven_with_leaves_without_them_and_without_hashes() {
    let mirror = mirror();
    for (files, facts) in [
        (mirror.clone(), FACTS),
        (mirror.without(&["tile/entries"]), 0),
        (mirror.without(&["tile/0", "tile/1", "sm3/tile"]), FACTS),
    ] {
        let report = files.log();
        assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]));
        assert_eq!((report.facts, report.log.unwrap().size), (facts, FACTS));
        assert_eq!(report.sm3.unwrap().origin, format!("{ORIGIN}/sm3"));
        assert!(report.proven.iter().any(|what| what.contains("SM3 树")), "{:?}", report.proven);
    }
    let report = mirror.verify(verify_log, None, &[]);
    assert_eq!((report.verdict, report.defects), (Verdict::NotWitnessed, vec![]));
}

#[test]
fn sizes_around_tiles_are_proven() {
    for size in [300, 511, 512, 513] {
        let report = Mirror::of(&leaf_lines(size)).log();
        assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]), "{size}");
    }
}

#[test]
fn an_altered_leaf_is_named_by_its_number() {
    // In the second bundle, a digit of a time.
    let mirror = mirror();
    let path = "tile/entries/001";
    let at = mirror.0[path].windows(9).position(|text| text == b"\"at\":1764").unwrap() + 12;
    let report = mirror.flipped(path, at).log();
    assert_eq!(report.verdict, Verdict::Invalid);
    assert!(report.defects.iter().all(|defect| defect.file.starts_with("tile/entries")));
    assert!(
        report.defects.iter().any(|defect| defect.what.contains("第 256 条与检查点")),
        "{:?}",
        report.defects
    );
}

#[test]
fn an_altered_hash_is_named_by_its_tile_with_leaves_and_without() {
    let mirror = mirror();
    let bare = mirror.without(&["tile/entries"]);
    for path in
        ["tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2", "sm3/tile/0/000", "sm3/tile/1/000.p/2"]
    {
        let report = mirror.flipped(path, 40).log();
        assert_eq!(only(&report).0, DefectCode::MemberAltered, "{path}");
        assert_eq!(only(&report).1, path);
        let report = bare.flipped(path, 40).log();
        assert_eq!(report.verdict, Verdict::Invalid, "{path}");
        // A part of the last tile has nothing above it: only the root contradicts it.
        let named = if path.ends_with(".p/188") { "checkpoint" } else { path };
        assert!(
            report.defects.iter().any(|defect| defect.file == named),
            "{path}: {:?}",
            report.defects
        );
    }
}

#[test]
fn a_forger_who_recomputes_everything_cannot_sign_it() {
    let mut facts = leaf_lines(FACTS);
    facts[400] = fact_of(400, "case_1", 58, "{\"t\":\"forged\"}");
    let mut forged = Mirror::of(&facts);
    for path in ["checkpoint", "sm3/checkpoint", "checkpoints.jsonl"] {
        forged.0.insert(path.to_owned(), mirror().0[path].clone());
    }
    let report = forged.log();
    assert_eq!(report.verdict, Verdict::Invalid);
    let files: Vec<_> = report.defects.iter().map(|defect| defect.file.as_str()).collect();
    assert_eq!(files, ["checkpoint", "sm3/checkpoint"]);
}

/// The log signs the forged history too: whoever kept an earlier head convicts it.
#[test]
fn a_second_history_is_equivocation_by_a_kept_head() {
    let mut facts = leaf_lines(FACTS);
    facts[100] = fact_of(100, "case_2", 15, "{\"t\":\"forged\"}");
    let forged = Mirror::of(&facts);
    assert_eq!(forged.log().verdict, Verdict::Proven);
    let honest: Vec<String> = leaf_lines(FACTS).iter().map(|fact| fact.leaf.clone()).collect();
    let head = |size: usize| {
        let (n, leaves) = (u64::try_from(size).unwrap(), &honest[..size]);
        ("保存的检查点.txt".to_owned(), log().sign(n, root::<Sha256Tree>(leaves)).to_string())
    };
    let with = |kept| forged.verify(verify_log, Some(&policy()), &[kept]);
    assert_eq!(with(head(90)).verdict, Verdict::Proven, "before the forgery both are one");
    let report = with(head(101));
    assert_eq!(only(&report).0, DefectCode::Equivocation);
    assert_eq!((report.verdict, only(&report).1), (Verdict::Equivocation, "保存的检查点.txt"));
    // The same in the SM3 tree alone.
    let note = sm3_log().sign(101, root::<Sm3Tree>(&honest[..101])).unwrap().to_string();
    let report = with(("国密.txt".to_owned(), note));
    assert_eq!(report.verdict, Verdict::Equivocation);
    // One that somebody else signed convicts nobody.
    let other = LogSigner::from_seed(ORIGIN, [9; 32]).unwrap().sign(101, [1; 32]).to_string();
    assert_eq!(with(("别人的.txt".to_owned(), other)).verdict, Verdict::Invalid);
}

#[test]
fn a_log_shorter_than_a_kept_head_is_incomplete() {
    let note = log().sign(FACTS + 1, [7; 32]).to_string();
    let report = mirror().verify(verify_log, Some(&policy()), &[("旧.txt".to_owned(), note)]);
    assert_eq!((report.verdict, only(&report).0), (Verdict::Incomplete, DefectCode::ProofMissing));
}

#[test]
fn a_missing_part_is_incomplete() {
    let bare = mirror().without(&["tile/entries"]);
    for path in ["tile/0/001", "tile/1", "sm3/tile/0/002", "checkpoint"] {
        let report = bare.without(&[path]).log();
        assert_eq!(report.verdict, Verdict::Incomplete, "{path}: {:?}", report.defects);
    }
    let report = mirror().without(&["tile/entries/001"]).log();
    assert_eq!(only(&report).1, "tile/entries/001");
    let report = mirror().without(&["sm3/"]).log();
    assert_eq!(report.verdict, Verdict::Incomplete, "the policy demands the SM3 tree");
    let only_sha256 = format!("log {}\nquorum none\n", log().verifier_key());
    let only_sha256 = Policy::parse(&only_sha256).unwrap();
    let report = mirror().without(&["sm3/"]).verify(verify_log, Some(&only_sha256), &[]);
    assert_eq!(report.verdict, Verdict::Proven);
}

#[test]
fn trees_over_different_leaves_are_found() {
    let mut mirror = mirror();
    let mut facts = leaf_lines(FACTS);
    facts[3] = fact_of(3, "case_3", 1, "{\"t\":\"for SM3 eyes\"}");
    let other = Mirror::of(&facts);
    let of_sm3 = other.0.iter().filter(|(path, _)| path.starts_with("sm3/"));
    mirror.0.extend(of_sm3.map(|(path, bytes)| (path.clone(), bytes.clone())));
    let report = mirror.log();
    assert_eq!(report.verdict, Verdict::Invalid);
    assert!(
        report.defects.iter().any(|defect| defect.what.contains("第 3 条")),
        "{:?}",
        report.defects
    );
}

#[test]
fn the_quorum_is_that_of_the_newest_head_in_each_tree_that_is_named() {
    let text = policy_text()
        .replace("quorum none", &format!("witness w {}\nquorum w", witness().verifier_key()));
    let policy = Policy::parse(&text).unwrap();
    let sign = |mirror: &mut Mirror, path: &str| {
        let text = String::from_utf8(mirror.0[path].clone()).unwrap();
        let mut note = SignedNote::parse(&text).unwrap();
        note.add(witness().cosign(&note, 1_764_000_100)).unwrap();
        mirror.0.insert(path.to_owned(), note.to_string().into_bytes());
    };
    let mut mirror = mirror();
    let check = |mirror: &Mirror| mirror.verify(verify_log, Some(&policy), &[]);
    assert_eq!(check(&mirror).verdict, Verdict::NotWitnessed);
    sign(&mut mirror, "checkpoint");
    let report = check(&mirror);
    assert_eq!(report.verdict, Verdict::NotWitnessed);
    assert!(report.warnings.iter().any(|warning| warning.contains("SM3 树的检查点尚未")));
    sign(&mut mirror, "sm3/checkpoint");
    assert_eq!(check(&mirror).verdict, Verdict::Proven);
}

#[test]
fn a_whole_tile_serves_where_the_log_has_grown_since() {
    let mut mirror = mirror().without(&["tile/entries"]);
    let part = TileAt { level: 0, index: 2, width: 188 };
    let mut bytes = mirror.0.remove(&format!("tile/{}", part.path())).unwrap();
    bytes.resize(256 * 32, 7);
    mirror.0.insert("tile/0/002".to_owned(), bytes);
    assert_eq!(mirror.log().verdict, Verdict::Proven);
}

#[test]
fn a_whole_journal_is_proven_and_every_change_is_named() {
    let mirror = mirror();
    let report = mirror.rebuild();
    assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]));
    assert_eq!(report.facts, FACTS);
    let text = String::from_utf8(mirror.0["facts.jsonl"].clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let body = lines[9].replace("{\\\"n\\\":9", "{\\\"n\\\":8");
    assert_ne!(body, lines[9]);
    let joined = |lines: &[&str]| {
        lines.iter().fold(String::new(), |mut all, line| {
            writeln!(all, "{line}").unwrap();
            all
        })
    };
    let mut altered = lines.clone();
    altered[9] = &body;
    let report = mirror.with("facts.jsonl", &joined(&altered)).rebuild();
    assert_eq!(only(&report).0, DefectCode::BodyAltered);
    assert!(only(&report).2.contains("事实 9 "));
    let mut gap = lines.clone();
    gap.remove(20);
    let report = mirror.with("facts.jsonl", &joined(&gap)).rebuild();
    assert_eq!(report.defects[0].code, DefectCode::FactOrder, "{:?}", report.defects);
    let report = mirror.with("facts.jsonl", &joined(&lines[..600])).rebuild();
    assert_eq!(report.verdict, Verdict::Incomplete, "{:?}", report.defects);
    let destroyed = leaf_lines(FACTS).into_iter().map(|mut fact| {
        if fact.n == 5 {
            (fact.salt, fact.body) = (None, None);
        }
        fact
    });
    let report = Mirror::of(&destroyed.collect::<Vec<_>>()).rebuild();
    assert_eq!(report.verdict, Verdict::Proven);
    assert!(report.warnings.iter().any(|warning| warning.contains("1 条事实不含正文")));
}

/// Facts of a case, a recording and an agency, and the rows that repeat them.
fn county() -> Mirror {
    let case = json!({ "t": "case.registered", "case": "case_1", "agency": "agency_1",
        "division": null, "act": "penalty", "procedure": "ordinary", "title": "涉嫌销售不合格产品案",
        "source": { "kind": "complaint" }, "party": { "name": "张三" } });
    let digests = json!({ "sha256": "aa", "sm3": "bb", "size_bytes": 3000 });
    let clip = json!({ "t": "recording.deposited", "recording": "rec_1", "agency": "agency_1",
        "digests": digests, "file_name": "DSJ_0001.mp4" });
    let typed = |n, stream, kind: &str, body: &serde_json::Value| {
        let mut made = fact_of(n, stream, 1, &body.to_string());
        made.leaf = made.leaf.replace("case.opened", kind);
        made
    };
    let facts = [
        typed(0, "case_1", "case.registered", &case),
        typed(1, "rec_1", "recording.deposited", &clip),
    ];
    let rows = [
        json!({ "facts": 2 }),
        json!({ "table": "case_row", "row": { "case_id": "case_1", "agency_id": "agency_1",
            "division_id": null, "title": "涉嫌销售不合格产品案", "party_label": "张三",
            "act_kind": "penalty", "procedure": "ordinary", "source_kind": "complaint",
            "created_at": 1_764_000_000_000_i64, "status": "registered" } }),
        json!({ "table": "recording_row", "row": { "recording_id": "rec_1",
            "agency_id": "agency_1", "file_name": "DSJ_0001.mp4", "size_bytes": 3000,
            "sha256": "aa", "sm3": "bb", "deposited_at": 1_764_000_000_000_i64 } }),
        json!({ "table": "duty_row", "row": { "key": "x" } }),
    ];
    let text = rows.iter().fold(String::new(), |all, row| format!("{all}{row}\n"));
    small(&facts).with("rows.jsonl", &text)
}

/// As [`Mirror::of`], for logs without an early head.
fn small(facts: &[archive::FactLine]) -> Mirror {
    let padded: Vec<_> = facts
        .iter()
        .cloned()
        .chain((2..300).map(|n| fact_of(n, &format!("txt_{n}"), 1, "{}")))
        .collect();
    Mirror::of(&padded)
}

#[test]
fn rows_are_compared_with_what_facts_say() {
    let county = county();
    let report = county.rebuild();
    assert_eq!((report.verdict, report.defects), (Verdict::Proven, vec![]));
    assert!(report.proven.iter().any(|what| what.contains("2 行投影")), "{:?}", report.proven);
    assert!(report.warnings.iter().any(|what| what.contains("duty_row 的 1 行")));
    let rows = String::from_utf8(county.0["rows.jsonl"].clone()).unwrap();
    for (from, to, named) in [
        ("\"张三\"", "\"李四\"", "case_1 的 party_label"),
        ("3000", "2999", "rec_1 的 size_bytes"),
        ("\"rec_1\"", "\"rec_2\"", "recording_row 应有 rec_1"),
        ("\"rec_1\"", "\"rec_2\"", "rec_2 没有事实依据"),
        ("{\"facts\":2}", "{\"facts\":1}", "recording_row 的 rec_1 没有事实依据"),
    ] {
        let altered = rows.replace(from, to);
        assert_ne!(altered, rows, "{from}");
        let report = county.with("rows.jsonl", &altered).rebuild();
        assert_eq!(report.verdict, Verdict::Invalid, "{from}");
        assert!(
            report.defects.iter().any(|defect| defect.what.contains(named)),
            "{named}: {:?}",
            report.defects
        );
    }
    let twice = format!("{rows}{}\n", rows.lines().nth(1).unwrap());
    let report = county.with("rows.jsonl", &twice).rebuild();
    assert!(only(&report).2.contains("不止一行"), "{:?}", report.defects);
}

#[test]
fn texts_that_are_none_of_this_are_told_and_nothing_breaks() {
    let mirror = mirror();
    for (path, text) in [
        ("checkpoint", "x"),
        ("sm3/checkpoint", "\u{0}"),
        ("checkpoints.jsonl", "{}\n"),
        ("facts.jsonl", "[]\n"),
        ("rows.jsonl", "\n"),
        ("tile/0/000", "short"),
        ("tile/entries/000", "\u{0}\u{9}x"),
        ("log.vkey", "x"),
    ] {
        let spoilt = mirror.with(path, text);
        let found = [spoilt.log(), spoilt.rebuild()].map(|report| report.verdict);
        assert!(found.contains(&Verdict::Invalid), "{path}: {found:?}");
    }
    let empty = Mirror(BTreeMap::new());
    assert_eq!(empty.log().verdict, Verdict::Incomplete);
    assert_eq!(empty.rebuild().verdict, Verdict::Incomplete);
}

/// Nobody waits for a signer who claims what would take centuries to look for.
#[test]
fn a_head_of_more_than_could_be_read_ends() {
    let claimed = log().sign(1 << 52, [7; 32]).to_string();
    let claimed = mirror().with("checkpoint", &claimed).without(&["checkpoints"]);
    assert_eq!(claimed.log().verdict, Verdict::Incomplete);
    assert_eq!(claimed.rebuild().verdict, Verdict::Incomplete);
    assert_eq!(claimed.without(&["tile/entries"]).log().verdict, Verdict::Incomplete);
}
