use std::collections::BTreeSet;

use terms::{AccessRequestId, AvRecordId, Date, OfficerId, StreamId, Timestamp, UploadId};

use super::*;
use crate::authority::{self, Action, Permit, Place};
use crate::given::{
    AGENCY, CHEN, CUSTODIAN, DEPUTIES, FOREIGN_HEAD, HEAD, HEAD_TO_BE, LI, Story, WANG, clock, day,
    digests, fact, said, text,
};
use crate::{Outcome, Refusal};

const REQUEST: AccessRequestId = AccessRequestId::from_bits(1);
const CLIP: AvRecordId = AvRecordId::from_bits(1);
const OTHER_CLIP: AvRecordId = AvRecordId::from_bits(2);

/// What `authorize` gives someone for an action in this case.
fn permit(story: &Story, who: OfficerId, action: Action) -> Result<Permit, Refusal> {
    let place = Place { agency: Some(AGENCY), division: None, officers: &[LI, WANG] };
    authority::authorize(story.actor(who), &story.directory, action, place, story.now.date())
}

fn request(until_on: &str) -> Command {
    Command::Request {
        request: REQUEST,
        recordings: Some(BTreeSet::from([CLIP])),
        subjects: BTreeSet::from([WANG]),
        verbs: BTreeSet::from([Verb::View]),
        purpose: text("核对笔录"),
        reason: text("笔录与现场情况需要比对"),
        until_on: day(until_on),
    }
}

fn approve(until_on: &str) -> Command {
    Command::Approve { until_on: day(until_on), opinion: Some(text("同意")) }
}

fn refuse() -> Command {
    Command::Refuse { reason: text("与本案无关") }
}

fn revoke() -> Command {
    Command::Revoke { reason: text("已经核对完毕") }
}

/// Given these commands done, the request as it stands, and what comes of one more.
struct Matter {
    story: Story,
    state: Option<AccessRequest>,
}

impl Matter {
    fn new() -> Self {
        Self { story: Story::opened(), state: None }
    }

    fn asked() -> Self {
        Self::new().given(LI, request("2025-03-20"))
    }

    fn when(&self, who: OfficerId, command: Command) -> Result<Outcome<Event>, Refusal> {
        let action = match &command {
            Command::Request { .. } => Action::AccessRequest,
            Command::CopyAll => Action::FileExport,
            Command::Approve { .. } | Command::Refuse { .. } | Command::Revoke { .. } => {
                Action::AccessDecide
            }
        };
        let permit = permit(&self.story, who, action)?;
        decide(self.state.as_ref(), command, self.story.case(), &permit, self.story.now)
    }

    fn given(mut self, who: OfficerId, command: Command) -> Self {
        for event in self.when(who, command).unwrap().into_events() {
            let fact = fact(self.story.now, who, event);
            self.state = match self.state.take() {
                None => AccessRequest::begin(&fact),
                Some(state) => Some(state.evolve(&fact)),
            };
        }
        self
    }

    fn state(&self) -> &AccessRequest {
        self.state.as_ref().unwrap()
    }

    fn covers(&self, clip: AvRecordId, who: OfficerId, now: Timestamp) -> Option<Timestamp> {
        self.state().covers(clip, who, Some(self.story.case()), now)
    }
}

fn settled(status: &str) -> Result<Outcome<Event>, Refusal> {
    Err(Refusal::RequestSettled { status: status.to_owned() })
}

/// Art. 24 para. 2.
#[test]
fn access_is_asked_for_by_name_and_for_a_time() {
    let matter = Matter::asked();
    assert_eq!(
        matter.state().subjects,
        BTreeSet::from([LI, WANG]),
        "the one who asks is among them"
    );
    assert_eq!(matter.state().until_at, day("2025-03-20").end());
    assert_eq!(matter.state().status, Status::Pending);
    assert_eq!(matter.covers(CLIP, LI, matter.story.now), None, "asking is not having");
    assert_eq!(matter.when(LI, request("2025-03-20")), Err(Refusal::NotAgencyHead));
    assert_eq!(Matter::new().when(HEAD, approve("2025-03-20")), Err(Refusal::NotFound));
}

