//! Linking in pieces, for a cluster: what is compared with what is known by days, so that pairs are made of the reports of some days, and groups
//! of the parts that no pair binds to others. The functions are those of `rasid link`; here they meet tables.

use arrow_array::cast::AsArray as _;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, BinaryArray, Int32Array, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PyTable};
use rasid::record::Record;
use rasid_link::{Group, Report, Scored, Traits, Weights};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::InputError;

/// The questions that scores answer, in their order.
const LEVELS: [&str; 3] = ["event", "story", "wire"];

/// A report: its id, its day counted from 1970, its record as JSON, and what its words say.
pub(crate) fn schema() -> SchemaRef {
    columns(&[("id", DataType::Utf8), ("day", DataType::Int32), ("record", DataType::Utf8), ("words", DataType::Binary)])
}

fn columns(columns: &[(&str, DataType)]) -> SchemaRef {
    Arc::new(Schema::new(columns.iter().map(|(name, kind)| Field::new(*name, kind.clone(), true)).collect::<Vec<_>>()))
}

/// Reports as a batch.
pub(crate) fn batch(reports: &[Report]) -> Result<RecordBatch, ArrowError> {
    let record = |r: &Report| serde_json::to_string(&r.record).map_err(|e| ArrowError::ExternalError(Box::new(e)));
    let records = reports.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    let arrays: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(reports.iter().map(|r| &*r.record.id))),
        Arc::new(reports.iter().map(|r| r.day).collect::<Int32Array>()),
        Arc::new(StringArray::from(records)),
        Arc::new(BinaryArray::from_iter_values(reports.iter().map(|r| r.traits.to_bytes()))),
    ];
    RecordBatch::try_new(schema(), arrays)
}

/// The records of reports.
pub(crate) fn records(batch: &RecordBatch) -> PyResult<Vec<Record<'static>>> {
    let records = column(batch, "record", &DataType::Utf8)?;
    let wrong = |n: usize, why: serde_json::Error| InputError::new_err(format!("record {}: {why}", n + 1));
    let record = |(n, record): (usize, Option<&str>)| serde_json::from_str(record.unwrap_or_default()).map_err(|e| wrong(n, e));
    records.as_string::<i32>().iter().enumerate().map(record).collect()
}

/// Compares reports (all that are given, of some days with those around them); gives the pairs whose later report is of a day from `first` to
/// `last`, or of no day where these are none.
#[pyfunction]
#[pyo3(signature = (reports, first = None, last = None))]
pub(crate) fn pairs(py: Python<'_>, reports: PyRecordBatchReader, first: Option<i32>, last: Option<i32>) -> PyResult<PyTable> {
    let reader = reports.into_reader()?;
    py.detach(|| {
        let mut reports = Vec::new();
        for batch in reader {
            let batch = batch.map_err(bad)?;
            let words = column(&batch, "words", &DataType::Binary)?;
            let kept = |(record, words): (Record<'static>, Option<&[u8]>)| {
                let words =
                    words.and_then(Traits::from_bytes).ok_or_else(|| InputError::new_err("words of another version: code again"))?;
                Ok(Report::kept(record, String::new(), words))
            };
            reports.extend(records(&batch)?.into_iter().zip(words.as_binary::<i32>()).map(kept).collect::<PyResult<Vec<_>>>()?);
        }
        reports.sort_by(|a, b| a.rank().cmp(&b.rank()));
        let all: Vec<&Report> = reports.iter().collect();
        let wanted = |s: &Scored| reports.get(s.b as usize).is_some_and(|r| first <= r.day && r.day <= last);
        let found: Vec<Scored> = rasid_link::scores(&all, &Weights::builtin()).into_iter().filter(wanted).collect();
        let id = |at: u32| reports.get(at as usize).map(|r| &*r.record.id);
        paired(found.iter().filter_map(|s| Some((id(s.a)?, id(s.b)?, s.scores))).collect())
    })
}

/// Pairs as a table: the earlier, the later, and a score for each level.
fn paired(pairs: Vec<(&str, &str, [i64; 3])>) -> PyResult<PyTable> {
    let score = |level: usize| -> ArrayRef { Arc::new(pairs.iter().map(|p| i32::try_from(p.2[level]).ok()).collect::<Int32Array>()) };
    let arrays = vec![
        Arc::new(StringArray::from_iter_values(pairs.iter().map(|p| p.0))) as ArrayRef,
        Arc::new(StringArray::from_iter_values(pairs.iter().map(|p| p.1))),
        score(0),
        score(1),
        score(2),
    ];
    let texts = ["a", "b"].map(|name| (name, DataType::Utf8));
    table(&[texts.as_slice(), &LEVELS.map(|name| (name, DataType::Int32))].concat(), arrays)
}

/// The parts that pairs bind reports into, as pairs again: each report that is not the first of its part, with the first, as alike as can be.
/// So parts may be sought among some of the pairs at a time, and then among what was found.
#[pyfunction]
pub(crate) fn parts(py: Python<'_>, pairs: PyRecordBatchReader) -> PyResult<PyTable> {
    let reader = pairs.into_reader()?;
    py.detach(|| {
        let pairs = read(reader)?;
        let ids: BTreeSet<&str> = pairs.iter().flat_map(|p| [&*p.a, &*p.b]).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let parts = rasid_link::parts(&ids, &placed(&pairs, &ids), &Weights::builtin(), &[]);
        let bound = ids.iter().zip(parts).filter_map(|(id, part)| Some((*ids.get(part as usize)?, *id)));
        paired(bound.filter(|(first, id)| first != id).map(|(first, id)| (first, id, [-rasid_link::cluster::FLOOR; 3])).collect())
    })
}

