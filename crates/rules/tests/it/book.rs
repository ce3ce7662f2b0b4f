//! Loading the shipped law, and refusing broken law.

use rules::{DueOptions, From, PackDefect, RuleBook, RuleError};

use super::{law_folder, shipped_book, shipped_files};

/// A pack of one rule around the given lines; the rule starts on line 8.
fn with_rule(rule: &str) -> Vec<PackDefect> {
    let head = "id = \"test\"\nversion = \"1\"\ntitle = \"试行规则\"\nshort = \"试行规则\"\n\
                verified = \"checked\"\n\n[[rule]]\n";
    let mut files = shipped_files();
    files.push(("law/packs/test/pack.toml".to_owned(), format!("{head}{rule}")));
    RuleBook::load(&files).map(|_| Vec::new()).unwrap_or_else(|defects| defects)
}

const SOUND: &str = r#"id = "T-1"
article = "3"
title = "试"
severity = "S3"
quote = "试"
message = "缺少{missing}"
"#;

fn assert_refused(rule: &str, line: u32, what: &str) {
    let defects = with_rule(rule);
    let found = defects.iter().any(|defect| {
        defect.file == "law/packs/test/pack.toml"
            && defect.line == line
            && defect.what.contains(what)
            && !defect.fix.is_empty()
    });
    assert!(found, "wanted '{what}' at line {line}, got {defects:#?}");
}

#[test]
fn the_shipped_law_has_no_defect() {
    let book = shipped_book();
    assert!(book.rules().len() > 90, "{}", book.rules().len());
    assert_eq!(book.packs().first().map(rules::Pack::tag).as_deref(), Some("qgc-28@1"));
}

#[test]
fn a_sound_rule_is_taken() {
    let rule = format!("{SOUND}[rule.required_record]\nall = [{{ fact = \"case.opened\" }}]\n");
    assert_eq!(with_rule(&rule), []);
}

#[test]
fn an_unknown_fact_is_refused() {
    let rule = format!("{SOUND}[rule.required_record]\nall = [{{ fact = \"case.opend\" }}]\n");
    assert_refused(&rule, 15, "没有“case.opend”这种事实");
}

#[test]
fn an_unknown_attribute_or_word_is_refused() {
    let rule = format!(
        "{SOUND}[rule.required_record]\nall = [{{ fact = \"record.effective\", knd = \"WS46\" }}]\n"
    );
    assert_refused(&rule, 15, "没有属性“knd”");
    let rule = format!(
        "{SOUND}[rule.required_record]\nall = [\n  {{ fact = \"record.effective\", kind = \"WS99\" }},\n]\n"
    );
    assert_refused(&rule, 16, "“kind”没有“WS99”这个值");
}

#[test]
fn a_bad_unit_is_refused() {
    let sound = SOUND.replace("{missing}", "{due}");
    let rule = format!(
        "{sound}[rule.clock]\nstart = \"立案\"\nwithin = {{ n = 2, unit = \"fortnights\" }}\n"
    );
    assert_refused(&rule, 16, "没有“fortnights”这种单位");
}

#[test]
fn a_missing_or_malformed_article_is_refused() {
    let shape = "[rule.required_record]\nall = [{ fact = \"case.opened\" }]\n";
    let rule = format!("{}{shape}", SOUND.replace("article = \"3\"\n", ""));
    assert_refused(&rule, 7, "缺少“article”");
    let rule = format!("{}{shape}", SOUND.replace("\"3\"", "\"第三条\""));
    assert_refused(&rule, 7, "“第三条”不是条款号");
}

#[test]
fn a_duplicate_id_is_refused_unless_the_versions_follow_each_other() {
    let shape = "[rule.required_record]\nall = [{ fact = \"case.opened\" }]\n";
    let old = format!("effective_until = 2024-01-01\n{SOUND}{shape}");
    let new = format!("effective_from = 2024-01-01\n{SOUND}{shape}");
    assert_eq!(with_rule(&format!("{old}[[rule]]\n{new}")), []);
    let both = format!("{SOUND}{shape}[[rule]]\n{SOUND}{shape}");
    assert_refused(&both, 16, "规则“T-1”在law/packs/test/pack.toml第7行已有");
}

