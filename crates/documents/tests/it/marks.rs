//! What is missing, rare, refused or hostile is seen on paper and never breaks it.

use std::path::Path;

use documents::{Fonts, Refusal, RenderFault, Renderer};
use serde_json::{Value, json};

use crate::fixture::{CATALOGUE, Fields, LAW, example, fonts, instrument, kind, read_back, render};

#[test]
fn a_missing_element_is_marked_on_paper_and_told() {
    let mut fields = example("WS46");
    fields.remove("facts");
    fields.insert("legal_basis".to_owned(), json!("  "));
    let rendered = render(&instrument(kind("WS46"), &fields));
    let titles: Vec<&str> = rendered.missing.iter().map(|element| element.title.as_str()).collect();
    assert_eq!(titles, ["违法事实", "处罚依据"]);
    let text = read_back("WS46-missing", &rendered);
    assert!(text.contains("【缺：违法事实】") && text.contains("【缺：处罚依据】"), "{text}");
}

#[test]
fn an_empty_record_of_any_kind_prints_with_a_mark_for_every_required_element() {
    let fields = Fields::new();
    for kind in CATALOGUE.iter() {
        let mut empty = instrument(kind, &fields);
        empty.doc_no = None;
        empty.signatures.clear();
        empty.seal = None;
        empty.draft = true;
        let rendered = render(&empty);
        let text = read_back(&format!("{}-empty", kind.code), &rendered);
        assert!(!rendered.missing.is_empty(), "{}", kind.code);
        for element in &rendered.missing {
            let mark = format!("【缺：{}】", element.title);
            let broken = text.contains(&mark) || kind.field(&element.field).is_some_and(is_hidden);
            assert!(broken, "{} {mark}: {text}", kind.code);
        }
    }
}

fn is_hidden(field: &rules::catalogue::Field) -> bool {
    field.print == rules::catalogue::Print::Hidden
}

#[test]
fn a_decision_served_by_leaving_it_needs_its_reason_and_a_witness_or_recording() {
    let mut fields = example("WS48");
    fields.insert("method".to_owned(), json!("留置送达"));
    let rendered = render(&instrument(kind("WS48"), &fields));
    let titles: Vec<&str> = rendered.missing.iter().map(|element| element.title.as_str()).collect();
    assert_eq!(titles, ["拒收（留置）事由", "见证人或者送达过程音像记录"]);
    let text = read_back("WS48-left", &rendered);
    assert!(text.contains("【缺：拒收（留置）事由】"), "{text}");
}

#[test]
fn what_a_user_types_is_never_markup() {
    let hostile = "#panic(\"x\") $ 1/0 $ ] } *粗* _斜_ `r` \\ \" ' <a> @b // c /* d */ #let x = 1";
    for kind in CATALOGUE.iter() {
        let mut fields = example(&kind.code);
        fields.values_mut().for_each(|value| poison(value, hostile));
        let mut typed = instrument(kind, &fields);
        typed.title = "#title $";
        typed.agency_name = "#agency ]";
        typed.case_no = "#case \\";
        typed.doc_no = Some("#no 〔$〕".to_owned());
        typed.signatures.iter_mut().for_each(|mark| {
            mark.name = "#name ]".to_owned();
            mark.opinion = mark.opinion.as_ref().map(|_| hostile.to_owned());
        });
        let text = read_back(&format!("{}-hostile", kind.code), &render(&typed));
        let wanted: String = hostile.chars().filter(|c| !c.is_whitespace()).collect();
        if kind.code == "WS46" {
            assert!(text.contains(&wanted), "{text}");
        }
    }
}