/// The groups of reports (`id`, `day`) of whole parts with the pairs among them, as `rasid link` prints them but for what translates what, in the
/// order of day and id.
#[pyfunction]
pub(crate) fn groups(py: Python<'_>, reports: PyRecordBatchReader, pairs: PyRecordBatchReader) -> PyResult<PyTable> {
    let (reports, pairs) = (reports.into_reader()?, pairs.into_reader()?);
    py.detach(|| {
        let mut ranks: Vec<(Option<i32>, String)> = Vec::new();
        for batch in reports {
            let batch = batch.map_err(bad)?;
            let (ids, days) = (column(&batch, "id", &DataType::Utf8)?, column(&batch, "day", &DataType::Int32)?);
            let ids = ids.as_string::<i32>().iter().map(|id| id.unwrap_or_default().to_owned());
            ranks.extend(days.as_primitive::<Int32Type>().iter().zip(ids));
        }
        ranks.sort();
        let (days, ids): (Vec<Option<i32>>, Vec<&str>) = ranks.iter().map(|(day, id)| (*day, &**id)).unzip();
        let levels = rasid_link::grouped(&days, &ids, &placed(&read(pairs)?, &ids), &Weights::builtin(), &[]);
        let levels = levels.map(|groups| groups.into_iter().map(|g| g.into_iter().map(|n| n as usize).collect()).collect());
        // Which report is whose translation is told by what they name, which is not here.
        named(&rasid_link::named(&ids, &levels), &GROUP[..4])
    })
}

/// The columns of groups; the last two are of a translation.
pub(crate) const GROUP: [&str; 6] = ["id", "event", "story", "wire", "translates", "language"];

/// Groups as a table, with the first of [`GROUP`] or all.
pub(crate) fn named(groups: &[Group], columns: &[&str]) -> PyResult<PyTable> {
    let cell = |g: &Group, column: &str| match column {
        "id" => Some(g.id.clone()),
        "event" => Some(g.event.clone()),
        "story" => Some(g.story.clone()),
        "wire" => g.wire.clone(),
        "translates" => g.translates.clone(),
        _ => g.language.clone(),
    };
    let texts = columns.iter().map(|column| Arc::new(groups.iter().map(|g| cell(g, column)).collect::<StringArray>()) as ArrayRef);
    table(&columns.iter().map(|name| (*name, DataType::Utf8)).collect::<Vec<_>>(), texts.collect())
}

/// Two reports by their ids, with their scores.
struct Pair {
    a: String,
    b: String,
    scores: [i64; 3],
}

fn read(reader: impl Iterator<Item = Result<RecordBatch, ArrowError>>) -> PyResult<Vec<Pair>> {
    let mut out = Vec::new();
    for batch in reader {
        let batch = batch.map_err(bad)?;
        let (a, b) = (column(&batch, "a", &DataType::Utf8)?, column(&batch, "b", &DataType::Utf8)?);
        let levels = LEVELS.map(|level| column(&batch, level, &DataType::Int32));
        let levels = levels.into_iter().collect::<PyResult<Vec<_>>>()?;
        let score = |level: usize, row: usize| levels.get(level).map_or(0, |l| i64::from(l.as_primitive::<Int32Type>().value(row)));
        let text = |of: &ArrayRef, row: usize| of.as_string::<i32>().value(row).to_owned();
        out.extend((0..batch.num_rows()).map(|row| Pair {
            a: text(&a, row),
            b: text(&b, row),
            scores: [0, 1, 2].map(|level| score(level, row)),
        }));
    }
    Ok(out)
}

/// Pairs by the places of their reports, in the order in which one machine finds them; those of other reports are left out.
fn placed(pairs: &[Pair], ids: &[&str]) -> Vec<Scored> {
    let place: BTreeMap<&str, u32> = ids.iter().copied().zip(0_u32..).collect();
    let scored = |p: &Pair| Some(Scored { a: *place.get(&*p.a)?, b: *place.get(&*p.b)?, scores: p.scores });
    let mut out: Vec<Scored> = pairs.iter().filter_map(scored).collect();
    out.sort_unstable_by_key(|s| (s.b, s.a));
    out
}

fn column(batch: &RecordBatch, name: &str, kind: &DataType) -> PyResult<ArrayRef> {
    let column = batch.column_by_name(name).ok_or_else(|| InputError::new_err(format!("no column {name:?}")))?;
    cast(column, kind).map_err(bad)
}

fn table(fields: &[(&str, DataType)], arrays: Vec<ArrayRef>) -> PyResult<PyTable> {
    let schema = columns(fields);
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(bad)?;
    PyTable::try_new(vec![batch], schema).map_err(|e| InputError::new_err(e.to_string()))
}

fn bad(fault: ArrowError) -> PyErr {
    InputError::new_err(fault.to_string())
}
