//! Workbooks in the Office Open XML format, `.xlsx`.
//!
//! Our own reader over a ZIP and an XML crate: the reader crates at hand reserve memory by what
//! the file claims, panic on references out of order, name no cell when they fail, and read a
//! formula without a result as an empty cell.

mod cell;
mod merge;
mod number;
mod package;
mod styles;
mod workbook;
mod worksheet;
mod xml;

use self::package::Package;
use self::workbook::Contents;
use crate::error::{Format, SheetError, Why};
use crate::limits::Budget;
use crate::{Sheet, Workbook};

/// What the cells of all worksheets point to.
struct Shared {
    strings: Vec<String>,
    styles: Vec<number::Style>,
    is_from_1904: bool,
}

/// Reads the visible worksheets of a package.
///
/// # Errors
/// Another kind of package, a limit, a broken part, or a cell that cannot be taken.
pub(crate) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Workbook, SheetError> {
    let mut package = Package::open(bytes).map_err(Why::nowhere)?;
    let contents = Contents::read(&mut package).map_err(Why::nowhere)?;
    let shared = shared(&mut package, &contents).map_err(Why::nowhere)?;
    let mut sheets = Vec::new();
    for entry in &contents.visible {
        let in_sheet = |why: Why| why.in_sheet(&entry.name);
        let part = package.part(&entry.path).map_err(in_sheet)?;
        let xml = part.ok_or_else(|| in_sheet(Format::Damaged.into()))?;
        sheets.push(sheet(&entry.name, &xml, &shared, budget)?);
    }
    Ok(Workbook { sheets, hidden: contents.hidden })
}

fn sheet(name: &str, xml: &str, shared: &Shared, budget: &mut Budget) -> Result<Sheet, SheetError> {
    let (mut grid, merges) = worksheet::read(name, xml, shared, budget)?;
    merge::fill(name, &mut grid, &merges, budget)?;
    grid.finish(name.to_owned(), budget).map_err(|why| why.in_sheet(name))
}

fn shared(package: &mut Package<'_>, contents: &Contents) -> Result<Shared, Why> {
    let strings = match &contents.strings {
        Some(path) => package.part(path)?.map(|xml| xml::strings(&xml)).transpose()?,
        None => None,
    };
    let styles = match &contents.styles {
        Some(path) => package.part(path)?.map(|xml| styles::read(&xml)).transpose()?,
        None => None,
    };
    Ok(Shared {
        strings: strings.unwrap_or_default(),
        styles: styles.unwrap_or_default(),
        is_from_1904: contents.is_from_1904,
    })
}
