//! Tables people bring.

use bytes::Bytes;
use sheets::{SheetError, Workbook};

use crate::App;
use crate::error::{self, fault};

impl App {
    /// Reads a table file, away from the threads that answer requests.
    ///
    /// # Errors
    /// Faults only; that a file is no table is the inner answer.
    pub async fn read_table(&self, bytes: Bytes) -> error::Result<Result<Workbook, SheetError>> {
        let read = tokio::task::spawn_blocking(move || sheets::read(&bytes)).await;
        read.map_err(fault("reading a table"))
    }
}
