//! Workbooks as programs write them.

use rust_xlsxwriter::{ExcelDateTime, Format as Look, Formula, Workbook};
use sheets::{Flaw, Limit, MAX_COLUMNS, MAX_ROWS, Why, header, read};

use crate::outcome::{lines, place, refusal};

fn written(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn values_become_the_text_that_people_mean() {
    let bytes = written(|workbook| {
        let day = Look::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let chinese = Look::new().set_num_format_index(31);
        let span = Look::new().set_num_format("[h]:mm");
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, 12.0).unwrap();
        sheet.write(0, 1, 0.1 + 0.2).unwrap();
        sheet.write(0, 2, true).unwrap();
        sheet.write(0, 3, false).unwrap();
        let date = ExcelDateTime::from_ymd(2026, 3, 7).unwrap();
        sheet.write_with_format(0, 4, &date, &day).unwrap();
        sheet.write_with_format(0, 5, &date, &chinese).unwrap();
        let noon = ExcelDateTime::from_ymd(2026, 3, 7).unwrap().and_hms(12, 30, 0).unwrap();
        sheet.write_with_format(0, 6, &noon, &day).unwrap();
        sheet.write_with_format(0, 7, 1.5, &span).unwrap();
        sheet.write(0, 8, "440101199001011234").unwrap();
        sheet.write(0, 9, " 两端\n换行 ").unwrap();
        sheet.write(0, 10, Formula::new("A1*2").set_result("24")).unwrap();
        sheet.write(0, 11, Formula::new("A1&\"号\"").set_result("12号")).unwrap();
        let bold = Look::new().set_bold();
        sheet.write_rich_string(0, 12, &[(&Look::new(), "一"), (&bold, "二")]).unwrap();
    });
    assert_eq!(
        lines(&bytes)[0],
        [
            "12",
            "0.3",
            "是",
            "否",
            "2026-03-07",
            "2026-03-07",
            "2026-03-07 12:30",
            "36:00",
            "440101199001011234",
            " 两端\n换行 ",
            "24",
            "12号",
            "一二",
        ]
    );
}

#[test]
fn visible_worksheets_are_read_and_hidden_ones_named() {
    let bytes = written(|workbook| {
        workbook.add_worksheet().set_name("事项").unwrap().write(0, 0, "一").unwrap();
        let lookup = workbook.add_worksheet().set_name("字典").unwrap();
        lookup.write(0, 0, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
        lookup.set_hidden(true);
        let deep = workbook.add_worksheet().set_name("底稿").unwrap();
        deep.set_very_hidden(true);
        workbook.add_worksheet().set_name("空表").unwrap();
        let last = workbook.add_worksheet().set_name("人员").unwrap();
        last.write(1, 1, "二").unwrap();
    });
    let workbook = read(&bytes).unwrap();
    let names: Vec<&str> = workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["事项", "空表", "人员"]);
    assert_eq!(workbook.hidden, ["字典", "底稿"]);
    assert!(workbook.sheets[1].rows.is_empty());
    assert_eq!(workbook.sheets[2].rows, [["", ""], ["", "二"]]);
}

#[test]
fn hidden_lines_and_columns_of_a_visible_worksheet_are_read() {
    let bytes = written(|workbook| {
        let sheet = workbook.add_worksheet();
        for row in 0..3 {
            sheet.write(row, 0, row).unwrap();
            sheet.write(row, 1, "值").unwrap();
        }
        sheet.set_row_hidden(1).unwrap();
        sheet.set_column_hidden(1).unwrap();
    });
    assert_eq!(lines(&bytes), [["0", "值"], ["1", "值"], ["2", "值"]]);
}

#[test]
fn a_merge_within_one_column_stands_in_each_line_and_a_title_stays_a_title() {
    let bytes = written(|workbook| {
        let look = Look::new();
        let sheet = workbook.add_worksheet();
        sheet.merge_range(0, 0, 0, 3, "某局权责清单", &look).unwrap();
        for (column, name) in (0..).zip(["序号", "部门", "事项", "备注"]) {
            sheet.write(1, column, name).unwrap();
        }
        for row in 2..6 {
            sheet.write(row, 0, row - 1).unwrap();
            sheet.write(row, 2, "事项").unwrap();
        }
        sheet.merge_range(2, 1, 4, 1, "市场监管局", &look).unwrap();
        sheet.write(5, 1, "城管局").unwrap();
        sheet.merge_range(2, 3, 5, 3, "", &look).unwrap();
    });
    let sheet = read(&bytes).unwrap().sheets.remove(0);
    assert_eq!(header(&sheet), Some(1));
    assert_eq!(sheet.rows[0], ["某局权责清单", "", "", ""]);
    let divisions: Vec<&str> = sheet.rows.iter().skip(2).map(|row| row[1].as_str()).collect();
    assert_eq!(divisions, ["市场监管局", "市场监管局", "市场监管局", "城管局"]);
}

