//! What the rules are told about originals and private copies (Arts. 22, 24).

use rules::Fact;
use terms::Timestamp;

use crate::custody::{Original, OriginalState, PrivateCopy};

/// Each damage that was found, that the bytes were there again as deposited, and how they went.
pub(super) fn original_facts(original: &Original) -> Vec<Fact> {
    let subject = original.recording.to_string();
    let fact = |name: &str, at: Timestamp| Fact::new(name, at, &*subject);
    let mut facts = Vec::new();
    let mut was = OriginalState::Intact;
    for check in &original.checks {
        match (was, check.found) {
            (_, OriginalState::Missing) => facts.push(fact("original.missing", check.at)),
            (_, OriginalState::Altered) => facts.push(fact("original.altered", check.at)),
            (OriginalState::Intact, OriginalState::Intact) => {}
            (_, OriginalState::Intact) => facts.push(fact("original.restored", check.at)),
        }
        was = check.found;
    }
    facts.extend(original.disposed.as_ref().map(|disposal| {
        fact("original.disposed", disposal.at)
            .with("order", &*disposal.order)
            .with("expired", disposal.is_expired)
    }));
    facts
}

/// That it was found, and that it was taken back.
pub(super) fn copy_facts(copy: &PrivateCopy) -> Vec<Fact> {
    let subject = copy.id.to_string();
    let found = Fact::new("private_copy.found", copy.found_at, &*subject);
    let removed = copy.removed.as_ref();
    let removed = removed.map(|(at, ..)| Fact::new("private_copy.removed", *at, &*subject));
    std::iter::once(found).chain(removed).collect()
}
