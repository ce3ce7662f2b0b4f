//! Many SM3 digests at once, one in each lane of a vector unit.
//!
//! SM3 (GB/T 32905) has no instructions of its own on the machines we run on, and the blocks of
//! one message wait for each other: 0.4 GB/s on a core. Messages do not wait for each other.
//! Sixteen of them in the lanes of an AVX-512 unit take little longer than one of them alone.
//! [`digests`] hashes whole inputs, [`advance`] gives streams their next bytes, and [`Sm3`] is a
//! single stream, which can be put down and taken up again.
//!
//! Pure, without `unsafe` of ours: which instructions a machine has, `fearless_simd` finds out.

mod block;
mod lanes;
mod many;
mod sm3;
mod unit;

pub use many::{advance, digests};
pub use sm3::{SAVED_BYTES, Sm3};
pub use unit::{MAX_LANES, Unit};
