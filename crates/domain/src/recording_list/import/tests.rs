use std::collections::BTreeMap;

use super::*;
use crate::recording_list::{Field, ListRow, Mode};

/// A table as a file gives it: the first line is the header.
fn table(text: &str) -> Table {
    let mut lines = text.lines().zip(1_u32..);
    let cells = |line: &str| line.split('|').map(str::to_owned).collect::<Vec<_>>();
    let header = lines.next().map(|(line, _)| cells(line)).unwrap_or_default();
    let lines = lines.map(|(line, no)| Line { no, cells: cells(line) }).collect();
    Table { header, lines }
}

fn words(pairs: &[(&str, Mode)]) -> BTreeMap<String, Mode> {
    pairs.iter().map(|(word, mode)| ((*word).to_owned(), *mode)).collect()
}

fn proposed(table: &Table, meaning: &[(&str, Mode)]) -> Reading {
    read(table, &propose(&table.header), &words(meaning))
}

fn rows(reading: &Reading) -> Vec<&ListRow> {
    reading.rows.iter().map(|(_, row)| row).collect()
}

fn remarks(row: &ListRow) -> Vec<(&str, &str)> {
    row.remarks.iter().map(|one| (one.title.as_str(), one.value.as_str())).collect()
}

const FULL: (&str, Mode) = ("全程", Mode::Continuous);

/// Art. 16: whatever order and words a table has, its columns are found.
#[test]
fn columns_are_found_by_their_titles_in_any_order() {
    use Field::*;
    let titles = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
    for (header, expected) in [
        (
            "序号|执法类别|执法事项|执法环节|记录场合|记录设备|记录方式|记录内容|起点|止点|保存期限|依据",
            vec![
                Remarks, Act, Item, Stage, Scene, Devices, Mode, Content, StartPoint, EndPoint,
                Retention, Remarks,
            ],
        ),
        (
            "retention|mode|item|enforcement_stage|scene|device|content|start_point|end_point|agency_type",
            vec![
                Retention, Mode, Item, Stage, Scene, Devices, Content, StartPoint, EndPoint,
                Remarks,
            ],
        ),
        (
            "记录开始时间|记录结束时间|具体事项（名称）|记录 方式*|资料保存期限（年）|音像记录内容及要求",
            vec![StartPoint, EndPoint, Item, Mode, Retention, Content],
        ),
        ("contact|factor|事项|记录方式|记录方式", vec![Remarks, Remarks, Item, Mode, Remarks]),
        ("", vec![Remarks]),
    ] {
        assert_eq!(propose(&titles(header)), expected, "{header}");
    }
}

#[test]
fn words_for_the_mode_are_asked_for_and_not_guessed() {
    let table = table(
        "事项|记录方式\n检查|全程\n抽样|重点\n询问|全程\n送达|可以音像记录\n公告|\n听证|optional",
    );
    let reading = proposed(&table, &[]);
    let asked: Vec<_> =
        reading.unknown.iter().map(|one| (one.word.as_str(), one.rows, one.first_line)).collect();
    assert_eq!(asked, [("全程", 2, 2), ("", 1, 6), ("重点", 1, 3)]);
    assert!(!reading.is_whole());
    assert_eq!(rows(&reading).len(), 2, "what is written in our own words is read");

    let meaning = [FULL, ("重点", Mode::Situational), ("", Mode::Optional)];
    let reading = proposed(&table, &meaning);
    assert!(reading.is_whole(), "{:?}", reading.problems);
    let modes: Vec<_> = rows(&reading).iter().map(|row| row.mode).collect();
    use Mode::{Continuous, Optional, Situational};
    assert_eq!(modes, [Continuous, Situational, Continuous, Optional, Optional, Optional]);
}

#[test]
fn what_has_no_column_of_ours_is_kept_as_a_remark() {
    let table =
        table("依据|事项|记录方式||责任科室\n条例第3条|检查|全程|甲|一科\n|抽样|全程||二科");
    let reading = proposed(&table, &[FULL]);
    let rows = rows(&reading);
    assert_eq!(remarks(rows[0]), [("依据", "条例第3条"), ("第4列", "甲"), ("责任科室", "一科")]);
    assert_eq!(remarks(rows[1]), [("责任科室", "二科")], "blank cells say nothing");
}

