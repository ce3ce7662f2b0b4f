//! Passwords are guessed at: slowly, and without shutting anybody out (T-01, T-02).

use domain::authority::Role;

use crate::world::{Guess, MINUTE, Member, World, guessed, same_browser, stranger, text};

async fn world_with_head() -> (World, Member) {
    let world = World::found().await;
    let head = world.enrol("zhou", "周伟", Role::AgencyHead).await;
    (world, head)
}

/// A thousand guesses within a quarter of an hour; how many were looked at.
async fn a_thousand_guesses(world: &World, address: impl Fn(u32) -> String) -> usize {
    let mut looked_at = 0;
    let before = world.app.password_checks();
    for number in 0..1_000 {
        let from = stranger(&address(number));
        looked_at += usize::from(world.guess("zhou", &from).await == Guess::LookedAt);
        world.clock.advance_ms(899);
    }
    let checks = world.app.password_checks() - before;
    assert_eq!(checks, u64::try_from(looked_at).unwrap(), "what waits costs no work");
    looked_at
}

/// T-01.
#[tokio::test]
async fn of_a_thousand_guesses_from_one_address_ten_are_looked_at() {
    let (world, _) = world_with_head().await;
    assert_eq!(a_thousand_guesses(&world, |_| "203.0.113.7".to_owned()).await, 10);
}

/// T-01.
#[tokio::test]
async fn of_a_thousand_guesses_from_fifty_addresses_ten_are_looked_at() {
    let (world, _) = world_with_head().await;
    let address = |number| format!("203.0.113.{}", number % 50);
    assert_eq!(a_thousand_guesses(&world, address).await, 10);
}

/// T-01: a count that is read first and written later would let all of them pass.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_guesses_at_once_no_more_are_looked_at_than_one_after_the_other() {
    let (world, _) = world_with_head().await;
    let before = world.app.password_checks();
    let mut guesses = tokio::task::JoinSet::new();
    for number in 0..300 {
        let (app, from) = (world.app.clone(), stranger(&format!("203.0.113.{}", number % 50)));
        let (name, password) = ("zhou".to_owned(), "这不是密码的密码".to_owned().into());
        guesses.spawn(async move { app.log_in(app::Login { name, password, from }).await });
    }
    let guesses: Vec<Guess> = guesses.join_all().await.into_iter().map(guessed).collect();
    let looked_at = guesses.iter().filter(|guess| **guess == Guess::LookedAt).count();
    assert_eq!((looked_at, world.app.password_checks() - before), (3, 3));
}

/// T-01: no outsider can shut the head out.
#[tokio::test]
async fn the_right_password_from_a_known_browser_works_while_strangers_guess() {
    let (world, head) = world_with_head().await;
    let session = world.log_in(&head, &stranger("10.0.0.8")).await;
    // From the head's own address: it is the office's.
    a_thousand_guesses(&world, |_| "10.0.0.8".to_owned()).await;
    let at_home = same_browser(&session, "10.0.0.8");
    assert_eq!(world.log_in(&head, &at_home).await.officer, head.id);
    // With the right password and from a browser nobody knows, the head waits like anybody.
    let elsewhere = stranger("198.51.100.1");
    let answer = world.try_log_in("zhou", &head.password, &elsewhere).await;
    let Guess::Wait(seconds) = guessed(answer) else { panic!("looked at") };
    world.clock.advance_ms(i64::try_from(seconds).unwrap() * 1000 - 1000);
    let answer = world.try_log_in("zhou", &head.password, &elsewhere).await;
    assert_eq!(guessed(answer), Guess::Wait(1), "the seconds told are true");
    world.clock.advance_ms(1_000);
    assert_eq!(world.log_in(&head, &elsewhere).await.officer, head.id);
}

#[tokio::test]
async fn a_known_browser_has_a_small_budget_of_its_own() {
    let (world, head) = world_with_head().await;
    let session = world.log_in(&head, &stranger("10.0.0.8")).await;
    let known = same_browser(&session, "10.0.0.8");
    let mut guesses = Vec::new();
    for _ in 0..4 {
        guesses.push(world.guess("zhou", &known).await);
    }
    let looked_at = Guess::LookedAt;
    assert_eq!(guesses, [looked_at, looked_at, looked_at, Guess::Wait(5)]);
    // Strangers are counted apart, and other browsers of the head too.
    assert_eq!(world.guess("zhou", &stranger("10.0.0.8")).await, looked_at);
    let second = world.log_in(&head, &stranger("10.0.0.9")).await;
    let second = same_browser(&second, "10.0.0.9");
    assert_eq!(world.guess("zhou", &second).await, looked_at);
}

