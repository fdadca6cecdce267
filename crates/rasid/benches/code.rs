//! Documents → records: bytes a second on one core, with the knowledge that is built in.
#![allow(missing_docs, reason = "a benchmark is run, not read")]

use divan::counter::BytesCount;
use rasid::{Coder, Knowledge, model::Document};

const REPORTS: [&str; 3] = [
    include_str!("../../../examples/protest-beirut.txt"),
    include_str!("../../../examples/truce-libya.txt"),
    include_str!("../../../examples/visit-jeddah.txt"),
];

fn main() {
    divan::main();
}

fn documents() -> Vec<Document> {
    REPORTS.iter().map(|text| Document { text: (*text).to_owned(), ..Document::default() }).collect()
}

/// With a memory that has met the words, as in an archive.
#[divan::bench]
fn warm(bencher: divan::Bencher) {
    let knowledge = Knowledge::builtin().expect("built in");
    let (mut coder, documents) = (Coder::new(&knowledge), documents());
    bencher
        .counter(BytesCount::new(REPORTS.iter().map(|r| r.len()).sum::<usize>()))
        .bench_local(|| documents.iter().map(|d| coder.code(d).events.len()).sum::<usize>());
}

/// With an empty memory, as for a single report.
#[divan::bench]
fn cold(bencher: divan::Bencher) {
    let (knowledge, documents) = (Knowledge::builtin().expect("built in"), documents());
    bencher.counter(BytesCount::new(REPORTS.iter().map(|r| r.len()).sum::<usize>())).bench_local(|| {
        let mut coder = Coder::new(&knowledge);
        documents.iter().map(|d| coder.code(d).events.len()).sum::<usize>()
    });
}

/// Loading the tables.
#[divan::bench]
fn load() -> bool {
    Knowledge::builtin().is_ok()
}
