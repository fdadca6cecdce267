//! Coding from Python: a coder that keeps the words it has met, from one call to the next.

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, FieldRef, Schema};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PyTable};
use rasid::input::{Input, day};
use rasid::intensity::Intensities;
use rasid::model::Document;
use rasid::record::Recorder;
use rasid::{Coded, Knowledge};
use rasid_link::{Report, Weights};
use self_cell::self_cell;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::rows::{self, Row};
use crate::{InputError, KnowledgeError, link};

/// Documents that a thread takes at a time.
const BATCH: usize = 64;

type Words<'k> = rasid::Coder<'k>;

self_cell!(
    /// A coder with the knowledge that it reads.
    struct Desk {
        owner: Arc<Knowledge>,
        #[not_covariant]
        dependent: Words,
    }
);

/// The columns of a table that make a document.
const COLUMNS: [&str; 5] = ["text", "id", "published", "outlet", "url"];

/// Codes documents. Safe to use from several threads; each call uses `threads` threads and holds no lock of the interpreter.
#[pyclass(frozen, module = "rasid")]
pub(crate) struct Coder {
    knowledge: Arc<Knowledge>,
    recorder: Recorder,
    threads: usize,
    fields: Vec<FieldRef>,
    /// Coders at rest, with the words they have met.
    desks: Mutex<Vec<Desk>>,
}

#[pymethods]
impl Coder {
    #[new]
    #[pyo3(signature = (knowledge = None, threads = None))]
    fn new(py: Python<'_>, knowledge: Option<PathBuf>, threads: Option<usize>) -> PyResult<Self> {
        let knowledge = py.detach(|| load(knowledge.as_deref()))?;
        let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
        let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1);
        let fields = rows::fields().map_err(|e| PyRuntimeError::new_err(e.to_string()))?;
        Ok(Self { knowledge: Arc::new(knowledge), recorder, threads, fields, desks: Mutex::default() })
    }

    /// The version of the knowledge.
    #[getter]
    fn knowledge(&self) -> &str {
        self.knowledge.version()
    }

    /// The events of documents in Arrow batches; `columns` are the names of [`COLUMNS`] there, absent ones null.
    fn events(&self, py: Python<'_>, data: PyRecordBatchReader, columns: [Option<String>; 5]) -> PyResult<PyTable> {
        let reader = data.into_reader()?;
        py.detach(|| {
            let mut inputs = Vec::new();
            for batch in reader {
                let batch = batch.map_err(bad)?;
                inputs.extend(documents(&batch, &columns, inputs.len())?);
            }
            self.table(&inputs)
        })
    }

    /// The reports of documents in Arrow batches, a row each: id, day, record, and what linking takes of their words, if that is wanted.
    fn reports(&self, py: Python<'_>, data: PyRecordBatchReader, columns: [Option<String>; 5], words: bool) -> PyResult<PyTable> {
        let reader = data.into_reader()?;
        py.detach(|| {
            let (mut batches, mut count) = (Vec::new(), 0);
            let reports = |coder: &mut Words<'_>, inputs: &[Input]| {
                // Which reports will stand near one in another language nobody knows here.
                link::batch(&inputs.iter().map(|input| self.report(coder, input, words, words)).collect::<Vec<_>>())
            };
            for batch in reader {
                let inputs = documents(&batch.map_err(bad)?, &columns, count)?;
                count += inputs.len();
                self.over(&inputs, reports, |batch| {
                    batches.push(batch.map_err(broken)?);
                    Ok(())
                })?;
            }
            PyTable::try_new(batches, link::schema()).map_err(broken)
        })
    }

    /// The events of records that were kept, in their order: the column `record` of [`Self::reports`].
    fn events_of_records(&self, py: Python<'_>, data: PyRecordBatchReader) -> PyResult<PyTable> {
        let reader = data.into_reader()?;
        py.detach(|| {
            let mut batches = Vec::new();
            for batch in reader {
                let batch = batch.map_err(bad)?;
                let records = link::records(&batch)?;
                batches.push(rows::batch(&self.fields, &records.into_iter().flat_map(Row::of).collect()).map_err(broken)?);
            }
            PyTable::try_new(batches, Arc::new(Schema::new(self.fields.clone()))).map_err(broken)
        })
    }

    /// The events of documents that are lines of JSON.
    fn events_of_json(&self, py: Python<'_>, lines: Vec<String>) -> PyResult<PyTable> {
        py.detach(|| self.table(&parsed(&lines)?))
    }

    /// The groups of documents that are lines of JSON, in their order.
    fn link(&self, py: Python<'_>, lines: Vec<String>) -> PyResult<PyTable> {
        py.detach(|| {
            let mut all: Vec<Report> = Vec::with_capacity(lines.len());
            let inputs = parsed(&lines)?;
            let foreign = inputs.iter().any(|i| i.language.code != "ar");
            let reports =
                |coder: &mut Words<'_>, inputs: &[Input]| inputs.iter().map(|i| self.report(coder, i, true, foreign)).collect::<Vec<_>>();
            self.over(&inputs, reports, |reports| {
                all.extend(reports);
                Ok(())
            })?;
            link::named(&rasid_link::link(&all, &Weights::builtin(), &[]).named, &link::GROUP)
        })
    }

    /// The whole records of documents that are lines of JSON, as lines of JSON.
    fn records(&self, py: Python<'_>, lines: Vec<String>) -> PyResult<Vec<String>> {
        py.detach(|| {
            let inputs = parsed(&lines)?;
            let mut out = Vec::with_capacity(inputs.len());
            let lines = |coder: &mut Words<'_>, inputs: &[Input]| {
                inputs.iter().map(|input| json(&self.recorder.record(input, &code(coder, input)))).collect::<Vec<String>>()
            };
            self.over(&inputs, lines, |lines| {
                out.extend(lines);
                Ok(())
            })?;
            Ok(out)
        })
    }

    /// Why an event of a document was read, as JSON; nothing where there is no such event.
    fn explain(&self, py: Python<'_>, line: &str, event: &str) -> PyResult<Option<String>> {
        py.detach(|| {
            let input = parsed(&[line.to_owned()])?.remove(0);
            let mut desk = self.take();
            let told = desk.with_dependent_mut(|_, coder| {
                let coded = rasid::long::code_with_reasons(coder, &input.document);
                rasid::explain::explain(&self.recorder, coder, &input, &coded, event).map(|told| json(&told))
            });
            self.put(desk);
            Ok(told)
        })
    }

    /// The words of a text with their readings, as JSON.
    fn words(&self, py: Python<'_>, text: &str) -> String {
        py.detach(|| {
            let mut desk = self.take();
            let words = desk.with_dependent_mut(|_, coder| json(&rasid::explain::words(coder, text)));
            self.put(desk);
            words
        })
    }
}

