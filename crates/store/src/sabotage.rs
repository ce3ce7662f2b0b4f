//! Safety steps left out on purpose, so that the tests of durability can show that they would see
//! it. Only with the feature `sabotage`, which no build of the product has.

/// Whether this step is to be left out (`LIUHEN_SABOTAGE` names it).
#[cfg(feature = "sabotage")]
#[must_use]
pub fn leaves_out(step: &str) -> bool {
    std::env::var("LIUHEN_SABOTAGE").is_ok_and(|named| named == step)
}

/// Nothing is left out.
#[cfg(not(feature = "sabotage"))]
#[must_use]
pub const fn leaves_out(_: &str) -> bool {
    false
}
