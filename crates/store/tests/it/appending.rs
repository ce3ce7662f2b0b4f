//! What an append records, and what makes it record nothing.

use ledger::{ParsedLeaf, Sha256Tree, Token, TreeHash, Value, commit};
use store::{
    Append, AppendError, DocNumberRow, MAX_BODY_BYTES, NewIdempotency, NewJob, NewOutbox,
    RowChange, StoreFault, Table,
};
use terms::{AgencyId, Digest, TextRecordId};

use crate::fixture::{Place, at, case, fact, on_both, one, stream};

on_both! {
    facts_are_read_back_as_they_were_recorded
    a_decision_on_an_old_version_is_a_conflict_and_leaves_no_trace
    a_conflict_on_a_stream_that_is_only_read_counts
    a_request_sent_twice_is_recorded_once
    a_key_used_for_another_request_is_refused
    a_document_number_is_given_once
    what_neither_database_can_hold_is_refused_at_the_door
    facts_survive_a_reopening
    all_effects_come_with_the_facts_or_not_at_all
}

async fn facts_are_read_back_as_they_were_recorded(place: Place) {
    let store = place.open().await;
    let digest = Digest::from_bytes([7; 32]);
    let mut bound = fact(1, "甲:现场检查");
    bound.binds = vec![("sha256", Value::Digest(digest)), ("size", Value::Count(3))];
    let append =
        Append { facts: vec![fact(1, "立案"), bound, fact(2, "另案")], ..Append::new(at(5)) };
    let done = store.append(append).await.unwrap();
    assert_eq!(done.first_n, 0);
    let versions: Vec<_> = done.facts.iter().map(|f| (f.n, f.version)).collect();
    assert_eq!(versions, [(0, 1), (1, 2), (2, 1)]);

    let facts = store.stream(&stream(1)).await.unwrap();
    assert_eq!(facts.len(), 2);
    let second = &facts[1];
    assert_eq!((second.n, second.version, second.at), (1, 2, at(5)));
    assert_eq!((second.by.as_str(), second.kind.as_str()), ("system", "case.noted"));
    assert_eq!(second.body.as_deref(), Some("甲:现场检查"));
    let leaf = ParsedLeaf::parse(&second.leaf).unwrap();
    assert_eq!(leaf.get_text("stream"), Some(stream(1).as_str()));
    assert_eq!(leaf.get_text("case"), Some(case(1).to_string().as_str()));
    assert_eq!(
        (leaf.get_int("n"), leaf.get_int("sv"), leaf.get_int("v")),
        (Some(1), Some(2), Some(1))
    );
    assert_eq!((leaf.get_digest("sha256"), leaf.get_count("size")), (Some(digest), Some(3)));
    assert_eq!(leaf.get_int("at"), Some(at(5).ms()));
    let commitment = commit(&second.salt.unwrap(), "甲:现场检查".as_bytes());
    assert_eq!(leaf.get_commit("body"), Some(commitment));
    assert!(!second.leaf.contains('甲'), "no text reaches the leaf");

    assert_eq!(store.case_facts(case(2)).await.unwrap().len(), 1);
    assert_eq!(store.streams_of_case(case(1)).await.unwrap(), [stream(1)]);
    let from_one: Vec<u64> = store.facts(1, 9).await.unwrap().iter().map(|f| f.n).collect();
    assert_eq!(from_one, [1, 2]);
    assert_eq!(store.version(&stream(1)).await.unwrap(), 2);
    assert_eq!(store.version(&stream(9)).await.unwrap(), 0);
    assert_eq!(store.head().await.unwrap().size, 3);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

async fn a_decision_on_an_old_version_is_a_conflict_and_leaves_no_trace(place: Place) {
    let store = place.open().await;
    store.append(one(1, 0, "a")).await.unwrap();
    let head = store.head().await.unwrap();
    let mut late = one(1, 0, "b");
    late.facts.push(fact(2, "c"));
    late.jobs.push(NewJob { id: "j".into(), kind: "k", payload: String::new(), run_at: at(0) });
    let refused = store.append(late).await.unwrap_err();
    assert!(
        matches!(&refused, AppendError::Conflict { stream: of, expected: 0, found: 1 }
            if *of == stream(1)),
        "{refused:?}"
    );
    assert_eq!(store.head().await.unwrap(), head);
    assert_eq!(store.open_jobs().await.unwrap(), 0);
    store.append(one(1, 1, "b")).await.unwrap();
}

async fn a_conflict_on_a_stream_that_is_only_read_counts(place: Place) {
    let store = place.open().await;
    store.append(one(1, 0, "a")).await.unwrap();
    let mut append = one(2, 0, "b");
    append.reads.push((stream(1), 2));
    let refused = store.append(append.clone()).await.unwrap_err();
    assert!(matches!(refused, AppendError::Conflict { expected: 2, found: 1, .. }), "{refused:?}");
    append.reads[1].1 = 1;
    store.append(append).await.unwrap();
}

fn request(key: &str, digest: u8) -> Option<NewIdempotency> {
    Some(NewIdempotency {
        actor: "off_1".into(),
        key: key.into(),
        request_digest: Digest::from_bytes([digest; 32]),
        response: format!("回复{digest}"),
    })
}

async fn a_request_sent_twice_is_recorded_once(place: Place) {
    let store = place.open().await;
    let append = Append { idempotency: request("key", 1), ..one(1, 0, "a") };
    store.append(append.clone()).await.unwrap();
    // The version has moved on meanwhile: a repeat is a repeat all the same.
    let again = store.append(append).await.unwrap_err();
    assert!(
        matches!(&again, AppendError::Repeated { response } if response == "回复1"),
        "{again:?}"
    );
    let kept = store.idempotent_answer("off_1", "key").await.unwrap().unwrap();
    assert_eq!((kept.response.as_str(), kept.at), ("回复1", at(0)));
    assert_eq!(store.idempotent_answer("off_2", "key").await.unwrap(), None);
    assert_eq!(store.head().await.unwrap().size, 1);
}

async fn a_key_used_for_another_request_is_refused(place: Place) {
    let store = place.open().await;
    let append = Append { idempotency: request("key", 1), ..one(1, 0, "a") };
    store.append(append).await.unwrap();
    let other = Append { idempotency: request("key", 2), ..one(2, 0, "b") };
    let refused = store.append(other).await.unwrap_err();
    assert!(matches!(refused, AppendError::KeyReused), "{refused:?}");
    assert_eq!(store.head().await.unwrap().size, 1);
}

fn number(seq: u32) -> DocNumberRow {
    let agency = AgencyId::from_bits(1);
    DocNumberRow {
        key: DocNumberRow::key_of(agency, "罚", 2026, seq),
        agency_id: agency,
        series: "罚".into(),
        year: 2026,
        seq,
        record_id: TextRecordId::from_bits(1),
        case_id: case(1),
    }
}

async fn a_document_number_is_given_once(place: Place) {
    let store = place.open().await;
    let agency = AgencyId::from_bits(1);
    let claim = |of: u128, seq| Append {
        rows: vec![RowChange::claim(number(seq))],
        ..one(of, 0, "编号")
    };
    store.append(claim(1, 12)).await.unwrap();
    let refused = store.append(claim(2, 12)).await.unwrap_err();
    let AppendError::UniqueTaken { table, key } = refused else { panic!("{refused:?}") };
    assert_eq!((table, key), (Table::DocNumber, number(12).key));
    assert_eq!(store.version(&stream(2)).await.unwrap(), 0, "nothing of it was recorded");
    store.append(claim(2, 13)).await.unwrap();
    assert_eq!(store.last_doc_number(agency, "罚", 2026).await.unwrap(), 13);
    assert_eq!(store.last_doc_number(agency, "罚", 2025).await.unwrap(), 0);
    // Twice within one append is twice as well.
    let mut twice = claim(3, 14);
    twice.rows.push(RowChange::claim(number(14)));
    assert!(matches!(store.append(twice).await, Err(AppendError::UniqueTaken { .. })));
}

async fn what_neither_database_can_hold_is_refused_at_the_door(place: Place) {
    let store = place.open().await;
    let fault = |result: Result<_, AppendError>| match result {
        Err(AppendError::Fault(fault)) => fault,
        other => panic!("{other:?}"),
    };
    let nul = fault(store.append(one(1, 0, "a\0b")).await);
    assert!(matches!(nul, StoreFault::Unstorable { column: "body" }), "{nul:?}");
    let long = fault(store.append(one(1, 0, &"x".repeat(MAX_BODY_BYTES + 1))).await);
    assert!(matches!(long, StoreFault::TooLarge { what: "body", .. }), "{long:?}");
    let mut nameless = one(1, 0, "a");
    nameless.facts[0].by = "张三".into();
    let leaf = fault(store.append(nameless).await);
    assert!(matches!(leaf, StoreFault::Leaf { kind: "case.noted", .. }), "{leaf:?}");
    let mut clash = one(1, 0, "a");
    clash.facts[0].binds = vec![("n", Value::Id(Token::parse("x").unwrap()))];
    let leaf = fault(store.append(clash).await);
    assert!(matches!(leaf, StoreFault::Leaf { .. }), "{leaf:?}");
    assert_eq!(store.head().await.unwrap().size, 0);
    store.append(one(1, 0, &"大".repeat(MAX_BODY_BYTES / 3))).await.unwrap();
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

async fn facts_survive_a_reopening(place: Place) {
    let store = place.open().await;
    store.append(one(1, 0, "a")).await.unwrap();
    let head = store.head().await.unwrap();
    store.close().await;
    drop(store);
    let store = place.open().await;
    assert_eq!(store.head().await.unwrap(), head);
    store.append(one(1, 1, "b")).await.unwrap();
    let leaves: Vec<_> = store.facts(0, 9).await.unwrap().into_iter().map(|f| f.leaf).collect();
    let [first, second] = leaves.as_slice() else { panic!("{leaves:?}") };
    let root = Sha256Tree::node_hash(
        &Sha256Tree::leaf_hash(first.as_bytes()),
        &Sha256Tree::leaf_hash(second.as_bytes()),
    );
    assert_eq!(*store.head().await.unwrap().root_sha256.as_bytes(), root);
}

async fn all_effects_come_with_the_facts_or_not_at_all(place: Place) {
    let store = place.open().await;
    let job =
        |id: &str| NewJob { id: id.into(), kind: "probe", payload: "{}".into(), run_at: at(0) };
    let message = |text: &str| NewOutbox { kind: "notice", payload: text.into() };
    let mut first = one(1, 0, "a");
    first.jobs = vec![job("probe:1"), job("probe:1"), job("probe:2")];
    first.outbox = vec![message("一"), message("二")];
    first.rows = vec![RowChange::claim(number(1))];
    store.append(first.clone()).await.unwrap();
    assert_eq!(store.open_jobs().await.unwrap(), 2, "the same id is one job");
    let messages = store.unsent(9).await.unwrap();
    let messages: Vec<_> = messages.iter().map(|m| (m.seq, m.payload.as_str())).collect();
    assert_eq!(messages, [(1, "一"), (2, "二")]);
    // The claim is taken: neither its fact, nor its job, nor its message stays.
    let second = Append { reads: vec![(stream(1), 1)], ..first };
    assert!(matches!(store.append(second).await, Err(AppendError::UniqueTaken { .. })));
    assert_eq!(store.unsent(9).await.unwrap().len(), 2);
    assert_eq!(store.version(&stream(1)).await.unwrap(), 1);
    // Effects without facts are fine, and do not move the log.
    let only_job = Append { jobs: vec![job("probe:3")], ..Append::new(at(1)) };
    let done = store.append(only_job).await.unwrap();
    assert_eq!((done.first_n, done.facts.len()), (1, 0));
    assert_eq!(store.open_jobs().await.unwrap(), 3);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}
