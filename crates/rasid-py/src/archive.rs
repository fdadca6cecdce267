//! Questions to an archive; answers are lines of JSON.

use pyo3::prelude::*;
use rasid_archive::{Archive, Fault, Filter, Query};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::ArchiveError;

/// SQL, read-only.
#[pyfunction]
pub(crate) fn sql(py: Python<'_>, path: PathBuf, question: &str, seconds: f64) -> PyResult<Vec<String>> {
    let limit = Duration::try_from_secs_f64(seconds).map_err(|e| ArchiveError::new_err(e.to_string()))?;
    py.detach(|| {
        let mut out = Vec::new();
        rasid_archive::ask(&path, question, limit, |row| {
            out.push(row.to_string());
            Ok::<(), Fault>(())
        })?;
        Ok(out)
    })
    .map_err(|fault| no(&path, &fault))
}

/// Events by the filters of `rasid events`, a JSON object.
#[pyfunction]
pub(crate) fn events(py: Python<'_>, path: PathBuf, filter: &str) -> PyResult<Vec<String>> {
    let filter = understood(filter)?;
    py.detach(|| {
        let mut out = Vec::new();
        Archive::open(&path)?.each_event(&filter, |found| {
            out.push(rasid_archive::export::object(&found).to_string());
            Ok::<(), Fault>(())
        })?;
        Ok(out)
    })
    .map_err(|fault| no(&path, &fault))
}

/// Reports that have words.
#[pyfunction]
pub(crate) fn search(py: Python<'_>, path: PathBuf, words: String, exact: bool, limit: usize) -> PyResult<Vec<String>> {
    py.detach(|| {
        let knowledge = rasid::Knowledge::builtin().map_err(|e| Fault::Store(e.to_string()))?;
        let query = Query { words, exact, limit, ..Query::default() };
        let hits = Archive::open(&path)?.search(&mut rasid::Coder::new(&knowledge), &query)?;
        let hit = |h: &rasid_archive::Hit| {
            json!({"document": h.document, "outlet": h.outlet, "published": h.published, "url": h.url, "start": h.start, "excerpt": h.excerpt, "marks": h.marks}).to_string()
        };
        Ok(hits.iter().map(hit).collect())
    })
    .map_err(|fault: Fault| no(&path, &fault))
}

fn no(path: &Path, fault: &Fault) -> PyErr {
    ArchiveError::new_err(format!("{}: {fault:?}", rasid_archive::shown(path)))
}

fn understood(filter: &str) -> PyResult<Filter> {
    let asked: Value = serde_json::from_str(filter).map_err(|e| ArchiveError::new_err(e.to_string()))?;
    let mut out = Filter::default();
    for (key, value) in asked.as_object().into_iter().flatten() {
        let text = || value.as_str().map(str::to_owned);
        let each = || value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).chain(text()).collect();
        match key.as_str() {
            "type" => out.types = each(),
            "id" => out.ids = each(),
            "mode" => out.mode = text(),
            "status" => out.status = text(),
            "actor" => out.actor = text(),
            "recipient" => out.recipient = text(),
            "party" => out.party = text(),
            "said_by" => out.said_by = text(),
            "denied_by" => out.denied_by = text(),
            "place" => out.place = text(),
            "outlet" => out.outlet = text(),
            "context" => out.context = text(),
            "from" => out.from = text(),
            "to" => out.to = text(),
            "as_of" => out.as_of = text(),
            "confidence" => out.confidence = value.as_f64(),
            "limit" => out.limit = value.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0),
            _ => return Err(ArchiveError::new_err(format!("no filter {key:?}; see `rasid events --help`"))),
        }
    }
    Ok(out)
}
