//! What the rules are told about originals and private copies (Arts. 22, 24).

use rules::Fact;
use terms::Timestamp;

use crate::custody::{Check, Original, OriginalState, PrivateCopy};

/// Each damage that was found, that the bytes were there again as deposited, and how they went.
/// While it is damaged, only that damage counts: what was made good before answers for nothing now.
pub(super) fn original_facts(original: &Original) -> Vec<Fact> {
    let subject = original.recording.to_string();
    let fact = |name: &str, at: Timestamp| Fact::new(name, at, &*subject);
    let mut facts = Vec::new();
    let mut was = OriginalState::Intact;
    for check in since_it_was_whole(&original.checks) {
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

/// The checks of a damage that lasts; all of them if none does.
fn since_it_was_whole(checks: &[Check]) -> &[Check] {
    let whole = checks.iter().rposition(|check| check.found == OriginalState::Intact);
    let lasts = whole.and_then(|at| checks.get(at.saturating_add(1)..));
    lasts.filter(|rest| !rest.is_empty()).unwrap_or(checks)
}

/// That it was found, and that it was taken back.
pub(super) fn copy_facts(copy: &PrivateCopy) -> Vec<Fact> {
    let subject = copy.id.to_string();
    let found = Fact::new("private_copy.found", copy.found_at, &*subject);
    let removed = copy.removed.as_ref();
    let removed = removed.map(|(at, ..)| Fact::new("private_copy.removed", *at, &*subject));
    std::iter::once(found).chain(removed).collect()
}
