//! Jobs, messages, sessions, logins and uploads.

use store::{
    Append, KnownBrowserRow, LoginError, LoginFailures, LoginRow, NewJob, NewOutbox, SessionRow,
    StationStatusRow, StoredChange, StoredFileRow, UploadRow,
};
use terms::{
    AgencyId, AvRecordId, Digest, OfficerId, SessionId, Sm3Digest, StationId, StreamId, UploadId,
};

use crate::fixture::{Place, at, on_both};

on_both! {
    a_job_is_held_by_one_worker_until_its_lease_runs_out
    many_workers_never_share_a_job
    a_released_job_is_taken_at_once_and_not_by_whoever_held_it
    a_failed_job_comes_again
    messages_are_sent_in_order_and_numbers_are_not_given_again
    a_session_is_kept_until_it_is_closed_and_says_why_it_was_ended
    of_sessions_opened_at_once_one_is_left
    login_names_are_unique
    a_failure_is_counted_only_on_what_was_seen
    a_browser_is_known_to_each_of_its_people_for_its_time
    an_upload_never_runs_backwards_nor_past_its_end
    a_station_brings_the_same_bytes_in_once
    the_last_word_of_a_station_stands
    what_is_gathered_is_seen_whole_and_gathered_once
}

async fn enqueue(store: &store::Store, jobs: impl IntoIterator<Item = (&'static str, i64)>) {
    let jobs = jobs
        .into_iter()
        .enumerate()
        .map(|(number, (kind, due))| NewJob {
            id: format!("{kind}:{number}"),
            kind,
            payload: format!("{number}"),
            run_at: at(due),
        })
        .collect();
    store.append(Append { jobs, ..Append::new(at(0)) }).await.unwrap();
}

async fn a_job_is_held_by_one_worker_until_its_lease_runs_out(place: Place) {
    let store = place.open().await;
    enqueue(&store, [("probe", 10), ("preview", 0)]).await;
    assert_eq!(store.claim_job(&["probe"], at(9), 100).await.unwrap(), None, "not due yet");
    assert_eq!(store.claim_job(&[], at(99), 100).await.unwrap(), None);
    let held = store.claim_job(&["probe"], at(10), 100).await.unwrap().unwrap();
    assert_eq!((held.id.as_str(), held.payload.as_str(), held.attempts), ("probe:0", "0", 1));
    assert_eq!(store.claim_job(&["probe"], at(109), 100).await.unwrap(), None, "held");
    let taken = store.claim_job(&["probe"], at(110), 100).await.unwrap().unwrap();
    assert_eq!(taken.attempts, 2);
    assert!(!store.finish_job(&held, at(111)).await.unwrap(), "the slow worker lost it");
    assert!(!store.extend_job(&held, at(500)).await.unwrap());
    assert!(!store.fail_job(&held, "x", at(0)).await.unwrap());
    assert!(store.extend_job(&taken, at(500)).await.unwrap());
    assert_eq!(store.claim_job(&["probe"], at(300), 100).await.unwrap(), None, "extended");
    assert!(store.finish_job(&taken, at(301)).await.unwrap());
    assert!(!store.finish_job(&taken, at(302)).await.unwrap());
    assert_eq!(store.claim_job(&["probe"], at(9_999), 100).await.unwrap(), None, "done");
    assert_eq!(store.open_jobs().await.unwrap(), 1);
    assert_eq!(store.purge_jobs(at(302)).await.unwrap(), 1);
}

async fn many_workers_never_share_a_job(place: Place) {
    let store = place.open().await;
    enqueue(&store, (0..40).map(|n| ("probe", n))).await;
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        workers.spawn(async move {
            let mut mine = Vec::new();
            while let Some(job) = store.claim_job(&["probe"], at(99), 1_000).await.unwrap() {
                assert!(store.finish_job(&job, at(99)).await.unwrap());
                mine.push(job.id);
            }
            mine
        });
    }
    let mut all = workers.join_all().await.concat();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 40);
}

async fn a_released_job_is_taken_at_once_and_not_by_whoever_held_it(place: Place) {
    let store = place.open().await;
    enqueue(&store, [("probe", 0)]).await;
    let held = store.claim_job(&["probe"], at(0), 1_000).await.unwrap().unwrap();
    assert_eq!(store.claim_job(&["probe"], at(1), 1_000).await.unwrap(), None);
    assert_eq!(store.release_jobs().await.unwrap(), 1);
    let taken = store.claim_job(&["probe"], at(1), 1_000).await.unwrap().unwrap();
    assert_eq!((taken.id.as_str(), taken.attempts), (held.id.as_str(), 2));
    assert!(!store.finish_job(&held, at(2)).await.unwrap());
    assert!(store.finish_job(&taken, at(2)).await.unwrap());
    assert_eq!(store.release_jobs().await.unwrap(), 0);
}