impl Coder {
    /// A coder at rest, or a new one.
    fn take(&self) -> Desk {
        let rested = self.desks.lock().unwrap_or_else(PoisonError::into_inner).pop();
        rested.unwrap_or_else(|| Desk::new(Arc::clone(&self.knowledge), |knowledge| Words::new(knowledge)))
    }

    fn put(&self, desk: Desk) {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner).push(desk);
    }

    /// Works on all threads, each with a coder; what `work` makes of some documents comes in order.
    fn over<R: Send>(
        &self,
        inputs: &[Input],
        work: impl Fn(&mut Words<'_>, &[Input]) -> R + Sync,
        take: impl FnMut(R) -> PyResult<()>,
    ) -> PyResult<()> {
        let work = &work;
        let desk = || {
            let mut borrowed = Borrowed { coder: self, desk: None };
            move |batch: &[Input]| borrowed.desk.get_or_insert_with(|| self.take()).with_dependent_mut(|_, coder| work(coder, batch))
        };
        rasid::run::in_order(inputs.chunks(BATCH), self.threads, desk, take)
    }

    /// A report, with what is compared of its words and, of an Arabic text, what it names and counts, if these are wanted.
    fn report(&self, coder: &mut Words<'_>, input: &Input, words: bool, facts: bool) -> Report {
        let coded = code(coder, input);
        let text = &input.document.text;
        let words = if words && input.language.code == "ar" { rasid::explain::words(coder, text) } else { Vec::new() };
        let mut report = Report::new(&self.recorder.record(input, &coded), text, &words);
        if facts && input.language.code == "ar" {
            report.traits.read_facts(text, &words);
        }
        report
    }

    fn table(&self, inputs: &[Input]) -> PyResult<PyTable> {
        let mut batches = Vec::new();
        let batch = |coder: &mut Words<'_>, inputs: &[Input]| {
            let coded: Vec<Coded> = inputs.iter().map(|input| code(coder, input)).collect();
            let records = inputs.iter().zip(&coded).map(|(input, coded)| self.recorder.record(input, coded));
            rows::batch(&self.fields, &records.flat_map(Row::of).collect())
        };
        self.over(inputs, batch, |batch| {
            batches.push(batch.map_err(broken)?);
            Ok(())
        })?;
        PyTable::try_new(batches, Arc::new(Schema::new(self.fields.clone()))).map_err(broken)
    }
}

