//! Why a file was refused, where, and the one sentence for it.

use std::fmt;

use crate::limits::{
    MAX_CELL_CHARS, MAX_CELLS, MAX_COLUMNS, MAX_DIGITS, MAX_FILE_BYTES, MAX_PARTS, MAX_ROWS,
    MAX_SHEETS, MAX_STYLES, MAX_TEXT_BYTES, MAX_UNPACKED_BYTES,
};

/// A refused file. Its text says in Chinese where, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetError {
    /// Where in the file; `None` if it is about the file as a whole.
    pub place: Option<Place>,
    /// What is wrong.
    pub why: Why,
}

/// A place in a file, counted from 1 as a spreadsheet program shows it.
///
/// A line is a line of the table: a line break inside a quoted cell does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the worksheet; empty for CSV.
    pub sheet: String,
    /// The line; `None` if it is about the worksheet as a whole.
    pub row: Option<usize>,
    /// The column; `None` if it is about the line as a whole.
    pub column: Option<usize>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// There is more than we take.
    Limit(Limit),
    /// The file as a whole is nothing we read.
    Format(Format),
    /// Something in it cannot be taken as it stands.
    Flaw(Flaw),
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// More than [`MAX_FILE_BYTES`].
    FileBytes,
    /// The parts read unpack to more than [`MAX_UNPACKED_BYTES`].
    UnpackedBytes,
    /// More than [`MAX_PARTS`] parts in the package.
    Parts,
    /// More than [`MAX_SHEETS`] worksheets.
    Sheets,
    /// Content below line [`MAX_ROWS`].
    Rows,
    /// Content right of column [`MAX_COLUMNS`].
    Columns,
    /// More than [`MAX_CELLS`] cells in all tables.
    Cells,
    /// More than [`MAX_TEXT_BYTES`] bytes of text in all cells.
    Text,
    /// More than [`MAX_STYLES`] cell formats.
    Styles,
    /// A cell of more than [`MAX_CELL_CHARS`] characters.
    CellChars {
        /// How many it has.
        chars: usize,
    },
}

/// What the file is instead of a table we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An OLE file: `.xls`, `.et`, `.doc`.
    OldOffice,
    /// Protected by a password.
    Encrypted,
    /// An OpenDocument file such as `.ods`.
    OpenDocument,
    /// A workbook in the binary form, `.xlsb`.
    BinaryWorkbook,
    /// A package of another kind: a text document, slides, an archive.
    OtherPackage,
    /// PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A web page or an XML table, often named `.xls` by the system that exported it.
    WebPage,
    /// No text: control characters, or an unmarked UTF-16.
    NotText,
    /// The package or its XML is broken, or says what no workbook says.
    Damaged,
    /// No cell with content.
    Empty,
}

/// What is wrong at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// Bytes that are no character of the encoding.
    BadBytes {
        /// Name of the encoding the rest of the file is in.
        encoding: &'static str,
    },
    /// A quoted cell that never ends; the place is where it begins.
    UnclosedQuote,
    /// Text after the closing quote of a cell.
    TextAfterQuote,
    /// A control character in a cell.
    ControlCharacter,
    /// The mark for an unreadable character: an earlier conversion lost it.
    LostCharacter,
    /// A merge over several columns below the title lines.
    Merged {
        /// The range, e.g. `B3:D3`.
        range: String,
    },
    /// A cell covered by a merge has a content of its own.
    CoveredByMerge {
        /// The range, e.g. `B3:B5`.
        range: String,
    },
    /// An error value such as `#REF!`.
    FormulaError {
        /// The value as stored.
        value: String,
    },
    /// A formula whose result is not in the file.
    Uncalculated,
    /// A number of more than [`MAX_DIGITS`] digits, whose last ones are lost.
    TooManyDigits,
}

impl From<Limit> for Why {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}

impl From<Format> for Why {
    fn from(format: Format) -> Self {
        Self::Format(format)
    }
}

impl From<Flaw> for Why {
    fn from(flaw: Flaw) -> Self {
        Self::Flaw(flaw)
    }
}

impl Why {
    /// About the file as a whole.
    pub(crate) const fn nowhere(self) -> SheetError {
        SheetError { place: None, why: self }
    }

    /// About a worksheet as a whole.
    pub(crate) fn in_sheet(self, sheet: &str) -> SheetError {
        let place = Place { sheet: sheet.to_owned(), row: None, column: None };
        SheetError { place: Some(place), why: self }
    }

    /// About a cell, counted from 0.
    pub(crate) fn at(self, sheet: &str, row: usize, column: usize) -> SheetError {
        let place = Place {
            sheet: sheet.to_owned(),
            row: Some(row.saturating_add(1)),
            column: Some(column.saturating_add(1)),
        };
        SheetError { place: Some(place), why: self }
    }
}

impl std::error::Error for SheetError {}

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.as_ref().map(Place::to_string).unwrap_or_default();
        if !place.is_empty() {
            write!(f, "{place}：")?;
        }
        match &self.why {
            Why::Limit(limit) => write!(f, "{limit}"),
            Why::Format(format) => write!(f, "{format}"),
            Why::Flaw(flaw) => write!(f, "{flaw}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.sheet.is_empty() {
            write!(f, "工作表“{}”", self.sheet)?;
        }
        if let Some(row) = self.row {
            write!(f, "第{row}行")?;
        }
        match self.column {
            Some(column) => write!(f, "{}列", column_letters(column)),
            None => Ok(()),
        }
    }
}

