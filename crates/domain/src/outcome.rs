//! What a decision answers when it is not a refusal.

/// The result of `decide`.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<E> {
    /// These events are to be recorded, in this order.
    Record(Vec<E>),
    /// The very same thing was done before; a retry changes nothing.
    AlreadyDone,
}

impl<E> Outcome<E> {
    /// One event.
    pub fn one(event: impl Into<E>) -> Self {
        Self::Record(vec![event.into()])
    }

    /// The events, none if it was already done.
    #[must_use]
    pub fn into_events(self) -> Vec<E> {
        match self {
            Self::Record(events) => events,
            Self::AlreadyDone => Vec::new(),
        }
    }
}