/// T-01: an insider's own browser is a stranger to everybody else's account.
#[tokio::test]
async fn a_browser_known_to_one_person_is_strange_to_another() {
    let (world, _) = world_with_head().await;
    let li = world.enrol("li", "李华", Role::Officer).await;
    let session = world.log_in(&li, &stranger("10.0.0.8")).await;
    for _ in 0..3 {
        world.guess("zhou", &stranger("203.0.113.7")).await;
    }
    let own = same_browser(&session, "10.0.0.8");
    assert_eq!(world.guess("zhou", &own).await, Guess::Wait(5));
    let made_up = app::Password::from("0".repeat(64));
    let made_up = app::Visitor { browser: Some(made_up), ..stranger("203.0.113.7") };
    assert_eq!(world.guess("zhou", &made_up).await, Guess::Wait(5));
}

#[tokio::test]
async fn two_people_share_a_browser_and_both_are_known_to_it() {
    let (world, head) = world_with_head().await;
    let li = world.enrol("li", "李华", Role::Officer).await;
    let first = world.log_in(&head, &stranger("10.0.0.8")).await;
    let second = world.log_in(&li, &same_browser(&first, "10.0.0.8")).await;
    assert_eq!(first.browser, second.browser, "the browser keeps its token");
    for _ in 0..3 {
        world.guess("zhou", &stranger("203.0.113.7")).await;
        world.guess("li", &stranger("203.0.113.7")).await;
    }
    for who in [&head, &li] {
        world.log_in(who, &same_browser(&first, "10.0.0.8")).await;
    }
}

#[tokio::test]
async fn a_browser_unused_for_half_a_year_is_a_stranger_again() {
    let (world, head) = world_with_head().await;
    let session = world.log_in(&head, &stranger("10.0.0.8")).await;
    world.clock.advance_ms(181 * 24 * 60 * MINUTE);
    for _ in 0..3 {
        world.guess("zhou", &stranger("203.0.113.7")).await;
    }
    let known = same_browser(&session, "10.0.0.8");
    assert_eq!(world.guess("zhou", &known).await, Guess::Wait(5));
}

/// T-01: many names, one password each.
#[tokio::test]
async fn one_address_that_tries_many_names_is_slowed() {
    let (world, _) = world_with_head().await;
    let mut looked_at = 0;
    for number in 0..60 {
        let guess = world.guess(&format!("name{number}"), &stranger("203.0.113.7")).await;
        looked_at += usize::from(guess == Guess::LookedAt);
    }
    assert_eq!(looked_at, 21);
    // A customer of IPv6 has very many addresses.
    for number in 0..60 {
        let from = stranger(&format!("2001:db8:1:1::{number:x}"));
        let guess = world.guess(&format!("nobody{number}"), &from).await;
        looked_at += usize::from(guess == Guess::LookedAt);
    }
    assert_eq!(looked_at, 42);
    assert_eq!(world.guess("name99", &stranger("2001:db8:1:2::1")).await, Guess::LookedAt);
}

/// An office of many people behind one address, on the first morning.
#[tokio::test]
async fn right_passwords_never_slow_an_address_or_an_account() {
    let (world, head) = world_with_head().await;
    for _ in 0..40 {
        world.log_in(&head, &stranger("10.0.0.8")).await;
    }
}

/// T-02: nothing tells a name that is somebody's from one that is nobody's.
#[tokio::test]
async fn a_known_and_an_unknown_name_cost_the_same_work_and_get_the_same_answers() {
    let world = World::found().await;
    let logins = ["li", "wang", "chen", "liu", "zhou", "sun", "qian", "he"];
    for login in logins {
        world.enrol(login, "某人", Role::Officer).await;
    }
    let unknown = ["li1", "wang1", "chen1", "liu1", "", "孙", "a\0b", "' OR 1=1 --"];
    for (place, (known, unknown)) in logins.into_iter().zip(unknown).enumerate() {
        let from = stranger(&format!("203.0.113.{place}"));
        let mut answers = Vec::new();
        for name in [known, unknown] {
            let before = world.app.password_checks();
            let mut guesses = Vec::new();
            for _ in 0..4 {
                guesses.push(world.guess(name, &from).await);
            }
            answers.push((guesses, world.app.password_checks() - before));
        }
        assert_eq!(answers[0], answers[1], "{known} and {unknown:?}");
        assert_eq!(answers[0].1, 3);
    }
}