async fn a_failed_job_comes_again(place: Place) {
    let store = place.open().await;
    enqueue(&store, [("probe", 0)]).await;
    let standing = async |now: i64| {
        let found = store.job_standing("probe:0", at(now)).await.unwrap();
        found.map(|job| (job.is_held, job.has_failed, job.run_at))
    };
    assert_eq!(standing(0).await, Some((false, false, at(0))));
    let job = store.claim_job(&["probe"], at(0), 100).await.unwrap().unwrap();
    assert_eq!(standing(99).await, Some((true, false, at(0))));
    assert_eq!(standing(100).await, Some((false, false, at(0))), "its worker is heard no more");
    assert!(store.fail_job(&job, "坏文件\0", at(50)).await.unwrap());
    assert_eq!(standing(40).await, Some((false, true, at(50))));
    assert_eq!(store.claim_job(&["probe"], at(49), 100).await.unwrap(), None);
    let again = store.claim_job(&["probe"], at(50), 100).await.unwrap().unwrap();
    assert_eq!((again.attempts, again.last_error.as_deref()), (2, Some("坏文件")));
    assert_eq!(standing(60).await, Some((true, true, at(50))));
    assert!(store.finish_job(&again, at(60)).await.unwrap());
    assert_eq!(standing(60).await, None, "done");
    assert_eq!(store.job_standing("no such job", at(60)).await.unwrap(), None);
}

async fn messages_are_sent_in_order_and_numbers_are_not_given_again(place: Place) {
    let store = place.open().await;
    let send = async |text: &str| {
        let outbox = vec![NewOutbox { kind: "notice", payload: text.into() }];
        store.append(Append { outbox, ..Append::new(at(0)) }).await.unwrap();
    };
    send("一").await;
    send("二").await;
    let unsent = store.unsent(1).await.unwrap();
    assert_eq!((unsent[0].seq, unsent[0].payload.as_str()), (1, "一"));
    assert!(store.mark_sent(1, at(1)).await.unwrap());
    assert!(!store.mark_sent(1, at(2)).await.unwrap());
    assert!(store.mark_sent(2, at(1)).await.unwrap());
    assert_eq!(store.unsent(9).await.unwrap(), []);
    assert_eq!(store.purge_outbox(at(99)).await.unwrap(), 1, "the last one stays");
    send("三").await;
    assert_eq!(store.unsent(9).await.unwrap()[0].seq, 3);
}

fn session(number: u8, officer: OfficerId) -> SessionRow {
    SessionRow {
        token_hash: Digest::from_bytes([number; 32]),
        session_id: SessionId::from_bits(u128::from(number)),
        officer_id: officer,
        address: "127.0.0.1".into(),
        agent: "浏览器".into(),
        created_at: at(i64::from(number)),
        seen_at: at(0),
        expires_at: at(100),
        ended: None,
    }
}

/// T-26: opening one ends the others, and they can say why.
async fn a_session_is_kept_until_it_is_closed_and_says_why_it_was_ended(place: Place) {
    let store = place.open().await;
    let (officer, other) = (OfficerId::from_bits(1), OfficerId::from_bits(2));
    for number in 1..=2 {
        store.open_session(&session(number, officer), "elsewhere").await.unwrap();
    }
    store.open_session(&session(9, other), "elsewhere").await.unwrap();
    assert!(store.open_session(&session(1, other), "x").await.is_err(), "no token is given twice");
    let untouched = store.session(session(9, other).token_hash).await.unwrap();
    assert_eq!(untouched, Some((session(9, other), 0)), "what failed has ended nothing");
    let (first, second) = (session(1, officer).token_hash, session(2, officer).token_hash);
    let ended = SessionRow { ended: Some("elsewhere".into()), ..session(1, officer) };
    assert_eq!(store.session(first).await.unwrap(), Some((ended, 0)));
    assert!(!store.touch_session(first, at(1), at(999)).await.unwrap(), "ended is ended");
    assert!(store.touch_session(second, at(99), at(199)).await.unwrap());
    assert_eq!(store.sessions_of(officer).await.unwrap().len(), 2);
    assert_eq!(store.end_sessions_of(officer, "role").await.unwrap(), 1, "not the one before");
    let (ended, _) = store.session(second).await.unwrap().unwrap();
    assert_eq!(ended.ended.as_deref(), Some("role"));
    assert_eq!(store.purge_sessions(at(100)).await.unwrap(), 2);
    assert!(store.close_session(second).await.unwrap());
    assert!(!store.close_session(second).await.unwrap());
    assert_eq!(store.session(second).await.unwrap(), None);
}