#[test]
fn a_merge_over_several_columns_of_the_table_is_refused_with_its_range() {
    for (top, bottom, range, at) in [(1, 1, "B2:C2", "第2行B列"), (3, 4, "B4:C5", "第4行B列")]
    {
        let bytes = written(|workbook| {
            let look = Look::new();
            let sheet = workbook.add_worksheet().set_name("清单").unwrap();
            for row in 0..5 {
                for (column, text) in (0..).zip(["甲", "乙", "丙", "丁"]) {
                    sheet.write(row, column, text).unwrap();
                }
            }
            sheet.merge_range(top, 1, bottom, 2, "哪一列", &look).unwrap();
        });
        let error = refusal(&bytes);
        assert_eq!(error.why, Flaw::Merged { range: range.to_owned() }.into());
        assert_eq!(place(&error), format!("工作表“清单”{at}"));
        assert_eq!(
            error.to_string(),
            format!(
                "工作表“清单”{at}：合并单元格 {range} 跨了几列，不知道内容属于哪一列。请取消合并，逐格填写。"
            )
        );
    }
}

#[test]
fn a_number_with_lost_digits_and_a_cell_out_of_bounds_are_refused() {
    let bytes = written(|workbook| {
        workbook.add_worksheet().write(2, 2, 440_101_199_001_011_234_f64).unwrap();
    });
    let error = refusal(&bytes);
    assert_eq!(
        (error.why.clone(), place(&error).as_str()),
        (Flaw::TooManyDigits.into(), "工作表“Sheet1”第3行C列")
    );
    for (row, column, limit) in [
        (u32::try_from(MAX_ROWS).unwrap(), 0, Limit::Rows),
        (0, u16::try_from(MAX_COLUMNS).unwrap(), Limit::Columns),
    ] {
        let bytes = written(|workbook| {
            workbook.add_worksheet().write(row, column, "外").unwrap();
        });
        assert_eq!(refusal(&bytes).why, limit.into());
        let only_a_format = written(|workbook| {
            let sheet = workbook.add_worksheet();
            sheet.write(0, 0, "内").unwrap();
            sheet.write_blank(row, column, &Look::new().set_bold()).unwrap();
        });
        assert_eq!(lines(&only_a_format), [["内"]]);
    }
}

#[test]
fn a_workbook_of_openpyxl_is_read() {
    let workbook = read(include_bytes!("../data/openpyxl.xlsx")).unwrap();
    assert_eq!(workbook.hidden, ["字典"]);
    let [list, people] = workbook.sheets.as_slice() else { panic!("{workbook:?}") };
    assert_eq!(list.name, "事项清单");
    assert_eq!(header(list), Some(2));
    assert_eq!(list.rows[0][0], "某县行政执法事项清单（样例）");
    assert_eq!(list.rows[2], ["序号", "事项名称", "承办机构", "施行日期", "是否重大"]);
    assert_eq!(list.rows[3], ["1", "查封场所", "综合科", "2026-03-01", "是"]);
    assert_eq!(list.rows[4], ["2", "扣押财物", "综合科", "2026-03-01", "否"]);
    assert_eq!(list.rows[5], ["3", "听证，㐂𠮷\n另行", "法制科", "2026-03-01 09:30", ""]);
    assert_eq!(list.rows.len(), 6);
    assert_eq!(people.rows, [["姓名"], ["张三"]]);
}

#[test]
fn a_workbook_of_another_python_writer_is_read() {
    let workbook = read(include_bytes!("../data/xlsxwriter-1904.xlsx")).unwrap();
    assert_eq!(
        workbook.sheets[0].rows,
        [["日期", "结果"], ["2026-03-01", "7"], ["2026-12-31", "7.5"]]
    );
}

#[test]
fn a_formula_nobody_calculated_is_refused() {
    let error = refusal(include_bytes!("../data/openpyxl-uncalculated.xlsx"));
    assert_eq!(error.why, Why::Flaw(Flaw::Uncalculated));
    assert_eq!(place(&error), "工作表“合计”第3行A列");
}
