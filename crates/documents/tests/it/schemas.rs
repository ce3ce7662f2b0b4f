//! The schemas under a real validator.

use serde_json::Value;

use crate::fixture::{CATALOGUE, example, validator};

#[test]
fn every_schema_compiles_and_its_example_is_complete_and_valid() {
    for kind in CATALOGUE.iter() {
        let code = &kind.code;
        assert!(jsonschema::meta::is_valid(&kind.schema), "{code}");
        let fields = example(code);
        let errors: Vec<String> = validator(&kind.schema)
            .iter_errors(&Value::Object(fields.clone()))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{code}: {errors:#?}");
        assert_eq!(rules::catalogue::missing_elements(kind, &fields), [], "{code}");
    }
}

#[test]
fn an_empty_draft_is_valid_as_a_draft_but_not_as_a_record() {
    let empty = Value::Object(serde_json::Map::new());
    for kind in CATALOGUE.iter() {
        assert!(validator(&kind.draft_schema()).is_valid(&empty), "{}", kind.code);
        assert!(!validator(&kind.schema).is_valid(&empty), "{}", kind.code);
    }
}

#[test]
fn unknown_fields_and_overlong_texts_are_refused_even_in_drafts() {
    for kind in CATALOGUE.iter() {
        let draft = validator(&kind.draft_schema());
        let mut fields = example(&kind.code);
        fields.insert("nonsense".to_owned(), Value::from(1));
        assert!(!draft.is_valid(&Value::Object(fields.clone())), "{}", kind.code);
        fields.remove("nonsense");
        for (name, value) in &mut fields {
            if let Value::String(text) = value {
                let kept = std::mem::replace(text, "长".repeat(30_000));
                assert!(kept.len() < 90_000);
                assert!(
                    !draft.is_valid(&serde_json::json!({ name.clone(): text.clone() })),
                    "{} {name}",
                    kind.code
                );
            }
        }
    }
}
