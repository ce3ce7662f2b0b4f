use std::path::Path;

use serde_json::{Map, Value, json};
use terms::ActKind;

use super::*;

const RECORD: &str = r#"
code = "WS90"
title = "测试笔录"
gloss = "test minutes"
occasion = "测试时"
stage = "investigation"
acts = ["penalty"]
articles = ["10(一)", "行政处罚法 42"]
volume = "main"
order = 1
outward = false
layout = "minutes"

[[signers]]
slot = "party"
title = "当事人"
min = 1
refusable = true

[[wording]]
id = "opening"
version = 1
before = "shown"
text = "{agency}于{met_on}到场。"
"#;

fn schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["met_on", "shown", "goods"],
        "properties": {
            "met_on": { "type": "string", "format": "date", "title": "日期", "x-widget": "date",
                        "x-print": "inline" },
            "shown": { "type": "boolean", "const": true, "title": "出示证件",
                       "x-widget": "checkbox", "x-article": "10(一)" },
            "goods": { "type": "array", "maxItems": 9, "title": "物品", "x-widget": "items",
                "items": { "type": "object", "additionalProperties": false, "required": ["name"],
                    "properties": {
                        "name": { "type": "string", "maxLength": 9, "title": "名称",
                                  "x-widget": "text" } } } },
            "manner": { "type": "string", "enum": ["直接", "留置"], "title": "方式",
                        "x-widget": "choice" },
            "witness": { "type": "string", "maxLength": 9, "title": "见证人", "x-widget": "text" },
            "photo": { "type": "string", "maxLength": 9, "title": "照片", "x-widget": "text" }
        },
        "allOf": [{ "if": { "properties": { "manner": { "const": "留置" } },
                            "required": ["manner"] },
                    "then": { "anyOf": [{ "required": ["witness"] },
                                        { "required": ["photo"] }] } }]
    })
}

fn load(record: &str, schema: &Value) -> Result<Catalogue, Vec<CatalogueDefect>> {
    Catalogue::load(&[
        ("records/WS90/record.toml".to_owned(), record.to_owned()),
        ("records/WS90/schema.json".to_owned(), schema.to_string()),
        ("records/WS90/example.json".to_owned(), "not read".to_owned()),
    ])
}

fn kind() -> RecordKind {
    load(RECORD, &schema()).unwrap().kind("WS90").unwrap().clone()
}

fn missing(fields: Value) -> Vec<String> {
    let fields: Map<String, Value> = serde_json::from_value(fields).unwrap();
    missing_elements(&kind(), &fields).into_iter().map(|element| element.title).collect()
}

#[test]
fn a_kind_is_read_with_its_fields_in_the_order_of_the_form() {
    let kind = kind();
    let names: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["met_on", "shown", "goods", "manner", "witness", "photo"]);
    assert_eq!(kind.title_of("shown"), Some("出示证件"));
    assert_eq!(kind.title_of("unknown"), None);
    assert_eq!(kind.articles[0].to_string(), "本办法第10条第(一)项");
    assert_eq!(kind.articles[1].to_string(), "行政处罚法第42条");
}

#[test]
fn blank_and_untrue_elements_are_missing_and_so_are_cells() {
    assert_eq!(missing(json!({})), ["日期", "出示证件", "物品"]);
    let fields = json!({ "met_on": " ", "shown": false, "goods": [{ "name": "酒" }, {}] });
    assert_eq!(missing(fields), ["日期", "出示证件", "物品第2行：名称"]);
}

#[test]
fn a_choice_can_ask_for_one_of_several_further_elements() {
    let with = |extra: Value| {
        let mut fields =
            json!({ "met_on": "2025-03-07", "shown": true, "goods": [{ "name": "酒" }] });
        fields.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        missing(fields)
    };
    assert!(with(json!({ "manner": "直接" })).is_empty());
    assert_eq!(with(json!({ "manner": "留置" })), ["见证人或者照片"]);
    assert!(with(json!({ "manner": "留置", "photo": "P1" })).is_empty());
}

#[test]
fn a_slot_can_apply_to_some_records_only() {
    let only_if = "refusable = true\nonly_if = { field = \"manner\", values = [\"直接\"] }";
    let catalogue = load(&RECORD.replace("refusable = true", only_if), &schema()).unwrap();
    let kind = catalogue.kind("WS90").unwrap();
    let slots = |manner: &str| {
        let fields = [("manner".to_owned(), json!(manner))].into_iter().collect();
        kind.signers_for(&fields).count()
    };
    assert_eq!((slots("直接"), slots("留置")), (1, 0));
}

#[test]
fn a_draft_schema_requires_nothing_but_keeps_the_limits() {
    let draft = kind().draft_schema();
    let text = draft.to_string();
    for keyword in ["\"required\"", "\"const\"", "\"allOf\""] {
        assert!(!text.contains(keyword), "{keyword}");
    }
    assert!(text.contains("maxLength") && text.contains("additionalProperties"));
}

