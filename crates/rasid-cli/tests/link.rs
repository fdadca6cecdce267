//! The commands over many reports, with good and bad input.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::{code, examples, folder, records, run, said};

#[test]
fn every_row_leads_to_a_sentence_and_threads_change_nothing() {
    for command in ["link", "timeline", "agreements", "positions", "namings", "stories"] {
        let one = run(&[command, "--threads", "1", "documents.jsonl", "--format", "jsonl"], &examples());
        let many = run(&[command, "--threads", "5", "documents.jsonl", "--format", "jsonl"], &examples());
        assert_eq!(code(&one), 0, "{command}: {}", said(&one));
        assert_eq!(one.stdout, many.stdout, "{command}");
        for format in ["table", "csv"] {
            let output = run(&[command, "documents.jsonl", "--format", format], &examples());
            assert_eq!(code(&output), 0, "{command} {format}: {}", said(&output));
        }
    }
    let rows = records(&run(&["timeline", "documents.jsonl"], &examples()));
    assert!(rows.len() > 20);
    for row in rows {
        let versions = row["versions"].as_array().unwrap();
        assert!(!versions.is_empty() && versions.iter().all(|v| v["quote"].as_str().is_some_and(|q| !q.is_empty())), "{row}");
    }
}

#[test]
fn a_digest_says_that_nobody_has_read_it() {
    let english = run(&["digest", "--month", "2021-03", "documents.jsonl"], &examples());
    let arabic = run(&["digest", "--month", "2021-03", "documents.jsonl", "--lang", "ar", "--html"], &examples());
    assert_eq!((code(&english), code(&arabic)), (0, 0), "{}", said(&english));
    let (english, arabic) = (String::from_utf8(english.stdout).unwrap(), String::from_utf8(arabic.stdout).unwrap());
    assert!(english.contains("Unreviewed draft") && english.contains("## Key developments"), "{english}");
    assert!(arabic.contains("dir=\"rtl\"") && arabic.contains("<blockquote"), "{arabic}");
}

#[test]
fn bad_months_and_decisions_are_said() {
    let month = run(&["digest", "--month", "2021-13", "documents.jsonl"], &examples());
    assert_eq!(code(&month), 2);
    assert!(said(&month).contains("2021-13"), "{}", said(&month));
    let text = "{\"id\":\"a\",\"text\":\"التقى الوزير نظيره\"}\n".as_bytes();
    let folder = folder("decisions", &[("d.jsonl", b"{\"apart\":[\"a\",\"b\"]}\n{\"level\":\"no\"}\n"), ("a.jsonl", text)]);
    let decisions = run(&["link", "a.jsonl", "--decisions", "d.jsonl"], &folder);
    assert_eq!(code(&decisions), 2);
    assert!(said(&decisions).contains("d.jsonl:2"), "{}", said(&decisions));
}
