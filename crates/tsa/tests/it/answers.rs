//! What an authority answers, and which answers are none.

use testkit::authority::{Authority, P256, RSA, STAMPS_ALONE};
use tsa::{
    Certificates, NoStamp, NotCounted, ObjectIdentifier, Request, Token, TokenError, fingerprint,
};

const IMPRINT: [u8; 32] = [7; 32];
const AT: &str = "20251124160000Z";
const AT_MS: i64 = 1_764_000_000_000;

fn asked() -> Request {
    Request { imprint: IMPRINT, nonce: 0xfedc_ba98_7654_3210, policy: None }
}

fn trusted(authority: &Authority) -> Certificates {
    Certificates::parse(&authority.root().unwrap()).unwrap()
}

fn none() -> Certificates {
    Certificates::default()
}

#[test]
fn a_real_answer_is_believed_and_openssl_agrees() {
    for key in [RSA, P256] {
        let authority = Authority::new(key).unwrap();
        let answer = authority.answer(&asked().to_der().unwrap()).unwrap();
        let (token, stamp) = asked().open(&answer, &trusted(&authority)).unwrap();
        let said = (stamp.accuracy_ms, stamp.policy.as_str(), stamp.authority.as_str());
        assert_eq!(said, (1501, "1.2.3.4.1", "CN=test tsa"));
        assert!(stamp.at.ms() > AT_MS, "the real clock");
        authority.openssl_verifies(&token, &IMPRINT).unwrap();
        // A nonce that begins with a zero, and one that would be negative, are numbers as well.
        for nonce in [0, 1, 0x7f, 0x80, 0x00ff_0000_0000_0000, u64::MAX] {
            let asked = Request { nonce, ..asked() };
            let answer = authority.answer(&asked.to_der().unwrap()).unwrap();
            asked.open(&answer, &trusted(&authority)).unwrap();
        }
    }
}

#[test]
fn each_bad_answer_is_named() {
    let authority = Authority::new(P256).unwrap();
    let root = trusted(&authority);
    let answer = authority.answer(&asked().to_der().unwrap()).unwrap();
    let open = |request: Request| request.open(&answer, &root).map(|_| ());
    assert_eq!(
        open(Request { imprint: [8; 32], ..asked() }),
        Err(NoStamp::Token(TokenError::Imprint))
    );
    assert_eq!(open(Request { nonce: 9, ..asked() }), Err(NoStamp::Nonce));
    for bytes in [&b""[..], b"<html>login</html>", &answer[..answer.len() - 1]] {
        assert_eq!(asked().open(bytes, &root).map(|_| ()), Err(NoStamp::Form));
    }
    let other = trusted(&Authority::new(P256).unwrap());
    for stranger in [other, none()] {
        let found = asked().open(&answer, &stranger).map(|_| ());
        assert_eq!(found, Err(NoStamp::NotCounted(NotCounted::Untrusted)));
    }
    let mut damaged = answer.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let found = asked().open(&damaged, &root).map(|_| ());
    assert_eq!(found, Err(NoStamp::Token(TokenError::Signature)));
}

#[test]
fn the_policy_that_was_asked_for_is_the_one_that_counts() {
    let authority = Authority::new(P256).unwrap();
    let root = trusted(&authority);
    let with = |policy: &str| Request { policy: ObjectIdentifier::new(policy).ok(), ..asked() };
    let refused = authority.answer(&with("1.2.9.9").to_der().unwrap()).unwrap();
    let why = with("1.2.9.9").open(&refused, &root).map(|_| ());
    assert_eq!(why, Err(NoStamp::Refused { status: 2, failure: Some(15) }));
    let other = authority.answer(&with("1.2.3.4.5").to_der().unwrap()).unwrap();
    assert_eq!(with("1.2.3.4.1").open(&other, &root).map(|_| ()), Err(NoStamp::Policy));
    assert_eq!(with("1.2.3.4.5").open(&other, &root).unwrap().1.policy, "1.2.3.4.5");
}

