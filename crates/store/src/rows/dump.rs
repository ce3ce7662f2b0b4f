//! Every row as it is stored, for whoever wants to compare it with the facts by other means.

use serde_json::{Map, Value};

use super::tables::Table;
use crate::db::{Cell, Sql, Transaction};
use crate::fault::StoreFault;
use crate::journal::count;
use crate::store::Store;

/// Rows read at a time.
const BATCH: i64 = 2_000;

/// All projection rows in one state of the database, table by table.
pub struct RowDump {
    on: Transaction,
    facts: u64,
    tables: Vec<Table>,
    after: String,
}

impl Store {
    /// Begins to read every row. Appends are not hindered.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn dump_rows(&self) -> Result<RowDump, StoreFault> {
        let mut on = self.db.begin_snapshot().await?;
        let facts = count(&mut on).await?;
        let tables = Table::ALL.iter().rev().copied().collect();
        Ok(RowDump { on, facts, tables, after: String::new() })
    }
}

impl RowDump {
    /// The facts in that state of the database.
    #[must_use]
    pub const fn facts(&self) -> u64 {
        self.facts
    }

    /// The next rows of a table: its name, and each row as an object of its columns. Numbers and
    /// texts are as they are stored, bytes hexadecimal. None after the last table.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn next(
        &mut self,
    ) -> Result<Option<(&'static str, Vec<Map<String, Value>>)>, StoreFault> {
        while let Some(table) = self.tables.last() {
            let text = table.text();
            let key = text.columns.first().copied().unwrap_or_default();
            let mut sql = Sql::new(text.select);
            sql.push(" WHERE ").push(key).push(" > ").bind(Cell::text(self.after.as_str()));
            sql.push(" ORDER BY ").push(key).push(" LIMIT ").bind(Cell::Int(Some(BATCH)));
            let (sql, cells) = sql.into_parts();
            let lines = self.on.fetch(text.name, sql, cells).await?;
            let mut rows = Vec::with_capacity(lines.len());
            for mut line in lines {
                let row: Map<String, Value> = (text.columns.iter())
                    .map(|column| {
                        let value = line.next_cell().map_or(Value::Null, value);
                        ((*column).to_owned(), value)
                    })
                    .collect();
                rows.push(row);
            }
            let last = rows.last().and_then(|row| row.get(key)).and_then(Value::as_str);
            match last {
                Some(last) => {
                    last.clone_into(&mut self.after);
                    return Ok(Some((text.name, rows)));
                }
                None => {
                    self.after.clear();
                    self.tables.pop();
                }
            }
        }
        Ok(None)
    }
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Text(text) => text.map_or(Value::Null, Value::from),
        Cell::Int(number) => number.map_or(Value::Null, Value::from),
        Cell::Bytes(bytes) => bytes.map_or(Value::Null, |bytes| {
            Value::from(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }),
    }
}
