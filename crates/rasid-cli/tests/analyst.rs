//! The analyst's tools as a user types them: what is unknown, adding it, what that changes.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::{code, folder, records, run, said};
use serde_json::Value;

/// Reports with a person, a place, a word and a verb that no file has.
const REPORTS: &str = r#"{"id":"a","outlet":"الشروق","published":"2021-05-07","text":"التقى وزير الخارجية التونسي زقراط البنبلي نظيره الليبي في بلدة هرقوسة."}
{"id":"b","outlet":"الخبر","published":"2021-05-08","text":"قصفت القوات التركية بلدة هرقوسة. وقال وزير الخارجية التونسي زقراط البنبلي إن القصف شمل هرقوسة."}
{"id":"c","outlet":"الخبر","published":"2021-05-09","text":"شيّعت مصر ليبيا إلى المطار. واستعمل الجيش جهاز الفنطزور."}
"#;

fn unknown(list: &[Value], kind: &str, form: &str) -> Value {
    let found = list.iter().find(|u| u["kind"] == kind && u["form"] == form);
    found.unwrap_or_else(|| panic!("no {kind} {form} in {list:?}")).clone()
}

#[test]
fn what_is_unknown_is_counted_with_its_sentences() {
    let folder = folder("notes", &[("r.jsonl", REPORTS.as_bytes())]);
    let output = run(&["notes", "r.jsonl", "--format", "jsonl"], &folder);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let list = records(&output);
    let place = unknown(&list, "unknown_place", "هرقوسة");
    assert_eq!((&place["count"], &place["documents"], &place["outlets"]), (&2.into(), &2.into(), &2.into()));
    let name = unknown(&list, "unknown_name", "زقراط البنبلي");
    assert!(name["detail"].as_str().unwrap().ends_with("TUN GOV"), "{name}");
    unknown(&list, "unknown_word", "الفنطزور");
    unknown(&list, "unknown_frame", "شيع");
    let texts: Vec<Value> = REPORTS.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    for example in list.iter().flat_map(|u| u["examples"].as_array().unwrap()) {
        let document = texts.iter().find(|t| t["id"] == example["document"]).unwrap();
        let letters: Vec<char> = document["text"].as_str().unwrap().chars().collect();
        for quote in [&example["words"], &example["sentence"]] {
            let at = |key: &str| usize::try_from(quote[key].as_u64().unwrap()).unwrap();
            assert_eq!(letters[at("start")..at("end")].iter().collect::<String>(), quote["text"]);
        }
    }
}

#[test]
fn what_is_unknown_is_the_same_on_any_number_of_threads_and_in_any_format() {
    let reports = REPORTS.repeat(400);
    let folder = folder("notes-threads", &[("r.jsonl", reports.as_bytes())]);
    let list = |threads, format| run(&["notes", "r.jsonl", "--threads", threads, "--format", format], &folder).stdout;
    for format in ["jsonl", "csv", "table"] {
        assert_eq!(list("1", format), list("4", format));
    }
    let rows = csv::Reader::from_reader(list("1", "csv").as_slice()).into_records().count();
    assert_eq!(rows, String::from_utf8(list("1", "jsonl")).unwrap().lines().count());
    let places = records(&run(&["notes", "r.jsonl", "--format", "jsonl", "--kind", "place", "--least", "801"], &folder));
    assert!(places.is_empty(), "{places:?}");
    let places = records(&run(&["notes", "r.jsonl", "--format", "jsonl", "--kind", "place,frame", "--least", "800"], &folder));
    assert_eq!(places.len(), 1, "{places:?}");
    assert_eq!(places[0]["count"], 800);
}
