//! Slips: the golden one of the vectors' log, what they refuse, and that no text breaks them.

use ledger::{MAX_SLIP_BYTES, Sha256Tree, Slip, SlipError, TreeHash as _};
use proptest::prelude::*;

/// The slip of `docs/formats/slip.md`: the fourth leaf of the vectors' log. The hash was computed by
/// `printf '\0%s' "$leaf" | sha256sum`, not by us.
const GOLDEN: &str = "LH1|efr.example/330106/1|3|0LS9i3sJKUih5YiYiRjRiWwNokVvVsHhfKRe1mqriyQ";

fn golden() -> Slip {
    GOLDEN.parse().unwrap()
}

#[test]
fn the_golden_slip_names_the_leaf_of_the_vectors() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("../vectors.json")).unwrap();
    let leaf = vectors["leaves_b64"][3].as_str().unwrap();
    let leaf = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, leaf).unwrap();
    let slip = golden();
    assert_eq!(slip.leaf_hash, Sha256Tree::leaf_hash(&leaf));
    assert_eq!((slip.origin.as_str(), slip.index), ("efr.example/330106/1", 3));
    assert_eq!(slip.to_string(), GOLDEN);
}

#[test]
fn blanks_around_a_slip_are_skipped_and_others_are_not() {
    assert_eq!(format!("  {GOLDEN}\r\n").parse(), Ok(golden()));
    assert_eq!(GOLDEN.replace("|3|", "| 3|").parse::<Slip>(), Err(SlipError::Index));
}

#[test]
fn what_is_wrong_is_named() {
    let cases = [
        ("", SlipError::Form),
        ("LH1|efr.example/330106/1|3", SlipError::Form),
        (&format!("{GOLDEN}|"), SlipError::Form),
        (&"a".repeat(MAX_SLIP_BYTES + 1), SlipError::Form),
        (&GOLDEN.replace("LH1", "LH2"), SlipError::Mark),
        (&GOLDEN.replace("efr.example/330106/1", "a b"), SlipError::Origin),
        (&GOLDEN.replace("|3|", "|03|"), SlipError::Index),
        (&GOLDEN.replace("|3|", "|-3|"), SlipError::Index),
        (&GOLDEN.replace("|3|", "|9007199254740992|"), SlipError::Index),
        (&GOLDEN[..GOLDEN.len() - 1], SlipError::Hash),
        (&format!("{GOLDEN}="), SlipError::Hash),
        // The last of 43 characters carries four bits: stray ones are refused.
        (&format!("{}_", &GOLDEN[..GOLDEN.len() - 1]), SlipError::Hash),
    ];
    for (text, wanted) in cases {
        assert_eq!(text.parse::<Slip>(), Err(wanted), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_a_slip(text in ".{0,200}") {
        if let Ok(slip) = text.parse::<Slip>() {
            prop_assert_eq!(slip.to_string(), text.trim_ascii());
        }
    }

    #[test]
    fn a_slip_reads_back(index in 0u64..1 << 53, hash in any::<[u8; 32]>()) {
        let slip = Slip { index, leaf_hash: hash, ..golden() };
        prop_assert_eq!(slip.to_string().parse(), Ok(slip));
    }

    #[test]
    fn one_character_more_less_or_other_is_another_slip_or_none(at in 0usize..70, c in "[A-Za-z0-9|/_-]") {
        let at = at.min(GOLDEN.len() - 1);
        let mut text = GOLDEN.to_owned();
        text.replace_range(at..=at, &c);
        let read = text.parse::<Slip>();
        prop_assert!(text == GOLDEN || read != Ok(golden()));
    }
}
