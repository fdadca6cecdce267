//! Scores the date cases of peers' test suites: `cargo run -p rasid-time --example dates [-- FILE] [--misses]`.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs,
    reason = "a command line reads and prints"
)]

#[path = "../../rasid-knowledge/src/time.rs"]
mod time;

use rasid_time::{PeerCase, find};
use std::collections::BTreeMap;

const FILES: &[(&str, &str)] = &[
    ("calendar.toml", include_str!("../../../knowledge/time/calendar.toml")),
    ("numbers.toml", include_str!("../../../knowledge/time/numbers.toml")),
    ("relative.toml", include_str!("../../../knowledge/time/relative.toml")),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let misses = arguments.iter().any(|a| a == "--misses");
    let path = arguments.iter().find(|a| !a.starts_with("--")).map_or("../shared/eval/dates/dates.jsonl", String::as_str);
    let Ok(content) = std::fs::read_to_string(path) else {
        println!("{path} is absent: nothing to score");
        return;
    };
    let (times, _) = time::parse_times(FILES).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut scores: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for (source, case) in content.lines().filter_map(read_case) {
        let hit = case.is_hit(&times);
        if misses && !hit {
            let found = find(&times, &case.text, &rasid_text::segment(&case.text), case.reference());
            let got: Vec<_> = found.iter().map(|e| (e.rule, e.interval.map(|i| i.from.to_string()), e.clock)).collect();
            println!("miss {source}: {} want {:?} got {got:?}", case.text, case.start);
        }
        let score = scores.entry(source).or_default();
        score.0 += u32::from(hit);
        score.1 += 1;
    }
    for (source, (hits, all)) in scores {
        println!("{source}: {hits}/{all} = {:.3}", f64::from(hits) / f64::from(all));
    }
}

/// Holidays are out of scope; an interval that is open to the left has no start to compare.
fn read_case(line: &str) -> Option<(String, PeerCase)> {
    let json: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let expected = &json["expected"];
    if !json["holiday"].is_null() || expected["type"] == "interval" && expected["from"].is_null() {
        return None;
    }
    let source = text(&json["source"])?.split('/').next()?.to_owned();
    let case = PeerCase {
        text: text(&json["text"])?,
        now: text(&json["reference_time"])?,
        start: text(&expected["value"]).or_else(|| text(&expected["from"])),
        grain: text(&json["grain"]).unwrap_or_default(),
        hijri: source.ends_with("hijri"),
    };
    Some((source, case))
}
