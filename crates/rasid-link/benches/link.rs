//! Reports → groups: how many a second, and what a day costs.
#![allow(missing_docs, reason = "a benchmark is run, not read")]

use divan::counter::ItemsCount;
use rasid::input::Input;
use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid::{Coder, Knowledge};
use rasid_link::{Report, Weights, link};

fn main() {
    divan::main();
}

/// The example reports, so many times over, a new day each time.
fn reports(times: i32) -> Vec<Report> {
    let knowledge = Knowledge::builtin().expect("built in");
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let mut coder = Coder::new(&knowledge);
    let mut first: Vec<Report> = Vec::new();
    for (n, line) in include_str!("../../../examples/documents.jsonl").lines().enumerate() {
        let input = Input::json("examples", n, line.as_bytes()).expect("a document");
        let coded = coder.code(&input.document);
        let words = rasid::explain::words(&mut coder, &input.document.text);
        first.push(Report::new(&recorder.record(&input, &coded), &input.document.text, &words));
    }
    let dated = |day: i32| {
        first.iter().enumerate().map(move |(n, r)| {
            let mut report = Report { day: Some(day), ..r.clone() };
            report.record.id = format!("{day}-{n}").into();
            report
        })
    };
    (0..times).flat_map(dated).collect()
}

#[divan::bench(args = [30, 120])]
fn days(bencher: divan::Bencher, days: i32) {
    let (reports, weights) = (reports(days), Weights::builtin());
    bencher.counter(ItemsCount::new(reports.len())).bench_local(|| link(&reports, &weights, &[]).named.len());
}
