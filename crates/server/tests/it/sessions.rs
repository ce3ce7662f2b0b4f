//! Logging in, being guessed at, and the end of a session, as browsers see it.

use std::net::Ipv4Addr;
use std::path::Path;

use reqwest::header::HeaderMap;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::county::{County, On, found_agency};
use crate::program::{Person, Program, problem};

fn login(name: &str, password: &str) -> Value {
    json!({ "login_name": name, "password": password })
}

async fn try_log_in(person: &Person, name: &str, password: &str) -> Response {
    person.send(Method::POST, "/session", Some(login(name, password))).await
}

fn set_cookies(headers: &HeaderMap) -> Vec<String> {
    let all = headers.get_all("set-cookie").iter();
    all.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

/// A thousand guesses as fast as they go; how many were looked at. The others are told to wait.
async fn a_thousand_guesses(strangers: &[Person]) -> usize {
    let mut looked_at = 0;
    for stranger in strangers.iter().cycle().take(1_000) {
        let answer = try_log_in(stranger, "zhou", "wrong-password-1").await;
        match answer.status().as_u16() {
            401 => {
                problem(answer, 401, "session.login_failed").await;
                looked_at += 1;
            }
            _ => assert!(
                problem(answer, 429, "session.too_many_tries").await["retry_after_s"].as_u64()
                    > Some(0)
            ),
        }
    }
    looked_at
}

/// T-01, from one address, which is also the one the head works at.
#[tokio::test]
async fn a_thousand_guesses_from_one_address_shut_nobody_out() {
    let county = County::found(On::Sqlite).await;
    let stranger = Person::stranger(&county.program.url);
    let looked_at = a_thousand_guesses(std::slice::from_ref(&stranger)).await;
    assert!((1..=10).contains(&looked_at), "{looked_at}");
    the_head_is_not_shut_out(&county, &stranger).await;
}

/// T-01, from fifty addresses.
#[tokio::test]
async fn a_thousand_guesses_from_fifty_addresses_shut_nobody_out() {
    let county = County::found(On::Sqlite).await;
    let addresses = (1..=50).map(|number| Ipv4Addr::new(127, 0, 1, number));
    let strangers: Vec<Person> =
        addresses.map(|address| Person::stranger_at(&county.program.url, address)).collect();
    let looked_at = a_thousand_guesses(&strangers).await;
    assert!((1..=10).contains(&looked_at), "{looked_at}");
    the_head_is_not_shut_out(&county, &strangers[0]).await;
}

async fn the_head_is_not_shut_out(county: &County, stranger: &Person) {
    let right = county.password("zhou");
    let known = county.person("zhou").with_only("liuhen-browser");
    let answer = try_log_in(&known, "zhou", right).await;
    assert_eq!(answer.status(), 200, "from a known browser");
    // The right password of a stranger waits like a wrong one, and is told for how long. If the
    // wait was just over, the next one is twice as long.
    for _ in 0..20 {
        let answer = try_log_in(stranger, "zhou", right).await;
        if answer.status() == 429 {
            let told: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
            let problem = problem(answer, 429, "session.too_many_tries").await;
            assert_eq!(problem["retry_after_s"], told);
            assert!((1..=900).contains(&told), "{told}");
            // Other accounts are none of it.
            let li = try_log_in(stranger, "li", county.password("li")).await;
            assert_eq!(li.status(), 200);
            return;
        }
        try_log_in(stranger, "zhou", "wrong-password-1").await;
    }
    panic!("a stranger never had to wait");
}

/// T-02: the answers; that the work is the same is tested where it is done.
#[tokio::test]
async fn an_unknown_name_is_answered_like_a_wrong_password() {
    let county = County::found(On::Sqlite).await;
    let stranger = Person::stranger(&county.program.url);
    let mut answers = Vec::new();
    for name in ["li", "nobody", "a\u{0}b", "孙丽"] {
        let answer = try_log_in(&stranger, name, "wrong-password-1").await;
        let names: Vec<String> = answer.headers().keys().map(ToString::to_string).collect();
        let mut problem = problem(answer, 401, "session.login_failed").await;
        assert!(problem.as_object_mut().unwrap().remove("request_id").is_some());
        answers.push((names, problem));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn the_cookies_of_a_login_are_shown_to_no_script_and_no_other_site() {
    let county = County::found(On::Sqlite).await;
    let stranger = Person::stranger(&county.program.url);
    let answer = try_log_in(&stranger, "li", county.password("li")).await;
    let cookies = set_cookies(answer.headers());
    let (session, browser) = (&cookies[0], &cookies[1]);
    assert_eq!(cookies.len(), 2);
    assert!(session.starts_with("liuhen=") && session.contains("; Max-Age=28800"), "{session}");
    assert!(browser.starts_with("liuhen-browser="), "{browser}");
    for cookie in cookies {
        assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Strict;"), "{cookie}");
        assert!(!cookie.contains("Secure"), "browsers drop it on plain loopback: {cookie}");
        let token = cookie.split(['=', ';']).nth(1).unwrap();
        assert!(token.len() == 64 && token.chars().all(|c| c.is_ascii_hexdigit()));
    }
}

/// T-03, T-35: the token is worth nothing any more, the browser forgets pages, and stays known.
#[tokio::test]
async fn logging_out_ends_the_session_and_takes_both_cookies_back() {
    let county = County::found(On::Sqlite).await;
    let li = county.person("li");
    let answer = li.send(Method::DELETE, "/session", None).await;
    assert_eq!(answer.status(), 204);
    assert_eq!(answer.headers()["clear-site-data"], "\"cache\"");
    let gone = set_cookies(answer.headers());
    for (cookie, name) in gone.iter().zip(["liuhen=;", "__Host-liuhen=;"]) {
        assert!(cookie.starts_with(name) && cookie.contains("Max-Age=0"), "{cookie}");
    }
    assert!(gone[1].contains("Secure"), "a browser takes the prefix back only so");
    assert!(gone.iter().all(|cookie| !cookie.contains("browser")));
    problem(li.send(Method::GET, "/session", None).await, 401, "session.none").await;
}

/// T-26.
#[tokio::test]
async fn a_second_login_ends_the_first_which_is_told_so_in_words() {
    let county = County::found(On::Sqlite).await;
    let first = county.person("li").clone();
    let second = Person::log_in(&county.program.url, "li", county.password("li")).await;
    let told = first.send(Method::GET, "/cases", None).await;
    let told = problem(told, 401, "session.ended_elsewhere").await;
    assert!(told["detail"].as_str().unwrap().contains("另一处登录"), "{told}");
    second.get("/cases").await;
}

/// T-03: rights are not carried over in an old token.
#[tokio::test]
async fn a_change_of_roles_ends_the_session_and_says_so() {
    let county = County::found(On::Sqlite).await;
    let role = json!({ "role": "division_head", "from_on": "2020-01-01" });
    let path = format!("/officers/{}/roles", county.ids["li"]);
    county.person("admin").post(&path, role).await;
    let told = county.person("li").send(Method::GET, "/desk", None).await;
    problem(told, 401, "session.ended_rights").await;
}

/// T-03: a session planted into the browser does not become the session of whoever logs in.
#[tokio::test]
async fn a_login_takes_over_no_token() {
    let county = County::found(On::Sqlite).await;
    let planted = format!("liuhen={0}; liuhen-browser={0}", "f".repeat(64));
    let stranger = Person::stranger(&county.program.url);
    let request = stranger.request(Method::POST, "/session").header("cookie", &planted);
    let answer = request.json(&login("li", county.password("li"))).send().await.unwrap();
    let cookies = set_cookies(answer.headers());
    assert_eq!((answer.status().as_u16(), cookies.len()), (200, 2));
    assert!(cookies.iter().all(|cookie| !cookie.contains(&"f".repeat(64))), "{cookies:?}");
    let asked = stranger.request(Method::GET, "/session").header("cookie", &planted);
    problem(asked.send().await.unwrap(), 401, "session.none").await;
}

#[tokio::test]
async fn a_changed_password_changes_the_token_and_a_weak_one_changes_nothing() {
    let county = County::found(On::Sqlite).await;
    let before = county.person("li").clone();
    let old = county.password("li");
    let path = "/session/password";
    let change = |old: &str, new: &str| json!({ "old_password": old, "new_password": new });
    let new = "河边第7棵柳树下埋着旧铁盒";
    let weak = before.refused(path, change(old, "清市监Password2024"), 422, "password.weak").await;
    let detail = weak["detail"].as_str().unwrap();
    assert!(detail.contains("代字") && detail.contains("常用词"), "all at once: {detail}");
    before.refused(path, change("不是原密码不是", new), 422, "password.old_wrong").await;
    let answer = before.send(Method::POST, path, Some(change(old, new))).await;
    assert_eq!(answer.status(), 204);
    let mut after = before.clone();
    after.keep_cookies(&answer);
    after.get("/session").await;
    assert_eq!(before.send(Method::GET, "/session", None).await.status(), 401);
    let stranger = Person::stranger(&county.program.url);
    assert_eq!(try_log_in(&stranger, "li", old).await.status(), 401);
    assert_eq!(try_log_in(&stranger, "li", new).await.status(), 200);
}

/// T-06: what a client says of itself changes neither how it is counted nor its cookies.
#[tokio::test]
async fn forwarded_headers_of_a_client_are_not_believed() {
    let county = County::found(On::Sqlite).await;
    let stranger = Person::stranger(&county.program.url);
    let send = async |name: String, number: u32, password: &str| {
        let request = stranger.request(Method::POST, "/session");
        let request = request.header("x-forwarded-for", format!("203.0.113.{number}"));
        let request = request.header("x-forwarded-proto", "https");
        request.json(&login(&name, password)).send().await.unwrap()
    };
    let answer = send("li".to_owned(), 7, county.password("li")).await;
    let cookies = set_cookies(answer.headers());
    assert!(cookies[0].starts_with("liuhen=") && !cookies[0].contains("Secure"), "{cookies:?}");
    let mut looked_at = 0;
    for number in 0..40 {
        let answer = send(format!("name{number}"), number, "wrong-password-1").await;
        looked_at += u32::from(answer.status() == 401);
    }
    // The wait after the twenty-first grows while the test runs: a slow machine may see some more.
    assert!((21..30).contains(&looked_at), "{looked_at}");
}

/// T-03, T-06: behind a proxy that we were told to trust, which speaks TLS to the browsers.
#[tokio::test]
async fn a_trusted_proxy_is_believed_and_nobody_else() {
    let folder = TempDir::new().unwrap();
    let (program, password) = behind_a_proxy(folder.path(), "127.0.0.1");
    let proxy = Person::stranger(&program.url);
    let through = |person: &Person, method: Method, scheme: &'static str| {
        let request = person.request(method, "/session").header("x-forwarded-proto", scheme);
        request.header("x-forwarded-for", "203.0.113.7")
    };
    let log_in = login("admin", &password);
    let answer = through(&proxy, Method::POST, "https").json(&log_in).send().await.unwrap();
    let cookies = set_cookies(answer.headers());
    assert!(cookies[0].starts_with("__Host-liuhen="), "{cookies:?}");
    assert!(cookies[1].starts_with("__Host-liuhen-browser="), "{cookies:?}");
    assert!(cookies.iter().all(|cookie| cookie.ends_with("; Secure")), "{cookies:?}");
    let token = cookies[0].split(['=', ';']).nth(1).unwrap();
    let with = |name: &str| {
        through(&proxy, Method::GET, "https").header("cookie", format!("{name}={token}"))
    };
    assert_eq!(with("__Host-liuhen").send().await.unwrap().status(), 200);
    assert_eq!(
        with("liuhen").send().await.unwrap().status(),
        401,
        "any site of the domain sets it"
    );

    let elsewhere = Person::stranger_at(&program.url, Ipv4Addr::new(127, 0, 0, 9));
    let answer = through(&elsewhere, Method::POST, "https").json(&log_in).send().await.unwrap();
    assert!(set_cookies(answer.headers())[0].starts_with("liuhen="), "not a proxy of ours");
    let answer = through(&proxy, Method::POST, "http").json(&log_in).send().await.unwrap();
    assert!(set_cookies(answer.headers())[0].starts_with("liuhen="), "no TLS");
}

/// T-06: each client of a trusted proxy is counted for itself.
#[tokio::test]
async fn clients_behind_a_trusted_proxy_are_counted_apart() {
    let folder = TempDir::new().unwrap();
    let (program, _) = behind_a_proxy(folder.path(), "127.0.0.1");
    let proxy = Person::stranger(&program.url);
    for number in 0..30 {
        let request = proxy.request(Method::POST, "/session");
        // The first entry is what the client made up; the proxy adds the second.
        let request = request.header("x-forwarded-for", format!("1.1.1.1, 203.0.113.{number}"));
        let wrong = login(&format!("name{number}"), "wrong-password-1");
        assert_eq!(request.json(&wrong).send().await.unwrap().status(), 401, "{number}");
    }
}

fn behind_a_proxy(folder: &Path, proxy: &str) -> (Program, String) {
    let (data, config) = (folder.join("data"), folder.join("liuhen.toml"));
    let text = format!("data = {:?}\ntrusted_proxies = [{proxy:?}]\n", data.display().to_string());
    std::fs::write(&config, text).unwrap();
    let founded = found_agency(&data, Some(&config));
    let password = founded["one_time_password"].as_str().unwrap().to_owned();
    (Program::start(&data, Some(&config), None), password)
}

/// T-01, T-03: whoever keeps people replaces a forgotten password; the old one and its sessions are
/// worth nothing from then on, and it is known who did it and why.
#[tokio::test]
async fn a_password_reset_by_the_keeper_ends_what_the_old_one_opened() {
    let county = County::found(On::Sqlite).await;
    let (admin, before) = (county.person("admin"), county.person("li").clone());
    let path = |who: &str| format!("/officers/{}/password", county.ids[who]);
    let why = json!({ "reason": "本人忘记密码" });
    county.person("zhou").refused(&path("li"), why.clone(), 403, "authority.not_allowed").await;
    admin.refused(&path("li"), json!({ "reason": "" }), 422, "value.invalid").await;
    let made = admin.post(&path("li"), why.clone()).await;
    let new = made["one_time_password"].as_str().unwrap();
    let told = before.send(Method::GET, "/desk", None).await;
    problem(told, 401, "session.ended_password").await;
    let stranger = Person::stranger(&county.program.url);
    assert_eq!(try_log_in(&stranger, "li", county.password("li")).await.status(), 401);
    Person::log_in(&county.program.url, "li", new).await.get("/cases").await;
    let own = admin.get("/session").await["officer"]["officer_id"].as_str().unwrap().to_owned();
    admin.refused(&format!("/officers/{own}/password"), why, 422, "org.own_password").await;
}