/// Merged cells leave blanks below the first.
#[test]
fn merged_cells_hold_on_and_it_is_said() {
    let table = table(
        "类别|事项|环节|场合|记录方式\n行政处罚|检查|调查|现场|全程\n||||\n|||仓库|全程\n|抽样||现场|全程\n行政许可|核查||窗口|全程",
    );
    let reading = proposed(&table, &[FULL]);
    assert!(reading.is_whole());
    let said: Vec<_> = rows(&reading)
        .iter()
        .map(|r| format!("{}/{}/{}/{}", r.act, r.item, r.stage, r.scene))
        .collect();
    assert_eq!(
        said,
        [
            "行政处罚/检查/调查/现场",
            "行政处罚/检查/调查/仓库",
            "行政处罚/抽样//现场",
            "行政许可/核查//窗口"
        ]
    );
    let told: Vec<_> = reading.problems.iter().map(|p| (p.line, p.column, p.blocks)).collect();
    assert_eq!(
        told,
        [(4, Some(0), false), (4, Some(1), false), (4, Some(2), false), (5, Some(0), false)]
    );
}

#[test]
fn headings_and_notes_inside_the_table_are_kept() {
    let table = table(
        "事项|环节|场合|记录方式\n一、行政处罚|||\n（一）一般程序|||\n检查|调查|现场|全程\n事项|环节|场合|记录方式\n二、行政许可|二、行政许可|二、行政许可|二、行政许可\n核查|受理|窗口|全程\n注：本表自发文之日起用|||",
    );
    let reading = proposed(&table, &[FULL]);
    let rows = rows(&reading);
    assert_eq!(rows.len(), 2, "{:?}", reading.problems);
    assert_eq!(remarks(rows[0]), [("分组标题", "一、行政处罚\n（一）一般程序")]);
    assert_eq!(
        remarks(rows[1]),
        [("分组标题", "二、行政许可"), ("表尾说明", "注：本表自发文之日起用")]
    );
    let lines: Vec<_> = reading.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [2, 3, 5, 6, 8], "each is told by its line");
    assert!(reading.is_whole());
}

#[test]
fn every_problem_is_named_by_line_and_column() {
    let long = "长".repeat(201);
    let table = table(&format!(
        "事项|记录方式|场合\n|全程|现场\n{long}|全程|现场\n检\u{0}查|全程|现场\n检查|全程|仓库\n检查|全程|仓库"
    ));
    let reading = proposed(&table, &[FULL]);
    let told: Vec<_> = reading.problems.iter().map(|p| (p.line, p.column, p.blocks)).collect();
    assert_eq!(
        told,
        [(2, Some(0), true), (3, Some(0), true), (4, Some(0), true), (6, None, false)]
    );
    assert!(!reading.is_whole());
    assert!(reading.problems[3].what.contains("第5行"), "{:?}", reading.problems[3]);
}

#[test]
fn a_mapping_that_cannot_be_read_by_reads_nothing() {
    let table = table("甲|乙\n检查|全程");
    for (mapping, columns) in [
        (vec![Field::Remarks, Field::Mode], vec![None]),
        (vec![Field::Item, Field::Remarks], vec![None]),
        (vec![Field::Item, Field::Item], vec![Some(1), None]),
        (vec![], vec![None, None]),
    ] {
        let reading = read(&table, &mapping, &words(&[FULL]));
        let places: Vec<_> = reading.problems.iter().map(|problem| problem.column).collect();
        assert_eq!(places, columns, "{mapping:?}");
        assert!(reading.problems.iter().all(|problem| problem.blocks));
        assert!(reading.rows.is_empty() && !reading.is_whole());
    }
    let reading = read(&table, &[Field::Item, Field::Mode], &words(&[FULL]));
    assert_eq!((reading.rows.len(), reading.is_whole()), (1, true));
}

/// Many remarks on a table do not hide the one thing that stands in the way.
#[test]
fn what_blocks_is_told_after_any_number_of_remarks() {
    let mut table = table("事项|记录方式");
    let line = |no, item: &str| Line { no, cells: vec![item.to_owned(), "全程".to_owned()] };
    table.lines = (2..=900).map(|no| line(no, "现场检查")).collect();
    table.lines.push(line(901, &"长".repeat(201)));
    let reading = proposed(&table, &[FULL]);
    assert!(!reading.is_whole());
    assert_eq!(reading.problems.last().map(|problem| problem.line), Some(901));
    assert!(reading.problems.len() < 300, "and not all of them are told");
}

#[test]
fn a_table_without_rows_or_with_too_many_is_a_problem() {
    let empty = proposed(&table("事项|记录方式\n|"), &[FULL]);
    assert!(!empty.is_whole() && empty.problems.len() == 1, "{:?}", empty.problems);
    let mut many = table("事项|记录方式");
    let line = |no| Line { no, cells: vec![format!("事项{no}"), "全程".to_owned()] };
    many.lines = (1..=2_001).map(line).collect();
    assert!(!proposed(&many, &[FULL]).is_whole());
    many.lines.pop();
    assert!(proposed(&many, &[FULL]).is_whole());
}