#[test]
fn a_request_for_nothing_is_refused() {
    let Command::Request { request, recordings, subjects, purpose, reason, until_on, .. } =
        request("2025-03-20")
    else {
        panic!("a request")
    };
    let verbs = BTreeSet::new();
    let command =
        Command::Request { request, recordings, subjects, verbs, purpose, reason, until_on };
    assert_eq!(Matter::new().when(LI, command), Err(Refusal::NoGrant));
}

/// A grant ends; a year of looking is no single need.
#[test]
fn access_is_asked_for_until_a_day_within_the_limit() {
    let today: Date = Matter::new().story.now.date();
    let until = |days: i64| {
        let command = request(&today.plus_days(days).to_string());
        Matter::new().when(LI, command)
    };
    let out_of_range = Err(Refusal::UntilOutOfRange { days: MAX_GRANT_DAYS });
    assert_eq!(until(-1), out_of_range);
    assert!(until(0).is_ok(), "to the end of today");
    assert!(until(MAX_GRANT_DAYS).is_ok());
    assert_eq!(until(MAX_GRANT_DAYS + 1), out_of_range);
}

/// Art. 24 para. 2: 本机关负责人批准.
#[test]
fn only_the_head_of_the_agency_decides() {
    let matter = Matter::asked();
    for who in [LI, WANG, CUSTODIAN, HEAD_TO_BE] {
        for command in [approve("2025-03-20"), refuse(), revoke()] {
            let refusal = matter.when(who, command).unwrap_err();
            assert!(matches!(refusal, Refusal::NotAllowed { .. }), "{refusal:?}");
        }
    }
    assert_eq!(matter.when(FOREIGN_HEAD, approve("2025-03-20")), Err(Refusal::NotFound));
    assert!(matter.when(HEAD, approve("2025-03-20")).is_ok());
}

/// Art. 24 para. 2: a permit for something else does not carry the decision.
#[test]
fn a_permit_of_another_office_decides_nothing() {
    let matter = Matter::asked();
    let permit = permit(&matter.story, CUSTODIAN, Action::FileWrite).unwrap();
    for command in [approve("2025-03-20"), refuse(), revoke()] {
        let outcome =
            decide(matter.state.as_ref(), command, matter.story.case(), &permit, matter.story.now);
        assert_eq!(outcome, Err(Refusal::NotAgencyHead));
    }
}

#[test]
fn a_head_does_not_approve_an_own_request() {
    let mut matter = Matter::new();
    matter.story.tell(HEAD, crate::case::Event::AccessAsked { request: REQUEST });
    let event = Event::Requested {
        request: REQUEST,
        agency: AGENCY,
        case: matter.story.case().id,
        recordings: None,
        subjects: BTreeSet::from([HEAD]),
        verbs: BTreeSet::from([Verb::View]),
        purpose: "核对".to_owned(),
        reason: "核对".to_owned(),
        until_at: day("2025-03-20").end(),
    };
    matter.state = AccessRequest::begin(&fact(matter.story.now, HEAD, event));
    assert_eq!(matter.when(HEAD, approve("2025-03-20")), Err(Refusal::OwnRequest));
    assert!(matter.when(HEAD, refuse()).is_ok(), "anybody may be told no");
}

/// Art. 24 para. 2: what others ask for on a head's behalf is the head's own wish.
#[test]
fn a_head_does_not_approve_what_is_for_themselves() {
    let mut command = request("2025-03-20");
    let Command::Request { subjects, .. } = &mut command else { panic!() };
    *subjects = BTreeSet::from([HEAD]);
    let matter = Matter::new().given(LI, command);
    assert_eq!(matter.when(HEAD, approve("2025-03-20")), Err(Refusal::OwnRequest));
    assert!(matter.when(DEPUTIES[0], approve("2025-03-20")).is_ok());
}

/// What a custodian asks for to take the package of a case out.
fn copy_of(recordings: Option<BTreeSet<AvRecordId>>, verb: Verb) -> Command {
    Command::Request {
        request: REQUEST,
        recordings,
        subjects: BTreeSet::new(),
        verbs: BTreeSet::from([verb]),
        purpose: text("行政复议举证"),
        reason: text("复议机关要求提交案卷"),
        until_on: day("2025-03-20"),
    }
}