#[test]
fn a_rule_without_a_shape_or_with_two_is_refused() {
    assert_refused(SOUND, 7, "这里有0种");
    let two = format!(
        "{SOUND}[rule.gate]\nall = [{{ fact = \"case.opened\" }}]\n\
         [rule.required_record]\nall = [{{ fact = \"case.opened\" }}]\n"
    );
    assert_refused(&two, 7, "这里有2种");
}

#[test]
fn a_placeholder_without_a_value_is_refused() {
    let sound = SOUND.replace("{missing}", "{gaps}");
    let rule = format!("{sound}[rule.required_record]\nall = [{{ fact = \"case.opened\" }}]\n");
    assert_refused(&rule, 7, "“gaps”没有值");
}

#[test]
fn a_misspelt_entry_is_refused() {
    let rule =
        format!("sevrity = \"S1\"\n{SOUND}[rule.gate]\nall = [{{ fact = \"case.opened\" }}]\n");
    assert_refused(&rule, 8, "没有“sevrity”这一项");
    assert_refused(&rule, 7, "“T-1”是关口，却什么也不拦");
}

#[test]
fn a_rule_of_an_unknown_sphere_is_refused() {
    let shape = "[rule.required_record]\nall = [{ fact = \"case.opened\" }]\n";
    assert_refused(&format!("of = \"county\"\n{SOUND}{shape}"), 8, "没有“county”这类对象");
    assert_eq!(with_rule(&format!("of = [\"case\", \"agency\"]\n{SOUND}{shape}")), []);
}

#[test]
fn an_unknown_lapse_is_refused() {
    let sound = SOUND.replace("{missing}", "{due}");
    let clock = "[rule.clock]\nstart = \"立案\"\nwithin = { n = 2, unit = \"days\" }\n";
    assert_eq!(with_rule(&format!("{sound}{clock}lapse = \"opens_case\"\n")), []);
    assert_refused(&format!("{sound}{clock}lapse = \"grants\"\n"), 14, "没有“grants”这种逾期后果");
    assert_refused(&format!("{sound}{clock}or_at = true\n"), 14, "有or_at而没有from_attr");
}

/// Many facts are looked up by subject; that must not change what is found.
#[test]
fn of_many_facts_each_is_judged_by_its_own() {
    use rules::{Fact, Standing};
    let at: terms::Timestamp = "2025-03-02T09:00:00+08:00".parse().unwrap();
    let open = |count: i64| -> Vec<(String, String)> {
        let mut facts = Vec::new();
        for n in 0..count {
            facts.push(Fact::new("finding.confirmed", at, format!("问题{n}")));
            facts.push(
                Fact::new("access.viewed", at.plus_ms(n), format!("查看{n}"))
                    .with("basis", "grant")
                    .with("grant", format!("授权{n}")),
            );
        }
        for n in (0..count).filter(|n| n % 2 == 0) {
            facts.push(Fact::new("finding.ordered", at, format!("问题{n}")));
            facts.push(
                Fact::new("access.granted", at, format!("授权{n}"))
                    .with("grant", format!("授权{n}"))
                    .with("by_head", true)
                    .with("from", at.date())
                    .with("until", at.date()),
            );
        }
        let matter = rules::Matter::of_agency("机关", facts);
        let findings = shipped_book().evaluate(&matter).into_iter();
        findings
            .filter(|found| ["QGC-27-01", "QGC-24-05"].contains(&found.rule.id.as_str()))
            .filter(|found| found.standing == Standing::Open)
            .map(|found| (found.rule.id.clone(), found.subject))
            .collect()
    };
    assert_eq!(open(4).len(), 4);
    let many = open(100);
    assert_eq!(many.len(), 100);
    assert!(many.iter().all(|(_, subject)| !subject.ends_with(['0', '2', '4', '6', '8'])));
}

