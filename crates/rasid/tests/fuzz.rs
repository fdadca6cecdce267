//! A fuzz target per parser, as property tests: each throws random and half-sensible input at one parser for a
//! while and holds it to its laws. `RASID_FUZZ_SECONDS` is the time for all of them together.
#![expect(clippy::disallowed_methods, reason = "tests read the clock and the environment")]

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};
use rasid::dates::time::Bias;
use rasid::input::{Input, Lines, decode};
use rasid::intensity::Intensities;
use rasid::model::{Document, Span};
use rasid::points::Points;
use rasid::record::{Record, Recorder};
use rasid::{Coder, Knowledge};
use std::time::{Duration, Instant};

const TARGETS: f64 = 8.0;

/// Runs a target until its time is up; at least a few dozen cases.
fn pound<S: Strategy>(strategy: &S, law: impl Fn(S::Value) -> TestCaseResult) {
    let seconds = std::env::var("RASID_FUZZ_SECONDS").ok().and_then(|s| s.parse::<f64>().ok()).unwrap_or(5.0);
    let end = Instant::now() + Duration::from_secs_f64(seconds / TARGETS);
    loop {
        let config = Config { cases: 32, failure_persistence: None, ..Config::default() };
        if let Err(e) = TestRunner::new(config).run(strategy, &law) {
            panic!("{e}");
        }
        if Instant::now() > end {
            break;
        }
    }
}

/// Words of the examples, among noise.
fn text() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> =
        include_str!("../../../examples/documents.jsonl").split([' ', '"', '\\']).filter(|w| w.len() > 1).collect();
    let piece = prop_oneof![
        24 => prop::sample::select(words),
        1 => prop::sample::select(vec!["\n", "..", "«", "»", "\"", "(", ")", ":", "،", "؟", "2018", "٣", "17 شعبان 1439", "5+5", "و", "ال"]),
        1 => prop::sample::select(vec!["\u{202E}", "\u{2066}", "\u{200C}", "\u{FEFF}", "\u{0640}\u{0640}", "\u{064B}\u{0651}", "\0", "ﻻ", "گ", "😀"]),
    ];
    let noise = prop_oneof![8 => piece.prop_map(str::to_owned), 1 => "[ء-ي]{1,12}".prop_map(|s| s), 1 => any::<String>()];
    prop::collection::vec(noise, 0..120).prop_map(|pieces| pieces.join(" "))
}

