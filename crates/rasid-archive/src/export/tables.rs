//! Tables of columns: what each layout is called and filled from stands in `layouts/*.csv` (`column,type,from,en,ar`; an empty
//! `from` is what Rasid does not know). The names and their order are those of
//! POLECAT (Dataverse `AJGVIT`, weekly TSV), ICEWS (Dataverse `28075`, events TSV), Phoenix (`openeventdata/phoenix_pipeline`,
//! `postprocess.py`; its file has no header), ACLED (codebook of 2023, export CSV) and UCDP GED (codebook of 23.1, CSV).

use super::fields::{Cells, fields, safe};
use super::{Form, Layout, Row};
use crate::Result;

/// The table of a layout that has columns, as a CSV file.
pub(super) fn source(layout: Layout) -> Option<&'static str> {
    Some(match layout {
        Layout::Csv | Layout::Parquet => include_str!("layouts/csv.csv"),
        Layout::Polecat => include_str!("layouts/polecat.csv"),
        Layout::Icews => include_str!("layouts/icews.csv"),
        Layout::Phoenix => include_str!("layouts/phoenix.csv"),
        Layout::Acled => include_str!("layouts/acled.csv"),
        Layout::Ucdp => include_str!("layouts/ucdp.csv"),
        Layout::Jsonl | Layout::Geojson | Layout::Gexf | Layout::Ical | Layout::Atom | Layout::Annotations => return None,
    })
}

/// A column: its name, type, and the field that it is filled from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    from: &'static str,
}

impl Column {
    /// Whether its cells are numbers, which a spreadsheet takes for nothing else.
    fn is_number(self) -> bool {
        matches!(self.kind, "number" | "integer")
    }
}

/// The columns of a layout; none where it has no table.
pub(super) fn columns(layout: Layout) -> Vec<Column> {
    let rows = source(layout).unwrap_or("").lines().skip(1);
    let column = |row: &'static str| {
        let mut cells = row.split(',');
        Some(Column { name: cells.next()?, kind: cells.next()?, from: cells.next()? })
    };
    rows.filter_map(column).collect()
}

/// Where the field of each column stands among all fields, which come in the same order for every event.
pub(super) fn places(columns: &[Column], cells: &Cells<'_>) -> Vec<Option<usize>> {
    columns.iter().map(|column| cells.iter().position(|(name, _)| *name == column.from)).collect()
}

/// Lines of a table.
pub(super) struct Table {
    columns: Vec<Column>,
    places: Vec<Option<usize>>,
    separator: u8,
    headed: bool,
    /// What stands where nothing is known.
    nothing: &'static str,
}

impl Table {
    pub(super) fn of(layout: Layout) -> Self {
        let separator = if matches!(layout, Layout::Polecat | Layout::Icews | Layout::Phoenix) { b'\t' } else { b',' };
        let nothing = if layout == Layout::Polecat { "None" } else { "" };
        Self { columns: columns(layout), places: Vec::new(), separator, headed: layout != Layout::Phoenix, nothing }
    }

    pub(super) fn header(&self) -> Vec<u8> {
        if self.headed { self.line(self.columns.iter().map(|column| column.name.to_owned())) } else { Vec::new() }
    }

    pub(super) fn cells(&mut self, cells: &Cells<'_>) -> Vec<u8> {
        if self.places.is_empty() {
            self.places = places(&self.columns, cells);
        }
        let own = self.columns.iter().zip(&self.places).map(|(column, place)| {
            let cell = place.and_then(|place| cells.get(place)).map(|(_, cell)| cell.joined()).unwrap_or_default();
            if cell.is_empty() { self.nothing.to_owned() } else { safe(&cell, column.is_number()).into_owned() }
        });
        self.line(own)
    }

    fn line(&self, cells: impl Iterator<Item = String>) -> Vec<u8> {
        if self.separator == b',' {
            return rasid::csv::line(cells);
        }
        // Readers of these layouts break lines at every line feed and tab.
        let cells = cells.map(|cell| cell.replace(['\t', '\n', '\r'], " ").replace('"', "''"));
        (cells.collect::<Vec<_>>().join("\t") + "\n").into_bytes()
    }
}

impl Form for Table {
    fn head(&mut self) -> Result<Vec<u8>> {
        Ok(self.header())
    }

    fn row(&mut self, row: &Row<'_>) -> Result<Option<Vec<u8>>> {
        Ok(Some(self.cells(&fields(row.found))))
    }
}
