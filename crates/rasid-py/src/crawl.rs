//! Crawls: the pages of a WARC file, packed or not, as documents.

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use rasid_read::warc::Pages;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Pages that are handed over at a time.
const BATCH: usize = 256;

/// A page as a document: text, id, day as written, outlet, address.
type Page = (String, String, Option<String>, Option<String>, Option<String>);

/// Iterates over the pages of a WARC file, some at a time, with what could not be read.
#[pyclass(frozen, module = "rasid")]
pub(crate) struct Crawl {
    pages: Mutex<Pages>,
}

#[pymethods]
impl Crawl {
    #[new]
    #[expect(clippy::disallowed_methods, reason = "a file that the user names is read")]
    fn new(path: PathBuf, name: &str) -> PyResult<Self> {
        let fault = |e: std::io::Error| PyOSError::new_err(format!("{}: {e}", path.display()));
        let file = File::open(&path).map_err(fault)?;
        Ok(Self { pages: Mutex::new(Pages::new(Box::new(BufReader::new(file)), name).map_err(fault)?) })
    }

    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    /// The next pages, and of those that gave no document the records' numbers with the fault; nothing at the end.
    #[expect(clippy::type_complexity, reason = "two lists")]
    fn __next__(&self, py: Python<'_>) -> Option<(Vec<Page>, Vec<(usize, String)>)> {
        py.detach(|| {
            let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
            let (mut read, mut bad) = (Vec::new(), Vec::new());
            for (number, page) in pages.by_ref().take(BATCH) {
                match page {
                    Ok(page) => {
                        let document = page.document;
                        read.push((document.text, document.id, page.published, document.outlet, document.url));
                    }
                    Err(fault) => bad.push((number, format!("{} {}", fault.name(), fault.detail()))),
                }
            }
            (!read.is_empty() || !bad.is_empty()).then_some((read, bad))
        })
    }
}
