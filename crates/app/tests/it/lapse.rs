//! What the law does by itself when nobody answers in time (Licensing Law Art. 32).

use app::DraftRecord;
use domain::case::Status;
use domain::record::Signing;
use rules::catalogue::Slot;
use serde_json::{Map, Value};
use terms::{ActKind, CaseId, Timestamp};

use crate::county::{County, day, text};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl County {
    /// An application came in today and was signed.
    async fn applied(&self) -> CaseId {
        let case = self.registered_as(ActKind::Licensing, None, ["li", "wang"]).await;
        self.write(case, "WS64", &[("received_on", "2025-03-07")]).await;
        assert_eq!(self.status(case).await, Status::Registered);
        case
    }

    async fn write(&self, case: CaseId, code: &str, given: &[(&str, &str)]) {
        let call = self.call("li");
        let mut fields: Map<String, Value> = self.app.law.example(code);
        for (name, value) in given {
            fields.insert((*name).to_owned(), Value::from(*value));
        }
        let kind = self.app.law.catalogue.kind(code).unwrap();
        let signers: Vec<_> = kind.signers_for(&fields).map(|signer| signer.slot).collect();
        let new = DraftRecord {
            kind: code.to_owned(),
            fields,
            corrects: None,
            activity: None,
            happened: None,
        };
        let drafted = self.app.draft_record(&call, case, new).await.unwrap();
        let record = drafted.id.unwrap().parse().unwrap();
        self.app.submit_record(&call, case, record).await.unwrap();
        for slot in signers {
            let signed = if slot == Slot::Party {
                let (app, name) = (&self.app, text("周启明"));
                app.note_party_signature(&call, case, record, slot, name, Signing::Signed).await
            } else {
                self.app.sign_record(&self.call("chief"), case, record, slot, None).await
            };
            signed.unwrap();
        }
    }

    async fn status(&self, case: CaseId) -> Status {
        let view = self.app.case(self.id("li"), case).await.unwrap();
        view.dossier.case.unwrap().status()
    }

    /// Pages cannot be printed here; every other job is done.
    async fn work(&self) {
        while self.app.run_pending_jobs().await.is_err() {}
    }
}

/// Story 5: on the sixth working day the application counts as accepted, from the day the
/// materials came in, and the twenty working days of Art. 42 run from there.
#[tokio::test]
async fn an_application_nobody_answers_counts_as_accepted() {
    let county = County::found().await;
    let case = county.applied().await;
    county.clock.set(at("2025-03-14T23:59:00+08:00"));
    county.work().await;
    assert_eq!(county.status(case).await, Status::Registered, "the fifth working day is not over");
    county.clock.set(at("2025-03-15T00:00:01+08:00"));
    county.work().await;
    let view = county.app.case(county.id("li"), case).await.unwrap();
    let state = view.dossier.case.as_ref().unwrap();
    assert_eq!(state.status(), Status::Open);
    assert_eq!(state.deemed_since_on, Some(day("2025-03-07")));
    let decide = view.findings.iter().find(|finding| finding.rule.id == "SX-XK-42").unwrap();
    let due = decide.due.as_ref().unwrap();
    assert_eq!((due.from_on, due.due_on), (day("2025-03-07"), Some(day("2025-04-07"))));
    let facts = county.beside().await.stream(&case.into()).await.unwrap().len();
    county.work().await;
    assert_eq!(county.beside().await.stream(&case.into()).await.unwrap().len(), facts, "once");
    assert!(county.app.check().await.unwrap().differences.is_empty());
}

/// An answer in time, also one that asks for corrections, leaves nothing to the law.
#[tokio::test]
async fn an_application_that_was_answered_is_not_taken_as_accepted() {
    let county = County::found().await;
    let case = county.applied().await;
    county.clock.set(at("2025-03-12T10:00:00+08:00"));
    county.write(case, "WS65", &[("correct_by", "2025-03-21")]).await;
    county.clock.set(at("2025-04-15T09:00:00+08:00"));
    county.work().await;
    assert_eq!(county.status(case).await, Status::Registered);
}