#[test]
fn a_wording_is_cut_at_its_places() {
    let parts = kind().wording[0].parts();
    assert_eq!(parts[0], WordingPart::Value("agency".to_owned()));
    assert_eq!(parts[1], WordingPart::Text("于".to_owned()));
    assert_eq!(parts.len(), 4);
}

#[test]
fn a_wording_may_belong_to_some_values_only() {
    let record = format!(
        "{RECORD}\n[[wording]]\nid = \"left\"\nversion = 2\n\
         only_if = {{ field = \"manner\", values = [\"留置\"] }}\ntext = \"留置于此。\"\n"
    );
    let catalogue = load(&record, &schema()).unwrap();
    let kind = catalogue.kind("WS90").unwrap();
    let carried = |manner: &str| -> Vec<String> {
        let fields = json!({ "manner": manner });
        kind.wording_for(fields.as_object().unwrap()).map(Wording::tag).collect()
    };
    assert_eq!(carried("直接"), ["opening@1"]);
    assert_eq!(carried("留置"), ["opening@1", "left@2"]);
    let unknown = record.replace("field = \"manner\"", "field = \"way\"");
    let defects = load(&unknown, &schema()).unwrap_err();
    assert!(defects.iter().any(|d| d.what.contains("“left”的 only_if")), "{defects:?}");
}

#[test]
fn a_kind_says_which_facts_it_tells() {
    let record = format!(
        "{RECORD}\n[[tells]]\nfact = \"premises.entered\"\nof_record = true\n\
         given = \"witness\"\nattrs = {{ person = {{ field = \"witness\" }} }}\n"
    );
    let catalogue = load(&record, &schema()).unwrap();
    let tell = catalogue.kind("WS90").unwrap().tells.first().unwrap();
    let is_told = |fields: Value| tell.is_told(fields.as_object().unwrap());
    assert!(is_told(json!({ "witness": "林某" })));
    assert!(!is_told(json!({ "witness": " " })) && !is_told(json!({})));
    let unknown = record.replace("given = \"witness\"", "given = \"room\"");
    let defects = load(&unknown, &schema()).unwrap_err();
    assert!(defects.iter().any(|d| d.what.contains("tells“premises.entered”")), "{defects:?}");
}

#[test]
fn every_flaw_is_named_with_its_file() {
    let refused = |record: &str, schema: &Value, words: &str| {
        let defects = load(record, schema).unwrap_err();
        assert!(
            defects.iter().any(|d| d.what.contains(words) && d.file.contains("WS90")),
            "{words}: {defects:?}"
        );
    };
    refused(&RECORD.replace("WS90", "WS91"), &schema(), "与文件夹名不一致");
    refused(&RECORD.replace("{met_on}", "{met_at}"), &schema(), "不存在的字段“met_at”");
    refused(&RECORD.replace("min = 1", "min = 0"), &schema(), "人数为 0");
    refused(&RECORD.replace("outward", "outwards"), &schema(), "outwards");
    refused(&RECORD.replace("minutes\"\n\n", "own\"\n\n"), &schema(), "template.typ");
    let broken = |change: fn(&mut Value)| {
        let mut schema = schema();
        change(&mut schema);
        schema
    };
    let no_limit = broken(|s| {
        s["properties"]["photo"].as_object_mut().unwrap().remove("maxLength");
    });
    refused(RECORD, &no_limit, "上限");
    let open = broken(|s| s["additionalProperties"] = Value::Bool(true));
    refused(RECORD, &open, "additionalProperties");
    let unknown = broken(|s| s["required"] = json!(["nothing"]));
    refused(RECORD, &unknown, "“nothing”不在 properties 中");
    let source = broken(|s| s["properties"]["photo"]["x-prefill"] = json!("moon"));
    refused(RECORD, &source, "x-prefill");
}

#[test]
fn a_record_without_its_schema_is_refused() {
    let files = [("records/WS90/record.toml".to_owned(), RECORD.to_owned())];
    let defects = Catalogue::load(&files).unwrap_err();
    assert_eq!(defects[0].file, "records/WS90/schema.json");
}

