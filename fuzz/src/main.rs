//! One program for all targets: `LIUHEN_FUZZ` names the one that is run.
//!
//! A target may refuse its input and must not panic. What it takes it must write as it was read,
//! so that nothing has two forms; and what nobody signed must never be taken for signed.

#![no_main]

use std::io::Cursor;
use std::sync::{LazyLock, Mutex};

use archive::{FactLine, OriginalProof, Policy, ProofLine, Verdict};
use ledger::{
    Acceptance, AddCheckpoint, Checkpoint, Evidence, LogSigner, ParsedLeaf, SignedNote, Slip,
    TlogProof, VerifierKey, lint_policy, open_acceptance, open_checkpoint,
};
use libfuzzer_sys::fuzz_target;
use signer::{Config, Keeper, Secrets};
use tsa::{Certificates, Request, Token};

/// A target and its name.
type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 17] = [
    ("note", |bytes| as_text(bytes, note)),
    ("checkpoint", |bytes| as_text(bytes, checkpoint)),
    ("proof", |bytes| as_text(bytes, |text| same(text, TlogProof::parse(text).ok()))),
    ("leaf", |bytes| as_text(bytes, leaf)),
    ("request", |bytes| as_text(bytes, |text| same(text, AddCheckpoint::parse(text).ok()))),
    ("key", |bytes| as_text(bytes, |text| same(text, VerifierKey::parse(text).ok()))),
    ("policy", |bytes| as_text(bytes, policy)),
    ("evidence", |bytes| as_text(bytes, evidence)),
    ("slip", |bytes| as_text(bytes, slip)),
    ("acceptance", |bytes| as_text(bytes, acceptance)),
    ("original", |bytes| as_text(bytes, original)),
    ("fact", |bytes| as_text(bytes, fact)),
    ("signer", |bytes| as_text(bytes, signer_asked)),
    ("package", package),
    ("package-changed", package_changed),
    ("sheet", |bytes| drop(sheets::read(bytes))),
    ("tsa_token", tsa_token),
];

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let wanted = std::env::var("LIUHEN_FUZZ").unwrap_or_default();
    let found = TARGETS.iter().find(|(name, _)| *name == wanted);
    found.map_or_else(|| panic!("LIUHEN_FUZZ names no target: {wanted:?}"), |(_, target)| *target)
});

fuzz_target!(|bytes: &[u8]| TARGET(bytes));

fn as_text(bytes: &[u8], target: impl Fn(&str)) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        target(text);
    }
}

/// What was read is written as it stood.
fn same(text: &str, read: Option<impl ToString>) {
    if let Some(read) = read {
        assert_eq!(read.to_string(), text);
    }
}

/// A key of which no input has a signature.
static LOG: LazyLock<LogSigner> =
    LazyLock::new(|| LogSigner::from_seed("fuzz.example/1", [9; 32]).unwrap());

fn note(text: &str) {
    same(text, SignedNote::parse(text).ok());
    assert!(open_checkpoint(text, LOG.verifier_key()).is_err(), "signed by nobody");
}

fn checkpoint(text: &str) {
    let Ok(read) = Checkpoint::parse(text) else { return };
    // Lines of an extension are read over; all else is as it stood.
    assert!(text.starts_with(&read.to_string()), "{read}");
}

fn leaf(text: &str) {
    let Ok(read) = ParsedLeaf::parse(text) else { return };
    assert!(text.is_ascii() && !text.contains('\n'), "{read:?}");
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), text, "not the one form of a leaf");
}

fn policy(text: &str) {
    if let Ok(read) = Policy::parse(text) {
        drop(lint_policy(&read));
    }
}

/// The one token that anybody signed over this imprint, with the number 0.
const STAMPED: &[u8] = include_bytes!("../seeds/tsa_token/token.der");
const IMPRINT: [u8; 32] = [7; 32];
static ASKED: Request = Request { imprint: IMPRINT, nonce: 0, policy: None };

fn tsa_token(bytes: &[u8]) {
    let known = Token::open(STAMPED, &IMPRINT).unwrap();
    let signer = known.certificates().next().unwrap().to_vec();
    let (trusted, none) = (Certificates::from_ders([signer]), Certificates::default());
    let said = known.stamp(&trusted, &none).unwrap();
    if let Ok(token) = Token::open(bytes, &IMPRINT)
        && let Ok(stamp) = token.stamp(&trusted, &none)
    {
        assert_eq!(stamp, said, "signed by nobody");
    }
    if let Ok((_, stamp)) = ASKED.open(bytes, &trusted) {
        assert_eq!(stamp, said, "answered by nobody");
    }
}

fn evidence(text: &str) {
    same(text, Evidence::parse(text).ok());
    let report = archive::verify_evidence(text, None);
    assert_ne!(report.verdict, Verdict::Equivocation, "convicts without a key that is trusted");
}

fn slip(text: &str) {
    // Blanks around it may be typed along.
    same(text.trim_ascii(), text.parse::<Slip>().ok());
}

fn acceptance(text: &str) {
    same(text, Acceptance::parse(text).ok());
    if let Ok((_, signed)) = open_acceptance(text, LOG.verifier_key()) {
        assert!(signed.is_err(), "signed by nobody");
    }
}

fn original(text: &str) {
    let Ok(proof) = OriginalProof::parse(text) else { return };
    let report = archive::verify_original(Cursor::new(b"bytes"), &proof, None).unwrap();
    assert_ne!(report.verdict, Verdict::Proven);
}

fn fact(text: &str) {
    if let Ok(read) = serde_json::from_str::<FactLine>(text) {
        let mut written = Vec::new();
        read.write_to(&mut written).unwrap();
        let again: FactLine = serde_json::from_slice(&written).unwrap();
        assert_eq!(again, read);
    }
    drop(serde_json::from_str::<ProofLine>(text));
}

/// A signer that signed once; whatever it is asked, it signs nothing that does not extend that.
static KEEPER: LazyLock<(tempfile::TempDir, Mutex<Keeper>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("signer");
    let config = Config::in_files("fuzz.example/1");
    signer::init(&place, &config, Secrets { log: [1; 32], sm3: [2; 32] }, &[]).unwrap();
    let keeper = Keeper::open(&place).unwrap();
    (folder, Mutex::new(keeper))
});

fn signer_asked(text: &str) {
    let answer = KEEPER.1.lock().unwrap().answer(text);
    assert!(answer.ends_with("\nend\n"), "{answer}");
}

fn package(bytes: &[u8]) {
    let report = archive::verify(Cursor::new(bytes), None);
    assert_ne!(report.verdict, Verdict::Proven);
}

/// A sound package, of which the input changes bytes: three say where, the fourth how.
fn package_changed(bytes: &[u8]) {
    const SOUND: &[u8] = include_bytes!("../seeds/package/sample.tar");
    let mut tar = SOUND.to_vec();
    for change in bytes.chunks_exact(4).take(16) {
        let at =
            usize::from(change[0]) << 16 | usize::from(change[1]) << 8 | usize::from(change[2]);
        let at = at % tar.len();
        tar[at] ^= change[3];
    }
    package(&tar);
}
