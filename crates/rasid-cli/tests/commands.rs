//! The commands as a user types them, with good and bad input.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::{code, examples, folder, rasid, records, run, said};
use serde_json::Value;
use std::io::Write as _;
use std::process::Stdio;

#[test]
fn the_examples_are_coded_the_same_on_any_number_of_threads() {
    let one = run(&["code", "--threads", "1", "."], &examples());
    let many = run(&["code", "--threads", "5", "."], &examples());
    assert_eq!(code(&one), 0, "{}", said(&one));
    assert_eq!(one.stdout, many.stdout);
    let records = records(&one);
    assert!(records.len() >= 12);
    let events: usize = records.iter().map(|r| r["events"].as_array().unwrap().len()).sum();
    assert!(events >= 2 * records.len(), "{events} events in {} reports", records.len());
}

#[test]
fn offsets_are_code_points_and_slice_to_the_words() {
    let text = std::fs::read_to_string(examples().join("truce-libya.txt")).unwrap();
    let letters: Vec<char> = text.chars().collect();
    let records = records(&run(&["code", "truce-libya.txt", "--published", "2020-08-22"], &examples()));
    for event in records[0]["events"].as_array().unwrap() {
        for quote in [&event["trigger"], &event["evidence"]] {
            let at = |key: &str| usize::try_from(quote[key].as_u64().unwrap()).unwrap();
            assert_eq!(letters[at("start")..at("end")].iter().collect::<String>(), quote["text"]);
        }
    }
    assert_eq!(records[0]["published"], "2020-08-22");
}

#[test]
fn other_encodings_of_arabic_are_read() {
    let words = "التقى الوزير";
    let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(wide.clone()).collect();
    let windows = [0xC7, 0xE1, 0xCA, 0xDE, 0xEC, 0x20, 0xC7, 0xE1, 0xE6, 0xD2, 0xED, 0xD1];
    let iso = [0xC7, 0xE4, 0xCA, 0xE2, 0xE9, 0x20, 0xC7, 0xE4, 0xE8, 0xD2, 0xEA, 0xD1];
    let utf8: Vec<u8> = [0xEF, 0xBB, 0xBF].into_iter().chain(words.bytes()).collect();
    let files: [(&str, &[u8]); 5] = [("a.txt", &wide), ("b.txt", &marked), ("c.txt", &windows), ("d.txt", &iso), ("e.txt", &utf8)];
    let folder = folder("encodings", &files);
    let output = run(&["words", "."], &folder);
    assert_eq!(code(&output), 0, "{}", said(&output));
    for record in records(&output) {
        let found: Vec<&str> = record["words"].as_array().unwrap().iter().filter_map(|w| w["text"].as_str()).collect();
        assert_eq!(found, ["التقى", "الوزير"], "{}", record["id"]);
    }
}

#[test]
fn bad_files_are_reported_in_both_languages_and_the_others_coded() {
    let good = "أدانت مصر الهجوم على السفارة السودانية.".as_bytes();
    let files: [(&str, &[u8]); 6] = [
        ("empty.txt", b""),
        ("blank.txt", b" \n\t\n"),
        ("binary.txt", b"\x01\x00\x02\x03abc"),
        ("report.pdf.txt", b"%PDF-1.7 abc"),
        ("packed.jsonl", b"\x1f\x8b\x08abc"),
        ("good.txt", good),
    ];
    let folder = folder("bad", &files);
    let english = run(&["code", "."], &folder);
    assert_eq!(code(&english), 1);
    assert_eq!(records(&english).len(), 1);
    let said_english = said(&english);
    for file in ["empty.txt", "blank.txt", "binary.txt", "report.pdf.txt", "packed.jsonl"] {
        assert!(said_english.contains(file), "{said_english}");
    }
    let arabic = run(&["code", ".", "--lang", "ar"], &folder);
    assert_eq!(arabic.stdout, english.stdout);
    assert!(said(&arabic).lines().count() == 5 && said(&arabic).lines().all(|l| l.starts_with("راصد:")), "{}", said(&arabic));
}

#[test]
fn broken_utf_8_is_replaced_and_counted() {
    let mut bytes = "أدانت مصر الهجوم ".as_bytes().to_vec();
    bytes.extend(b"\xff\xd8 ");
    bytes.extend("على السفارة".as_bytes());
    let folder = folder("broken", &[("a.txt", &bytes)]);
    let output = run(&["code", "a.txt"], &folder);
    assert_eq!(code(&output), 0);
    assert!(records(&output)[0]["notes"][0]["detail"].as_str().unwrap().starts_with("2 malformed"));
}