/// `1` is `A`, `27` is `AA`.
pub(crate) fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while let Some(before) = left.checked_sub(1) {
        letters.extend(('A'..='Z').nth(before % 26));
        left = before / 26;
    }
    letters.iter().rev().collect()
}

const MIB: usize = 1024 * 1024;

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileBytes => {
                let most = MAX_FILE_BYTES / MIB;
                write!(f, "文件超过{most}MB。请删去文件里的图片，或者分成几个文件。")
            }
            Self::UnpackedBytes => {
                let most = MAX_UNPACKED_BYTES / MIB;
                write!(f, "文件展开后超过{most}MB。请只保留需要的工作表，另存为 .xlsx 后再试。")
            }
            Self::Parts => {
                write!(f, "文件里的图片等部件超过{MAX_PARTS}个。请删去图片，或者另存为 CSV。")
            }
            Self::Sheets => {
                write!(f, "工作表超过{MAX_SHEETS}张。请只保留需要的，或者分成几个文件。")
            }
            Self::Rows => {
                write!(f, "一张表最多{MAX_ROWS}行，这里还有内容。请分成几个文件。")
            }
            Self::Columns => {
                write!(f, "一张表最多{MAX_COLUMNS}列，这里还有内容。请删去用不到的列。")
            }
            Self::Cells => {
                write!(f, "单元格超过{MAX_CELLS}个。请删去用不到的列，或者分成几个文件。")
            }
            Self::Text => {
                write!(f, "文字总量超过{}MB。请分成几个文件。", MAX_TEXT_BYTES / MIB)
            }
            Self::Styles => write!(
                f,
                "单元格格式超过{MAX_STYLES}种。请把内容以“仅数值”粘贴到新的工作簿，再试一次。"
            ),
            Self::CellChars { chars } => write!(
                f,
                "单元格有{chars}个字符，最多{MAX_CELL_CHARS}个。请缩短，或者拆到几个单元格。"
            ),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OldOffice => {
                "这是旧版的 .xls、.et 或者 .doc 文件，不能读取。请用 Excel 或者 WPS 打开，另存为 .xlsx 或者 CSV。"
            }
            Self::Encrypted => "文件设有打开密码，不能读取。请打开后去掉密码，另存为 .xlsx。",
            Self::OpenDocument => {
                "这是 OpenDocument 文件（如 .ods），不能读取。请打开后另存为 .xlsx 或者 CSV。"
            }
            Self::BinaryWorkbook => {
                "这是二进制工作簿（.xlsb），不能读取。请打开后另存为 .xlsx 或者 CSV。"
            }
            Self::OtherPackage => {
                "这是压缩包或者其他文档，不是表格。请选择 .xlsx 或者 CSV 文件；表格在压缩包里的，请先解压。"
            }
            Self::Pdf => "这是 PDF，读不出表格。请找到原来的表格，另存为 .xlsx 或者 CSV。",
            Self::Picture => "这是图片，读不出表格。请找到原来的表格，另存为 .xlsx 或者 CSV。",
            Self::WebPage => {
                "这是网页或者 XML 格式的表格，不能读取。请用 Excel 或者 WPS 打开，另存为 .xlsx 或者 CSV。"
            }
            Self::NotText => {
                "这不是 .xlsx，也不是可以读取的文本。请用 Excel 或者 WPS 打开，另存为 .xlsx 或者 CSV（UTF-8）。"
            }
            Self::Damaged => {
                "文件已经损坏，或者结构不完整。请用 Excel 或者 WPS 打开检查，另存为 .xlsx 后再试。"
            }
            Self::Empty => "文件里没有内容。请检查是不是选错了文件。",
        })
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadBytes { encoding } => write!(
                f,
                "这里有不属于 {encoding} 编码的字节，文件可能已经损坏。请打开原来的表格，另存为 .xlsx 或者 CSV（UTF-8）。"
            ),
            Self::UnclosedQuote => {
                f.write_str("这里开始的引号没有结束。请补上结束的引号，或者另存为 .xlsx。")
            }
            Self::TextAfterQuote => f.write_str(
                "结束的引号后面还有文字。请把单元格里的每个引号写成两个，或者另存为 .xlsx。",
            ),
            Self::ControlCharacter => {
                f.write_str("单元格里有看不见的控制字符。请清空这个单元格，重新输入。")
            }
            Self::LostCharacter => f.write_str(
                "单元格里有已经丢失的字符（显示为“\u{FFFD}”）。请对照原件重新输入这个单元格。",
            ),
            Self::Merged { range } => write!(
                f,
                "合并单元格 {range} 跨了几列，不知道内容属于哪一列。请取消合并，逐格填写。"
            ),
            Self::CoveredByMerge { range } => write!(
                f,
                "单元格被合并单元格 {range} 盖住，里面还有别的内容。请取消合并，核对后逐格填写。"
            ),
            Self::FormulaError { value } => {
                write!(f, "内容是错误值“{value}”。请改正公式，或者直接填写内容。")
            }
            Self::Uncalculated => {
                f.write_str("公式没有保存计算结果。请用 Excel 或者 WPS 打开，保存一次后再试。")
            }
            Self::TooManyDigits => write!(
                f,
                "数字超过{MAX_DIGITS}位，后面的数位在表格里会变成 0。请把这一列设为文本格式，重新填写。"
            ),
        }
    }
}
