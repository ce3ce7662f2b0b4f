//! Signed notes, against `signed_note` and against every flipped byte.

use ledger::{
    AddCheckpoint, CheckpointError, Cosigner, KeyError, LogSigner, MAX_SIGNATURES, NoteError,
    NoteSignature, SignatureError, SignedNote, TlogProof, VerifierKey, cosigned_at,
    open_checkpoint,
};
use proptest::prelude::*;
use signed_note::{Note, StandardVerifier, VerifierList};

const ORIGIN: &str = "log.example/330106/1";

fn log() -> LogSigner {
    LogSigner::from_seed(ORIGIN, [3; 32]).unwrap()
}

fn witness(seed: u8) -> Cosigner {
    Cosigner::from_seed(&format!("witness.example/{seed}"), [seed; 32]).unwrap()
}

#[test]
fn an_independent_implementation_accepts_our_signature() {
    let note = log().sign(12, [5; 32]);
    let theirs = Note::from_bytes(note.to_string().as_bytes()).unwrap();
    let verifier = StandardVerifier::new(&log().verifier_key().to_string()).unwrap();
    let (verified, unknown) = theirs.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    assert_eq!((verified.len(), unknown.len()), (1, 0));
    assert_eq!(theirs.text(), note.text().as_bytes());
}

#[test]
fn every_flipped_byte_of_a_checkpoint_is_noticed() {
    let key = log().verifier_key().clone();
    let note = log().sign(12, [5; 32]).to_string();
    assert!(open_checkpoint(&note, &key).is_ok());
    for at in 0..note.len() {
        for bit in [0, 5] {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(open_checkpoint(&text, &key).is_err(), "byte {at} bit {bit}");
            }
        }
    }
}

#[test]
fn every_flipped_byte_of_a_key_is_noticed() {
    let key = log().verifier_key().to_string();
    assert_eq!(VerifierKey::parse(&key).as_ref(), Ok(log().verifier_key()));
    for at in 0..key.len() {
        for bit in [0, 5] {
            let mut bytes = key.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(VerifierKey::parse(&text).is_err(), "byte {at} bit {bit}");
            }
        }
    }
}

#[test]
fn a_checkpoint_of_another_log_is_not_ours() {
    let other = LogSigner::from_seed("log.example/330106/2", [3; 32]).unwrap();
    let note = other.sign(1, [0; 32]).to_string();
    let opened = open_checkpoint(&note, log().verifier_key());
    assert_eq!(opened.unwrap_err(), CheckpointError::Origin);
    let same_name = LogSigner::from_seed(ORIGIN, [4; 32]).unwrap().sign(1, [0; 32]).to_string();
    let opened = open_checkpoint(&same_name, log().verifier_key());
    assert_eq!(opened.unwrap_err(), CheckpointError::Signature(SignatureError::Absent));
}

#[test]
fn a_log_key_does_not_cosign_and_a_witness_key_does_not_sign() {
    let mut note = log().sign(1, [0; 32]);
    let cosigner = witness(1);
    note.add(cosigner.cosign(&note, 9)).unwrap();
    assert_eq!(cosigned_at(&note, cosigner.verifier_key()), Ok(9));
    assert_eq!(cosigned_at(&note, log().verifier_key()), Err(SignatureError::Kind));
    let named_as_log = Cosigner::from_seed(ORIGIN, [3; 32]).unwrap();
    let opened = open_checkpoint(&note.to_string(), named_as_log.verifier_key());
    assert_eq!(opened.unwrap_err(), CheckpointError::Signature(SignatureError::Kind));
}

#[test]
fn a_cosignature_with_another_time_is_wrong() {
    let cosigner = witness(1);
    let mut note = log().sign(1, [0; 32]);
    let mut line = cosigner.cosign(&note, 1_764_000_000);
    line.bytes[7] ^= 1;
    note.add(line).unwrap();
    assert_eq!(cosigned_at(&note, cosigner.verifier_key()), Err(SignatureError::Wrong));
}

#[test]
fn a_note_that_is_malformed_is_refused() {
    let good = log().sign(1, [0; 32]).to_string();
    for (note, error) in [
        (String::new(), NoteError::Form),
        (good.replace("\n\n", "\n"), NoteError::Form),
        (good.trim_end().to_owned(), NoteError::Form),
        (good.replace('—', "-"), NoteError::SignatureLine),
        (good.replace("\n1\n", "\n1\r\n"), NoteError::Control),
        (format!("{good}— x AAAA\n"), NoteError::SignatureLine),
        (format!("{good}\n"), NoteError::Form),
        (" ".repeat(200_000), NoteError::TooLong),
    ] {
        assert_eq!(SignedNote::parse(&note), Err(error), "{note:.80}");
    }
}

#[test]
fn a_note_carries_only_so_many_signatures() {
    let mut note = log().sign(1, [0; 32]);
    for seed in 1..MAX_SIGNATURES {
        note.add(witness(seed.try_into().unwrap()).cosign(&note, 1)).unwrap();
    }
    let one_more = witness(200).cosign(&note, 1);
    assert_eq!(note.add(one_more.clone()), Err(NoteError::TooLong));
    assert_eq!(SignedNote::parse(&note.to_string()).as_ref(), Ok(&note));
    let text = format!("{note}{one_more}\n");
    assert_eq!(SignedNote::parse(&text), Err(NoteError::TooLong));
}

#[test]
fn keys_of_unknown_kinds_are_refused_by_name() {
    let key = "efr.example/1+00000000+/w==";
    assert_eq!(VerifierKey::parse(key), Err(KeyError::Kind(0xFF)));
    assert_eq!(VerifierKey::parse("no plus"), Err(KeyError::Form));
    assert!(LogSigner::from_seed("with space", [0; 32]).is_err());
    assert!(LogSigner::from_seed("with+plus", [0; 32]).is_err());
}

#[test]
fn a_seed_does_not_reach_a_log_line() {
    assert_eq!(format!("{:?}", log()), format!("LogSigner({})", log().verifier_key()));
}

proptest! {
    #[test]
    fn no_text_panics(text in "(old 3|c2sp.org/tlog-proof@v1|index 3|[A-Za-z0-9+/=]{0,50}|— |\n|\\PC){0,12}") {
        let key = log().verifier_key().clone();
        prop_assert!(open_checkpoint(&text, &key).is_err());
        let _read = (
            SignedNote::parse(&text), NoteSignature::parse(&text), VerifierKey::parse(&text),
            AddCheckpoint::parse(&text), TlogProof::parse(&text),
        );
    }
}
