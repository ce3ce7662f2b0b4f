//! Real bytes in, cells or a named refusal out.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.

#[cfg(test)]
mod any;
#[cfg(test)]
mod csv_text;
#[cfg(test)]
mod header;
#[cfg(test)]
mod made;
#[cfg(test)]
mod outcome;
#[cfg(test)]
mod package;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod workbook;
#[cfg(test)]
mod written;
