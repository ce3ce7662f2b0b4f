//! A group comes to the same as its appends one after another, whatever they are.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use terms::{AgencyId, CaseId, TextRecordId};

use super::*;
use crate::rows::DocNumberRow;

/// A small world, so that appends get in each other's way.
#[derive(Debug, Clone)]
struct Wish {
    stream: u64,
    version: u64,
    facts: usize,
    number: Option<u32>,
    request: Option<(u8, u8)>,
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let wish = (0..3_u64, 0..4_u64, 0..3_usize, prop::option::of(0..3_u32));
    let request = prop::option::of((0..4_u8, 0..2_u8));
    let wish = (wish, request).prop_map(|((stream, version, facts, number), request)| Wish {
        stream,
        version,
        facts,
        number,
        request,
    });
    prop::collection::vec(wish, 0..30)
}

fn stream(number: u64) -> StreamId {
    CaseId::from_bits(number.into()).into()
}

fn append(wish: &Wish) -> Append {
    let fact = NewFact {
        stream: stream(wish.stream),
        kind: "case.noted",
        case: None,
        by: "system".into(),
        org: "agency".into(),
        binds: Vec::new(),
        body: String::new(),
        salt: [0; 32],
    };
    let number = |seq: u32| {
        RowChange::claim(DocNumberRow {
            key: seq.to_string(),
            agency_id: AgencyId::from_bits(1),
            series: String::new(),
            year: 2026,
            seq,
            record_id: TextRecordId::from_bits(1),
            case_id: CaseId::from_bits(1),
        })
    };
    let request = |(key, digest): (u8, u8)| NewIdempotency {
        actor: "off".into(),
        key: key.to_string(),
        request_digest: Digest::from_bytes([digest; 32]),
        response: format!("{key}"),
    };
    Append {
        reads: vec![(stream(wish.stream), wish.version)],
        facts: vec![fact; wish.facts],
        rows: wish.number.map(number).into_iter().collect(),
        idempotency: wish.request.map(request),
        ..Append::new(Timestamp::from_ms(0))
    }
}

/// The rules once more, as plainly as they can be written.
#[derive(Default)]
struct Model {
    size: u64,
    versions: BTreeMap<u64, u64>,
    numbers: BTreeSet<u32>,
    requests: BTreeMap<u8, u8>,
}

impl Model {
    fn answer(&mut self, wish: &Wish) -> String {
        if let Some((key, digest)) = wish.request
            && let Some(before) = self.requests.get(&key)
        {
            return if *before == digest { format!("repeated {key}") } else { "reused".into() };
        }
        let found = self.versions.get(&wish.stream).copied().unwrap_or(0);
        if found != wish.version {
            return format!("conflict {found}");
        }
        if wish.number.is_some_and(|number| self.numbers.contains(&number)) {
            return "taken".into();
        }
        let first = self.size;
        let facts = u64::try_from(wish.facts).unwrap();
        self.size += facts;
        self.versions.insert(wish.stream, found + facts);
        self.numbers.extend(wish.number);
        self.requests.extend(wish.request);
        let versions: Vec<u64> = (found + 1..=found + facts).collect();
        format!("recorded {first} {versions:?}")
    }
}

fn said(answer: &Result<Appended, AppendError>) -> String {
    match answer {
        Ok(done) => {
            let versions: Vec<u64> = done.facts.iter().map(|fact| fact.version).collect();
            format!("recorded {} {versions:?}", done.first_n)
        }
        Err(AppendError::Repeated { response }) => format!("repeated {response}"),
        Err(AppendError::KeyReused) => "reused".into(),
        Err(AppendError::Conflict { found, .. }) => format!("conflict {found}"),
        Err(AppendError::UniqueTaken { .. }) => "taken".into(),
        Err(AppendError::Fault(fault)) => format!("{fault}"),
    }
}

proptest! {
    #[test]
    fn a_group_comes_to_the_same_as_one_after_another(wishes in wishes()) {
        let group: Vec<Append> = wishes.iter().map(append).collect();
        let plan = plan(0, Known::default(), &group);
        let mut model = Model::default();
        let wanted: Vec<String> = wishes.iter().map(|wish| model.answer(wish)).collect();
        let answers: Vec<String> = plan.answers.iter().map(said).collect();
        prop_assert_eq!(answers, wanted);
        let numbers: Vec<u64> = plan.facts.iter().map(|fact| fact.n).collect();
        prop_assert_eq!(numbers, (0..model.size).collect::<Vec<_>>());
        prop_assert_eq!(plan.repeats.len(), model.requests.len());
    }
}
