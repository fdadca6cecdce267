//! A CSV file with a header → documents: `text`, and `id`, `published`, `outlet`, `url` where there are such columns.

use rasid::input::{Fault, Input, LONGEST};
use serde_json::{Map, Value};
use std::io::BufRead;

/// The documents of a sheet, a row each; a bad row is told with its line.
pub(crate) struct Rows {
    reader: csv::Reader<Box<dyn BufRead + Send>>,
    header: csv::ByteRecord,
    name: String,
    ended: bool,
}

impl Rows {
    /// Reads the header; a fault where no column is called `text`.
    pub(crate) fn new(reader: Box<dyn BufRead + Send>, name: &str, separator: u8) -> Result<Self, Fault> {
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(reader);
        let header = reader.byte_headers().map_err(|e| Fault::Read(e.to_string()))?.clone();
        let header: csv::ByteRecord = header
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim_start_matches('\u{FEFF}').trim().to_lowercase().into_bytes())
            .collect();
        if !header.iter().any(|cell| cell == b"text") {
            return Err(Fault::NoText);
        }
        Ok(Self { reader, header, name: name.to_owned(), ended: false })
    }

    /// A row as the line of JSONL that it would be: one reader knows what a document may be.
    fn document(&self, row: &csv::ByteRecord, line: usize) -> Result<Input, Fault> {
        if row.len() != self.header.len() {
            return Err(Fault::Read(format!("{} cells, the header has {}", row.len(), self.header.len())));
        }
        let mut fields = Map::new();
        for (name, cell) in self.header.iter().zip(row) {
            let text = std::str::from_utf8(cell).map_err(|e| Fault::Read(e.to_string()))?;
            if text.len() > LONGEST {
                return Err(Fault::TooLong);
            }
            if !text.trim().is_empty() {
                fields.insert(String::from_utf8_lossy(name).into_owned(), Value::String(text.to_owned()));
            }
        }
        Input::json(&self.name, line, Value::Object(fields).to_string().as_bytes())
    }
}

impl Iterator for Rows {
    type Item = (usize, Result<Input, Fault>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut row = csv::ByteRecord::new();
        match self.reader.read_byte_record(&mut row) {
            Ok(true) => {
                let line = row.position().map_or(0, csv::Position::line);
                let line = usize::try_from(line).unwrap_or(usize::MAX);
                Some((line, self.document(&row, line)))
            }
            Ok(false) => None,
            Err(e) => {
                self.ended = true;
                Some((0, Err(Fault::Read(e.to_string()))))
            }
        }
    }
}

/// Whether a sheet's cells are parted by `;` or tabs, by its first line.
pub(crate) fn separator(head: &[u8]) -> u8 {
    let line = head.split(|b| *b == b'\n').next().unwrap_or(head);
    let count = |sign: u8| line.iter().filter(|b| **b == sign).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}
