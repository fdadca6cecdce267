//! Tokens → expressions of time: bytes a second on one core.
#![allow(missing_docs, reason = "a benchmark is run, not read")]

use divan::counter::BytesCount;
use rasid_model::Day;
use rasid_text::segment;
use rasid_time::{Reference, find, infer_published};

#[allow(dead_code, unreachable_pub, reason = "a benchmark that shares a module")]
#[path = "../../rasid-knowledge/src/time.rs"]
mod time;

const FILES: &[(&str, &str)] = &[
    ("calendar.toml", include_str!("../../../knowledge/time/calendar.toml")),
    ("numbers.toml", include_str!("../../../knowledge/time/numbers.toml")),
    ("relative.toml", include_str!("../../../knowledge/time/relative.toml")),
];

const REPORTS: [&str; 3] = [
    include_str!("../../../examples/protest-beirut.txt"),
    include_str!("../../../examples/truce-libya.txt"),
    include_str!("../../../examples/visit-jeddah.txt"),
];

fn main() {
    divan::main();
}

#[divan::bench]
fn reports(bencher: divan::Bencher) {
    let (times, _) = time::parse_times(FILES).expect("the project's own words");
    let text = REPORTS.join("\n");
    let segmented = segment(&text);
    let reference = Reference::news(Some(Day { year: 2021, month: 3, day: 14 }));
    bencher.counter(BytesCount::of_str(&text)).bench(|| find(&times, &text, &segmented, reference));
}

#[divan::bench]
fn undated(bencher: divan::Bencher) {
    let (times, _) = time::parse_times(FILES).expect("the project's own words");
    let text = REPORTS.join("\n");
    let segmented = segment(&text);
    bencher.counter(BytesCount::of_str(&text)).bench(|| infer_published(&times, &text, &segmented));
}