fn poison(value: &mut Value, words: &str) {
    match value {
        Value::String(text) => *text = words.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, words)),
        Value::Object(fields) => fields.values_mut().for_each(|field| poison(field, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn values_of_the_wrong_type_print_instead_of_failing() {
    let odd_ones =
        [json!(null), json!(3.5), json!([1, [2]]), json!({ "a": 1 }), json!("x"), json!(true)];
    for kind in ["WS02", "WS10", "WS46", "WS48", "WS70", "WS71", "WS72"].map(kind) {
        for odd in &odd_ones {
            let fields: Fields =
                kind.fields.iter().map(|field| (field.name.clone(), odd.clone())).collect();
            assert!(render(&instrument(kind, &fields)).pages > 0, "{} {odd}", kind.code);
        }
    }
}

#[test]
fn a_name_with_a_rare_character_prints_if_a_font_has_it() {
    let mut fields = example("WS10");
    fields.insert("respondent".to_owned(), json!("周𠮷明"));
    let rendered = render(&instrument(kind("WS10"), &fields));
    let text = read_back("WS10-rare", &rendered);
    // Without the optional font for rare characters the last resort must have stepped in.
    let covered = fonts(&[Path::new("/usr/share/fonts/truetype/hanazono")]).covers('𠮷');
    assert_eq!(text.contains("周𠮷明"), covered, "{text}");
    assert_eq!(rendered.warnings.is_empty(), covered);
}

#[test]
fn a_character_no_font_has_becomes_a_geta_mark_and_a_warning() {
    let renderer = Renderer::new(fonts(&[]), &LAW).unwrap();
    let mut fields = example("WS10");
    fields.insert("respondent".to_owned(), json!("周𠮷\u{202E}明\u{E0100}😀"));
    let rendered = renderer.render(&instrument(kind("WS10"), &fields)).unwrap();
    let text = read_back("WS10-geta", &rendered);
    assert!(text.contains("周〓明〓"), "{text}");
    let warnings = rendered.warnings.join("\n");
    for point in ["U+20BB7", "U+1F600", "U+202E", "U+E0100"] {
        assert!(warnings.contains(point), "{point}: {warnings}");
    }
}

#[test]
fn a_refusal_prints_its_reason_and_witness() {
    let fields = example("WS08");
    let mut refused = instrument(kind("WS08"), &fields);
    let party = refused.signatures.iter_mut().find(|mark| mark.name == "周启明").unwrap();
    party.refused = Some(Refusal {
        reason: "认为数量清点有误".to_owned(),
        witness: Some("陆晚舟（安澜街道灯市社区）".to_owned()),
    });
    let text = read_back("WS08-refused", &render(&refused));
    assert!(text.contains("周启明拒绝签名，原因：认为数量清点有误。见证人：陆晚舟"), "{text}");
    assert!(text.contains("周启明（拒签）"), "{text}");
}

#[test]
fn an_unknown_id_prints_as_it_is_with_a_warning() {
    let fields = example("WS48");
    let mut unlabelled = instrument(kind("WS48"), &fields);
    unlabelled.labels.clear();
    let rendered = render(&unlabelled);
    assert!(rendered.warnings.iter().any(|warning| warning.contains("off_01JNP3")));
}

#[test]
fn a_broken_template_and_an_empty_font_folder_are_faults_that_name_them() {
    let broken = [("law/templates/form.typ".to_owned(), "#let x = (".to_owned())];
    let fault = Renderer::new(fonts(&[]), &broken).err().unwrap();
    assert!(fault.to_string().contains("/templates/form.typ"), "{fault}");

    let failing = [("law/templates/form.typ".to_owned(), "#panic(\"no\")".to_owned())];
    let renderer = Renderer::new(fonts(&[]), &failing).unwrap();
    let fields = example("WS02");
    let fault = renderer.render(&instrument(kind("WS02"), &fields)).unwrap_err();
    assert!(matches!(&fault, RenderFault::Template { name, .. } if name == "/templates/form.typ"));
    let fields = example("WS46");
    let fault = renderer.render(&instrument(kind("WS46"), &fields)).unwrap_err();
    assert!(matches!(fault, RenderFault::TemplateMissing { .. }), "{fault}");

    let nowhere = tempfile::tempdir().unwrap();
    assert!(matches!(Fonts::load(nowhere.path()), Err(RenderFault::NoFonts { .. })));
}
