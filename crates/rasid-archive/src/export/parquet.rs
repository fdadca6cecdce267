//! The columns of CSV with their types: days are days, numbers numbers, and several of a kind a list.

use jiff::civil::Date;
use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::fmt::Write as _;
use std::sync::Arc;

use super::fields::{Cell, fields};
use super::tables::{Column, columns, places};
use super::{Form, Layout, Row};
use crate::{Fault, Result};

/// Events of a row group, which are held until it is written.
const GROUP: usize = 20_000;

/// The file as it grows.
#[derive(Default)]
pub(super) struct Sheet {
    writer: Option<SerializedFileWriter<Vec<u8>>>,
    columns: Vec<Column>,
    places: Vec<Option<usize>>,
    /// Rows that wait: of each column, the values that are there.
    rows: Vec<Vec<Vec<String>>>,
}

impl From<ParquetError> for Fault {
    fn from(error: ParquetError) -> Self {
        Self::Output(error.to_string())
    }
}

/// The schema in Parquet's own words.
fn schema(columns: &[Column]) -> String {
    let mut out = "message events {\n".to_owned();
    for Column { name, kind, .. } in columns {
        let list = |of: &str| format!("optional group {name} (LIST) {{ repeated group list {{ optional {of}; }} }}");
        let field = match *kind {
            "date" => format!("optional int32 {name} (DATE);"),
            "number" => format!("optional double {name};"),
            "integer" => format!("optional int64 {name};"),
            "boolean" => format!("optional boolean {name};"),
            "strings" => list("binary element (STRING)"),
            "integers" => list("int64 element"),
            _ => format!("optional binary {name} (STRING);"),
        };
        let _ = writeln!(out, "{field}");
    }
    out + "}"
}

impl Sheet {
    /// Writes the rows that wait, and gives what that made.
    fn flush(&mut self) -> Result<Vec<u8>> {
        let Some(writer) = &mut self.writer else { return Ok(Vec::new()) };
        if !self.rows.is_empty() {
            let mut group = writer.next_row_group()?;
            for (at, column) in self.columns.iter().enumerate() {
                let values = || self.rows.iter().filter_map(|row| row.get(at));
                match column.kind {
                    "date" => put::<Int32Type>(&mut group, values(), false, days)?,
                    "number" => put::<DoubleType>(&mut group, values(), false, |v| v.parse().ok())?,
                    "integer" => put::<Int64Type>(&mut group, values(), false, |v| v.parse().ok())?,
                    "boolean" => put::<BoolType>(&mut group, values(), false, |v| v.parse().ok())?,
                    "integers" => put::<Int64Type>(&mut group, values(), true, |v| v.parse().ok())?,
                    kind => put::<ByteArrayType>(&mut group, values(), kind == "strings", word)?,
                }
            }
            group.close()?;
            self.rows.clear();
        }
        writer.flush().map_err(|e| Fault::Output(e.to_string()))?;
        Ok(std::mem::take(writer.inner_mut()))
    }
}

fn word(value: &str) -> Option<ByteArray> {
    (!value.is_empty()).then(|| ByteArray::from(value))
}

/// A day as Parquet counts it, from 1970-01-01.
fn days(value: &str) -> Option<i32> {
    let day: Date = value.parse().ok()?;
    (day - Date::constant(1970, 1, 1)).get_days().into()
}

/// Writes a column; what cannot be read as its type is nothing.
fn put<'v, T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    rows: impl Iterator<Item = &'v Vec<String>>,
    listed: bool,
    read: impl Fn(&str) -> Option<T::T>,
) -> Result<()> {
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    let there = if listed { 3 } else { 1 };
    for row in rows {
        if row.is_empty() {
            defined.push(0);
            repeated.push(0);
        }
        for (n, value) in row.iter().enumerate() {
            let value = read(value);
            defined.push(if value.is_some() { there } else { there - 1 });
            repeated.push(i16::from(n > 0));
            values.extend(value);
        }
    }
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(&values, Some(defined.as_slice()), listed.then_some(repeated.as_slice()))?;
        column.close()?;
    }
    Ok(())
}

impl Form for Sheet {
    fn head(&mut self) -> Result<Vec<u8>> {
        self.columns = columns(Layout::Parquet);
        let schema = parse_message_type(&schema(&self.columns))?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("rasid".to_owned()).build();
        self.writer = Some(SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?);
        Ok(Vec::new())
    }

    fn row(&mut self, row: &Row<'_>) -> Result<Option<Vec<u8>>> {
        let cells = fields(row.found);
        if self.places.is_empty() {
            self.places = places(&self.columns, &cells);
        }
        let values = |place: &Option<usize>| match place.and_then(|place| cells.get(place)) {
            Some((_, Cell::One(value))) if !value.is_empty() => vec![value.to_string()],
            Some((_, Cell::Many(all))) => all.clone(),
            _ => Vec::new(),
        };
        self.rows.push(self.places.iter().map(values).collect());
        if self.rows.len() < GROUP { Ok(Some(Vec::new())) } else { self.flush().map(Some) }
    }

    fn tail(&mut self) -> Result<Vec<u8>> {
        let mut out = self.flush()?;
        if let Some(mut writer) = self.writer.take() {
            writer.finish()?;
            out.extend(std::mem::take(writer.inner_mut()));
        }
        Ok(out)
    }
}