#[test]
fn a_place_of_the_gazetteer_has_its_position() {
    let folder = folder("place", &[("a.txt", "قصفت طائرات حربية مدينة سرت، أمس الأحد، وقتل ثلاثة مدنيين في سرت.".as_bytes())]);
    let records = records(&run(&["code", "a.txt", "--published", "2020-07-06"], &folder));
    let events = records[0]["events"].as_array().unwrap();
    let place = events.iter().map(|e| &e["place"]).find(|p| !p.is_null()).expect("an event with a place");
    assert_eq!((&place["country"], &place["precision"]), (&"LBY".into(), &"city".into()), "{place}");
    assert!((place["lat"].as_f64().unwrap() - 31.2).abs() < 0.1 && (place["lon"].as_f64().unwrap() - 16.6).abs() < 0.1, "{place}");
}

#[test]
fn bad_lines_are_reported_with_their_numbers_and_the_good_ones_kept() {
    let lines = "{\"id\":\"a\",\"text\":\"أدانت مصر الهجوم.\",\"published\":\"2018-05-07\",\"mine\":{\"x\":1},\"events\":7}\nnonsense\n\n\
                 {\"id\":\"b\"}\n{\"text\":5}\n[1]\n{\"id\":9,\"text\":\"x\",\"text\":\"y\"}\n{\"text\":\"أدانت مصر الهجوم.\"}";
    let folder = folder("lines", &[("d.jsonl", lines.as_bytes())]);
    let output = run(&["code", "d.jsonl"], &folder);
    assert_eq!(code(&output), 1);
    let records = records(&output);
    assert_eq!(records.len(), 2);
    assert_eq!(records[0]["mine"]["x"], 1);
    assert_eq!(records[0]["input"]["events"], 7);
    assert_eq!(records[1]["id"], "d.jsonl:8");
    for line in [2, 4, 5, 6, 7] {
        assert!(said(&output).contains(&format!("d.jsonl:{line}: ")), "{}", said(&output));
    }
}