/// T-26: two logins that race do not both stay.
async fn of_sessions_opened_at_once_one_is_left(place: Place) {
    let store = place.open().await;
    let officer = OfficerId::from_bits(1);
    store.save_login(&login(1, "zhang")).await.unwrap();
    let mut logins = tokio::task::JoinSet::new();
    for number in 1..=12 {
        let store = store.clone();
        logins.spawn(async move { store.open_session(&session(number, officer), "x").await });
    }
    assert!(logins.join_all().await.iter().all(Result::is_ok));
    let all = store.sessions_of(officer).await.unwrap();
    assert_eq!((all.len(), all.iter().filter(|one| one.ended.is_none()).count()), (12, 1));
}

fn login(number: u128, name: &str) -> LoginRow {
    LoginRow {
        officer_id: OfficerId::from_bits(number),
        login_name: name.into(),
        password_hash: "$argon2id$…".into(),
        changed_at: at(0),
        enabled: true,
    }
}

async fn login_names_are_unique(place: Place) {
    let store = place.open().await;
    store.save_login(&login(1, "zhang")).await.unwrap();
    let taken = store.save_login(&login(2, "zhang")).await;
    assert!(matches!(taken, Err(LoginError::NameTaken)), "{taken:?}");
    store.save_login(&login(1, "zhang.san")).await.unwrap();
    store.save_login(&login(2, "zhang")).await.unwrap();
    assert_eq!(store.login_to_compare("zhang").await.unwrap(), login(2, "zhang"));
    // T-02: whoever asks for a name nobody has finds a row all the same, and nobody in it.
    for name in ["ZHANG", "", "zhang'--", "Ω", "!"] {
        let decoy = store.login_to_compare(name).await.unwrap();
        assert_eq!(decoy.officer_id, OfficerId::from_bits(0), "{name}");
        assert!(decoy.password_hash.starts_with("$argon2id$") && !decoy.enabled);
    }
    assert!(store.enable_login(OfficerId::from_bits(2), false).await.unwrap());
    assert!(!store.enable_login(OfficerId::from_bits(3), false).await.unwrap());
    let shut = store.login_of(OfficerId::from_bits(2)).await.unwrap().unwrap();
    assert!(!shut.enabled);
}

/// T-01: of many tries at once, each must have seen the one before.
async fn a_failure_is_counted_only_on_what_was_seen(place: Place) {
    let store = place.open().await;
    let failures = |count: u32, ms: i64| LoginFailures { count, last_at: at(ms) };
    assert_eq!(store.login_failures("zhang").await.unwrap(), None);
    assert!(store.count_login_failure("zhang", None, failures(1, 1)).await.unwrap());
    assert!(!store.count_login_failure("zhang", None, failures(1, 2)).await.unwrap());
    let seen = Some(failures(1, 1));
    assert!(store.count_login_failure("zhang", seen, failures(2, 3)).await.unwrap());
    assert!(!store.count_login_failure("zhang", seen, failures(2, 4)).await.unwrap());
    assert_eq!(store.login_failures("zhang").await.unwrap(), Some(failures(2, 3)));

    let mut tries = tokio::task::JoinSet::new();
    for number in 0..20 {
        let store = store.clone();
        tries.spawn(async move {
            let after = LoginFailures { count: 3, last_at: at(number) };
            store.count_login_failure("zhang", Some(failures(2, 3)), after).await.unwrap()
        });
    }
    assert_eq!(tries.join_all().await.into_iter().filter(|counted| *counted).count(), 1);

    for left in [2, 1, 0, 0] {
        store.forgive_login_failure("zhang").await.unwrap();
        assert_eq!(store.login_failures("zhang").await.unwrap().unwrap().count, left);
    }
    assert_eq!(store.login_failures("li").await.unwrap(), None);
    assert_eq!(store.purge_login_failures(at(0)).await.unwrap(), 0);
    assert_eq!(store.purge_login_failures(at(100)).await.unwrap(), 1);
}

