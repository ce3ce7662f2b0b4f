//! Whatever comes in, an answer goes out, and nothing is signed by it.

use proptest::prelude::*;
use signer::Keeper;

use crate::log::{ONE, Place, sign, sizes};

fn refused_or_head(keeper: &mut Keeper, text: &str) -> String {
    let before = keeper.status().unwrap();
    let answer = keeper.answer(text);
    assert!(answer.ends_with("\nend\n"), "{answer}");
    assert!(!answer.starts_with("liuhen-signer/v1 signed"), "{text:?}");
    assert_eq!(keeper.status().unwrap(), before);
    answer
}

fn whole() -> String {
    format!("liuhen-signer/v1 sign\n{}end\n", ONE.request(7, 20))
}

#[test]
fn every_prefix_and_every_flipped_byte_of_a_good_request_is_answered() {
    let place = Place::new();
    let mut keeper = place.keeper();
    sign(&mut keeper, &ONE.request(0, 7));
    let good = whole();
    for end in 0..good.len() {
        if let Some(part) = good.get(..end) {
            let answer = refused_or_head(&mut keeper, part);
            assert!(answer.contains("refused\nmalformed"), "{part:?}: {answer}");
        }
    }
    for place in 0..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[place] ^= 1;
        if let Ok(text) = String::from_utf8(bytes) {
            let answer = refused_or_head(&mut keeper, &text);
            assert!(answer.contains("refused\n"), "{text:?}: {answer}");
        }
    }
    assert!(keeper.answer(&good).starts_with("liuhen-signer/v1 signed\n"));
    assert_eq!(sizes(&keeper.status().unwrap()), (20, 20));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn noise_is_refused(text in "\\PC{0,300}", cut in 0_usize..2_000, tail in "[ -~\n]{0,80}") {
        let place = Place::new();
        let mut keeper = place.keeper();
        sign(&mut keeper, &ONE.request(0, 7));
        refused_or_head(&mut keeper, &text);
        let good = whole();
        let kept = good.get(..cut.min(good.len())).unwrap_or_default();
        let spliced = format!("{kept}{tail}");
        if spliced != good {
            refused_or_head(&mut keeper, &spliced);
        }
        refused_or_head(&mut keeper, &format!("liuhen-signer/v1 sign\n{tail}end\n"));
        refused_or_head(&mut keeper, &format!("liuhen-signer/v1 {tail}\nend\n"));
    }
}
