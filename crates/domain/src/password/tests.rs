use super::*;

const LI: Chooser<'_> =
    Chooser {
        login_name: "lihua", name: "李华", agency: ["清河县市场监督管理局", "清市监"]
    };

fn found(password: &str) -> Vec<Weakness> {
    weaknesses(password, &LI)
}

/// T-01: passwords that somebody who knows the person or the habit tries first.
#[test]
fn what_is_tried_first_is_refused_with_its_reason() {
    for (password, weakness) in [
        ("k7#Vq!9zR_2", Weakness::TooShort),
        ("xK7#LiHua!9zRw", Weakness::LoginName),
        ("k7#Vq李华!9zR_2w", Weakness::OwnName),
        ("k7#清市监Vq!9zR_2w", Weakness::Agency),
        ("清河县市场监督管理局k7#Vq!9z", Weakness::Agency),
        ("k7#LIUHEN!9zR_2w", Weakness::Product),
        ("今天天气不错留痕k7#Vq", Weakness::Product),
        ("k7#Vq34567!9zR_", Weakness::Row),
        ("k7#Vqedcba!9zR_", Weakness::Row),
        ("k7#VqAsDfG!9zR_", Weakness::Row),
        ("k7#Vqpoiuy!9zR_", Weakness::Row),
        ("k7#Vq!@#$%!9zR_", Weakness::Row),
        ("k7#Vqaaaaa!9zR_", Weakness::Row),
        ("k7#Vq1qaz2wsx9zR_", Weakness::Row),
        ("abcxabcxabcxabcx", Weakness::Repeats),
        ("Kq7#vTz!Kq7#vTz!", Weakness::Repeats),
        ("Password@2024", Weakness::Common),
        ("P@ssw0rd!2025#", Weakness::Common),
        ("Admin@123456!", Weakness::Common),
        ("passwordpassword1", Weakness::Common),
        ("woaini5201314!", Weakness::Common),
        ("我爱中国我爱中国加油2025", Weakness::Common),
        ("Zhongguo2025!!a", Weakness::Common),
    ] {
        assert!(found(password).contains(&weakness), "{password}: {:?}", found(password));
    }
}

#[test]
fn what_nobody_guesses_passes() {
    for password in [
        "k7#Vq!9zR_2w",
        "correct horse battery staple",
        "雨后青石板上的三只猫打着伞",
        "河边第7棵柳树下埋着旧铁盒",
        "7KQ2M9XWPT4RHB6NVC3D",
        "Tuesday-plum-Kettle-91",
    ] {
        assert_eq!(found(password), [], "{password}");
    }
    assert!(check("k7#Vq!9zR_2w", &LI).is_ok());
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let Err(Refusal::PasswordWeak { why }) = check("lihua12345", &LI) else { panic!("refused") };
    let told = [Weakness::TooShort, Weakness::LoginName, Weakness::Row, Weakness::Common];
    assert!(told.iter().all(|weakness| why.contains(weakness.zh())), "{why}");
}

#[test]
fn two_latin_letters_are_in_every_text_and_may_stay() {
    let li = Chooser { login_name: "li", ..LI };
    assert_eq!(weaknesses("k7#Vqli!9zR_2w", &li), []);
    let blank = Chooser { login_name: "", name: " ", agency: ["", ""] };
    assert_eq!(weaknesses("k7#Vq!9zR_2w", &blank), []);
}

#[test]
fn the_words_tell_the_limits_that_hold() {
    assert!(Weakness::TooShort.zh().contains(&MIN_CHARS.to_string()));
    assert!(Weakness::TooLong.zh().contains(&MAX_CHARS.to_string()));
    assert!(Weakness::Row.zh().contains(&ROW.to_string()));
    assert!(Weakness::Repeats.zh().contains(&MIN_DIFFERENT.to_string()));
    let long = "河".repeat(MAX_CHARS + 1);
    assert!(found(&long).contains(&Weakness::TooLong));
}

#[test]
fn the_list_is_folded_and_has_no_word_twice() {
    let words: Vec<&str> =
        COMMON.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let different: BTreeSet<&str> = words.iter().copied().collect();
    assert_eq!(different.len(), words.len());
    assert!(words.len() > 200, "{}", words.len());
    assert!(words.iter().all(|word| *word == word.trim().to_lowercase()));
}
