//! Reports of figures that others can count again from the log's leaves (Art. 26).

mod event;

pub use event::Event;
