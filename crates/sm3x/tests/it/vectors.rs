//! Messages whose digests are published.

use sm3x::{Sm3, Unit};

/// GB/T 32905-2016, appendix A (also in draft-sca-cfrg-sm3, appendix A): both examples.
const STANDARD: [(&str, &str); 2] = [
    ("616263", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (
        "61626364616263646162636461626364616263646162636461626364616263646162636461626364616263646162636461626364616263646162636461626364",
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    ),
];

/// The empty message; not in the standard, given by most implementations.
const EMPTY: &str = "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b";

#[test]
fn the_examples_of_the_standard_on_a_single_stream() {
    for (message, digest) in STANDARD {
        assert_eq!(hex::encode(Sm3::digest(&hex::decode(message).unwrap())), digest);
    }
    assert_eq!(hex::encode(Sm3::new().finish()), EMPTY);
}

#[test]
fn the_examples_of_the_standard_in_every_lane_of_every_unit() {
    let messages: Vec<Vec<u8>> =
        STANDARD.iter().map(|(message, _)| hex::decode(message).unwrap()).collect();
    for unit in Unit::all() {
        for lanes in 1..=2 * sm3x::MAX_LANES {
            let inputs: Vec<&[u8]> =
                messages.iter().map(Vec::as_slice).chain([&[][..]]).cycle().take(lanes).collect();
            let wanted = STANDARD.iter().map(|(_, digest)| *digest).chain([EMPTY]).cycle();
            for (found, wanted) in unit.digests(&inputs).iter().zip(wanted) {
                assert_eq!(hex::encode(found), wanted, "{unit:?}, {lanes} messages");
            }
        }
    }
}

#[test]
fn units_are_told_apart_by_their_lanes() {
    let lanes: Vec<usize> = Unit::all().into_iter().map(Unit::lanes).collect();
    assert!(lanes.is_sorted() && lanes.first() == Some(&1));
    assert_eq!(lanes.last(), Some(&Unit::best().lanes()));
    assert!(lanes.iter().all(|lanes| [1, 4, 8, 16].contains(lanes)));
}
