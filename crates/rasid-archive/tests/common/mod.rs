//! What the tests of the archive share.
#![allow(dead_code, reason = "no test uses all of it")]

use rasid::input::{Input, day};
use rasid::intensity::Intensities;
use rasid::model::Document;
use rasid::record::{Record, Recorder};
use rasid::{Coder, Knowledge};
use rasid_archive::export::Layout;
use rasid_archive::{Archive, Decision, Filter, Prepared};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

pub(crate) const AT: &str = "2020-01-01T00:00:00Z";
pub(crate) const LATER: &str = "2020-03-01T00:00:00Z";

pub(crate) fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| Knowledge::builtin().unwrap())
}

pub(crate) fn new() -> (TempDir, PathBuf, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rasid.archive");
    let archive = Archive::create(&path).unwrap();
    (folder, path, archive)
}

pub(crate) fn document(id: &str, text: &str) -> Document {
    Document { id: id.to_owned(), text: text.to_owned(), published: day("2020-08-22"), outlet: Some("o".to_owned()), url: None }
}

/// The reports of `examples/`.
pub(crate) fn examples() -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let lines = std::fs::read_to_string(folder.join("documents.jsonl")).unwrap();
    let lines = lines.lines().enumerate().map(|(n, line)| Input::json("documents.jsonl", n, line.as_bytes()).unwrap().document);
    let texts = ["protest-beirut.txt", "truce-libya.txt", "visit-jeddah.txt"];
    lines.chain(texts.iter().map(|name| document(name, &std::fs::read_to_string(folder.join(name)).unwrap()))).collect()
}

pub(crate) fn recorder() -> Recorder {
    Recorder::new(Intensities::builtin(), "k")
}

/// Codes, lets a test change the record, and prepares.
pub(crate) fn changed(document: &Document, change: impl Fn(&mut Record<'_>)) -> Prepared {
    let mut coder = Coder::new(knowledge());
    let input = Input::new(document.clone());
    let coded = coder.code(&input.document);
    let recorder = recorder();
    let mut record = recorder.record(&input, &coded);
    change(&mut record);
    rasid_archive::prepare(&mut coder, &input, &record)
}

pub(crate) fn prepared(document: &Document) -> Prepared {
    changed(document, |_| {})
}

pub(crate) fn add(archive: &mut Archive, documents: &[Document]) -> rasid_archive::Tally {
    let run = archive.run(AT, "e", "k").unwrap();
    let reports: Vec<Prepared> = documents.iter().map(prepared).collect();
    archive.add(reports.iter().map(|r| (r, "path")), run, AT).unwrap()
}

pub(crate) fn export(archive: &Archive, layout: Layout, filter: &Filter) -> Vec<u8> {
    let mut out = Vec::new();
    archive.export(layout, filter, true, &mut out).unwrap();
    out
}

pub(crate) fn decision(event: &str) -> Decision {
    Decision { at: AT.to_owned(), who: "ليلى".to_owned(), event: event.to_owned(), ..Decision::default() }
}

pub(crate) fn all() -> Filter {
    Filter { all: true, ..Filter::default() }
}