/// A rule about agencies says nothing about a case, and the other way round.
#[test]
fn a_rule_is_judged_only_on_matters_of_its_sphere() {
    let book = shipped_book();
    let rules_of = |matter: &rules::Matter| -> Vec<String> {
        book.evaluate(matter).into_iter().map(|found| found.rule.id.clone()).collect()
    };
    let agency = rules_of(&rules::Matter::of_agency("机关", Vec::new()));
    let case = rules_of(&rules::Matter::of_case(
        "本案",
        terms::ActKind::Penalty,
        Some(terms::Procedure::Ordinary),
        Vec::new(),
    ));
    let both: Vec<&str> =
        agency.iter().filter(|rule| case.contains(rule)).map(String::as_str).collect();
    let access = ["QGC-24-03", "QGC-24-04", "QGC-24-05", "QGC-24-06"];
    assert_eq!(both, [&access[..], &["QGC-20-01", "QGC-20-02"]].concat());
    assert!(agency.iter().any(|rule| rule == "QGC-16-01"));
    assert!(!case.iter().any(|rule| rule == "QGC-16-01"));
}

/// Penalty Law Art. 64(1): while the term runs, the decision is told until when it has to wait.
#[test]
fn a_waiting_period_in_the_way_says_until_when() {
    use rules::{Fact, Standing};
    let at = |text: &str| -> terms::Timestamp { text.parse().unwrap() };
    let served = Fact::new("record.served", at("2025-03-07T10:00:00+08:00"), "听证告知书")
        .with("record", "回证")
        .with("kind", "WS37")
        .with("method", "直接送达");
    let (act, procedure) = (terms::ActKind::Penalty, Some(terms::Procedure::Ordinary));
    let matter = rules::Matter::of_case("本案", act, procedure, vec![served]);
    let told = |now: &str| {
        let found = shipped_book().blocked_at("decide", &matter, at(now)).into_iter();
        found.filter(|found| found.rule.id == "SX-CF-64a").collect::<Vec<_>>()
    };
    let blocked = told("2025-03-10T09:00:00+08:00");
    let [found] = blocked.as_slice() else { panic!("{blocked:?}") };
    assert_eq!(found.standing, Standing::Open);
    assert!(found.message().contains("2025年3月14日届满之前不得作出处罚决定"), "{found:?}");
    assert_eq!(told("2025-03-15T00:00:00+08:00").len(), 0, "the term is over");
}

#[test]
fn broken_syntax_is_refused_with_its_line() {
    let rule = format!("{SOUND}[rule.gate\n");
    assert_refused(&rule, 14, "不是TOML");
}

#[test]
fn all_defects_are_told_at_once() {
    let mut files = shipped_files();
    for (path, text) in &mut files {
        if path.ends_with("2025.toml") {
            *text = text.replace("make_up = [2025-09-28", "make_up = [2025-09-29");
        }
        if path.ends_with("keeping.toml") {
            *text = text.replace("case.act_ended", "case.actended");
        }
    }
    let defects = RuleBook::load(&files).err().unwrap();
    let texts: Vec<String> = defects.iter().map(ToString::to_string).collect();
    assert!(texts.iter().any(|text| text.contains("2025-09-29不是周末")), "{texts:?}");
    assert!(texts.iter().any(|text| text.contains("没有“case.actended”这种事实")), "{texts:?}");
}

#[test]
fn no_file_at_all_is_a_defect_and_no_panic() {
    assert!(RuleBook::load(&[]).is_err());
}

/// Art. 28 and style: what a rule quotes stands in the regulation.
#[test]
fn the_regulation_is_quoted_word_by_word() {
    let text = std::fs::read_to_string(law_folder().join("packs/qgc-28/text.txt")).unwrap();
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let text = plain(&text);
    for rule in shipped_book().rules().filter(|rule| rule.pack == "qgc-28@1") {
        for part in rule.quote.split("……") {
            let part = plain(part);
            let part = part.trim_end_matches(['。', '；']);
            assert!(text.contains(part), "{}: {part}", rule.id);
        }
    }
}

