//! SM2 keys and notes: the standard's own example, what OpenSSL signed, and what must not pass.

use ledger::{
    Checkpoint, KeyError, KeyKind, KeyName, LogSigner, NoteSignature, Policy, SignatureError,
    Sm2LogSigner, VerifierKey, open_checkpoint,
};
use proptest::prelude::*;

const ORIGIN: &str = "efr.example/330106/1";

/// Our signature over the same, with k drawn as RFC 6979 does.
const OURS: &str = "65a634cd00011994df4373de24edee6e426f3ab55d319c6d9ad3d12c5b3f4ddb\
    dfc6d59dd62b42ba97effc42608da45c8287dec25826729b626a63eb1678a978";

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    hex::decode(text).unwrap().try_into().unwrap()
}

/// GB/T 32918.5-2017, Annex A.2: key, message, digest and signature on the recommended curve.
#[test]
fn the_example_of_the_standard_holds() {
    let secret = bytes("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
    let signer = Sm2LogSigner::from_secret(ORIGIN, secret).unwrap();
    let key = signer.verifier_key();
    let point = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                 ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
    assert_eq!(hex::encode(key.public_bytes()), point);
    let message = b"message digest";
    let digest = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640";
    assert_eq!(hex::encode(key.sm2_digest(message).unwrap()), digest);
    let signature = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
                     b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
    assert!(key.accepts(message, &bytes(signature)));
    assert!(!key.accepts(b"message digesu", &bytes(signature)));
    assert!(!key.accepts(message, &[0; 64]));
    assert!(key.accepts(message, &signer.sign_text(message).unwrap()));
}

/// OpenSSL 3.0 signed the checkpoint of the vectors' seven leaves with a key it had made.
#[test]
fn what_openssl_signed_is_accepted() {
    let secret = bytes("d36dd23ad8c6546ad6b0099ffbc4999f8e649791fa814f1d4a70f6be26fcc854");
    let signer = Sm2LogSigner::from_secret(ORIGIN, secret).unwrap();
    let key = signer.verifier_key();
    let point = "04ae30d917efbeb67ba88030ffcc945df695ff2daf95faeefdb13f9fa1b0e2228f\
                 f0c25c93dedbca4ec33f54cbb8d8f083051e727daa458a30c0b13d9b630d7a51";
    assert_eq!(hex::encode(key.public_bytes()), point);
    let line = "efr.example/330106/1/sm3+63cdff89+/2xpdWhlbi5vcmcvc20yLXNtMy92MQoErjDZF+++tnuogDD/zJRd9pX\
                /La+V+u79sT+fobDiIo/wwlyT3tvKTsM/VMu42PCDBR5yfapFijDAsT2bYw16UQ==";
    assert_eq!(key.to_string(), line);
    let vectors: serde_json::Value = serde_json::from_str(include_str!("../vectors.json")).unwrap();
    let root = bytes(vectors["roots_sm3"][7].as_str().unwrap());
    let head = Checkpoint { origin: key.name().clone(), size: 7, root };
    let signature: [u8; 64] = bytes(
        "cd3a2b78e8b7e4387236e43e46ceb710f1f149d85fe91e7218b9b6da2d844d92\
         efc6a135f10d9bd649160729b1fcacb258546220f56b7433598cc89c23999798",
    );
    let note = head.signed(NoteSignature::by(key, &signature)).to_string();
    assert_eq!(open_checkpoint(&note, key).unwrap().0, head);
    // And ours, fixed for good: OpenSSL was asked about it once and said that it holds.
    let ours = signer.sign_text(head.to_string().as_bytes()).unwrap();
    assert_eq!(hex::encode(ours), OURS);
}

#[test]
fn the_sm3_tree_is_signed_under_a_name_of_its_own() {
    let signer = Sm2LogSigner::from_secret(ORIGIN, [7; 32]).unwrap();
    let key = signer.verifier_key();
    assert_eq!(key.name().as_str(), "efr.example/330106/1/sm3");
    let note = signer.sign(7, [9; 32]).unwrap();
    assert_eq!(signer.sign(7, [9; 32]).unwrap(), note, "the same head, the same bytes");
    let (checkpoint, _) = open_checkpoint(&note.to_string(), key).unwrap();
    assert_eq!((checkpoint.size, checkpoint.root), (7, [9; 32]));
    let other = Sm2LogSigner::from_secret(ORIGIN, [8; 32]).unwrap();
    let forged = other.sign(7, [9; 32]).unwrap().signatures()[0].bytes.clone();
    let mut forged = NoteSignature::by(key, &forged);
    let head = Checkpoint { origin: key.name().clone(), size: 7, root: [9; 32] };
    let note = head.signed(forged.clone()).to_string();
    let wrong = open_checkpoint(&note, key).unwrap_err();
    assert_eq!(wrong, SignatureError::Wrong.into());
    forged.bytes.pop();
    assert!(open_checkpoint(&head.signed(forged).to_string(), key).is_err());
}

#[test]
fn a_policy_names_both_keys_of_a_log() {
    let log = LogSigner::from_seed(ORIGIN, [7; 32]).unwrap();
    let sm3 = Sm2LogSigner::from_secret(ORIGIN, [7; 32]).unwrap();
    let text = format!("log {}\nlog {}\nquorum none\n", log.verifier_key(), sm3.verifier_key());
    let policy = Policy::parse(&text).unwrap();
    assert_eq!(policy.log(log.verifier_key().name()), Some(log.verifier_key()));
    assert_eq!(policy.log(sm3.verifier_key().name()), Some(sm3.verifier_key()));
    let witness = format!("witness w {}\nquorum w\n", sm3.verifier_key());
    assert!(Policy::parse(&witness).is_err(), "an SM2 log key cosigns nothing");
}

#[test]
fn a_key_line_with_any_flaw_is_refused() {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD;
    let signer = Sm2LogSigner::from_secret(ORIGIN, [7; 32]).unwrap();
    let line = signer.verifier_key().to_string();
    assert_eq!(VerifierKey::parse(&line).unwrap(), *signer.verifier_key());
    let (head, key) = line.rsplit_once('+').unwrap_or_default();
    let (head, key) = match line.splitn(3, '+').nth(2) {
        Some(whole) => (&line[..line.len() - whole.len() - 1], whole),
        None => (head, key),
    };
    let raw = base64.decode(key).unwrap();
    let with = |raw: &[u8]| VerifierKey::parse(&format!("{head}+{}", base64.encode(raw)));
    assert_eq!(with(&raw).unwrap(), *signer.verifier_key());
    assert_eq!(with(&raw[..raw.len() - 1]).unwrap_err(), KeyError::Form);
    assert_eq!(with(&[0xff]).unwrap_err(), KeyError::Kind(0xff));
    let mut other = raw.clone();
    other[5] ^= 1; // another algorithm's name
    assert_eq!(with(&other).unwrap_err(), KeyError::Kind(0xff));
    let mut other = raw.clone();
    *other.last_mut().unwrap() ^= 1; // no point of the curve
    assert_eq!(with(&other).unwrap_err(), KeyError::Point);
    let name = KeyName::parse("efr.example/330106/1/sm3").unwrap();
    let point = signer.verifier_key().public_bytes();
    let compressed = [&[2], &point[1..33]].concat();
    assert!(VerifierKey::from_public(name.clone(), KeyKind::Sm2Log, &compressed).is_err());
    assert!(VerifierKey::from_public(name, KeyKind::Log, point).is_err());
    assert_eq!(Sm2LogSigner::from_secret(ORIGIN, [0; 32]).unwrap_err(), KeyError::Point);
    assert_eq!(Sm2LogSigner::from_secret(ORIGIN, [255; 32]).unwrap_err(), KeyError::Point);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_was_signed_is_accepted_and_nothing_else(
        text in proptest::collection::vec(any::<u8>(), 0..200),
        secret in 1_u8..250,
        flip in 0_usize..64,
    ) {
        let signer = Sm2LogSigner::from_secret(ORIGIN, [secret; 32]).unwrap();
        let mut signature = signer.sign_text(&text).unwrap();
        prop_assert!(signer.verifier_key().accepts(&text, &signature));
        signature[flip] ^= 1;
        prop_assert!(!signer.verifier_key().accepts(&text, &signature));
    }
}
