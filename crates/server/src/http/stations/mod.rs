//! Collection stations (Art. 22): the wall and the register for people, and what stations say.

pub(crate) mod keep;
pub(crate) mod speak;
pub(crate) mod status;
pub(crate) mod wall;
