//! Bytes that were changed, cut, or never were a token.

use proptest::prelude::*;
use testkit::authority::{Authority, P256, RSA};
use tsa::{Certificates, Request, Stamp, Token};

const IMPRINT: [u8; 32] = [7; 32];

fn read(token: &[u8], trusted: &Certificates) -> Option<Stamp> {
    Token::open(token, &IMPRINT).ok()?.stamp(trusted, &Certificates::default()).ok()
}

/// What nobody signed (another certificate's bytes, say) may differ; it changes nothing that is said.
#[test]
fn no_flip_and_no_cut_changes_what_is_said() {
    for key in [RSA, P256] {
        let authority = Authority::new(key).unwrap();
        let trusted = Certificates::parse(&authority.root().unwrap()).unwrap();
        let token = authority.token(&IMPRINT, "20251124160000Z", "tsa.pem").unwrap();
        let whole = read(&token, &trusted).unwrap();
        for at in 0..token.len() {
            for bit in [1_u8, 0x80, 1 << (at % 8)] {
                let mut flipped = token.clone();
                flipped[at] ^= bit;
                assert!(read(&flipped, &trusted).is_none_or(|stamp| stamp == whole), "at {at}");
            }
            assert_eq!(read(&token[..at], &trusted), None, "cut at {at}");
        }
        let longer = [token, vec![0]].concat();
        assert_eq!(read(&longer, &trusted), None);
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let asked = Request { imprint: IMPRINT, nonce: 1, policy: None };
        prop_assert!(asked.open(&bytes, &Certificates::default()).is_err());
        prop_assert!(Token::open(&bytes, &IMPRINT).is_err());
    }
}
