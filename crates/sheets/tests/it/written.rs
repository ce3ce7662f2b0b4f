//! What is written is read back as it was.

use proptest::prelude::*;
use sheets::{read, write_csv};

#[test]
fn a_table_is_written_with_its_mark_and_quotes() {
    let rows = [["文号", "原因"], ["青罚〔2026〕1号", "写错\"名称\"，\n重做"]];
    let text = write_csv(rows);
    assert_eq!(text, "\u{FEFF}文号,原因\r\n青罚〔2026〕1号,\"写错\"\"名称\"\"，\n重做\"\r\n");
    assert_eq!(read(text.as_bytes()).unwrap().sheets[0].rows, rows);
}

#[test]
fn no_cell_is_a_formula() {
    let text = write_csv([["=1+1", "+86", "-5", "@x", "\t=1", "正常=1"]]);
    assert_eq!(text, "\u{FEFF}'=1+1,'+86,'-5,'@x,'\t=1,正常=1\r\n");
}

proptest! {
    /// A first line without odd cells tells the delimiter; whatever follows comes back.
    #[test]
    fn any_cells_come_back(rows in prop::collection::vec([r"[a-z中文\x22,;，\n ]{0,9}", "[a-z中文]{1,9}"], 1..9)) {
        let mut table: Vec<Vec<String>> = vec![vec!["甲".to_owned(), "乙".to_owned()]; 9];
        table.extend(rows.into_iter().map(Vec::from));
        let back = read(write_csv(&table).as_bytes()).unwrap();
        prop_assert_eq!(&back.sheets[0].rows, &table);
    }
}
