//! Peers' date cases, where they are at hand: nine in ten must be read.
#![expect(clippy::disallowed_methods, reason = "a test reads the cases, which do not ship")]

#[allow(dead_code, unreachable_pub, reason = "a test that shares a module")]
#[path = "../../rasid-knowledge/src/time.rs"]
mod time;

use rasid_time::PeerCase;

const FILES: &[(&str, &str)] = &[
    ("calendar.toml", include_str!("../../../knowledge/time/calendar.toml")),
    ("numbers.toml", include_str!("../../../knowledge/time/numbers.toml")),
    ("relative.toml", include_str!("../../../knowledge/time/relative.toml")),
];

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/eval/dates/dates.jsonl");

#[test]
fn nine_in_ten_of_the_peers_cases_are_read() {
    let Ok(content) = std::fs::read_to_string(CASES) else {
        println!("the peers' cases are absent: skipped");
        return;
    };
    let (times, _) = time::parse_times(FILES).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let (mut hits, mut all) = (0, 0);
    for line in content.lines() {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        if json["source"] != "duckling-time-ar" || !json["holiday"].is_null() {
            continue;
        }
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        let case = PeerCase {
            text: text(&json["text"]).unwrap(),
            now: text(&json["reference_time"]).unwrap(),
            start: text(&json["expected"]["value"]).or_else(|| text(&json["expected"]["from"])),
            grain: text(&json["grain"]).unwrap_or_default(),
            hijri: false,
        };
        hits += u32::from(case.is_hit(&times));
        all += 1;
    }
    assert!(f64::from(hits) >= 0.9 * f64::from(all), "{hits} of {all}");
}
