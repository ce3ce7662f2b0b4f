//! What a leaf can hold, and what is read back from one.

use ledger::{Leaf, LeafError, MAX_COUNT, MAX_LEAF_BYTES, ParsedLeaf, Token, Value, commit};
use proptest::prelude::*;
use terms::Timestamp;

#[test]
fn a_name_is_not_a_token() {
    for text in ["", "张三", "a b", "a\"b", "a\\b", "a\n", "ａ", &"x".repeat(129)] {
        assert!(Token::parse(text).is_err(), "{text}");
    }
    assert_eq!(Token::parse("case_01K4/x:y.z-0").unwrap().as_str(), "case_01K4/x:y.z-0");
}

#[test]
fn bad_fields_are_refused() {
    let one = || Value::Count(1);
    assert_eq!(Leaf::new([("a", one()), ("a", one())]), Err(LeafError::Duplicate("a")));
    for key in ["", "A", "1a", "a-b", "a\"", "键", "_a"] {
        assert_eq!(Leaf::new([(key, one())]), Err(LeafError::Key(key)));
    }
    assert_eq!(Leaf::new([("a", Value::Count(MAX_COUNT + 1))]), Err(LeafError::Count("a")));
    assert!(Leaf::new([("a", Value::Count(MAX_COUNT))]).is_ok());
    assert_eq!(Leaf::new([]), Err(LeafError::Empty));
}

#[test]
fn a_leaf_too_long_is_refused() {
    let long = Value::Id(Token::parse(&"x".repeat(128)).unwrap());
    let keys: Vec<&'static str> =
        (0..200).map(|n| &*Box::leak(format!("k{n}").into_boxed_str())).collect();
    let leaf = Leaf::new(keys.into_iter().map(|key| (key, long.clone())));
    assert!(matches!(leaf, Err(LeafError::TooLong { bytes }) if bytes > MAX_LEAF_BYTES));
}

#[test]
fn what_was_written_is_read_back() {
    let commitment = commit(&[1; 32], "正文".as_bytes());
    let leaf = Leaf::new([
        ("t", Value::Enum(Token::parse("case.opened").unwrap())),
        ("body", Value::Commit(commitment)),
        ("before", Value::Time(Timestamp::from_ms(-5))),
        ("n", Value::Count(0)),
    ])
    .unwrap();
    let read = ParsedLeaf::parse(leaf.line()).unwrap();
    assert_eq!(read.keys().collect::<Vec<_>>(), ["before", "body", "n", "t"]);
    assert_eq!(read.get_commit("body"), Some(commitment));
    assert_eq!(read.get_int("before"), Some(-5));
    assert_eq!(read.get_count("before"), None);
    assert_eq!(read.get_count("n"), Some(0));
    assert_eq!(read.get_text("t"), Some("case.opened"));
    assert_eq!((read.get_text("n"), read.get_int("t"), read.get_text("none")), (None, None, None));
}

#[test]
fn a_line_no_leaf_could_be_is_refused() {
    let commitment = commit(&[1; 32], b"").to_string();
    let unpadded = commitment.trim_end_matches('=');
    for line in [
        "",
        "{}",
        "{\"a\":1",
        "{\"a\":1}\n",
        " {\"a\":1}",
        "{\"a\": 1}",
        "{\"a\":1,}",
        "{\"b\":1,\"a\":1}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1.5}",
        "{\"a\":1e3}",
        "{\"a\":01}",
        "{\"a\":-0}",
        "{\"a\":-}",
        "{\"a\":--1}",
        "{\"a\":9007199254740992}",
        "{\"a\":99999999999999999999}",
        "{\"a\":null}",
        "{\"a\":true}",
        "{\"a\":[1]}",
        "{\"a\":\"\"}",
        "{\"a\":\"张\"}",
        "{\"a\":\"a\\u0041\"}",
        "{\"A\":1}",
        "{\"a\":{}}",
        "{\"a\":{\"c\":\"\"}}",
        &format!("{{\"a\":{{\"c\":\"{unpadded}\"}}}}"),
        &format!("{{\"a\":{{\"d\":\"{commitment}\"}}}}"),
        &format!("{{\"a\":{{\"c\":\"{commitment}\",\"d\":1}}}}"),
    ] {
        assert!(ParsedLeaf::parse(line).is_err(), "{line}");
    }
    assert!(ParsedLeaf::parse("{\"a\":-9007199254740991}").is_ok());
}

proptest! {
    #[test]
    fn no_line_panics(line in "[{}\",:a-c0-9.\\-\\PC]{0,60}") {
        let _read = ParsedLeaf::parse(&line);
    }

    #[test]
    fn every_leaf_is_read_back(
        count in 0..=MAX_COUNT, ms: i64, token in "[A-Za-z0-9._:/-]{1,128}", salt: [u8; 32],
    ) {
        let at = Timestamp::from_ms(ms);
        let leaf = Leaf::new([
            ("id", Value::Id(Token::parse(&token).unwrap())),
            ("at", Value::Time(at)),
            ("count", Value::Count(count)),
            ("body", Value::Commit(commit(&salt, token.as_bytes()))),
        ]).unwrap();
        let read = ParsedLeaf::parse(leaf.line()).unwrap();
        prop_assert_eq!(read.get_text("id"), Some(token.as_str()));
        prop_assert_eq!(read.get_int("at"), Some(at.ms()));
        prop_assert_eq!(read.get_count("count"), Some(count));
        prop_assert_eq!(read.get_commit("body"), Some(commit(&salt, token.as_bytes())));
    }
}

#[test]
fn what_a_leaf_says_of_bytes_counts_only_in_the_form_leaves_have() {
    let (sha256, sm3) = ("ab".repeat(32), "cd".repeat(32));
    let digests = terms::Digests {
        sha256: sha256.parse().unwrap(),
        sm3: sm3.parse().unwrap(),
        size_bytes: 3,
    };
    let says = |rest: String| {
        let leaf = ParsedLeaf::parse(&format!("{{\"sha256\":\"{sha256}\"{rest}}}")).unwrap();
        leaf.bound_bytes().map(|bytes| bytes.are(&digests))
    };
    assert_eq!(says(String::new()), Some(true));
    assert_eq!(says(format!(",\"size\":3,\"sm3\":\"{sm3}\"")), Some(true));
    assert_eq!(says(",\"size\":4".to_owned()), Some(false));
    assert_eq!(says(format!(",\"sm3\":\"{sha256}\"")), Some(false));
    for malformed in [",\"size\":-3", ",\"size\":\"3\"", ",\"sm3\":\"cd\"", ",\"sm3\":7"] {
        assert_eq!(says(malformed.to_owned()), None, "{malformed}");
    }
    let none = ParsedLeaf::parse("{\"n\":1}").unwrap();
    assert_eq!(none.bound_bytes(), None);
}