/// A desk that goes back when its thread ends.
struct Borrowed<'c> {
    coder: &'c Coder,
    desk: Option<Desk>,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        if let Some(desk) = self.desk.take() {
            self.coder.put(desk);
        }
    }
}

fn code(coder: &mut Words<'_>, input: &Input) -> Coded {
    if input.language.code == "ar" { rasid::long::code(coder, &input.document) } else { Coded::default() }
}

fn json(value: &impl serde::Serialize) -> String {
    let mut out = Vec::new();
    rasid::visible::json_line(value, &mut out);
    String::from_utf8_lossy(&out).trim_end().to_owned()
}

fn bad(fault: ArrowError) -> PyErr {
    InputError::new_err(fault.to_string())
}

fn broken(fault: impl Display) -> PyErr {
    PyRuntimeError::new_err(fault.to_string())
}

fn parsed(lines: &[String]) -> PyResult<Vec<Input>> {
    let input = |(n, line): (usize, &String)| {
        Input::json("document", n + 1, line.as_bytes())
            .map_err(|fault| InputError::new_err(format!("document {}: {} {}", n + 1, fault.name(), fault.detail())))
    };
    lines.iter().enumerate().map(input).collect()
}

/// The documents of a batch; `before` went before, which number them that have no id.
fn documents(batch: &RecordBatch, names: &[Option<String>; 5], before: usize) -> PyResult<Vec<Input>> {
    let mut columns = Vec::with_capacity(COLUMNS.len());
    for (what, name) in COLUMNS.iter().zip(names) {
        columns.push(match name {
            None => None,
            Some(name) => {
                let column = batch.column_by_name(name).ok_or_else(|| {
                    let there = batch.schema().fields().iter().map(|f| f.name().as_str()).collect::<Vec<_>>().join(", ");
                    InputError::new_err(format!("no column {name:?} for the {what}; there are: {there}"))
                })?;
                Some(arrow_cast::cast(column, &DataType::Utf8).map_err(bad)?)
            }
        });
    }
    let columns: Vec<Option<&StringArray>> = columns.iter().map(|c| c.as_ref().map(|c| c.as_string::<i32>())).collect();
    let cell = |column: usize, row: usize| -> Option<&str> {
        let column = columns.get(column).copied().flatten()?;
        column.is_valid(row).then(|| column.value(row))
    };
    let document = |row: usize| {
        let written = cell(2, row).filter(|p| !p.trim().is_empty());
        let owned = |column: usize| cell(column, row).map(str::to_owned);
        let mut input = Input::new(Document {
            id: owned(1).unwrap_or_else(|| format!("document:{}", before + row + 1)),
            text: owned(0).unwrap_or_default(),
            published: written.and_then(day),
            outlet: owned(3),
            url: owned(4),
        });
        input.published = written.map(str::to_owned);
        input
    };
    Ok((0..batch.num_rows()).map(document).collect())
}

/// The built-in knowledge, or a folder's: a layer over it, or whole.
fn load(folder: Option<&Path>) -> PyResult<Knowledge> {
    let Some(folder) = folder else {
        return Knowledge::builtin().map_err(|e| KnowledgeError::new_err(e.to_string()));
    };
    let mut files = Vec::new();
    collect(folder, folder, &mut files).map_err(|e| KnowledgeError::new_err(format!("{}: {e}", folder.display())))?;
    files.sort();
    let whole = ["ontology.toml", "words/", "scoring/"].iter().all(|start| files.iter().any(|(path, _)| path.starts_with(start)));
    let loaded = if whole { Knowledge::whole(&files) } else { Knowledge::layered(&files) };
    loaded.map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        KnowledgeError::new_err(lines.join("\n"))
    })
}

#[expect(clippy::disallowed_methods, reason = "a folder that the user names is read")]
fn collect(top: &Path, folder: &Path, files: &mut Vec<rasid::File>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(top, &path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "tsv") {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}