/// Art. 24 para. 2: a copy of the whole case needs a grant for all of it, and each is a fact.
#[test]
fn a_package_leaves_under_a_grant_to_copy_the_whole_case() {
    let granted = |recordings, verb| {
        Matter::new().given(CUSTODIAN, copy_of(recordings, verb)).given(HEAD, approve("2025-03-10"))
    };
    let matter = granted(None, Verb::Copy);
    let now = matter.story.now;
    assert_eq!(matter.state().copying_until(CUSTODIAN, now), None, "not noted yet");
    let matter = matter.given(CUSTODIAN, Command::CopyAll);
    let until = matter.state().copying_until(CUSTODIAN, now).unwrap();
    assert!(until > now && until < day("2025-03-10").end(), "for a while");
    assert_eq!(matter.state().copying_until(CUSTODIAN, until), None);
    assert_eq!(matter.state().copying_until(HEAD, now), None, "somebody else");
    assert!(matter.when(CUSTODIAN, Command::CopyAll).is_ok(), "again is another fact");
    let revoked = matter.given(HEAD, revoke());
    assert_eq!(revoked.state().copying_until(CUSTODIAN, now), None);

    let none = Err(Refusal::NoCopyGrant);
    assert_eq!(revoked.when(CUSTODIAN, Command::CopyAll), none);
    assert_eq!(granted(None, Verb::View).when(CUSTODIAN, Command::CopyAll), none);
    let one = Some(BTreeSet::from([CLIP]));
    assert_eq!(granted(one, Verb::Copy).when(CUSTODIAN, Command::CopyAll), none);
    let asked = Matter::new().given(CUSTODIAN, copy_of(None, Verb::Copy));
    assert_eq!(asked.when(CUSTODIAN, Command::CopyAll), none);
    let mut over = granted(None, Verb::Copy);
    over.story.now = day("2025-03-11").start();
    assert_eq!(over.when(CUSTODIAN, Command::CopyAll), none);
    let refusal = granted(None, Verb::Copy).when(LI, Command::CopyAll).unwrap_err();
    assert!(matches!(refusal, Refusal::NotAllowed { .. }), "{refusal:?}");
}

/// A grant is never longer than what was asked for.
#[test]
fn a_grant_is_never_longer_than_asked() {
    let longer = Matter::asked().given(HEAD, approve("2025-06-01"));
    assert_eq!(longer.state().until_at, day("2025-03-20").end());
    let shorter = Matter::asked().given(HEAD, approve("2025-03-10"));
    assert_eq!(shorter.state().until_at, day("2025-03-10").end());
    let out_of_range = Err(Refusal::UntilOutOfRange { days: MAX_GRANT_DAYS });
    assert_eq!(Matter::asked().when(HEAD, approve("2025-03-06")), out_of_range);
    assert_eq!(Matter::asked().when(HEAD, approve("2025-12-31")), out_of_range);
}

#[test]
fn a_request_whose_time_has_passed_is_not_approved() {
    let mut matter = Matter::asked();
    matter.story.now = day("2025-03-21").start();
    let late = matter.when(HEAD, approve("2025-03-25"));
    assert_eq!(late, Err(Refusal::UntilOutOfRange { days: MAX_GRANT_DAYS }));
}

/// The same word again is done already; another word is not.
#[test]
fn a_decision_stands() {
    let approved = Matter::asked().given(HEAD, approve("2025-03-10"));
    assert_eq!(approved.when(HEAD, approve("2025-03-10")), Ok(Outcome::AlreadyDone));
    assert_eq!(approved.when(HEAD, approve("2025-03-15")), settled("已批准"));
    assert_eq!(approved.when(HEAD, approve("2025-03-09")), settled("已批准"));
    assert_eq!(approved.when(HEAD, refuse()), settled("已批准"));
    let clipped = Matter::asked().given(HEAD, approve("2025-06-01"));
    assert_eq!(clipped.when(HEAD, approve("2025-06-01")), Ok(Outcome::AlreadyDone));

    let refused = Matter::asked().given(HEAD, refuse());
    assert_eq!(refused.when(HEAD, refuse()), Ok(Outcome::AlreadyDone));
    assert_eq!(refused.when(HEAD, approve("2025-03-10")), settled("未批准"));
    assert_eq!(refused.when(HEAD, revoke()), settled("未批准"));

    assert_eq!(Matter::asked().when(HEAD, revoke()), settled("待批准"));
    let revoked = Matter::asked().given(HEAD, approve("2025-03-10")).given(HEAD, revoke());
    assert_eq!(revoked.when(HEAD, revoke()), Ok(Outcome::AlreadyDone));
    assert_eq!(revoked.when(HEAD, approve("2025-03-10")), settled("已撤回"));
}

