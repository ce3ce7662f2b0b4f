//! The shipped law, fonts and a renderer made once; helpers to print and read back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use documents::{Fonts, Instrument, Rendered, Renderer, SignatureMark};
use rules::catalogue::{Catalogue, RecordKind, Slot};
use serde_json::{Map, Value};
use terms::Timestamp;

pub(crate) type Fields = Map<String, Value>;

const AGENCY: &str = "青禾县市场监督管理局";
const RARE_FONTS: &str = "/usr/share/fonts/truetype/hanazono";

/// Every file below `law/`, path and text.
pub(crate) static LAW: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut files = Vec::new();
    for part in ["law/records", "law/templates"] {
        collect(&workspace().join(part), &mut files);
    }
    files
});

pub(crate) static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::load(&LAW).unwrap_or_else(|defects| panic!("{defects:#?}")));

static RENDERER: LazyLock<Renderer> =
    LazyLock::new(|| Renderer::new(fonts(&[Path::new(RARE_FONTS)]), &LAW).unwrap());

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn collect(dir: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path.to_string_lossy().replace('\\', "/"), text));
        }
    }
}

/// The fonts of the tests, and those of further folders that exist.
pub(crate) fn fonts(more: &[&Path]) -> Fonts {
    let dir =
        env::var_os("LIUHEN_FONTS").map_or_else(|| workspace().join("target/fonts"), PathBuf::from);
    let mut dirs = vec![dir.as_path()];
    dirs.extend(more);
    Fonts::load_from(&dirs)
        .expect("fonts in LIUHEN_FONTS or target/fonts; cargo xtask puts them there")
}

pub(crate) fn kind(code: &str) -> &'static RecordKind {
    CATALOGUE.kind(code).unwrap()
}

/// The fictitious complete record that is kept beside each kind.
pub(crate) fn example(code: &str) -> Fields {
    let ending = format!("/{code}/example.json");
    let (_, text) = LAW.iter().find(|(path, _)| path.ends_with(&ending)).expect("example.json");
    serde_json::from_str(text).unwrap()
}

/// A validator that also checks dates and times.
pub(crate) fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::options().should_validate_formats(true).build(schema).unwrap()
}

fn labels() -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let mut label = |id: &str, words: &str| labels.insert(id.to_owned(), words.to_owned());
    label("off_01JNP300000000000000000001", "林知行（99990125001）");
    label("off_01JNP300000000000000000002", "苏望舒（99990125002）");
    label("off_01JNP300000000000000000003", "秦明达（99990125003）");
    for number in ["1", "2", "3", "4", "5"] {
        let words = format!("现场录像{number}（原件摘要 3b1f8a64…）");
        label(&format!("rec_01JNP30000000000000000000{number}"), &words);
    }
    label("txt_01JNP30000000000000000000K", "《先行登记保存证据通知书》（青市监登保〔2025〕7号）");
    label("txt_01JNP30000000000000000000S", "《责令（限期）改正通知书》（青市监责改〔2025〕12号）");
    label("txt_01JNP30000000000000000000V", "《扣押决定书》（青市监强措〔2025〕3号）");
    label("txt_01JNP30000000000000000000W", "《扣押清单》");
    label("txt_01JNP300000000000000000011", "《案件调查终结报告》");
    label("txt_01JNP300000000000000000015", "《行政处罚听证告知书》（青市监听告〔2025〕2号）");
    label("txt_01JNP30000000000000000001A", "《听证笔录》");
    label("txt_01JNP30000000000000000001B", "《行政许可申请书（口头申请笔录）》");
    label("txt_01JNP30000000000000000001D", "《现场检查（勘验）笔录》");
    label("txt_01JNP30000000000000000001E", "《行政处罚决定书》（青市监罚〔2025〕18号）");
    label("txt_01JNP30000000000000000001H", "《履行催告书》（青市监催告〔2025〕1号）");
    label("txt_01JNP30000000000000000001J", "《强制执行决定书》（青市监强执〔2025〕1号）");
    labels
}

fn signatures(kind: &RecordKind, fields: &Fields) -> Vec<SignatureMark> {
    let at: Timestamp = "2025-04-22T10:06:00+08:00".parse().unwrap();
    let mut marks = Vec::new();
    for slot in kind.signers_for(fields) {
        let people: &[(&str, Option<&str>)] = match slot.slot {
            Slot::CaseOfficers => {
                &[("林知行", Some("99990125001")), ("苏望舒", Some("99990125002"))]
            }
            Slot::Attendees => &[("沈怀远", None), ("韩秋白", None), ("方既明", None)],
            Slot::DivisionHead => &[("顾平川", None)],
            Slot::AgencyHead => &[("沈怀远", None)],
            Slot::LegalReviewer | Slot::HearingHost => &[("秦明达", Some("A20189999000001"))],
            Slot::Party => &[("周启明", None)],
            Slot::Registrar => &[("苏望舒", None)],
            Slot::Witness | Slot::Custodian => &[("江疏影", None)],
        };
        for (name, number) in people.iter().take(usize::try_from(slot.hands(fields)).unwrap()) {
            marks.push(SignatureMark {
                slot_title: slot.title.clone(),
                name: (*name).to_owned(),
                credential_no: number.map(str::to_owned),
                opinion: slot.opinion.then(|| "经审查，事实清楚，依据充分，同意。".to_owned()),
                signed_at: at,
                refused: None,
            });
        }
    }
    marks
}

/// The record as it stands at the end: signed, numbered and sealed where the kind wants it.
pub(crate) fn instrument<'a>(kind: &'a RecordKind, fields: &'a Fields) -> Instrument<'a> {
    Instrument {
        kind,
        agency_name: AGENCY,
        doc_no: kind.numbering.as_ref().map(|series| format!("青市监{series}〔2025〕18号")),
        case_no: "青市监立〔2025〕21号",
        title: &kind.title,
        fields,
        labels: labels(),
        signatures: signatures(kind, fields),
        seal: kind.sealed.then(|| AGENCY.to_owned()),
        made_on: "2025-04-22".parse().unwrap(),
        draft: false,
        id_salt: [7; 16],
        first_page_no: 0,
    }
}

pub(crate) fn render(instrument: &Instrument<'_>) -> Rendered {
    RENDERER.render(instrument).unwrap_or_else(|fault| panic!("{}: {fault}", instrument.kind.code))
}

/// Keeps the file below the target folder, so that a person can look at it, and reads its text
/// without the spaces and line ends of the layout.
pub(crate) fn read_back(name: &str, rendered: &Rendered) -> String {
    pages_of(name, rendered).concat()
}

/// The same, page by page.
pub(crate) fn pages_of(name: &str, rendered: &Rendered) -> Vec<String> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prints");
    fs::create_dir_all(&dir).unwrap();
    let path = dir.join(format!("{name}.pdf"));
    fs::write(&path, &rendered.pdf).unwrap();
    let output = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8"])
        .arg(&path)
        .arg("-")
        .output()
        .expect("pdftotext (Debian package poppler-utils)");
    assert!(output.status.success(), "{name}");
    let text = String::from_utf8(output.stdout).unwrap();
    let unspaced = |page: &str| page.chars().filter(|c| !c.is_whitespace()).collect();
    text.split('\u{c}').map(unspaced).collect()
}
