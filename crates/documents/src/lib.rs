//! Law instruments as PDF: a record kind and its fields become paper, always the same bytes.
//!
//! Templates get their data as JSON, never as program text, so nothing a person types can act
//! as markup. Writes nothing; reads only the fonts.

mod fault;
mod fonts;
mod glyphs;
mod instrument;
mod money;
mod renderer;
mod sheet;
mod signatures;
mod table;
mod value;
mod world;

pub use fault::RenderFault;
pub use fonts::Fonts;
pub use instrument::{Instrument, Refusal, Rendered, SignatureMark};
pub use renderer::Renderer;