async fn a_browser_is_known_to_each_of_its_people_for_its_time(place: Place) {
    let store = place.open().await;
    let (zhang, li) = (OfficerId::from_bits(1), OfficerId::from_bits(2));
    let browser = |number: u8, officer: OfficerId, ms: i64| {
        let token_hash = Digest::from_bytes([number; 32]);
        KnownBrowserRow {
            key: KnownBrowserRow::key_of(token_hash, officer),
            token_hash,
            officer_id: officer,
            agent: "浏览器".into(),
            seen_at: at(ms),
            expires_at: at(ms + 100),
        }
    };
    for officer in [zhang, li] {
        store.remember_browser(&browser(1, officer, 0), 2).await.unwrap();
    }
    let key = |number: u8, officer| browser(number, officer, 0).key;
    assert!(store.knows_browser(&key(1, zhang), at(99)).await.unwrap());
    assert!(!store.knows_browser(&key(1, zhang), at(100)).await.unwrap(), "its time is over");
    assert!(!store.knows_browser(&key(2, zhang), at(0)).await.unwrap());
    assert!(store.is_browser_token(Digest::from_bytes([1; 32]), at(99)).await.unwrap());
    assert!(!store.is_browser_token(Digest::from_bytes([2; 32]), at(99)).await.unwrap());
    for number in 2..=3 {
        store.remember_browser(&browser(number, zhang, i64::from(number)), 2).await.unwrap();
    }
    let known = async |number: u8, officer| {
        store.knows_browser(&key(number, officer), at(50)).await.unwrap()
    };
    assert_eq!(
        (known(1, zhang).await, known(2, zhang).await, known(3, zhang).await),
        (false, true, true)
    );
    assert!(known(1, li).await, "another person's browsers do not count");
    store.remember_browser(&browser(2, zhang, 60), 2).await.unwrap();
    assert!(store.knows_browser(&key(2, zhang), at(159)).await.unwrap(), "seen again");
    assert_eq!(store.purge_browsers(at(103)).await.unwrap(), 2);
    assert_eq!(store.forget_browsers(zhang).await.unwrap(), 1);
    assert!(!known(2, zhang).await);
}

fn upload(number: u128) -> UploadRow {
    UploadRow {
        upload_id: UploadId::from_bits(number),
        officer_id: Some(OfficerId::from_bits(1)),
        station_id: None,
        agency_id: AgencyId::from_bits(1),
        activity_id: None,
        file_name: "现场.mp4".into(),
        size_bytes: 100,
        offset_bytes: 0,
        declared_sha256: Some(Digest::from_bytes([1; 32])),
        metadata: "filename 546".into(),
        state: "open".into(),
        error: None,
        recording_id: None,
        created_at: at(0),
        updated_at: at(0),
    }
}

/// Also when two ask at once; only bytes that came out otherwise may come again.
async fn a_station_brings_the_same_bytes_in_once(place: Place) {
    let store = place.open().await;
    let station = StationId::from_bits(1);
    let of = |number, station| UploadRow {
        officer_id: None,
        station_id: Some(station),
        state: "receiving".into(),
        ..upload(number)
    };
    store.save_upload(&of(1, station)).await.unwrap();
    assert!(store.save_upload(&of(2, station)).await.is_err());
    store.save_upload(&of(3, StationId::from_bits(2))).await.unwrap();
    let sha256 = Digest::from_bytes([1; 32]);
    let known = store.upload_of_same_bytes(station, sha256).await.unwrap();
    assert_eq!(known.map(|row| row.upload_id), Some(UploadId::from_bits(1)));
    assert_eq!(store.open_uploads_of_station(station).await.unwrap(), 1);
    let aside = UploadRow { state: "quarantined".into(), ..of(1, station) };
    store.save_upload(&aside).await.unwrap();
    assert_eq!(store.upload_of_same_bytes(station, sha256).await.unwrap(), None);
    store.save_upload(&of(2, station)).await.unwrap();
    assert_eq!(store.uploads_of_station(station).await.unwrap().len(), 2);
    // Two people may well bring the same.
    store.save_upload(&upload(8)).await.unwrap();
    store.save_upload(&upload(9)).await.unwrap();
}