/// Arts. 2 to 27: each duty of the regulation has a rule for each kind of act it obliges.
#[test]
fn every_duty_of_the_regulation_is_a_rule_for_each_act_it_obliges() {
    let book = shipped_book();
    let mut missing = Vec::new();
    let mut duties = 0;
    let lines = include_str!("../data/duties.txt").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let (duty, acts) = line.split_once(' ').unwrap();
        duties += 1;
        for act in acts.split(' ').map(|word| terms::ActKind::parse(word).unwrap()) {
            let is_of_it = |rule: &&rules::Rule| {
                rule.id.strip_prefix(duty).is_some_and(|rest| !rest.starts_with(char::is_numeric))
                    && (rule.of.contains(&rules::Sphere::Agency) || rule.applies_to.contains(&act))
            };
            if book.rules().find(is_of_it).is_none() {
                missing.push(format!("{duty} {}", act.as_str()));
            }
        }
    }
    assert_eq!((duties, missing), (79, Vec::<String>::new()));
}

#[test]
fn records_are_called_as_the_catalogue_calls_them() {
    let book = shipped_book();
    let kind = book.vocabulary().fact("record.effective").unwrap().attr("kind").unwrap();
    for (path, text) in super::law_files("records") {
        let code = path.split('/').nth(2).unwrap();
        let title = text.lines().find_map(|line| line.strip_prefix("title = ")).unwrap();
        assert_eq!(kind.words[code], title.trim_matches('"'), "{path}");
    }
}

#[test]
fn a_limit_in_hours_wants_an_instant() {
    let book = shipped_book();
    let day: From = "2025-10-02".parse().unwrap();
    let answer = book.due("SX-QZ-19", day, &DueOptions::default());
    assert!(matches!(answer, Err(RuleError::NeedsInstant { .. })));
    let answer = book.due("QGC-99", day, &DueOptions::default());
    assert!(matches!(answer, Err(RuleError::Unknown { .. })));
    let answer = book.due("QGC-11-04", day, &DueOptions::default());
    assert!(matches!(answer, Err(RuleError::NoClock { .. })));
    let old: From = "1980-01-01".parse().unwrap();
    let answer = book.due("SX-CF-60", old, &DueOptions::default());
    assert!(matches!(answer, Err(RuleError::NotInForce { .. })));
    assert!("国庆".parse::<From>().is_err());
}

#[test]
fn an_instant_counts_from_its_day_in_china() {
    let book = shipped_book();
    let late_evening: From = "2025-09-18T15:59:59Z".parse().unwrap();
    let after_midnight: From = "2025-09-18T16:00:00Z".parse().unwrap();
    let due = |from| book.due("QGC-21-01", from, &DueOptions::default()).unwrap().due_on.unwrap();
    assert_eq!(due(late_evening).to_string(), "2025-10-22");
    assert_eq!(due(after_midnight).to_string(), "2025-10-23");
}

#[test]
fn a_date_can_be_followed_by_hand() {
    let book = shipped_book();
    let from: From = "2025-09-19".parse().unwrap();
    let answer = book.due("QGC-21-01", from, &DueOptions::default()).unwrap();
    assert_eq!(answer.basis, "本办法第21条：执法行为终结之日起20个工作日");
    let trace = answer.trace.join("\n");
    assert!(trace.contains("2025年9月28日（调休上班）计1日，累计6日"), "{trace}");
    assert!(trace.contains("2025年10月1日至2025年10月8日（国庆节、中秋节放假）不计"), "{trace}");
    assert!(trace.contains("2025年10月23日24时届满"), "{trace}");
}

#[test]
fn the_matrix_lists_articles_rules_and_scenarios() {
    let book = shipped_book();
    let results: Vec<_> = super::law_files("scenarios")
        .iter()
        .map(|(path, text)| rules::scenario::run_file(&book, path, text))
        .collect();
    let matrix = rules::matrix(&book, &results);
    let at = matrix.find("第22条第1款 当日储存").unwrap();
    let part: String = matrix[at..].lines().take(4).collect::<Vec<_>>().join("\n");
    assert!(part.contains("QGC-22-01 [S2 clock 已对照原文]"), "{part}");
    assert!(part.contains("不满足：") || part.contains("满足："), "{part}");
}

#[test]
fn a_case_keeps_to_the_packs_it_pinned() {
    let book = shipped_book();
    let pinned = book.pinned(&["qgc-28@1".to_owned(), "gone@9".to_owned()]);
    assert!(pinned.rule("QGC-21-01").is_some());
    assert!(pinned.rule("SX-CF-56").is_none());
    assert_eq!(pinned.packs().len(), 1);
}