#[test]
fn the_certificate_stamps_alone_critically_and_was_valid_then() {
    let authority = Authority::new(P256).unwrap();
    let root = trusted(&authority);
    let until = "20251124155959Z";
    authority.certify("expired.pem", STAMPS_ALONE, until).unwrap();
    authority.certify("plain.pem", "extendedKeyUsage=timeStamping", "20400101000000Z").unwrap();
    let two = "extendedKeyUsage=critical,timeStamping,codeSigning";
    authority.certify("two.pem", two, "20400101000000Z").unwrap();
    authority.certify("none.pem", "keyUsage=digitalSignature", "20400101000000Z").unwrap();
    let by = |signer: &str| {
        let token = authority.token(&IMPRINT, AT, signer).unwrap();
        let token = Token::open(&token, &IMPRINT).unwrap();
        assert_eq!(token.at().ms(), AT_MS);
        token.stamp(&root, &none()).map(|stamp| stamp.accuracy_ms)
    };
    assert_eq!(by("tsa.pem"), Ok(2000));
    assert_eq!(by("expired.pem"), Err(NotCounted::Expired));
    for signer in ["plain.pem", "two.pem", "none.pem"] {
        assert_eq!(by(signer), Err(NotCounted::Usage), "{signer}");
    }
}

#[test]
fn the_signers_own_certificate_may_be_the_trusted_one() {
    let authority = Authority::new(RSA).unwrap();
    let own = std::fs::read_to_string(authority.path("tsa.pem")).unwrap();
    let own = Certificates::parse(&own).unwrap();
    let at = |at: &str| {
        let token = authority.token(&IMPRINT, at, "tsa.pem").unwrap();
        let token = Token::open(&token, &IMPRINT).unwrap();
        let brought: Vec<_> = token.certificates().map(fingerprint).collect();
        assert_eq!(brought, own.ders().map(fingerprint).collect::<Vec<_>>());
        token.stamp(&own, &none()).map(|stamp| stamp.at.ms())
    };
    assert_eq!(at(AT), Ok(AT_MS));
    assert_eq!(at("20251124160000.25Z"), Ok(AT_MS + 250));
    assert_eq!(at("20191231235959Z"), Err(NotCounted::Expired));
    assert_eq!(at("20400101000001Z"), Err(NotCounted::Expired));
}

/// SM2 (GM/T 0033) and RSA-PSS are not read, and that is nothing against them.
#[test]
fn a_token_that_cannot_be_read_is_not_called_wrong() {
    let authority = Authority::new(RSA).unwrap();
    let unread = |token: &[u8]| Token::open(token, &IMPRINT).map(|_| ());
    let pss = ["-keyopt", "rsa_padding_mode:pss"];
    let token = authority.token_with(&IMPRINT, AT, "tsa.pem", &pss).unwrap();
    assert_eq!(unread(&token), Err(TokenError::Unread));
    // The same content under the name that GM/T 0010 gives to signed data.
    let token = authority.token(&IMPRINT, AT, "tsa.pem").unwrap();
    let name = [6, 10, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 6, 1, 4, 2, 2];
    let inner = [&name[..], &token[15..]].concat();
    let [high, low] = u16::try_from(inner.len()).unwrap().to_be_bytes();
    let sm2 = [&[0x30, 0x82, high, low][..], &inner].concat();
    assert_eq!(unread(&sm2), Err(TokenError::Unread));
    assert!(unread(&token).is_ok());
}

#[test]
fn texts_without_certificates_are_refused() {
    let root = Authority::new(P256).unwrap().root().unwrap();
    assert_eq!(Certificates::parse(&root.repeat(3)).unwrap().ders().count(), 3);
    assert!(Certificates::parse(&format!("text before\n{root}text after\n")).is_ok());
    for bad in [String::new(), "x".to_owned(), root.replace('M', "N"), root.repeat(17)] {
        assert!(Certificates::parse(&bad).is_err(), "{bad}");
    }
    assert!(Certificates::parse(&root[..root.len() / 2]).is_err());
}