#[test]
fn standard_input_is_told_apart() {
    for (input, id) in [("{\"id\":\"q\",\"text\":\"أدانت مصر الهجوم.\"}\n", "q"), ("أدانت مصر الهجوم.", "-")] {
        let mut child = rasid().args(["code", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        assert_eq!(records(&child.wait_with_output().unwrap())[0]["id"], id);
    }
}

#[test]
fn texts_in_other_languages_are_coded_as_nothing_with_a_note() {
    let texts = [
        ("en", "und", "The president met the king in Cairo."),
        ("fa", "fa", "رئیس جمهور ایران گفت که این کشور به مذاکرات ادامه می‌دهد"),
        ("ur", "ur", "وزیر اعظم نے کہا ہے کہ بات چیت جاری رہے گی"),
        ("ckb", "ckb", "سەرۆکی هەرێم لەگەڵ شاندێکی نێودەوڵەتی کۆبووەوە"),
    ];
    for (name, language, text) in texts {
        let folder = folder(&format!("language-{name}"), &[("a.txt", text.as_bytes())]);
        let output = run(&["code", "a.txt"], &folder);
        let record = &records(&output)[0];
        assert_eq!(code(&output), 0);
        assert_eq!(record["language"], language);
        assert_eq!(record["events"], serde_json::json!([]));
        assert_eq!(record["notes"][0]["kind"], "language");
    }
}

#[test]
fn control_characters_reach_no_terminal() {
    let text = "قال \u{202E}المتحدث\u{202C} إن مصر أدانت \u{1b}[31mالهجوم على \u{200F}السفارة.";
    let folder = folder("controls", &[("a.txt", text.as_bytes())]);
    for format in ["table", "csv", "jsonl"] {
        let output = run(&["code", "a.txt", "--format", format], &folder);
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(!shown.contains(['\u{202E}', '\u{202C}', '\u{1b}']), "{format}: {shown}");
    }
}

#[test]
fn tatweels_and_long_words_do_no_harm() {
    let tatweels = format!("التقى الو{}زير نظيره السوداني في القاهرة.", "ـ".repeat(10_000));
    let marks = format!("التقى الوزير{} نظيره.", "\u{064E}".repeat(10_000));
    let word = "ا".repeat(100_000);
    let commas = "مصر، ".repeat(20_000);
    let million = "قال الوزير في القاهرة ".repeat(if huge() { 250_000 } else { 5_000 });
    let files: [(&str, &[u8]); 5] = [
        ("a.txt", tatweels.as_bytes()),
        ("b.txt", marks.as_bytes()),
        ("c.txt", word.as_bytes()),
        ("d.txt", commas.as_bytes()),
        ("e.txt", million.as_bytes()),
    ];
    let output = run(&["code", "."], &folder("long", &files));
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(records(&output).len(), 5);
    assert_eq!(records(&output)[0]["language"], "ar");
}

#[test]
fn a_huge_line_is_coded_in_parts() {
    let report = std::fs::read_to_string(examples().join("protest-beirut.txt")).unwrap().replace('\n', " ");
    let size = if huge() { 50_000_000 } else { 1_000_000 };
    let text = report.repeat(size / report.len());
    let folder = folder("huge", &[("a.txt", text.as_bytes())]);
    let output = run(&["code", "a.txt"], &folder);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let record = &records(&output)[0];
    assert!(record["notes"].as_array().unwrap().iter().any(|n| n["detail"].as_str().unwrap().contains("parts")));
    let letters: Vec<char> = text.chars().collect();
    let last = &record["events"].as_array().unwrap().last().unwrap()["trigger"];
    let at = |key: &str| usize::try_from(last[key].as_u64().unwrap()).unwrap();
    assert_eq!(letters[at("start")..at("end")].iter().collect::<String>(), last["text"]);
}

/// Whether the slow sizes are wanted: `RASID_HUGE=1`.
fn huge() -> bool {
    std::env::var_os("RASID_HUGE").is_some()
}

#[test]
fn a_csv_has_one_event_a_line() {
    let output = run(&["code", ".", "--format", "csv"], &examples());
    let events: usize = records(&run(&["code", "."], &examples())).iter().map(|r| r["events"].as_array().unwrap().len()).sum();
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    assert_eq!(reader.headers().unwrap().get(0), Some("document"));
    assert_eq!(reader.records().map(Result::unwrap).count(), events);
}

#[test]
fn every_event_is_explained() {
    let found = records(&run(&["code", "truce-libya.txt"], &examples()));
    let id = found[0]["events"][0]["id"].as_str().unwrap();
    let output = run(&["explain", "truce-libya.txt", "--event", id, "--format", "jsonl"], &examples());
    let explanation = &records(&output)[0];
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(explanation["event"], found[0]["events"][0]);
    assert!(explanation["words"].as_array().unwrap().len() > 1);
    let missing = run(&["explain", "truce-libya.txt", "--event", "e999"], &examples());
    assert_eq!(code(&missing), 1);
    assert!(said(&missing).contains("e999"));
}

#[test]
fn dates_are_listed_with_their_days() {
    let folder = folder("dates", &[("d.jsonl", "{\"id\":\"d\",\"text\":\"وصل أمس.\",\"published\":\"2018-05-07\"}".as_bytes())]);
    let found = &records(&run(&["dates", "d.jsonl"], &folder))[0]["dates"][0];
    assert_eq!((found["text"].as_str(), found["from"].as_str()), (Some("أمس"), Some("2018-05-06")));
}

#[test]
fn a_knowledge_folder_full_of_mistakes_is_reported_whole() {
    let files: [(&str, &[u8]); 5] = [
        ("frames/a.toml", b"[[frame]]\nid = \"bad\"\ntype = \"NOPE\"\n"),
        ("frames/b.toml", b"x = ["),
        ("words/verbs-x.tsv", "#\nكتب\n".as_bytes()),
        ("words/nouns-y.tsv", b"\xff\xfe\xff"),
        ("elsewhere/q.toml", b"a = 1"),
    ];
    let folder = folder("knowledge", &files);
    for language in ["en", "ar"] {
        let output = run(&["knowledge", "check", ".", "--lang", language], &folder);
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(code(&output), 1);
        for (file, _) in files {
            assert!(shown.contains(file), "{shown}");
        }
    }
    let refused = rasid().args(["code", "--knowledge"]).arg(&folder).arg(examples().join("truce-libya.txt")).output().unwrap();
    assert_eq!(code(&refused), 2);
    assert!(refused.stdout.is_empty());
}

#[test]
fn what_cannot_be_done_is_said_with_status_2() {
    let folder = folder("nothing", &[("a.txt", b"x")]);
    for arguments in
        [&["code", "absent"][..], &["code", "--published", "2018-02-30", "a.txt"], &["code"], &["knowledge", "check", "absent"]]
    {
        let output = run(arguments, &folder);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = rasid().args(["code", "."]).current_dir(examples()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(said(&output), "");
}

#[test]
fn the_schema_is_printed() {
    let output = run(&["schema"], &examples());
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(schema["type"], "object");
}