/// T-02: what unknown names are compared with was hashed at the cost of a real password.
#[tokio::test]
async fn the_decoy_costs_what_a_password_costs() {
    let (world, head) = world_with_head().await;
    let store = store::Store::open_folder(world.folder.path()).await.unwrap();
    let real = store.login_of(head.id).await.unwrap().unwrap().password_hash;
    let decoy = store.login_to_compare("nobody").await.unwrap().password_hash;
    let shape = |hash: &str| {
        let parts: Vec<String> = hash.split('$').map(str::to_owned).collect();
        (parts[..4].to_vec(), parts[4..].iter().map(String::len).collect::<Vec<_>>())
    };
    assert_eq!(shape(&decoy), shape(&real));
}

/// T-02: after so many failures that it is a fact, still nothing tells them apart.
#[tokio::test]
async fn guessing_at_nobody_leaves_the_same_work_and_no_fact() {
    let (world, _) = world_with_head().await;
    let mut jobs = Vec::new();
    for name in ["zhou", "nobody"] {
        let before = world.app.open_jobs().await.unwrap();
        keep_guessing(&world, name).await;
        jobs.push(world.app.open_jobs().await.unwrap() - before);
    }
    assert_eq!(jobs, [1, 1]);
    let size = world.app.log_head().await.unwrap().size;
    world.app.run_pending_jobs().await.unwrap();
    assert_eq!(world.app.log_head().await.unwrap().size, size + 1);
}

/// Ten failures, each as soon as it is looked at.
async fn keep_guessing(world: &World, name: &str) {
    let mut looked_at = 0;
    while looked_at < 10 {
        match world.guess(name, &stranger("203.0.113.7")).await {
            Guess::LookedAt => looked_at += 1,
            Guess::Wait(seconds) => {
                world.clock.advance_ms(i64::try_from(seconds).unwrap() * 1000);
            }
        }
    }
}

/// T-01: the alarm.
#[tokio::test]
async fn that_guessing_was_slowed_is_told_once_to_the_administrators_of_the_person() {
    let (world, head) = world_with_head().await;
    let by = app::Call::by(world.admin.id);
    let below = world
        .app
        .register_agency(&by, text("清河县城管局"), text("清城"), text("330199"), None)
        .await;
    let below = below.unwrap().id.unwrap().parse().unwrap();
    let other = world.enrol_at(below, "other", "外管", Role::Administrator).await;
    world.app.run_pending_jobs().await.unwrap();

    keep_guessing(&world, "zhou").await;
    assert_eq!(alarms(&world, &world.admin).await.len(), 0, "a job writes it down");
    world.app.run_pending_jobs().await.unwrap();
    let told = alarms(&world, &world.admin).await;
    assert_eq!(told.len(), 1);
    let (title, detail) = (&told[0].title, &told[0].detail);
    assert!(title.contains("周伟"), "{title}");
    assert!(detail.contains("203.0.113.7") && detail.contains("10次"), "{detail}");
    assert!(detail.contains("陌生的浏览器"), "{detail}");
    assert_eq!(alarms(&world, &other).await.len(), 0, "not of an agency above");
    assert!(sections(&world, &head).await.iter().all(|section| section.key != "alarms"));

    // Whoever goes on at the pace that is left raises no second alarm.
    for _ in 0..8 {
        world.clock.advance_ms(15 * MINUTE);
        assert_eq!(world.guess("zhou", &stranger("203.0.113.7")).await, Guess::LookedAt);
    }
    world.app.run_pending_jobs().await.unwrap();
    assert_eq!(alarms(&world, &world.admin).await.len(), 1);
    assert_eq!(world.app.check().await.unwrap().differences, []);
    world.clock.advance_ms(8 * 24 * 60 * MINUTE);
    assert_eq!(alarms(&world, &world.admin).await.len(), 0, "not for ever");
}

async fn sections(world: &World, who: &Member) -> Vec<app::DeskSection> {
    world.app.desk(who.id).await.unwrap().sections
}

async fn alarms(world: &World, who: &Member) -> Vec<app::DeskItem> {
    let sections = sections(world, who).await;
    sections.into_iter().find(|section| section.key == "alarms").unwrap().items
}
