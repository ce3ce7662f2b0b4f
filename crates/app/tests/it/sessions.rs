//! A session from login to its end (T-03, T-26).

use app::{Call, Error, NewSession, Presence, SessionEnd, Visitor};
use domain::authority::Role;

use crate::world::{MINUTE, Member, World, same_browser, stranger, text};

async fn world_with_li() -> (World, Member) {
    let world = World::found().await;
    let li = world.enrol("li", "李华", Role::Officer).await;
    (world, li)
}

fn ended<T: std::fmt::Debug>(answer: Result<T, Error>) -> SessionEnd {
    match answer {
        Err(Error::SessionEnded(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_session_ends_after_fifteen_minutes_with_nobody_at_the_screen() {
    let (world, li) = world_with_li().await;
    let session = world.log_in(&li, &stranger("10.0.0.8")).await;
    for _ in 0..3 {
        world.clock.advance_ms(15 * MINUTE - 1);
        assert_eq!(world.ask(&session).await.unwrap(), li.id, "each request gives time");
    }
    world.clock.advance_ms(15 * MINUTE);
    assert_eq!(ended(world.ask(&session).await), SessionEnd::Idle);
    world.clock.advance_ms(-1);
    assert_eq!(world.ask(&session).await.unwrap(), li.id, "a thousandth before");
}

/// A page left open asks for news each minute; it must not keep the session of an empty chair.
#[tokio::test]
async fn a_page_that_asks_by_itself_keeps_no_session_alive() {
    let (world, li) = world_with_li().await;
    let session = world.log_in(&li, &stranger("10.0.0.8")).await;
    for _ in 0..14 {
        world.clock.advance_ms(MINUTE);
        let asked = world.app.session(&session.token, Presence::Unattended).await;
        assert_eq!(asked.unwrap().officer, li.id);
    }
    world.clock.advance_ms(MINUTE);
    let asked = world.app.session(&session.token, Presence::Unattended).await;
    assert_eq!(ended(asked), SessionEnd::Idle);
}

#[tokio::test]
async fn a_session_ends_after_eight_hours_however_busy() {
    let (world, li) = world_with_li().await;
    let session = world.log_in(&li, &stranger("10.0.0.8")).await;
    for _ in 0..479 {
        world.clock.advance_ms(MINUTE);
        assert_eq!(world.ask(&session).await.unwrap(), li.id);
    }
    world.clock.advance_ms(MINUTE);
    assert_eq!(ended(world.ask(&session).await), SessionEnd::Longest);
}

/// T-26: an account is one person's.
#[tokio::test]
async fn a_second_login_ends_the_first_which_is_told_so() {
    let (world, li) = world_with_li().await;
    let first = world.log_in(&li, &stranger("10.0.0.8")).await;
    let second = world.log_in(&li, &stranger("10.0.0.9")).await;
    assert_eq!(ended(world.ask(&first).await), SessionEnd::Elsewhere);
    assert_eq!(ended(world.ask(&first).await), SessionEnd::Elsewhere, "as often as it asks");
    assert_eq!(world.ask(&second).await.unwrap(), li.id);
}

#[tokio::test]
async fn logging_in_again_in_the_same_browser_ends_what_was_there() {
    let (world, li) = world_with_li().await;
    let wang = world.enrol("wang", "王强", Role::Officer).await;
    let first = world.log_in(&li, &stranger("10.0.0.8")).await;
    let with = |before: &NewSession| Visitor {
        session: Some(before.token.clone()),
        ..same_browser(before, "10.0.0.8")
    };
    let second = world.log_in(&wang, &with(&first)).await;
    assert!(matches!(world.ask(&first).await, Err(Error::NoSession)), "li has left the chair");
    assert_eq!(world.ask(&second).await.unwrap(), wang.id);
}

/// T-03: a token somebody else put into the browser is worth nothing after the login.
#[tokio::test]
async fn a_token_from_before_the_login_is_not_taken_over() {
    let (world, li) = world_with_li().await;
    let planted = app::Password::from("f".repeat(64));
    let from = Visitor {
        session: Some(planted.clone()),
        browser: Some(planted.clone()),
        ..stranger("10.0.0.8")
    };
    let session = world.log_in(&li, &from).await;
    assert_ne!(session.token, planted);
    assert_ne!(session.browser, planted, "nor is the browser's, if it is none of ours");
    let asked = world.app.session(&planted, Presence::Attended).await;
    assert!(matches!(asked, Err(Error::NoSession)));
    let tokens = [&session.token, &session.browser];
    assert!(tokens.iter().all(|token| token.reveal().len() == 64), "256 bits");
}

#[tokio::test]
async fn logging_out_ends_the_session_and_the_browser_stays_known() {
    let (world, li) = world_with_li().await;
    let session = world.log_in(&li, &stranger("10.0.0.8")).await;
    world.app.log_out(&session.token).await.unwrap();
    assert!(matches!(world.ask(&session).await, Err(Error::NoSession)));
    let again = world.log_in(&li, &same_browser(&session, "10.0.0.8")).await;
    assert_eq!(again.browser, session.browser);
    assert_ne!(again.token, session.token);
}

/// T-03: with the rights the token changes.
#[tokio::test]
async fn sessions_end_when_roles_credential_or_account_change() {
    let (world, li) = world_with_li().await;
    let by = Call::by(world.admin.id);
    let today = world.clock.now().date();
    let (app, from) = (&world.app, stranger("10.0.0.8"));

    let session = world.log_in(&li, &from).await;
    app.appoint_role(&by, li.id, Role::DivisionHead, today).await.unwrap();
    assert_eq!(ended(world.ask(&session).await), SessionEnd::Rights);

    let session = world.log_in(&li, &from).await;
    app.appoint_role(&by, li.id, Role::DivisionHead, today).await.unwrap();
    assert_eq!(world.ask(&session).await.unwrap(), li.id, "nothing has changed");
    app.end_role(&by, li.id, Role::DivisionHead, None).await.unwrap();
    assert_eq!(ended(world.ask(&session).await), SessionEnd::Rights);

    let session = world.log_in(&li, &from).await;
    app.issue_credential(&by, li.id, text("粤A-1"), today, today).await.unwrap();
    assert_eq!(ended(world.ask(&session).await), SessionEnd::Rights);

    let session = world.log_in(&li, &from).await;
    app.disable_officer(&by, li.id, text("调离")).await.unwrap();
    assert_eq!(ended(world.ask(&session).await), SessionEnd::Disabled);
    let answer = world.try_log_in("li", &li.password, &same_browser(&session, "10.0.0.8")).await;
    assert!(matches!(answer, Err(Error::LoginFailed)), "and it cannot be told from a wrong one");
}

/// T-03: whoever reads the database or a backup of it can log in nowhere.
#[tokio::test]
async fn no_file_holds_a_token_or_a_password() {
    let (world, li) = world_with_li().await;
    let session = world.log_in(&li, &stranger("10.0.0.8")).await;
    let secrets = [&session.token, &session.browser, &li.password];
    let secrets = secrets.map(|secret| secret.reveal().to_owned());
    let raw = secrets.clone().map(|secret| hex::decode(secret).unwrap_or_default());
    let mut folders = vec![world.folder.path().to_owned()];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            read += bytes.len();
            let holds = |secret: &[u8]| {
                !secret.is_empty() && bytes.windows(secret.len()).any(|window| window == secret)
            };
            assert!(!secrets.iter().any(|secret| holds(secret.as_bytes())), "{}", path.display());
            assert!(!raw.iter().any(|secret| holds(secret)), "{}", path.display());
        }
    }
    assert!(read > 50_000, "the database was read: {read}");
}
