//! Real fonts, real templates, every record kind: what comes out is read back with pdftotext.
//!
//! Fonts are taken from `LIUHEN_FONTS`, or `target/fonts` where `cargo xtask` puts them.

// So marked, clippy knows that everything here is test code.
#[cfg(test)]
mod fixture;
mod kinds;
mod marks;
mod schemas;
mod stability;
