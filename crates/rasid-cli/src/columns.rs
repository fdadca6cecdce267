//! A Parquet table → documents: `text`, and `id`, `published`, `outlet`, `url` where there are such columns; others are kept.

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use rasid::input::{Fault, Input, LONGEST};
use serde_json::{Map, Value};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Whether bytes begin a Parquet file.
pub(crate) fn is_parquet(head: &[u8]) -> bool {
    head.starts_with(b"PAR1")
}

/// The documents of a table, a row each.
pub(crate) struct Rows {
    rows: RowIter<'static>,
    name: String,
    row: usize,
    ended: bool,
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::Read(error.to_string())
}

/// What a library that trusts its input may do on a damaged file is a fault like others.
fn caught<T>(read: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(Fault::Read("damaged".to_owned())))
}

impl Rows {
    /// Reads the columns' names; a fault where none is called `text`.
    pub(crate) fn new(file: File, name: &str) -> Result<Self, Fault> {
        caught(|| {
            let reader = SerializedFileReader::new(file).map_err(fault)?;
            let schema = reader.metadata().file_metadata().schema().clone();
            if !schema.get_fields().iter().any(|field| field.name().eq_ignore_ascii_case("text")) {
                return Err(Fault::NoText);
            }
            Ok(Self { rows: RowIter::from_file_into(Box::new(reader)), name: name.to_owned(), row: 0, ended: false })
        })
    }
}

/// A cell as the text that it would be in a sheet; none where it is empty.
fn cell(field: &Field) -> Option<String> {
    let text = match field {
        Field::Null => return None,
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => bytes.as_utf8().ok()?.to_owned(),
        other => other.to_string(),
    };
    (!text.trim().is_empty()).then_some(text)
}

impl Iterator for Rows {
    type Item = (usize, Result<Input, Fault>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.row += 1;
        let rows = &mut self.rows;
        let row = match caught(|| rows.next().transpose().map_err(fault)) {
            Ok(row) => row?,
            Err(fault) => {
                self.ended = true;
                return Some((self.row, Err(fault)));
            }
        };
        let cells = row.get_column_iter().filter_map(|(name, field)| Some((name.to_lowercase(), Value::String(cell(field)?))));
        let fields: Map<String, Value> = cells.collect();
        let long = fields.get("text").and_then(Value::as_str).is_some_and(|text| text.len() > LONGEST);
        let document =
            if long { Err(Fault::TooLong) } else { Input::json(&self.name, self.row, Value::Object(fields).to_string().as_bytes()) };
        Some((self.row, document))
    }
}
