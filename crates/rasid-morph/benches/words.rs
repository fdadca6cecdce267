//! Words → readings → the best reading of each: bytes a second on one core, words met before and words new.
#![allow(missing_docs, reason = "a benchmark is run, not read")]
#![allow(dead_code, unreachable_pub, unused_imports, reason = "the parsers are those of the knowledge crate")]

use divan::counter::{BytesCount, ItemsCount};
use rasid_morph::{Lexicon, LexiconBuilder, WordId, Words, intern_all, rank};
use rasid_text::{Segmented, segment};

#[path = "../../rasid-knowledge/src/words.rs"]
mod words;

const REPORTS: [&str; 3] = [
    include_str!("../../../examples/protest-beirut.txt"),
    include_str!("../../../examples/truce-libya.txt"),
    include_str!("../../../examples/visit-jeddah.txt"),
];

const RANKING: &str = include_str!("../../../knowledge/words/ranking.tsv");
const CLOSED: &str = include_str!("../../../knowledge/words/closed.tsv");
const VERBS: &str = include_str!("../../../knowledge/words/verbs-press.tsv");
const NOUNS: &str = include_str!("../../../knowledge/words/nouns-2.tsv");

fn main() {
    divan::main();
}

/// The press's words; the imported lists, which take long to compile, are left out.
fn lexicon() -> Lexicon {
    let mut builder = LexiconBuilder::new();
    words::verbs("", VERBS).0.iter().for_each(|e| builder.add_verb(e));
    words::nouns("", NOUNS).0.iter().for_each(|e| builder.add_noun(e));
    words::closed("", CLOSED).0.iter().for_each(|e| builder.add_closed(e));
    builder.add_ranking(&words::ranking("", RANKING).0);
    Lexicon::from_bytes(builder.build()).expect("the builder's own bytes")
}

fn ranked(words: &Words, segmented: &Segmented, ids: &[WordId]) -> usize {
    segmented.sentences.iter().map(|s| rank(words, &ids[s.tokens.clone()]).len()).sum()
}

#[divan::bench]
fn met_before(bencher: divan::Bencher) {
    let (text, lexicon) = (REPORTS.join("\n"), lexicon());
    let segmented = segment(&text);
    let mut words = Words::new(&lexicon);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let ids = intern_all(&mut words, &text, &segmented);
        ranked(&words, &segmented, &ids)
    });
}

#[divan::bench]
fn best_readings(bencher: divan::Bencher) {
    let (text, lexicon) = (REPORTS.join("\n"), lexicon());
    let segmented = segment(&text);
    let mut words = Words::new(&lexicon);
    let ids = intern_all(&mut words, &text, &segmented);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| ranked(&words, &segmented, &ids));
}

#[divan::bench]
fn new(bencher: divan::Bencher) {
    let (text, lexicon) = (REPORTS.join("\n"), lexicon());
    let segmented = segment(&text);
    let bench = bencher.counter(ItemsCount::new(segmented.tokens.len()));
    bench.with_inputs(|| Words::new(&lexicon)).bench_local_values(|mut words| intern_all(&mut words, &text, &segmented));
}
