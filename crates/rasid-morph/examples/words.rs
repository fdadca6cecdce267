//! Reads a folder of word lists and documents, one JSON object a line, and lists each document's words:
//! `words KNOWLEDGE/words < DOCS.jsonl > WORDS.jsonl`. Offsets are code points.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example does its own reading and printing")]
#![allow(unreachable_pub, dead_code, reason = "the parsers are those of the knowledge crate")]

use std::io::{BufRead as _, Write as _};

use rasid_morph::{Lexicon, LexiconBuilder, Words, words_of};
use serde_json::{Value, json};

#[path = "../../rasid-knowledge/src/words.rs"]
mod words;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let started = std::time::Instant::now();
    let bytes = build(std::path::Path::new(&folder))?;
    let size = bytes.len();
    let built = started.elapsed();
    let started = std::time::Instant::now();
    let lexicon = Lexicon::from_bytes(bytes)?;
    eprintln!("{} lemmas, {size} bytes, built in {built:?}, opened in {:?}", lexicon.lemma_count(), started.elapsed());
    let mut words = Words::new(&lexicon);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let debug = std::env::args().nth(2);
    let mut counts: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    let (mut tokens, mut spent) = (0, std::time::Duration::ZERO);
    for line in std::io::stdin().lock().lines() {
        let doc: Value = serde_json::from_str(&line?)?;
        let text = doc["text"].as_str().unwrap_or("");
        let started = std::time::Instant::now();
        let segmented = rasid_text::segment(text);
        let listed = words_of(&lexicon, &mut words, text, &segmented);
        if debug.is_none() {
            words.trim();
        }
        spent += started.elapsed();
        tokens += listed.len();
        let mut at = Offsets::new(text);
        let rows: Vec<Value> = listed
            .iter()
            .filter_map(|w| {
                let span = segmented.tokens.get(w.token)?.span;
                let pos = format!("{:?}", w.pos).to_lowercase();
                Some(json!({"start": at.of(span.start), "end": at.of(span.end), "proclitics": w.proclitics,
                "enclitics": w.enclitics, "lemma": w.lemma, "pos": pos, "known": w.known}))
            })
            .collect();
        if debug.as_deref() == Some("types") {
            rasid_morph::intern_all(&mut words, text, &segmented).iter().for_each(|id| *counts.entry(id.0).or_default() += 1);
        } else if debug.is_none() {
            writeln!(out, "{}", json!({"id": doc["id"], "words": rows}))?;
        } else {
            explain(&lexicon, &mut words, text, &segmented, &mut out)?;
        }
    }
    eprintln!("{tokens} words in {spent:?}");
    for (id, count) in counts {
        let word = words.word(rasid_morph::WordId(id));
        let readings = word.analyses.iter().filter(|a| a.known);
        let readings: Vec<String> = readings.map(|a| format!("{}|{:?}|{}", lexicon.lemma(a.lemma), a.pos, a.prior)).collect();
        writeln!(out, "{count}\t{}\t{}", word.key.as_str(), readings.join(" "))?;
    }
    Ok(())
}

fn explain(l: &Lexicon, words: &mut Words, text: &str, s: &rasid_text::Segmented, out: &mut impl std::io::Write) -> std::io::Result<()> {
    let ids = rasid_morph::intern_all(words, text, s);
    for (id, t) in ids.iter().zip(&s.tokens) {
        let word = words.word(*id);
        writeln!(out, "{}", t.span.slice(text))?;
        for a in word.analyses.iter().take(8) {
            writeln!(out, "    {} {} {:?} {:?} {:?} {:?}", a.prior, l.lemma(a.lemma), a.pos, a.proclitics, a.enclitic, a.features)?;
        }
    }
    Ok(())
}

fn build(folder: &std::path::Path) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut builder = LexiconBuilder::new();
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("").to_owned();
        let text = std::fs::read_to_string(&path)?;
        let problems = match name.split(['-', '.']).next() {
            Some("verbs") => add(words::verbs(&name, &text), |e| builder.add_verb(&e)),
            Some("nouns") => add(words::nouns(&name, &text), |e| builder.add_noun(&e)),
            Some("closed") => add(words::closed(&name, &text), |e| builder.add_closed(&e)),
            Some("given") => add(words::given_names(&name, &text), |e| builder.add_noun(&e)),
            Some("ranking") => add(words::ranking(&name, &text), |e| builder.add_ranking(&[e])),
            _ => Vec::new(),
        };
        problems.iter().take(20).for_each(|p| eprintln!("{p}"));
    }
    Ok(builder.build())
}

fn add<T>((entries, problems): words::Parsed<T>, add: impl FnMut(T)) -> Vec<words::WordProblem> {
    entries.into_iter().for_each(add);
    problems
}

/// Bytes → code points, asked in order.
struct Offsets<'a> {
    text: &'a str,
    byte: usize,
    point: usize,
}

impl<'a> Offsets<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, byte: 0, point: 0 }
    }

    fn of(&mut self, byte: u32) -> usize {
        let byte = byte as usize;
        if byte < self.byte {
            (self.byte, self.point) = (0, 0);
        }
        self.point += self.text.get(self.byte..byte).map_or(0, |s| s.chars().count());
        self.byte = byte;
        self.point
    }
}
