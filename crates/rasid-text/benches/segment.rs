//! Text → tokens and sentences, and words → keys: bytes a second on one core.
#![allow(missing_docs, reason = "a benchmark is run, not read")]

use divan::counter::BytesCount;
use rasid_text::{fold_into, segment};

const REPORTS: [&str; 3] = [
    include_str!("../../../examples/protest-beirut.txt"),
    include_str!("../../../examples/truce-libya.txt"),
    include_str!("../../../examples/visit-jeddah.txt"),
];

fn main() {
    divan::main();
}

#[divan::bench(args = [1, 100])]
fn reports(bencher: divan::Bencher, times: usize) {
    let text = REPORTS.join("\n").repeat(times);
    bencher.counter(BytesCount::of_str(&text)).bench(|| segment(&text));
}

#[divan::bench]
fn keys(bencher: divan::Bencher) {
    let text = REPORTS.join("\n");
    let segmented = segment(&text);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut keys = String::with_capacity(text.len());
        segmented.tokens.iter().for_each(|t| fold_into(t.span.slice(&text), &mut keys));
        keys
    });
}
