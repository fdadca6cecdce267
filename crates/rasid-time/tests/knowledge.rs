//! The sections' own examples and counterexamples.

#[allow(unreachable_pub, reason = "a test that shares a module")]
#[path = "../../rasid-knowledge/src/time.rs"]
mod time;

use rasid_time::{Reference, Times, find};

const FILES: &[(&str, &str)] = &[
    ("calendar.toml", include_str!("../../../knowledge/time/calendar.toml")),
    ("numbers.toml", include_str!("../../../knowledge/time/numbers.toml")),
    ("relative.toml", include_str!("../../../knowledge/time/relative.toml")),
];

fn times() -> (Times, Vec<time::TimeCase>) {
    time::parse_times(FILES).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn every_section_reads_its_examples() {
    let (times, cases) = times();
    let mut failures = Vec::new();
    for case in &cases {
        let segmented = rasid_text::segment(&case.text);
        let reference = Reference::news(case.published.parse().ok());
        let found: Vec<_> = find(&times, &case.text, &segmented, reference).into_iter().filter_map(|e| e.interval).collect();
        let got: Vec<_> = found.iter().map(|i| (i.from.to_string(), i.to.to_string())).collect();
        let want: Vec<_> = case.days.clone().into_iter().collect();
        if got != want {
            failures.push(format!("{}: {}: {got:?}, not {want:?}", case.place, case.text));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn tables_survive_the_container() {
    let (times, _) = times();
    let bytes = postcard::to_stdvec(&times).unwrap();
    assert_eq!(postcard::from_bytes::<Times>(&bytes).unwrap(), times);
}