fn shipped() -> Catalogue {
    fn collect(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, root, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut files = Vec::new();
    for part in ["records", "processes"] {
        collect(&root.join(part), &root, &mut files);
    }
    Catalogue::load(&files).unwrap_or_else(|defects| panic!("{defects:#?}"))
}

/// The catalogue that ships has all 72 documents of the field, and those of our own beside them.
#[test]
fn the_shipped_catalogue_has_every_document() {
    let catalogue = shipped();
    for number in 1..=72 {
        let code = format!("WS{number:02}");
        assert!(catalogue.kind(&code).is_some(), "{code}");
    }
    let orders: Vec<u32> = catalogue.iter().map(|kind| kind.order).collect();
    assert!(orders.is_sorted());
}

/// Arts. 9–13, 21: what a record does to its case depends on the act and on what it says.
#[test]
fn what_a_record_does_depends_on_the_act_and_on_what_it_says() {
    use ActKind::{Compulsion, Inspection, LevyOrRequisition, Licensing, Penalty};
    let catalogue = shipped();
    let none = json!({});
    let cases = [
        ("WS02", Penalty, &none, Some(Gate::OpenCase), Some(Effect::OpensCase)),
        ("WS03", Penalty, &none, None, Some(Effect::NotOpened)),
        ("WS08", Penalty, &none, Some(Gate::Investigate), None),
        (
            "WS33",
            Penalty,
            &none,
            Some(Gate::ConcludeInvestigation),
            Some(Effect::ConcludesInvestigation),
        ),
        ("WS46", Penalty, &none, Some(Gate::Decide), Some(Effect::Decides)),
        ("WS47", Penalty, &none, Some(Gate::DecideWithoutPenalty), Some(Effect::Decides)),
        ("WS48", Penalty, &none, None, Some(Effect::Serves)),
        ("WS59", Penalty, &none, Some(Gate::Close), Some(Effect::Closes)),
        ("WS26", Penalty, &none, Some(Gate::Investigate), None),
        ("WS26", Compulsion, &none, Some(Gate::OpenCase), Some(Effect::OpensCase)),
        ("WS27", Penalty, &none, Some(Gate::Investigate), None),
        ("WS27", Compulsion, &none, Some(Gate::Decide), Some(Effect::Decides)),
        ("WS06", Inspection, &none, Some(Gate::OpenCase), Some(Effect::OpensCase)),
        ("WS65", Licensing, &none, None, None),
        ("WS65", Licensing, &json!({ "result": "补正" }), None, None),
        (
            "WS65",
            Licensing,
            &json!({ "result": "受理" }),
            Some(Gate::OpenCase),
            Some(Effect::OpensCase),
        ),
        ("WS65", Licensing, &json!({ "result": "不予受理" }), None, Some(Effect::NotOpened)),
        (
            "WS34",
            Licensing,
            &none,
            Some(Gate::ConcludeInvestigation),
            Some(Effect::ConcludesInvestigation),
        ),
        ("WS34", Penalty, &none, None, None),
        ("WS69", LevyOrRequisition, &json!({ "document": "补偿记录" }), None, None),
        (
            "WS69",
            LevyOrRequisition,
            &json!({ "document": "征收决定书" }),
            Some(Gate::Decide),
            Some(Effect::Decides),
        ),
    ];
    for (code, act, fields, gate, effect) in cases {
        let kind = catalogue.kind(code).unwrap();
        let fields = fields.as_object().unwrap();
        let did = (kind.gate_in(act, fields), kind.effects_in(act, fields).next());
        assert_eq!(did, (gate, effect), "{code} {fields:?}");
    }
}

/// Arts. 2, 3: each kind of act has a process with every step's records, and rules for its end.
#[test]
fn each_kind_of_act_has_a_process() {
    let catalogue = shipped();
    for act in ActKind::ALL {
        let of_act: Vec<_> = catalogue.processes().iter().filter(|p| p.act == *act).collect();
        assert!(!of_act.is_empty(), "{act:?}");
        for process in of_act {
            let decides =
                |code: &String| catalogue.kind(code).unwrap().may_do(Effect::Decides, process.act);
            assert!(process.steps.iter().any(|step| step.records.iter().any(decides)));
            assert!(process.end(Some("no such rule")).is_some(), "falls back to the default");
        }
    }
    assert_eq!(catalogue.process("licensing").unwrap().tag(), "licensing@1");
    assert!(catalogue.process("penalty-ordinary").unwrap().ends[0].is_closing());
}

/// Every flaw of a process is named with its file.
#[test]
fn a_process_that_speaks_of_what_is_not_there_is_refused() {
    let process = r#"
id = "odd"
version = 0
title = "无此程序"
act = "licensing"
procedure = "ordinary"
order = 1
note = ""
[[step]]
stage = "initiation"
title = "申请"
records = ["WS90", "WS99"]
struck = " "
[[end]]
id = "served"
title = "送达之日"
served = ["WS98"]
[[end]]
id = "served"
title = "又一条"
"#;
    let defects = Catalogue::load(&[
        ("records/WS90/record.toml".to_owned(), RECORD.to_owned()),
        ("records/WS90/schema.json".to_owned(), schema().to_string()),
        ("processes/even.toml".to_owned(), process.to_owned()),
        ("processes/worse.toml".to_owned(), "id = 3".to_owned()),
    ])
    .unwrap_err();
    let told: Vec<String> = defects.iter().map(|d| format!("{} {}", d.file, d.what)).collect();
    for wanted in [
        "processes/even.toml 编号“odd”与文件名不一致，或者版本为 0",
        "processes/even.toml 文书 WS90 不用于这种行为或者程序",
        "processes/even.toml 没有文书“WS99”",
        "processes/even.toml 没有文书“WS98”",
        "processes/even.toml 步骤“申请”的理由或者情形为空",
        "processes/even.toml 终结规则“served”重名",
    ] {
        assert!(told.iter().any(|line| line == wanted), "{wanted}: {told:#?}");
    }
    assert!(told.iter().any(|line| line.starts_with("processes/worse.toml")), "{told:#?}");
}
