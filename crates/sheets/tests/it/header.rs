//! Where the names of the columns stand.

use sheets::{Sheet, header};

fn found(lines: &[&[&str]]) -> Option<usize> {
    let rows = lines.iter().map(|line| line.iter().map(|cell| (*cell).to_owned()).collect());
    header(&Sheet { name: String::new(), rows: rows.collect() })
}

const DATA: &[&str] = &["1", "查封", "第九条", ""];
const HEADER: &[&str] = &["序号", "事项名称", "依据", "备注"];

#[test]
fn the_header_is_below_titles_and_blank_lines() {
    assert_eq!(found(&[HEADER, DATA]), Some(0));
    let title: &[&str] = &["某局音像记录事项清单", "", "", ""];
    let note: &[&str] = &["填报单位：", "某局", "", "2026年"];
    let blank: &[&str] = &["", "", " ", ""];
    assert_eq!(found(&[title, blank, note, HEADER, blank, DATA]), Some(3));
}

#[test]
fn a_line_narrower_than_the_table_is_no_header() {
    let note: &[&str] = &["填报单位：", "某局", "2026年", ""];
    assert_eq!(found(&[note, HEADER, DATA]), Some(1));
    let left: &[&str] = &["", "填报单位：", "某局", "2026年"];
    assert_eq!(found(&[left, HEADER, DATA]), Some(1));
}

#[test]
fn names_are_different_and_short() {
    let same: &[&str] = &["一", "一", "二", "二"];
    assert_eq!(found(&[same, HEADER, DATA]), Some(1));
    let long = "长".repeat(61);
    let prose: &[&str] = &["一", "二", "三", &long];
    assert_eq!(found(&[prose, HEADER, DATA]), Some(1));
    let twice: &[&str] = &["名称", "依据", "备注", "备注"];
    assert_eq!(found(&[twice, DATA]), Some(0));
}

#[test]
fn without_content_below_there_is_no_header() {
    assert_eq!(found(&[HEADER]), None);
    assert_eq!(found(&[HEADER, &["", "", "", ""]]), None);
    assert_eq!(found(&[]), None);
    assert_eq!(found(&[&["a", "b"], &["1", "2"]]), None);
}

#[test]
fn lines_of_different_lengths_do_not_matter() {
    assert_eq!(found(&[&["标题"], HEADER, &["1", "查封"]]), Some(1));
}
