//! The running numbers of a series: given one after another, and never a second time.

/// The holes in running numbers that begin with 1: first and last missing number of each. `taken`
/// must be in order; the last of them ends the series, since nobody knows what comes later.
#[must_use]
pub fn holes(taken: impl IntoIterator<Item = u32>) -> Vec<(u32, u32)> {
    let mut holes = Vec::new();
    let mut next = 1_u32;
    for seq in taken {
        if seq > next {
            holes.push((next, seq - 1));
        }
        next = next.max(seq.saturating_add(1));
    }
    holes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::holes;

    #[test]
    fn a_series_without_gaps_has_no_hole() {
        assert_eq!(holes([]), []);
        assert_eq!(holes([1]), []);
        assert_eq!(holes([1, 2, 3]), []);
    }

    #[test]
    fn each_hole_is_named_with_its_first_and_last_number() {
        assert_eq!(holes([2]), [(1, 1)]);
        assert_eq!(holes([1, 2, 5, 6, 8]), [(3, 4), (7, 7)]);
        assert_eq!(holes([u32::MAX]), [(1, u32::MAX - 1)]);
    }

    proptest! {
        /// What is taken and what is missing are together all numbers up to the last, each once.
        #[test]
        fn numbers_and_holes_fill_the_series(taken in prop::collection::btree_set(1_u32..400, 0..80)) {
            let mut all: Vec<u32> = taken.iter().copied().collect();
            for (first, last) in holes(taken.iter().copied()) {
                prop_assert!(first <= last);
                all.extend(first..=last);
            }
            all.sort_unstable();
            let last = taken.iter().next_back().copied().unwrap_or_default();
            prop_assert_eq!(all, (1..=last).collect::<Vec<_>>());
            prop_assert_eq!(holes(1..=last), Vec::new());
        }
    }
}