/// Art. 24 para. 2: this person, this recording, this time.
#[test]
fn a_grant_covers_what_it_names_and_ends() {
    let matter = Matter::asked().given(HEAD, approve("2025-03-10"));
    let (now, end) = (matter.story.now, day("2025-03-10").end());
    assert_eq!(matter.covers(CLIP, LI, now), Some(end));
    assert_eq!(matter.covers(CLIP, WANG, now), Some(end));
    assert_eq!(matter.covers(CLIP, CHEN, now), None, "another person");
    assert_eq!(matter.covers(OTHER_CLIP, LI, now), None, "another recording");
    assert_eq!(matter.covers(CLIP, LI, end.plus_ms(-1)), Some(end));
    assert_eq!(matter.covers(CLIP, LI, end), None, "it has ended");
    assert_eq!(matter.state().covers(CLIP, LI, None, now), None, "another case");
    let revoked = matter.given(HEAD, revoke());
    assert_eq!(revoked.covers(CLIP, LI, clock("12:00")), None);
}

#[test]
fn a_grant_to_copy_is_no_grant_to_view() {
    let mut matter = Matter::asked().given(HEAD, approve("2025-03-10"));
    if let Some(state) = &mut matter.state {
        state.verbs = BTreeSet::from([Verb::Copy]);
    }
    assert_eq!(matter.covers(CLIP, LI, matter.story.now), None);
}

#[test]
fn the_stream_of_a_request_folds_in_a_dossier() {
    let mut matter = Matter::asked();
    let state = matter.state().clone();
    let event = Event::Requested {
        request: state.id,
        agency: state.agency,
        case: state.case,
        recordings: state.recordings.clone(),
        subjects: state.subjects.clone(),
        verbs: state.verbs.clone(),
        purpose: state.purpose.clone(),
        reason: state.reason.clone(),
        until_at: state.until_at,
    };
    let stream = StreamId::from(REQUEST);
    matter.story.tell_of(stream.clone(), LI, event);
    let until_at = state.until_at;
    matter.story.tell_of(
        stream,
        HEAD,
        Event::Approved { request: REQUEST, until_at, opinion: None },
    );
    assert_eq!(matter.story.dossier.access[&REQUEST].status, Status::Approved);
}

/// Art. 24: what a request names is of this case, and for whom it is asked, of this agency.
#[test]
fn a_request_names_recordings_of_the_case_and_people_of_the_agency() {
    let mut story = Story::opened();
    let deposited = crate::recording::Event::Deposited {
        recording: CLIP,
        agency: AGENCY,
        digests: digests(7),
        chunks: None,
        states: Some(digests(8).sha256),
        file_name: said("DSJ_0001.mp4"),
        upload: UploadId::from_bits(1),
        declared: None,
        claimed_at: None,
    };
    story.tell_of(CLIP.into(), LI, deposited);
    let check = |recordings: Option<&[AvRecordId]>, subjects: &[OfficerId]| {
        let recordings = recordings.map(|ids| ids.iter().copied().collect());
        let subjects = subjects.iter().copied().collect();
        check_named(recordings.as_ref(), &subjects, &story.dossier, &story.directory)
    };
    assert_eq!(check(None, &[]), Ok(()));
    assert_eq!(check(Some(&[CLIP]), &[LI, WANG]), Ok(()));
    assert_eq!(check(Some(&[CLIP, OTHER_CLIP]), &[LI]), Err(Refusal::NotFound));
    assert_eq!(check(None, &[LI, FOREIGN_HEAD]), Err(Refusal::NotOurOfficer));
    assert_eq!(check(None, &[OfficerId::from_bits(99)]), Err(Refusal::NotOurOfficer));
}
