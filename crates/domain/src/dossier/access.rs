//! What the rules are told about who looked and copied, and under which grant (Art. 24).

use rules::Fact;

use super::Dossier;
use crate::access;
use crate::authority::Role;
use crate::org::{Directory, Officer};

/// Grants, looks and copies (Art. 24). A grant taken back holds no longer from that day on.
pub(super) fn access_facts(dossier: &Dossier, directory: &Directory) -> Vec<Fact> {
    let mut facts = Vec::new();
    for request in dossier.access.values() {
        let subject = request.id.to_string();
        if let (Some(at), Some(by)) = (request.granted_at, request.decided_by) {
            let revoked_at =
                request.decided_at.filter(|_| request.status == access::Status::Revoked);
            let until = revoked_at.unwrap_or(request.until_at);
            let heads = |officer: &Officer| officer.holds(Role::AgencyHead, at.date());
            facts.push(
                Fact::new("access.granted", at, &*subject)
                    .with("grant", &*subject)
                    .with("by_head", directory.officer(by).is_some_and(heads))
                    .with("may_copy", request.verbs.contains(&access::Verb::Copy))
                    .with("may_disclose", false)
                    .with("may_publish", false)
                    .with("from", at.date())
                    .with("until", until.date()),
            );
        }
        for (number, (by, at)) in request.uses.iter().enumerate() {
            facts.push(
                Fact::new("access.copied", *at, format!("{subject}#{number}"))
                    .with("grant", &*subject)
                    .with("basis", "grant")
                    .with("by", by.map(|id| id.to_string()).unwrap_or_default()),
            );
        }
    }
    for recording in dossier.linked_recordings() {
        for (number, look) in recording.views.iter().enumerate() {
            let is_grant = look.basis.parse::<terms::AccessRequestId>().is_ok();
            facts.push(
                Fact::new("access.viewed", look.at, format!("{}#{number}", recording.id))
                    .with("grant", &*look.basis)
                    .with("basis", if is_grant { "grant" } else { "duty" })
                    .with("by", look.by.map(|id| id.to_string()).unwrap_or_default()),
            );
        }
    }
    facts
}
