//! A person changes the password.

use app::{Error, NewSession, Password, SessionEnd, Visitor};
use domain::Refusal;
use domain::authority::Role;

use crate::world::{Guess, Member, World, guessed, same_browser, stranger};

const NEW: &str = "河边第7棵柳树下埋着旧铁盒";

/// 李华 at the screen.
struct At {
    world: World,
    li: Member,
    session: NewSession,
    from: Visitor,
}

impl At {
    async fn the_screen() -> Self {
        let world = World::found().await;
        let li = world.enrol("lihua", "李华", Role::Officer).await;
        let session = world.log_in(&li, &stranger("10.0.0.8")).await;
        let from =
            Visitor { session: Some(session.token.clone()), ..same_browser(&session, "10.0.0.8") };
        Self { world, li, session, from }
    }

    async fn change(&self, old: &Password, new: &str) -> Result<NewSession, Error> {
        let (old, new) = (old.clone(), Password::from(new.to_owned()));
        self.world.app.change_password(self.li.id, old, new, &self.from).await
    }
}

fn refusal(answer: Result<NewSession, Error>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// T-03: the token is another one after the change, and every other session is over.
#[tokio::test]
async fn after_a_change_the_person_goes_on_with_another_token_and_nobody_else_does() {
    let at = At::the_screen().await;
    let fresh = at.change(&at.li.password, NEW).await.unwrap();
    assert_ne!(fresh.token, at.session.token);
    assert_eq!(at.world.ask(&fresh).await.unwrap(), at.li.id);
    assert!(at.world.ask(&at.session).await.is_err());
    let old = at.world.try_log_in("lihua", &at.li.password, &stranger("10.0.0.9")).await;
    assert_eq!(guessed(old), Guess::LookedAt);
    let new = Password::from(NEW.to_owned());
    at.world.try_log_in("lihua", &new, &stranger("10.0.0.9")).await.unwrap();
}

/// Somebody else may have logged in with the old password: their browser is a stranger now, and
/// their session is told why it is over.
#[tokio::test]
async fn a_change_forgets_the_other_browsers() {
    let at = At::the_screen().await;
    let thief = at.world.log_in(&at.li, &stranger("203.0.113.7")).await;
    let fresh = at.change(&at.li.password, NEW).await.unwrap();
    match at.world.ask(&thief).await {
        Err(Error::SessionEnded(why)) => assert_eq!(why, SessionEnd::Password),
        other => panic!("{other:?}"),
    }
    for _ in 0..3 {
        at.world.guess("lihua", &stranger("203.0.113.9")).await;
    }
    let known_to_the_thief = same_browser(&thief, "203.0.113.7");
    assert_eq!(at.world.guess("lihua", &known_to_the_thief).await, Guess::Wait(5));
    let new = Password::from(NEW.to_owned());
    at.world.try_log_in("lihua", &new, &same_browser(&fresh, "10.0.0.8")).await.unwrap();
}

/// T-01: what is known of the person and the agency is no password.
#[tokio::test]
async fn a_weak_password_is_refused_with_everything_that_is_wrong_with_it() {
    let at = At::the_screen().await;
    for (weak, why) in [
        ("k7#Vq!9zR", "不足12个字符"),
        ("k7#LiHua!9zRw_x", "登录名"),
        ("k7#Vq李华!9zR_2w", "姓名"),
        ("k7#清市监Vq!9zR_2w", "代字"),
        ("k7#Liuhen!9zR_2w", "本系统"),
        ("Password@2024", "常用词"),
    ] {
        let refusal = refusal(at.change(&at.li.password, weak).await);
        assert_eq!(refusal.code(), "password.weak");
        assert!(refusal.sentence().contains(why), "{weak}: {}", refusal.sentence());
    }
    assert_eq!(at.world.ask(&at.session).await.unwrap(), at.li.id, "nothing has changed");
    at.change(&at.li.password, NEW).await.unwrap();
    let (old, new) = (Password::from(NEW.to_owned()), Password::from(NEW.to_owned()));
    let same = at.world.app.change_password(at.li.id, old, new, &at.from).await;
    assert_eq!(refusal(same), Refusal::PasswordUnchanged);
}

/// T-01: an open session is no way to guess the password either.
#[tokio::test]
async fn the_old_password_cannot_be_guessed_at_an_open_session() {
    let at = At::the_screen().await;
    let wrong = Password::from("不是原来的密码".to_owned());
    for _ in 0..3 {
        assert_eq!(refusal(at.change(&wrong, NEW).await), Refusal::OldPasswordWrong);
    }
    let answer = at.change(&at.li.password, NEW).await;
    assert_eq!(guessed(answer), Guess::Wait(5));
    assert_eq!(at.world.ask(&at.session).await.unwrap(), at.li.id, "the session goes on");
    at.world.clock.advance_ms(5_000);
    at.change(&at.li.password, NEW).await.unwrap();
}
