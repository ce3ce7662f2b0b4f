//! Streams that get their bytes piece by piece, together and each at its own pace.

use proptest::prelude::*;
use sm3x::{SAVED_BYTES, Sm3, Unit};

use crate::differential::{LENGTHS, bytes, expected};

/// Numbers for a walk that is the same in every run.
struct Walk(u64);

impl Walk {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

#[test]
fn one_stream_cut_anywhere_gives_the_same_digest() {
    let data = bytes(7, 300);
    let wanted = expected(&data);
    for cut in 0..=data.len() {
        let mut stream = Sm3::new();
        stream.update(&data[..cut]);
        stream.update(&data[cut..]);
        assert_eq!(stream.finish(), wanted, "{cut}");
    }
}

#[test]
fn a_stream_put_down_anywhere_goes_on_to_the_same_digest() {
    let data = bytes(8, 300);
    for cut in 0..=data.len() {
        let mut first = Sm3::new();
        first.update(&data[..cut]);
        let mut second = Sm3::restore(&first.save()).unwrap();
        assert_eq!(second, first);
        second.update(&data[cut..]);
        assert_eq!(second.finish(), expected(&data), "{cut}");
    }
}

#[test]
fn what_no_stream_wrote_is_not_taken_up() {
    let mut stream = Sm3::new();
    stream.update(b"abc");
    let saved = stream.save();
    assert!(Sm3::restore(&saved[1..]).is_none());
    assert!(Sm3::restore(&[saved.as_slice(), &[0]].concat()).is_none());
    assert!(Sm3::restore(&[]).is_none());
    let mut surplus = saved;
    surplus[SAVED_BYTES - 1] = 1;
    assert!(Sm3::restore(&surplus).is_none());
    let mut too_long = saved;
    too_long[32] = 0x80;
    assert!(Sm3::restore(&too_long).is_none());
    assert_eq!(Sm3::restore(&saved), Some(stream));
}

#[test]
fn streams_of_every_progress_advance_together() {
    for unit in Unit::all() {
        // Each stream begins with another number of bytes in its open block.
        let data: Vec<Vec<u8>> =
            (0..).zip(LENGTHS).map(|(seed, len)| bytes(seed, len + 200)).collect();
        let mut streams: Vec<Sm3> = data
            .iter()
            .enumerate()
            .map(|(at, data)| {
                let mut stream = Sm3::new();
                stream.update(&data[..at * 11 % 130]);
                stream
            })
            .collect();
        let mut rest: Vec<(&mut Sm3, &[u8])> = streams
            .iter_mut()
            .zip(&data)
            .enumerate()
            .map(|(at, (stream, data))| (stream, &data[at * 11 % 130..]))
            .collect();
        unit.advance(&mut rest);
        for (stream, data) in streams.into_iter().zip(&data) {
            assert_eq!(stream.finish(), expected(data), "{unit:?}, {}", data.len());
        }
    }
}

proptest! {
    #[test]
    fn any_split_of_any_streams(
        cuts in prop::collection::vec(prop::collection::vec(0_usize..400, 0..6), 0..40),
        seed: u64,
    ) {
        for unit in Unit::all() {
            let data: Vec<Vec<u8>> =
                (0..).zip(&cuts).map(|(at, cuts)| bytes(seed ^ at, cuts.iter().sum())).collect();
            let mut streams = vec![Sm3::new(); cuts.len()];
            let mut offsets = vec![0; cuts.len()];
            for round in 0..6 {
                let mut next: Vec<(&mut Sm3, &[u8])> = Vec::new();
                for (at, stream) in streams.iter_mut().enumerate() {
                    if let Some(len) = cuts[at].get(round) {
                        next.push((stream, &data[at][offsets[at]..offsets[at] + len]));
                        offsets[at] += len;
                    }
                }
                unit.advance(&mut next);
            }
            for (stream, data) in streams.into_iter().zip(&data) {
                prop_assert_eq!(stream.finish(), expected(data), "{:?}", unit);
            }
        }
    }
}

/// A long walk: streams are opened, fed, saved, taken up and ended in every order.
#[test]
fn a_long_walk_over_open_streams() {
    const STEPS: usize = 3000;
    let data = bytes(9, 1 << 16);
    for unit in Unit::all() {
        let mut walk = Walk(42);
        let mut open: Vec<(Sm3, usize, usize)> = Vec::new();
        for step in 0..STEPS {
            match walk.below(8) {
                0 | 1 if open.len() < 40 => {
                    let begin = walk.below(data.len());
                    open.push((Sm3::new(), begin, begin));
                }
                2 if !open.is_empty() => {
                    let at = walk.below(open.len());
                    let (stream, begin, end) = open.swap_remove(at);
                    assert_eq!(stream.finish(), expected(&data[begin..end]), "{unit:?}, {step}");
                }
                3 if !open.is_empty() => {
                    let at = walk.below(open.len());
                    open[at].0 = Sm3::restore(&open[at].0.save()).unwrap();
                }
                _ => {
                    let mut next: Vec<(&mut Sm3, &[u8])> = Vec::new();
                    for (stream, _, end) in &mut open {
                        let len = walk.below(700).min(data.len() - *end);
                        if walk.below(3) > 0 {
                            next.push((stream, &data[*end..*end + len]));
                            *end += len;
                        }
                    }
                    unit.advance(&mut next);
                }
            }
        }
        for (stream, begin, end) in open {
            assert_eq!(stream.finish(), expected(&data[begin..end]), "{unit:?}");
        }
    }
}
