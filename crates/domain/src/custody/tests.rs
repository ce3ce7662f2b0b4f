//! Given facts, when something is wanted, then facts or a refusal.

use terms::{
    AgencyId, AvRecordId, Digest, Digests, OfficerId, Personal, PrivateCopyId, Sm3Digest, Timestamp,
};

use super::*;
use crate::{Outcome, Recorded, Refusal, Text};

const ITS: (AvRecordId, AgencyId) = (AvRecordId::from_bits(1), AgencyId::from_bits(2));

fn recorded(event: Event) -> Recorded {
    let by = Some(OfficerId::from_bits(7));
    Recorded { at: Timestamp::from_ms(1), by, event: event.into() }
}

fn check(state: Option<&Original>, found: OriginalState, is_asked: bool) -> Vec<Event> {
    decide_original(ITS, state, Command::Check { found, is_asked }).unwrap().into_events()
}

fn after(state: Option<Original>, events: Vec<Event>) -> Option<Original> {
    events.into_iter().fold(state, |state, event| match state {
        None => Original::begin(&recorded(event)),
        Some(state) => Some(state.evolve(&recorded(event))),
    })
}

/// Art. 24: a damage is written down once, and so is that it was set right.
#[test]
fn what_changed_is_written_down_and_what_did_not_is_not() {
    assert_eq!(check(None, OriginalState::Intact, false), []);
    assert_eq!(check(None, OriginalState::Intact, true).len(), 1, "somebody asked");
    let state = after(None, check(None, OriginalState::Altered, false));
    assert_eq!(check(state.as_ref(), OriginalState::Altered, false), []);
    let state = after(state.clone(), check(state.as_ref(), OriginalState::Intact, false));
    assert_eq!(state.unwrap().last_found(), OriginalState::Intact);
}

#[test]
fn an_original_is_destroyed_once_and_not_looked_for_again() {
    let order = |text: &str| Command::Dispose {
        order: Text::parse(text).unwrap(),
        witness: Text::parse("孙丽、周伟").unwrap(),
        is_expired: true,
    };
    let gone = decide_original(ITS, None, order("鉴定〔2036〕1号")).unwrap().into_events();
    let state = after(None, gone).unwrap();
    assert_eq!(check(Some(&state), OriginalState::Missing, false), []);
    assert_eq!(
        decide_original(ITS, Some(&state), order("鉴定〔2036〕1号")),
        Ok(Outcome::AlreadyDone)
    );
    let other = decide_original(ITS, Some(&state), order("鉴定〔2036〕2号"));
    assert_eq!(other, Err(Refusal::OriginalDisposed));
}

/// Art. 22: whoever kept it does not say that it is gone.
#[test]
fn a_private_copy_is_taken_back_by_somebody_else() {
    let holder = OfficerId::from_bits(3);
    let said = |text: &str| Personal::new(text.to_owned());
    let copy = PrivateCopy::begin(&recorded(Event::PrivateCopyFound {
        copy: PrivateCopyId::from_bits(1),
        agency: ITS.1,
        holder: Some(holder),
        recording: None,
        place: said("个人手机"),
        text: said("检查手机时发现"),
    }))
    .unwrap();
    let text = Text::parse("当面删除，核对已入库").unwrap();
    assert_eq!(decide_copy(&copy, ITS.0, &text, holder), Err(Refusal::OwnPrivateCopy));
    let done = decide_copy(&copy, ITS.0, &text, OfficerId::from_bits(4)).unwrap().into_events();
    let copy = done.into_iter().fold(copy, |copy, event| copy.evolve(&recorded(event)));
    assert_eq!(copy.recording, Some(ITS.0));
    let again = Text::parse("再删一次").unwrap();
    let by = OfficerId::from_bits(4);
    assert_eq!(decide_copy(&copy, ITS.0, &again, by), Err(Refusal::PrivateCopyRemoved));
    assert_eq!(decide_copy(&copy, ITS.0, &text, by), Ok(Outcome::AlreadyDone));
}

fn digests() -> Digests {
    Digests {
        sha256: Digest::from_bytes([1; 32]),
        sm3: Sm3Digest::from_bytes([2; 32]),
        size_bytes: 3,
    }
}

/// Art. 24: an original that was put back from the replica is whole, and its damage stays told.
#[test]
fn what_was_put_back_is_whole_again() {
    let state = after(None, check(None, OriginalState::Altered, false));
    let restored = Event::BytesRestored { kind: StoredKind::Original, digests: digests() };
    let of_a_copy = Event::BytesRestored { kind: StoredKind::EvidenceCopy, digests: digests() };
    let state = after(state, vec![of_a_copy]).unwrap();
    assert_eq!(state.last_found(), OriginalState::Altered, "the copy is not the original");
    let state = after(Some(state), vec![restored]).unwrap();
    assert!(state.is_whole());
    assert_eq!(state.checks.len(), 2);
}

#[test]
fn a_stored_file_is_told_of_when_it_changes() {
    let (kind, digest) = (StoredKind::Document, digests().sha256);
    let mut files = StoredFiles::default();
    let mut look = |found| {
        let events = decide_file(&files, kind, digest, found).into_events();
        events.iter().for_each(|event| files.note(event));
        events.len()
    };
    assert_eq!(look(OriginalState::Intact), 0);
    assert_eq!(look(OriginalState::Missing), 1);
    assert_eq!(look(OriginalState::Missing), 0);
    assert_eq!(look(OriginalState::Intact), 1);
    assert_eq!(look(OriginalState::Altered), 1);
    files.note(&Event::BytesRestored { kind, digests: digests() });
    assert_eq!(files.last_found(kind, digest), OriginalState::Intact);
    let other = files.last_found(StoredKind::Package, digest);
    assert_eq!(other, OriginalState::Intact);
}
