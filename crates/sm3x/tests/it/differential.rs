//! Whole inputs: the same digests as the `sm3` crate, whatever the lengths.

use proptest::prelude::*;
use sm3::Digest as _;
use sm3x::{Sm3, Unit};

/// Lengths around every border of the padding, and some that fill many blocks.
pub(crate) const LENGTHS: [usize; 18] =
    [0, 1, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 127, 128, 129, 1000, 4096, 5000];

pub(crate) fn expected(bytes: &[u8]) -> [u8; 32] {
    sm3::Sm3::digest(bytes).into()
}

/// Bytes that differ from place to place and from input to input.
pub(crate) fn bytes(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..len).map(|_| next()).collect()
}

#[test]
fn every_border_of_the_padding_on_every_unit() {
    let inputs: Vec<Vec<u8>> = (0..).zip(LENGTHS).map(|(seed, len)| bytes(seed, len)).collect();
    for input in &inputs {
        assert_eq!(Sm3::digest(input), expected(input), "{}", input.len());
    }
    for unit in Unit::all() {
        for many in 0..=inputs.len() {
            let some: Vec<&[u8]> = inputs.iter().take(many).map(Vec::as_slice).collect();
            let wanted: Vec<[u8; 32]> = some.iter().map(|input| expected(input)).collect();
            assert_eq!(unit.digests(&some), wanted, "{unit:?}, {many} inputs");
        }
    }
}

#[test]
fn every_lane_computes_on_its_own() {
    // One other input among equal ones, in each place.
    let (common, other) = (bytes(1, 300), bytes(2, 300));
    for unit in Unit::all() {
        for place in 0..sm3x::MAX_LANES {
            let inputs: Vec<&[u8]> = (0..sm3x::MAX_LANES)
                .map(|at| if at == place { other.as_slice() } else { common.as_slice() })
                .collect();
            for (at, found) in unit.digests(&inputs).into_iter().enumerate() {
                let wanted = expected(if at == place { &other } else { &common });
                assert_eq!(found, wanted, "{unit:?}, lane {at} with the other in {place}");
            }
        }
    }
}

proptest! {
    #[test]
    fn any_number_of_inputs_of_any_lengths(
        lengths in prop::collection::vec(0_usize..3000, 0..60),
        seed: u64,
    ) {
        let inputs: Vec<Vec<u8>> =
            (0..).zip(lengths).map(|(at, len)| bytes(seed ^ at, len)).collect();
        let slices: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
        let wanted: Vec<[u8; 32]> = inputs.iter().map(|input| expected(input)).collect();
        for unit in Unit::all() {
            prop_assert_eq!(&unit.digests(&slices), &wanted, "{:?}", unit);
        }
    }
}
