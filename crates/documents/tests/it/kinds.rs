//! Every kind prints whole.

use crate::fixture::{CATALOGUE, example, instrument, kind, pages_of, read_back, render};

#[test]
fn every_kind_prints_its_example_without_marks_or_warnings() {
    for kind in CATALOGUE.iter() {
        let fields = example(&kind.code);
        let rendered = render(&instrument(kind, &fields));
        assert_eq!(rendered.warnings, Vec::<String>::new(), "{}", kind.code);
        assert_eq!(rendered.missing, [], "{}", kind.code);
        assert!((1..=6).contains(&rendered.pages), "{}: {} pages", kind.code, rendered.pages);
        let text = read_back(&kind.code, &rendered);
        assert!(!text.contains("【缺") && !text.contains('〓'), "{}: {text}", kind.code);
        if kind.code != "WS70" {
            let title = kind.title.replace('（', "(").replace('）', ")");
            let seen = text.replace('（', "(").replace('）', ")");
            assert!(seen.contains(&title), "{}: {text}", kind.code);
        }
    }
}

/// Penalty Law Art. 59: the six elements of a decision.
#[test]
fn a_penalty_decision_carries_its_six_elements() {
    let fields = example("WS46");
    let text = read_back("WS46-elements", &render(&instrument(kind("WS46"), &fields)));
    for words in [
        "青禾县明灯五金经营部",
        "灯市路18号",
        "未查验检验合格证明",
        "《中华人民共和国产品质量法》第五十条",
        "罚款7700.00元",
        "7,700.00元（人民币柒仟柒佰元整）",
        "十五日内",
        "六十日内",
        "青禾县人民法院",
        "青市监罚〔2025〕18号",
        "2025年4月22日",
        "第1页",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// Art. 10(一), (二), (九).
#[test]
fn questioning_minutes_show_credentials_rights_and_answers() {
    let fields = example("WS10");
    let text = read_back("WS10-rights", &render(&instrument(kind("WS10"), &fields)));
    for words in [
        "2025年3月12日9时05分",
        "这是我们的执法证件",
        "99990125001",
        "有权申请我们回避",
        "答：听清楚了，不申请回避。",
        "问：进货价、销售价是多少",
        "以上笔录我看过，与我说的相符。",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// Art. 8: wording that belongs to some values only is printed for them, word by word, and for no
/// others.
#[test]
fn remedies_are_told_where_there_is_something_to_be_remedied() {
    let told = |code: &str, given: &[(&str, &str)]| {
        let mut fields = example(code);
        for (name, value) in given {
            fields.insert((*name).to_owned(), serde_json::json!(value));
        }
        let name = format!("{code}-{}", given[0].1);
        read_back(&name, &render(&instrument(kind(code), &fields)))
    };
    let body = [("reconsideration_body", "青禾县人民政府"), ("court", "青禾县人民法院")];
    for (code, field, value, is_told) in [
        ("WS65", "result", "不予受理", true),
        ("WS65", "result", "受理", false),
        ("WS68", "result", "不予", true),
        ("WS68", "result", "准予", false),
        ("WS69", "document", "征收决定书", true),
        ("WS69", "document", "补偿记录", false),
        ("WS73", "result", "责令改正", true),
        ("WS73", "result", "未发现违法行为", false),
    ] {
        let text = told(code, &[(field, value), body[0], body[1]]);
        let words = "六十日内向青禾县人民政府申请行政复议";
        assert_eq!(text.contains(words), is_told, "{code} {value}: {text}");
    }
}

#[test]
fn whoever_approves_a_letter_is_not_named_on_it() {
    let fields = example("WS36");
    let text = read_back("WS36-issue", &render(&instrument(kind("WS36"), &fields)));
    assert!(!text.contains("签发人") && !text.contains("沈怀远"), "{text}");
}

#[test]
fn a_page_bound_into_a_volume_has_its_number_there() {
    let fields = example("WS46");
    let mut bound = instrument(kind("WS46"), &fields);
    bound.first_page_no = 4531;
    let text = read_back("WS46-bound", &render(&bound));
    assert!(text.contains("4531") && text.contains("4532"), "{text}");
}

/// Under a seal that stands alone any text could be put (GB/T 9704).
#[test]
fn the_seal_never_stands_on_a_page_without_text() {
    let mut fields = example("WS46");
    let facts = fields["facts"].as_str().unwrap().to_owned();
    for lines in 12..26 {
        let longer = format!("{facts}{}", "\n另查明一节。".repeat(lines));
        fields.insert("facts".to_owned(), longer.into());
        let pages = pages_of("WS46-seal", &render(&instrument(kind("WS46"), &fields)));
        let sealed = pages.iter().find(|page| page.contains("青禾县市场监督管理局2025年4月22日"));
        let sealed = sealed.unwrap();
        assert!(sealed.contains("予以公示。"), "{lines} lines more: {sealed}");
    }
}