#[test]
fn bytes_are_decoded_or_refused() {
    let latin = text().prop_map(String::into_bytes);
    let wide = text().prop_map(|t| t.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let broken = (text(), any::<u8>(), any::<prop::sample::Index>()).prop_map(|(t, b, at)| {
        let mut bytes = t.into_bytes();
        bytes.push(b' ');
        let at = at.index(bytes.len());
        bytes[at] = b;
        bytes
    });
    let any = prop_oneof![prop::collection::vec(any::<u8>(), 0..300), latin, wide, broken];
    pound(&any, |bytes| {
        let decoded = decode(&bytes);
        if let (Ok(text), Ok(decoded)) = (std::str::from_utf8(&bytes), &decoded)
            && !bytes.contains(&0)
            && !bytes.starts_with(b"\xEF\xBB\xBF")
        {
            prop_assert_eq!(text, decoded.text.as_str());
        }
        Ok(())
    });
}

#[test]
fn every_line_of_jsonl_is_a_document_or_a_fault() {
    let line = prop_oneof![
        text().prop_map(|t| serde_json::json!({ "id": "x", "text": t }).to_string()),
        "[{}\\[\\]\":,a-z0-9\\\\]{0,40}".prop_map(|s| s),
        any::<String>().prop_map(|s| s.replace('\n', " ")),
    ];
    pound(&prop::collection::vec(line, 0..12), |lines| {
        let whole = lines.join("\n");
        let wanted = lines.iter().filter(|l| !l.trim_start_matches('\u{FEFF}').as_bytes().trim_ascii().is_empty()).count();
        prop_assert_eq!(Lines::new(whole.as_bytes(), "f").count(), wanted);
        Ok(())
    });
}

#[test]
fn tokens_and_gaps_make_up_the_text() {
    let silent = |gap: Option<&str>| gap.is_some_and(|gap| !gap.contains(char::is_alphanumeric));
    pound(&text(), |text| {
        let segmented = rasid_text::segment(&text);
        let mut at = 0;
        for token in &segmented.tokens {
            let (start, end) = (token.span.start as usize, token.span.end as usize);
            prop_assert!(at <= start && start < end);
            prop_assert!(silent(text.get(at..start)));
            at = end;
        }
        prop_assert!(silent(text.get(at..)));
        let points = Points::new(&text);
        let slow = |byte: usize| u32::try_from(text[..byte].chars().count()).unwrap();
        for token in &segmented.tokens {
            let (start, end) = points.of(token.span);
            prop_assert_eq!((start, end), (slow(token.span.start as usize), slow(token.span.end as usize)));
        }
        let folded = rasid_text::fold(&text);
        let again = rasid_text::fold(folded.as_str());
        prop_assert_eq!(again.as_str(), folded.as_str());
        Ok(())
    });
}

#[test]
fn every_date_has_its_words_and_its_days_in_order() {
    let knowledge = Knowledge::builtin().unwrap();
    let date = "(يوم |منذ |قبل |حتى |في |منتصف |الساعة )?[0-9٠-٩]{0,5}[ /-]?(مايو|شعبان|آب/أغسطس|جويلية|الأحد|أيام|أشهر|سنة)?[ /-]?[0-9٠-٩]{0,6}( الماضي| المقبل| هـ| صباحا)?";
    let dated = prop_oneof![text(), prop::collection::vec(date, 1..8).prop_map(|d| d.join(" "))];
    pound(&(dated, "[0-9]{4}-[01][0-9]-[0-3][0-9](T[0-9:+]{0,14})?"), |(text, now)| {
        let letters: Vec<char> = text.chars().collect();
        for found in rasid::dates::find(&knowledge, &text, rasid::dates::reference(&now, Bias::Past)) {
            let words: String = letters[found.start as usize..found.end as usize].iter().collect();
            prop_assert_eq!(words, found.text);
            prop_assert_eq!(found.from.is_some(), found.to.is_some());
            prop_assert!(found.from <= found.to);
        }
        Ok(())
    });
}

#[test]
fn knowledge_files_are_read_or_reported() {
    let sources: Vec<(String, Vec<String>)> =
        rasid::sources().into_iter().map(|(path, text)| (path, text.lines().take(400).map(str::to_owned).collect())).collect();
    let damage = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[\\[\\]={}\"\t,#a-zء-ي-]{0,6}"), 0..4);
    let file = (prop::sample::select(sources), any::<prop::sample::Index>(), damage).prop_map(|((path, lines), from, damage)| {
        let from = if lines.is_empty() { 0 } else { from.index(lines.len()) };
        let mut text: String = lines.iter().skip(from).take(40).flat_map(|l| [l.as_str(), "\n"]).collect();
        for (at, length, piece) in damage {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.floor_char_boundary((at + length.index(9)).min(text.len()));
            text.replace_range(at..end, &piece);
        }
        (path, text)
    });
    pound(&file, |file| {
        let (path, lines) = (file.0.clone(), file.1.lines().count());
        for problem in rasid_knowledge::compile(&[file]).problems {
            prop_assert!(!problem.english.is_empty() && !problem.arabic.is_empty());
            prop_assert!(problem.line <= lines + 1, "{}", problem);
            prop_assert!(problem.path == path || problem.path.is_empty() || path.starts_with("time/"), "{}", problem);
        }
        Ok(())
    });
}