async fn the_last_word_of_a_station_stands(place: Place) {
    let store = place.open().await;
    let station = StationId::from_bits(1);
    assert_eq!(store.station_statuses(&[]).await.unwrap(), []);
    for (minute, status) in [(1, "{}"), (2, r#"{"waiting":1}"#)] {
        let said =
            StationStatusRow { station_id: station, seen_at: at(minute), status: status.into() };
        store.save_station_status(&said).await.unwrap();
        let known = store.station_statuses(&[station, StationId::from_bits(2)]).await.unwrap();
        assert_eq!(known, [said]);
    }
}

async fn an_upload_never_runs_backwards_nor_past_its_end(place: Place) {
    let store = place.open().await;
    let id = UploadId::from_bits(1);
    let upload = upload(1);
    store.create_upload(&upload).await.unwrap();
    assert!(store.create_upload(&upload).await.is_err());
    assert!(store.move_upload(id, 60, at(1)).await.unwrap());
    assert!(!store.move_upload(id, 59, at(2)).await.unwrap());
    assert!(!store.move_upload(id, 101, at(2)).await.unwrap());
    assert!(!store.move_upload(UploadId::from_bits(2), 1, at(2)).await.unwrap());
    let moved = UploadRow { offset_bytes: 60, updated_at: at(1), ..upload };
    assert_eq!(store.upload(id).await.unwrap(), Some(moved.clone()));
    assert_eq!(store.uploads_in_state("open", at(1)).await.unwrap(), []);
    assert_eq!(store.uploads_in_state("open", at(2)).await.unwrap().len(), 1);
    let failed = UploadRow { state: "failed".into(), error: Some("摘要不符".into()), ..moved };
    store.save_upload(&failed).await.unwrap();
    assert_eq!(store.uploads_of(OfficerId::from_bits(1)).await.unwrap(), [failed]);
    assert!(store.delete_upload(id).await.unwrap());
    assert!(!store.delete_upload(id).await.unwrap());
}

fn stored(n: u64) -> StoredFileRow {
    StoredFileRow {
        n,
        place: format!("original/{n}"),
        kind: "original".to_owned(),
        stream: StreamId::from(AvRecordId::from_bits(u128::from(n))).to_string(),
        org: String::new(),
        sha256: Digest::from_bytes([1; 32]),
        sm3: Sm3Digest::from_bytes([2; 32]),
        size_bytes: 3,
        stored_at: at(0),
        found: "intact".to_owned(),
        found_at: None,
        replica_at: None,
    }
}

/// Two nodes gather twenty pieces of ten files; a third looks as `liuhen check` does.
async fn what_is_gathered_is_seen_whole_and_gathered_once(place: Place) {
    let nodes = [place.open().await, place.open().await];
    let looker = place.open().await;
    let mut gathering = tokio::task::JoinSet::new();
    for store in nodes {
        gathering.spawn(async move {
            let mut mine = 0;
            loop {
                let from = store.gathered().await.unwrap();
                if from == 200 {
                    return mine;
                }
                let of = |n| StoredChange::Added(stored(n));
                let changes: Vec<_> = (from..from + 10).map(of).collect();
                mine += u64::from(store.gather(from, from + 10, &changes).await.unwrap());
            }
        });
    }
    loop {
        let before = looker.gathered().await.unwrap();
        let there = looker.stored_files(0, 1_000).await.unwrap();
        if looker.gathered().await.unwrap() == before {
            assert_eq!(
                u64::try_from(there.len()).unwrap(),
                before,
                "a piece is seen whole or not at all"
            );
        }
        if before == 200 {
            break;
        }
    }
    assert_eq!(gathering.join_all().await.iter().sum::<u64>(), 20, "each piece by one node");
    let late = [StoredChange::Added(stored(999))];
    assert!(!looker.gather(190, 1_000, &late).await.unwrap());
    assert_eq!(
        looker.stored_files(0, 1_000).await.unwrap().len(),
        200,
        "who was late adds nothing"
    );

    let stream = StreamId::from(AvRecordId::from_bits(7));
    let kind = || "original".to_owned();
    let changes = [
        StoredChange::Disposed { stream, kind: kind() },
        StoredChange::Replaced { place: "original/8".to_owned(), kind: kind() },
        StoredChange::Added(StoredFileRow { place: "original/8".to_owned(), ..stored(200) }),
    ];
    assert!(looker.gather(200, 201, &changes).await.unwrap());
    let there = looker.stored_files(0, 1_000).await.unwrap();
    let there: Vec<u64> = there.into_iter().map(|row| row.n).collect();
    let wanted: Vec<u64> = (0..=200).filter(|n| ![7, 8].contains(n)).collect();
    assert_eq!(there, wanted);
}