#[test]
fn coding_is_deterministic_and_every_span_slices_to_its_text() {
    let knowledge = Knowledge::builtin().unwrap();
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let used = std::cell::RefCell::new(Coder::new(&knowledge));
    pound(&(text(), prop::option::of(Just("2018-05-07"))), |(text, published)| {
        let document = Document { id: "d".into(), text, published: published.and_then(|p| p.parse().ok()), ..Document::default() };
        let coded = used.borrow_mut().code(&document);
        prop_assert_eq!(&coded, &Coder::new(&knowledge).code(&document));
        for event in &coded.events {
            let spans = event.actor.iter().chain(&event.recipient).chain(&event.said_by).map(|e| e.span);
            for span in spans.chain([event.evidence.clause, event.evidence.trigger]) {
                prop_assert!(fits(&document.text, span), "{:?}", span);
            }
            prop_assert!(event.evidence.clause.overlaps(event.evidence.trigger));
            prop_assert!(event.same_as.is_none_or(|i| i < coded.events.len()));
        }
        let input = Input::new(document.clone());
        let record = recorder.record(&input, &coded);
        let mut line = Vec::new();
        rasid::visible::json_line(&record, &mut line);
        let again: Record<'_> = serde_json::from_slice(&line).unwrap();
        prop_assert_eq!(&record, &again);
        Ok(())
    });
}

/// A capital's cue and a nationality, and the text ends: found by the fuzzer.
#[test]
fn a_name_may_end_the_text() {
    let knowledge = Knowledge::builtin().unwrap();
    for text in ["أطراف سد عراقية", "العاصمة الليبية", "مدينة عراقية"] {
        let document = Document { text: text.to_owned(), ..Document::default() };
        assert!(Coder::new(&knowledge).code(&document).events.is_empty(), "{text}");
    }
}

fn fits(text: &str, span: Span) -> bool {
    span.start < span.end && text.get(span.start as usize..span.end as usize).is_some()
}

#[test]
fn words_are_split_into_letters_of_the_word() {
    let knowledge = Knowledge::builtin().unwrap();
    let coder = std::cell::RefCell::new(Coder::new(&knowledge));
    pound(&text(), |text| {
        let words = rasid::explain::words(&mut coder.borrow_mut(), &text);
        let letters: Vec<char> = text.chars().collect();
        for word in words {
            prop_assert_eq!(letters[word.start as usize..word.end as usize].iter().collect::<String>(), word.text);
        }
        Ok(())
    });
}

#[test]
fn knowledge_files_and_spreadsheets_are_read_without_a_fault() {
    let cell = prop_oneof!["[ء-ي ]{0,6}", "[-=+@'\"#|;,.0-9a-z\\[\\]]{0,8}", any::<String>()];
    let toml = prop_oneof![
        Just("[[actor]]"),
        Just("[[frame]]"),
        Just("[frame.example]"),
        Just("id = \"a\""),
        Just("ar = [\"ا\"] # x"),
        Just("[a]")
    ];
    let line = prop_oneof![prop::collection::vec(cell, 0..12).prop_map(|c| c.join("\t")), toml.prop_map(str::to_owned)];
    let header = "name,ar,country,kind,lat,lon,ambiguous,source\n";
    pound(&prop::collection::vec(line, 0..20).prop_map(|l| l.join("\n")), |text| {
        let files: Vec<rasid::File> =
            ["actors/a.toml", "places/a.tsv", "words/nouns-a.tsv", "frames/a.toml"].map(|p| (p.to_owned(), text.clone())).to_vec();
        let entries = rasid::entries::read(&files);
        let _ = rasid::conflicts::conflicts(&entries);
        prop_assert_eq!(rasid::entries::difference(&files, &files), rasid::entries::Difference::default());
        for file in &files {
            if let Some(once) = rasid::fmt::formatted(file) {
                prop_assert_eq!(rasid::fmt::formatted(&(file.0.clone(), once.clone())), Some(once));
            }
        }
        if let Ok((Some(kind), rows)) = rasid::author::from_csv(&format!("{header}{}", text.replace('\t', ","))) {
            let rows: Vec<rasid::author::Row> = rows.into_iter().map(|(_, row)| row).collect();
            let sheet = String::from_utf8(rasid::author::to_csv(kind, &rows)).unwrap_or_default();
            let again = rasid::author::from_csv(&sheet).map(|(_, rows)| rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>());
            let full: Vec<rasid::author::Row> = rows.into_iter().filter(|r| r.iter().any(|c| !c.is_empty())).collect();
            prop_assert_eq!(again.as_ref(), Ok(&full));
        }
        Ok(())
    });
}
